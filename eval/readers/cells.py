"""What the cells of a question sheet mean: pieces of evidence, clause references, yes and no, "not stated"."""

import re
import unicodedata
from dataclasses import dataclass

from kb.clauses.references.asked import find_reference

_PIECES = re.compile(r"[\r\n]+|[；;]{2,}")
_LIST = re.compile(r"[\r\n]+|[；;|]+")
_CITED = re.compile(r"^\s*(?:依据|根据|按照|详?见|参见|出自|出处)\s*[:：]?\s*(?=《|第|附)")
_NUMBER_OF_TITLE = re.compile(r"(?<=》)\s*[（(][^（）()]{1,40}[)）]\s*")
_FURTHER_STEPS = re.compile(r"(?:第?[（(]?[一二三四五六七八九十百0-9]{1,4}[)）]?[款项目])*")
# What stands between a clause that is referred to and the words quoted from it.
_SAYS = re.compile(
    r"(?:的?(?:明确)?(?:规定|指出|写明|载明|要求))?\s*[：:，,]\s*|的?(?:明确)?规定(?=[“\"「])|(?=[“\"「])"
)
_MARKS = {"“": "”", '"': '"', "「": "」", "『": "』", "‘": "’"}
# Said in place of an answer, or of its source.
_NOTHING = re.compile(r"(?:无|没有|暂无|不适用|不详|未知|/|-+|—+|n/?a|none|null|nil)?", re.IGNORECASE)
_UNSTATED = re.compile(
    r"(?:(?:该|本|此|上述|所给|提供的|现有|相关)*(?:材料|文件|资料|原文|文本|政策|文档|办法|条文|文章|报道|页面|文)"
    r"(?:中|里|内|里面|上)?)?(?:对此|就此)?(?:均|都|并|也|里|中)?"
    r"(?:未|没有?|无|不)(?:明确|具体|直接|作出?|做出?|给出|予以|有|见)*"
    r"(?:提及|提到|规定|说明|载明|涉及|写明|约定|给出|列出|披露|公布|交代|写|讲|说|相关(?:规定|内容|信息|依据|条款)?"
    r"|依据|信息|答案|记载|明确|包含)(?:的?(?:规定|内容|信息|说明|答案|问题))?"
    r"|(?:根据材料)?(?:无法|不能|无从)(?:回答|确定|判断|得知|作答)|不可(?:回答|答)|拒答"
)
_YES = frozenset({"是", "可", "能", "有", "对", "√", "y", "yes", "true", "1", "t", "可以", "可回答", "能回答"})
_NO = frozenset({"否", "不", "不可", "不能", "无", "错", "×", "x", "n", "no", "false", "0", "f", "不可以"})
_NO |= {"不可回答", "不能回答", "无法回答"}


@dataclass(frozen=True, slots=True)
class Basis:
    """One piece of evidence as a cell gives it: a quotation, a clause that is referred to, or both."""

    quote: str
    reference: str


def folded(text: str) -> str:
    """Return a text in one width, without white space at its ends."""
    return unicodedata.normalize("NFKC", text).strip()


def flag(text: str) -> bool | None:
    """Return what a cell of yes and no says; None where it says neither."""
    word = folded(text).lower()
    return True if word in _YES else False if word in _NO else None


def says_nothing(text: str) -> bool:
    """Tell whether a cell is empty or says that there is nothing (无, /, 材料未提及, 没有相关规定)."""
    said = re.sub(r"[\s。.．！!，,（）()]", "", folded(text))
    return bool(_NOTHING.fullmatch(said) or _UNSTATED.fullmatch(said))


def items(text: str) -> tuple[str, ...]:
    """Return the items of a cell that lists some, apart by line breaks, semicolons or bars."""
    return tuple(piece.strip() for piece in _LIST.split(text) if piece.strip())


def bases(text: str) -> tuple[Basis, ...]:
    """Return the pieces of evidence of a cell, apart by line breaks or double semicolons; none where it says none."""
    if says_nothing(text):
        return ()
    return tuple(_basis(piece.strip()) for piece in _PIECES.split(text) if not says_nothing(piece))


def references(text: str, title: str) -> tuple[str, ...]:
    """Return the clauses that a cell names, each with its document: its own, or else the title given."""
    pieces = (piece for piece in items(text) if not says_nothing(piece))
    return tuple(piece if "《" in piece or "#" in piece or not title else f"《{title}》{piece}" for piece in pieces)


def _basis(piece: str) -> Basis:
    named = _NUMBER_OF_TITLE.sub("", _CITED.sub("", piece), count=1)
    found = find_reference(named)
    if found is None or found.span.start:
        return Basis(unquoted(piece), "")
    end = _end(named, found.span.end)
    reference = named[:end].strip()
    rest = named[end:].strip(" 　。.")
    says = _SAYS.match(named, end)
    if says:
        return Basis(unquoted(named[says.end() :]), reference)
    if rest and not found.title:
        # The clause as it is printed: its own label, then its words.
        return Basis(unquoted(piece), "")
    return Basis(unquoted(named[end:]) if rest else "", reference)


def _end(text: str, end: int) -> int:
    found = _FURTHER_STEPS.match(text, end)
    return found.end() if found else end


def unquoted(text: str) -> str:
    """Return a quotation without the marks around it; marks inside it stay."""
    bare = text.strip()
    inner = bare[1:-1]
    if len(bare) > 2 and _MARKS.get(bare[0]) == bare[-1] and not {bare[0], bare[-1]} & set(inner):
        return inner.strip()
    return bare
