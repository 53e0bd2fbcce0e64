"""The values of structured facts: read from what JSON has, refused with the field, the value and what to write."""

import math
import re
from datetime import date
from decimal import Decimal
from typing import NoReturn

from kb.errors import InvalidQuestion
from kb.rules.applicant.schema import NOT_KNOWN
from kb.text.amounts import figures_in
from kb.text.dates import find_dates

_SHOWN = 60
_TRUE = re.compile(r"^(?:true|yes|y|1|是|有|对|真|曾|已|属于|在|贷过|获得过|列入)", re.IGNORECASE)
_FALSE = re.compile(r"^(?:false|no|n|0|否|没|无|未|不|从未|从没|假)", re.IGNORECASE)
_YEAR = re.compile(r"(?P<year>(?:19|20)\d\d)(?: ?年|[-/.])? ?(?:(?P<month>1[0-2]|0?[1-9]) ?月?(?:份)?)?")
_RATE_UNITS = frozenset({"%", "百分点"})
LONGEST_LIST = 200
"""The most entries of a list."""


def refuse(field: str, value: object, remedy: str) -> NoReturn:
    """Raise InvalidQuestion for a structured fact that cannot be read."""
    shown = repr(value)
    shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
    raise InvalidQuestion(f"facts 的“{field}”是 {shown}，读不出来；{remedy}", field=field, value=shown, remedy=remedy)


def is_unknown(value: object) -> bool:
    """Tell whether a value says that the fact is not known."""
    return value is None or (isinstance(value, str) and value.strip().lower() in NOT_KNOWN)


def text_of(field: str, value: object) -> str:
    """Return a text. Raises InvalidQuestion."""
    if not isinstance(value, str):
        refuse(field, value, '应是文字，例如 "某某市"；不知道就写 null')
    return value.strip()


def texts_of(field: str, value: object) -> tuple[str, ...]:
    """Return a list of texts; a single text is a list of one, 、 and ； part several. Raises InvalidQuestion."""
    if isinstance(value, str):
        return tuple(part for part in map(str.strip, re.split(r"[、；;\n]", value)) if part)
    if not isinstance(value, (list, tuple)) or not all(isinstance(one, str) for one in value):
        refuse(field, value, '应是文字的列表，例如 ["高新技术企业"]；一项也没有就写 []，不知道就写 null')
    if len(value) > LONGEST_LIST:
        refuse(field, value, f"最多 {LONGEST_LIST} 项")
    return tuple(part for part in (one.strip() for one in value) if part)


def truth_of(field: str, value: object) -> bool | None:
    """Return a truth; None for a text that neither affirms nor denies. Raises InvalidQuestion."""
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)) and value in (0, 1):
        return bool(value)
    if not isinstance(value, str):
        refuse(field, value, "应是 true 或 false；不知道就写 null")
    if _FALSE.match(value.strip()):
        return False
    return True if _TRUE.match(value.strip()) else None


def day_of(field: str, value: object) -> tuple[date, str]:
    """Return a day and how exactly it is given: 日, 月 or 年, the first day of which stands for it.

    Raises InvalidQuestion.
    """
    if isinstance(value, date):
        return value, "日"
    if isinstance(value, int) and not isinstance(value, bool) and 1900 <= value <= 2100:
        return date(value, 1, 1), "年"
    if isinstance(value, str):
        text = value.strip()
        found = next(iter(find_dates(text)), None)
        if found is not None:
            return found.day, "日"
        if match := _YEAR.match(text):
            rest = text[match.end() :]
            if not re.match(r"[-/.]?\d", rest):
                return date(int(match["year"]), int(match["month"] or 1), 1), "月" if match["month"] else "年"
    refuse(field, value, '应是日期，例如 "2024-05-20"，只知道年份就写 "2019"；不知道就写 null')


def number_of(field: str, value: object, unit: str, factor: int | None = None) -> tuple[Decimal, Decimal | None]:
    """Return a number in its unit, with the upper end where a range is given.

    `factor` is how many of the unit one is, where the field's name says so (revenue_wan). Raises InvalidQuestion.
    """
    if isinstance(value, dict):
        if set(value) - {"value", "unit"} or "value" not in value:
            refuse(field, value, '应是 {"value": 数字, "unit": "单位"}')
        amount, said = value["value"], value.get("unit")
        if said is None:
            return number_of(field, amount, unit, factor)
        return _written(field, value, f"{amount}{said}", unit)
    if isinstance(value, str):
        if re.fullmatch(r"\s*-?\d+(?:\.\d+)?\s*", value):
            return number_of(field, float(value) if "." in value else int(value), unit, factor)
        return _written(field, value, value, unit)
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        refuse(field, value, f"应是数字（单位：{unit}），例如 1000；不知道就写 null")
    if not math.isfinite(value) or value < 0 or value > 10**15:
        refuse(field, value, f"应是不小于 0 的数字（单位：{unit}）")
    number = Decimal(str(value)) * (factor or 1)
    if unit == "%" and factor is None and 0 < number < 1:
        refuse(field, value, f'可能是 {number}% 也可能是 {number * 100}%；请写明，例如 {{"value": 5, "unit": "%"}}')
    return number, None


def _written(field: str, value: object, text: str, unit: str) -> tuple[Decimal, Decimal | None]:
    figures = figures_in(text)
    if len(figures) == 1:
        figure = figures[0]
        values, found = figure.values, figure.unit
        if found == "年" and unit == "月":
            values, found = tuple(one * 12 for one in values), "月"
        if found in _RATE_UNITS and unit == "%":
            found = "%"
        if found == unit or (unit == "人" and found in ("个", "户", "家")):
            return values[0], values[-1] if len(values) > 1 and values[-1] != values[0] else None
    refuse(
        field, value, f"应是以“{unit}”计的数字，例如 1000，或连同单位写成文字，例如 {_example(unit)}；不知道就写 null"
    )


def _example(unit: str) -> str:
    return {"元": '"800万元"', "人": '"25人"', "%": '"5%"', "月": '"12个月"'}.get(unit, f'"30{unit}"')
