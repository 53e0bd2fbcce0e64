"""Lines that no column has: headlines that stand in the middle of a wrapped paragraph."""

import re
from collections.abc import Sequence
from statistics import median

from kb.ingest.lines import RAGGED, Line, width_of
from kb.ingest.newspaper.page_lines import UNWRAPPED, ends

_COLUMN_LINES = 3
# A wrapped word's rest, not a headline.
_REST = 2
_PAUSES = "，、,"
_WORD = re.compile(r"[0-9A-Za-z.,%％:/+-]+")


def is_narrow_display(lines: Sequence[Line], position: int, group: Sequence[Line]) -> bool:
    """Tell whether a line is too narrow for the group's column without ending a sentence: no wrapped line is.

    Print breaks no number and no Latin word, so a line may be as much narrower as the word that did not fit.
    """
    line = lines[position]
    if ends(line) or line.text[-1] in _PAUSES or line.width >= UNWRAPPED or line.characters <= _REST:
        return False
    full = group if len(group) < _COLUMN_LINES else group[1:]
    width = median(other.width for other in full)
    characters = median(other.characters for other in full)
    missing = min(width - line.width, characters - line.characters)
    if missing <= RAGGED + 1:
        return False
    following = lines[position + 1] if position + 1 < len(lines) else None
    word = _WORD.match(following.text) if following else None
    return word is None or missing > width_of(word[0]) + 1


def is_wide_display(lines: Sequence[Line], position: int, group: Sequence[Line]) -> bool:
    """Tell whether a line is wider than the lines above and below it, which are of one column."""
    line = lines[position]
    if len(group) < _COLUMN_LINES or position + 1 >= len(lines) or line.finished:
        return False
    width = max(other.width for other in group)
    below = lines[position + 1]
    return line.width > width + RAGGED > below.width + RAGGED / 2 and below.width < UNWRAPPED
