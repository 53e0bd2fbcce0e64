"""Images of pages (PNG, JPEG, TIFF, BMP), read by recognition."""

from kb.errors import EmptySource
from kb.ingest.readers.pdf.composing import compose
from kb.ingest.readers.positioned.assembly import PositionedPage, assembled
from kb.ingest.readers.scan.numbering import renumbered
from kb.ingest.readers.scan.picture import pictures
from kb.ingest.readers.scan.scanned import ScannedPages
from kb.raw import RawDocument, SourcePage


def read_image(data: bytes, name: str) -> RawDocument:
    """Return the text that is printed in an image. Raises UnreadableSource, EmptySource, SourceTooLarge."""
    scanned = ScannedPages()
    pages: list[PositionedPage] = []
    for number, picture in enumerate(pictures(data, name), start=1):
        scale = 72 / picture.dpi
        empty = SourcePage(picture.image.width * scale, picture.image.height * scale, 0, 0.0)
        pages.append(scanned.read_picture(picture, number) or PositionedPage(empty, ()))
    items, changes = renumbered(assembled(pages))
    text, placed = compose(items)
    if not text.strip():
        why = scanned.failed or "请确认图片清晰、方向正确，用 300 dpi 重新扫描后再导入"
        raise EmptySource(f"“{name}”是图片，没有认出文字：{why}", name=name, reason="scan")
    warnings = (*scanned.warnings(), *changes)
    return RawDocument(text, "image", "scan", warnings, tuple(page.source for page in pages), placed, is_reflowed=True)
