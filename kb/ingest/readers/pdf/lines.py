"""Characters to the pieces of lines that they print, and pieces to the text of a line."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from kb.ingest.readers.pdf.glyphs import Glyph
from kb.raw import Box

# All in heights of the type.
_SAME_BASELINE = 0.35
_RAISED = 0.6
_OVERLAP = 0.2
_PIECE_GAP = 0.9
_SAME_PLACE = 0.2
_LATIN_GAP = 0.16
_MIXED_GAP = 0.42
_HAN_GAP = 0.2
_PUNCTUATION_GAP = 0.95
_SPACED_GAP = 0.1
# Fewer gaps than this say not how wide a line is spaced.
_FEWEST_GAPS = 5
_ASCENT = 0.86
_DESCENT = 0.14
_PUNCTUATION = frozenset("，。、；：！？（）《》〈〉“”‘’【】〔〕「」『』…—·")


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of one line without a wide gap among them."""

    glyphs: tuple[Glyph, ...]

    @property
    def left(self) -> float:
        """Where the first character begins."""
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        """Where the last character ends."""
        return max(glyph.right for glyph in self.glyphs)

    @property
    def baseline(self) -> float:
        """Where the line stands, downwards from the top of the page."""
        return median(glyph.baseline for glyph in self.glyphs)

    @property
    def size(self) -> float:
        """The height of the type."""
        return median(glyph.size for glyph in self.glyphs)

    @property
    def top(self) -> float:
        """The upper edge of the type."""
        return self.baseline - _ASCENT * self.size

    @property
    def bottom(self) -> float:
        """The lower edge of the type."""
        return self.baseline + _DESCENT * self.size


def rows_of(glyphs: Iterable[Glyph]) -> list[list[Piece]]:
    """Return the lines of print from top to bottom, each as its pieces from left to right."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda one: one.baseline):
        row = rows[-1] if rows else []
        reach = _SAME_BASELINE * max(glyph.size, row[0].size) if row else 0.0
        if row and glyph.baseline - row[0].baseline <= reach:
            row.append(glyph)
        else:
            rows.append([glyph])
    return [_pieces(row) for row in _with_raised(rows)]


def _with_raised(rows: list[list[Glyph]]) -> list[list[Glyph]]:
    """Put characters a little above or below a line into the gaps there: marks of notes, indices, exponents."""
    merged: list[list[Glyph]] = []
    for row in rows:
        before = merged[-1] if merged else None
        if before is not None and _is_between(row, before):
            before.extend(row)
        else:
            merged.append(list(row))
    return merged


def _is_between(row: Sequence[Glyph], other: Sequence[Glyph]) -> bool:
    size = max(row[0].size, other[0].size)
    if abs(row[0].baseline - other[0].baseline) > _RAISED * size:
        return False
    spans = sorted([(glyph.left, glyph.right, 0) for glyph in row] + [(glyph.left, glyph.right, 1) for glyph in other])
    return all(one[2] == following[2] or following[0] >= one[1] - _OVERLAP * size for one, following in pairwise(spans))


def _pieces(row: Sequence[Glyph]) -> list[Piece]:
    pieces: list[list[Glyph]] = []
    for glyph in sorted(row, key=lambda one: one.left):
        before = pieces[-1] if pieces else None
        if before is None or glyph.left - max(one.right for one in before[-2:]) > _PIECE_GAP * glyph.size:
            pieces.append([glyph])
        elif not _is_printed_again(glyph, before):
            before.append(glyph)
    return [Piece(tuple(piece)) for piece in pieces]


def _is_printed_again(glyph: Glyph, before: Sequence[Glyph]) -> bool:
    """Tell whether the character was printed twice in a place to look bold."""
    return any(
        one.character == glyph.character and abs(one.left - glyph.left) < _SAME_PLACE * glyph.size
        for one in before[-2:]
    )


def text_of(glyphs: Sequence[Glyph]) -> str:
    """Return the characters of a line from left to right, with a blank where they stand apart."""
    pairs = list(pairwise(glyphs))
    wide = [_gap(*pair) for pair in pairs if _wideness(*pair) == 2]
    mixed = [_gap(*pair) for pair in pairs if _wideness(*pair) == 1]
    usual = max(0.0, median(wide)) if len(wide) >= _FEWEST_GAPS else 0.0
    # Some programs put a quarter of a space between ideographs and letters, everywhere or nowhere.
    beside = max(0.0, min(mixed)) + _HAN_GAP if len(mixed) >= 2 else _MIXED_GAP + usual
    apart = (_LATIN_GAP, beside, _HAN_GAP + usual)
    parts = [glyphs[0].character] if glyphs else []
    for before, glyph in pairs:
        if _stands_apart(before, glyph, apart, usual):
            parts.append(" ")
        parts.append(glyph.character)
    return "".join(parts)


def _gap(before: Glyph, glyph: Glyph) -> float:
    return (glyph.left - before.right) / max(before.size, glyph.size)


def _wideness(before: Glyph, glyph: Glyph) -> int:
    return _is_wide(before.character) + _is_wide(glyph.character)


def _stands_apart(before: Glyph, glyph: Glyph, apart: tuple[float, float, float], usual: float) -> bool:
    gap = _gap(before, glyph)
    if glyph.is_spaced and gap > _SPACED_GAP + usual:
        return True
    if before.character in _PUNCTUATION or glyph.character in _PUNCTUATION:
        return gap > _PUNCTUATION_GAP + usual
    return gap > apart[_wideness(before, glyph)]


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def ink_of(glyphs: Iterable[Glyph]) -> Box:
    """Return the box around the ink of the characters."""
    boxes = [glyph.box for glyph in glyphs]
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )
