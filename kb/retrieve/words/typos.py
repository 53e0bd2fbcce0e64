"""Homophone typos: words of the question that stand nowhere in the base but sound like words that do.

A stretch is doubted only where two neighbouring characters are found neither in the base nor in everyday text; it is
taken for a typo where characters that sound alike make it a stretch of the base. What is found is searched beside the
question and shown, never put in its place.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from kb.retrieve.words.lexicon import Lexicon, bundled_lexicon
from kb.text.pinyin import homophones
from kb.text.places import places_in
from kb.types import Expansion

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_LONGEST = 6
_MOST_TARGETS = 2
_MOST_CHANGES = 2
# Figures are not words, and a mistaken particle changes no search.
_LEFT_ALONE = frozenset(
    "的得了着过是不没有在再和与及或其之他她它我你您们这那哪谁啥咋么怎吗呢吧啊也都还就才又要会能可以为由从对被把给让"
    "向跟到去来说个只里些〇零一二两三四五六七八九十百千万亿几多少越"
)
# A character that the others lead to at least this often is the one that was meant.
_EXPECTED = 0.5
_COUNTED = 200
# Words with more odd pairs are no sentence with a slip in it, and every pair has hundreds of readings.
_MOST_DOUBTS = 64


class Vocabulary(Protocol):
    """The words of a base."""

    def frequency(self, token: str) -> int:
        """Return in how many passages' texts a token stands."""

    def phrase_frequency(self, text: str, most: int) -> int:
        """Return in how many passages' texts the words stand one after the other, counted up to most."""


@dataclass(frozen=True, slots=True)
class _Guess:
    """Characters from start on, and what may have been meant."""

    start: int
    source: str
    targets: tuple[str, ...]

    @property
    def places(self) -> range:
        return range(self.start, self.start + len(self.source))


def corrections(question_text: str, vocabulary: Vocabulary, known: Collection[int] = ()) -> list[Expansion]:
    """Return the likely homophone typos of a prepared question with what may have been meant, in text order.

    `known` are the places of words that are right as they stand.
    """
    frequency = lru_cache(maxsize=None)(vocabulary.frequency)
    named = set(known) | {
        offset
        for place in places_in(question_text)
        for match in re.finditer(re.escape(place.name), question_text)
        for offset in range(*match.span())
    }
    runs: list[_Run] = []
    for match in _HAN.finditer(question_text):
        locked = [
            offset in named or question_text[offset] in _LEFT_ALONE for offset in range(match.start(), match.end())
        ]
        runs.append(_Run(match.group(), locked, vocabulary, frequency))
    if sum(run.doubts for run in runs) > _MOST_DOUBTS:
        return []
    found: dict[str, Expansion] = {}
    for guess in (guess for run in runs for guess in run.guesses()):
        found.setdefault(guess.source, Expansion(guess.source, guess.targets))
    return list(found.values())


def corrected(question_text: str, found: list[Expansion]) -> str:
    """Return the question with each typo replaced by what was most likely meant."""
    for expansion in found:
        question_text = question_text.replace(expansion.source, expansion.targets[0])
    return question_text


