"""Calculations that an answer writes out, recomputed: 30万元×50%＝15万元, 高200万元（500万元－300万元）."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kb.text.amounts import Figure, figures_in
from kb.text.quantities import COUNTS, in_base_unit
from kb.types import Span

_EQUALS = re.compile(r"[=≈]|等于")
# What an expression cannot reach beyond; a comma between digits belongs to a number.
_BREAK = re.compile(r"[。;:、\n=≈?!《》]|等于|,(?!\d{3})|(?<!\d),")
_OPERATOR = re.compile(r"[-+×*÷()]|/(?=[\d(])")
_PLAIN_FORM = {"*": "×", "/": "÷"}
# （申请额）, /月, 每人: what an operand is of.
_NOTE = re.compile(r"\([^()\d]*\)|(?:/|每)[^\d\s()+×*÷/=≈-]{1,4}")
_BARE = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\d.])\d+(?:\.\d+)?")
_BEFORE_RESULT = re.compile(r"\s*(?:约|大约|人民币|不超过|不低于|最高|最低)?\s*")
_IN_BRACKETS = re.compile(r"\(([^()=≈]*[-+×*÷][^()=≈]*)\)")
_DECIMALS = re.compile(r"\d[\d,]*(?:\.(\d+))?")
_RATES = {"%": 100, "基点": 10_000, "倍": 1}
_MONEY = "元"
# Halves, months, weeks and days of a year, quarters, and a whole stand in no quote.
CONVERSIONS = frozenset(map(Decimal, (1, 2, 4, 12, 30, 52, 100, 360, 365)))
"""Numbers without a unit that a calculation may use freely."""


@dataclass(frozen=True, slots=True)
class Calculation:
    """A calculation that comes out right: where it stands, what it is computed from, and what it gives."""

    span: Span
    operands: tuple[Figure, ...]
    bare: tuple[Decimal, ...]
    """Operands without a unit."""
    result: Figure


@dataclass(frozen=True, slots=True)
class _Value:
    """A number with the unit that it is printed with; none where it is a rate or a bare number."""

    number: Fraction
    unit: str
    mixed: bool = False
    """Whether units were multiplied: what it counts is for the reader to say."""


class _NotComputable(ValueError):
    """An expression that is none."""


def calculations_in(text: str) -> tuple[Calculation, ...]:
    """Return the calculations of a half-width text that come out as they say; wrong ones are left out.

    The result may be rounded to the digits printed where there is a division or ≈.
    """
    return tuple(_calculations(text, figures_in(text)))


def _calculations(text: str, figures: Sequence[Figure]) -> Iterator[Calculation]:
    for sign in _EQUALS.finditer(text):
        start = max((found.end() for found in _BREAK.finditer(text, 0, sign.start())), default=0)
        result = _result_at(text, _after(text, sign.end()), figures)
        if result and (found := _checked(text, Span(start, sign.start()), result, rounded=sign[0] == "≈")):
            yield found
    for brackets in _IN_BRACKETS.finditer(text):
        for figure in figures:
            if figure.span.end == brackets.start():
                found = _checked(text, Span(*brackets.span(1)), figure, rounded=False)
                if found:
                    yield Calculation(Span(figure.span.start, brackets.end()), found.operands, found.bare, found.result)


def _after(text: str, offset: int) -> int:
    match = _BEFORE_RESULT.match(text, offset)
    return match.end() if match else offset


def _result_at(text: str, offset: int, figures: Sequence[Figure]) -> Figure | None:
    for figure in figures:
        if figure.span.start == offset and len(figure.values) == 1:
            return figure
    bare = _BARE.match(text, offset)
    return _bare_figure(bare) if bare else None


def _bare_figure(match: re.Match[str]) -> Figure:
    return Figure(Span(*match.span()), (Decimal(match[0].replace(",", "")),), "")


def _checked(text: str, span: Span, result: Figure, *, rounded: bool) -> Calculation | None:
    """Return the calculation of an expression that gives the result; None where it does not."""
    expression = _NOTE.sub(lambda note: " " * len(note[0]), span.of(text))
    try:
        reader = _Expression(expression)
        value = reader.value()
    except (_NotComputable, ZeroDivisionError):
        return None
    rounded = rounded or reader.divides
    if not _gives(value, result, result.span.of(text), rounded=rounded):
        return None
    end = max(span.end, result.span.end)
    return Calculation(Span(span.start, end), tuple(reader.operands), tuple(reader.bare), result)


class _Expression:
    """A written sum, read by precedence."""

    def __init__(self, text: str) -> None:
        self.operands: list[Figure] = []
        self.bare: list[Decimal] = []
        self.divides = False
        self._tokens = list(self._read(text))
        self._place = 0

    def _read(self, text: str) -> Iterator[str | _Value]:
        position = 0
        for operator in _OPERATOR.finditer(text):
            yield from self._operand(text[position : operator.start()])
            yield _PLAIN_FORM.get(operator[0], operator[0])
            position = operator.end()
        yield from self._operand(text[position:])

    def _operand(self, written: str) -> Iterator[_Value]:
        """Yield the one figure or number that is written; none where nothing is written."""
        figures = [figure for figure in figures_in(written) if len(figure.values) == 1]
        if len(figures) == 1 and not written[figures[0].span.end :].strip():
            self.operands.append(figures[0])
            yield _as_value(figures[0])
        elif bare := _BARE.fullmatch(written.strip()):
            number = _bare_figure(bare).values[0]
            self.bare.append(number)
            yield _Value(Fraction(number), "")
        elif written.strip():
            raise _NotComputable(written)

    def value(self) -> _Value:
        """Return what the expression comes to."""
        found = self._sum()
        if self._place != len(self._tokens):
            raise _NotComputable
        return found

    def _next(self, *operators: str) -> str | None:
        token = self._tokens[self._place] if self._place < len(self._tokens) else None
        if isinstance(token, str) and token in operators:
            self._place += 1
            return token
        return None

    def _sum(self) -> _Value:
        left, terms = self._product(), 1
        while operator := self._next("+", "-"):
            left, terms = _added(left, self._product(), 1 if operator == "+" else -1), terms + 1
        return left

    def _product(self) -> _Value:
        left = self._factor()
        while operator := self._next("×", "÷"):
            right = self._factor()
            self.divides = self.divides or operator == "÷"
            left = _multiplied(left, right) if operator == "×" else _divided(left, right)
        return left

    def _factor(self) -> _Value:
        if self._next("("):
            inner = self._sum()
            if not self._next(")"):
                raise _NotComputable
            return inner
        token = self._tokens[self._place] if self._place < len(self._tokens) else None
        if not isinstance(token, _Value):
            raise _NotComputable
        self._place += 1
        return token


def _as_value(figure: Figure) -> _Value:
    number = Fraction(figure.values[0])
    (base,), unit = in_base_unit(figure.values, figure.unit)
    if unit in _RATES:
        return _Value(Fraction(base) / _RATES[unit], "")
    return _Value(number, figure.unit)


def _added(left: _Value, right: _Value, sign: int) -> _Value:
    if left.unit == right.unit:
        return _Value(left.number + sign * right.number, left.unit, left.mixed or right.mixed)
    (one,), unit = _in_base(left)
    (other,), same = _in_base(right)
    if unit != same:
        raise _NotComputable
    return _Value(one + sign * other, unit)


def _in_base(value: _Value) -> tuple[tuple[Fraction, ...], str]:
    (factor,), unit = in_base_unit((Decimal(1),), value.unit)
    return (value.number * Fraction(factor),), unit


def _multiplied(left: _Value, right: _Value) -> _Value:
    units = [value.unit for value in (left, right) if value.unit]
    # So much money for each: the money stays.
    unit = _MONEY if _MONEY in units else units[0] if units else ""
    return _Value(left.number * right.number, unit, left.mixed or right.mixed or len(units) > 1)


def _divided(left: _Value, right: _Value) -> _Value:
    if right.unit and left.unit:
        (one,), unit = _in_base(left)
        (other,), same = _in_base(right)
        if unit == same:
            return _Value(one / other, "")
    return _Value(left.number / right.number, left.unit or right.unit, bool(right.unit))


def _gives(value: _Value, result: Figure, printed: str, *, rounded: bool) -> bool:
    """Tell whether a value is what is printed as its result."""
    stated, (computed, unit) = Fraction(result.values[0]), (value.number, value.unit)
    (base,), result_unit = in_base_unit(result.values, result.unit)
    if not unit and result_unit in _RATES:
        stated = Fraction(base) / _RATES[result_unit]
    elif _differ(value, result.unit):
        (computed,), unit = _in_base(value)
        stated = Fraction(base)
        if unit != result_unit:
            return False
    return abs(stated - computed) <= (_half_of_last_digit(stated, printed) if rounded else 0)


def _differ(value: _Value, printed: str) -> bool:
    """Tell whether a value has another unit than its result; 个 is any count, and a mixed unit any but money."""
    units = (value.unit, printed)
    if not all(units) or value.unit == printed or ("个" in units and COUNTS.issuperset(units)):
        return False
    return not value.mixed or _MONEY in units


def _half_of_last_digit(stated: Fraction, printed: str) -> Fraction:
    digits = _DECIMALS.search(printed)
    if not digits or not stated:
        return Fraction(0)
    scale = abs(stated) / Fraction(Decimal(digits[0].replace(",", "")))
    return scale / 2 * Fraction(Decimal(1).scaleb(-len(digits[1] or "")))
