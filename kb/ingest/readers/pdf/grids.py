"""Rules that cross to grids, and the cells of a grid, merged where no rule parts them."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kb.ingest.readers.pdf.ruling import Rule, Ruling

# In points.
_NEAR = 3.0
_OPEN_SIDE = 12.0
# So much of a cell's side must be drawn.
_DRAWN = 0.6
# A page with more lines than this, or a grid of more places, is a drawing.
_MOST_PAIRS = 1_000_000
_MOST_CELLS = 20_000


@dataclass(frozen=True, slots=True)
class Grid:
    """The edges of a table's columns and rows, and for each place the number of the cell that covers it."""

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    cells: tuple[tuple[int, ...], ...]

    def place(self, x: float, y: float) -> tuple[int, int] | None:
        """Return the row and column in which a point lies, None outside."""
        row, column = _slot(self.rows, y), _slot(self.columns, x)
        return None if row is None or column is None else (row, column)


def grids_of(ruling: Ruling) -> list[Grid]:
    """Return the tables that a page draws, from top to bottom; frames and lone rules are none."""
    level, upright = _joined(ruling.level), _joined(ruling.upright)
    if len(level) * len(upright) > _MOST_PAIRS:
        return []
    grids = [_grid(*group) for group in _crossing(level, upright)]
    return sorted((grid for grid in grids if grid is not None), key=lambda grid: grid.rows[0])


def _joined(rules: Iterable[Rule]) -> list[Rule]:
    """Return the rules with those on one line that touch made one."""
    joined: list[Rule] = []
    lines: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda one: one.at):
        if lines and rule.at - lines[-1][0].at <= _NEAR:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    for line in lines:
        at = sum(rule.at for rule in line) / len(line)
        ordered = sorted(line, key=lambda one: one.start)
        start, end = ordered[0].start, ordered[0].end
        for rule in ordered[1:]:
            if rule.start > end + _NEAR:
                joined.append(Rule(at, start, end))
                start = rule.start
            end = max(end, rule.end)
        joined.append(Rule(at, start, end))
    return joined


def _crossing(level: Sequence[Rule], upright: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Return the groups of rules that hang together by their crossings."""
    groups: list[tuple[list[Rule], list[Rule]]] = []
    left = list(upright)
    waiting = list(level)
    while waiting:
        flat, tall = [waiting.pop(0)], []
        grown = True
        while grown:
            more_tall = [rule for rule in left if any(_cross(one, rule) for one in flat)]
            left = [rule for rule in left if not any(_cross(one, rule) for one in flat)]
            tall += more_tall
            more_flat = [rule for rule in waiting if any(_cross(rule, one) for one in tall)]
            waiting = [rule for rule in waiting if not any(_cross(rule, one) for one in tall)]
            flat += more_flat
            grown = bool(more_tall or more_flat)
        groups.append((flat, tall))
    return groups


def _cross(level: Rule, upright: Rule) -> bool:
    across = level.start - _NEAR <= upright.at <= level.end + _NEAR
    return across and upright.start - _NEAR <= level.at <= upright.end + _NEAR


def _grid(level: Sequence[Rule], upright: Sequence[Rule]) -> Grid | None:
    if len(level) < 2 or not upright:
        return None
    columns = _edges([rule.at for rule in upright], min(r.start for r in level), max(r.end for r in level))
    rows = _edges([rule.at for rule in level], min(r.start for r in upright), max(r.end for r in upright))
    if len(columns) < 3 or len(rows) < 3 or (len(columns) - 1) * (len(rows) - 1) > _MOST_CELLS:
        return None
    return Grid(columns, rows, _cells(columns, rows, level, upright))


def _edges(places: Sequence[float], least: float, greatest: float) -> tuple[float, ...]:
    """Return where columns or rows begin and end; a side that is left open ends where the rules across it end."""
    ends = [end for end, near in ((least, min(places)), (greatest, max(places))) if abs(end - near) >= _OPEN_SIDE]
    edges: list[float] = []
    for place in sorted([*places, *ends]):
        if not edges or place - edges[-1] > _NEAR:
            edges.append(place)
    return tuple(edges)


def _cells(
    columns: Sequence[float], rows: Sequence[float], level: Sequence[Rule], upright: Sequence[Rule]
) -> tuple[tuple[int, ...], ...]:
    width = len(columns) - 1
    above = list(range(width * (len(rows) - 1)))

    def first(number: int) -> int:
        while above[number] != number:
            above[number] = above[above[number]]
            number = above[number]
        return number

    for row, (top, bottom) in enumerate(pairwise(rows)):
        for column, (start, end) in enumerate(pairwise(columns)):
            here = row * width + column
            if column + 1 < width and not _is_drawn(upright, end, top, bottom):
                above[first(here + 1)] = first(here)
            if row + 2 < len(rows) and not _is_drawn(level, bottom, start, end):
                above[first(here + width)] = first(here)
    return tuple(tuple(first(row * width + column) for column in range(width)) for row in range(len(rows) - 1))


def _is_drawn(rules: Sequence[Rule], at: float, start: float, end: float) -> bool:
    drawn = sum(max(0.0, min(end, rule.end) - max(start, rule.start)) for rule in rules if abs(rule.at - at) <= _NEAR)
    return drawn >= _DRAWN * (end - start)


def _slot(edges: Sequence[float], at: float) -> int | None:
    position = bisect_right(edges, at) - 1
    return position if 0 <= position < len(edges) - 1 else None
