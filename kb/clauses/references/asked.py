"""Clause references in questions: 民法典第1079条第三款第(四)项, 贷款办法五（二）, 《…办法》第三条至第五条."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from kb.clauses.references.asked_steps import CHINESE, FORMAL, NUMBER, PARTS, ROUND, Chain, read_chain
from kb.clauses.references.unread import IDLE, JOINS, LEAF, unread_behind
from kb.clauses.steps import parse_address
from kb.errors import ClauseReferenceError
from kb.text.owner_names import owner_named
from kb.types import Span

NameEnding = Callable[[str], int | None]
"""Returns where the name of a held document begins that words end with; None where they end with none."""


@dataclass(frozen=True, slots=True)
class ClauseReference:
    """A clause that a question names: the words that name its document, the address, and where both stand."""

    title: str
    """What names the document; empty where nothing does."""
    address: str
    span: Span
    until: str = ""
    """The address of the last clause of a range; empty where one clause is named."""
    quoted: bool = False
    """True where the title is written in title marks: then it is one, whether it is held or not."""
    number: str = ""
    """The document's number (文号) where the words give it, as they write it."""
    of: str = ""
    """The words right before the title, or in brackets behind it: they may say whose document it is."""
    document: str = ""
    """The document's id (d000001, d000001@2) where the words give it."""
    unread: str = ""
    """What stands right behind the address and is written with it, and was not understood."""


@dataclass(frozen=True, slots=True)
class _Named:
    title: str
    start: int
    quoted: bool = False
    number: str = ""
    of: str = ""
    document: str = ""

    @property
    def names(self) -> bool:
        return bool(self.title or self.number or self.document)


