"""The blocks of a page as the lines and tables that it shows, in order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.ingest.labels import label_of
from kb.ingest.readers.grid import Cell, Table, table_of
from kb.ingest.readers.html.tree import BREAK, SOFT, Block, Run
from kb.text.numerals import to_chinese
from kb.text.page_fields import is_field_label

_WIDE = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’—…]"
_SOFT_BETWEEN = re.compile(rf"(?<={_WIDE})[ ]*{SOFT}[ {SOFT}]*(?={_WIDE})")
_SOFT = re.compile(rf"[ ]*{SOFT}[ {SOFT}]*| {{2,}}")
_EDGES = " \t\u3000\u00a0\u200b\ufeff\u2002\u2003"
_PADDING = re.compile(r"[\u00a0\u2002\u2003 ]{2,}|\u00a0")
_INVISIBLE = re.compile(r"[\u200b-\u200d\u2060\ufeff\u00ad]")
_ITEM_ROWS = frozenset({"tr"})
_CELLS = frozenset({"td", "th"})
_GROUPS = frozenset({"thead", "tbody", "tfoot"})
_LONGEST_CELL_LINES = 12
_LONGEST_FIELD = 120
_MOST_OF_TABLE = 0.8
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_NUMBERED_BY_STYLE = re.compile(
    r"list-style(?:-type)?\s*:\s*[^;]*?(none|cjk-ideographic|simp-chinese-\w+)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: how many of its characters are links, the addresses they lead to, and the level of a heading."""

    text: str
    linked: int = 0
    links: tuple[tuple[str, str], ...] = ()
    level: int = 0
    tag: str = ""
    """The block that it stands in."""
    hard: bool = True
    """Whether a block begins here, and not only a new line within one."""

    @property
    def is_linked(self) -> bool:
        """Tell whether it is mostly links."""
        return 2 * self.linked > len(self.text)


Shown = Line | Table


def lines_of(block: Block, name: str) -> Iterator[Shown]:
    """Yield what a block shows. Raises SourceTooLarge where a table has more cells than may be."""
    yield from _Flow(name).flow(block)


def text_of(block: Block) -> str:
    """Return the words of a block on one line."""
    return " ".join(line.text for line in _Flow("").paragraphs(block))


class _Flow:
    def __init__(self, name: str) -> None:
        self._name = name

    def flow(self, block: Block, prefix: str = "") -> Iterator[Shown]:
        if block.tag == "table" and (rows := _data_rows(block)) is not None:
            yield from self._table(block, rows)
            return
        if block.tag == "tr" and (named := _named_cells(block)) is not None:
            yield from named
            return
        level = int(block.tag[1]) if len(block.tag) == 2 and block.tag[1].isdigit() else 0
        pending: list[Run] = []
        prefixes = _numbers(block) if block.tag == "ol" else {}
        for place, child in enumerate(block.children):
            if isinstance(child, Run):
                pending.append(child)
                continue
            for line in _lines(pending, level, prefix, block.tag):
                yield line
                prefix = ""
            pending = []
            for shown in self.flow(child, prefixes.get(place, prefix)):
                yield shown
                prefix = ""
        yield from _lines(pending, level, prefix, block.tag)

    def paragraphs(self, block: Block) -> Iterator[Line]:
        """Yield the lines of a block, tables taken apart."""
        pending: list[Run] = []
        for child in block.children:
            if isinstance(child, Run):
                pending.append(child)
                continue
            yield from _lines(pending, 0)
            pending = []
            yield from self.paragraphs(child)
        yield from _lines(pending, 0)

    def _table(self, block: Block, rows: list[Block]) -> Iterator[Shown]:
        for child in block.children:
            if isinstance(child, Block) and child.tag == "caption":
                yield from self.paragraphs(child)
        heads = {id(row) for group in _blocks(block) if group.tag == "thead" for row in _blocks(group)}
        cells = [
            [
                Cell(
                    text_of(cell), cell.number("rowspan"), cell.number("colspan"), cell.tag == "th" or id(row) in heads
                )
                for cell in _blocks(row)
                if cell.tag in _CELLS
            ]
            for row in rows
        ]
        yield table_of(cells, self._name)


def is_data_table(block: Block) -> bool:
    """Tell whether a block is a table that holds data, and not one that lays out the page."""
    return block.tag == "table" and _data_rows(block) is not None


def _blocks(block: Block) -> Iterator[Block]:
    return (child for child in block.children if isinstance(child, Block))


def _rows(table: Block) -> list[Block]:
    """Return the rows of a table itself, not of tables within it."""
    rows: list[Block] = []
    for child in _blocks(table):
        if child.tag in _ITEM_ROWS:
            rows.append(child)
        elif child.tag in _GROUPS:
            rows.extend(row for row in _blocks(child) if row.tag in _ITEM_ROWS)
    return rows


