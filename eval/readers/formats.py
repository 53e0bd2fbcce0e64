"""Cells of a workbook as whoever reads the sheet sees them: 50% and not 0.5; dates as Chinese documents write them."""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

_GENERAL = ("General", "@", "")
# What stands beside the digits: “…”, one escaped character, a sign that needs no escape, signs of the currency.
_BESIDE = r"(?:\"[^\"]*\"|\\.|[^\x00-\x7f]|[-+/(): $])*"
_NUMBER = re.compile(
    rf"(?P<before>{_BESIDE})(?P<whole>[#0?,]*[#0?])(?:\.(?P<places>[0#?]+))?(?P<share>%)?(?P<after>{_BESIDE})"
)
# Colours, conditions and locales; the width of a character; a character that fills the cell.
_NOT_SHOWN = re.compile(r"\[(?!\$)[^\]]*\]|_.|\*.")
_CURRENCY = re.compile(r"\[\$([^\]-]*)[^\]]*\]")
# Dates as Chinese programs number their formats (ECMA-376 part 1, 18.8.30), which the library takes for numbers.
_DATE_FORMATS = frozenset({*range(27, 32), 36, *range(50, 55), 57, 58})
_WITHOUT_DAY = frozenset({27, 36, 50, 52, 57})
_FIRST_DAY = datetime(1899, 12, 30)


def shown(value: object, number_format: str, format_id: int = 0) -> str:
    """Return the text of a cell as it is shown; a date in the form of Chinese documents, whatever its format.

    `format_id` is the number of a built-in format. Formats that are too much for this give the plain value.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float) and format_id in _DATE_FORMATS and value >= 1:
        return _day(_FIRST_DAY + timedelta(days=int(value)), with_day=format_id not in _WITHOUT_DAY)
    if isinstance(value, datetime | date):
        return _moment(value, number_format)
    if isinstance(value, int | float):
        return _number(value, number_format)
    return value.isoformat() if isinstance(value, time) else str(value).strip()


def _moment(value: date, number_format: str) -> str:
    if isinstance(value, datetime) and value.time() != time():
        return value.isoformat(sep=" ", timespec="minutes")
    pattern = re.sub(r"\"[^\"]*\"|\[[^\]]*\]", "", number_format.split(";")[0].lower())
    return _day(value, with_day="d" in pattern or "y" not in pattern)


def _day(value: date, *, with_day: bool) -> str:
    return f"{value.year}年{value.month}月" + (f"{value.day}日" if with_day else "")


def _number(value: float, number_format: str) -> str:
    section = _CURRENCY.sub(r'"\1"', _NOT_SHOWN.sub("", number_format.split(";")[0]))
    found = None if number_format in _GENERAL else _NUMBER.fullmatch(section)
    if found is None:
        return _plain(value)
    number = Decimal(str(value)) * (100 if found["share"] else 1)
    places = found["places"] or ""
    rounded = number.quantize(Decimal(1).scaleb(-len(places)), rounding=ROUND_HALF_UP)
    text = f"{rounded:,f}" if "," in found["whole"] else f"{rounded:f}"
    if places:
        text = _without_optional(text, places.count("#"))
    return f"{_literal(found['before'])}{text}{found['share'] or ''}{_literal(found['after'])}".strip()


def _plain(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else str(value)


def _without_optional(text: str, optional: int) -> str:
    """Leave out the zeros that a format shows as nothing."""
    while optional and text.endswith("0"):
        text, optional = text[:-1], optional - 1
    return text.removesuffix(".")


def _literal(written: str) -> str:
    return re.sub(r'"([^"]*)"|\\(.)', lambda found: found[1] or found[2] or "", written)
