"""Wrapped lines of a page to paragraphs, column by column: each column has a width of its own.

A headline is a line too; it is told from a wrapped first line by its width against the lines that follow, by
punctuation, and by whether the two characters on both sides of the line break stand together elsewhere on the page.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from kb.ingest.bylines import is_byline, trailing_byline
from kb.ingest.furniture import has_dateline, is_contact, is_masthead, is_spaced, trailing_jump, undoubled
from kb.ingest.labels import label_of
from kb.ingest.lines import RAGGED, Line, is_section_heading, starts_item
from kb.ingest.titles import is_title

# A paragraph's first line is printed with two characters of indentation, which extraction drops.
_INDENT = 2.0
# A line this long is a paragraph by itself: no column of a newspaper is as wide.
_UNWRAPPED = 32.0
_OPENS = re.compile(r"^(?:[“‘《]|为|据|近日|日前|昨|今|去年|\d{1,4}\s?[年月日]|在|自|根据|按照|随着|记者)")
_POINTED = re.compile(r"[，；：:;,、]")
_LOOK_AHEAD = 4
_CLOSING = re.compile(r"^[，。、；：！？”’）》…]")


def page_paragraphs(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the lines grouped into paragraphs; a headline's lines stay single."""
    if not lines:
        return []
    columns = _Columns(lines)
    groups = [[lines[0]]]
    for position in range(len(lines) - 1):
        if columns.goes_on(groups[-1], position):
            groups[-1].append(lines[position + 1])
        else:
            groups.append([lines[position + 1]])
    return groups


def indents_are_boundaries(lines: Sequence[Line]) -> bool:
    """Tell whether a blank at a line's start is so rare on this page that it parts text boxes, not paragraphs."""
    indents = [line.indent for line in lines if line.indent]
    return 0 < len(indents) <= max(2, 0.06 * len(lines)) and set(indents) == {1}


def is_apart(line: Line, before: Line | None) -> bool:
    """Tell whether a blank at the line's start parts it from the text box before it."""
    return line.indent > 0 and (before is None or not _is_stray_blank(before, line))


def stands_alone(text: str) -> bool:
    """Tell whether a line is of a kind that never wraps into the next."""
    return (
        is_byline(text)
        or is_masthead(text)
        or is_spaced(text)
        or undoubled(text) is not None
        or (is_contact(text) and text[-1].isascii())
    )


