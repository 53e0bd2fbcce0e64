"""Whether an applicant's figures reach what a policy demands: revenue, staff, age of the firm, shares."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from kb.rules.conditions.leaf_kinds import MEASURES
from kb.rules.conditions.windows import WINDOW, years_counted
from kb.rules.matching.decisions import Decision, best, doubted, met, unknown, unmet
from kb.rules.matching.said import amount, first, state_of
from kb.rules.matching.shares import ends_of, missing_part, share_of
from kb.rules.matching.wording import quoted
from kb.rules.types import Applicant, Condition, Fact, Status
from kb.text.amounts import Figure, Operator, figures_in
from kb.text.quantities import in_base_unit
from kb.text.written_numbers import half_width

ESTABLISHED, AGE_MONTHS = "established", "age_months"

_STRICT = re.compile(r"超过|大于|高于|多于|不足|不满|未满|小于|低于|少于|不到")
_NOT = re.compile(r"不(?:得|应|可)?(?:超过|大于|高于|多于|小于|低于|少于|足)")
_RANGE = re.compile(r"^(?:\([含不]含?\))?(?:以上)?(?:,|、)?(?:至|到|-+|~+|且)?(?:不超过|低于|不足)?$")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_UNITS = {"employees": "人", "rd_staff": "人", "age": "岁"}
# What is reckoned on each head or plot is another figure than the whole.
_PER = re.compile(r"人均|户均|亩均|每(?:亩|人|户|平方米|公顷|家)|元/|吨/")
_COUNTED = re.compile(r"\d ?(?:[十百千万亿]*)(元|%|人|名|岁|亩|户)")
_WAN = Decimal(10_000)


def measure_of(words: str) -> tuple[str, str] | None:
    """Return the fact that the half-width words of a demand measure, and its name for people."""
    return next(((name, shown) for name, shown, pattern in MEASURES if re.search(pattern, words)), None)


def bounds_of(words: str) -> tuple[list[tuple[Figure, Decimal, Operator]], str]:
    """Return the limits that half-width words set, in base units, and the unit."""
    limits: list[tuple[Figure, Decimal, Operator]] = []
    figures = figures_in(words)
    unit = ""
    for at, figure in enumerate(figures):
        values, base = in_base_unit(figure.values, figure.unit)
        unit = unit or base
        if base != unit:
            continue
        if len(values) > 1:
            limits += [(figure, values[0], Operator.AT_LEAST), (figure, values[-1], Operator.AT_MOST)]
            continue
        operator = figure.operator
        if operator is Operator.EXACT and at + 1 < len(figures):
            between = words[figure.span.end : figures[at + 1].span.start]
            if _RANGE.match(between):
                operator = Operator.AT_LEAST
        elif operator is Operator.EXACT and limits and limits[-1][2] is Operator.AT_LEAST:
            operator = Operator.AT_MOST
        if operator is Operator.EXACT:
            operator = Operator.AT_LEAST
        limits.append((figure, values[0], operator))
    return limits, unit


def match_measure(condition: Condition, applicant: Applicant) -> Decision:
    """Return whether the applicant's figure lies within the limits of a condition."""
    words = half_width(condition.text)
    if (stated := _stated(words, applicant)) is not None:
        return stated
    years = years_counted(words)
    words = WINDOW.sub("", words)
    measured = measure_of(words)
    limits, unit = bounds_of(words)
    if measured is None or not limits or _PER.search(words) or unit != _UNITS.get(measured[0], _units_of(measured[0])):
        return unknown(f"没有说是否{quoted(condition.text)}", f"states.{condition.text}")
    if _of_several_kinds(words):
        return unknown(f"没有说是否{quoted(condition.text)}", f"states.{condition.text}")
    name, shown = measured
    fact = first(applicant, name)
    if fact is not None and unit == "元" and years_counted(half_width(fact.words)) != years:
        return _over_years(condition, fact, limits, years)
    ends = _in_unit(fact, unit) if fact is not None else None
    if fact is not None and ends is not None:
        said = _between(ends, limits[0][0].unit)
        return _compared(words, f"{shown}是{said}", ends, limits, name, (fact,))
    share = share_of(name, applicant) if unit == "%" else None
    if share is not None:
        return _compared(words, share.reckoned, (share.low, share.high), limits, name, share.facts)
    return unknown(f"没有说{shown}", missing_part(name, applicant) or name, *([fact] if fact else []))


def _of_several_kinds(words: str) -> bool:
    """Tell whether half-width words limit more than one thing: 30人以下的企业裁员率不高于20%."""
    return len(set(_COUNTED.findall(words))) > 1


def match_age_of_firm(condition: Condition, applicant: Applicant, day: date) -> Decision:
    """Return whether the firm is as old as a condition wants it on a day."""
    words = half_width(condition.text)
    limits, _ = bounds_of(words)
    if (stated := _stated(words, applicant)) is not None:
        return stated
    months = first(applicant, AGE_MONTHS)
    since = first(applicant, ESTABLISHED)
    limits = [limit for limit in limits if limit[0].unit in ("年", "月")]
    if not limits:
        return unknown(f"没有说是否{quoted(condition.text)}", f"states.{condition.text}")
    if since is not None and isinstance(since.value, date):
        age = Decimal(_months_between(since.value, day))
        return _compared(words, f"成立{_between((age, age), '月')}", (age, age), limits, ESTABLISHED, (since,))
    if months is not None and amount(months) is not None:
        ends = ends_of(months)
        return _compared(words, f"成立{_between(ends, '月')}", ends, limits, ESTABLISHED, (months,))
    return unknown("没有说什么时候成立的", ESTABLISHED)


