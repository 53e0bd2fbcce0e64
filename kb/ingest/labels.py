"""How a line begins: numbered labels of clauses and list items, Markdown marks, bullets."""

import re
from dataclasses import dataclass

_HAN = "〇零一二三四五六七八九十百千两"
_STYLES: tuple[tuple[str, str], ...] = (
    ("part", rf"第([{_HAN}]+|\d+)(?:编|分编|部分|章|节)(?=[\s:：、,，]|[^的规和至、]|$)"),
    ("article", rf"(?:\*\*)?第([{_HAN}]+|\d+)条(?:之[{_HAN}]+)?(?=[\s:：【（(*]|$)"),
    ("han", rf"([{_HAN}]+)、"),
    ("han_bracket", rf"[（(]([{_HAN}]+)[）)]"),
    ("digit", r"(\d{1,3})(?:[.．](?!\d)|、)"),
    ("digit_bracket", r"[（(](\d{1,3})[）)]"),
    ("circled", r"([①-⑳])"),
    ("annex", rf"附\s?[件表](?:\s?([{_HAN}\d]{{1,3}}))?(?=[\s:：.．]|$)"),
    ("markdown", r"(#{1,6}) |[*+-] {1,3}|\|"),
)
_LABELS = tuple((style, re.compile(pattern)) for style, pattern in _STYLES)
# 8.2.3 with or without a blank behind it, 8.2 with one: not 1.5亿元, not the 8.2.3 of “第8.2.3条” cut by a line end.
_DECIMAL = re.compile(
    r"(\d{1,2}(?:[.．]\d{1,3}){1,4}[.．])(\d{1,3})(?![\d.．%％])\s*(?!\s|[条款项规所、，和或至及])(?=[^\x00-\x7f])"
    r"|(\d{1,2}[.．])(\d{1,3})\s+(?!\s|[条款项规所、，和或至及万亿元年月日个倍米吨])(?=[^\x00-\x7f])"
)
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}


@dataclass(frozen=True, slots=True)
class Label:
    """The number that a line begins with: its style, its value (0 where it has none), how many characters it takes."""

    style: str
    value: int
    length: int


def label_of(line: str) -> Label | None:
    """Return the label that the line begins with, None where it begins with none."""
    for style, pattern in _LABELS:
        match = pattern.match(line)
        if match:
            number = match[1] if match.re.groups else None
            return Label(style, _value(number) if number else 0, match.end())
    return None


def item_label(line: str) -> Label | None:
    """Return the label that the line begins with, decimal numbers (8.2.3) included; None where it begins with none.

    The style of a decimal number is what stands before its last part.
    """
    label = label_of(line)
    decimal = _DECIMAL.match(line) if label is None else None
    if decimal is None:
        return label
    return Label(decimal[1] or decimal[3], int(decimal[2] or decimal[4]), decimal.end())


def _value(number: str) -> int:
    if number.isdecimal():
        return int(number)
    if "①" <= number <= "⑳":
        return ord(number) - ord("①") + 1
    total, digit = 0, 0
    for character in number:
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            digit = digit * 10 + _DIGITS.get(character, 0)
    return total + digit
