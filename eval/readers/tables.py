"""Spreadsheets as rows of texts: CSV in whatever encoding a program wrote it, and XLSX."""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from eval.datasets import DatasetError
from eval.readers.columns import HEADER_ROWS, find_header
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


def read_table(path: Path, sheet: str | None = None) -> list[Row]:
    """Return the rows that are not empty of a CSV file, or of a sheet (the first by default) of a workbook.

    Raises DatasetError where the file is none that can be read.
    """
    rows = _workbook_rows(path, sheet) if path.suffix.lower() in SPREADSHEETS else _csv_rows(path)
    return [row for row in rows if any(row.cells)]


def _workbook_rows(path: Path, sheet: str | None) -> list[Row]:
    with _opened(path) as workbook:
        if sheet is not None and sheet not in workbook.sheetnames:
            raise DatasetError(f"{path}: has no sheet {sheet!r}; its sheets are {', '.join(workbook.sheetnames)}")
        page = workbook[sheet] if sheet is not None else workbook.worksheets[0]
        # Programs write wrong sizes into the file, and a read-only sheet believes them.
        page.reset_dimensions()
        values = page.iter_rows(values_only=True)
        return [Row(number, tuple(map(_text, row))) for number, row in enumerate(values, start=1)]


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    try:
        with warnings.catch_warnings():
            # What openpyxl does not know (validation lists, printer settings) is nothing we read.
            warnings.simplefilter("ignore")
            workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
            try:
                yield workbook
            finally:
                workbook.close()
    except (OSError, InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        if isinstance(error, DatasetError):
            raise
        raise DatasetError(f"{path}: cannot be read as a workbook: {error}; save it as .xlsx anew") from error


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value).strip()


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
