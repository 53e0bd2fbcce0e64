"""The mark that a line begins with (第八条, 一、, （一）, 1., ①, 8.2.3, 附件2, #), by its shape alone."""

import re
from dataclasses import dataclass, replace

from kb.text.numerals import NUMERAL_CHARS, parse_numeral

STRUCTURE = ("篇", "部分", "编", "分编", "章", "节", "目", "条")
"""Named divisions from the outermost to the innermost."""

ATTACHMENTS = ("附件", "附录", "附表", "附图", "附件A", "附录A", "附表A", "附图A")
"""Annexes; those ending in A are counted in letters."""

HEADING = "#"
OUTLINE = "1.1"


@dataclass(frozen=True, slots=True)
class Mark:
    """What a line begins with: how the number is written, the number, and where label and rest lie in the line."""

    style: str
    """The written form by its first member: 条, 章, 一、, （一）, 1., （1）, ①, 1）, a）, A., Ⅰ, 1.1, 附件, #."""
    number: tuple[int, ...]
    label: str
    start: int
    """Where the label starts in the line."""
    rest: int
    """Where the line goes on after label, decoration and blanks."""
    level: int
    """Number of # of a Markdown heading; 0 elsewhere."""
    certain: bool
    """Whether the shape alone convinces; otherwise the number must be the one expected."""


_CN = f"[{NUMERAL_CHARS}](?:[ \u3000]?[{NUMERAL_CHARS}])*"
_D = "[0-9０-９]"
_BLANK = r"[^\S\n]"
_DECORATION = re.compile(
    rf"[\s\ufeff\u200b]*(?:(?P<hashes>#{{1,6}}){_BLANK}*|>{_BLANK}*|[-*+]{_BLANK}+)?(?:\*\*|__)?[\s]*"
)
_STARTERS = re.compile(rf"[第附（({NUMERAL_CHARS}0-9０-９①-⒛㈠-㈩㉑-㉟㊱-㊿a-zA-ZⅠ-Ⅻ]")
_MARK = re.compile(
    rf"""
      第{_BLANK}?(?P<named>{_CN}|{_D}(?:[ 　]?{_D})*){_BLANK}?
        (?P<unit>分编|编(?![辑制委写])|篇|部分|章(?!程)|节|条|目(?!标|录|的)|款|项(?!目))
        (?P<after>(?:{_BLANK}?之{_BLANK}?(?:[一二三四五六七八九十]+|{_D}+)(?![一二三四五六七八九十]|[款项间类]))*)
    | 第{_BLANK}?(?P<outline_article>{_D}{{1,2}}(?:[.．]{_D}{{1,3}}){{1,5}}){_BLANK}?条(?={_BLANK}|[【（(]|$)
    | 附{_BLANK}?(?P<attachment>[件录表图])(?P<which>{_BLANK}*(?:{_CN}|{_D}+|[A-Z](?![A-Za-z])))?{_BLANK}*[:：]?
    | 附{_BLANK}?[:：](?P<attached>)
    | [（(]{_BLANK}*(?:(?P<cn_paren>{_CN})|(?P<paren>{_D}{{1,3}})|(?P<letter_paren>[a-z])){_BLANK}*[)）]
    | (?P<cn_round>[㈠-㈩])
    | (?P<round>[⑴-⒇])
    | (?P<circled>[①-⑳㉑-㉟㊱-㊿])
    | (?P<dotted>[⒈-⒛])
    | (?P<cn_comma>{_CN}){_BLANK}?[、．.](?!{_D}(?!{_D}{{3}}年))
    | (?P<outline>{_D}{{1,2}}(?:[.．]{_D}{{1,3}}){{1,5}})[.．]?(?={_BLANK}|[^\x00-\x7f]|$)
    | (?P<dot>{_D}{{1,3}}){_BLANK}?(?:[、．]|\.(?!{_D}))
    | (?P<half_paren>{_D}{{1,3}}){_BLANK}?[)）]
    | (?P<bare>{_D}{{1,2}})(?={_BLANK}+[^\x00-\x7f])
    | (?P<roman>[Ⅰ-Ⅻ])[、．.\s]
    | (?P<letter_half>[a-z])[)）]
    | (?P<letter_dot>[a-z])[.．、]
    | (?P<capital>[A-Z])[.．、]
    """,
    re.VERBOSE,
)
_CLOSING_DECORATION = re.compile(rf"{_BLANK}*(?:\*\*|__)?[\s]*")
_STYLES = {
    "cn_paren": "（一）",
    "paren": "（1）",
    "letter_paren": "（a）",
    "cn_round": "（一）",
    "round": "（1）",
    "circled": "①",
    "dotted": "1.",
    "cn_comma": "一、",
    "outline": OUTLINE,
    "outline_article": OUTLINE,
    "bare": OUTLINE,
    "dot": "1.",
    "half_paren": "1）",
    "roman": "Ⅰ",
    "letter_half": "a）",
    "letter_dot": "a.",
    "capital": "A.",
}
_UNCERTAIN = {"letter_paren", "letter_half", "letter_dot", "capital", "outline_article"}

