"""What can be seen of a question and of the units found for it, in figures: what the learned scorer reads."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from embeddings.types import Encoder
from kb.answer.question import QuestionKind, has_sign, may_answer
from kb.answer.scoring.groups import Figures, Groups
from kb.answer.scoring.meanings import MEANINGS, TextMeanings, TokenMeanings, meanings_of
from kb.answer.scoring.texts import holdings
from kb.answer.scoring.units import Unit
from kb.retrieve.rank import FUSED
from kb.text.placed_titles import placed_title
from kb.types import Hit

__all__ = ["Figures", "Rarity", "SeenUnits", "Terms", "UnitFeatures", "features_of", "unit_features"]

Terms: TypeAlias = Sequence[tuple[str, float]]
"""The tokens of a question, each with what it counts."""

_NAMED_DOCUMENT = re.compile(r"《[^《》]{4,80}》|<[^<>]{4,80}>")
_LEAST_SAID = 8
_LISTS = frozenset({QuestionKind.LIST, QuestionKind.STEPS})


@dataclass(frozen=True, slots=True)
class Rarity:
    """In how many of how many passages of the whole base a token stands."""

    frequency: Callable[[str], int]
    passages: int

    def of(self, token: str) -> float:
        """Return the inverse frequency of a token."""
        return math.log(1 + self.passages / (1 + self.frequency(token)))


@dataclass(frozen=True, slots=True)
class UnitFeatures:
    """One row a unit, one column a feature."""

    names: tuple[str, ...]
    values: Figures

    def column(self, name: str) -> Figures:
        """Return the figures of one feature."""
        column: Figures = self.values[:, self.names.index(name)]
        return column


@dataclass(frozen=True, slots=True)
class SeenUnits:
    """Units (at least one) with what can be seen of them whatever is asked: the question and its parts share it."""

    units: Sequence[Unit]
    own: Groups
    context: Groups
    title: Groups
    passage: Groups
    meanings: TokenMeanings | TextMeanings
    places: dict[str, Figures]

    @classmethod
    def of(cls, units: Sequence[Unit], encoder: Encoder) -> "SeenUnits":
        """Look at units."""
        own = Groups(tuple(_said(unit) for unit in units), np.arange(len(units)))
        context = Groups.by(units, lambda unit: unit.context, lambda unit: unit.context)
        title = Groups.by(units, lambda unit: unit.version_row, _called)
        passage = Groups.by(units, lambda unit: unit.hit.passage.passage_id, lambda unit: unit.hit.passage.text)
        meanings = meanings_of(own, context, title, encoder)
        return cls(units, own, context, title, passage, meanings, _places(units))


def unit_features(
    readings: Sequence[str],
    terms: Terms,
    units: Sequence[Unit],
    kinds: frozenset[QuestionKind],
    encoder: Encoder,
    rarity: Rarity,
) -> UnitFeatures:
    """Return the features of the units (at least one) for a question."""
    return features_of(readings, terms, SeenUnits.of(units, encoder), kinds, rarity)


def features_of(
    readings: Sequence[str], terms: Terms, seen: SeenUnits, kinds: frozenset[QuestionKind], rarity: Rarity
) -> UnitFeatures:
    """Return the features of units that have been looked at for a question or a part of one.

    A unit's meaning is that for the reading of the question which it fits best, feature by feature.
    """
    words = _words(terms, seen, rarity)
    named = {
        **words,
        **_best_of([seen.meanings.of(reading, words) for reading in readings]),
        **seen.places,
        **_shapes(seen.units, kinds),
    }
    return UnitFeatures(tuple(named), np.stack(list(named.values()), axis=1).astype(np.float64))


def _said(unit: Unit) -> str:
    """Return what a unit says by itself: that it names a document in full says nothing of what the document says."""
    rest = _NAMED_DOCUMENT.sub("《》", unit.text)
    return rest if len(rest) >= _LEAST_SAID else unit.text


def _called(unit: Unit) -> str:
    """Return what the unit's document is called, and what the document that it reports on is called."""
    metadata = unit.hit.version.metadata
    return "\n".join((placed_title(metadata), *(one.value for one in metadata.reports_on)))


def _words(terms: Terms, seen: SeenUnits, rarity: Rarity) -> dict[str, Figures]:
    """Return the shares of the question's words, weighted by rarity, that stand in a unit and in what is around it."""
    tokens = [token for token, _ in terms]
    alone, around, above, whole = (
        np.array(holdings(tokens, group.texts), dtype=bool)[group.of_unit]
        for group in (seen.own, seen.context, seen.title, seen.passage)
    )
    within = alone | around
    weights = np.array([weight for _, weight in terms])
    # Among these very units a word that all of them share tells nothing; in the whole base it may tell a lot.
    local = weights * np.log(1 + len(alone) / (1 + alone.sum(axis=0)))
    base = weights * np.array([rarity.of(token) for token in tokens])
    return {
        "words_own": _share(alone, local),
        "words_within": _share(within, local),
        "words_around": _share(within | above | whole, base),
        "words_title": _share(above, base),
    }


def _share(held: npt.NDArray[np.bool_], weights: Figures) -> Figures:
    total = float(weights.sum())
    share: Figures = held @ weights / total if total > 0 else np.zeros(len(held))
    return share


def _best_of(readings: Sequence[dict[str, Figures]]) -> dict[str, Figures]:
    return {name: np.max([reading[name] for reading in readings], axis=0) for name in MEANINGS}


def _places(units: Sequence[Unit]) -> dict[str, Figures]:
    """Return where the searches put a unit's passage, and how much of all that was found lies in its document."""
    hits = [unit.hit for unit in units]
    fused = {hit.passage.passage_id: _fused(hit) for hit in hits}
    top, total = max(fused.values()) or 1.0, sum(fused.values()) or 1.0
    shares: dict[str, float] = {}
    for hit in {hit.passage.passage_id: hit for hit in hits}.values():
        shares[hit.version.key] = shares.get(hit.version.key, 0.0) + fused[hit.passage.passage_id] / total
    named = {
        "hit": np.array([fused[hit.passage.passage_id] / top for hit in hits]),
        "document": np.array([shares[hit.version.key] for hit in hits]),
    }
    for ranking in ("dense", "keyword"):
        scores = np.array([hit.retrieved_by[ranking].score if ranking in hit.retrieved_by else 0.0 for hit in hits])
        named[ranking] = scores / (scores.max() if scores.max() > 0 else 1.0)
    return named


def _fused(hit: Hit) -> float:
    """Return the score by both searches together: what ranking makes of it is too steep to be weighed with others."""
    found = hit.retrieved_by.get(FUSED)
    return found.score if found else hit.score


def _shapes(units: Sequence[Unit], kinds: frozenset[QuestionKind]) -> dict[str, Figures]:
    """Return whether a unit has the signs of what is asked for, and whether it is an item of a list."""
    item = np.array([float(unit.lead_in is not None) for unit in units])
    signed = [np.array([float(may_answer(kind, unit.text)) for unit in units]) for kind in kinds if has_sign(kind)]
    return {
        "sign": np.max(signed, axis=0) if signed else np.full(len(units), 0.5),
        "sign_missing": 1 - np.min(signed, axis=0) if signed else np.zeros(len(units)),
        "item": item,
        "item_of_list": item * float(bool(kinds & _LISTS)),
    }
