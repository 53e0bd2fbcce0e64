"""How well a unit answers a question: meaning, words, and whether it has what is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from embeddings.types import Encoder, TokenEncoder
from kb.answer.question import QuestionKind, kinds_of
from kb.answer.scoring.asked_facts import stated_facts
from kb.answer.scoring.asked_places import without_places
from kb.answer.scoring.attributes import asked_attributes, share_stated
from kb.answer.scoring.features import Figures, Rarity, SeenUnits, UnitFeatures, features_of
from kb.answer.scoring.linear import bundled_evidence_weights, bundled_unit_weights
from kb.answer.scoring.quoted_terms import quoted_share
from kb.answer.scoring.stating import by_statement
from kb.answer.scoring.tier_odds import by_tier
from kb.answer.scoring.traits import sentence_traits
from kb.answer.scoring.units import Unit
from kb.retrieve.parts import split_question, without_introduction, without_naming
from kb.text.tokens import bigrams

# The weights learned from laws and those set by hand go wrong in different places: together they beat either.
_LEARNED, _BY_HAND = 0.5, 10.0
_MEANING, _WORDS, _RANK = 0.30, 0.50, 0.20
# Of the words, how much those of the sentence itself count; the rest is for sentence, headings and lead-in together.
_TEXT = 0.6
# A document that the question speaks of, by name or by place, before one that only says something alike.
_SPOKEN_OF = 2.0
# A sentence that can state the attribute asked for before one that cannot.
_STATED = 2.0
# A sentence that says what the question puts in quotation marks before one that does not.
_QUOTED = 2.0
# Below this nothing is told apart.
_LEAST_LOG_ODDS, _LEAST_OF_PART = -20.0, -8.0
_SEVERAL = 2
# How near a sentence is in meaning to what of the question the document's title does not say already: as a part of the
# likeness it counts for too little. Fitted to the practice questions beside the learned weights, which were held.
_REST = 5.0
# It spreads the scores; how likely beside the best is likely enough was chosen for narrower ones.
_SPREAD = 1.25
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
    by_part: tuple[tuple[float, ...], ...] = ()
    """For each part of a question of several, how like it each unit is; the unit most like it has 1."""
    evidence: UnitFeatures | None = None
    """What the scores were made of; the rows are those of `features`."""
    question: str = ""
    """What was asked, as the units were scored for it."""

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

    A score is how much likelier a unit is the right one than the best unit, which has 1: by how like the question and
    its parts it is, with weights learned from questions to single clauses, and by what kind of sentence it is.
    """
    if not units:
        return Scoring((), None, ())
    looked_at = SeenUnits.of(units, encoder)
    likeness = _likeness(readings, terms, looked_at, kinds, rarity, spoken_of)
    parts = _parts_likeness(readings[0], looked_at, rarity, spoken_of)
    seen = _evidence(readings[0], units, terms, rarity, likeness.log_odds, parts)
    scores = bundled_evidence_weights().weigh(seen.names, seen.values) + stated_facts(readings[0], units)
    if isinstance(encoder, TokenEncoder):
        # Without token vectors nothing tells what the title does not say from the whole question.
        scores = scores + _REST * _meaning_of_rest(readings, looked_at, likeness)
    odds = np.exp((scores - scores.max()) / _SPREAD)
    told = by_statement(readings[0], units, by_tier(readings[0], units, odds.tolist()))
    scored = list(map(ScoredUnit, units, told, likeness.meanings.tolist(), likeness.words.tolist()))
    order = sorted(range(len(scored)), key=lambda place: -scored[place].score)
    by_part = tuple(tuple(np.exp(part[order]).tolist()) for part in parts)
    return Scoring(tuple(scored[place] for place in order), likeness.features, tuple(order), by_part, seen, readings[0])


