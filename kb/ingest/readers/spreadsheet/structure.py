"""What a worksheet says beside its values: merged cells, hidden rows and columns, formulas without a result."""

import re
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from kb.errors import SourceTooLarge, UnreadableSource

_SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_RANGE = re.compile(r"^\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?$")
_MOST_MERGED = 100_000


@dataclass(frozen=True, slots=True)
class Merged:
    """Merged cells: first row and column, last row and column, counted from 1."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Structure:
    """What a worksheet says beside its values."""

    merged: tuple[Merged, ...]
    hidden_rows: int
    hidden_columns: int
    uncalculated: int
    """How many formulas have no stored result."""
    cells: int
    columns: int
    """The last column with a value."""


def read_structure(data: bytes, name: str, sheet: str, *, max_rows: int) -> Structure:
    """Return the structure of a worksheet.

    Raises UnreadableSource on damaged markup, SourceTooLarge where more than `max_rows` rows hold a value.
    """
    merged: list[Merged] = []
    hidden_rows = hidden_columns = uncalculated = cells = rows = columns = 0
    try:
        events = etree.iterparse(BytesIO(data), events=("end",), resolve_entities=False, no_network=True)
        for _, element in events:
            tag = element.tag.replace(_STRICT, _SPACE) if isinstance(element.tag, str) else ""
            if tag == f"{_SPACE}row":
                values = [cell for cell in element if len(cell)]
                rows += bool(values)
                cells += len(values)
                columns = max(columns, _column_of(values[-1], len(values)) if values else 0)
                uncalculated += sum(_is_uncalculated(cell) for cell in values)
                hidden_rows += bool(values) and element.get("hidden") in ("1", "true")
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
                if rows > max_rows:
                    raise _too_long(name, sheet, max_rows)
            elif tag == f"{_SPACE}col" and element.get("hidden") in ("1", "true"):
                hidden_columns += 1
            elif tag == f"{_SPACE}mergeCell" and len(merged) < _MOST_MERGED:
                merged += _merged(element.get("ref") or "")
    except etree.XMLSyntaxError as error:
        raise UnreadableSource(f"“{name}”的工作表“{sheet}”已损坏：请用表格软件打开并另存后再导入", name=name) from error
    return Structure(tuple(merged), hidden_rows, hidden_columns, uncalculated, cells, columns)


def _merged(area: str) -> list[Merged]:
    found = _RANGE.match(area)
    if found is None or not found[3]:
        return []
    return [Merged(int(found[2]), column_number(found[1]), int(found[4]), column_number(found[3]))]


def column_number(letters: str) -> int:
    """Return the number of a column by its letters, A being 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _column_of(cell: etree._Element, otherwise: int) -> int:
    found = _RANGE.match(cell.get("r") or "")
    return column_number(found[1]) if found else otherwise


def _is_uncalculated(cell: etree._Element) -> bool:
    parts = {etree.QName(part).localname: part for part in cell}
    value = parts.get("v")
    return "f" in parts and "is" not in parts and (value is None or not (value.text or "").strip())


def _too_long(name: str, sheet: str, max_rows: int) -> SourceTooLarge:
    return SourceTooLarge(
        f"“{name}”的工作表“{sheet}”超过 {max_rows} 行，没有读取：请筛选出需要的行另存，或拆成几个文件再导入",
        name=name,
        sheet=sheet,
        limit=max_rows,
    )
