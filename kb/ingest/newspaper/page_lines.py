"""The printed lines of one page, with what holds all over it: how paragraphs begin and end, how wide columns are."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from kb.ingest.furniture import ends_advertisement, has_dateline, is_contact, is_spaced, trailing_jump, undoubled
from kb.ingest.lines import RAGGED, Line, is_section_heading, starts_item
from kb.ingest.newspaper.bylines import is_byline, trailing_byline
from kb.ingest.newspaper.dialogue import speaker_of, speakers
from kb.ingest.newspaper.page_head import is_day, is_masthead
from kb.ingest.references import NUMBER
from kb.ingest.titles import is_title

# A paragraph's first line is printed with two characters of indentation, which extraction drops.
INDENT = 2.0
# A line this long is a paragraph by itself: no column of a newspaper is as wide.
UNWRAPPED = 32.0
POINTED = re.compile(r"[，；：:;,、]")
_LOOK_AHEAD = 4
_INDENTED_SHARE = 0.05
_USUAL_WIDTH = 3


def indents_are_boundaries(lines: Sequence[Line]) -> bool:
    """Tell whether a blank at a line's start is so rare on this page that it parts text boxes, not paragraphs."""
    indents = [line.indent for line in lines if line.indent]
    return 0 < len(indents) <= max(2, 0.06 * len(lines)) and set(indents) == {1}


def indentation(lines: Sequence[Line]) -> int:
    """Return by how many blanks paragraphs begin on this page; 0 where extraction kept no indentation."""
    indents = Counter(line.indent for line in lines if line.indent > 1)
    if indents.total() < max(2, _INDENTED_SHARE * len(lines)):
        return 0
    return indents.most_common(1)[0][0]


def is_apart(line: Line, before: Line | None) -> bool:
    """Tell whether a blank at the line's start parts it from the text box before it."""
    return line.indent > 0 and (before is None or not is_stray_blank(before, line))


def stands_alone(text: str) -> bool:
    """Tell whether a line is of a kind that never wraps into the next."""
    return (
        is_byline(text)
        or is_masthead(text)
        or is_day(text)
        or NUMBER.fullmatch(text.strip("（）()")) is not None
        or is_spaced(text)
        or undoubled(text) is not None
        or ends_advertisement(text)
        or (is_contact(text) and text[-1].isascii())
    )


@dataclass(frozen=True, slots=True)
class Column:
    """The width of a column, as printed and in characters."""

    width: float
    characters: float

    def deficit(self, line: Line) -> float:
        """Return by how much the line is narrower, in the measure by which it is closer to the column."""
        return min(self.width - line.width, self.characters - line.characters, key=abs)


