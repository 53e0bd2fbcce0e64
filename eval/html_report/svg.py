"""Plots as SVG text: axes, lines, dots with intervals, bars. Colours are classes that the page's style sheet names."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 18.0, 12.0, 40.0
_WIDTH, _HEIGHT = 360.0, 230.0

LINES = ("first", "second")
"""The classes of lines and dots, in the order in which they are given out."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A plot with its heading and how to read it (markup of ours, never of a reply)."""

    title: str
    caption: str
    drawing: str


@dataclass(frozen=True, slots=True)
class Axis:
    """The values that one direction of a plot shows, and what its ticks say."""

    label: str
    low: float = 0.0
    high: float = 1.0
    ticks: tuple[tuple[float, str], ...] = ((0.0, "0"), (0.25, ".25"), (0.5, ".5"), (0.75, ".75"), (1.0, "1"))

    def share(self, value: float) -> float:
        """Return where a value lies between the ends, kept within them."""
        width = self.high - self.low
        return min(max((value - self.low) / width, 0.0), 1.0) if width else 0.0


@dataclass(frozen=True, slots=True)
class Plot:
    """One plot that shapes are put on, later ones over earlier ones."""

    title: str
    x: Axis
    y: Axis
    left: float = _LEFT
    height: float = _HEIGHT
    shapes: list[str] = field(default_factory=list)

    def at_x(self, value: float) -> float:
        """Return the horizontal position of a value."""
        return self.left + self.x.share(value) * (_WIDTH - self.left - _RIGHT)

    def at_y(self, value: float) -> float:
        """Return the vertical position of a value."""
        return self.height - _BOTTOM - self.y.share(value) * (self.height - _TOP - _BOTTOM)

    def line(self, points: Sequence[tuple[float, float]], kind: str) -> None:
        """Draw a line through points."""
        places = " ".join(f"{self.at_x(x):.1f},{self.at_y(y):.1f}" for x, y in points)
        self.shapes.append(f'<polyline class="line {kind}" points="{places}"/>')

    def dot(self, x: float, y: float, kind: str, said: str, radius: float = 3.5) -> None:
        """Draw a dot that says something when it is pointed at."""
        place = f'cx="{self.at_x(x):.1f}" cy="{self.at_y(y):.1f}" r="{radius:.1f}"'
        self.shapes.append(f'<circle class="dot {kind}" {place}><title>{escape(said)}</title></circle>')

    def bar(self, left: float, right: float, value: float, kind: str, said: str) -> None:
        """Draw a bar from the bottom up to a value."""
        x, top = self.at_x(left), self.at_y(value)
        size = f'width="{max(self.at_x(right) - x - 1, 1):.1f}" height="{self.at_y(self.y.low) - top:.1f}"'
        place = f'x="{x:.1f}" y="{top:.1f}" {size}'
        self.shapes.append(f'<rect class="bar {kind}" {place}><title>{escape(said)}</title></rect>')

    def text(
        self, x: float, y: float, words: str, *, anchor: str = "start", right: float = 0.0, down: float = 0.0
    ) -> None:
        """Write words at a place, moved by some pixels."""
        place = f'x="{self.at_x(x) + right:.1f}" y="{self.at_y(y) + down:.1f}"'
        self.shapes.append(f'<text class="strong" text-anchor="{anchor}" {place}>{escape(words)}</text>')

    def drawn(self) -> str:
        """Return the plot with its axes as one svg element."""
        bottom, right = self.height - _BOTTOM, _WIDTH - _RIGHT
        parts = [f'<svg viewBox="0 0 {_WIDTH:.0f} {self.height:.0f}" role="img" aria-label="{escape(self.title)}">']
        for value, words in self.x.ticks:
            x = self.at_x(value)
            parts.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP:.0f}" y2="{bottom:.1f}"/>')
            parts.append(f'<text text-anchor="middle" x="{x:.1f}" y="{bottom + 15:.1f}">{escape(words)}</text>')
        for value, words in self.y.ticks:
            y = self.at_y(value)
            parts.append(f'<line class="grid" x1="{self.left:.0f}" x2="{right:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>')
            place = f'x="{self.left - 6:.1f}" y="{y + 4:.1f}"'
            parts.append(f'<text text-anchor="end" {place}>{escape(words)}</text>')
        middle = (self.left + right) / 2
        place = f'x="{middle:.1f}" y="{self.height - 6:.1f}"'
        parts.append(f'<text class="axis" text-anchor="middle" {place}>{escape(self.x.label)}</text>')
        if self.y.label:
            turned = f'transform="translate(11 {(_TOP + bottom) / 2:.1f}) rotate(-90)"'
            parts.append(f'<text class="axis" text-anchor="middle" {turned}>{escape(self.y.label)}</text>')
        return "".join([*parts, *self.shapes, "</svg>"])


def key(kind: str, words: str) -> str:
    """Return words in the colour of a line."""
    return f'<span class="key-{kind}">{escape(words)}</span>'


def interval(value: float, low: float, high: float) -> str:
    """Return a small drawing of a share between 0 and 1 with its interval, for a table's cell."""

    def at(number: float) -> str:
        return f"{4 + 112 * min(max(number, 0.0), 1.0):.1f}"

    return (
        '<svg class="interval" viewBox="0 0 120 14" aria-hidden="true">'
        '<line class="grid" x1="4" x2="116" y1="7" y2="7"/>'
        f'<line class="line first" x1="{at(low)}" x2="{at(high)}" y1="7" y2="7"/>'
        f'<circle class="dot first" cx="{at(value)}" cy="7" r="3.5"/></svg>'
    )


def round_ticks(high: float, count: int = 4) -> tuple[tuple[float, str], ...]:
    """Return ticks from 0 to at least a value (at least 1), at multiples of 1, 2 or 5 times a power of ten."""
    high = max(high, 1.0)
    steps = (base * 10**power for power in range(12) for base in (1, 2, 5))
    step = next((step for step in steps if step * count >= high), 10**12)
    return tuple((float(step * place), f"{step * place:,}") for place in range(count + 1) if step * (place - 1) < high)
