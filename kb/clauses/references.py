"""Clause references in questions: 民法典第1079条第三款第(四)项, 《…办法》第五部分第二项, 贷款办法五（二）."""

import re
from dataclasses import dataclass

from kb.clauses.steps import parse_address
from kb.errors import ClauseReferenceError
from kb.text.numerals import NUMERAL_CHARS
from kb.types import Span


@dataclass(frozen=True, slots=True)
class ClauseReference:
    """A clause that a question names: the words that name its document, the address, and where both stand."""

    title: str
    """What names the document; empty where nothing does."""
    address: str
    span: Span


_CN = f"[{NUMERAL_CHARS}]+"
_N = f"(?:{_CN}|[0-9０-９]+)"
_PAREN = rf"[（(]\s*{_N}\s*[)）]"
_COUNTS = r"(?![0-9０-９.]|\s*[个天年月日元家次万亿人名岁%％])"
_TAIL = rf"第?\s*(?:{_N}|{_PAREN})\s*[款项目点段](?!目|标|的)|{_PAREN}|[①-⑳]|、?[0-9０-９]{{1,3}}{_COUNTS}[.．]?"
# “哪一条” asks for a clause, it names none.
_ARTICLE = rf"(?<!哪)第?\s*{_N}\s*条(?:之{_CN})*"
_DIVISION = rf"第\s*{_N}\s*(?:编|分编|篇|部分|章|节)"
_ATTACHMENT = rf"附[件录表](?:{_N}|[A-Z])?"
_REFERENCE = re.compile(
    rf"""
      (?P<article>(?:{_ATTACHMENT}\s*)?(?:{_DIVISION}\s*)*{_ARTICLE}(?:\s*的?\s*(?:{_TAIL}))*)
    | (?P<division>(?:{_ATTACHMENT}\s*)?(?:{_DIVISION}\s*)+(?:的?\s*(?:{_TAIL}))*)
    | (?P<official>{_CN}\s*、?\s*{_PAREN}(?:\s*(?:{_TAIL}))*)
    | (?P<item>第\s*(?:{_N}|{_PAREN})\s*[款项](?!目)(?:\s*的?\s*(?:{_TAIL}))*)
    | (?P<outline>(?<![0-9.])第?\s*[0-9]{{1,2}}(?:\.[0-9]{{1,2}}){{1,4}}(?![0-9.%％万亿元倍])
        (?P<numbered>\s*[条款节项])?)
    | (?P<attachment>{_ATTACHMENT}(?=$|[^\u4e00-\u9fff]|[里中的是有写规讲说要内]))
    """,
    re.VERBOSE,
)
# 三条建议, 5条意见, 两条线: counted, not named. With 第 in front it is a reference.
_COUNTED = re.compile(r"(?:建议|意见|措施|线|路|信息|消息|政策|理由|短信|生产|标准|原因|举措|腿|鱼|狗|船|河|街|裤)")
_COUNTED_IN_ORDER = re.compile(r"(?:建议|线|路|信息|消息|短信|生产线|腿|鱼|狗|船|河|街|裤)")
_SPOKEN_OF = re.compile(r"\s*(?:$|[?？。！!，,]|的|是|规定|怎么|如何|说|讲|写|内容|有什么|什么)")
_SCHOOL_OR_HOUSE = re.compile(r"班|年级|号|组|队|单元|栋")
_KINDS_OF_REFERENCE = ("article", "division", "official", "item", "outline", "attachment")
_NEEDS_DOCUMENT = frozenset({"division", "item", "attachment", "outline"})
_BOOK = re.compile(r"《([^《》]{2,80})》[^《》，,。；;？?！!]{0,6}$")
_KINDS_OF_TITLE = (
    "法|法典|条例|办法|规定|细则|意见|通知|方案|规划|决定|规则|准则|解释|措施|政策|公约|章程|宪法|指南|标准|制度|预案"
)
_NAMED_BEFORE = re.compile(
    rf"([\u4e00-\u9fffA-Za-z0-9·（）()“”\-]{{1,60}}?(?:{_KINDS_OF_TITLE})(?:[（(](?:试行|暂行|修订)[）)])?)\s*(?:的|里的?|中的?|里面的?|,|，|：|:|、)?\s*$"
)
_ASKING = re.compile(
    r"^(?:请问一?下?|请|问一?下?|我?想(?:问|知道|了解|看|查)一?下?|帮我?(?:查|看|找)一?下?|查一?下?|看一?下?|根据|依据|按照?|依照|关于|那么?|在|什么是|解释一?下?|麻烦)+"
)
_CLAUSE_BREAK = re.compile(r"[，,。；;？?！!：:\s]")


def find_reference(question: str) -> ClauseReference | None:
    """Return the first clause that a question names; None where it names none.

    Numbers that only count (三条建议, 3个工作日, 二、三月份, 第一次) are no reference.
    """
    for found in _REFERENCE.finditer(question):
        kind = next(name for name in _KINDS_OF_REFERENCE if found[name])
        title, start = _title_before(question, found.start())
        if _refers(kind, found, question, bool(title)):
            address = found[0].strip().rstrip("的、.． ")
            try:
                parse_address(address)
            except ClauseReferenceError:
                continue
            return ClauseReference(title, address, Span(start, found.start() + len(found[0].rstrip("的、 "))))
    return None


def _refers(kind: str, found: re.Match[str], question: str, titled: bool) -> bool:
    after = question[found.end() :]
    if kind == "article":
        named = found[0].lstrip().startswith(("第", "附"))
        if named:
            return not _COUNTED_IN_ORDER.match(after)
        if titled:
            return not _COUNTED.match(after)
        return found.start() == 0 and (_SPOKEN_OF.match(after) is not None or found[0][-1] in "款项目）)")
    if kind == "official":
        return not _SCHOOL_OR_HOUSE.match(after)
    if kind == "outline" and found["numbered"]:
        return titled or found[0].startswith("第")
    if kind in _NEEDS_DOCUMENT:
        whole = not question[: found.start()].strip() and not after.strip(" 　。？?！!")
        return titled or whole
    return True


def _title_before(question: str, end: int) -> tuple[str, int]:
    """Return what names a document directly before an offset, and where it starts."""
    before = question[:end]
    book = _BOOK.search(before)
    if book:
        return book[1].strip(), book.start()
    last_break = max((found.end() for found in _CLAUSE_BREAK.finditer(before.rstrip())), default=0)
    named = _NAMED_BEFORE.search(before, last_break)
    if not named:
        return "", end
    asking = _ASKING.match(named[1])
    skip = asking.end() if asking else 0
    return named[1][skip:], named.start(1) + skip


_IGNORED = re.compile(r"[《》〈〉<>“”\"'\s　（）()]")
_COUNTRY = "中华人民共和国"
_SHORTEST_SCATTERED = 4


def title_matches(hint: str, title: str) -> bool:
    """Tell whether words name a title: equal or contained, or their characters stand in it in order (four or more)."""
    short, full = _bare(hint), _bare(title)
    if not short or not full:
        return False
    if short in full or (full in short and len(full) >= _SHORTEST_SCATTERED):
        return True
    if len(short) < _SHORTEST_SCATTERED:
        return False
    characters = iter(full)
    return all(char in characters for char in short)


def _bare(title: str) -> str:
    bare = _IGNORED.sub("", title)
    return bare.removeprefix(_COUNTRY) or bare
