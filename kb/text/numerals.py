"""Chinese and Arabic numerals as numbers, and numbers as Chinese numerals."""

import re
import unicodedata

_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_TENS = {"廿": 20, "卅": 30}
_SMALL_UNITS = {"十": 10, "百": 100, "千": 1000}
_LARGE_UNITS = {"万": 10**4, "亿": 10**8}
_VARIANTS = str.maketrans({"○": "〇", "Ｏ": "〇", "兩": "两", "萬": "万", "億": "亿", "\u5eff": "廿"})
_POSITIONAL = re.compile(r"[〇零一二三四五六七八九]{2,}")
_PARENTHESISED = re.compile(r"\((.+)\)")
_SPACE = re.compile(r"\s+")
_LIMIT = 10**16

NUMERAL_CHARS = "〇零一二三四五六七八九十百千万亿两廿卅"
"""The characters that a Chinese numeral is written with."""


def parse_numeral(text: str) -> int:
    """Return the number that the text writes: 一千二百五十四, 二〇二四, 廿一, 12, １２, ⑫, （12）, ㈠.

    Raises ValueError naming the text where it is no numeral.
    """
    plain = _SPACE.sub("", unicodedata.normalize("NFKC", text.translate(_VARIANTS))).rstrip(".")
    inner = _PARENTHESISED.fullmatch(plain)
    plain = inner[1] if inner else plain
    if plain.isascii() and plain.isdigit():
        return int(plain)
    if _POSITIONAL.fullmatch(plain):
        return int("".join(str(_DIGITS[char]) for char in plain))
    number = _read_large(plain)
    if number is None:
        raise ValueError(f"not a numeral: {text!r}")
    return number


def _read_large(text: str) -> int | None:
    """Read a numeral with 万 and 亿; None where it is none."""
    for char, unit in reversed(_LARGE_UNITS.items()):
        head, found, tail = text.rpartition(char)
        if found:
            above = _read_large(head)
            below = _read_large(tail) if tail else 0
            return None if not above or above >= unit or below is None or below >= unit else above * unit + below
    return _read_below_ten_thousand(text)


def _read_below_ten_thousand(text: str) -> int | None:
    total, digit, last_unit, gap = 0, None, 10**4, False
    for position, char in enumerate(text):
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
            gap = gap or digit == 0
        elif char in _TENS and digit is None and last_unit > 10:
            total, last_unit = total + _TENS[char], 10
        elif char in _SMALL_UNITS and _SMALL_UNITS[char] < last_unit:
            unit = _SMALL_UNITS[char]
            if not digit and not (unit == 10 and (position == 0 or gap)):
                return None
            total, last_unit, digit, gap = total + (digit or 1) * unit, unit, None, False
        else:
            return None
    if not text or (digit == 0 and len(text) > 1):
        return None
    # 一百五 is said for 150 and written by mistake for 105: neither reading is certain.
    if digit and last_unit not in (10, 10**4) and not gap:
        return None
    return total + (digit or 0)


def to_chinese(number: int) -> str:
    """Return the number in Chinese numerals as statutes print it: 12 -> 十二, 1005 -> 一千零五.

    Raises ValueError for a number below zero or of more than sixteen digits.
    """
    if not 0 <= number < _LIMIT:
        raise ValueError(f"no Chinese numeral is written for {number}")
    if number < 10:
        return "零一二三四五六七八九"[number]
    written = _write(number)
    return written[1:] if written.startswith("一十") else written


def _write(number: int) -> str:
    for char, unit in (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100), ("十", 10)):
        if number >= unit:
            above, below = divmod(number, unit)
            joint = "零" if 0 < below < unit // 10 else ""
            return _write(above) + char + joint + (_write(below) if below else "")
    return to_chinese(number)
