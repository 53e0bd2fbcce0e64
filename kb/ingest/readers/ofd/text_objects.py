"""The characters of a text object with their places (GB/T 33190-2016, 11)."""

import unicodedata
from collections.abc import Iterator, Sequence

from kb.ingest.readers.ofd.placing import POINTS, Placing
from kb.ingest.readers.ofd.xml import Element, children, numbers
from kb.ingest.readers.pdf.glyphs import Glyph
from kb.ingest.readers.pdf.radicals import without_radicals
from kb.raw import Box

_USUAL_SIZE = 3.7  # millimetres of 10.5 points
_ON_END = 0.5
_ASCENT = 0.86
_DESCENT = 0.14
_PRIVATE = range(0xE000, 0xF900)


def words_of(element: Element) -> str:
    """Return the characters of a text object as they stand."""
    return "".join(code.text or "" for code in children(element, "TextCode"))


def is_glyph_only(element: Element) -> bool:
    """Tell whether a text object names glyphs of its font without saying which characters they are."""
    if not any(True for _ in children(element, "CGTransform")):
        return False
    return all(one.isspace() or one == "\ufffd" or ord(one) in _PRIVATE for one in words_of(element))


def glyphs_of(element: Element, placing: Placing) -> Iterator[Glyph]:
    """Give the printed characters of a text object; words set downwards are given as one, where they begin."""
    size = (numbers(element.get("Size")) or [_USUAL_SIZE])[0]
    widen = (numbers(element.get("HScale")) or [1.0])[0]
    height = size * placing.upright * POINTS
    x = y = 0.0
    for code in children(element, "TextCode"):
        text = "".join(" " if character in "\r\n\t" else character for character in code.text or "")
        # A piece that does not say where it begins, begins where the piece before did.
        x, y = (numbers(code.get("X")) or [x])[0], (numbers(code.get("Y")) or [y])[0]
        across, down = deltas(code.get("DeltaX"), len(text)), deltas(code.get("DeltaY"), len(text))
        if (any(down) and not any(across)) or placing.slant > _ON_END:
            if text.strip():
                left, baseline = placing.at(x, y)
                yield _glyph(text.strip(), left, left + height, baseline, height)
            continue
        at, level = x, y
        for position, character in enumerate(text):
            advance = size * widen * (1.0 if is_wide(character) else 0.5)
            step = across[position] if position < len(across) else advance
            if not character.isspace():
                left, baseline = placing.at(at, level)
                # Squeezed type is no wider than the step to the next character.
                reach = min(advance, step) if step > 0 else advance
                yield _glyph(character, left, left + reach * placing.across * POINTS, baseline, height)
            at += step
            level += down[position] if position < len(down) else 0.0


def deltas(value: str | None, most: int) -> list[float]:
    """Return the steps from character to character, `g n v` written out as n times v; at most as many as are asked."""
    found: list[float] = []
    words = (value or "").split()
    at = 0
    while at < len(words) and len(found) < most:
        if words[at] != "g":
            found += numbers(words[at])
            at += 1
            continue
        count, step = numbers(" ".join(words[at + 1 : at + 2])), numbers(" ".join(words[at + 2 : at + 3]))
        if count and step:
            found += step * max(0, min(int(count[0]), most - len(found)))
        at += 3
    return found


def is_wide(character: str) -> bool:
    """Tell whether a character is as wide as a Chinese one."""
    return unicodedata.east_asian_width(character) in "WFA"


def first_place(glyphs: Sequence[Glyph]) -> tuple[float, float, float]:
    """Return where the first character stands, and how high its type is."""
    return glyphs[0].left, glyphs[0].baseline, glyphs[0].size


def _glyph(text: str, left: float, right: float, baseline: float, size: float) -> Glyph:
    box = Box(left, baseline - _ASCENT * size, right, baseline + _DESCENT * size)
    return Glyph(without_radicals(text), left, right, baseline, size, box)
