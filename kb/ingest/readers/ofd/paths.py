"""The straight level and upright lines of a path object: the rules of tables (GB/T 33190-2016, 9.1)."""

from collections.abc import Iterator
from itertools import pairwise

from kb.ingest.readers.ofd.placing import Placing
from kb.ingest.readers.ofd.xml import Element, child, content
from kb.ingest.readers.pdf.ruling import Rule

# In points.
_THIN = 3.0
_LEVEL = 0.7
_SHORTEST = 6.0
_LONGEST_DATA = 20_000
_OPERANDS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}

Point = tuple[float, float]


def rules_of(element: Element, placing: Placing) -> Iterator[tuple[Rule, bool]]:
    """Give the lines that a path draws, with whether each is level."""
    stroked = element.get("Stroke", "true").lower() not in ("false", "0")
    filled = element.get("Fill", "false").lower() in ("true", "1")
    for outline in _outlines(content(child(element, "AbbreviatedData"))):
        points = [placing.at(*point) for point in outline]
        if stroked:
            for one, other in pairwise(points):
                yield from _rule(one, other)
        elif filled:
            yield from _thin_bar(points)


def _outlines(data: str) -> Iterator[list[Point]]:
    """Give the outlines of the short form of a path; closed ones with their first point again at the end."""
    words = data.split()
    points: list[Point] = []
    at = 0
    while at < min(len(words), _LONGEST_DATA):
        name = words[at]
        count = _OPERANDS.get(name, 0)
        try:
            operands = [float(word) for word in words[at + 1 : at + 1 + count]]
        except ValueError:
            break
        at += 1 + count
        if name in ("S", "M"):
            if len(points) > 1:
                yield points
            points = []
        if len(operands) == count and count >= 2:
            points.append((operands[-2], operands[-1]))
        elif name == "C" and points:
            points.append(points[0])
    if len(points) > 1:
        yield points


def _rule(one: Point, other: Point) -> Iterator[tuple[Rule, bool]]:
    (x0, y0), (x1, y1) = one, other
    if abs(y1 - y0) <= _LEVEL and abs(x1 - x0) >= _SHORTEST:
        yield Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)), True
    elif abs(x1 - x0) <= _LEVEL and abs(y1 - y0) >= _SHORTEST:
        yield Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)), False


def _thin_bar(points: list[Point]) -> Iterator[tuple[Rule, bool]]:
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    if bottom - top <= _THIN:
        yield from _rule((left, (top + bottom) / 2), (right, (top + bottom) / 2))
    elif right - left <= _THIN:
        yield from _rule(((left + right) / 2, top), ((left + right) / 2, bottom))