_START = re.compile(
    rf"{PARTS}|附[件录表图]|(?<!代)表\s*[0-9]{{1,3}}(?=\s*第\s*[0-9]+\s*行)|第\s*(?:{NUMBER}|{FORMAL}|{ROUND})|(?<!哪){NUMBER}\s*条"
    rf"|(?:{CHINESE}|{FORMAL}|(?<![0-9.])[0-9０-９]{{1,2}})\s*[、.．]?\s*{ROUND}|{CHINESE}、\s*(?=第|[0-9]|表|〔)|{ROUND}(?=\s*第)"
    r"|(?<![0-9.])[0-9]{1,2}(?:\.[0-9]{1,3}){1,5}(?![0-9.%％万亿元倍])"
)
# 三条建议, 5条意见, 20条具体措施, 两条线: counted, not named. With 第 in front it is a reference.
_COUNTED = re.compile(
    r"(?:建议|意见|措施|线|路|信息|消息|政策|理由|短信|生产|标准|原因|举措|腿|鱼|狗|船|河|街|裤)"
    r"|(?:具体|重点|主要|创新|务实|惠企|扶持|支持|配套|新|硬)的?(?:建议|意见|措施|举措|政策|任务|办法)"
)
_COUNTED_IN_ORDER = re.compile(r"(?:建议|线|路|信息|消息|短信|生产线|腿|鱼|狗|船|河|街|裤)")
_SPOKEN_OF = re.compile(r"\s*(?:$|[?？。！!，,]|的|是|规定|怎么|如何|说|讲|写|内容|有什么|什么)")
_SCHOOL_OR_HOUSE = re.compile(r"班|年级|号|组|队|单元|栋")
_ATTACHMENT_ENDS = re.compile(r"$|[^\u4e00-\u9fff]|[里中的是有写规讲说要内]")
_KINDS_OF_TITLE = (
    "法|法典|条例|办法|规定|细则|意见|通知|方案|规划|决定|规则|准则|解释|措施|政策|公约|章程|宪法|指南|标准|制度|预案"
    "|纲要|批复|复函|公告|通告|计划|目录|要点|指引|协定|解答|答复|纪要|令|守则|程序|规程|规范|函"
)
_VERSION = r"[（(][^（()）]{1,12}[）)]"
_FILLER = r"(?:的|里面?的?|当?中的?|之中|[,，：:、]|\s)*"
# These may be the end of a title as well.
_SAYS = re.compile(r"(?:所?规定|文件|条文)的?\s*$")
_BOOK = re.compile(
    r"》(?:\s*[（(](?P<behind>(?![^（()）]*号\s*[）)])[^（()）]{1,40})[）)])?(?P<number>\s*[（(][^（()）]{0,30}号[^（()）]{0,6}[）)])?(?P<tail>[^《》，,。；;？?！!]{0,12})$"
)
_ID = re.compile(r"(?<![A-Za-z0-9])(?P<document>[dD]\d{3,}(?:@\d{1,6})?)\s*(?:#|的|[:：])?\s*$")
_LISTED = re.compile(r"号\s*[）)]?\s*(?:文件?)?\s*(?:、|和|与|及|以及|，)\s*$")
_BOOK_LISTED = re.compile(
    r"《(?P<title>[^《》]+)》(?P<number>\s*[（(][^（()）]{0,30}号[^（()）]{0,6}[）)])?\s*(?:、|和|与|及|以及|，)?\s*$"
)
# 《…法》实施细则 is another document than the one in title marks.
_GOES_ON = re.compile(rf"(?:{_KINDS_OF_TITLE})(?:{_VERSION})?$")
_NAMED_BEFORE = re.compile(
    rf"([\u4e00-\u9fffA-Za-z0-9·（）()“”\"〔〕《》〈〉\-]{{1,80}}?(?:{_KINDS_OF_TITLE})(?:{_VERSION})?)\s*{_FILLER}$"
)
_NUMBERED = re.compile(
    r"(?P<number>[\u4e00-\u9fffA-Za-z]{1,16}\s?(?:[〔\[［【(（]\s?(?:19|20)\d{2}\s?[〕\]］】)）]|(?:19|20)\d{2}年)\s?第?\s?\d{1,5}\s?号"
    rf"|[\u4e00-\u9fff]{{0,14}}令\s?第?\s?(?:\d{{1,5}}|{CHINESE})\s?号)\s*[）)]?(?:文件?)?{_FILLER}$"
)
# What stands before the year of a document's number, at the least: 某政发.
_ORGAN = re.compile(r"[\u4e00-\u9fff]{2,}?\s?[〔\[［【(（]\s?(?:19|20)\d{2}")
_ASKING = re.compile(
    r"^(?:请问一?下?|请|问一?下?|我?(?:想|要)(?:问|知道|了解|看|查)一?下?|帮我?(?:查|看|找)一?下?|查一?下?|看一?下?|根据|依据"
    r"|按照?|依照|关于(?=[^\u4e00-\u9fff])|那[份个部]|这[份个部]|那么?|在|什么是|解释一?下?|麻烦|对照|比较|对比|还有|以及|和|与|及|跟|或者?|、|，|,|；|;|\s"
    r"|引用|适用|违反|参照|详见|参见|见)+"
)
_POINTING = re.compile(r"(?:本|该|此|同|其|这[部个份]?|那[部个份]?|上述|前述|所述)(?:[\u4e00-\u9fff]{1,2})?")
_MOST_IDLE = 1
_CLAUSE_BREAK = re.compile(r"[，,。；;？?！!：:\s]")


def find_reference(question: str) -> ClauseReference | None:
    """Return the first clause that a question names; None where it names none.

    Numbers that only count (三条建议, 3个工作日, 二、三月份, 第一次) are no reference.
    """
    return next(iter(find_references(question)), None)


def find_references(question: str, named: NameEnding | None = None, *, only: bool = False) -> list[ClauseReference]:
    """Return the clauses that a question names, in order, each of a list by itself.

    What follows a clause and names no document of its own is of the document before it. `named` knows the documents
    that are held: it finds names that no word for a kind of document gives away. With `only` the words are a reference
    and nothing else: whatever stands before a clause is meant for a name.
    """
    found: list[ClauseReference] = []
    floor = position = 0
    while (start := _START.search(question, position)) is not None:
        chain = read_chain(question, start.start())
        position = start.start() + 1 if chain is None else max(chain.end, start.start() + 1)
        if chain is None:
            continue
        title = _title_before(question, start.start(), floor, named)
        if only and not (title.names or found):
            title = _anything_before(question, start.start(), floor)
        of = _owned(title, question, floor) if title.names or not found else _as_before(title, found[-1])
        if not _refers(chain, start.start(), question, of.names):
            continue
        references = list(_references(chain, question, start.start(), of))
        for other in _beside(question, floor, of, books=only) if references else ():
            beside = Span(other.start, of.start)
            found.extend(replace(one, title=other.title, number=other.number, span=beside) for one in references)
        found.extend(references)
        floor = chain.end if references else floor
    return [
        replace(one, unread=_unread(question, one, following, only=only))
        for one, following in zip(found, [*found[1:], None][: len(found)], strict=True)
    ]