class PageLines:
    """The lines of a page and what they have in common."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.alone = [stands_alone(line.text) for line in lines]
        """By line: True where it never wraps into the next."""
        # Where most finished lines are followed by a blank one, a line that is not goes on in its paragraph.
        after = [following.blanks_before > 0 for line, following in pairwise(lines) if line.finished]
        indent = indentation(lines)
        starts = [line.blanks_before > 0 for line in lines if line.indent == indent] if indent else after
        self.spaces_paragraphs = sum(starts) > len(starts) / 2
        # Where blank lines are rarer than ends of paragraphs, they part the boxes that a page is set in.
        self.boxed = not self.spaces_paragraphs and any(line.blanks_before for line in lines[1:])
        self.indents_paragraphs = any(line.indent for line in lines) and not indents_are_boundaries(lines)
        self._speakers = speakers(line.text for line in lines)
        self._pairs = Counter(
            "".join(pair)
            for line in lines
            for pair in pairwise(line.text)
            if not (pair[0].isspace() or pair[1].isspace())
        )
        self._widths = Counter(
            round(line.width)
            for line, following in pairwise(lines)
            if not line.finished and not following.blanks_before
        )

    def crosses(self, position: int) -> bool:
        """Tell whether the characters on both sides of the line's end stand together elsewhere on the page."""
        return self._pairs[self.lines[position].text[-1] + self.lines[position + 1].text[0]] > 0

    def parts(self, position: int) -> bool:
        """Tell whether what the next line begins with surely starts something new."""
        line, following = self.lines[position], self.lines[position + 1]
        text = following.text
        return bool(
            self.alone[position + 1]
            or (following.indent and not is_stray_blank(line, following))
            or has_dateline(text)
            or is_contact(text)
            or trailing_jump(text) == 0
            or trailing_jump(line.text) is not None
            or trailing_byline(line.text)
            or starts_item(line, following)
            or is_title(line.text, text)
            or speaker_of(text, self._speakers) is not None
            or (following.blanks_before and is_section_heading(line.text))
        )

    def double_spaced(self, position: int) -> bool:
        """Tell whether a blank line stands after every line of the column that starts here."""
        column = self.lines[position : position + _LOOK_AHEAD + 1]
        return len(column) > 2 and all(
            line.blanks_before and abs(line.width - column[0].width) <= 2 * RAGGED for line in column[1:]
        )

    def stands_between_blanks(self, position: int) -> bool:
        """Tell whether blank lines part a line from both neighbours where they do not do so all over its column."""
        line = self.lines[position]
        if line.finished or position + 1 >= len(self.lines) or self.double_spaced(position - 1):
            return False
        return line.blanks_before > 0 and self.lines[position + 1].blanks_before > 0

    def looks_indented(self, position: int) -> bool:
        """Tell whether the line, after a blank one, is as much narrower than its column as a paragraph's first line."""
        line = self.lines[position]
        if not line.blanks_before or line.finished or position + 1 >= len(self.lines):
            return False
        if line.width > self.lines[position - 1].width + 0.5:
            return False
        column = self.column_below(position)
        return column is not None and abs(column.width - line.width - INDENT) <= 0.75

    def column_below(self, position: int) -> Column | None:
        """Return the column that starts below the line; None where none does."""
        below, ended = self._lines_below(position)
        if len(below) >= 2 or (below and ended):
            return Column(median(line.width for line in below), median(line.characters for line in below))
        own = self.lines[position]
        usual = max(self._widths[round(own.width) + shift] for shift in range(-1, int(INDENT) + 2)) >= _USUAL_WIDTH
        if (usual or POINTED.search(own.text)) and (ended or ends(self.lines[position + 1])):
            return Column(own.width, own.characters)
        if usual and below and abs(below[0].width - own.width) <= INDENT + 1:
            return Column(below[0].width, below[0].characters)
        return None

    def _lines_below(self, position: int) -> tuple[list[Line], bool]:
        """Return the full lines of the column below, and whether a paragraph's short last line ended them."""
        below: list[Line] = []
        for at in range(position + 1, min(position + _LOOK_AHEAD + 1, len(self.lines))):
            line = self.lines[at]
            if self.alone[at]:
                break
            starts = has_dateline(line.text) or (line.indent and not is_stray_blank(self.lines[at - 1], line))
            if at > position + 1 and starts:
                break
            widest = max((other.width for other in below), default=math.inf)
            if ends(line) and line.width < widest - RAGGED:
                return below, True
            if below and line.width < widest - 3 * RAGGED:
                break
            below.append(line)
        return below, False


def ends(line: Line) -> bool:
    """Tell whether a line can be a paragraph's last one: it ends a sentence, or a byline or a jump ends it."""
    return line.finished or trailing_byline(line.text) is not None or trailing_jump(line.text) is not None


def is_stray_blank(line: Line, following: Line) -> bool:
    """Tell whether a line starts with the blank that extraction puts before a number or a Latin word."""
    if line.finished or following.indent != 1:
        return False
    return any(character.isascii() and character.isalnum() for character in (line.text[-1], following.text[0]))
