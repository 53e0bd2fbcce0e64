"""The characters of a page of a PDF with the places where they are printed."""

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw as pdfium

from kb.errors import SourceTooLarge
from kb.ingest.readers.pdf.radicals import without_radicals
from kb.raw import Box

MOST_GLYPHS = 400_000
"""More characters than this on one page are no page."""

# What PDFium returns for a hyphen at the end of a line.
_HYPHENS = (0x02, 0xFFFE)
_UPRIGHT = math.radians(8)


@dataclass(frozen=True, slots=True)
class Glyph:
    """A printed character: from where to where it reaches in its line, its baseline, its height, and its ink.

    All in points; the box counts from the upper left corner of the page as it is shown. On a page that is set sideways
    left, right and baseline count along and across the direction of the text.
    """

    character: str
    left: float
    right: float
    baseline: float
    size: float
    box: Box
    is_spaced: bool = False
    """Whether the file holds a blank before it."""


@dataclass(frozen=True, slots=True)
class PageGlyphs:
    """The characters of a page that stand upright to each other, in the order of the file, and what was left out."""

    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    slanted: int = 0
    """Characters that stand at another angle than most: watermarks, stamps."""
    unknown: int = 0
    """Characters whose font says not what they are."""
    turn: int = 0
    """By how many quarters of a turn, clockwise, the direction of the text differs from the page's width."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The way from PDF's coordinates to the page as it is shown."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    @classmethod
    def of(cls, page: pypdfium2.PdfPage) -> "Frame":
        """Return the frame of a page."""
        left, bottom, right, top = page.get_bbox()
        return cls(left, bottom, right, top, page.get_rotation())

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point lies from the upper left corner."""
        if self.rotation == 90:
            return y - self.bottom, x - self.left
        if self.rotation == 180:
            return self.right - x, y - self.bottom
        if self.rotation == 270:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """Return the box with these two corners."""
        (a, b), (c, d) = self.place(x0, y0), self.place(x1, y1)
        return Box(min(a, c), min(b, d), max(a, c), max(b, d))


@dataclass(frozen=True, slots=True)
class _Found:
    """A character as PDFium returns it, in coordinates of the page as it is shown, y downwards."""

    code: int
    origin: tuple[float, float]
    angle: float
    size: float
    ink: Box
    cell: Box
    is_spaced: bool


def page_glyphs(page: pypdfium2.PdfPage, name: str) -> PageGlyphs:
    """Return the characters of a page. Raises SourceTooLarge."""
    width, height = page.get_size()
    text = page.get_textpage()
    try:
        count = pdfium.FPDFText_CountChars(text.raw)
        if count > MOST_GLYPHS:
            raise SourceTooLarge(f"“{name}”有一页多达 {count} 个字符：请确认文件内容，或拆分后再导入", name=name)
        found = list(_found(text.raw, count, Frame.of(page)))
    finally:
        text.close()
    known = [one for one in found if not _is_unknown(one.code)]
    turn = _commonest_turn(known)
    upright = [one for one in known if abs(_difference(one.angle, turn * math.pi / 2)) <= _UPRIGHT]
    return PageGlyphs(
        width,
        height,
        tuple(_glyph(one, turn) for one in upright),
        slanted=len(known) - len(upright),
        unknown=len(found) - len(known),
        turn=turn,
    )


def _found(text: object, count: int, frame: Frame) -> Iterator[_Found]:
    x, y = ctypes.c_double(), ctypes.c_double()
    left, right, bottom, top = ctypes.c_double(), ctypes.c_double(), ctypes.c_double(), ctypes.c_double()
    loose, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    high, is_spaced = 0, False
    for index in range(count):
        # PDFium's own blanks are guesses; gaps are judged with the whole line in sight.
        if pdfium.FPDFText_IsGenerated(text, index) == 1:
            continue
        code = pdfium.FPDFText_GetUnicode(text, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        if code in _HYPHENS:
            code = ord("-")
        if code != 0 and (code < 0x20 or chr(code).isspace()):
            is_spaced = True
            continue
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top)
        pdfium.FPDFText_GetLooseCharBox(text, index, loose)
        pdfium.FPDFText_GetMatrix(text, index, matrix)
        start = frame.place(x.value, y.value)
        along = frame.place(x.value + matrix.a, y.value + matrix.b)
        size = pdfium.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d)
        yield _Found(
            code,
            start,
            math.atan2(along[1] - start[1], along[0] - start[0]),
            size,
            frame.box(left.value, bottom.value, right.value, top.value),
            frame.box(loose.left, loose.bottom, loose.right, loose.top),
            is_spaced,
        )
        is_spaced = False


def _is_unknown(code: int) -> bool:
    return code in (0, 0xFFFD) or 0xE000 <= code < 0xF900 or code >= 0xF0000


def _commonest_turn(found: list[_Found]) -> int:
    """Return the quarter turn at which most characters stand."""
    turns = Counter(round(one.angle / (math.pi / 2)) % 4 for one in found)
    return turns.most_common(1)[0][0] if turns else 0


def _difference(one: float, other: float) -> float:
    return (one - other + math.pi) % (2 * math.pi) - math.pi


def _glyph(one: _Found, turn: int) -> Glyph:
    character = without_radicals(chr(one.code))
    along, across = turned(one.origin, turn)
    corners = [turned(corner, turn) for corner in _corners(one.ink) + _corners(one.cell)]
    size = one.size if one.size > 0.5 else max(one.cell.bottom - one.cell.top, 1.0)
    right = max(corner[0] for corner in corners)
    # A font that is not at hand leaves no ink; then the cell says where the character stands.
    box = one.ink if one.ink.right > one.ink.left and one.ink.bottom > one.ink.top else one.cell
    # For some glyphs PDFium knows no cell, only the ink; a full-width character fills its square.
    if one.cell == one.ink and unicodedata.east_asian_width(character) in "WF":
        right = max(right, along + size)
    return Glyph(character, min(along, *(corner[0] for corner in corners)), right, across, size, box, one.is_spaced)


def _corners(box: Box) -> list[tuple[float, float]]:
    return [(box.left, box.top), (box.right, box.bottom)]


def turned(point: tuple[float, float], turn: int) -> tuple[float, float]:
    """Return how far along the direction of the text a point lies, and how far across it, downwards."""
    x, y = point
    return ((x, y), (y, -x), (-x, -y), (-y, x))[turn]
