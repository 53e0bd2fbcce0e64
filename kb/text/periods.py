"""The times that a text speaks of (2021年一季度末, 今年1~8月), and whether two of them can be the same."""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kb.types import Span

_DIGITS = {character: number for number, character in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_NUMBER = r"(?:1[0-2]|[1-9]|0[1-9]|十[一二]?|[一二两三四五六七八九])"
_YEAR = r"(?:19|20)[0-9]{2}|二〇[〇一二三四五六七八九]{2}"
_RELATIVE = {"今年": 0, "本年": 0, "当年": 0, "去年": -1, "上年": -1, "上一年": -1, "前年": -2, "明年": 1}
_PART = rf"""
    (?P<whole>全年)
  | 第?(?P<quarter>[一二三四1-4])季度(?P<quarter_end>末)?
  | 前(?P<quarters>[二两三23])个?季度
  | (?P<half>[上下])半年(?P<half_end>末)?
  | (?P<year_end>年?[底末终])(?!期)
  | (?P<year_start>年初)
  | [前头](?P<months>{_NUMBER})个?月
  | (?P<from_month>{_NUMBER})月?(?:份)?[-~～—–至到](?P<to_month>{_NUMBER})月(?:份)?(?P<range_end>末|底)?
  | (?P<month>{_NUMBER})月(?:份)?(?:(?P<day>[0-9]{{1,2}})[日号]|(?P<month_end>末|底)|(?P<month_start>初))?
"""
_PERIOD = re.compile(
    rf"""
    (?P<open>截至|截止到?|到|至)?\s*
    (?:
        “?十(?P<plan>[二三四五])五”?(?:期间|末|时期|规划)
      | (?<![0-9.])(?P<first>{_YEAR})年?[-~～—–至到](?P<last>{_YEAR})年?(?![0-9])
      | (?:(?<![0-9.])(?P<year>{_YEAR})年(?:度)?|(?P<relative>{"|".join(_RELATIVE)}))\s*(?:的)?(?:{_PART})?
      | (?<![0-9.第])(?:{_PART.replace("(?P<", "(?P<bare_")})
    )
    """,
    re.VERBOSE,
)
_FIRST_PLAN = 2001  # the first year of the tenth five-year plan: 十五
_PLAN_NUMBERS = {"二": 12, "三": 13, "四": 14, "五": 15}


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days that a text names, both ends included."""

    span: Span
    start: date
    end: date
    at_end: bool = False
    """It is the state at the end that is spoken of (年底, 一季度末, 截至…)."""
    whole: bool = False
    """All of it is spoken of expressly (全年)."""


def periods_in(text: str, relative_to: date | None = None) -> tuple[Period, ...]:
    """Return the times that a text names, in order.

    今年 and the like, and a month or quarter without a year, are read from the year named last before them, or else
    from `relative_to`; where there is neither they are left out.
    """
    return tuple(_periods(text, relative_to))


def conflict(asked: Sequence[Period], stated: Sequence[Period]) -> bool:
    """Tell whether a text that states only these times cannot answer a question that asks about those.

    A question about 2021年 is answered by what is said of a part of it; one about 全年, 年底 or a quarter is not
    answered by what is said of another part. A statement about a longer stretch may hold the shorter one asked about.
    False where either names no time.
    """
    if not asked or not stated:
        return False
    return not any(_fits(one, other) for one in asked for other in stated)


def _fits(asked: Period, stated: Period) -> bool:
    if stated.start <= asked.start and asked.end <= stated.end:
        return not (stated.at_end and asked.end != stated.end)
    if asked.start <= stated.start and stated.end <= asked.end:
        if asked.at_end:
            return stated.end == asked.end
        return not asked.whole or (stated.start, stated.end) == (asked.start, asked.end)
    return False


def _periods(text: str, relative_to: date | None) -> Iterator[Period]:
    year = relative_to.year if relative_to else None
    for found in _PERIOD.finditer(text):
        parts = found.groupdict()
        span = Span(found.start(), found.end())
        if parts["plan"]:
            first = _FIRST_PLAN + 5 * (_PLAN_NUMBERS[parts["plan"]] - 10)
            yield Period(span, date(first, 1, 1), date(first + 4, 12, 31))
        elif parts["first"]:
            first, year = _year(parts["first"]), _year(parts["last"])
            if first <= year:
                yield Period(span, date(first, 1, 1), date(year, 12, 31))
        else:
            named = _named_year(parts, relative_to)
            if named is None and (parts["year"] or parts["relative"]):
                continue
            year = named if named is not None else year
            if year is not None:
                yield _period(span, year, parts, opened=bool(parts["open"]))


def _named_year(parts: dict[str, str | None], relative_to: date | None) -> int | None:
    if parts["year"]:
        return _year(parts["year"])
    if parts["relative"] and relative_to:
        return relative_to.year + _RELATIVE[parts["relative"]]
    return None


def _period(span: Span, year: int, parts: dict[str, str | None], *, opened: bool) -> Period:
    def part(name: str) -> str | None:
        return parts.get(name) or parts.get(f"bare_{name}")

    first, last, at_end = 1, 12, opened
    if quarter := part("quarter"):
        first = 3 * _number(quarter) - 2
        last, at_end = first + 2, at_end or bool(part("quarter_end"))
    elif quarters := part("quarters"):
        last = 3 * _number(quarters)
    elif half := part("half"):
        first, last = (1, 6) if half == "上" else (7, 12)
        at_end = at_end or bool(part("half_end"))
    elif part("year_end"):
        at_end = True
    elif part("year_start"):
        last = 1
    elif months := part("months"):
        last = _number(months)
    elif (begin := part("from_month")) and (end := part("to_month")):
        first, last = sorted((_number(begin), _number(end)))
        at_end = at_end or bool(part("range_end"))
    elif month := part("month"):
        first = last = _number(month)
        at_end = at_end or bool(part("month_end"))
        day = int(part("day") or 0)
        if 0 < day <= monthrange(year, first)[1]:
            return Period(span, date(year, first, day), date(year, first, day), at_end)
    end_day = date(year, last, monthrange(year, last)[1])
    return Period(span, date(year, first, 1), end_day, at_end, bool(part("whole")))


def _year(text: str) -> int:
    return int("".join(str(_DIGITS.get(character, character)) for character in text))


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    if text.startswith("十"):
        return 10 + (_DIGITS[text[1]] if len(text) > 1 else 0)
    return _DIGITS[text]
