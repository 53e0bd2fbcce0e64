"""Characters of symbol fonts, which have no meaning outside their font, as characters that mean the same."""

import re
from collections.abc import Mapping
from types import MappingProxyType

_PRIVATE = re.compile("[\uf020-\uf0ff]")
_SYMBOL = {
    0x2D: "−",
    0xA3: "≤",
    0xA5: "∞",
    0xA8: "♦",
    0xAE: "→",
    0xB0: "°",
    0xB1: "±",
    0xB3: "≥",
    0xB4: "×",
    0xB7: "•",
    0xB8: "÷",
    0xB9: "≠",
    0xBB: "≈",
    0xD0: "∠",
    0xD6: "√",
    0xE5: "∑",
}
_WINGDINGS = {
    0x4A: "☺",
    0x6C: "●",
    0x6D: "❍",
    0x6E: "■",
    0x6F: "□",
    0x70: "□",
    0x71: "❑",
    0x72: "❒",
    0x73: "⬧",
    0x75: "◆",
    0x76: "❖",
    0x77: "◆",
    0x9E: "·",
    0x9F: "•",
    0xA7: "▪",
    0xA8: "□",
    0xAB: "★",
    0xD8: "➢",
    0xE0: "→",
    0xE8: "➔",
    0xF0: "⇨",
    0xFB: "✗",
    0xFC: "✓",
    0xFD: "☒",
    0xFE: "☑",
    **{0x80 + number: "⓪" if number == 0 else chr(0x2460 + number - 1) for number in range(11)},
    **{0x8C + number: chr(0x2776 + number - 1) for number in range(1, 10)},
}
_WINGDINGS_2 = {
    0x4F: "✗",
    0x50: "✓",
    0x51: "☒",
    0x52: "☑",
    0x53: "☒",
    0x54: "☒",
    0x97: "●",
    0x98: "●",
    0x99: "◉",
    0x9A: "◯",
    0xA2: "■",
    0xA3: "□",
    **{0x6A + number: chr(0x2460 + number - 1) for number in range(1, 11)},
}
_FONTS: Mapping[str, Mapping[int, str]] = MappingProxyType(
    {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}
)
_BULLETS = {0xB7: "•", 0xA7: "▪", 0xD8: "➢", 0xFC: "✓", 0x6C: "●", 0x6E: "■", 0x75: "◆", 0x76: "❖"}


def symbol(font: str | None, code: int) -> str | None:
    """Return the character that a code of a symbol font shows; None where it is not known."""
    known = _FONTS.get((font or "").lower())
    low = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    if known is not None and low in known:
        return known[low]
    if known is not None and low < 0x7F and known is _SYMBOL:
        return chr(low)
    return chr(code) if known is None and not 0xE000 <= code <= 0xF8FF and 0x20 <= code <= 0x10FFFF else None


def plain_symbols(text: str, font: str | None) -> str:
    """Return the text with the codes of symbol fonts replaced; those that are not known become a bullet."""

    def known(found: re.Match[str]) -> str:
        code = ord(found[0])
        return symbol(font, code) or _BULLETS.get(code - 0xF000, "•")

    if (font or "").lower() in _FONTS and not _PRIVATE.search(text):
        return "".join(symbol(font, ord(character)) or character for character in text)
    return _PRIVATE.sub(known, text)