def _stated(words: str, applicant: Applicant) -> Decision | None:
    """Return the decision by a state in the words of a demand, figures and all; None where none decides it."""
    found = state_of(words, applicant)
    if found is None or _DIGITS.findall(half_width(str(found[1].value))) != _DIGITS.findall(words):
        return None
    because = f"说了符合{quoted(words)}" if found[0] else f"说了不符合{quoted(words)}"
    return doubted(met(because, found[1]) if found[0] else unmet(because, found[1]), found[1])


def _over_years(
    condition: Condition, fact: Fact, limits: Sequence[tuple[Figure, Decimal, Operator]], years: int
) -> Decision:
    """Return what a figure of other years than those that a demand counts decides: sums only grow with the years."""
    ends = ends_of(fact)
    said = _between(ends, limits[0][0].unit)
    told = years_counted(half_width(fact.words))
    stretch = f"{told}年一共" if told > 1 else "一年"
    for figure, limit, operator in limits:
        reached = ends[0] >= limit
        if told < years and operator is Operator.AT_LEAST and reached:
            continue
        if told > years and operator is Operator.AT_LEAST and ends[1] < limit:
            return _doubted(unmet(f"{stretch}{said}，更不到{_shown(limit, figure.unit)}", fact), (fact,))
        wanted = f"{years}年合起来的" if years > 1 else "一年的"
        return unknown(f"只说了{stretch}{said}，文件看的是{wanted}", f"states.{condition.text}", fact)
    return _doubted(met(f"{stretch}就有{said}，符合要求", fact), (fact,))


def _units_of(name: str) -> str:
    return "%" if name.endswith("_ratio") else "元"


def _compared(
    words: str,
    said: str,
    ends: tuple[Decimal, Decimal],
    limits: Sequence[tuple[Figure, Decimal, Operator]],
    name: str,
    facts: tuple[Fact, ...],
) -> Decision:
    """Return whether a figure lies within limits; one that is said as a range is within where both its ends are."""
    if _lies_outside(words, limits):
        # 不满18周岁或者超过65周岁: no figure does both, and either is enough.
        sides = [_compared(words, said, ends, [limit], name, facts) for limit in limits]
        found = best(sides)
        if found.status is Status.MET:
            return replace(found, because=f"{said}，属于{quoted(words)}")
        return replace(found, because=f"{said}，不属于{quoted(words)}") if found.status is Status.UNMET else found
    open_at: str | None = None
    for figure, limit, operator in limits:
        asked = words[figure.span.start : figure.span.end]
        before = words[max(0, figure.span.start - 6) : figure.span.start]
        strict = bool(_STRICT.search(before[-5:])) and not _NOT.search(before)
        within = [_is_within(value, limit, operator, strict=strict) for value in ends]
        if not any(within):
            fails = "不到" if operator is Operator.AT_LEAST else "超过了"
            if limit in ends:
                fails = "没有超过" if operator is Operator.AT_LEAST else "没有低于"
            return _doubted(unmet(f"{said}，{fails}{asked}", *facts), facts)
        if not all(within):
            open_at = asked
    if open_at is not None:
        return unknown(f"{said}，看不出是不是够得上{open_at}", name, *facts)
    return _doubted(met(f"{said}，符合要求", *facts), facts)


def _lies_outside(words: str, limits: Sequence[tuple[Figure, Decimal, Operator]]) -> bool:
    """Tell whether two limits name what lies below one and above the other."""
    if len(limits) != 2 or limits[0][2] is not Operator.AT_MOST or limits[1][2] is not Operator.AT_LEAST:
        return False
    return limits[0][1] < limits[1][1] and "或" in words[limits[0][0].span.end : limits[1][0].span.start]


def _is_within(value: Decimal, limit: Decimal, operator: Operator, *, strict: bool) -> bool:
    if value == limit:
        return not strict
    return value > limit if operator is Operator.AT_LEAST else value < limit


def _doubted(decision: Decision, facts: Sequence[Fact]) -> Decision:
    for fact in facts:
        decision = doubted(decision, fact)
    return decision


def _between(ends: tuple[Decimal, Decimal], unit: str) -> str:
    low, high = ends
    return _shown(low, unit) if low == high else f"{_shown(low, unit)}到{_shown(high, unit)}"


def _shown(value: Decimal, unit: str) -> str:
    plain = value.normalize()
    if unit == "元" and value >= _WAN:
        return f"{plain / _WAN:f}万元"
    return f"{plain:f}{'个月' if unit in ('年', '月') else unit}"


def _in_unit(fact: Fact, unit: str) -> tuple[Decimal, Decimal] | None:
    """Return the ends of a fact's number in the unit of a limit; None where the two do not compare."""
    if amount(fact) is None:
        return None
    low, high = ends_of(fact)
    if unit == "%":
        return (low * 100, high * 100) if fact.unit == "%" or low < 1 else (low, high)
    return low, high


def _months_between(first_day: date, day: date) -> int:
    months = (day.year - first_day.year) * 12 + day.month - first_day.month
    return months - (day.day < first_day.day)
