"""Whether a firm was founded before or after a day that a demand names: 2024年6月30日前注册, 2020年1月1日以后成立的."""

import re
from datetime import date

from kb.rules.matching.decisions import Decision, doubted, met, unknown, unmet
from kb.rules.matching.measure import ESTABLISHED
from kb.rules.matching.said import first
from kb.rules.types import Applicant, Certainty

_DAY = r"(?P<year>(?:19|20)\d\d)年(?:(?P<month>\d{1,2})月)?(?:(?P<day>\d{1,2})日)?"
_FOUNDED = r"(?:登记|注册|成立|设立|开办|创办|开业|取得营业执照|领取营业执照)"
_BEFORE_VERB = re.compile(
    rf"{_DAY}(?:\([含不]含?\))?(?P<side>之?前|以前|之?后|以后|起)(?:新|首次|已)?(?:[^,。;\d]{{0,14}}?){_FOUNDED}"
)
_BEHIND_VERB = re.compile(
    rf"{_FOUNDED}(?:时间|日期|日)?(?:在|于|不晚于|早于|晚于)?{_DAY}(?:\([含不]含?\))?(?P<side>之?前|以前|之?后|以后)"
)
_LAST_MONTH = 12


def founded_within(words: str, applicant: Applicant) -> Decision | None:
    """Return what the day of founding makes of half-width words; None where they name no day for it."""
    found = _BEFORE_VERB.search(words) or _BEHIND_VERB.search(words)
    if found is None:
        return None
    early, late = _day(found)
    if early is None or late is None:
        return None
    fact = first(applicant, ESTABLISHED)
    said = found.group("year") + "年" + (f"{found['month']}月" if found["month"] else "")
    said += f"{found['day']}日" if found["day"] else ""
    before = "前" in found["side"]
    wanted = f"{said}{'以前' if before else '以后'}"
    if fact is None or not isinstance(fact.value, date) or fact.certainty is Certainty.DENIED:
        return unknown(f"没有说什么时候成立的；要{wanted}", ESTABLISHED)
    first_day, last_day = _said(fact.value, fact.unit)
    if (last_day <= late) if before else (first_day >= early):
        return doubted(met(f"{fact.words or fact.value}，在{wanted}", fact), fact)
    if (first_day > late) if before else (last_day < early):
        return doubted(unmet(f"{fact.words or fact.value}，不在{wanted}", fact), fact)
    return unknown(f"只说了{fact.words or fact.value}，看不出是不是在{wanted}", ESTABLISHED, fact)


def _day(found: re.Match[str]) -> tuple[date | None, date | None]:
    """Return the first and the last day that a date takes in: a year alone its whole."""
    year, month, day = int(found["year"]), int(found["month"] or 0), int(found["day"] or 0)
    try:
        return date(year, month or 1, day or 1), date(year, month or _LAST_MONTH, day or _last(month))
    except ValueError:
        return None, None


def _said(value: date, unit: str | None) -> tuple[date, date]:
    """Return the first and the last day that a founding date may mean: said by its year or month alone its whole."""
    match unit:
        case "年":
            return value.replace(month=1, day=1), value.replace(month=_LAST_MONTH, day=31)
        case "月":
            return value.replace(day=1), value.replace(day=_last(value.month))
        case _:
            return value, value


def _last(month: int) -> int:
    return 28 if month == 2 else 30 if month in (4, 6, 9, 11) else 31
