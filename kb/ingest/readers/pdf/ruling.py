"""The straight lines that a page draws, level and upright: the rules of tables."""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2
from pypdfium2 import raw as pdfium

from kb.ingest.readers.pdf.glyphs import Frame, turned

MOST_RULES = 20_000
"""Of a drawing with more lines than this the rest is left out."""

_THIN = 3.0
_SHORTEST = 6.0
_LEVEL = 0.7
_NESTING = 8

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line along one axis: where it lies on the other axis, and from where to where it reaches."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Ruling:
    """The level and the upright lines of a page, in the coordinates of its characters."""

    level: tuple[Rule, ...]
    upright: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class _Matrix:
    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def apply(self, point: Point) -> Point:
        x, y = point
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def within(self, outer: "_Matrix") -> "_Matrix":
        """Return this matrix followed by the outer one."""
        a, b = outer.a * self.a + outer.c * self.b, outer.b * self.a + outer.d * self.b
        c, d = outer.a * self.c + outer.c * self.d, outer.b * self.c + outer.d * self.d
        return _Matrix(a, b, c, d, *outer.apply((self.e, self.f)))


def ruling_of(page: pypdfium2.PdfPage, turn: int) -> Ruling:
    """Return the straight lines that the page draws; `turn` is that of its characters."""
    frame = Frame.of(page)
    level: list[Rule] = []
    upright: list[Rule] = []
    for one, other in _strokes(page):
        if len(level) + len(upright) >= MOST_RULES:
            break
        (x0, y0), (x1, y1) = (turned(frame.place(*point), turn) for point in (one, other))
        if abs(y1 - y0) <= _LEVEL and abs(x1 - x0) >= _SHORTEST:
            level.append(Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif abs(x1 - x0) <= _LEVEL and abs(y1 - y0) >= _SHORTEST:
            upright.append(Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
    return Ruling(tuple(level), tuple(upright))


def _strokes(page: pypdfium2.PdfPage) -> Iterator[tuple[Point, Point]]:
    count = pdfium.FPDFPage_CountObjects(page.raw)
    objects = [pdfium.FPDFPage_GetObject(page.raw, index) for index in range(max(count, 0))]
    yield from _strokes_of(objects, _Matrix(), 0)


def _strokes_of(objects: Sequence[object], outer: _Matrix, depth: int) -> Iterator[tuple[Point, Point]]:
    for item in objects:
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            yield from _path(item, _matrix(item).within(outer))
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _NESTING:
            count = pdfium.FPDFFormObj_CountObjects(item)
            inner = [pdfium.FPDFFormObj_GetObject(item, index) for index in range(max(count, 0))]
            yield from _strokes_of(inner, _matrix(item).within(outer), depth + 1)


def _matrix(item: object) -> _Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, found):
        return _Matrix()
    return _Matrix(found.a, found.b, found.c, found.d, found.e, found.f)


def _path(item: object, matrix: _Matrix) -> Iterator[tuple[Point, Point]]:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(item, fill, stroke):
        return
    for points in _outlines(item):
        placed = [matrix.apply(point) for point in points]
        if stroke.value:
            yield from pairwise(placed)
        elif fill.value:
            yield from _thin_bar(placed)


def _outlines(item: object) -> Iterator[list[Point]]:
    """Give the outlines that a path is made of, closed ones with their first point again at the end."""
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[Point] = []
    for index in range(max(pdfium.FPDFPath_CountSegments(item), 0)):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == pdfium.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        points.append((x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points


def _thin_bar(points: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    """Give the middle line of a filled shape that is so thin that it looks like a line."""
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    low, high = min(y for _, y in points), max(y for _, y in points)
    if high - low <= _THIN < right - left:
        yield (left, (low + high) / 2), (right, (low + high) / 2)
    elif right - left <= _THIN < high - low:
        yield ((left + right) / 2, low), ((left + right) / 2, high)