def _meaning_of_rest(readings: Sequence[str], seen: SeenUnits, likeness: "_Likeness") -> Figures:
    """Return how near units are to what of a question neither their document's title says nor is a place's name.

    Whose rules and figures are told of a place is settled apart (`kb.answer.places`): a sentence is not nearer for it.
    """
    unplaced = [without_places(reading) for reading in readings]
    if unplaced == [*readings]:
        return likeness.features.column("meaning_rest")
    nearness: Figures = np.max([seen.meanings.of(reading, {})["meaning_rest"] for reading in unplaced], axis=0)
    return nearness


@dataclass(frozen=True, slots=True)
class _Likeness:
    """How like a question the units are."""

    features: UnitFeatures
    meanings: Figures
    words: Figures
    log_odds: Figures
    """How much likelier than the best unit each is right, as a logarithm; the best has 0."""


def _likeness(
    readings: Sequence[str],
    terms: Sequence[tuple[str, float]],
    seen: SeenUnits,
    kinds: frozenset[QuestionKind],
    rarity: Rarity,
    spoken_of: Mapping[int, float],
) -> _Likeness:
    features = features_of(readings, terms, seen, kinds, rarity)
    meanings = np.maximum((features.column("meaning_own") + features.column("meaning_within")) / 2, 0.0)
    words = _TEXT * features.column("words_own") + (1 - _TEXT) * features.column("words_within")
    by_hand = _MEANING * meanings + _WORDS * words + _RANK * features.column("hit")
    by_hand *= np.where(features.column("sign") > 0, 1.0, _WRONG_KIND)
    scores = _LEARNED * bundled_unit_weights().weigh(features.names, features.values) + _BY_HAND * by_hand
    scores = scores + _SPOKEN_OF * np.array([spoken_of.get(unit.version_row, 0.0) for unit in seen.units])
    scores = scores + _STATED * _stated(readings[0], seen)
    scores = scores + _QUOTED * np.array(quoted_share(readings[0], seen.units))
    return _Likeness(features, meanings, words, np.maximum(scores - scores.max(), _LEAST_LOG_ODDS))


def _parts_likeness(question: str, seen: SeenUnits, rarity: Rarity, spoken_of: Mapping[int, float]) -> list[Figures]:
    """Return for each part of a question of several how like it the units are, as logarithms; none for one question.

    Of one question whose asker says first who asks, which document is meant or how to answer, the rest is the part.
    """
    parts = split_question(question)
    asked = without_naming(without_introduction(question))
    if len(parts) < _SEVERAL and asked == question:
        return []
    parts = [asked] if len(parts) < _SEVERAL else parts
    return [
        _likeness((part,), [(term, 1.0) for term in bigrams(part)], seen, kinds_of(part), rarity, spoken_of).log_odds
        for part in parts
    ]


def _evidence(
    question: str,
    units: Sequence[Unit],
    terms: Sequence[tuple[str, float]],
    rarity: Rarity,
    log_odds: Figures,
    parts: Sequence[Figures],
) -> UnitFeatures:
    """Return what speaks for each unit: how like the question and its parts it is, and what kind of sentence."""
    by_part = np.maximum(np.stack(parts or [log_odds]), _LEAST_OF_PART)
    named = {
        "likeness": log_odds,
        "part_best": by_part.max(axis=0),
        "part_mean": by_part.mean(axis=0),
        **sentence_traits(question, units, terms, rarity),
    }
    return UnitFeatures(tuple(named), np.stack(list(named.values()), axis=1))


def _stated(question: str, seen: SeenUnits) -> Figures:
    """Return for each unit the share of the attributes asked for that it can state; 0 where none is asked for."""
    attributes = asked_attributes(question)
    if not attributes:
        return np.zeros(len(seen.units))
    above = (seen.context.texts[place] for place in seen.context.of_unit)
    texts = [f"{context}\n{unit.text}" for context, unit in zip(above, seen.units, strict=True)]
    return np.array([share_stated(attributes, text) for text in texts])
