"""Spreadsheets: every sheet with its name, its table with merged cells filled, values as they are shown."""

import re
from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

from kb.errors import EmptySource, SourceTooLarge, UnreadableSource
from kb.ingest.readers.office import convert, find_office
from kb.ingest.readers.packed import Package
from kb.ingest.readers.spreadsheet.number_formats import displayed
from kb.ingest.readers.spreadsheet.sheet import sheet_lines
from kb.ingest.readers.spreadsheet.structure import Merged, Structure, read_structure
from kb.raw import RawDocument
from kb.text.sheet_names import SHEET

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

MAX_ROWS = 20_000
"""How many rows with a value one sheet may have."""
MAX_CELLS = 400_000
"""How many cells with a value a workbook may have."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_TO_XLSX = "xlsx:Calc MS Excel 2007 XML"
_DEFAULT_NAME = re.compile(r"^(?:sheet|工作表|表格?)\s?\d{0,3}$", re.IGNORECASE)
_WIDEST = 1000


def read_workbook(data: bytes, name: str) -> RawDocument:
    """Return the sheets of an Excel workbook (.xlsx, .xlsm) as lines and Markdown tables.

    Raises UnreadableSource on damaged or encrypted files, EmptySource on a workbook without a value, SourceTooLarge
    past the limits.
    """
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise UnreadableSource(f"“{name}”设有打开密码：请用表格软件打开并去掉密码，另存后再导入", name=name)
        return read_old_workbook(data, name)
    package = Package(data, name)
    for info in package.members:
        if info.filename.lower().endswith((".xml", ".rels")):
            member = package.read_member(info)
            if b"<!DOCTYPE" in member[:4096] or b"<!ENTITY" in member[:4096]:
                raise UnreadableSource(f"“{name}”里有外部实体声明，不是正常的表格文件：请重新另存后再导入", name=name)
    return _Workbook(data, package, name).read()


def read_old_workbook(data: bytes, name: str) -> RawDocument:
    """Return the sheets of a workbook in an older format (.xls, .et, .ods), converted by LibreOffice.

    Raises UnreadableSource where LibreOffice is absent or cannot read the file, and as `read_workbook` does.
    """
    if find_office() is None:
        raise UnreadableSource(
            f"读取“{name}”这种较旧的表格格式需要 LibreOffice，这台机器上没有：请安装"
            "（Debian/Ubuntu：apt install libreoffice-calc-nogui），或用 Excel、WPS 打开后另存为 .xlsx 再导入",
            name=name,
        )
    suffix = "." + name.rpartition(".")[2].lower() if "." in name else ".xls"
    made = convert(data, ".xls" if suffix in (".xlsx", ".xlsm", ".et") else suffix, _TO_XLSX, name)
    if made is None:
        raise UnreadableSource(
            f"LibreOffice 读不了“{name}”：文件可能设有密码或已损坏；请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入",
            name=name,
        )
    package = Package(made, name)
    return replace(_Workbook(made, package, name).read(), format=suffix[1:])


class _Workbook:
    def __init__(self, data: bytes, package: Package, name: str) -> None:
        self._data = data
        self._package = package
        self._name = name
        self._cells = 0

    def read(self) -> RawDocument:
        # Imported where it is used: it takes a tenth of a second, and few files need it.
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException

        try:
            book = load_workbook(BytesIO(self._data), read_only=True, data_only=True, keep_links=False)
        except (InvalidFileException, KeyError, ValueError, TypeError, AttributeError, SyntaxError, OSError) as error:
            raise UnreadableSource(
                f"“{self._name}”已损坏，或不是表格文件：请用表格软件打开并另存为 .xlsx 后再导入", name=self._name
            ) from error
        lines: list[str] = []
        warnings: list[str] = []
        try:
            shown = list(book.worksheets)
            for sheet in shown:
                own = self._sheet(sheet, warnings)
                if not own:
                    continue
                if len(shown) > 1 or not _DEFAULT_NAME.match(sheet.title.strip()):
                    lines.append(f"## {SHEET}{' '.join(sheet.title.split())}")
                lines += own
        finally:
            book.close()
        if not lines:
            raise EmptySource(f"“{self._name}”的各工作表都没有内容：请确认文件后重新导入", name=self._name)
        text = "\n".join(lines) + "\n"
        return RawDocument(text, "utf-8", "xlsx", tuple(warnings), is_reflowed=True)

    def _sheet(self, sheet: "ReadOnlyWorksheet", warnings: list[str]) -> list[str]:
        title = str(sheet.title)
        structure = self._structure(sheet, title)
        self._cells += structure.cells
        if self._cells > MAX_CELLS:
            raise SourceTooLarge(
                f"“{self._name}”超过 {MAX_CELLS} 个单元格，没有读取：请筛选出需要的内容另存，或拆成几个文件再导入",
                name=self._name,
                limit=MAX_CELLS,
            )
        rows = self._rows(sheet, structure.columns)
        if any(any(row) for row in rows):
            warnings.extend(_warnings(title, structure, str(sheet.sheet_state)))
        return sheet_lines(rows, _covers(structure.merged, len(rows)), self._name)

    def _structure(self, sheet: "ReadOnlyWorksheet", title: str) -> Structure:
        member = str(sheet._worksheet_path).lstrip("/")
        return read_structure(self._package.read(member), self._name, title, max_rows=MAX_ROWS)

    def _rows(self, sheet: "ReadOnlyWorksheet", columns: int) -> list[list[str]]:
        """Return the texts of a sheet by row; rows behind the last value are left out."""
        rows: list[list[str]] = []
        empty: list[str] = []
        sheet.reset_dimensions()
        try:
            for row in sheet.iter_rows(max_col=min(max(columns, 1), _WIDEST)):
                texts = [displayed(cell.value, cell.number_format) if cell.value is not None else "" for cell in row]
                while texts and not texts[-1]:
                    texts.pop()
                rows.append(texts or empty)
        except (KeyError, ValueError, TypeError, IndexError, AttributeError, SyntaxError, OverflowError) as error:
            raise UnreadableSource(
                f"“{self._name}”里有读不出的单元格：请用表格软件打开并另存为 .xlsx 后再导入", name=self._name
            ) from error
        while rows and not rows[-1]:
            rows.pop()
        return rows


def _covers(merged: Iterable[Merged], rows: int) -> dict[tuple[int, int], tuple[int, int]]:
    """Return height and width of merged cells by their first row and column from 0; (0, 0) for the cells they cover."""
    covers: dict[tuple[int, int], tuple[int, int]] = {}
    for one in merged:
        bottom, right = min(one.bottom, rows), min(one.right, _WIDEST)
        if bottom < one.top or right < one.left or len(covers) > MAX_CELLS:
            continue
        for row in range(one.top, bottom + 1):
            covers.update(((row - 1, column - 1), (0, 0)) for column in range(one.left, right + 1))
        covers[one.top - 1, one.left - 1] = (bottom - one.top + 1, right - one.left + 1)
    return covers


def _warnings(title: str, structure: Structure, state: str) -> list[str]:
    found = []
    if state != "visible":
        found.append(f"工作表“{title}”是隐藏的，已照样读取")
    hidden = [
        f"{count} 个{what}"
        for count, what in ((structure.hidden_rows, "隐藏行"), (structure.hidden_columns, "隐藏列区"))
        if count
    ]
    if hidden:
        found.append(f"工作表“{title}”有{'、'.join(hidden)}，已照样读取")
    if structure.uncalculated:
        found.append(
            f"工作表“{title}”有 {structure.uncalculated} 个公式没有保存结果，读作空白："
            "请用表格软件打开，重新计算并保存后再导入"
        )
    return found