# What follows a 条 that is spoken of instead of printed: 第八条规定的, 第三条、第四条, 第五条第二款的.
_SPOKEN_OF = re.compile(
    r"(?:规定|所[列称指述规]|的|之|、|，|,|；|;|。|和|或|及|以及|至|到|与|中|内|以[上下]|第|[一二三四五六七八九十]?[款项]|关于|修改|改为|删除|增加|相应|有关)"
)
_SPOKEN_OF_AFTER_BLANK = re.compile(
    r"(?:规定[的，,、]|所[列称规].{0,8}的|的|、|，|和第|或第?|及第|以及第|至第|到第|第[^。]{1,6}[款项])"
)
_ITEM_SPOKEN_OF = re.compile(
    r"(?:[、至和或及到与][（(第]|、?[项款目点](?:规定|所|的|[、，。；和或至及中])|[、，]?[（(].{1,3}[)）][项款])"
)
_OUTLINE_SPOKEN_OF = re.compile(
    r"(?:[条节款项](?=\s|$|[、，。；：和或至及与中到的第之所]|规定)|规定[的，,、]|所[列称述指规]|[、至和或及到与]第?[0-9０-９])"
)
_OPENS_TEXT = "　【（(〔[《“\"'：:<"
_SENTENCE_END = "。；;，,、！？!?"
_LISTED_ON = re.compile(rf"(?:{_CN}|{_D}+)")
_MEASURED = re.compile(
    r"[、至]|[万亿]?(?:元|月|日|年|季|级|线|等|个|审|次|孩|胎|类|产业|期|号|楼|层|名|人|家|岁|天|%|％|倍|米|公里|亩|吨|升|公顷)"
)
_OF_DATES = re.compile(r"[月日年季期天岁号%％]")
_QUANTITY = re.compile(r"[万亿]?(?:元|年|月|日|%|％|倍|米|公里|亩|吨|升|公顷)|[万亿]")
_LONGEST_HEADING = 60
_BOLD_LINE = re.compile(r"\s*\*\*[^*。；;，：:]{2,40}\*\*\s*")
_BOLD_LEVEL = 7  # a line in bold stands below every # heading


def find_mark(line: str) -> Mark | None:
    """Return the mark that the line begins with; None where its shape shows none."""
    decoration = _DECORATION.match(line)
    start = decoration.end() if decoration else 0
    level = len(decoration["hashes"] or "") if decoration else 0
    found = _MARK.match(line, start) if _STARTERS.match(line, start) else None
    mark = _read(line, start, level, found) if found else None
    if mark is None and level and line[start:].strip():
        return Mark(HEADING, (), "", start, start, level, True)
    if mark is None and _BOLD_LINE.fullmatch(line):
        return Mark(HEADING, (), "", start, start, _BOLD_LEVEL, True)
    return mark


def unnumbered_heading(line: str) -> Mark:
    """Return the mark of a line that is nothing but a heading, which stands below every # one."""
    start = len(line) - len(line.lstrip())
    return Mark(HEADING, (), "", start, start, _BOLD_LEVEL, True)


