"""Dates as Chinese documents write them: 2022年6月26日, 二〇一九年一月九日, 2021-05-16, 2021.5.16."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_DIGITS = {character: str(value) for value, character in enumerate("〇一二三四五六七八九")} | dict.fromkeys(
    "零○ОO", "0"
)
_YEAR = r"(?P<year>(?:1[89]|20)\d{2}|[一二][〇零○ОO一二三四五六七八九]{3})"
_NUMBER = r"(?:\d{1,2}|[一二三]?十[一二三四五六七八九]?|[廿卅][一二三四五六七八九]?|[一二三四五六七八九])"
_WRITTEN = re.compile(
    rf"(?<!\d){_YEAR}\s*年\s*(?P<month>{_NUMBER})\s*月\s*(?P<day>{_NUMBER})\s*日"
    r"|(?<![\d.])(?P<year2>(?:19|20)\d{2})(?P<mark>[-./])(?P<month2>\d{1,2})(?P=mark)(?P<day2>\d{1,2})(?![\d.])"
)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A day that a text names, and where it does."""

    day: date
    start: int
    end: int


def find_dates(text: str) -> Iterator[DateMention]:
    """Yield the full dates that the text names, in order; what is no day of the calendar is left out."""
    for match in _WRITTEN.finditer(text):
        parts = (match["year"], match["month"], match["day"])
        if parts[0] is None:
            parts = (match["year2"], match["month2"], match["day2"])
        try:
            day = date(_year(parts[0]), _number(parts[1]), _number(parts[2]))
        except ValueError:
            continue
        yield DateMention(day, match.start(), match.end())


def first_date(text: str) -> DateMention | None:
    """Return the first full date that the text names, None where it names none."""
    return next(find_dates(text), None)


def add_years(day: date, years: int) -> date:
    """Return the same day so many years later; 29 February becomes 28 February where there is none."""
    year = day.year + years
    last = calendar.monthrange(year, day.month)[1]
    return date(year, day.month, min(day.day, last))


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later; the month's last day where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_day_of_months(first: date, months: int) -> date:
    """Return the last day of a term of so many months that begins on the day."""
    return add_months(first, months) - timedelta(days=1)


def last_day_of_term(first: date, years: int) -> date:
    """Return the last day of a term of so many years that begins on the day."""
    return add_years(first, years) - timedelta(days=1)


def small_number(text: str) -> int:
    """Return the value of a number below 100, in Chinese or Arabic digits. Raises ValueError where it is none."""
    plain = text.strip()
    if not re.fullmatch(_NUMBER + "|两", plain):
        raise ValueError(f"not a number below 100: {text!r}")
    return 2 if plain == "两" else _number(plain)


def _year(text: str) -> int:
    return int("".join(_DIGITS.get(character, character) for character in text))


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, _, ones = text.partition("十")
    if "十" not in text:
        return int(_DIGITS[text])
    return 10 * int(_DIGITS[tens] if tens else 1) + int(_DIGITS[ones] if ones else 0)
