"""One document's lines, all wrapped at one width, to its paragraphs.

Whether a line is full is judged by three measures at once (printed width with and without squeezed punctuation, number
of characters): programs wrap by different ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from kb.ingest.labels import item_label
from kb.ingest.lines import LEADER, NARROWEST, OPENING, RAGGED, Line, is_heading, starts_item

_FEWEST_FULL = 3
_OPEN_SHARE = 0.5
_FULL_SHARE = 0.2
_LONGER_SHARE = 0.02
_EVIDENT = 0.75
_INDENTED_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How a document was wrapped: its column in three measures, and how paragraphs begin."""

    column: tuple[float, float, float]
    first: float
    """By how much a paragraph's first line is narrower, its indentation not counted."""
    indents: bool
    """True where a blank at a line's start opens a paragraph."""

    def deficit(self, line: Line) -> float:
        """Return by how much the line is narrower than the column, in the measure by which it is least."""
        return min(full - own for full, own in zip(self.column, line.measures, strict=True))


def find_wrapping(lines: Sequence[Line]) -> Wrapping | None:
    """Return how the lines were wrapped, None where each line is a paragraph."""
    wide = [line for line in lines if line.width >= NARROWEST and not _stands_alone(line.text)]
    going_on = [line for line in wide if not line.finished]
    if len(going_on) < _FEWEST_FULL:
        return None
    widest = sorted(line.width for line in wide)[int((1 - _LONGER_SHARE) * (len(wide) - 1))]
    full = [line for line in wide if abs(line.width - widest) <= RAGGED]
    open_ends = sum(
        _is_open(line, following)
        for line, following in pairwise(lines)
        if line.width >= NARROWEST and abs(line.width - widest) <= RAGGED
    )
    # In text that was not wrapped the widest lines are whole paragraphs, so they end sentences.
    if open_ends < _FEWEST_FULL or open_ends < _OPEN_SHARE * len(full) or len(full) < _FULL_SHARE * len(wide):
        return None
    # Lines that end in the middle of a word end where the column does; punctuation may hang over it.
    measures = list(zip(*(line.measures for line in full if not line.finished), strict=True))
    column = (median(measures[0]), median(measures[1]), median(measures[2]))
    indents = sum(line.indent > 0 for line in lines) >= _INDENTED_SHARE * len(lines)
    plain = Wrapping(column, 0.0, indents)
    return Wrapping(column, _first_deficit(lines, plain), indents)


def _stands_alone(text: str) -> bool:
    return bool(OPENING.match(text) or LEADER.search(text))


def _is_open(line: Line, following: Line) -> bool:
    return not line.finished and item_label(following.text) is None


def _first_deficit(lines: Sequence[Line], wrapping: Wrapping) -> float:
    """Return the usual deficit of first lines that surely go on: they follow a short last line and are nearly full."""
    found = [
        wrapping.deficit(following)
        for line, following in pairwise(lines)
        if line.finished and wrapping.deficit(line) > 2 * RAGGED and not following.finished
        if wrapping.deficit(following) <= 2 * RAGGED
    ]
    return max(0.0, min(2.0, median(found))) if found else 0.0


def paragraphs(lines: Sequence[Line], wrapping: Wrapping) -> list[list[Line]]:
    """Return the lines grouped into paragraphs."""
    groups: list[list[Line]] = []
    seen: dict[str, int] = {}
    for line in lines:
        if groups and goes_on(groups[-1], line, wrapping, seen):
            groups[-1].append(line)
            continue
        groups.append([line])
        label = item_label(line.text)
        if label is not None:
            seen[label.style] = label.value
    return groups


def goes_on(group: Sequence[Line], following: Line, wrapping: Wrapping, seen: Mapping[str, int]) -> bool:
    """Tell whether the paragraph, as far as it goes, goes on in the following line.

    `seen` holds the last number of each style of label.
    """
    line = group[-1]
    if _stands_alone(following.text) or _stands_alone(line.text) or starts_item(line, following, seen):
        return False
    if wrapping.indents and following.indent:
        return False
    missing = wrapping.deficit(line) - (wrapping.first if len(group) == 1 else 0.0)
    if wrapping.indents:
        return missing <= RAGGED
    if line.finished:
        # A full line may end a sentence in the middle of its paragraph.
        return not following.blanks_before and missing <= _EVIDENT
    if len(group) == 1 and is_heading(line.text):
        return missing <= _EVIDENT
    return missing <= RAGGED