class _Columns:
    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._alone = [stands_alone(line.text) for line in lines]
        self._pairs = Counter(
            "".join(pair)
            for line in lines
            for pair in pairwise(line.text)
            if not (pair[0].isspace() or pair[1].isspace())
        )
        # Where most finished lines are followed by a blank one, a line that is not goes on in its paragraph.
        ends = [following.blanks_before > 0 for line, following in pairwise(lines) if line.finished]
        self._spaced_paragraphs = sum(ends) > len(ends) / 2
        self._indents_paragraphs = any(line.indent for line in lines) and not indents_are_boundaries(lines)
        self._widths = Counter(
            round(line.width)
            for line, following in pairwise(lines)
            if not line.finished and not following.blanks_before
        )

    def goes_on(self, group: Sequence[Line], position: int) -> bool:
        """Tell whether the group, which ends at the position, goes on in the next line."""
        line, following = self._lines[position], self._lines[position + 1]
        if self._alone[position] or self._parts(line, following, position):
            return False
        if _CLOSING.match(following.text):
            return True
        if line.finished:
            return self._sentence_ends_inside(group, position)
        if line.width >= _UNWRAPPED or line.text[-1] in "，,、":
            return True
        if len(group) > 1:
            if self._is_narrow_between_blanks(position + 1, group):
                return False
            short = _shortfall(line, group[:-1])
            return short <= RAGGED or (short <= 3 * RAGGED and not following.blanks_before and len(group) > 2)
        return self._first_goes_on(position)

    @staticmethod
    def _ends(line: Line) -> bool:
        return line.finished or trailing_byline(line.text) is not None or trailing_jump(line.text) is not None

    def _is_narrow_between_blanks(self, position: int, group: Sequence[Line]) -> bool:
        """Tell whether a line neither fills the group's column nor ends a sentence, and stands for itself."""
        line = self._lines[position]
        if not line.blanks_before or self._ends(line) or line.width >= max(other.width for other in group) - RAGGED:
            return False
        return position + 1 == len(self._lines) or self._lines[position + 1].blanks_before > 0

    def _parts(self, line: Line, following: Line, position: int) -> bool:
        text = following.text
        return bool(
            self._alone[position + 1]
            or (following.indent and not _is_stray_blank(line, following))
            or has_dateline(text)
            or is_contact(text)
            or trailing_jump(text) == 0
            or trailing_jump(line.text) is not None
            or trailing_byline(line.text)
            or starts_item(line, following)
            or is_title(line.text, text)
            or (following.blanks_before and is_section_heading(line.text))
        )

    def _sentence_ends_inside(self, group: Sequence[Line], position: int) -> bool:
        """Tell whether a full line that ends a sentence stands in the middle of its paragraph."""
        line, following = self._lines[position], self._lines[position + 1]
        if following.blanks_before or line.text[-1] in "：:；;" or line.width >= _UNWRAPPED:
            return False
        if len(group) > 1:
            widest = max(other.width for other in group)
            goes_full = following.finished or following.width >= widest - RAGGED
            return _shortfall(line, group[:-1]) <= 1 and goes_full
        if label_of(line.text):
            return False
        column = self._column_after(position)
        return column is not None and column.deficit(line) <= _INDENT + 1 and self._spaced_paragraphs

    def _first_goes_on(self, position: int) -> bool:
        line, following = self._lines[position], self._lines[position + 1]
        column = self._column_after(position)
        if column is None or (not following.finished and following.width > column.width + 2 * RAGGED):
            return False
        deficit = column.deficit(line)
        if not -2 * RAGGED <= deficit <= _INDENT + RAGGED + 1:
            return False
        fits = -1.5 <= deficit <= _INDENT + 1.25
        votes = (
            fits
            + 2 * has_dateline(line.text)
            + 2 * (self._indents_paragraphs and line.indent > 0 and not following.indent)
            + bool(_OPENS.search(line.text))
            + bool(_POINTED.search(line.text))
            + (label_of(line.text) is not None)
            + ("。" in line.text)
            + (self._pairs[line.text[-1] + following.text[0]] > 0)
            + self._double_spaced(position)
            - self._is_indented(position + 1)
            - 2 * self._stands_between_blanks(position + 1)
        )
        # A blank line below parts most headlines from their text, and few first lines from theirs.
        needed = 1 if not following.blanks_before else 2 if self._double_spaced(position) else 3
        return votes >= needed + (not fits)

    def _is_indented(self, position: int) -> bool:
        """Tell whether the line, after a blank one, is as much narrower than its column as a paragraph's first line."""
        line = self._lines[position]
        if not line.blanks_before or line.finished or position + 1 >= len(self._lines):
            return False
        if line.width > self._lines[position - 1].width + 0.5:
            return False
        column = self._column_after(position)
        return column is not None and abs(column.width - line.width - _INDENT) <= 0.75

    def _stands_between_blanks(self, position: int) -> bool:
        """Tell whether blank lines part a line from both neighbours where they do not do so all over its column."""
        line = self._lines[position]
        if line.finished or position + 1 >= len(self._lines) or self._double_spaced(position - 1):
            return False
        return line.blanks_before > 0 and self._lines[position + 1].blanks_before > 0

    def _double_spaced(self, position: int) -> bool:
        """Tell whether a blank line stands after every line of the column that starts here."""
        column = self._lines[position : position + _LOOK_AHEAD + 1]
        return len(column) > 2 and all(
            line.blanks_before and abs(line.width - column[0].width) <= 2 * RAGGED for line in column[1:]
        )

    def _column_after(self, position: int) -> "_Column | None":
        """Return the column that starts below the line; None where none does."""
        below: list[Line] = []
        ended = False
        for offset in range(1, _LOOK_AHEAD + 1):
            if position + offset >= len(self._lines) or self._alone[position + offset]:
                break
            line = self._lines[position + offset]
            before = self._lines[position + offset - 1]
            if offset > 1 and (has_dateline(line.text) or (line.indent and not _is_stray_blank(before, line))):
                break
            if self._ends(line) and line.width < max((other.width for other in below), default=math.inf) - RAGGED:
                ended = True
                break
            below.append(line)
        if len(below) >= 2 or (below and ended):
            return _Column(median(line.width for line in below), median(line.characters for line in below))
        own = self._lines[position]
        known = max(self._widths[round(own.width) + shift] for shift in range(-1, int(_INDENT) + 2))
        prose = known >= 3 or _POINTED.search(own.text) is not None
        if prose and (ended or self._ends(self._lines[position + 1])):
            return _Column(own.width, own.characters)
        return None


@dataclass(frozen=True, slots=True)
class _Column:
    width: float
    characters: float

    def deficit(self, line: Line) -> float:
        """Return by how much the line is narrower, in the measure by which it is closer to the column."""
        return min(self.width - line.width, self.characters - line.characters, key=abs)


def _is_stray_blank(line: Line, following: Line) -> bool:
    """Tell whether a line starts with the blank that extraction puts before a number or a Latin word."""
    if line.finished or following.indent != 1:
        return False
    return any(character.isascii() and character.isalnum() for character in (line.text[-1], following.text[0]))


def _shortfall(line: Line, others: Sequence[Line]) -> float:
    """Return by how much the line is shorter than the widest other, by width or by characters, whichever is less."""
    width = max(other.width for other in others) - line.width
    return min(width, max(other.characters for other in others) - line.characters)
