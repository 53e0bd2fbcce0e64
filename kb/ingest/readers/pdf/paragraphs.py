"""Printed lines to paragraphs.

A line is carried on by the next where that one could not have begun on it any more, and where neither indentation, nor
distance, nor size of type, nor a label begins something new.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kb.ingest.labels import label_of
from kb.ingest.lines import Line, starts_item
from kb.ingest.readers.pdf.printed import Column, ColumnKey, Printed, PrintedLine, PrintedTable

# In heights of the type.
_EDGE = 0.75
_SLACK = 0.35
_CENTRED = 1.3
_SET_IN = 1.4
_FAR_IN = 6.0
_TITLE_PITCH = 2.3
_EXACTLY_FULL = 0.75
# In distances of lines.
_APART = 1.5
_FAR_APART = 2.2
# Ratios and shares.
_SAME_SIZE = 0.12
_TITLE_SIZE = 1.15
_NOTE_SIZE = 0.92
_INDENTED_SHARE = 0.55
_MOSTLY = 0.7
_LONG = 0.8

_UNBROKEN = re.compile(r"[!-~]+")
_OPENERS = frozenset("（《〈“‘【〔「『([")
_CLOSERS = frozenset("，。、；：！？）》〉”’】〕」』…,.;:!?)]")
_OPEN_BRACKET = re.compile(r"[（(《〈【〔][^）)》〉】〕]*$")
_LEADER = re.compile(r"(?:[.．·…]\s*){4,}[0-9ivxIVX]*$")
_NOTE = re.compile(r"^(?:[①-⑳*＊†‡]|\[?\d{1,3}\]?(?=\s|[^\d.、．年月日]))")
_ENDS_TITLE = re.compile(r"^[(（〔\[—－-]")
_BULLET = re.compile(r"^(?:[•●○■□◆◇▪‣➢✓·]\s?|[-–*+]\s)")


@dataclass(slots=True)
class Paragraph:
    """The lines of one paragraph, in order."""

    lines: list[PrintedLine] = field(default_factory=list)


def paragraphs_of(
    printed: Sequence[Printed], columns: Mapping[ColumnKey, Column]
) -> Iterator[Paragraph | PrintedTable]:
    """Give the paragraphs and the tables in order; notes at a page's foot come after the paragraph they interrupt."""
    joiner = _Joiner(columns, _indents(printed, columns))
    notes = _foot_notes(printed, columns)
    current: Paragraph | None = None
    waiting: list[Paragraph] = []
    for position, item in enumerate(printed):
        if isinstance(item, PrintedTable):
            if current is not None:
                yield current
            yield from waiting
            yield item
            current, waiting = None, []
        elif position in notes:
            _add(waiting, item, joiner)
        elif current is not None and joiner.goes_on(current, item):
            current.lines.append(item)
        else:
            if current is not None:
                yield current
            yield from waiting
            current, waiting = Paragraph([item]), []
            joiner.note(item)
    if current is not None:
        yield current
    yield from waiting


def _add(waiting: list[Paragraph], item: PrintedLine, joiner: "_Joiner") -> None:
    if waiting and not _NOTE.match(item.text) and joiner.goes_on(waiting[-1], item):
        waiting[-1].lines.append(item)
    else:
        waiting.append(Paragraph([item]))


def _foot_notes(printed: Sequence[Printed], columns: Mapping[ColumnKey, Column]) -> set[int]:
    """Return the positions of the lines in small type, begun by a mark, that end a page."""
    notes: set[int] = set()
    for end, item in enumerate(printed):
        if end + 1 < len(printed) and printed[end + 1].page == item.page:
            continue
        tail: list[int] = []
        for position in range(end, -1, -1):
            line = printed[position]
            if not isinstance(line, PrintedLine) or line.page != item.page:
                break
            if line.size > _NOTE_SIZE * columns[line.column].size:
                break
            tail.append(position)
            if _NOTE.match(line.text):
                notes.update(tail)
    return notes


def _indents(printed: Sequence[Printed], columns: Mapping[ColumnKey, Column]) -> bool:
    """Tell whether the file sets in the first lines of its paragraphs: lines after ones that end short."""
    total = indented = 0
    for line, following in pairwise(printed):
        if not isinstance(line, PrintedLine) or not isinstance(following, PrintedLine):
            continue
        column = columns[line.column]
        if line.column != following.column or abs(following.size - column.size) > _SAME_SIZE * column.size:
            continue
        if column.right - line.right < 3 * column.size or _is_centred(following, column):
            continue
        offset = (following.left - column.left) / column.size
        if offset < _FAR_IN:
            total += 1
            indented += offset >= 1
    return total > 0 and indented >= _INDENTED_SHARE * total


def _is_centred(line: PrintedLine, column: Column) -> bool:
    before, after = line.left - column.left, column.right - line.right
    return min(before, after) >= _SET_IN * line.size and abs(before - after) <= _CENTRED * line.size


