"""Numbers in any notation as values: 1,000万, 3百万, 300w, 1亿2000万, 一万五, 三百来万, 两三, 壹仟."""

import re
from dataclasses import dataclass
from decimal import Decimal
from math import prod

from kb.text.numerals import parse_numeral

_FOLDED = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | str.maketrans(
    "\u3000\xa0○萬億兩個圓‐‑–—―─−〜∼∶￥", "  〇万亿两个圆-------~~:¥"
)
_FINANCIAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
# No number is written with more characters: what is longer is looked at from each of them on, and must end somewhere.
_LONGEST = 40
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "w": 10**4, "W": 10**4}

ONES = "一二两三四五六七八九"
HAN = f"〇零{ONES}十百千万亿"
"""The characters of a number in Chinese."""
STARTS = rf"\d{HAN}廿卅壹贰叁肆伍陆柒捌玖拾"
"""The characters that a number may begin with, for a pattern's brackets."""
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?|\d+(?:\.\d+)?)"
# 千瓦, 千克, 千米 are units: their 千 is no scale.
_SCALE = r" ?[余多来]?(?:[十百千]?(?:万亿|[万亿]|[wW](?![a-zA-Z]))|(?!千[瓦克米])[十百千])"
_NUMBER = re.compile(
    # 1亿2000万, 2万4000元, 1万5 behind a scale; not the 3 of 100万3年.
    rf"(?P<arabic>{_DIGITS}(?:{_SCALE}(?:\d+(?:\.\d+)?{_SCALE}|\d{{4}}(?=元|块)|\d(?=元|块|左右|$|[,。?!吗]))?)?)"
    rf"|(?P<han>[{ONES}十〇零廿卅](?:(?!千[瓦克米])[{HAN}]|[余多来几](?=[百千万亿])){{0,{_LONGEST}}}(?:点[〇零一二三四五六七八九]+[百千]?[万亿]*)?"
    # A scale that stands alone: 近百家, 超千万元, 上百人.
    r"|[百千万](?:(?<=[近超逾过达约].)|(?<=上.)(?<!以上.))[万亿]*)"
    r"|(?P<financial>[壹贰叁肆伍陆柒捌玖拾][壹贰叁肆伍陆柒捌玖拾佰仟零万亿]*)"
)
_VAGUE = re.compile(r"[余多来几]")
# 两三, 五六十: two digits side by side, each of which could be the one.
_PAIR = re.compile(rf"(?<![〇零{ONES}])([{ONES}])([{ONES}])(?![〇零{ONES}])")
# 一万五: the scale of the last digit goes unsaid.
_ELIDED = re.compile(rf"(.*)([千万亿])([{ONES}])")
_PIECE = re.compile(r"(\d+(?:\.\d+)?)([十百千万亿wW]*)")


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """A number as it stands in a text; two values where it says two (两三)."""

    start: int
    end: int
    values: tuple[Decimal, ...]
    scale: int
    """What its last digits are multiplied with: 10000 for 300万."""
    elided: bool = False
    """Whether a scale goes unsaid at its end: 一万五."""
    vague: tuple[int, int] | None = None
    """Where it says 余, 多, 来, 几."""


def half_width(text: str) -> str:
    """Return the text with full-width characters and look-alike marks folded one for one: offsets stay as they are."""
    return text.translate(_FOLDED)


def number_at(text: str, start: int) -> WrittenNumber | None:
    """Return the number that begins at an offset of a half-width text; None where none does or none can be read."""
    match = _NUMBER.match(text, start)
    if not match:
        return None
    vague = _VAGUE.search(text, start, match.end())
    plain = _VAGUE.sub("", match.group())
    if match["arabic"]:
        values, scale, elided = _arabic(plain)
    else:
        try:
            values, scale, elided = _han(plain.translate(_FINANCIAL))
        except ValueError:
            return None
    return WrittenNumber(start, match.end(), values, scale, elided, vague.span() if vague else None)


def _arabic(text: str) -> tuple[tuple[Decimal, ...], int, bool]:
    total, scale = Decimal(0), 1
    for digits, scales in _PIECE.findall(text.replace(",", "").replace(" ", "")):
        # 1万5: a single digit behind a scale stands for the next lower one.
        scale = prod(_SCALES[char] for char in scales) if scales or len(digits) > 1 or scale == 1 else scale // 10
        total += Decimal(digits) * scale
    return (total,), scale, False


def _han(text: str) -> tuple[tuple[Decimal, ...], int, bool]:
    scale = prod(_SCALES[char] for char in _trailing(text))
    if "点" in text:
        return (_with_point(text),), scale, False
    if text[0] in "百千万":
        return (Decimal(scale),), scale, False
    pair = _PAIR.search(text)
    if pair and (pair[0] == "三五" or parse_numeral(pair[2]) - parse_numeral(pair[1]) == 1):
        ends = (text[: pair.start()] + digit + text[pair.end() :] for digit in (pair[1], pair[2]))
        return tuple(Decimal(parse_numeral(end)) for end in ends), scale, False
    if elided := _ELIDED.fullmatch(text):
        unsaid = _SCALES[elided[2]] // 10
        return (Decimal(parse_numeral(elided[1] + elided[2]) + parse_numeral(elided[3]) * unsaid),), unsaid, True
    return (Decimal(parse_numeral(text)),), scale, False


def _trailing(text: str) -> str:
    return text[len(text.rstrip("百千万亿")) :]


def _with_point(text: str) -> Decimal:
    whole, _, rest = text.partition("点")
    scales = _trailing(rest)
    digits = "".join(str(parse_numeral(char)) for char in rest.removesuffix(scales))
    return Decimal(f"{parse_numeral(whole)}.{digits}") * prod(_SCALES[char] for char in scales)
