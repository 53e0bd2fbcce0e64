"""Texts folded so that the same wording is the same characters, with the way back to where each character stands.

Widths, case, look-alike marks and traditional characters are folded as for searching; white space is dropped, and so
are the commas of 1,000. Every character is folded by itself, so a piece of a text folds to a piece of its folding.
"""

import re

from kb.text.keys import fold_width, to_simplified
from kb.text.numerals import NUMERAL_CHARS, parse_numeral
from kb.types import Span

DROPPED = r"\s\x00-\x1f\x7f\xad\u200b-\u200f\u2060\ufeff·・"
"""What folding drops, for a pattern's brackets: white space, marks of no width, the dot inside names."""
_DROPPED = re.compile(f"[{DROPPED}]")
_GROUPED = re.compile(r"(?<![0-9,.])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])")
_NUMERALS = frozenset(NUMERAL_CHARS)
_UNITS = frozenset("十百千万亿")
_LONGEST_NUMERAL = 16


class _Folds(dict[int, str]):
    """What each character folds to, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = "" if _DROPPED.match(character) else _DROPPED.sub("", to_simplified(fold_width(character)))
        self[code] = folded
        return folded


_FOLDS = _Folds()


def fold(text: str) -> str:
    """Return the folded text."""
    return _without_grouping(text.translate(_FOLDS))


class Folded:
    """A text with its folding."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.key = fold(text)
        self._starts: list[int] | None = None

    def span(self, start: int, end: int) -> Span:
        """Return where in the text the characters [start, end) of the key stand. There must be one at least."""
        starts = self.starts
        return Span(starts[start], starts[end - 1] + 1)

    @property
    def starts(self) -> list[int]:
        """Where in the text each character of the key stands."""
        if self._starts is None:
            plain = self.text.translate(_FOLDS)
            starts = [at for at, character in enumerate(self.text) for _ in _FOLDS[ord(character)]]
            if len(plain) != len(self.key):
                commas = {
                    match.start() + offset
                    for match in _GROUPED.finditer(plain)
                    for offset, character in enumerate(match.group())
                    if character == ","
                }
                starts = [place for at, place in enumerate(starts) if at not in commas]
            self._starts = starts
        return self._starts

    def find_all(self, key: str) -> list[int]:
        """Return where a key stands in this one, overlapping places too."""
        found = []
        place = self.key.find(key)
        while place >= 0:
            found.append(place)
            place = self.key.find(key, place + 1)
        return found

    def whole(self, start: int, end: int) -> tuple[int, int]:
        """Return the range widened to whole numbers and whole Latin words: 5万元 inside 25万元 becomes 25万元."""
        while start > 0 and splits(self.key, start):
            start -= 1
        while end < len(self.key) and splits(self.key, end):
            end += 1
        return start, end


def goes_on(character: str) -> bool:
    """Tell whether a folded character may be part of a number or a Latin word."""
    return character.isascii() or character in _NUMERALS


def splits(key: str, border: int) -> bool:
    """Tell whether a border splits a number or a Latin word of a folded text."""
    if not 0 < border < len(key):
        return False
    before, after = key[border - 1], key[border]
    if before.isascii() and after.isascii():
        return _splits_latin(key, border)
    return before in _NUMERALS and after in _NUMERALS and _is_one_numeral(key, border)


def _splits_latin(key: str, border: int) -> bool:
    before, after = key[border - 1], key[border]
    if before.isdigit() and (after.isdigit() or after == "%"):
        return True
    if before.isalpha() and after.isalpha():
        return True
    if after == ".":
        return before.isdigit() and key[border + 1 : border + 2].isdecimal()
    return before == "." and after.isdigit() and key[border - 2 : border - 1].isdecimal()


def _is_one_numeral(key: str, border: int) -> bool:
    """Tell whether the numeral characters around a border are one number with a unit in it: 二十, not 一一."""
    start = end = border
    while start > 0 and key[start - 1] in _NUMERALS and border - start < _LONGEST_NUMERAL:
        start -= 1
    while end < len(key) and key[end] in _NUMERALS and end - border < _LONGEST_NUMERAL:
        end += 1
    run = key[start:end]
    if _UNITS.isdisjoint(run):
        return False
    try:
        parse_numeral(run)
    except ValueError:
        return False
    return True


def _without_grouping(plain: str) -> str:
    return _GROUPED.sub(lambda match: match.group().replace(",", ""), plain) if "," in plain else plain
