"""What an amending text says of a clause's words: those that it puts in their place, takes away or adds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.types import Span

_CHANGES = r"(?:修改|修订|修正|调整|变更|更改|改写|改|替换|表述)(?:为|成|如下)"
_FILLING = (
    r"(?:[，,、]|同时|相应|统一|即行|现|并|均|予以|整体|全文|的?(?:全部)?(?:规定|内容|条文|表述)"
    r"|[自从于][^，。；“”]{2,24}起|(?:改为|调整为|作为)第[^，。；“”]{1,12}(?=[，,]))*"
)
_OF_ALL = re.compile(rf"{_FILLING}\s*{_CHANGES}\s*[：:，,]?\s*")
_ADDS = re.compile(r"[^。；“”]{0,20}(?:增加|增设|增补|补充|新增)[^。；“”]{0,24}[：:]\s*")
_BARE = re.compile(r"[^\s“”\"。；;第][^“”\"；;\n]*")
_TAKES = re.compile(r"(?:删去|删除|取消)[^“”。；]{0,6}$")
_BEFORE = 12
_TAKEN = re.compile(r"^[^“”。；]{0,8}?(?:删去|删除|取消)")
_SWAPS = re.compile(rf"^[^“”。；]{{0,24}}?{_CHANGES}[：:]?\s*$")
_PUTS_BEHIND = re.compile(r"^\s*(?:之后|以后|后面|后)[，,]?[^“”。；]{0,8}(?:增加|加上?|补充|添加)[^“”。；]{0,6}$")
_PUTS_BEFORE = re.compile(r"^\s*(?:之前|以前|前面|前)[，,]?[^“”。；]{0,8}(?:增加|加上?|补充|添加)[^“”。；]{0,6}$")
# A paragraph of a quotation opens it again: “第三条 …\n“第四条 …”
_OPENS_LINE = re.compile(r"[\n][ \t\u3000]*$")
_ENDS = re.compile(r"[。；;\n]")


@dataclass(frozen=True, slots=True)
class Rewording:
    """What one statement does to the words of a clause; nothing of it is known where all is empty."""

    whole: Span | None = None
    """Where the amending text has the words that stand for the whole clause."""
    added: Span | None = None
    """Where it has words that come behind those of the clause."""
    swaps: tuple[tuple[str, str], ...] = ()
    """Words of the clause, each with what stands in their place; empty where they go."""
    gone: tuple[Span, ...] = ()
    """Where the amending text quotes words that no longer stand."""


def rewording_in(text: str, label: Span, end: int) -> Rewording:
    """Return what stands of the new words between the label of an amended clause and the next statement."""
    start = label.end
    quoted = list(_quotations(text, start, end))
    lead = text[start : quoted[0].start - 1] if quoted else text[start:end]
    if quoted and _OF_ALL.fullmatch(lead):
        return Rewording(whole=quoted[0])
    if quoted and _ADDS.fullmatch(lead):
        return Rewording(added=quoted[0])
    if (said := _OF_ALL.match(text, start, end)) and (bare := _BARE.match(text, said.end(), end)):
        return Rewording(whole=Span(bare.start(), bare.end()))
    # 删去第三条中的“…”: what is done stands before the label.
    takes = _TAKES.search(text, max(0, label.start - _BEFORE), label.start) is not None
    return _swapped(text, start, end, quoted, takes=takes)


def _swapped(text: str, start: int, end: int, quoted: list[Span], *, takes: bool) -> Rewording:
    swaps: list[tuple[str, str]] = []
    gone: list[Span] = []
    before, place = start, 0
    while place < len(quoted):
        one = quoted[place]
        other = quoted[place + 1] if place + 1 < len(quoted) else None
        lead = text[before : one.start - 1]
        if _ENDS.search(lead):
            break
        between = text[one.end + 1 : other.start - 1] if other else text[one.end + 1 : end]
        old, taken = one.of(text), _TAKES.search(lead) or _TAKEN.match(between)
        if other and _SWAPS.match(between):
            swaps.append((old, other.of(text)))
            gone.append(one)
        elif other and _PUTS_BEHIND.match(between):
            swaps.append((old, old + other.of(text)))
        elif other and _PUTS_BEFORE.match(between):
            swaps.append((old, other.of(text) + old))
        elif taken or takes:
            swaps.append((old, ""))
            gone.append(one)
            other = None
        else:
            return Rewording()
        place += 2 if other else 1
        before = (other or one).end + 1
    return Rewording(swaps=tuple(swaps), gone=tuple(gone))


def _quotations(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield what stands in quotation marks, without them."""
    place = start
    while place < end:
        mark = text[place]
        if mark not in '“"':
            place += 1
            continue
        close = _closing(text, place, end) if mark == "“" else text.find('"', place + 1, end)
        if close < 0:
            return
        yield Span(place + 1, close)
        place = close + 1


def _closing(text: str, start: int, end: int) -> int:
    depth = 0
    for place in range(start, end):
        if text[place] == "“" and not (depth and _OPENS_LINE.search(text, max(start, place - 8), place)):
            depth += 1
        elif text[place] == "”":
            depth -= 1
            if not depth:
                return place
    return -1
