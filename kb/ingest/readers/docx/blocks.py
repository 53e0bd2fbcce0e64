"""Paragraphs and tables in the order in which they stand, as lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.errors import SourceTooLarge
from kb.ingest.readers.docx.counting import Counter
from kb.ingest.readers.docx.inline import Box, InlineReader
from kb.ingest.readers.docx.markup import MC, Element, W, chosen, switch, value
from kb.ingest.readers.docx.styles import read_place
from kb.ingest.readers.docx.tables import RawCell, span_cells
from kb.ingest.readers.docx.tally import Tally
from kb.ingest.readers.grid import Cell, table_of

_LONGEST = 50_000_000
_TRANSPARENT = frozenset({"sdtContent", "customXml", "smartTag", "ins", "moveTo"})
_DROPPED = frozenset({"del", "moveFrom"})


@dataclass(frozen=True, slots=True)
class _Table:
    rows: Sequence[Sequence[Cell]]


class BlockReader:
    """Reads what holds paragraphs and tables: the body, a cell, a text box, a note."""

    def __init__(self, name: str, inline: InlineReader, counter: Counter, tally: Tally) -> None:
        self._name = name
        self._inline = inline
        self._counter = counter
        self._tally = tally
        self._length = 0

    def lines(self, holder: Element) -> list[str]:
        """Return the lines that it prints, tables as Markdown. Raises SourceTooLarge."""
        found: list[str] = []
        for item in self._items(holder):
            lines = [item] if isinstance(item, str) else self._table_lines(item)
            self._length += sum(map(len, lines))
            if self._length > _LONGEST:
                raise SourceTooLarge(
                    f"“{self._name}”的文字超过 {_LONGEST} 字，没有读取；请拆成几个文件再导入", name=self._name
                )
            found.extend(lines)
        return found

    def _items(self, holder: Element) -> Iterator[str | _Table]:
        carried = ""
        for block in self._blocks(holder):
            if block.tag == W + "tbl":
                yield from _split(carried)
                carried = ""
                yield _Table(self._rows(block))
                continue
            before, text, after, goes_on = self._paragraph(block, carried)
            yield from before
            carried = text if goes_on else ""
            if not goes_on:
                yield from _split(text) or [""]
            yield from after
        yield from _split(carried)

    def _blocks(self, holder: Element) -> Iterator[Element]:
        for child in holder:
            name = child.tag.removeprefix(W)
            if name in ("p", "tbl"):
                yield child
            elif name in _TRANSPARENT:
                self._tally.inserted += name in ("ins", "moveTo")
                yield from self._blocks(child)
            elif name in _DROPPED:
                self._tally.deleted += 1
            elif name == "sdt":
                for content in child.iterfind(W + "sdtContent"):
                    yield from self._blocks(content)
            elif child.tag == MC + "AlternateContent":
                for branch in chosen(child):
                    yield from self._blocks(branch)
            elif name == "altChunk":
                self._tally.embedded += 1

    def _paragraph(self, paragraph: Element, carried: str) -> tuple[list[str], str, list[str], bool]:
        """Return a paragraph's leading boxes, its text with label, its other boxes, whether the next one joins it."""
        properties = paragraph.find(W + "pPr")
        style_id = None if properties is None else value(properties.find(W + "pStyle"))
        inline = self._inline.read(paragraph, style_id)
        mark = None if properties is None else properties.find(W + "rPr")
        was_deleted = mark is not None and any(mark.find(W + name) is not None for name in _DROPPED)
        goes_on = was_deleted or bool(switch(mark, "vanish"))
        self._tally.deleted += was_deleted
        is_blank = not inline.text.strip()
        ends_section = properties is not None and properties.find(W + "sectPr") is not None
        # A paragraph that is deleted as a whole, or holds nothing but the end of a section, is not counted.
        is_counted = not carried.strip() and not (is_blank and (goes_on or ends_section))
        label = self._counter.label(read_place(properties), style_id) if is_counted else ""
        text = label + inline.text.lstrip() if label else inline.text
        before = [line for box in inline.boxes if box.leads for line in self._box_lines(box)]
        after = [line for box in inline.boxes if not box.leads for line in self._box_lines(box)]
        return before, carried + text, after, goes_on

    def _box_lines(self, box: Box) -> list[str]:
        if isinstance(box.content, str):
            return _split(box.content)
        return [line for line in self.lines(box.content) if line]

    def _table_lines(self, table: _Table) -> list[str]:
        cells = [cell for row in table.rows for cell in row]
        # A frame around text is no table.
        if len(cells) == 1:
            return _split(cells[0].text)
        flat = [
            [Cell(" ".join(cell.text.split()), cell.rows, cell.columns, cell.heading) for cell in row]
            for row in table.rows
        ]
        made = table_of(flat, self._name)
        return [*made.above, *made.lines, *made.below]

    def _rows(self, table: Element) -> list[list[Cell]]:
        rows = []
        for row in self._children(table, "tr"):
            properties = row.find(W + "trPr")
            if properties is not None and properties.find(W + "del") is not None:
                self._tally.deleted += 1
                continue
            if switch(properties, "hidden"):
                self._tally.hidden += 1
                continue
            cells = [self._cell(cell) for cell in self._children(row, "tc")]
            rows.append((properties, cells))
        return span_cells(rows)

    def _children(self, holder: Element, wanted: str) -> Iterator[Element]:
        for child in holder:
            name = child.tag.removeprefix(W)
            if name == wanted:
                yield child
            elif name in _TRANSPARENT or name == "sdt":
                yield from self._children(child, wanted)

    def _cell(self, cell: Element) -> RawCell:
        properties = cell.find(W + "tcPr")
        merged = None if properties is None else properties.find(W + "vMerge")
        goes_on = merged is not None and value(merged) != "restart"
        was_deleted = properties is not None and properties.find(W + "cellDel") is not None
        # What stands below a merged cell's first row is not printed.
        text = "" if goes_on or was_deleted else "\n".join(self._cell_lines(cell))
        return RawCell(text, properties, goes_on)

    def _cell_lines(self, cell: Element) -> Iterator[str]:
        for item in self._items(cell):
            if isinstance(item, str):
                if item:
                    yield item
                continue
            self._tally.nested_tables += 1
            for row in item.rows:
                yield " ".join(text for one in row if (text := " ".join(one.text.split())))


def _split(text: str) -> list[str]:
    return [line for part in text.split("\n") if (line := part.strip())]
