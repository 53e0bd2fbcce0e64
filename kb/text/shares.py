"""Shares of a whole that are said in words or as a fraction: 三分之一, 1/3, 一半, 半数, 过半数, 一成半."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import gcd

from kb.text.numerals import parse_numeral, to_chinese

_ONES = "一二两三四五六七八九"
_N = rf"(?:[{_ONES}十]{{1,3}}|\d{{1,2}})"
_SHARE = re.compile(
    rf"(?P<whole>{_N})分之(?P<part>{_N})(?![百千万亿\d.点])"
    # 2/3 where a share is spoken of; 5/20 alone may be a day, 1/2 of 第1/2页 a page.
    r"|(?<![\d/.第年])(?P<over>\d{1,2})/(?P<under>\d{1,2})(?![\d/.%页])(?=以上|以下|以内|以外|之?多数|及以|的|$|[，,。；;、）)])"
    r"|(?P<half>(?<!另)一半(?![径数圆天年月晌夜路])|(?<![一前后上下])半数(?![据字组码值学]))"
    r"|(?P<over_half>(?<=过)半)(?=$|同意|通过|出席|赞成|[，,。；;、）)])"
    rf"|(?P<tenths>[{_ONES}\d])成(?P<more>半|[{_ONES}])(?![立员果为功本长交绩效品熟都分人就型套因年月日个])"
)
_HALF_CODES = frozenset({"half", "over_half"})
# What is said as a fraction at all: halves to eighths.
_WHOLES = (2, 3, 4, 5, 6, 8)


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a whole in percent, and where a text says it."""

    start: int
    end: int
    percent: Decimal


def shares_in(text: str) -> Iterator[Share]:
    """Yield the shares of a half-width text that are said as fractions or in words, in order."""
    for match in _SHARE.finditer(text):
        percent = _percent(match)
        if percent is not None:
            yield Share(match.start(), match.end(), percent)


def is_decimal(percent: Decimal) -> bool:
    """Tell whether a share has at most four digits behind the point, as a third has not."""
    return percent * 10_000 == int(percent * 10_000)


def as_fractions(percent: Decimal) -> Iterator[str]:
    """Yield how a share is said as a fraction or in words; nothing where nobody would."""
    for whole in _WHOLES:
        for part in range(1, whole):
            if gcd(part, whole) == 1 and percent == part * Decimal(100) / whole:
                if whole == _WHOLES[0]:
                    yield from ("一半", "半数")
                yield f"{to_chinese(whole)}分之{to_chinese(part)}"
                yield f"{part}/{whole}"


def _percent(match: re.Match[str]) -> Decimal | None:
    if match.lastgroup in _HALF_CODES:
        return Decimal(50)
    if match["tenths"]:
        more = Decimal(5) if match["more"] == "半" else Decimal(parse_numeral(match["more"]))
        return Decimal(parse_numeral(match["tenths"])) * 10 + more
    try:
        part = parse_numeral(match["part"] or match["over"])
        whole = parse_numeral(match["whole"] or match["under"])
    except ValueError:
        return None
    return part * Decimal(100) / whole if 0 < part < whole else None
