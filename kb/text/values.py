"""One canonical value for each figure and day of a text, whichever way it is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from kb.text.dates import find_dates
from kb.text.quantities import in_base_unit, quantities_in
from kb.text.shares import shares_in
from kb.text.written_numbers import half_width
from kb.types import Span

SIGNS = {"加": "+", "+": "加", "＋": "加", "减": "-", "-": "减", "－": "减"}
"""The signs before basis points, each with how else it is written."""


@dataclass(frozen=True, slots=True)
class Value:
    """Numbers with the unit that they compare in, or a day as ISO 8601 writes it (unit 年月日)."""

    numbers: tuple[Decimal, ...]
    unit: str
    day: str = ""


def values_in(text: str) -> Iterator[tuple[Span, Value]]:
    """Yield the figures and days of a text with their values, in order; none overlaps another."""
    plain = half_width(text)
    days = [(Span(one.start, one.end), Value((), "年月日", one.day.isoformat())) for one in find_dates(plain)]
    figures = [(Span(one.start, one.end), _value(one.values, one.unit)) for one in quantities_in(plain)]
    shares = [(Span(one.start, one.end), Value((one.percent,), "%")) for one in shares_in(plain)]
    end = 0
    for span, value in sorted([*days, *figures, *shares], key=lambda pair: (pair[0].start, -pair[0].end)):
        if span.start >= end:
            yield span, value
            end = span.end


def signed_values_in(text: str) -> Iterator[tuple[Span, Value]]:
    """Yield what values_in does, the sign before basis points (LPR加90个基点, LPR+90BP) as a part of its figure."""
    for span, value in values_in(text):
        signed = value.unit == "基点" and span.start and text[span.start - 1] in SIGNS and text[span.start] not in SIGNS
        yield (Span(span.start - 1, span.end) if signed else span), value


def _value(numbers: tuple[Decimal, ...], unit: str) -> Value:
    values, base = in_base_unit(numbers, unit)
    if base == "比" and (whole := sum(values)):
        values = tuple(value / whole for value in values)
    return Value(values, base)
