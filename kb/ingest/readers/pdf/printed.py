"""The printed lines of a file in reading order, and the column that each stands in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from kb.ingest.lines import Line, width_of
from kb.ingest.readers.pdf.columns import Block
from kb.ingest.readers.pdf.glyphs import Glyph
from kb.ingest.readers.pdf.lines import Piece, text_of
from kb.ingest.readers.pdf.tables import Table

ColumnKey = tuple[int, tuple[int, ...]]
"""The width of the pages and the path of the column: columns of one key are set alike throughout a file."""

# In heights of the type.
_SAME_EDGE = 0.5
_SUPPORT = 0.04


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of print: its text, its characters, its page (from 1), its edges, and the key of its column."""

    text: str
    glyphs: tuple[Glyph, ...]
    page: int
    left: float
    right: float
    baseline: float
    size: float
    column: ColumnKey

    @property
    def line(self) -> Line:
        """The line without its place, as the rules for wrapped text take it."""
        return Line(self.text, 0, len(self.text), 0, 0, width_of(self.text))


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table and its page (from 1)."""

    table: Table
    page: int


Printed = PrintedLine | PrintedTable


@dataclass(frozen=True, slots=True)
class Column:
    """Where the lines of a column begin and end, in points, the height of its type and the distance of its lines."""

    left: float
    right: float
    size: float
    pitch: float


def printed_of(blocks: Iterable[Block], page: int, width: float) -> list[Printed]:
    """Return the lines and tables of a page's blocks in their order."""
    printed: list[Printed] = []
    for block in blocks:
        for row in block.lines:
            pieces = [part for part in row if isinstance(part, Piece)]
            if pieces:
                printed.append(_line(pieces, page, (round(width), block.path)))
            printed += [PrintedTable(part, page) for part in row if isinstance(part, Table)]
    return printed


def _line(pieces: Sequence[Piece], page: int, column: ColumnKey) -> PrintedLine:
    glyphs = tuple(glyph for piece in pieces for glyph in piece.glyphs)
    return PrintedLine(
        text_of(glyphs),
        glyphs,
        page,
        glyphs[0].left,
        max(glyph.right for glyph in glyphs),
        median(glyph.baseline for glyph in glyphs),
        median(glyph.size for glyph in glyphs),
        column,
    )


def columns_of(printed: Sequence[Printed]) -> Mapping[ColumnKey, Column]:
    """Return the edges of each column, judged by all of its lines in the file."""
    lines = [item for item in printed if isinstance(item, PrintedLine)]
    found: dict[ColumnKey, list[PrintedLine]] = {}
    for line in lines:
        found.setdefault(line.column, []).append(line)
    return {key: _column(own) for key, own in found.items()}


def _column(lines: Sequence[PrintedLine]) -> Column:
    size = median(line.size for line in lines for _ in line.glyphs)
    steps = [
        below.baseline - above.baseline
        for above, below in pairwise(lines)
        if above.page == below.page and 0.5 * size < below.baseline - above.baseline < 4 * size
    ]
    return Column(
        _supported([line.left for line in lines], size),
        -_supported([-line.right for line in lines], size),
        size,
        median(steps) if steps else 2 * size,
    )


def _supported(edges: Sequence[float], size: float) -> float:
    """Return the outermost place about which several lines begin; one that sticks out alone is no edge."""
    ordered = sorted(edges)
    enough = max(2, _SUPPORT * len(ordered)) if len(ordered) > 2 else 1
    for position, edge in enumerate(ordered):
        near = [other for other in ordered[position:] if other - edge <= _SAME_EDGE * size]
        if len(near) >= enough:
            return median(near)
    return ordered[0]
