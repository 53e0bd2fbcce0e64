"""Wrapped lines of a page to paragraphs, column by column: each column has a width of its own.

A headline is a line too; it is told from a wrapped line by its width against the lines around it, by punctuation, and
by whether the two characters on both sides of the line break stand together elsewhere on the page.
"""

import re
from collections.abc import Sequence

from kb.ingest.furniture import has_dateline
from kb.ingest.labels import label_of
from kb.ingest.lines import RAGGED, Line
from kb.ingest.newspaper.displays import is_narrow_display, is_wide_display
from kb.ingest.newspaper.page_lines import INDENT, POINTED, UNWRAPPED, PageLines, ends

_OPENS = re.compile(r"^(?:[“‘《]|为|据|近日|日前|昨|今|去年|\d{1,4}\s?[年月日]|在|自|根据|按照|随着|记者)")
_POINTED_OR_ENDED = re.compile(r"[，；：:;,、。]")
_NARROWEST_COLUMN = 8.5
_COLUMN_LINES = 3
_HEADLINE_LINES = 4
_LABEL = re.compile(r"(?:电话|热线|专线|手机|传真|邮编|微信|号码)[：:]$")
_CLOSING = re.compile(r"^[，。、；：！？”’）》…]")


def page_paragraphs(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the lines grouped into paragraphs; a headline's lines stay single."""
    if not lines:
        return []
    columns = _Columns(PageLines(lines))
    groups = [[lines[0]]]
    for position in range(len(lines) - 1):
        if columns.goes_on(groups[-1], position):
            groups[-1].append(lines[position + 1])
        else:
            groups.append([lines[position + 1]])
    return groups


class _Columns:
    def __init__(self, page: PageLines) -> None:
        self._page = page
        self._lines = page.lines

    def goes_on(self, group: Sequence[Line], position: int) -> bool:
        """Tell whether the group, which ends at the position, goes on in the next line."""
        line, following = self._lines[position], self._lines[position + 1]
        if self._page.alone[position] or self._page.parts(position):
            return False
        if self._page.boxed and following.blanks_before:
            return False
        if _CLOSING.match(following.text) or (_LABEL.search(line.text) and following.text[0].isdecimal()):
            return True
        if line.finished:
            return self._sentence_ends_inside(group, position)
        if is_narrow_display(self._lines, position + 1, group) or is_wide_display(self._lines, position + 1, group):
            self._set_apart(position + 1, group)
            return False
        if self._page.indents_paragraphs and group[0].indent and not following.blanks_before:
            return True
        if line.width >= UNWRAPPED or line.text[-1] in "，,、":
            return True
        return self._column_goes_on(group, position) if len(group) > 1 else self._first_goes_on(position)

    def _column_goes_on(self, group: Sequence[Line], position: int) -> bool:
        following = self._lines[position + 1]
        widest = max(other.width for other in group)
        if following.width > widest + 2 * RAGGED or widest < _NARROWEST_COLUMN:
            return False
        if self._is_narrow_between_blanks(position + 1, group):
            return False
        short = _shortfall(self._lines[position], group[:-1])
        return short <= RAGGED or (short <= 3 * RAGGED and not following.blanks_before and len(group) > 2)

    def _set_apart(self, position: int, group: Sequence[Line]) -> None:
        """Keep a headline's lines that interrupt a column from going on in each other or in the column below."""
        if len(group) < _COLUMN_LINES:
            return
        self._page.alone[position] = True
        for later in range(position + 1, min(position + _HEADLINE_LINES, len(self._lines))):
            if self._lines[later].blanks_before or not is_narrow_display(self._lines, later, group):
                break
            self._page.alone[later] = True

    def _is_narrow_between_blanks(self, position: int, group: Sequence[Line]) -> bool:
        """Tell whether a line neither fills the group's column nor ends a sentence, and stands for itself."""
        line = self._lines[position]
        if not line.blanks_before or ends(line) or line.width >= max(other.width for other in group) - RAGGED:
            return False
        return position + 1 == len(self._lines) or self._lines[position + 1].blanks_before > 0

    def _sentence_ends_inside(self, group: Sequence[Line], position: int) -> bool:
        """Tell whether a full line that ends a sentence stands in the middle of its paragraph."""
        line, following = self._lines[position], self._lines[position + 1]
        if following.blanks_before or line.text[-1] in "：:；;" or line.width >= UNWRAPPED:
            return False
        if len(group) > 1:
            widest = max(other.width for other in group)
            goes_full = following.finished or following.width >= widest - RAGGED
            return _shortfall(line, group[:-1]) <= 1 and goes_full
        if label_of(line.text):
            return False
        column = self._page.column_below(position)
        return column is not None and column.deficit(line) <= INDENT + 1 and self._page.spaces_paragraphs

    def _first_goes_on(self, position: int) -> bool:
        line, following = self._lines[position], self._lines[position + 1]
        if line.width < UNWRAPPED < following.width / 2:
            # A whole paragraph on one line: what stands above it is no part of it.
            return False
        column = self._page.column_below(position)
        if column is not None and max(column.width, line.width) < _NARROWEST_COLUMN:
            return False
        if column is None or following.width > column.width + 2 * RAGGED:
            return False
        deficit = column.deficit(line)
        if not -2 * RAGGED <= deficit <= INDENT + RAGGED + 1:
            return False
        fits = -1.5 <= deficit <= INDENT + 1.25
        # A blank line below parts most headlines from their text, and few first lines from theirs.
        needed = 1 if not following.blanks_before else 2 if self._page.double_spaced(position) else 3
        return self._votes(position) + fits >= needed + (not fits)

    def _votes(self, position: int) -> int:
        """Return what speaks for a paragraph's first line rather than a headline, beside its width."""
        page, line, following = self._page, self._lines[position], self._lines[position + 1]
        pointed = any(_POINTED_OR_ENDED.search(other.text) for other in self._lines[position : position + 3])
        return (
            2 * has_dateline(line.text)
            + 2 * (page.indents_paragraphs and line.indent > 0 and not following.indent)
            + bool(_OPENS.search(line.text))
            + bool(POINTED.search(line.text))
            + (label_of(line.text) is not None)
            + ("。" in line.text)
            + page.crosses(position)
            + page.double_spaced(position)
            + 2 * _is_open(line.text)
            - page.looks_indented(position + 1)
            - (not pointed)
            - 2 * page.stands_between_blanks(position + 1)
        )


def _is_open(text: str) -> bool:
    """Tell whether a quotation, a title or a bracket is left open at the end of a line."""
    return any(text.rfind(opening) > text.rfind(closing) for opening, closing in ("“”", "《》", "（）"))


def _shortfall(line: Line, others: Sequence[Line]) -> float:
    """Return by how much the line is shorter than the widest other, by width or by characters, whichever is less."""
    width = max(other.width for other in others) - line.width
    return min(width, max(other.characters for other in others) - line.characters)
