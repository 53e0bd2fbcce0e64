"""Pages of a PDF drawn as images, for recognition and for showing a citation in its place."""

import io
import math

import pypdfium2

from kb.errors import UnreadableSource
from kb.ingest.readers.pdf.library import opened

MOST_PIXELS = 40_000_000
"""A page is drawn smaller than asked for where it would have more dots than this."""


def render_page(data: bytes, page: int, scale: float, name: str = "PDF") -> bytes:
    """Return a page (counted from 1) as a PNG, `scale` dots to the point.

    Raises UnreadableSource on a page that the file does not have or that cannot be drawn, and as `opened` does.
    """
    with opened(data, name) as document:
        if not 1 <= page <= len(document):
            raise UnreadableSource(f"“{name}”没有第 {page} 页（共 {len(document)} 页）", name=name, page=page)
        try:
            return drawn(document[page - 1], scale)
        except pypdfium2.PdfiumError as error:
            raise UnreadableSource(f"“{name}”的第 {page} 页已损坏，无法显示：请重新获取该文件", name=name) from error


def drawn(page: pypdfium2.PdfPage, scale: float) -> bytes:
    """Return an open page as a PNG."""
    width, height = page.get_size()
    scale = min(scale, math.sqrt(MOST_PIXELS / max(width * height, 1.0)))
    bitmap = page.render(scale=scale)
    try:
        written = io.BytesIO()
        bitmap.to_pil().save(written, "PNG")
    finally:
        bitmap.close()
    return written.getvalue()