def _read(line: str, start: int, level: int, found: re.Match[str]) -> Mark | None:
    closing = _CLOSING_DECORATION.match(line, found.end())
    rest = closing.end() if closing else found.end()
    try:
        style, number = _style_and_number(found)
    except ValueError:
        return None
    if (not number and style not in ATTACHMENTS) or 0 in number:
        return None
    label = found[0].strip().rstrip(":：") if style in ATTACHMENTS else found[0].strip()
    mark = Mark(style, number, label, start, rest, level, True)
    certain = _certainty(mark, found, line)
    return None if certain is None else replace(mark, certain=certain)


def _style_and_number(found: re.Match[str]) -> tuple[str, tuple[int, ...]]:
    if found["unit"]:
        further = [part for part in found["after"].split("之") if part.strip()]
        return found["unit"], (parse_numeral(found["named"]), *map(parse_numeral, further))
    if found["attached"] is not None:
        return "附件", ()
    if found["attachment"]:
        which = (found["which"] or "").strip()
        if "A" <= which <= "Z":
            return f"附{found['attachment']}A", (ord(which) - ord("A") + 1,)
        return f"附{found['attachment']}", (parse_numeral(which),) if which else ()
    name = found.lastgroup or ""
    text = found[name]
    if name in {"letter_paren", "letter_half", "letter_dot"}:
        return _STYLES[name], (ord(text) - ord("a") + 1,)
    if name == "capital":
        return _STYLES[name], (ord(text) - ord("A") + 1,)
    if name == "roman":
        return _STYLES[name], (ord(text) - ord("Ⅰ") + 1,)
    if name in {"outline", "outline_article"}:
        return OUTLINE, tuple(parse_numeral(part) for part in re.split("[.．]", text))
    return _STYLES[name], (parse_numeral(text),)


def _certainty(mark: Mark, found: re.Match[str], line: str) -> bool | None:
    """Tell whether the shape convinces (True), needs the expected number (False) or is no mark (None)."""
    rest = line[mark.rest :].strip()
    if mark.style == "条":
        return _article_certainty(rest, line[found.end() : mark.rest])
    if mark.style in ATTACHMENTS:
        return _attachment_certainty(mark, found, rest, line[found.end() : mark.rest])
    if found["unit"]:
        return _division_certainty(mark, rest, line[found.end() : mark.rest])
    if mark.style in {"（一）", "（1）"}:
        return None if _ITEM_SPOKEN_OF.match(rest) else True
    if found.lastgroup in {"outline", "bare"}:
        quantity = _MEASURED.match(rest) if found.end() == mark.rest else _QUANTITY.match(rest)
        return None if quantity or _OUTLINE_SPOKEN_OF.match(rest) else bool(mark.level)
    if found.lastgroup in _UNCERTAIN:
        return False
    listed = _LISTED_ON.match(rest)
    if listed and _OF_DATES.match(rest, listed.end()) and _counts_on(mark.number, listed[0]):
        return None
    return not (listed and _MEASURED.match(rest, listed.end()))


def _counts_on(number: tuple[int, ...], numeral: str) -> bool:
    """Tell whether a numeral is the next number: 二、三月份, 1、2号."""
    try:
        return parse_numeral(numeral) == number[0] + 1
    except ValueError:
        return False


def _article_certainty(rest: str, between: str) -> bool | None:
    if not rest:
        return True
    if between:
        if _SPOKEN_OF_AFTER_BLANK.match(rest) and "*" not in between:
            return None
        return True
    if rest[0] in _OPENS_TEXT:
        inner = re.match(r"[（(](.{1,3})[)）]", rest)
        return not (inner and _LISTED_ON.fullmatch(inner[1]))
    return None if _SPOKEN_OF.match(rest) else False


def _attachment_certainty(mark: Mark, found: re.Match[str], rest: str, between: str) -> bool | None:
    if not rest or found[0][-1] in ":：":
        return True
    if not mark.number and not between:
        return None
    return None if rest[-1] in _SENTENCE_END or _SPOKEN_OF.match(rest) else True


def _division_certainty(mark: Mark, rest: str, between: str) -> bool | None:
    if not rest:
        return mark.style not in {"款", "项"}
    if len(rest) > _LONGEST_HEADING or rest[-1] in _SENTENCE_END:
        return None
    if mark.level or between or rest[0] in _OPENS_TEXT:
        return mark.style in STRUCTURE
    if mark.style in {"款", "项", "目"} or _SPOKEN_OF.match(rest):
        return None
    return False
