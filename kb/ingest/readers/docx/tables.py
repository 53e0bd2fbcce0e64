"""The cells of a Word table, each with the rows and columns that it covers."""

from collections.abc import Sequence
from dataclasses import dataclass

from kb.ingest.readers.docx.markup import Element, W, integer, switch
from kb.ingest.readers.grid import Cell

# Word itself allows 63 columns.
_WIDEST = 200


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell as the file states it: its text, its properties, whether it goes on the cell above."""

    text: str
    properties: Element | None
    goes_on: bool


@dataclass(slots=True)
class _Placed:
    """A cell that begins at a column; `rows` grows as cells below go on with it."""

    text: str
    start: int
    end: int
    heading: bool
    rows: int = 1


def span_cells(rows: Sequence[tuple[Element | None, Sequence[RawCell]]]) -> list[list[Cell]]:
    """Return the rows with vertically merged cells as one, and columns that no cell sets apart left out."""
    placed: list[list[_Placed]] = []
    open_cells: dict[int, _Placed] = {}
    for properties, cells in rows:
        row, open_cells = _place(properties, cells, open_cells)
        placed.append(row)
    starts = sorted({cell.start for row in placed for cell in row})
    order = {start: position for position, start in enumerate(starts)}
    width = len(starts)
    table = []
    for row in placed:
        cells_of_row = []
        for cell in row:
            after = next((order[start] for start in starts if start >= cell.end), width)
            cells_of_row.append(Cell(cell.text, cell.rows, max(after - order[cell.start], 1), cell.heading))
        table.append(cells_of_row)
    return table


def _place(
    properties: Element | None, cells: Sequence[RawCell], above: dict[int, _Placed]
) -> tuple[list[_Placed], dict[int, _Placed]]:
    """Return the cells that begin in a row, and all of the row that a cell below may go on with."""
    heading = bool(switch(properties, "tblHeader"))
    row: list[_Placed] = []
    held: dict[int, _Placed] = {}
    at = _count(properties, "gridBefore", 0)
    if at:
        row.append(_Placed("", 0, at, heading))
    for cell in cells:
        end = at + _count(cell.properties, "gridSpan", 1)
        upper = above.get(at) if cell.goes_on else None
        if upper is not None and upper.end == end:
            upper.rows += 1
            held[at] = upper
        else:
            own = _Placed(cell.text, at, end, heading)
            row.append(own)
            held[at] = own
        at = end
    return row, held


def _count(properties: Element | None, name: str, least: int) -> int:
    number = None if properties is None else integer(properties.find(W + name))
    return least if number is None else min(max(number, least), _WIDEST)
