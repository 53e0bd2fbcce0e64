"""How well a unit answers a question: meaning, words, and whether it has what is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from embeddings.types import Encoder
from kb.answer.question import QuestionKind, may_answer
from kb.answer.units import Unit
from kb.retrieve.weights import WordWeights

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


def score_units(
    readings: Sequence[str],
    terms: Sequence[tuple[str, float]],
    units: Sequence[Unit],
    kinds: frozenset[QuestionKind],
    encoder: Encoder,
) -> list[ScoredUnit]:
    """Return the units with their scores, best first; ties in the order of the units.

    A unit's meaning is its nearness to the reading of the question that it is nearest to.
    """
    if not units:
        return []
    asked = encoder.encode_queries(readings).T
    within = [f"{unit.context}\n{unit.text}" for unit in units]
    alone = encoder.encode_passages([unit.text for unit in units]) @ asked
    meanings = np.maximum((alone + encoder.encode_passages(within) @ asked).max(axis=1) / 2, 0.0)
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
