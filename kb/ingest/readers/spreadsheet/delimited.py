"""Tables in plain text: values parted by commas, tabs or semicolons (RFC 4180, with the licence that files take)."""

import csv
import re
from io import StringIO
from itertools import islice
from pathlib import PurePosixPath

from kb.errors import EmptySource, SourceTooLarge, UnreadableSource
from kb.ingest.readers.decoding import decode
from kb.ingest.readers.spreadsheet.reader import MAX_CELLS, MAX_ROWS
from kb.ingest.readers.spreadsheet.sheet import sheet_lines
from kb.raw import RawDocument

_LONGEST_VALUE = 1_000_000
_MARKS = ",\t;，|"
_TRIED_LINES = 20
_SEPARATOR_LINE = re.compile(r"^sep=(.)\r?\n", re.IGNORECASE)


def read_delimited(data: bytes, name: str) -> RawDocument:
    """Return a .csv or .tsv file as one Markdown table.

    Raises UnreadableSource on bytes that are no text, EmptySource on a file without a value, SourceTooLarge past the
    limits.
    """
    text, encoding = decode(data, name)
    said = _SEPARATOR_LINE.match(text)
    body = text[said.end() :] if said else text
    is_tabbed = PurePosixPath(name.replace("\\", "/")).suffix.lower() == ".tsv"
    mark = said[1] if said else "\t" if is_tabbed else _mark_of(body)
    csv.field_size_limit(_LONGEST_VALUE)
    rows: list[list[str]] = []
    cells = 0
    try:
        for row in csv.reader(StringIO(body, newline=""), delimiter=mark):
            texts = [" ".join(value.split()) for value in row]
            cells += sum(map(bool, texts))
            rows.append(texts if any(texts) else [])
            if len(rows) > MAX_ROWS or cells > MAX_CELLS:
                raise SourceTooLarge(
                    f"“{name}”超过 {MAX_ROWS} 行或 {MAX_CELLS} 个值，没有读取："
                    "请筛选出需要的行另存，或拆成几个文件再导入",
                    name=name,
                    limit=MAX_ROWS,
                )
    except csv.Error as error:
        raise UnreadableSource(
            f"“{name}”不是有效的表格文本（{error}）：请用表格软件打开并另存为 .xlsx 后再导入", name=name
        ) from error
    lines = sheet_lines(rows, {}, name)
    if not lines:
        raise EmptySource(f"“{name}”里没有内容：请确认文件后重新导入", name=name)
    kind = "tsv" if is_tabbed else "csv"
    return RawDocument("\n".join(lines) + "\n", encoding, kind, is_reflowed=True)


def _mark_of(text: str) -> str:
    """Return the mark that parts the first lines into the most columns of the same number."""
    best, most = ",", 0
    for mark in _MARKS:
        sample = islice(csv.reader(StringIO(text, newline=""), delimiter=mark), _TRIED_LINES)
        try:
            widths = [len(row) for row in sample if row]
        except csv.Error:
            continue
        if not widths:
            continue
        usual = max(set(widths), key=widths.count)
        agreeing = widths.count(usual) * (usual - 1)
        if agreeing > most:
            best, most = mark, agreeing
    return best
