"""Paragraphs and tables to one text, and where each printed line of it stands."""

import re
from collections.abc import Iterable, Sequence

from kb.ingest.readers.pdf.glyphs import Glyph
from kb.ingest.readers.pdf.lines import ink_of, text_of
from kb.ingest.readers.pdf.paragraphs import Paragraph
from kb.ingest.readers.pdf.printed import PrintedTable
from kb.ingest.readers.pdf.tables import Cell, Table
from kb.raw import PlacedRun

_WORD_END = re.compile(r"[!-~]$")
_WORD_START = re.compile(r"[!-~]")
_ADDRESS = re.compile(r"(?:https?://|www\.|@)[!-~]*$")
_JOINED = re.compile(r"[-/]$")


def compose(items: Iterable[Paragraph | PrintedTable]) -> tuple[str, tuple[PlacedRun, ...]]:
    """Return the text, a line a paragraph or row of a table, and its printed lines with page and box."""
    text = _Text()
    before: PrintedTable | None = None
    for item in items:
        if isinstance(item, Paragraph):
            text.start_line()
            for line in item.lines:
                text.carry_on(line.text)
                text.place(line.text, line.glyphs, line.page)
            before = None
        else:
            _add_table(text, item, before)
            before = item
    return text.result()


def _add_table(text: "_Text", item: PrintedTable, before: PrintedTable | None) -> None:
    rows = item.table.rows
    if before is not None and _carries_on(before, item):
        # A table that goes on overleaf says its head again there.
        rows = rows[1:] if _words(rows[0]) == _words(before.table.rows[0]) else rows
    else:
        _add_row(text, rows[0], item.page)
        text.start_line()
        text.add("| " + " | ".join("---" for _ in rows[0]) + " |")
        rows = rows[1:]
    for row in rows:
        _add_row(text, row, item.page)


def _carries_on(before: PrintedTable, item: PrintedTable) -> bool:
    return (
        item.page == before.page + 1
        and len(item.table.columns) == len(before.table.columns)
        and _alike(before.table, item.table)
    )


def _alike(one: Table, other: Table) -> bool:
    shift = other.left - one.left
    return all(
        abs(second - first - shift) <= 0.02 * (one.right - one.left)
        for first, second in zip((*one.columns, one.right), (*other.columns, other.right), strict=True)
    )


def _words(row: Sequence[Cell]) -> list[str]:
    return ["".join(glyph.character for line in cell for glyph in line.glyphs) for cell in row]


def _add_row(text: "_Text", row: Sequence[Cell], page: int) -> None:
    text.start_line()
    text.add("|")
    for cell in row:
        text.add(" ")
        goes_on = True
        for position, line in enumerate(cell):
            words = text_of(line.glyphs)
            if position and goes_on:
                text.carry_on(words)
            elif position:
                text.add(" ")
            _place_escaped(text, line.glyphs, words, page)
            goes_on = line.goes_on
        text.add(" |")


def _place_escaped(text: "_Text", glyphs: Sequence[Glyph], words: str, page: int) -> None:
    """Add a line of a cell; the sign that parts cells is escaped, and the escape is not printed anywhere."""
    taken = 0
    for position, part in enumerate(re.split(r"(?=\|)", words)):
        if position:
            text.add("\\")
        printed = len(part.replace(" ", ""))
        own = glyphs[taken : taken + printed]
        taken += printed
        if own:
            stripped = part.rstrip()
            text.place(stripped, own, page)
            text.add(part[len(stripped) :])


class _Text:
    """The text as it grows."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._runs: list[PlacedRun] = []

    def add(self, characters: str) -> None:
        """Add characters that stand on no page."""
        self._parts.append(characters)
        self._length += len(characters)

    def start_line(self) -> None:
        """Begin a line."""
        if self._length:
            self.add("\n")

    def carry_on(self, following: str) -> None:
        """Put a blank between two printed lines where words of letters meet."""
        before = self._parts[-1] if self._parts else ""
        if not _WORD_END.search(before) or not _WORD_START.match(following) or before.endswith("| "):
            return
        if not _ADDRESS.search(before) and not _JOINED.search(before):
            self.add(" ")

    def place(self, characters: str, glyphs: Sequence[Glyph], page: int) -> None:
        """Add characters as they are printed."""
        self._runs.append(PlacedRun(self._length, len(characters), page, ink_of(glyphs)))
        self.add(characters)

    def result(self) -> tuple[str, tuple[PlacedRun, ...]]:
        """Return the text and its runs."""
        return "".join(self._parts), tuple(self._runs)