class _Run:
    """Han characters without a break, and which of them are doubted."""

    def __init__(self, text: str, locked: list[bool], vocabulary: Vocabulary, frequency: Callable[[str], int]) -> None:
        self._text = text
        self._locked = locked
        self._vocabulary = vocabulary
        self._frequency = frequency
        self._lexicon: Lexicon = bundled_lexicon()
        pairs = (text[start : start + 2] for start in range(len(text) - 1))
        self._odd = [pair not in self._lexicon.pairs and not frequency(pair) for pair in pairs]

    @property
    def doubts(self) -> int:
        """How many pairs of neighbours are found nowhere."""
        return sum(self._odd)

    def guesses(self) -> list[_Guess]:
        """Return what may have been meant, the longest stretches first, none over another; then in text order."""
        if not any(self._odd):
            return []
        taken: set[int] = set()
        found: list[_Guess] = []
        meant = (guess for length in range(_LONGEST, 1, -1) for guess in self._guessed(length, self._is_meant))
        for guess in (*meant, *self._repeated()):
            if taken.isdisjoint(guess.places):
                taken.update(guess.places)
                found.append(guess)
        return sorted(found, key=lambda guess: guess.start)

    def _guessed(self, length: int, accepted: Callable[[int, str, str], bool]) -> Iterator[_Guess]:
        for start in range(len(self._text) - length + 1):
            source = self._text[start : start + length]
            targets = [target for target in self._alike(start, length) if accepted(start, source, target)]
            if targets:
                targets.sort(key=lambda target: (len(_changes(source, target)), -self._weakest(target), target))
                yield _Guess(start, source, tuple(targets[:_MOST_TARGETS]))

    def _repeated(self) -> Iterator[_Guess]:
        """Give pairs that no word list knows, where one character is mistaken for the same other one in several."""
        pairs = list(self._guessed(2, self._is_pair_of_base))
        # One mistake makes up to two odd pairs, which share a place: each place counts once.
        mistakes = {mistake for guess in pairs for target in guess.targets for mistake in _mistakes(guess, target)}
        times = Counter((wrong, right) for _, wrong, right in mistakes)
        for guess in pairs:
            targets = tuple(
                target
                for target in guess.targets
                if any(times[wrong, right] > 1 for _, wrong, right in _mistakes(guess, target))
            )
            if targets:
                yield _Guess(guess.start, guess.source, targets)

    def _alike(self, start: int, length: int) -> list[str]:
        """Return the strings that sound like the window, differ from it, and whose neighbours all meet in the base.

        Only doubted characters differ, and few of them.
        """
        free = self._free(start, length)
        if not any(free):
            return []
        grown = [("", 0)]
        for place in range(length):
            own = self._text[start + place]
            options = [o for o in homophones(own) if o == own or o not in _LEFT_ALONE] if free[place] else [own]
            grown = [
                (text + option, changed + (option != own))
                for text, changed in grown
                for option in options
                if changed + (option != own) <= _MOST_CHANGES and (not text or self._frequency(text[-1] + option))
            ]
        return [text for text, changed in grown if changed]

    def _free(self, start: int, length: int) -> list[bool]:
        """Tell for each place of a window whether its character may be a mistake: it fits neither neighbour there.

        At the window's edge, it must not make a word with its neighbour outside either.
        """
        odd = self._odd[start : start + length - 1]
        free = [
            not self._locked[start + place] and all(odd[pair] for pair in (place - 1, place) if 0 <= pair < length - 1)
            for place in range(length)
        ]
        before, after = self._outside(start, length)
        free[0] = free[0] and before not in self._lexicon.words
        free[-1] = free[-1] and after not in self._lexicon.words
        return free

    def _outside(self, start: int, length: int) -> tuple[str, str]:
        """Return the pairs that the window's first and last characters make with what stands outside."""
        end = start + length
        before = self._text[start - 1 : start + 1] if start else ""
        return before, self._text[end - 1 : end + 1] if end < len(self._text) else ""

    def _is_meant(self, start: int, source: str, target: str) -> bool:
        changes = _changes(source, target)
        kept = [place for place in range(len(source)) if place not in changes]
        if all(self._locked[start + place] for place in kept) or self._belongs_outside(start, len(source), changes):
            return False
        if len(source) == 2:
            return len(changes) == 1 and target in self._lexicon.terms and self._frequency(target) > 1
        if changes in ([0], [len(source) - 1]):
            return len(source) > 3 and self._is_expected(target, changes[0])
        return self._vocabulary.phrase_frequency(target, 2) >= (2 if len(source) == 3 else 1)

    def _is_pair_of_base(self, start: int, source: str, target: str) -> bool:
        changes = _changes(source, target)
        return len(changes) == 1 and not self._belongs_outside(start, len(source), changes)

    def _belongs_outside(self, start: int, length: int, changes: list[int]) -> bool:
        """Tell whether a character at the edge of a window goes with its neighbour outside rather than inside.

        The single changed one does where both make an everyday pair, an unchanged one where they make a word.
        """
        for place, pair in zip((0, length - 1), self._outside(start, length), strict=True):
            if changes == [place] and pair in self._lexicon.pairs:
                return True
            if place not in changes and length <= 3 and pair in self._lexicon.words:
                return True
        return False

    def _is_expected(self, target: str, place: int) -> bool:
        """Tell whether the changed character at the edge is what the others mostly stand with."""
        rest = self._vocabulary.phrase_frequency(target[1:] if place == 0 else target[:-1], _COUNTED)
        whole = self._vocabulary.phrase_frequency(target, _COUNTED)
        return whole > 1 and rest < _COUNTED and whole >= _EXPECTED * rest

    def _weakest(self, text: str) -> int:
        return min(self._frequency(text[start : start + 2]) for start in range(len(text) - 1))


def _changes(source: str, target: str) -> list[int]:
    return [place for place, (one, other) in enumerate(zip(source, target, strict=True)) if one != other]


def _mistakes(guess: _Guess, target: str) -> list[tuple[int, str, str]]:
    """Return (place in the run, character that stands there, character that was meant)."""
    return [(guess.start + place, guess.source[place], target[place]) for place in _changes(guess.source, target)]