class _Joiner:
    """Decides line by line, with the labels seen so far."""

    def __init__(self, columns: Mapping[ColumnKey, Column], indents: bool) -> None:
        self._columns = columns
        self._indents = indents
        self._seen: dict[str, int] = {}

    def note(self, line: PrintedLine) -> None:
        """Remember the label that a paragraph begins with."""
        label = label_of(line.text)
        if label is not None:
            self._seen[label.style] = label.value

    def goes_on(self, paragraph: Paragraph, following: PrintedLine) -> bool:
        """Tell whether the following line belongs to the paragraph."""
        line = paragraph.lines[-1]
        column, next_column = self._columns[line.column], self._columns[following.column]
        if abs(line.size - following.size) > _SAME_SIZE * max(line.size, following.size):
            return False
        if _BULLET.match(following.text) or _LEADER.search(line.text):
            return False
        gap = self._gap(line, following, column)
        before, after = line.line, following.line
        if _is_centred(following, next_column):
            return self._title_goes_on(line, following, column, before)
        if gap > (_APART if before.finished else _FAR_APART):
            return False
        if self._bracket_goes_on(line, following, column, gap):
            return True
        if not _is_forced(line, following, column) and not self._runs_on(line, following, column, before):
            return False
        offset = (line.left - column.left) / line.size
        next_offset = (following.left - next_column.left) / following.size
        first = paragraph.lines[0]
        if len(paragraph.lines) == 1 and offset > _FAR_IN:
            return False
        if not self._edge_goes_on(paragraph, column, offset, next_offset, before):
            return False
        flush = self._indents and next_offset < 1 <= (first.left - self._columns[first.column].left) / first.size
        if flush:
            # In such a file what begins something new is set in.
            return not (before.finished and label_of(following.text))
        if starts_item(before, after, self._seen):
            return False
        return self._indents or not before.finished or self._is_exactly_full(line, column, gap)

    def _runs_on(self, line: PrintedLine, following: PrintedLine, column: Column, before: Line) -> bool:
        """Tell whether a long line stops in mid-sentence where, in this file, what begins something new is set in."""
        if not self._indents or before.finished or _is_centred(line, column):
            return False
        next_column = self._columns[following.column]
        flush = (following.left - next_column.left) / following.size < _EDGE
        return flush and line.right - line.left >= _LONG * (column.right - column.left)

    def _edge_goes_on(
        self, paragraph: Paragraph, column: Column, offset: float, next_offset: float, before: Line
    ) -> bool:
        """Tell whether the left edges fit: level from the second line on, further left or hanging before."""
        first, step = paragraph.lines[0], next_offset - offset
        if len(paragraph.lines) > 1:
            return abs(step) <= _EDGE
        if step > _EDGE:
            return step <= _FAR_IN and _hangs(first, step)
        if step < -_EDGE:
            return True
        # A first line that is set in, and another under it: two paragraphs, or one that is set in as a whole.
        return not (self._indents and offset >= 1) or not (before.finished or _is_centred(first, column))

    def _title_goes_on(self, line: PrintedLine, following: PrintedLine, column: Column, before: Line) -> bool:
        """Tell whether a centred line carries on the line above it."""
        if line.page != following.page or line.column != following.column or label_of(following.text):
            return False
        if following.baseline - line.baseline > _TITLE_PITCH * line.size:
            return False
        if not _is_centred(line, column) and not _is_full(line, column):
            return False
        if _OPEN_BRACKET.search(line.text):
            return True
        if before.finished or label_of(line.text) or _ENDS_TITLE.match(following.text):
            return False
        long = line.right - line.left >= _MOSTLY * (column.right - column.left)
        return line.size >= _TITLE_SIZE * column.size or long

    def _bracket_goes_on(self, line: PrintedLine, following: PrintedLine, column: Column, gap: float) -> bool:
        """Tell whether a bracket that a long line leaves open is closed in the next."""
        long = line.right - line.left >= _MOSTLY * (column.right - column.left)
        return bool(long and gap <= _APART and _OPEN_BRACKET.search(line.text) and not label_of(following.text))

    def _gap(self, line: PrintedLine, following: PrintedLine, column: Column) -> float:
        if line.page != following.page or line.column != following.column:
            return 1.0
        return (following.baseline - line.baseline) / max(column.pitch, line.size)

    def _is_exactly_full(self, line: PrintedLine, column: Column, gap: float) -> bool:
        return column.right - line.right <= _EXACTLY_FULL * line.size and gap <= 1.15


def _hangs(first: PrintedLine, step: float) -> bool:
    """Tell whether the next line begins where the first line's text begins after its label."""
    label, bullet = label_of(first.text), _BULLET.match(first.text)
    length = label.length if label else bullet.end() if bullet else 0
    printed = len(first.text[:length].replace(" ", ""))
    if not printed or printed >= len(first.glyphs):
        return False
    return abs((first.glyphs[printed].left - first.left) / first.size - step) <= _EDGE


def _is_full(line: PrintedLine, column: Column) -> bool:
    return column.right - line.right <= 2 * line.size


def _is_forced(line: PrintedLine, following: PrintedLine, column: Column) -> bool:
    """Tell whether the next line's beginning, as far as it may not be parted, had no room on the line."""
    return column.right - line.right < _unit(following) + _SLACK * line.size


def _unit(line: PrintedLine) -> float:
    """Return how wide the beginning of a line is that may not be parted: a word, a character with its punctuation."""
    text = "".join(glyph.character for glyph in line.glyphs)
    end = 0
    while end < len(text) and text[end] in _OPENERS:
        end += 1
    word = _UNBROKEN.match(text, end)
    spaced = word and len(line.text.split(" ")[0])
    end = min(word.end(), max(spaced or 0, end + 1)) if word else end + 1
    while end < len(text) and text[end] in _CLOSERS:
        end += 1
    last = line.glyphs[min(end, len(line.glyphs)) - 1]
    return last.right - line.glyphs[0].left
