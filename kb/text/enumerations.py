"""Lists that stand inside one paragraph (应当提交：1.申请表；2.备案证。 第一步，注册；第二步，提交。)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kb.text.numerals import parse_numeral
from kb.text.written_numbers import half_width
from kb.types import Span

_NUMERAL = r"[一二三四五六七八九十]{1,3}"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
# A mark stands behind a stop or where a paragraph begins: 本条（一）、（二）项 are none.
_MARK = re.compile(
    rf"(?:^|(?<=[:;。,?!]))[ \n]*(?:[(](?:(?P<paren>{_NUMERAL})|(?P<arabic_paren>\d{{1,2}}))[)](?!项)"
    rf"|(?P<arabic>\d{{1,2}})[.、](?!\d)|(?P<half_paren>\d{{1,2}})[)]|(?P<circled>[{_CIRCLED}])"
    rf"|(?P<spoken>{_NUMERAL})是|第(?P<step>{_NUMERAL}|\d{{1,2}})步[,:、]?)",
    re.MULTILINE,
)
_STOP = re.compile(r"[。!?\n][”’」』)]*")
_PAST = re.compile(r"[。!?\n;][”’」』)]*")
# Without marks a list is told by what introduces it.
_ANNOUNCES = re.compile(r"(?:下列|以下)[^。;:]{0,30}:|如下:")
_PART = re.compile(r"[^;]+;?")
# 一是…；二是… and 第一步，… are a list whether or not anything introduces them; 某某：, 注： introduce nothing.
_BY_THEMSELVES = frozenset({"spoken", "step"})
_FEWEST, _SHORTEST_LEAD_IN = 2, 5


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A list inside a paragraph: what introduces it, empty where nothing does, and its items."""

    lead_in: Span
    items: tuple[Span, ...]
    marked: bool = True
    """Whether its items have marks; else what introduces it announces them: 下列…：甲；乙。"""

    @property
    def span(self) -> Span:
        """The whole list, from what introduces it to its last item."""
        return Span(self.lead_in.start if len(self.lead_in) else self.items[0].start, self.items[-1].end)


def enumerations_in(text: str, within: Span) -> tuple[Enumeration, ...]:
    """Return the lists inside a paragraph in order: marked from one without a gap, or announced and parted by ；."""
    plain = half_width(text[within.start : within.end])
    found = list(_marked(plain))
    held = [one.span for one in found]
    found += [one for one in _announced(plain) if all(_apart(one.span, span) for span in held)]
    moved = (_moved(one, within.start) for one in found)
    return tuple(sorted(moved, key=lambda one: one.span))


def _marked(plain: str) -> Iterator[Enumeration]:
    marks: list[re.Match[str]] = []
    for mark in _MARK.finditer(plain):
        number = _number(mark)
        if marks and mark.lastgroup == marks[0].lastgroup and number == len(marks) + 1:
            marks.append(mark)
        elif number == 1 and (not marks or mark.lastgroup == marks[0].lastgroup):
            yield from _of_marks(plain, marks)
            marks = [mark]
    yield from _of_marks(plain, marks)


def _of_marks(plain: str, marks: list[re.Match[str]]) -> Iterator[Enumeration]:
    if len(marks) < _FEWEST:
        return
    starts = [mark.end() - len(mark.group().lstrip()) for mark in marks]
    last = _STOP.search(plain, marks[-1].end())
    ends = [*starts[1:], last.end() if last else len(plain)]
    items = tuple(_trimmed(plain, Span(start, end)) for start, end in zip(starts, ends, strict=True))
    before = max((stop.end() for stop in _PAST.finditer(plain, 0, starts[0])), default=0)
    lead_in = _trimmed(plain, Span(before, starts[0]))
    introduces = len(lead_in) >= _SHORTEST_LEAD_IN and plain[lead_in.start : lead_in.end].endswith(":")
    if introduces or marks[0].lastgroup in _BY_THEMSELVES:
        yield Enumeration(lead_in if introduces else Span(items[0].start, items[0].start), items)


def _announced(plain: str) -> Iterator[Enumeration]:
    for found in _ANNOUNCES.finditer(plain):
        stop = _STOP.search(plain, found.end())
        end = stop.end() if stop else len(plain)
        before = max((mark.end() for mark in _PAST.finditer(plain, 0, found.start())), default=0)
        parts = (Span(*part.span()) for part in _PART.finditer(plain, found.end(), end))
        items = tuple(item for part in parts if len(item := _trimmed(plain, part)))
        if len(items) >= _FEWEST:
            yield Enumeration(_trimmed(plain, Span(before, found.end())), items, marked=False)


def _number(mark: re.Match[str]) -> int:
    words = next(group for group in mark.groups() if group)
    return _CIRCLED.index(words) + 1 if words in _CIRCLED else parse_numeral(words)


def _trimmed(plain: str, span: Span) -> Span:
    start, end = span.start, span.end
    while start < end and plain[start].isspace():
        start += 1
    while end > start and plain[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _apart(one: Span, other: Span) -> bool:
    return one.end <= other.start or other.end <= one.start


def _moved(one: Enumeration, by: int) -> Enumeration:
    moved = [Span(span.start + by, span.end + by) for span in (one.lead_in, *one.items)]
    return replace(one, lead_in=moved[0], items=tuple(moved[1:]))
