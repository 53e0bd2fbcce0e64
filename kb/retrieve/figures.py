"""The figures of a question in the notations that the documents have: 1千万, 一千万元, 1000万元."""

from collections.abc import Callable
from dataclasses import dataclass

from kb.text.notations import notations
from kb.text.quantities import COUNTS
from kb.text.values import Value, values_in
from kb.types import Expansion

_MOST_NOTATIONS, _MOST_FIGURES = 6, 4
# Of what is counted one by one so few say little, and 一家 is but an article.
_FEWEST_COUNTED = 3


@dataclass(frozen=True, slots=True)
class Rewriting:
    """What a question's figures are searched as besides."""

    expansions: tuple[Expansion, ...] = ()
    """Each figure with the other notations that the documents have."""
    readings: tuple[str, ...] = ()
    """The question with its figures as the documents have them oftenest; none where it has them so itself."""


def rewriting(text: str, count: Callable[[str], int]) -> Rewriting:
    """Return what a prepared question's figures are searched as besides.

    `count` tells how often a notation is in the documents, as far as it matters.
    """
    expansions: dict[str, Expansion] = {}
    parts: list[str] = []
    end = 0
    meant = [(span, value) for span, value in values_in(text) if _tells(value)][:_MOST_FIGURES]
    for span, value in meant:
        written = span.of(text)
        others = [one for one in notations(value) if one.lower() != written][:_MOST_NOTATIONS]
        counts = {one: found for one in others if (found := count(one))}
        if not counts:
            continue
        expansions[written] = Expansion(written, tuple(counts))
        best = max(counts, key=lambda one: counts[one])
        if counts[best] > count(written):
            parts += [text[end : span.start], best]
            end = span.end
    return Rewriting(tuple(expansions.values()), ("".join(parts) + text[end:],) if parts else ())


def _tells(value: Value) -> bool:
    return value.unit not in COUNTS or value.numbers[0] >= _FEWEST_COUNTED
