"""Scans made of text: pages drawn in a Chinese font, skewed and specked like those of a scanner."""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from eval.benchmarks.ofd_maker import wrapped

FONT = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")
DPI = 200

# In inches, and in heights of the type.
_LEFT, _RIGHT, _TOP, _BOTTOM = 1.1, 1.02, 1.45, 1.38
_TITLE = 1.375
_PITCH = 1.8


def drawn(paragraphs: Sequence[str], *, points: float = 16, number: str = "") -> Image.Image:
    """Return the first page of A4 with the paragraphs, and a page number where one is given."""
    page = next(pages_of(paragraphs, points=points))
    if number:
        size = round(points * DPI / 72)
        place = (page.width / 2 - 2 * size, page.height - round(0.9 * DPI))
        ImageDraw.Draw(page).text(place, number, 0, ImageFont.truetype(FONT, size))
    return page


def pages_of(paragraphs: Sequence[str], *, points: float = 16) -> Iterator[Image.Image]:
    """Give pages of A4 with the paragraphs, the first centred as a title, the others indented."""
    size = round(points * DPI / 72)
    body, title = (ImageFont.truetype(FONT, round(factor * size)) for factor in (1.0, _TITLE))
    image = _sheet()
    left, right, top = round(_LEFT * DPI), image.width - round(_RIGHT * DPI), round(_TOP * DPI)
    for position, paragraph in enumerate(paragraphs):
        font, indent = (title, 0.0) if position == 0 else (body, 2.0)
        unit = size * _TITLE if position == 0 else size
        for at, line in enumerate(wrapped(paragraph, (right - left) / unit, indent)):
            if top > image.height - round(_BOTTOM * DPI) - unit:
                yield image
                image, top = _sheet(), round(_TOP * DPI)
            start = (image.width - font.getlength(line)) / 2 if position == 0 else left + (0 if at else indent * size)
            ImageDraw.Draw(image).text((start, top), line, 0, font)
            top += round(_PITCH * unit)
    yield image


def _sheet() -> Image.Image:
    return Image.new("L", (round(8.27 * DPI), round(11.69 * DPI)), 255)


def scanned(image: Image.Image, *, angle: float = 0.7, noise: float = 12, seed: int = 1) -> Image.Image:
    """Return a page turned by some degrees, with the noise of a scanner."""
    turned = image.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
    values = np.asarray(turned, dtype=np.float64)
    values = values + np.random.default_rng(seed).normal(0, noise, values.shape)
    return Image.fromarray(values.clip(0, 255).astype(np.uint8))


def written(image: Image.Image, form: str = "PNG", more: Sequence[Image.Image] = ()) -> bytes:
    """Return images as a file."""
    held = io.BytesIO()
    if more:
        image.save(held, form, dpi=(DPI, DPI), save_all=True, append_images=list(more))
    else:
        image.save(held, form, dpi=(DPI, DPI))
    return held.getvalue()
