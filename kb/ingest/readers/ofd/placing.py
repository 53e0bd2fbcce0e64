"""How an object lies on its page (GB/T 33190-2016, 8.5): its transformation and boundary, in points."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kb.ingest.readers.ofd.xml import Element, numbers

POINTS = 72 / 25.4
"""Points of a millimetre."""


@dataclass(frozen=True, slots=True)
class Placing:
    """A transformation from an object's millimetres to the page's points, y downwards."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the object stands on the page."""
        return (self.a * x + self.c * y + self.e) * POINTS, (self.b * x + self.d * y + self.f) * POINTS

    @property
    def across(self) -> float:
        """How much wider the object is printed than it says."""
        return math.hypot(self.a, self.b)

    @property
    def upright(self) -> float:
        """How much higher the object is printed than it says."""
        return math.hypot(self.c, self.d)

    @property
    def slant(self) -> float:
        """The sine of the angle by which a line of the object rises or falls; 1 where it stands on end."""
        return abs(self.b) / (self.across or 1.0)


def placing_of(element: Element, area: Sequence[float]) -> Placing | None:
    """Return how an object lies on a page of this area; None where it says no boundary."""
    boundary = numbers(element.get("Boundary"))
    if len(boundary) != 4:
        return None
    matrix = numbers(element.get("CTM"))
    a, b, c, d, e, f = matrix if len(matrix) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return Placing(a, b, c, d, e + boundary[0] - area[0], f + boundary[1] - area[1])
