"""The pages of a PDF, each with its characters and rules, or its image where it is a scan."""

from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw as pdfium

from kb.errors import SourceTooLarge
from kb.ingest.readers.pdf.glyphs import page_glyphs
from kb.ingest.readers.pdf.library import opened
from kb.ingest.readers.pdf.rendering import drawn
from kb.ingest.readers.pdf.ruling import ruling_of
from kb.ingest.readers.positioned.assembly import PositionedPage
from kb.raw import SourcePage

MOST_CHARACTERS = 20_000_000
"""A file with more characters than this is refused."""

# Dots to the inch, and to the point, at which scans are recognised.
_SCAN_SCALE = 300 / 72
# So much of a page must images cover that it can be a scan.
_SCAN_SHARE = 0.4
# A page that cannot be read has no size either.
_A4 = (595.0, 842.0)


@dataclass(frozen=True, slots=True)
class PdfPage:
    """A page as it was found, and what could not be read of it."""

    page: PositionedPage
    scan: bytes | None = None
    """The page drawn as a PNG where it has no characters, but images."""
    slanted: int = 0
    unknown: int = 0
    is_damaged: bool = False


def pages_of(data: bytes, name: str) -> Iterator[PdfPage]:
    """Give the pages of a PDF in order. Raises as `opened` does, and SourceTooLarge on too much text."""
    total = 0
    with opened(data, name) as document:
        for index in range(len(document)):
            page = _read_page(document, index, name)
            total += page.page.source.characters
            if total > MOST_CHARACTERS:
                raise SourceTooLarge(
                    f"“{name}”的文字超过上限 {MOST_CHARACTERS} 个字符：请拆分成几个文件再导入", name=name
                )
            yield page


def _read_page(document: pypdfium2.PdfDocument, index: int, name: str) -> PdfPage:
    try:
        page = document[index]
        try:
            return _read_open(page, name)
        finally:
            page.close()
    except pypdfium2.PdfiumError:
        return PdfPage(PositionedPage(SourcePage(*_A4, 0), ()), is_damaged=True)


def _read_open(page: pypdfium2.PdfPage, name: str) -> PdfPage:
    found = page_glyphs(page, name)
    source = SourcePage(found.width, found.height, len(found.glyphs))
    if not found.glyphs:
        scan = drawn(page, _SCAN_SCALE) if _image_share(page) >= _SCAN_SHARE else None
        return PdfPage(PositionedPage(source, ()), scan, found.slanted, found.unknown)
    ruling = ruling_of(page, found.turn)
    positioned = PositionedPage(source, found.glyphs, ruling.level, ruling.upright, found.turn)
    return PdfPage(positioned, None, found.slanted, found.unknown)


def _image_share(page: pypdfium2.PdfPage) -> float:
    """Return which share of the page its images cover, those that overlap counted twice."""
    width, height = page.get_size()
    covered = 0.0
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        left, bottom, right, top = item.get_bounds()
        covered += max(0.0, right - left) * max(0.0, top - bottom)
    return float(covered / max(width * height, 1.0))
