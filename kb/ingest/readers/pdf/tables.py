"""Ruled tables: the characters of a page that stand in a grid, cell by cell."""

from collections.abc import Sequence
from dataclasses import dataclass

from kb.ingest.readers.pdf.glyphs import Glyph
from kb.ingest.readers.pdf.grids import Grid
from kb.ingest.readers.pdf.lines import rows_of

_MIDDLE = 0.36
# In heights of the type: a line that ends so near to its cell's edge was broken by it.
_FULL = 1.6


@dataclass(frozen=True, slots=True)
class CellLine:
    """A printed line in a cell, and whether the next line carries it on."""

    glyphs: tuple[Glyph, ...]
    goes_on: bool


Cell = tuple[CellLine, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it stands on a page: the lines of each cell, merged cells in every place that they cover."""

    left: float
    right: float
    top: float
    bottom: float
    columns: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]


def take_tables(glyphs: Sequence[Glyph], grids: Sequence[Grid]) -> tuple[list[Glyph], list[Table]]:
    """Return the characters that stand in no table, and the tables that hold text."""
    rest = list(glyphs)
    tables = []
    for grid in grids:
        inside: dict[int, list[Glyph]] = {}
        outside = []
        for glyph in rest:
            place = grid.place((glyph.left + glyph.right) / 2, glyph.baseline - _MIDDLE * glyph.size)
            if place is None:
                outside.append(glyph)
            else:
                inside.setdefault(grid.cells[place[0]][place[1]], []).append(glyph)
        table = _table(grid, {number: _lines(found, grid, number) for number, found in inside.items()})
        if table is not None:
            rest = outside
            tables.append(table)
    return rest, tables


def _table(grid: Grid, cells: dict[int, Cell]) -> Table | None:
    rows = [tuple(cells.get(number, ()) for number in numbers) for numbers in grid.cells]
    kept_rows = [row for row in rows if any(row)]
    kept_columns = [column for column in range(len(grid.columns) - 1) if any(row[column] for row in kept_rows)]
    distinct = [column for column in kept_columns if _differs(grid, column)]
    if len(kept_rows) < 2 or len(distinct) < 2 or len(cells) < 3:
        return None
    return Table(
        grid.columns[0],
        grid.columns[-1],
        grid.rows[0],
        grid.rows[-1],
        tuple(grid.columns[column] for column in kept_columns),
        tuple(tuple(row[column] for column in kept_columns) for row in kept_rows),
    )


def _differs(grid: Grid, column: int) -> bool:
    """Tell whether a column is more than the continuation of the one before it in every row."""
    return column == 0 or any(row[column] != row[column - 1] for row in grid.cells)


def _lines(glyphs: Sequence[Glyph], grid: Grid, number: int) -> Cell:
    right = max(
        grid.columns[column + 1] for row in grid.cells for column, covering in enumerate(row) if covering == number
    )
    lines = [tuple(glyph for piece in row for glyph in piece.glyphs) for row in rows_of(glyphs)]
    return tuple(CellLine(line, right - line[-1].right <= _FULL * line[-1].size) for line in lines)
