"""How a wording differs from the nearest part of a text; a figure is one sign, the same in every notation."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from kb.retrieve.phrases.types import Difference, DifferenceOp
from kb.text.alignment import Codes, Step, aligned
from kb.text.folding import Folded, fold
from kb.text.values import Value, signed_values_in
from kb.types import Span


@dataclass(frozen=True, slots=True)
class Wording:
    """A text as signs: its folded characters, its figures and days each as one sign."""

    folded: Folded
    signs: tuple[str | Value, ...]
    places: tuple[int, ...]
    """Where in the folded text each sign begins, and at the end where the last one ends."""

    @classmethod
    def of(cls, text: str, *, figures: bool = True) -> Self:
        """Return a text as signs."""
        folded = Folded(text)
        signs: list[str | Value] = []
        places: list[int] = []
        place = 0
        for span, value in signed_values_in(text) if figures else ():
            start, end = (bisect_left(folded.starts, offset) for offset in (span.start, span.end))
            if start < place or start == end:
                continue
            signs.extend(folded.key[place:start])
            places.extend(range(place, start))
            signs.append(value)
            places.append(start)
            place = end
        signs.extend(folded.key[place:])
        places.extend(range(place, len(folded.key) + 1))
        return cls(folded, tuple(signs), tuple(places))

    def __len__(self) -> int:
        return len(self.signs)

    @property
    def has_figures(self) -> bool:
        """Whether a sign is a figure or a day."""
        return any(not isinstance(sign, str) for sign in self.signs)

    def cut(self, start: int, end: int) -> str:
        """Return the text from one sign up to another, what folding drops between them included."""
        starts = (*self.folded.starts, len(self.folded.text))
        return self.folded.text[starts[self.places[start]] : starts[self.places[end]]]

    def widened(self, start: int, end: int) -> tuple[int, int]:
        """Return the range of signs widened to whole numbers and Latin words."""
        low, high = self.folded.whole(self.places[start], self.places[end])
        return bisect_left(self.places, low), bisect_left(self.places, high)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The part of a text that is nearest to a wording: how many signs differ, where it stands, the differences."""

    distance: int
    span: Span
    differences: tuple[Difference, ...]


def differences_of(wanted: str, text: str) -> tuple[Difference, ...]:
    """Return how a whole text differs from a wording that is nearly the same."""
    found = compared(Wording.of(wanted), text)
    return found.differences if found else (Difference(DifferenceOp.REPLACE, text, wanted),)


def compared(wanted: Wording, text: str) -> Comparison | None:
    """Return the part of a text nearest to a wording; None where nothing of it is there."""
    other = Wording.of(text, figures=wanted.has_figures)
    known: dict[str | Value, int] = {}
    mine, theirs = _codes(wanted.signs, known), _codes(other.signs, known)
    figures = np.array([code for sign, code in known.items() if not isinstance(sign, str)], dtype=np.int32)
    steps = aligned(mine, theirs, figures)
    there = [place for _, place in steps if place is not None]
    if not there:
        return None
    start, end = other.widened(there[0], there[-1] + 1)
    steps = [
        *((None, place) for place in range(start, there[0])),
        *steps,
        *((None, place) for place in range(there[-1] + 1, end)),
    ]
    quote = other.cut(start, end).rstrip()
    begin = other.folded.starts[other.places[start]]
    distance = sum(_op(step, wanted, other) is not DifferenceOp.EQUAL for step in steps)
    return Comparison(distance, Span(begin, begin + len(quote)), tuple(_differences(steps, wanted, other)))


def _codes(signs: Sequence[str | Value], known: dict[str | Value, int]) -> Codes:
    return np.array([known.setdefault(sign, len(known)) for sign in signs], dtype=np.int32)


def _op(step: Step, wanted: Wording, other: Wording) -> DifferenceOp:
    mine, theirs = step
    if mine is None:
        return DifferenceOp.INSERT
    if theirs is None:
        return DifferenceOp.DELETE
    return DifferenceOp.EQUAL if wanted.signs[mine] == other.signs[theirs] else DifferenceOp.REPLACE


def _differences(steps: Sequence[Step], wanted: Wording, other: Wording) -> Iterator[Difference]:
    """Yield the steps in runs; what is missing beside what is added is a replacement.

    A figure in another notation is a run of its own.
    """
    run: list[Step] = []
    kind: tuple[bool, int] | None = None
    for number, step in enumerate(steps):
        equal = _op(step, wanted, other) is DifferenceOp.EQUAL
        before, kind = kind, (equal, number if equal and _is_respelled(step, wanted, other) else -1)
        if run and kind != before:
            yield _difference(run, wanted, other)
            run = []
        run.append(step)
    if run:
        yield _difference(run, wanted, other)


def _is_respelled(step: Step, wanted: Wording, other: Wording) -> bool:
    mine, theirs = step
    if mine is None or theirs is None or isinstance(wanted.signs[mine], str):
        return False
    return fold(wanted.cut(mine, mine + 1)) != fold(other.cut(theirs, theirs + 1))


def _difference(run: Sequence[Step], wanted: Wording, other: Wording) -> Difference:
    mine = [place for place, _ in run if place is not None]
    theirs = [place for _, place in run if place is not None]
    asked = wanted.cut(mine[0], mine[-1] + 1) if mine else ""
    there = other.cut(theirs[0], theirs[-1] + 1) if theirs else ""
    if _op(run[0], wanted, other) is DifferenceOp.EQUAL:
        return Difference(DifferenceOp.EQUAL, there, asked)
    if not theirs:
        return Difference(DifferenceOp.DELETE, "", asked)
    return Difference(DifferenceOp.REPLACE if mine else DifferenceOp.INSERT, there, asked)