def _unread(question: str, one: ClauseReference, following: ClauseReference | None, *, only: bool) -> str:
    """Return what is not understood behind a reference; what joins the next one may say whose its document is."""
    if following is None:
        return unread_behind(question[one.span.end :], only=only)
    between = question[one.span.end : max(one.span.end, following.span.start)]
    joins = JOINS.search(between)
    return unread_behind(between[: joins.start()] if joins else between, only=only)


def _beside(question: str, floor: int, of: _Named, *, books: bool) -> list[_Named]:
    """Return the documents listed before the one that a clause is of: 甲〔2020〕1号、乙〔2021〕2号第三条 is of both."""
    others: list[_Named] = []
    end = of.start
    while of.number or (books and of.quoted):
        before = question[floor:end]
        numbered = _NUMBERED.search(before) if of.number and _LISTED.search(before) else None
        book = _BOOK_LISTED.search(before) if of.quoted and not numbered else None
        if numbered:
            skip = _asked(numbered["number"])
            end = floor + numbered.start("number") + skip
            others.insert(0, _Named("", end, False, numbered["number"][skip:]))
        elif book:
            end = floor + book.start()
            others.insert(0, _Named(book["title"], end, True, (book["number"] or "").strip(" （）()")))
        else:
            break
    return others


def _as_before(place: _Named, before: ClauseReference) -> _Named:
    return replace(
        place,
        title=before.title,
        number=before.number,
        quoted=before.quoted,
        of=before.of,
        document=before.document,
    )


def _owned(named: _Named, question: str, floor: int) -> _Named:
    """Return what names a document with the words right before its title, which may say whose it is."""
    if not named.title or named.of:
        return named
    before = question[floor : named.start].rstrip()
    return replace(named, of=before[without_asking(before) :])


def asks_only(question: str, references: Sequence[ClauseReference]) -> bool:
    """Tell whether a question asks for nothing but the clauses that it names."""
    rest = question
    for start, end in sorted({(_owner_start(one, question), one.span.end) for one in references}, reverse=True):
        rest = rest[:start] + rest[end:]
    return len("".join(LEAF.findall(IDLE.sub("", rest)))) <= _MOST_IDLE


def _owner_start(one: ClauseReference, question: str) -> int:
    """Return where a reference begins with whose its document is, where that is said right before the title."""
    before = question[: one.span.start].rstrip()
    return len(before) - len(one.of) if before.endswith(one.of) and owner_named(one.of) else one.span.start


def _references(chain: Chain, question: str, start: int, of: _Named) -> Iterator[ClauseReference]:
    written = question[start : chain.end].strip().rstrip("的、.． ")
    span = Span(of.start, start + len(question[start : chain.end].rstrip("的、 ")))
    if len(chain.places) == 1 and not chain.places[0].until and _is_address(written):
        yield ClauseReference(of.title, written, span, "", of.quoted, of.number, of.of, of.document)
        return
    for place in chain.places:
        if _is_address(place.address) and (not place.until or _is_address(place.until)):
            yield ClauseReference(of.title, place.address, span, place.until, of.quoted, of.number, of.of, of.document)


def _is_address(text: str) -> bool:
    try:
        parse_address(text)
    except ClauseReferenceError:
        return False
    return True


def _refers(chain: Chain, start: int, question: str, titled: bool) -> bool:
    after = question[chain.end :]
    written = question[start : chain.end]
    whole = not question[:start].strip() and not after.strip(" 　。.？?！!")
    first = chain.units[0]
    if "条" in chain.units:
        if written.lstrip().startswith(("第", "附")):
            return not _COUNTED_IN_ORDER.match(after)
        if titled:
            return not _COUNTED.match(after)
        return start == 0 and (_SPOKEN_OF.match(after) is not None or written.rstrip()[-1] in "款项目）)")
    if first == "heading" and len(chain.units) == 1:
        return False
    if first == "heading":
        in_chinese = not question[start].isdigit()
        return not _SCHOOL_OR_HOUSE.match(after) and (titled or in_chinese or whole)
    if first == "outline":
        return titled or whole or written.startswith("第")
    if first.startswith("附") and len(chain.units) == 1 and not _ATTACHMENT_ENDS.match(after):
        return False
    return titled or whole


