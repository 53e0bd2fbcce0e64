"""OFD, the Chinese standard for fixed layout (GB/T 33190-2016): text with its place on the page.

Read: every document of the package, its pages, their layers and blocks of text, ruled tables, scanned pages where
recognition is installed. Left out: annotations, stamps and signatures, slanted watermarks, running heads, what a
template prints on several pages.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from kb.errors import EmptySource
from kb.ingest.readers.ofd.package import OfdDocument, OfdPage, documents
from kb.ingest.readers.ofd.page_content import PageContent
from kb.ingest.readers.ofd.placing import POINTS
from kb.ingest.readers.ofd.xml import Parts
from kb.ingest.readers.packed import Package
from kb.ingest.readers.pdf.composing import compose
from kb.ingest.readers.positioned.assembly import Item, PositionedPage, assembled
from kb.ingest.readers.scan.numbering import renumbered
from kb.ingest.readers.scan.scanned import ScannedPages
from kb.raw import RawDocument, SourcePage

_SCAN_SHARE = 0.5


@dataclass(slots=True)
class _Reading:
    """What has been read so far, over all documents of the package."""

    parts: Parts
    scanned: ScannedPages
    pages: list[SourcePage] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read_ofd(data: bytes, name: str) -> RawDocument:
    """Return the text of an OFD file. Raises UnreadableSource, EmptySource, SourceTooLarge."""
    parts = Parts(Package(data, name))
    reading = _Reading(parts, ScannedPages())
    for document in documents(parts, name):
        _read_document(reading, document, name)
    if not reading.items:
        why = reading.scanned.failed or "请确认文件不是空白，或改用带文字的原件"
        raise EmptySource(f"“{name}”里没有文字（可能是扫描件，或文字已转为曲线）：{why}", name=name)
    text, placed = compose(reading.items)
    warnings = (*reading.warnings, *reading.scanned.warnings())
    return RawDocument(text, "utf-8", "ofd", warnings, tuple(reading.pages), placed, is_reflowed=True)


def _read_document(reading: _Reading, document: OfdDocument, name: str) -> None:
    uses = Counter(template for page in document.pages for template in page.templates)
    before = len(reading.pages)
    pages = [
        _read_page(reading, page, uses, document.images, before + number, name)
        for number, page in enumerate(document.pages, start=1)
    ]
    reading.pages += (page.source for page in pages)
    items = assembled(pages, before + 1)
    if any(page.source.confidence is not None for page in pages):
        items, changes = renumbered(items)
        reading.warnings += changes
    reading.items += items
    if document.missing:
        places = "、".join(document.missing[:5])
        reading.warnings.append(f"有 {len(document.missing)} 页在文件里缺失，没有读到：{places}；请重新获取该文件")


def _read_page(
    reading: _Reading, page: OfdPage, uses: Counter[str], images: Mapping[str, str], number: int, name: str
) -> PositionedPage:
    found = PageContent(name)
    for template in page.templates:
        # What stands on one page only is that page's own text; on several it is their running head or form.
        if uses[template] == 1 and reading.parts.find(template):
            found.add(reading.parts.parse(template), page.area)
    found.add(page.root, page.area)
    if found.glyph_only:
        reading.warnings.append(f"第 {number} 页有 {found.glyph_only} 处文字只有字形、没有字符，读不出来；请对照原件")
    if found.slanted:
        reading.warnings.append(f"第 {number} 页有 {found.slanted} 处斜排的文字（多为水印），没有收入")
    # A scan with an invisible layer of text under it is searched by that text.
    glyphs = tuple(found.glyphs or found.hidden)
    size = SourcePage(page.area[2] * POINTS, page.area[3] * POINTS, len(glyphs))
    if not glyphs:
        scan = _scan_of(reading.parts, found, images, page.area)
        recognised = reading.scanned.read(scan, number, size) if scan else None
        if recognised is not None:
            return recognised
    return PositionedPage(size, glyphs, tuple(found.level), tuple(found.upright))


def _scan_of(
    parts: Parts, found: PageContent, images: Mapping[str, str], area: tuple[float, float, float, float]
) -> bytes | None:
    """Return the image that covers most of a page, None where there is none."""
    covering = [one for one in found.images if one.width * one.height >= _SCAN_SHARE * area[2] * area[3]]
    places = [images[one.resource] for one in covering if one.resource in images]
    return next((parts.read(place) for place in places if parts.find(place)), None)
