"""The numbers of lists and notes as Word writes them (ECMA-376 part 1, 17.18.59 ST_NumberFormat)."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)
_LARGEST_ROMAN = 3999
_LARGEST_LETTER = 780
_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_SYMBOLS = "*†‡§"


def write_number(number: int, style: str) -> str:
    """Return the number in a style of Word's (`chineseCounting`, `lowerRoman` …); decimal in one that is unknown."""
    writer = _WRITERS.get(style)
    if writer is None:
        return str(number)
    # Lists may start at 0, which most styles have no word for.
    return writer(number) if number > 0 or style in _KNOW_ZERO else str(number) if number else _zero(style)


def is_known(style: str) -> bool:
    """Tell whether `write_number` writes the style as Word does."""
    return style in _WRITERS


def _zero(style: str) -> str:
    return _DIGITS[0] if style in _CHINESE else "0"


def _roman(number: int) -> str:
    if number > _LARGEST_ROMAN:
        return str(number)
    written = ""
    for worth, sign in _ROMAN:
        count, number = divmod(number, worth)
        written += sign * count
    return written


def _letters(number: int) -> str:
    """Write A … Z, AA, BB … ZZ, AAA: Word repeats the letter."""
    if number > _LARGEST_LETTER:
        return str(number)
    rounds, letter = divmod(number - 1, 26)
    return chr(ord("A") + letter) * (rounds + 1)


def _digit_by_digit(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _counting(number: int) -> str:
    """Write 十, 十一, 九十九, and from 100 on one character a digit: 一〇〇."""
    return _digit_by_digit(number) if number >= 100 else _thousands(number, _DIGITS, "十百千", "万", "一")


def _counting_thousand(number: int) -> str:
    """Write 十, 十一, 一百〇一, 一百一十: a 一 before 十 falls away at the very start only."""
    return _thousands(number, _DIGITS, "十百千", "万", "一")


def _legal(number: int) -> str:
    return _thousands(number, _LEGAL, "拾佰仟", "万", "")


def _legal_traditional(number: int) -> str:
    return _thousands(number, _LEGAL_TRADITIONAL, "拾佰仟", "萬", "")


def _thousands(number: int, digits: str, units: str, myriad: str, dropped: str) -> str:
    high, low = divmod(number, 10_000)
    written = _four(low, digits, units)
    if high:
        gap = digits[0] if low and low < 1000 else ""
        written = _thousands(high, digits, units, myriad, dropped) + myriad + gap + written
    return written[1:] if dropped and written.startswith(dropped + units[0]) else written


def _four(number: int, digits: str, units: str) -> str:
    written, pending = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            written += (digits[0] if pending and written else "") + digits[digit] + (units[place - 1] if place else "")
            pending = False
        else:
            pending = True
    return written


def _japanese(number: int) -> str:
    """Write 百, 百一, 千二百: without 一 before a unit, without zero."""
    high, low = divmod(number, 10_000)
    written = (_japanese(high) + "万") if high else ""
    for place in (3, 2, 1, 0):
        digit = low // 10**place % 10
        if digit:
            written += (_DIGITS[digit] if digit > 1 or place == 0 else "") + ("十百千"[place - 1] if place else "")
    return written


def _circled(number: int) -> str:
    if number <= 20:
        return chr(0x2460 + number - 1)
    if number <= 35:
        return chr(0x3251 + number - 21)
    return chr(0x32B1 + number - 36) if number <= 50 else str(number)


def _up_to(first: int, most: int) -> Callable[[int], str]:
    return lambda number: chr(first + number - 1) if number <= most else str(number)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)]


def _within(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if number <= len(signs) else str(number)


def _full_width(number: int) -> str:
    return str(number).translate({ord("0") + digit: ord("０") + digit for digit in range(10)})


def _ordinal(number: int) -> str:
    ending = "th" if number // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _chicago(number: int) -> str:
    rounds, sign = divmod(number - 1, len(_SYMBOLS))
    return _SYMBOLS[sign] * (rounds + 1) if number <= _LARGEST_LETTER else str(number)


_WRITERS: Mapping[str, Callable[[int], str]] = MappingProxyType(
    {
        "decimal": str,
        "decimalHalfWidth": str,
        "decimalZero": lambda number: f"{number:02}",
        "decimalFullWidth": _full_width,
        "decimalFullWidth2": _full_width,
        "decimalEnclosedCircle": _circled,
        "decimalEnclosedCircleChinese": _circled,
        "decimalEnclosedFullstop": _up_to(0x2488, 20),
        "decimalEnclosedParen": _up_to(0x2474, 20),
        "ideographEnclosedCircle": _up_to(0x3220, 10),
        "numberInDash": lambda number: f"- {number} -",
        "hex": lambda number: f"{number:X}",
        "ordinal": _ordinal,
        "chicago": _chicago,
        "upperRoman": _roman,
        "lowerRoman": lambda number: _roman(number).lower(),
        "upperLetter": _letters,
        "lowerLetter": lambda number: _letters(number).lower(),
        "chineseCounting": _counting,
        "taiwaneseCounting": _counting,
        "chineseCountingThousand": _counting_thousand,
        "taiwaneseCountingThousand": _counting_thousand,
        "chineseLegalSimplified": _legal,
        "ideographLegalTraditional": _legal_traditional,
        "ideographDigital": _digit_by_digit,
        "japaneseDigitalTenThousand": _digit_by_digit,
        "taiwaneseDigital": _digit_by_digit,
        "japaneseCounting": _japanese,
        "ideographTraditional": _within(_STEMS),
        "ideographZodiac": _within(_BRANCHES),
        "ideographZodiacTraditional": lambda number: _cycle(_STEMS)(number) + _cycle(_BRANCHES)(number),
        "none": lambda _: "",
        "bullet": lambda _: "",
    }
)
_CHINESE = frozenset(
    {
        "chineseCounting",
        "taiwaneseCounting",
        "chineseCountingThousand",
        "taiwaneseCountingThousand",
        "ideographDigital",
        "japaneseDigitalTenThousand",
        "taiwaneseDigital",
        "japaneseCounting",
    }
)
_KNOW_ZERO = frozenset(
    {"decimal", "decimalZero", "decimalHalfWidth", "decimalFullWidth", "decimalFullWidth2", "none", "bullet"}
)
