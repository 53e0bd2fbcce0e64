"""Spreadsheets as rows of texts: CSV in whatever encoding a program wrote it, and XLSX."""

import csv
import io
import warnings
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from eval.datasets import DatasetError
from eval.readers.columns import HEADER_ROWS, find_header
from eval.readers.formats import shown
from kb.errors import EmptySource, UnreadableSource
from kb.ingest.readers.decoding import decode

_DELIMITERS = ",\t;，|"
SPREADSHEETS = (".xlsx", ".xlsm")
TEXT_TABLES = (".csv", ".tsv")


@dataclass(frozen=True, slots=True)
class Row:
    """The texts of one row and the line or row number it stands at, counted from 1."""

    number: int
    cells: tuple[str, ...]
    filled: frozenset[int] = frozenset()
    """Places whose text is that of the row above, as both are merged into one cell."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows that are not empty, and the sheet they are of where it was chosen among several."""

    rows: tuple[Row, ...]
    sheet: str = ""


def read_table(path: Path, sheet: str | None = None) -> Table:
    """Return the rows that are not empty of a CSV file, or of a sheet of a workbook.

    Without a name that is the first sheet that names our columns, else the first. Raises DatasetError where the file
    is none that can be read.
    """
    if path.suffix.lower() not in SPREADSHEETS:
        return Table(tuple(_not_empty(_csv_rows(path))))
    with _opened(path) as workbook:
        if sheet is not None:
            if sheet not in workbook.sheetnames:
                raise DatasetError(f"{path}: has no sheet {sheet!r}; its sheets are {', '.join(workbook.sheetnames)}")
            return Table(tuple(_not_empty(_sheet_rows(workbook[sheet]))))
        tables = [Table(tuple(_not_empty(_sheet_rows(page))), page.title) for page in workbook.worksheets]
    fitting = [table for table in tables if find_header([row.cells for row in table.rows[:HEADER_ROWS]])]
    chosen = (fitting or tables)[0]
    return chosen if chosen is not tables[0] else Table(chosen.rows)


def _not_empty(rows: Iterable[Row]) -> Iterator[Row]:
    return (row for row in rows if any(row.cells))


def _sheet_rows(page: Worksheet) -> Iterator[Row]:
    """Yield the rows of a sheet; what is merged over several rows stands in each of them."""
    texts = [[shown(cell.value, cell.number_format, _format_id(cell)) for cell in row] for row in page.iter_rows()]
    filled: defaultdict[int, set[int]] = defaultdict(set)
    for merged in page.merged_cells.ranges:
        for row in range(merged.min_row + 1, min(merged.max_row, len(texts)) + 1):
            texts[row - 1][merged.min_col - 1] = texts[merged.min_row - 1][merged.min_col - 1]
            filled[row].add(merged.min_col - 1)
    for number, cells in enumerate(texts, start=1):
        yield Row(number, tuple(cells), frozenset(filled[number]))


def _format_id(cell: Cell | MergedCell) -> int:
    # Told nowhere else: the name of a format that the library does not know is lost.
    return int(cell._style.numFmtId) if cell.has_style else 0


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    try:
        with warnings.catch_warnings():
            # What openpyxl does not know (validation lists, printer settings) is nothing we read.
            warnings.simplefilter("ignore")
            # Not read-only: such sheets do not tell what is merged.
            workbook = openpyxl.load_workbook(path, data_only=True)
            try:
                yield workbook
            finally:
                workbook.close()
    except (OSError, InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        if isinstance(error, DatasetError):
            raise
        raise DatasetError(f"{path}: cannot be read as a workbook: {error}; save it as .xlsx anew") from error


def _csv_rows(path: Path) -> list[Row]:
    try:
        text, _ = decode(path.read_bytes(), path.name)
    except OSError as error:
        raise DatasetError(f"{path}: cannot be read: {error}") from error
    except EmptySource as error:
        raise DatasetError(f"{path}: holds no text") from error
    except UnreadableSource as error:
        raise DatasetError(f"{path}: is no text in UTF-8, UTF-16 or GB18030; save it as UTF-8") from error
    tables = [_parsed(path, text, delimiter) for delimiter in _DELIMITERS]
    for table in tables:
        if find_header([row.cells for row in table[:HEADER_ROWS]]):
            return table
    return max(tables, key=lambda table: max((len(row.cells) for row in table[:HEADER_ROWS]), default=0))


def _parsed(path: Path, text: str, delimiter: str) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[Row] = []
    line = 1
    try:
        for cells in reader:
            rows.append(Row(line, tuple(cell.strip() for cell in cells)))
            line = reader.line_num + 1
    except csv.Error as error:
        raise DatasetError(f"{path}:{line}: is no CSV: {error}") from error
    return rows
