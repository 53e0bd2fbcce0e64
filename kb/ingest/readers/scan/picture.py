"""Images made ready for recognition: opened within limits, set upright, straightened."""

import io
import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from kb.errors import SourceTooLarge, UnreadableSource
from kb.raw import Box

MOST_PIXELS = 80_000_000
"""A4 at 600 dpi has 35 million."""
MOST_FRAMES = 500
_A4_INCHES = 11.69
_USUAL_DPI = range(70, 1201)
_LONGEST_SIDE = 5000
_STRAIGHT = 0.15
_WIDEST_SKEW = 4.0
_SMALL_SIDE = 900

# Heights of type in dots between which recognition errs least (measured: docs/formats.md).
_BEST_HEIGHT = 29.0
_FEWEST_FACTOR, _MOST_FACTOR = 0.9, 1.12
_SMALLEST_FACTOR, _LARGEST_FACTOR = 0.2, 3.0
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP")
_INK = 140
_INKED_ROW = 0.008
_TYPE_HEIGHTS = range(6, 200)

Grey = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as a grey image, its resolution, and by how many degrees anticlockwise it was straightened."""

    image: Image.Image
    dpi: float
    straightened: float = 0.0

    def png(self) -> bytes:
        """Return the image as PNG."""
        held = io.BytesIO()
        self.image.save(held, "PNG", compress_level=1)
        return held.getvalue()

    def turned(self, clockwise: int) -> "Picture":
        """Return the picture turned by quarter turns, straightened anew."""
        turn = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
        return Picture(self.image.transpose(turn[clockwise]), self.dpi) if clockwise in turn else self

    def straight(self) -> "Picture":
        """Return the picture with its lines of print level, the same where they are."""
        angle = skew_of(self.image)
        if abs(angle) < _STRAIGHT:
            return self
        return Picture(self.image.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255), self.dpi, angle)

    def sized(self) -> "Picture":
        """Return the picture with its type as high as recognition does best with, where its height can be told."""
        height = type_height(self.image)
        if height is None or _FEWEST_FACTOR <= _BEST_HEIGHT / height <= _MOST_FACTOR:
            return self
        factor = max(_SMALLEST_FACTOR, min(_BEST_HEIGHT / height, _LARGEST_FACTOR))
        size = (max(1, round(self.image.width * factor)), max(1, round(self.image.height * factor)))
        image = self.image.resize(size, Image.Resampling.LANCZOS)
        return Picture(image, self.dpi * size[1] / self.image.height, self.straightened)

    def original(self, box: Box) -> Box:
        """Return where a box, in pixels, stood before the picture was straightened."""
        turn = math.radians(self.straightened)
        across, down = self.image.width / 2, self.image.height / 2
        x, y = (box.left + box.right) / 2 - across, (box.top + box.bottom) / 2 - down
        moved_x = x * math.cos(turn) - y * math.sin(turn) + across - (x + across)
        moved_y = x * math.sin(turn) + y * math.cos(turn) + down - (y + down)
        return Box(box.left + moved_x, box.top + moved_y, box.right + moved_x, box.bottom + moved_y)


def pictures(data: bytes, name: str) -> Iterator[Picture]:
    """Give the pages of an image file. Raises UnreadableSource, SourceTooLarge."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
                for number, frame in enumerate(ImageSequence.Iterator(opened), start=1):
                    if number > MOST_FRAMES:
                        raise SourceTooLarge(f"“{name}”超过 {MOST_FRAMES} 页；请拆分后再导入", name=name)
                    _check_size(frame.size, name)
                    yield ready(ImageOps.exif_transpose(frame), _dpi(frame))
                    if opened.format == "MPO":
                        # What follows a camera's picture is its preview.
                        return
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise UnreadableSource(
            f"“{name}”不是完好的图片文件：请确认扩展名，或重新扫描、另存为 PNG 后再导入", name=name
        ) from error


def ready(image: Image.Image, dpi: float) -> Picture:
    """Return an image in greys on white, large enough to recognise."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image.convert("RGBA"))
    grey = image.convert("L")
    factor = min(1.0, _LONGEST_SIDE / max(grey.size))
    if factor != 1:
        size = (max(1, round(grey.width * factor)), max(1, round(grey.height * factor)))
        grey = grey.resize(size, Image.Resampling.LANCZOS)
    return Picture(grey, dpi * factor)


def skew_of(image: Image.Image) -> float:
    """Return by how many degrees anticlockwise to turn an image so that its lines of print are level.

    Of the angles tried the one is taken at which rows of dots are most unlike each other (projection profile; Postl
    1986).
    """
    small = image.copy()
    small.thumbnail((_SMALL_SIDE, _SMALL_SIDE), Image.Resampling.BILINEAR)
    ink = ImageOps.invert(small)
    coarse = _best(ink, np.arange(-_WIDEST_SKEW, _WIDEST_SKEW + 0.01, 0.5))
    return _best(ink, np.arange(coarse - 0.4, coarse + 0.41, 0.1))


def type_height(image: Image.Image) -> float | None:
    """Return how high in dots most lines of print are; None where the page has no level lines with white between."""
    ink = (np.asarray(image) < _INK).mean(axis=1)
    inked = np.concatenate(([False], ink > _INKED_ROW, [False]))
    edges = np.flatnonzero(inked[1:] != inked[:-1])
    bands = [(end - start, float(ink[start:end].sum())) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    bands = sorted(band for band in bands if band[0] in _TYPE_HEIGHTS)
    total, passed = sum(weight for _, weight in bands), 0.0
    for height, weight in bands:
        passed += weight
        if 2 * passed >= total:
            return float(height)
    return None


def in_columns(image: Image.Image) -> bool:
    """Tell whether the page is printed in columns: a white gutter in its middle, as high as its text."""
    small = image.copy()
    small.thumbnail((_SMALL_SIDE, _SMALL_SIDE), Image.Resampling.BILINEAR)
    ink = np.asarray(small) < _INK
    rows = ink[ink.any(axis=1)]
    if len(rows) < _SMALL_SIDE // 5:
        return False
    share = rows.mean(axis=0)
    middle = share[int(0.3 * len(share)) : int(0.7 * len(share))]
    beside = min(share[: len(share) // 2].max(), share[len(share) // 2 :].max())
    empty = "".join("0" if value <= 0.02 else "1" for value in middle)
    widest = max(map(len, empty.split("1")))
    return bool(widest >= 0.012 * len(share) and beside > 0.08)


def _best(ink: Image.Image, angles: npt.NDArray[np.float64]) -> float:
    def sharpness(angle: float) -> float:
        rows = np.asarray(ink.rotate(angle, Image.Resampling.BILINEAR), dtype=np.float64).sum(axis=1)
        return float(np.square(np.diff(rows)).sum())

    return float(max(angles, key=lambda angle: (sharpness(float(angle)), -abs(float(angle)))))


def _check_size(size: tuple[int, int], name: str) -> None:
    if size[0] * size[1] > MOST_PIXELS:
        raise SourceTooLarge(
            f"“{name}”有 {size[0]}×{size[1]} 个像素，超过上限 {MOST_PIXELS}；请按 300 dpi 重新扫描", name=name
        )


def _dpi(image: Image.Image) -> int:
    """Return the image's resolution; where it says none that can be, that of a sheet of A4."""
    said = image.info.get("dpi", (0, 0))[0]
    dpi = round(float(said))
    return dpi if dpi in _USUAL_DPI and dpi != 72 and dpi != 96 else max(70, round(max(image.size) / _A4_INCHES))
