"""How well a unit answers a question: meaning, words, and whether it has what is asked for."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from embeddings.types import Encoder
from kb.answer.question import QuestionKind, may_answer
from kb.answer.units import Unit
from kb.text.tokens import bigrams

_MEANING, _WORDS, _RANK = 0.30, 0.50, 0.20
# Of the words, how much those of the sentence itself count; the rest is for sentence, headings and lead-in together.
_TEXT = 0.6
# A sentence without what is asked for (an amount, a day …) may still be the answer, but seldom.
_WRONG_KIND = 0.75


@dataclass(frozen=True, slots=True)
class ScoredUnit:
    """A unit with its score in [0, 1] and what the score was made of."""

    unit: Unit
    score: float
    meaning: float
    words: float


class WordWeights:
    """How much each token of a question tells apart: its inverse frequency among some texts."""

    def __init__(self, terms: Iterable[tuple[str, float]], frequency: Callable[[str], int], texts: int) -> None:
        self._weights = {token: weight * math.log(1 + texts / (1 + frequency(token))) for token, weight in terms}
        self.total = sum(self._weights.values())

    @classmethod
    def among(cls, terms: Iterable[tuple[str, float]], texts: Sequence[str]) -> Self:
        """Return the weights among these very texts: a word that all of them share tells nothing."""
        counts = Counter(token for text in texts for token in set(bigrams(text)))
        return cls(terms, counts.__getitem__, len(texts))

    def coverage(self, text: str) -> float:
        """Return the share of the question's weight that stands in the text."""
        if self.total <= 0:
            return 0.0
        held = set(bigrams(text))
        return sum(weight for token, weight in self._weights.items() if token in held) / self.total


def score_units(
    question: str,
    terms: Sequence[tuple[str, float]],
    units: Sequence[Unit],
    kinds: frozenset[QuestionKind],
    encoder: Encoder,
) -> list[ScoredUnit]:
    """Return the units with their scores, best first; ties in the order of the units."""
    if not units:
        return []
    query = encoder.encode_queries([question])[0]
    within = [f"{unit.context}\n{unit.text}" for unit in units]
    alone = encoder.encode_passages([unit.text for unit in units]) @ query
    meanings = np.maximum((alone + encoder.encode_passages(within) @ query) / 2, 0.0)
    words = WordWeights.among(terms, [unit.text for unit in units])
    best_rank = max(unit.hit.score for unit in units) or 1.0
    scored = []
    for unit, whole, meaning in zip(units, within, meanings, strict=True):
        covered = _TEXT * words.coverage(unit.text) + (1 - _TEXT) * words.coverage(whole)
        score = _MEANING * float(meaning) + _WORDS * covered + _RANK * unit.hit.score / best_rank
        if not any(may_answer(kind, unit.text) for kind in kinds):
            score *= _WRONG_KIND
        scored.append(ScoredUnit(unit, score, float(meaning), covered))
    return sorted(scored, key=lambda one: -one.score)
