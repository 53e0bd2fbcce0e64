"""The order in which the pieces of a page are read: across columns only where a line runs across them."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from kb.ingest.readers.pdf.lines import Piece
from kb.ingest.readers.pdf.tables import Table

Part = Piece | Table

# In heights of the type.
_GUTTER = 1.0
_SAME_EDGE = 0.6
_NARROWEST = 6.0
_RAGGED = 1.5
_FEWEST_LINES = 4
_ALIGNED = 0.5
_FLUSH = 0.4
_BESIDE = 0.5
_APART = 1.8
_NESTING = 3
# A page of prose has few edges; one strewn with characters has no columns.
_MOST_EDGES = 24


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that are read one after the other, each as its parts from left to right, and the column they stand in.

    The column's path tells left (0) and right (1) at every division; it is empty where the page is not divided.
    """

    path: tuple[int, ...]
    lines: tuple[tuple[Part, ...], ...]


@dataclass(frozen=True, slots=True)
class _Division:
    first: int
    last: int
    gutter: float


def blocks_of(rows: Sequence[Sequence[Part]]) -> list[Block]:
    """Return the blocks of a page in reading order; the rows come from top to bottom."""
    return _divide([tuple(row) for row in rows if row], ())


def _divide(rows: list[tuple[Part, ...]], path: tuple[int, ...]) -> list[Block]:
    division = _division(rows) if len(path) < _NESTING else None
    if division is None:
        return [Block(path, tuple(rows))] if rows else []
    inside = rows[division.first : division.last + 1]
    left = [tuple(part for part in row if part.right <= division.gutter) for row in inside]
    right = [tuple(part for part in row if part.right > division.gutter) for row in inside]
    return [
        *_divide(rows[: division.first], path),
        *_divide([row for row in left if row], (*path, 0)),
        *_divide([row for row in right if row], (*path, 1)),
        *_divide(rows[division.last + 1 :], path),
    ]


def _division(rows: Sequence[Sequence[Part]]) -> _Division | None:
    """Return the longest run of rows that a gutter divides into columns of prose, with the gutter's place."""
    pieces = [part for row in rows for part in row if isinstance(part, Piece)]
    if len(pieces) < 2 * _FEWEST_LINES:
        return None
    size = median(piece.size for piece in pieces)
    best: _Division | None = None
    for edge in _left_edges(pieces, size):
        for first, last in _runs(rows, edge, size):
            found = _trimmed(rows, first, last, edge, size)
            if found and (best is None or found.last - found.first > best.last - best.first):
                best = found
    return best


def _left_edges(pieces: Sequence[Piece], size: float) -> list[float]:
    """Return the places where several pieces begin that are not the leftmost."""
    ordered = sorted(piece.left for piece in pieces)
    support: dict[float, int] = {}
    last = ordered[0] + _NARROWEST * size
    for place in ordered:
        near = _near(ordered, place, _SAME_EDGE * size)
        if near >= _FEWEST_LINES and place - last > _SAME_EDGE * size:
            support[place] = near
            last = place
    return sorted(support, key=lambda place: -support[place])[:_MOST_EDGES]


def _runs(rows: Sequence[Sequence[Part]], edge: float, size: float) -> list[tuple[int, int]]:
    """Return the runs of rows in which nothing crosses the gutter before the edge."""
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for position, row in enumerate([*rows, None]):
        crossed = row is None or any(
            part.left < edge - _SAME_EDGE * size / 2 and part.right > edge - _GUTTER * size for part in row
        )
        if crossed and start is not None:
            runs.append((start, position - 1))
            start = None
        elif not crossed and start is None:
            start = position
    return runs


def _trimmed(rows: Sequence[Sequence[Part]], first: int, last: int, edge: float, size: float) -> _Division | None:
    """Return the division of the rows from where both columns are under way, None where they are no columns."""
    gutter = edge - _GUTTER * size / 2
    sides = [
        [(at, part) for at in range(first, last + 1) for part in rows[at] if (part.left >= gutter) is right]
        for right in (False, True)
    ]
    if any(sum(isinstance(part, Piece) for _, part in side) < _FEWEST_LINES for side in sides):
        return None
    if not all(_is_prose([part for _, part in side if isinstance(part, Piece)], size) for side in sides):
        return None
    (left_start, left_end), (right_start, right_end) = ((side[0][1].top, side[-1][1].bottom) for side in sides)
    beside = min(left_end, right_end) - max(left_start, right_start)
    if beside < _BESIDE * min(left_end - left_start, right_end - right_start):
        return None
    # What stands on one side alone, above where the other begins, is a heading over both.
    while first < last and _is_heading(rows, first, gutter):
        first += 1
    return _Division(first, _end(rows, first, last, gutter, size), gutter)


def _is_heading(rows: Sequence[Sequence[Part]], position: int, gutter: float) -> bool:
    side = _side(rows[position], gutter)
    starts = [part.top for row in rows[position:] for part in row if (part.left >= gutter) is not side]
    return side is not None and bool(starts) and max(part.bottom for part in rows[position]) < min(starts)


def _end(rows: Sequence[Sequence[Part]], first: int, last: int, gutter: float, size: float) -> int:
    """Return the last row of the columns: what follows under one alone, a table or after a gap, belongs to neither."""
    begin = last + 1
    while begin - 1 > first and _side(rows[begin - 1], gutter) == _side(rows[last], gutter) is not None:
        begin -= 1
    for position in range(max(begin, first + 1), last + 1):
        above = max(part.bottom for part in rows[position - 1])
        is_apart = min(part.top for part in rows[position]) - above > _APART * size
        if is_apart or any(isinstance(part, Table) for part in rows[position]):
            return position - 1
    return last


def _side(row: Sequence[Part], gutter: float) -> bool | None:
    """Return whether all of a row stands right of the gutter; None where it stands on both sides."""
    sides = {part.left >= gutter for part in row}
    return sides.pop() if len(sides) == 1 else None


def _is_prose(pieces: Sequence[Piece], size: float) -> bool:
    """Tell whether the pieces look like lines of a column: wide, and most of them from edge to edge."""
    if median(piece.right - piece.left for piece in pieces) < _NARROWEST * size:
        return False
    # The side of a division may hold several columns, each with edges of its own.
    flush = _supported([piece.right for piece in pieces], _RAGGED * size)
    aligned = _supported([piece.left for piece in pieces], _RAGGED * size)
    return flush >= _FLUSH * len(pieces) and aligned >= _ALIGNED * len(pieces)


def _supported(edges: Sequence[float], reach: float) -> int:
    """Return how many edges have several others near them."""
    ordered = sorted(edges)
    return sum(_near(ordered, edge, reach) >= _FEWEST_LINES for edge in ordered)


def _near(ordered: Sequence[float], place: float, reach: float) -> int:
    return bisect_right(ordered, place + reach) - bisect_left(ordered, place - reach)
