"""Pages of placed characters to paragraphs and tables: the second half of reading PDF, for other formats with pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from kb.ingest.readers.pdf.columns import Part, blocks_of
from kb.ingest.readers.pdf.furniture import Row, furniture
from kb.ingest.readers.pdf.glyphs import Glyph
from kb.ingest.readers.pdf.grids import Grid, grids_of
from kb.ingest.readers.pdf.lines import Piece, rows_of, text_of
from kb.ingest.readers.pdf.paragraphs import Paragraph, paragraphs_of
from kb.ingest.readers.pdf.printed import Printed, PrintedTable, columns_of, printed_of
from kb.ingest.readers.pdf.ruling import Rule, Ruling
from kb.ingest.readers.pdf.tables import take_tables
from kb.raw import SourcePage

Item = Paragraph | PrintedTable


@dataclass(frozen=True, slots=True)
class PositionedPage:
    """A page: its size, its characters with their places in points, and the level and upright lines it draws."""

    source: SourcePage
    glyphs: tuple[Glyph, ...]
    level: tuple[Rule, ...] = ()
    upright: tuple[Rule, ...] = ()
    turn: int = 0
    """By how many quarters of a turn, clockwise, the direction of the text differs from the page's width."""

    @property
    def depth(self) -> tuple[float, float]:
        """Where the page begins across the direction of its text, and how far it reaches."""
        width, height = self.source.width, self.source.height
        return ((0.0, height), (-width, width), (-height, height), (0.0, width))[self.turn]


def assembled(pages: Sequence[PositionedPage], first: int = 1) -> list[Item]:
    """Return the paragraphs and tables of a document in reading order, running heads and page numbers left out.

    `first` is the number of its first page in the file.
    """
    grids = [grids_of(Ruling(page.level, page.upright)) for page in pages]
    rows = [rows_of(page.glyphs) for page in pages]
    left_out = furniture(
        [[_row(row, page, drawn) for row in found] for found, page, drawn in zip(rows, pages, grids, strict=True)],
    )
    printed: list[Printed] = []
    for number, page in enumerate(pages):
        dropped = [row for at, row in enumerate(rows[number]) if at in left_out[number]]
        parts = _parts(page.glyphs, dropped, grids[number])
        printed += printed_of(blocks_of(parts), first + number, page.source.width)
    return list(paragraphs_of(printed, columns_of(printed)))


def _parts(glyphs: Sequence[Glyph], dropped: Sequence[Sequence[Piece]], grids: Sequence[Grid]) -> list[list[Part]]:
    """Return the lines of a page from top to bottom less those that are dropped, its tables where they begin."""
    areas = [piece for row in dropped for piece in row]
    kept = [glyph for glyph in glyphs if not any(_covers(area, glyph) for area in areas)]
    rest, tables = take_tables(kept, grids)
    placed: list[tuple[float, list[Part]]] = [(row[0].baseline, list(row)) for row in rows_of(rest)]
    placed += [(table.top, [table]) for table in tables]
    return [row for _, row in sorted(placed, key=lambda one: one[0])]


def _covers(piece: Piece, glyph: Glyph) -> bool:
    beside = piece.left <= (glyph.left + glyph.right) / 2 <= piece.right
    return beside and min(one.baseline for one in piece.glyphs) <= glyph.baseline <= max(
        one.baseline for one in piece.glyphs
    )


def _row(row: Sequence[Piece], page: PositionedPage, grids: Sequence[Grid]) -> Row:
    text = text_of([glyph for piece in row for glyph in piece.glyphs])
    start, depth = page.depth
    ruled = any(grid.place(row[0].left + row[0].size / 2, row[0].baseline - row[0].size / 3) for grid in grids)
    return Row(text, (row[0].baseline - start) / max(depth, 1.0), ruled)
