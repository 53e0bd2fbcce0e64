"""Intervals of a text that say for whom or for what something holds: 1—3日, 80分以上, 超过5000万元的, 不足5人且…的."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kb.text.amounts import NO_LESS, NO_MORE, Figure, Operator, figures_in
from kb.text.quantities import in_base_unit
from kb.text.written_numbers import half_width
from kb.types import Span

POINTS = "分"
"""The unit of what is scored; no quantity elsewhere, for 分 is much else."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The numbers between two ends, in a unit that they compare in; an end that is None is open without limit."""

    start: int
    end: int
    low: Decimal | None
    high: Decimal | None
    unit: str
    low_included: bool = True
    high_included: bool = True
    figure: bool = False
    """Whether it is but one number."""

    def holds(self, value: Decimal) -> bool:
        """Tell whether a number lies in it."""
        above = self.low is None or value > self.low or (self.low_included and value == self.low)
        below = self.high is None or value < self.high or (self.high_included and value == self.high)
        return above and below

    def is_apart(self, other: "Interval") -> bool:
        """Tell whether it has no number in common with another, a shared end aside."""
        return _ends_by(self.high, other.low) or _ends_by(other.high, self.low)

    def goes_on_in(self, other: "Interval") -> bool:
        """Tell whether another begins where it ends, or the other way, and the two have at most that end in common."""
        ends = (self.high is not None and self.high == other.low) or (other.high is not None and other.high == self.low)
        return ends and self.is_apart(other)

    def is_within(self, other: "Interval") -> bool:
        """Tell whether it lies in another and both go on without limit on the same side."""
        if self.low is not None and other.low is not None and self.high is None and other.high is None:
            return self.low > other.low
        if self.high is not None and other.high is not None and self.low is None and other.low is None:
            return self.high < other.high
        return False


_POINTS = re.compile(
    r"(?<![\d.第])(?P<first>\d{1,4}(?:\.\d+)?)分?(?: ?(?:至|到|-+|~+) ?(?P<second>\d{1,4}(?:\.\d+)?))?"
    r"分(?![之钟期公行部别配红摊担支批局类级档项页册段成析为局店]|散|布)"
)
# What is neither beginning nor end of what a text counts, but the operator of a scale.
_SIGN = re.compile(r"(?P<least>>=|≥|≧)|(?P<over>>)|(?P<most><=|≤|≦)|(?P<under><)")
_MOST_BEFORE = re.compile(rf"(?:{NO_MORE}|小于等于|小于或等于|至多|最[高多])$")
# 不得高于 and 不宜少于 bound from the other side.
_UNDENIED = "(?<!不)(?<!不[得应可能宜])"
_UNDER = re.compile(rf"(?:不足|不满|不到|未满|未达到?|{_UNDENIED}(?:低于|少于|小于|短于))$")
_BELOW_IT, _UP_TO_IT = re.compile(r"^(?:<(?!=)|小于(?!等于))"), re.compile(r"^(?:<=|≤|≦|小于等于)")
_LEAST_BEFORE = re.compile(rf"(?:{NO_LESS}|大于等于|大于或等于|至少|满|达到?)$")
_OVER = re.compile(rf"{_UNDENIED}(?<!未)(?:超过|超出|高于|大于|多于|长于|突破|超|逾)$")
_WITHOUT, _WITH = re.compile(r"^\(?不含[^()]{0,6}\)?|^[^,。;]{0,4}\(不含[^()]{0,6}\)"), re.compile(r"^\(含[^()]{0,6}\)")
_LEAST_AFTER = re.compile(r"^(?:\(不?含[^()]{0,6}\))?(?:及其?)?(?:以上|往上)")
_MOST_AFTER = re.compile(r"^(?:\(不?含[^()]{0,6}\))?(?:及其?)?(?:以[下内]|之内|内(?![部容外]))")
# What may stand between the two ends of one interval.
_BETWEEN = re.compile(
    rf"(?:\(不?含[^()]{{0,6}}\)|以上|[,、至到\-~ ]|且|和|并|但|{NO_MORE}|不足|不满|未满|低于|小于|少于"
    r"|[<≤]=?|等于|不含|含|(?<=[<≤=])[\u4e00-\u9fff]{1,8}(?=[<≤]))*"
)


