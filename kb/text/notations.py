"""The ways a figure or a day is written: 1000万元, 一千万元, 10000000元; 60%, 百分之六十, 六成; 90BP, 0.9个百分点."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice, product

from kb.text.numerals import to_chinese
from kb.text.quantities import COUNTS
from kb.text.shares import as_fractions
from kb.text.values import SIGNS, Value, signed_values_in
from kb.types import Span

_MONEY = frozenset({"元", "美元", "港元", "欧元", "日元"})
_PARTS = (("百", Decimal(1)), ("千", Decimal(10)), ("万", Decimal(100)))
_LARGEST = Decimal(10**12)
_FINANCIAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
# With 个 between number and unit: 三个月, 20个工作日.
_BY_PIECE = frozenset({"月", "工作日", "基点", "百分点", "季度"})
# 1000万元, 一千万元, 10000000元.
_STYLES = 3
# 50%, 百分之五十, 五成, 一半, 半数, 二分之一, 1/2.
_SHARE_STYLES = 8
_MOST_SPELLINGS = 24
_YEAR_DIGITS = "〇一二三四五六七八九"


def notations(value: Value) -> tuple[str, ...]:
    """Return how a single number of a unit, or a day, is written, the commonest ways; none where it is no such value.

    Each of them has the value given, and no other value has any of them.
    """
    if value.day:
        return tuple(_day(value.day))
    if len(value.numbers) != 1 or not 0 < value.numbers[0] < _LARGEST:
        return ()
    return tuple(dict.fromkeys(_written(value.numbers[0], value.unit)))


def _written(number: Decimal, unit: str) -> Iterator[str]:
    if unit in _MONEY:
        yield from (written + unit for written in _amount(number))
    elif unit == "%":
        yield from _percentage(number)
    elif unit == "基点":
        yield from _basis_points(number)
    elif unit == "月":
        yield from _months(number)
    elif unit == "日":
        yield from (f"{written}{word}" for word in ("日", "天") for written in _number(number))
    elif unit == "分钟":
        if number % 60 == 0:
            yield from (f"{written}{word}" for word in ("小时", "个小时") for written in _number(number / 60))
        yield from (f"{written}分钟" for written in _number(number))
    elif number == int(number) or unit not in COUNTS:
        yield from (f"{written}{_piece(unit)}" for written in _number(number))


def _amount(number: Decimal) -> Iterator[str]:
    for unit, scale in ((10**8, "亿"), (10**4, "万")):
        if number >= unit and _is_short(number / unit):
            yield _plain(number / unit) + scale
            break
    else:
        yield _plain(number)
    yield _han(number)
    yield _plain(number)
    if number == int(number):
        yield f"{number:,.0f}"
        yield _han(number).translate(_FINANCIAL)
        for unit, scale in ((10**7, "千万"), (10**6, "百万"), (1000, "千")):
            if number % unit == 0 and number < 10 * unit:
                yield _plain(number / unit) + scale


def _percentage(number: Decimal) -> Iterator[str]:
    if not _is_short(number):
        # A third is no decimal.
        yield from as_fractions(number)
        return
    yield f"{_plain(number)}%"
    for whole, times in _PARTS:
        part = number * times
        if part == int(part) and (times == 1 or number != int(number)):
            yield f"{whole}分之{_han(part)}"
    if number != int(number):
        yield f"百分之{_han(number)}"
    if number < 1:
        yield f"{_plain(number * 10)}‰"
    if number % 10 == 0 and number < 100:
        yield from (f"{written}成" for written in _number(number / 10))
    yield from as_fractions(number)


def _basis_points(number: Decimal) -> Iterator[str]:
    yield f"{_plain(number)}BP"
    for written in _number(number):
        yield f"{written}个基点"
    yield f"{_plain(number)}基点"
    if _is_short(number / 100):
        yield from (f"{written}个百分点" for written in _number(number / 100))


def _months(number: Decimal) -> Iterator[str]:
    if number == int(number):
        yield from (f"{written}个月" for written in _number(number))
    if number % 12 == 0:
        yield from (f"{written}年" for written in _number(number / 12))
    elif number % 12 == 6:
        yield f"{_plain(number / 12)}年"
        yield f"{_han((number - 6) / 12)}年半" if number > 6 else "半年"
    if number % 3 == 0 and number < 12:
        yield from (f"{written}个季度" for written in _number(number / 3))


def _number(number: Decimal) -> Iterator[str]:
    yield _plain(number)
    yield _han(number)
    if number == 2:
        yield "两"


def _piece(unit: str) -> str:
    return f"个{unit}" if unit in _BY_PIECE else unit


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _han(number: Decimal) -> str:
    whole, _, rest = _plain(number).partition(".")
    written = to_chinese(int(whole))
    return written + ("点" + "".join(to_chinese(int(digit)) for digit in rest) if rest else "")


def _is_short(number: Decimal) -> bool:
    """Tell whether a number has at most four digits behind the point."""
    return number * 10000 == int(number * 10000)


def _day(day: str) -> Iterator[str]:
    year, month, of_month = (int(part) for part in day.split("-"))
    yield f"{year}年{month}月{of_month}日"
    yield day
    yield f"{year}.{month}.{of_month}"
    yield f"{year}/{month}/{of_month}"
    han_year = "".join(_YEAR_DIGITS[int(digit)] for digit in str(year))
    yield f"{han_year}年{to_chinese(month)}月{to_chinese(of_month)}日"


def rewritten(text: str) -> tuple[str, ...]:
    """Return the text with its figures and days in other notations, all of them in the same one; none without any."""
    found = [(one.span, one.written) for one in _figures(text)]
    variants = []
    shares = any("%" in written[0] or "/" in written[-1] for _, written in found)
    for style in range(_SHARE_STYLES if shares else _STYLES):
        variants.append(_with(text, [(span, written[min(style, len(written) - 1)]) for span, written in found]))
    return tuple(one for one in dict.fromkeys(variants) if one != text)


def spellings(text: str) -> tuple[str, ...]:
    """Return the text with its figures and days in other notations, each figure in its own; the likeliest first.

    A rise or cut in basis points has its sign in both ways: LPR加90个基点, LPR+90BP. None without any figure.
    """
    found = list(_figures(text))
    if not found:
        return ()
    each = [
        [text[one.span.start : one.span.end], *_signed(text, one)][: None if len(found) == 1 else 1 + _STYLES]
        for one in found
    ]
    mixed = islice(product(*each), _MOST_SPELLINGS)
    variants = [*rewritten(text), *(_with(text, zip((one.span for one in found), way, strict=True)) for way in mixed)]
    return tuple(one for one in dict.fromkeys(variants) if one != text)[:_MOST_SPELLINGS]


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure or a day in a text, its sign of addition included, and how it is written otherwise with that sign."""

    span: Span
    sign: str
    written: tuple[str, ...]


def _figures(text: str) -> Iterator[_Figure]:
    for span, value in signed_values_in(text):
        sign = text[span.start] if value.unit == "基点" and text[span.start] in SIGNS else ""
        # What is cut (减90个基点) is a negative value with its sign in words.
        positive = Value(tuple(map(abs, value.numbers)), value.unit, value.day)
        if written := notations(positive):
            yield _Figure(span, sign, tuple(sign + one for one in written))


def _signed(text: str, figure: _Figure) -> Iterator[str]:
    """Yield how a figure is written with each way of writing its sign, its own spelling with the other sign first."""
    yield from figure.written
    bare = [text[figure.span.start : figure.span.end], *figure.written]
    for sign in SIGNS.get(figure.sign, ""):
        yield from (sign + one.removeprefix(figure.sign) for one in bare)


def _with(text: str, pieces: Iterable[tuple[Span, str]]) -> str:
    parts, end = [], 0
    for span, written in pieces:
        parts += [text[end : span.start], written]
        end = span.end
    return "".join(parts) + text[end:]