def _data_rows(table: Block) -> list[Block] | None:
    """Return the rows of a table that holds data; None for one that only lays out the page, or names fields."""
    rows = [row for row in _rows(table) if any(cell.tag in _CELLS for cell in _blocks(row))]
    if not rows or any(_holds_table(row) for row in rows):
        return None
    cells = [[cell for cell in _blocks(row) if cell.tag in _CELLS] for row in rows]
    widths = [sum(cell.number("colspan") for cell in row) for row in cells]
    if max(widths) < 2 or (len(rows) < 2 and max(len(row) for row in cells) < 3):
        return None
    texts = [text_of(cell) for row in cells for cell in row]
    filled = [text for text in texts if text]
    # One cell with nearly everything, or cells full of paragraphs, are columns of a page.
    if len(filled) < 2 or max(map(len, filled)) > _MOST_OF_TABLE * sum(map(len, filled)) > 200:
        return None
    if len(rows) < 3 and any(
        len(list(_Flow("").paragraphs(cell))) > _LONGEST_CELL_LINES for row in cells for cell in row
    ):
        return None
    labels = sum(is_field_label(text) for text in filled)
    if 2 * labels >= len(filled) or (labels >= 2 and 3 * labels >= len(filled)):
        return None
    return rows


def _named_cells(row: Block) -> list[Line] | None:
    """Return the lines “name：value” of a row whose cells are names of fields and their values; None for another."""
    texts = [text_of(cell) for cell in _blocks(row) if cell.tag in _CELLS]
    if not any(map(is_field_label, texts)) or any(len(text) > _LONGEST_FIELD for text in texts) or len(texts) % 2:
        return None
    pairs = list(zip(texts[::2], texts[1::2], strict=True))
    if any(name and not is_field_label(name) for name, _ in pairs):
        return None
    return [Line(f"{name.rstrip(':：')}：{value}") for name, value in pairs if name and value]


def _holds_table(block: Block) -> bool:
    return any(child.tag == "table" or _holds_table(child) for child in _blocks(block))


def _lines(runs: list[Run], level: int, prefix: str = "", tag: str = "") -> Iterator[Line]:
    """Yield the lines that runs make up; page breaks within them part lines."""
    line: list[Run] = []
    hard = True
    for run in (*runs, Run(BREAK)):
        before, *others = run.text.split(BREAK)
        line.append(Run(before, run.href))
        for other in others:
            if made := _line(line, level, prefix, tag, hard):
                yield made
                prefix, hard = "", False
            line = [Run(other, run.href)]


def _line(runs: list[Run], level: int, prefix: str, tag: str, hard: bool) -> Line | None:
    text = clean("".join(run.text for run in runs))
    if not text:
        return None
    links: dict[str, str] = {}
    for run in runs:
        if run.href:
            links[run.href] = links.get(run.href, "") + run.text
    named = tuple((clean(label), href) for href, label in links.items() if clean(label))
    # Some templates number the items of a list whose words bear numbers of their own.
    numbered = "" if not prefix or label_of(text) else prefix
    return Line(numbered + text, sum(len(label) for label, _ in named), named, level, tag, hard)


def clean(text: str) -> str:
    """Return the characters as a page shows them: white space of the markup folded, none at the ends."""
    folded = _SOFT.sub(" ", _SOFT_BETWEEN.sub("", _INVISIBLE.sub("", text)))
    return _PADDING.sub(" ", folded).strip(_EDGES + SOFT + BREAK)


def _numbers(block: Block) -> dict[int, str]:
    """Return the numbers that a list prints before its items, by place among the children."""
    style = _NUMBERED_BY_STYLE.search(block.attributes.get("style", ""))
    if style and style[1].lower() == "none":
        return {}
    number = block.number("start")
    numbers: dict[int, str] = {}
    for place, child in enumerate(block.children):
        if isinstance(child, Block) and child.tag == "li":
            number = child.number("value") if "value" in child.attributes else number
            kind = "一" if style else block.attributes.get("type", "1")
            numbers[place] = _number(number, kind)
            number += 1
    return numbers


def _number(number: int, kind: str) -> str:
    if kind == "一":
        return f"{to_chinese(number)}、"
    if kind in ("a", "A"):
        letter = chr(ord(kind) + (number - 1) % 26)
        return f"{letter}. "
    if kind in ("i", "I"):
        left, roman = number, ""
        for value, letters in _ROMAN:
            roman, left = roman + letters * (left // value), left % value
        return f"{roman.upper() if kind == 'I' else roman}. "
    return f"{number}. "
