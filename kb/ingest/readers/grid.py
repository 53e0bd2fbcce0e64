"""Tables as Markdown lines: merged cells filled, heading rows of several lines joined."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.errors import SourceTooLarge

MAX_CELLS = 500_000
"""How many cells the tables of one file may have, merged ones filled."""

_WIDEST_SPAN = 1000
_MOST_HEADING_ROWS = 3
_LONGEST_HEADING = 60
_FIGURE = re.compile(r"^[\d.,，%％+\-—–~～/:：年月日\s]+$")
_SENTENCE = re.compile(r"[。；;]")
_NOTE = re.compile(r"^(?:备?注|说明|资料来源|数据来源)\s?\d?\s*[:：]")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as a format gives it: what it says, over how many rows and columns, and whether it is marked a heading."""

    text: str
    rows: int = 1
    columns: int = 1
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table as lines: what stands above it, its Markdown lines (heading row, rule, rows), what stands below it."""

    above: tuple[str, ...]
    lines: tuple[str, ...]
    below: tuple[str, ...] = ()


def table_of(rows: Sequence[Sequence[Cell]], name: str, *, max_cells: int = MAX_CELLS) -> Table:
    """Return a table with its merged cells filled; a cell as wide as the table is written once.

    Rows as wide as the table that open it stand above it, a note as wide as it that closes it stands below. Raises
    SourceTooLarge where the table has more cells than `max_cells`.
    """
    wanted = _heading_rows(rows)
    grid, wide = _filled(rows, name, max_cells)
    kept = [place for place, row in enumerate(grid) if any(row)]
    above: list[str] = []
    while len(kept) > 1 and kept[0] in wide:
        above.append(grid[kept.pop(0)][0])
        wanted -= 1
    below: list[str] = []
    while len(kept) > 1 and kept[-1] in wide and _NOTE.match(grid[kept[-1]][0]):
        below.insert(0, grid[kept.pop()][0])
    body = [grid[place] for place in kept]
    columns = list(range(len(body[0]))) if body else []
    # A column without a single word holds the table apart on the page and says nothing.
    columns = [place for place in columns if any(row[place] for row in body)]
    body = [[row[place] for place in columns] for row in body]
    headings = min(max(wanted, 1), len(body) - 1) if _is_headed(body, wanted) else 0
    if headings == 1 and wanted <= 1 and len(body) > 2 and _is_parted(body[0], body[1]):
        headings = 2
    head = joined_heading(body[:headings]) if headings else [""] * len(columns)
    return Table(tuple(above), markdown_lines(head, body[headings:]), tuple(below))


def joined_heading(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return one heading for each column: what the rows say above it, each wording once."""
    return [" ".join(dict.fromkeys(text for text in column if text)) for column in zip(*rows, strict=True)]


def markdown_lines(head: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return a heading row, a rule and rows as Markdown."""
    return (_row(head), _row(["---"] * len(head)), *(_row(row) for row in rows))


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _heading_rows(rows: Sequence[Sequence[Cell]]) -> int:
    """Return how many rows are marked as heading, or belong to one because a cell of the first reaches down to them."""
    marked = 0
    for row in rows:
        if not row or not all(cell.heading for cell in row):
            break
        marked += 1
    first = next((place for place, row in enumerate(rows) if len(row) > 1), None)
    if first is None:
        return marked
    opening = [cell for cell in rows[first] if cell.text]
    reaching = max((cell.rows for cell in opening), default=1)
    grouped = any(cell.columns > 1 and cell.rows < reaching for cell in opening)
    if marked <= first and grouped and reaching <= _MOST_HEADING_ROWS:
        marked = first + reaching
    return marked if marked <= first + _MOST_HEADING_ROWS else first + 1


def _is_headed(body: Sequence[Sequence[str]], wanted: int) -> bool:
    """Tell whether the first row names its columns."""
    if len(body) < 2:
        return False
    if wanted > 0:
        return True
    first = [text for text in body[0] if text]
    named = len(first) > 1 and all(len(text) <= _LONGEST_HEADING and not _SENTENCE.search(text) for text in first)
    return named and not any(_FIGURE.match(text) for text in first) and len(first) * 2 > len(body[0])


def _is_parted(first: Sequence[str], second: Sequence[str]) -> bool:
    """Tell whether a second row only names the columns that a heading of the first spans."""
    spans = [
        bool(text) and text in (*first[max(place - 1, 0) : place], *first[place + 1 : place + 2])
        for place, text in enumerate(first)
    ]
    return any(spans) and all(bool(below) == spanned for below, spanned in zip(second, spans, strict=True))


def _filled(rows: Sequence[Sequence[Cell]], name: str, max_cells: int) -> tuple[list[list[str]], set[int]]:
    """Return the texts by row and column, and the rows that one cell fills."""
    columns = max((sum(min(cell.columns, _WIDEST_SPAN) for cell in row) for row in rows), default=0)
    if len(rows) * columns > max_cells:
        raise SourceTooLarge(
            f"“{name}”里有一个表格超过 {max_cells} 格（{len(rows)} 行 × {columns} 列），没有读取；请拆成几个文件再导入",
            name=name,
            limit=max_cells,
        )
    grid: list[list[str | None]] = [[] for _ in rows]
    wide: set[int] = set()
    for place, row in enumerate(rows):
        at = 0
        for cell in row:
            while at < len(grid[place]) and grid[place][at] is not None:
                at += 1
            width, height = min(cell.columns, _WIDEST_SPAN), min(cell.rows, len(rows) - place)
            for below in grid[place : place + height]:
                below.extend([None] * (at + width - len(below)))
                below[at : at + width] = [cell.text] * width
            at += width
        if len(row) == 1 and row[0].columns > 1 and row[0].columns >= columns:
            wide.add(place)
            grid[place] = [row[0].text, *[""] * (columns - 1)]
    widest = max((len(row) for row in grid), default=0)
    return [[text or "" for text in row] + [""] * (widest - len(row)) for row in grid], wide
