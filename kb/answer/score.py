"""How well a unit answers a question: meaning, words, and whether it has what is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from embeddings.types import Encoder
from kb.answer.attributes import asked_attributes
from kb.answer.features import Figures, Rarity, UnitFeatures, unit_features
from kb.answer.linear import bundled_unit_weights
from kb.answer.question import QuestionKind
from kb.answer.units import Unit

# The weights learned from laws and those set by hand go wrong in different places: together they beat either.
_LEARNED, _BY_HAND = 0.5, 10.0
_MEANING, _WORDS, _RANK = 0.30, 0.50, 0.20
# Of the words, how much those of the sentence itself count; the rest is for sentence, headings and lead-in together.
_TEXT = 0.6
# A document that the question speaks of, by name or by place, before one that only says something alike.
_SPOKEN_OF = 2.0
# A sentence that can state the attribute asked for before one that cannot.
_STATED = 2.0
# A sentence without what is asked for (an amount, a day …) may still be the answer, but seldom.
_WRONG_KIND = 0.75


@dataclass(frozen=True, slots=True)
class ScoredUnit:
    """A unit with its score in [0, 1] and what the score was made of."""

    unit: Unit
    score: float
    meaning: float
    words: float


@dataclass(frozen=True, slots=True)
class Scoring:
    """The units of a question, best first, and what was seen of them."""

    units: tuple[ScoredUnit, ...]
    features: UnitFeatures | None
    order: tuple[int, ...]
    """The row of the features that each unit has."""

    def feature(self, name: str, place: int) -> float:
        """Return one feature of the unit at a place. Raises LookupError where there are no units."""
        if self.features is None:
            raise LookupError(f"no units, so no {name}")
        return float(self.features.column(name)[self.order[place]])


def score_units(
    readings: Sequence[str],
    terms: Sequence[tuple[str, float]],
    units: Sequence[Unit],
    kinds: frozenset[QuestionKind],
    encoder: Encoder,
    rarity: Rarity,
    spoken_of: Mapping[int, float],
) -> Scoring:
    """Return the units with their scores, best first; ties in the order of the units.

    A score is how much likelier a unit is the right one than the best unit, which has 1, by weights learned from
    questions to single clauses.
    """
    if not units:
        return Scoring((), None, ())
    features = unit_features(readings, terms, units, kinds, encoder, rarity)
    meanings = np.maximum((features.column("meaning_own") + features.column("meaning_within")) / 2, 0.0)
    words = _TEXT * features.column("words_own") + (1 - _TEXT) * features.column("words_within")
    by_hand = _MEANING * meanings + _WORDS * words + _RANK * features.column("hit")
    by_hand *= np.where(features.column("sign") > 0, 1.0, _WRONG_KIND)
    scores = _LEARNED * bundled_unit_weights().scores(features) + _BY_HAND * by_hand
    scores = scores + _SPOKEN_OF * np.array([spoken_of.get(unit.version_row, 0.0) for unit in units])
    scores = scores + _STATED * _stated(readings[0], units)
    odds = np.exp(scores - scores.max())
    scored = list(map(ScoredUnit, units, odds.tolist(), meanings.tolist(), words.tolist()))
    order = sorted(range(len(scored)), key=lambda place: -scored[place].score)
    return Scoring(tuple(scored[place] for place in order), features, tuple(order))


def _stated(question: str, units: Sequence[Unit]) -> Figures:
    """Return for each unit the share of the attributes asked for that it can state; 0 where none is asked for."""
    attributes = asked_attributes(question)
    if not attributes:
        return np.zeros(len(units))
    texts = [f"{unit.context}\n{unit.text}" for unit in units]
    return np.array([np.mean([attribute.stated_in(text) for attribute in attributes]) for text in texts])
