"""The days, years and stretches of them that a policy states, as facts."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from kb.rules.types import FactKind, FactOperator
from kb.text.periods import Period
from kb.types import Span

# By when: 力争2025年全省…达到, 将于今年底完成, 到2027年.
_BY = re.compile(r"(?:力争|争取|到|至|截至|在|于)$")
_TO_BE_DONE = re.compile(r"力争|争取|将于?|计划|预计|完成|之?前|为止")
_YEAR_WRITTEN = re.compile(r"(?:19|20)\d\d|[一二][〇零九]")
_MONTHS = re.compile(r"月|季")
_DAY = re.compile(r"[日号]|\d[-./]\d{1,2}[-./]\d")
_YEARLY = re.compile(r"每(?:一|个)?(?:自然)?年度?的? ?(?P<month>1[0-2]|[1-9]) ?月 ?(?P<day>[12]\d|3[01]|[1-9]) ?[日号]")
_A_YEAR = re.compile(r"[今本去明后前上]年")
_ISSUED = re.compile(r"^[^,。;]{0,4}?起?(?:施行|实施|执行|生效|印发|发布|公布)")


def yearly(text: str, year: int) -> Iterator[Period]:
    """Yield the days that come every year, in the year given: 每年4月30日前."""
    for found in _YEARLY.finditer(text):
        try:
            day = date(year, int(found["month"]), int(found["day"]))
        except ValueError:
            continue
        yield Period(Span(found.start("month"), found.end()), day, day)


def kind_of_time(period: Period, words: str, before: str, behind: str) -> FactKind:
    """Return whether a time is a day, a stretch or a deadline, from the words on both sides of it."""
    single = period.start.year == period.end.year and period.end != date.max
    days = (period.end - period.start).days if period.end != date.max else 0
    aimed = single and _BY.search(before) and _TO_BE_DONE.search(before[-6:])
    if period.open_start or aimed or re.match(r" ?[之以]?前", behind):
        return FactKind.DEADLINE
    whole_year = (period.start.month, period.start.day, period.end.month, period.end.day) == (1, 1, 12, 31)
    if days == 0 or (whole_year and period.start.year == period.end.year) or _is_month(period):
        return FactKind.DATE
    return FactKind.PERIOD if _of_months(period) and not _DAY.search(words) else FactKind.DATE


def value_of_time(period: Period, words: str) -> tuple[str, str]:
    """Return a time as written, in one notation, and its unit.

    2022-06-26, 2023-05, (2020/2022, 年), 2020-03-01/2020-12-31; where the year is left out 03-20, (1/8, 月), and what
    is said by the day of writing as it is said: 今年底.
    """
    start, end = period.start, period.end
    dated = _YEAR_WRITTEN.search(words) is not None
    if end in (date.max, start):
        return (start.isoformat() if dated else f"{start:%m-%d}") if _DAY.search(words) or dated else words, ""
    months = _MONTHS.search(words)
    if not dated and not (months or _DAY.search(words)):
        return words, "年" if _A_YEAR.fullmatch(words) else ""
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and not months:
        return (str(start.year) if start.year == end.year else f"{start.year}/{end.year}"), "年"
    if _is_month(period):
        return f"{start:%Y-%m}" if dated else str(start.month), "" if dated else "月"
    if _of_months(period) and not _DAY.search(words):
        return f"{start:%Y-%m}/{end:%Y-%m}" if dated else f"{start.month}/{end.month}", "月"
    return f"{start.isoformat()}/{end.isoformat()}", ""


def operator_of_time(period: Period, behind: str) -> FactOperator:
    """Return how a time limits: 2025年底前 is the latest, 2022年起 the earliest."""
    if re.match(r" ?[之以]?前", behind):
        return FactOperator.MAX
    return FactOperator.MIN if period.end == date.max and not _ISSUED.match(behind) else FactOperator.EQ


def _is_month(period: Period) -> bool:
    return _of_months(period) and (period.start.year, period.start.month) == (period.end.year, period.end.month)


def _of_months(period: Period) -> bool:
    """Tell whether a stretch begins and ends with whole months."""
    if period.end == date.max:
        return False
    return period.start.day == 1 and period.end.day == monthrange(period.end.year, period.end.month)[1]
