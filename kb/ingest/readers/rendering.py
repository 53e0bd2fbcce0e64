"""Pages of files as pictures, for the formats that can be drawn.

As with the readers, the libraries are loaded when a page is drawn, which happens in a process of its own.
"""

import io
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from types import MappingProxyType

from kb.errors import NotFound, UnreadableSource
from kb.ingest.readers.table import PICTURES

Renderer = Callable[[bytes, str, int, int, float], bytes]
"""(data, name, page from 1, width in pixels, width of the page in points) to a PNG."""

# A picture is drawn no higher than so many times its width.
_HIGHEST = 4


def render_pdf(data: bytes, name: str, page: int, width: int, points: float) -> bytes:
    """Return a page of a PDF file as a PNG. Raises UnreadableSource."""
    from kb.ingest.readers.pdf.rendering import render_page

    return render_page(data, page, width / max(points, 1.0), name)


def render_picture(data: bytes, name: str, page: int, width: int, points: float) -> bytes:
    """Return a page of a picture (a TIFF may hold several) as a PNG, not enlarged. Raises UnreadableSource."""
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

    written = io.BytesIO()
    try:
        with Image.open(io.BytesIO(data)) as opened:
            frame = next(frame for at, frame in enumerate(ImageSequence.Iterator(opened), start=1) if at == page)
            drawn = ImageOps.exif_transpose(frame).convert("RGB")
            drawn.thumbnail((width, _HIGHEST * width))
            drawn.save(written, format="PNG")
    except StopIteration:
        raise UnreadableSource(f"“{name}”没有第 {page} 页；请查看文字，或下载原件", name=name, page=page) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnreadableSource(f"“{name}”的图像无法打开：{error}；请查看文字，或下载原件", name=name) from error
    return written.getvalue()


RENDERERS: Mapping[str, Renderer] = MappingProxyType({".pdf": render_pdf, **dict.fromkeys(PICTURES, render_picture)})
"""Renderer by lower-case suffix."""


def renderer_for(name: str) -> Renderer:
    """Return what draws the pages of a file of this name. Raises NotFound where nothing does."""
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    if suffix not in RENDERERS:
        raise NotFound(f"“{name}”是 {suffix or '无扩展名'} 文件，不能显示为页面图像；请查看文字，或下载原件", name=name)
    return RENDERERS[suffix]
