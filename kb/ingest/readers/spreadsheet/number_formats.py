"""A cell's value as a spreadsheet shows it: ECMA-376 part 1, 18.8.30 and 18.8.31 (number formats), the usual part."""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<skipped>.)|\*(?P<filled>.)|\[(?P<bracket>[^\]]*)\]|(?P<rest>.)',
    re.DOTALL,
)
_DATE_PART = re.compile(r"(?P<ampm>AM/PM|A/P|上午/下午)|(?P<part>y+|m+|d+|h+|s+|a{3,4}|e+)(?:\.0+)?", re.IGNORECASE)
_DIGITS = re.compile(r"[#0?][#0?,.]*(?:E[+-][0#?]+)?|[.][#0?]+", re.IGNORECASE)
_CURRENCY = re.compile(r"^\$([^-\]]*)")
_CONDITION = re.compile(r"^(<=|>=|<>|<|>|=)\s*(-?[\d.]+)$")
_WEEKDAYS = "一二三四五六日"
_GENERAL_DIGITS = 11
_DEFAULT_DATE = "yyyy/m/d"
_DEFAULT_MOMENT = "yyyy/m/d h:mm"
# What the built-in formats 14 and 22 stand for depends on the place; in China it is this.
_LOCAL = {"mm-dd-yy": _DEFAULT_DATE, "m/d/yy h:mm": _DEFAULT_MOMENT, "m/d/yy": _DEFAULT_DATE}
_SECONDS_A_DAY = 86_400


