"""A sheet's rows of texts as lines: what stands above its table, the table, what stands below it."""

from collections.abc import Iterator, Mapping, Sequence

from kb.ingest.readers.grid import Cell, table_of

Rows = Sequence[Sequence[str]]


def sheet_lines(rows: Rows, merged: Mapping[tuple[int, int], tuple[int, int]], name: str) -> list[str]:
    """Return a sheet as lines; `merged` holds the height and width of merged cells by row and column from 0.

    Raises SourceTooLarge where the table has too many cells.
    """
    lines: list[str] = []
    for start, end in _blocks(rows):
        above, first = _single_rows(rows, start, end)
        lines += above
        if first < end:
            columns = [place for place in range(_width(rows[first:end])) if _is_used(rows[first:end], place)]
            cells = [_cells(rows, row, columns, end, merged) for row in range(first, end)]
            table = table_of([row for row in cells if row], name)
            lines += [*table.above, *table.lines, *table.below]
    return lines


def _blocks(rows: Rows) -> Iterator[tuple[int, int]]:
    """Yield the ranges of rows that make up a table each: behind an empty row a title may open another."""
    start = None
    for place, row in enumerate(rows):
        filled = sum(bool(text) for text in row)
        if start is None:
            start = place if filled else None
        elif filled == 1 and not any(rows[place - 1]) and _holds_table(rows, place):
            yield start, place
            start = place
    if start is not None:
        yield start, len(rows)


def _holds_table(rows: Rows, start: int) -> bool:
    """Tell whether rows with several values follow a title."""
    return any(sum(bool(text) for text in row) > 1 for row in rows[start + 1 : start + 6])


def _single_rows(rows: Rows, start: int, end: int) -> tuple[list[str], int]:
    """Return the rows of one value that open a block, and the first row behind them."""
    above: list[str] = []
    place = start
    while place < end:
        values = [text for text in rows[place] if text]
        if len(values) > 1:
            break
        above += values
        place += 1
    # A list of one column is a table too.
    if place == end and len(above) > 3:
        return [], start
    return above, place


def _width(rows: Rows) -> int:
    return max((len(row) for row in rows), default=0)


def _is_used(rows: Rows, column: int) -> bool:
    return any(column < len(row) and row[column] for row in rows)


def _cells(
    rows: Rows, row: int, columns: Sequence[int], end: int, merged: Mapping[tuple[int, int], tuple[int, int]]
) -> list[Cell]:
    cells: list[Cell] = []
    texts = rows[row]
    covered = 0
    for column in columns:
        if column < covered or merged.get((row, column)) == (0, 0):
            continue
        height, width = merged.get((row, column), (1, 1))
        covered = column + width
        across = sum(column <= other < covered for other in columns)
        text = texts[column] if column < len(texts) else ""
        cells.append(Cell(text, max(1, min(height, end - row)), max(1, across)))
    return (
        cells
        if any(cell.text for cell in cells) or any(merged.get((row, column)) == (0, 0) for column in columns)
        else []
    )