def intervals_in(text: str) -> tuple[Interval, ...]:
    """Return the intervals of a text in order, numbers that stand as they are among them.

    以上 and 以下 take in their number, 超过 and 不足 do not, and （不含） does what it says. 约 makes none.
    """
    plain = half_width(text)
    figures = [one for one in figures_in(plain) if one.unit != "比" and one.operator is not Operator.ABOUT]
    found = list(_ends(plain, sorted([*figures, *_points(plain, figures)], key=lambda one: one.span.start)))
    return tuple(_joined(plain, found))


def _points(text: str, figures: Sequence[Figure]) -> Iterator[Figure]:
    for match in _POINTS.finditer(text):
        if any(one.span.start < match.end() and match.start() < one.span.end for one in figures):
            continue
        values = tuple(Decimal(match[name]) for name in ("first", "second") if match[name])
        yield Figure(Span(*match.span()), values, POINTS)


def _ends(text: str, figures: Sequence[Figure]) -> Iterator[Interval]:
    """Yield what each figure alone bounds: 80分以上 from 80 on, 1—3日 from 1 to 3."""
    for figure in figures:
        values, unit = in_base_unit(figure.values, figure.unit)
        start, end = figure.span.start, figure.span.end
        before, after = text[max(0, start - 8) : start].rstrip(" "), text[end : end + 12]
        without = _WITHOUT.match(after) is not None
        if len(values) > 1:
            yield Interval(start, end, min(values), max(values), unit, high_included=not without)
            continue
        value, sign = values[0], _SIGN.search(before[-2:])
        kind = sign.lastgroup if sign and before.endswith(sign.group()) else None
        if kind in ("under", "most") or _UNDER.search(before) or _MOST_BEFORE.search(before):
            included = kind == "most" or (kind is None and not _UNDER.search(before) and not without)
            yield Interval(start, end, None, value, unit, high_included=included)
        elif kind in ("over", "least") or _OVER.search(before) or _LEAST_BEFORE.search(before):
            included = kind == "least" or (kind is None and not _OVER.search(before) and not without)
            yield Interval(start, end, value, None, unit, low_included=included)
        elif found := _LEAST_AFTER.match(after):
            yield Interval(start, end + found.end(), value, None, unit, low_included=not without)
        elif found := _MOST_AFTER.match(after):
            yield Interval(start, end + found.end(), None, value, unit, high_included=not without)
        elif _BELOW_IT.match(after) or _UP_TO_IT.match(after):
            # 60≤评分<80: the number stands before the sign.
            yield Interval(start, end, value, None, unit, low_included=_UP_TO_IT.match(after) is not None)
        elif figure.operator is Operator.EXACT:
            yield Interval(start, end, value, value, unit, high_included=not without, figure=True)


def _joined(text: str, found: Sequence[Interval]) -> Iterator[Interval]:
    """Yield the intervals with the two ends of one made one: 3年以上5年以下, 超过5万元、不足10万元."""
    at = 0
    while at < len(found):
        one = found[at]
        if at + 1 < len(found) and (both := _of_two(text, one, found[at + 1])):
            yield both
            at += 2
            continue
        yield one
        at += 1


def _of_two(text: str, one: Interval, other: Interval) -> Interval | None:
    between = text[one.end : other.start]
    if one.unit != other.unit or not _BETWEEN.fullmatch(between):
        return None
    # 50万元（含）至100万元（不含） has no other word for its ends.
    spanned = one.figure and other.figure and re.search("[至到~-]", between)
    bounded = one.low is not None and other.high is not None and (one.high is None or spanned) and other.low is None
    if not (bounded or spanned) or one.low is None or other.high is None or one.low >= other.high:
        return None
    first = not re.match(r"\(不含", between)
    low = one.low_included and first if spanned else one.low_included
    return replace(other, start=one.start, low=one.low, low_included=low, figure=False)


def _ends_by(high: Decimal | None, low: Decimal | None) -> bool:
    return high is not None and low is not None and high <= low