def displayed(value: object, number_format: str) -> str:
    """Return a cell's value as it is shown; what a format cannot show is shown plainly."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime | date | time | timedelta):
        return _moment(value, _LOCAL.get(number_format.lower(), number_format))
    if isinstance(value, int | float):
        return _number(value, number_format or "General")
    return " ".join(str(value).split())


def _number(value: int | float, number_format: str) -> str:
    if number_format == "General":
        return _general(value)
    try:
        exact = Decimal(repr(value))
    except InvalidOperation:
        return str(value)
    section, shown = _section(number_format, exact)
    plain = "".join(text for kind, text in _tokens(section) if kind == "rest")
    if "general" in plain.lower() or plain.strip() == "@" or not section:
        return _general(value)
    if not _DIGITS.search(plain):
        literal = "".join(text for kind, text in _tokens(section) if kind != "bracket")
        return literal.strip() if literal.strip() else _general(value)
    if "/" in plain:
        return _general(value)
    return _patterned(shown, section)


def _section(number_format: str, value: Decimal) -> tuple[str, Decimal]:
    """Return the part of a format that applies, and the value without the sign that the part shows itself."""
    sections = _sections(number_format)
    for section in sections[:2]:
        condition = next(
            (found for kind, text in _tokens(section) if kind == "bracket" and (found := _CONDITION.match(text))), None
        )
        if condition is not None and _holds(value, condition[1], Decimal(condition[2])):
            return section, value
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    if value == 0 and len(sections) > 2:
        return sections[2], value
    return sections[0], value


def _holds(value: Decimal, sign: str, bound: Decimal) -> bool:
    less, equal = value < bound, value == bound
    return {"<": less, "<=": less or equal, "=": equal, "<>": not equal, ">=": not less, ">": not less and not equal}[
        sign
    ]


@lru_cache(maxsize=256)
def _tokens(section: str) -> tuple[tuple[str, str], ...]:
    """Return the parts of a format: quoted and escaped as `text`, brackets, the rest character by character."""
    found: list[tuple[str, str]] = []
    for match in _TOKEN.finditer(section):
        kind = match.lastgroup or "rest"
        if kind in ("quoted", "escaped"):
            found.append(("text", match[kind]))
        elif kind == "bracket":
            currency = _CURRENCY.match(match["bracket"])
            found.append(("text", currency[1]) if currency else ("bracket", match["bracket"]))
        elif kind == "rest":
            found.append(("rest", match["rest"]))
    return tuple(found)


@lru_cache(maxsize=256)
def _sections(number_format: str) -> tuple[str, ...]:
    sections, current = [], ""
    for match in _TOKEN.finditer(number_format):
        if match["rest"] == ";":
            sections.append(current)
            current = ""
        else:
            current += match[0]
    return (*sections, current)


def _general(value: int | float) -> str:
    if isinstance(value, int) or float(value).is_integer():
        whole = int(value)
        return str(whole) if len(str(abs(whole))) <= _GENERAL_DIGITS + 9 else f"{value:.5E}"
    shown = f"{value:.{_GENERAL_DIGITS - 1}g}"
    return shown if "e" in shown else shown.rstrip("0").rstrip(".") if "." in shown else shown


def _patterned(value: Decimal, section: str) -> str:
    """Return a number in a pattern of digits, with the words of the pattern around it."""
    marked = ""
    texts: list[str] = []
    for kind, text in _tokens(section):
        if kind == "text":
            marked += chr(0xE000 + len(texts))
            texts.append(text)
        elif kind == "rest":
            marked += text
    pattern = _DIGITS.search(marked)
    if pattern is None:
        return _general(float(value))
    value *= Decimal(100) ** marked.count("%")
    body = pattern[0]
    scaled = len(body) - len(body.rstrip(","))
    value /= Decimal(1000) ** scaled
    printed = _digits(abs(value), body.rstrip(","))
    sign = "-" if value < 0 and printed.strip("0.,") else ""
    rest = _DIGITS.sub("", marked[pattern.end() :])
    whole = sign + marked[: pattern.start()] + printed + rest
    return "".join(
        texts[ord(one) - 0xE000] if 0xE000 <= ord(one) < 0xE000 + len(texts) else one for one in whole
    ).strip()


def _digits(value: Decimal, body: str) -> str:
    mantissa, _, exponent = body.upper().partition("E")
    whole, _, decimals = mantissa.partition(".")
    places = len(re.sub(r"[^#0?]", "", decimals))
    if exponent:
        printed = f"{value:.{places}E}"
        base, _, power = printed.partition("E")
        return f"{base}E{'-' if power.startswith('-') else '+'}{abs(int(power)):0{exponent.count('0')}d}"
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{rounded:,f}" if "," in whole else f"{rounded:f}"
    units, _, tail = text.partition(".")
    least = len(re.sub(r"[^0]", "", whole))
    units = units.rjust(least, "0") if least > len(units) else units
    units = "" if least == 0 and units == "0" and places else units
    required = len(re.sub(r"[^0?]", "", decimals))
    while len(tail) > required and tail.endswith("0"):
        tail = tail[:-1]
    return f"{units}.{tail}" if tail else units or "0"


def _moment(value: datetime | date | time | timedelta, number_format: str) -> str:
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    section = _sections(number_format)[0]
    plain = "".join(text for kind, text in _tokens(section) if kind == "rest")
    if not _DATE_PART.search(plain) or "general" in plain.lower():
        has_time = isinstance(value, datetime) and value.time() != time(0)
        section = _DEFAULT_MOMENT if has_time else "h:mm" if isinstance(value, time) else _DEFAULT_DATE
    moment = value if isinstance(value, datetime) else _as_moment(value)
    out, run, hours_before = "", "", False
    twelve = bool(re.search(r"AM/PM|A/P|上午/下午", plain, re.IGNORECASE))
    for kind, text in (*_tokens(section), ("end", "")):
        if kind == "rest":
            run += text
            continue
        printed, hours_before = _date_parts(run, moment, twelve, hours_before)
        out += printed + (text if kind == "text" else "")
        run = ""
    return out.strip()


def _date_parts(run: str, moment: datetime, twelve: bool, hours_before: bool) -> tuple[str, bool]:
    out, at = "", 0
    for match in _DATE_PART.finditer(run):
        out += run[at : match.start()]
        at = match.end()
        if match["ampm"]:
            out += ("上午", "下午")[moment.hour >= 12] if "午" in match["ampm"] else ("AM", "PM")[moment.hour >= 12]
            continue
        part = match["part"].lower()
        # m is a minute behind an hour and before a second, a month elsewhere.
        minutes = part[0] == "m" and (hours_before or bool(re.match(r"[^a-z]*s", run[at:], re.IGNORECASE)))
        out += _date_part(part, moment, twelve, minutes)
        hours_before = part[0] == "h" or (hours_before and part[0] not in "ymd")
    return out + run[at:], hours_before


def _date_part(part: str, moment: datetime, twelve: bool, minutes: bool) -> str:
    width = len(part)
    hour = (moment.hour % 12 or 12) if twelve else moment.hour
    kinds = {
        "y": f"{moment.year % 100:02d}" if width <= 2 else str(moment.year),
        "e": str(moment.year),
        "d": _day(moment, width),
        "h": f"{hour:0{min(width, 2)}d}",
        "s": f"{moment.second:0{min(width, 2)}d}",
        "a": ("星期" if width > 3 else "周") + _WEEKDAYS[moment.weekday()],
        "m": f"{moment.minute if minutes else moment.month:0{min(width, 2)}d}",
    }
    return kinds[part[0]]


def _day(moment: datetime, width: int) -> str:
    return "星期" + _WEEKDAYS[moment.weekday()] if width > 2 else f"{moment.day:0{width}d}"


def _as_moment(value: date | time) -> datetime:
    if isinstance(value, time):
        return datetime.combine(date(1900, 1, 1), value)
    return datetime(value.year, value.month, value.day)