def _title_before(question: str, end: int, floor: int, named: NameEnding | None) -> _Named:
    """Return what names a document directly before an offset, and where it starts; nothing is read before `floor`."""
    before = question[floor:end]
    if (by_id := _ID.search(before)) is not None:
        return _Named("", floor + by_id.start(), document=by_id["document"].lower())
    bare = re.sub(rf"{_FILLER}$", "", before)
    held = _held_at_end(bare, named)
    book = _BOOK.search(before)
    opening = _opening(before, book.start()) if book else None
    if book and opening is not None and (held is None or held[1] > opening) and not _continues(book["tail"]):
        title = before[opening + 1 : book.start()].strip()
        behind = (book["behind"] or "").strip()
        return _Named(title, floor + opening, True, (book["number"] or "").strip(" （）()"), behind)
    numbered = _NUMBERED.search(before)
    if held is not None and (numbered is None or held[1] <= numbered.start("number")):
        return _Named(held[0], floor + held[1])
    if numbered:
        skip = _asked(numbered["number"])
        if (titled := _titled_number(before, numbered, named)) is not None:
            return replace(titled, start=floor + titled.start)
        return _Named("", floor + numbered.start("number") + skip, False, numbered["number"][skip:])
    last_break = max((found.end() for found in _CLAUSE_BREAK.finditer(bare)), default=0)
    kind = _NAMED_BEFORE.search(before, last_break)
    if not kind:
        return _Named("", end)
    skip = _asked(kind[1])
    if _POINTING.fullmatch(kind[1][skip:]):
        return _Named("", end)
    return _Named(_unmarked(kind[1][skip:]), floor + kind.start(1) + skip)


def _titled_number(before: str, numbered: re.Match[str], named: NameEnding | None) -> _Named | None:
    """Return the held document whose name stands glued before its number: …办法某政发〔2024〕20号."""
    for end in range(numbered.end("number") - 1, numbered.start("number"), -1):
        organ = before[end : numbered.end("number")]
        if not _ORGAN.match(organ):
            continue
        held = _held_at_end(before[:end], named)
        if held is not None:
            return _Named(held[0], held[1], False, organ)
    return None


def _anything_before(question: str, end: int, floor: int) -> _Named:
    words = re.sub(rf"{_FILLER}$", "", question[floor:end])
    start = without_asking(words)
    return _Named(_unmarked(words[start:]), floor + start) if LEAF.search(words[start:]) else _Named("", end)


def _unmarked(title: str) -> str:
    return re.sub(r"[《》]", "", title).strip()


def _held_at_end(words: str, named: NameEnding | None) -> tuple[str, int] | None:
    """Return the name of a held document that words end with, and where it starts; 规定 may come behind it."""
    for bare in (words, _SAYS.sub("", words)):
        start = named(bare) if named is not None else None
        if start is not None:
            return _unmarked(bare[start:]), start
    return None


def _continues(tail: str) -> bool:
    bare = re.sub(rf"{_FILLER}$", "", tail)
    return _GOES_ON.search(bare) is not None and not _SAYS.fullmatch(bare)


def without_asking(words: str) -> int:
    """Return where words go on behind the last break and what only asks (请问, 根据, 和)."""
    last_break = max((found.end() for found in _CLAUSE_BREAK.finditer(words)), default=0)
    return last_break + _asked(words[last_break:])


def _asked(words: str) -> int:
    asking = _ASKING.match(words)
    return asking.end() if asking else 0


def _opening(text: str, closing: int) -> int | None:
    """Return where the outermost title marks that close at an offset open."""
    depth = 0
    for position in range(closing, -1, -1):
        if text[position] == "》":
            depth += 1
        elif text[position] == "《":
            depth -= 1
            if depth == 0:
                return position
    return None


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
