"""What can be seen of a question and of the units found for it, in figures: what the learned scorer reads."""

import math
import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from embeddings.types import EmbeddingMatrix, Encoder, TokenEncoder
from kb.answer.question import QuestionKind, has_sign, may_answer
from kb.answer.units import Unit
from kb.text.tokens import bigrams_of_each

Figures: TypeAlias = npt.NDArray[np.float64]
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
class _Groups:
    """Texts that several units share (titles, headings with lead-ins, passages), each once."""

    texts: tuple[str, ...]
    of_unit: npt.NDArray[np.int64]

    @classmethod
    def by(cls, units: Sequence[Unit], key: Callable[[Unit], Hashable], text: Callable[[Unit], str]) -> "_Groups":
        places: dict[Hashable, int] = {}
        texts: list[str] = []
        of_unit = np.zeros(len(units), dtype=np.int64)
        for row, unit in enumerate(units):
            name = key(unit)
            if name not in places:
                places[name] = len(texts)
                texts.append(text(unit))
            of_unit[row] = places[name]
        return cls(tuple(texts), of_unit)


def unit_features(
    readings: Sequence[str],
    terms: Terms,
    units: Sequence[Unit],
    kinds: frozenset[QuestionKind],
    encoder: Encoder,
    rarity: Rarity,
) -> UnitFeatures:
    """Return the features of the units (at least one) for a question.

    A unit's meaning is that for the reading of the question which it fits best, feature by feature.
    """
    own = _Groups(tuple(_said(unit) for unit in units), np.arange(len(units)))
    context = _Groups.by(units, lambda unit: unit.context, lambda unit: unit.context)
    title = _Groups.by(units, lambda unit: unit.version_row, _called)
    passage = _Groups.by(units, lambda unit: unit.hit.passage.passage_id, lambda unit: unit.hit.passage.text)
    words = _words(terms, own, context, title, passage, rarity)
    named = {
        **words,
        **_best_of([_meanings(reading, words, own, context, title, encoder) for reading in readings]),
        **_places(units),
        **_shapes(units, kinds),
    }
    return UnitFeatures(tuple(named), np.stack(list(named.values()), axis=1).astype(np.float64))


def _said(unit: Unit) -> str:
    """Return what a unit says by itself: that it names a document in full says nothing of what the document says."""
    rest = _NAMED_DOCUMENT.sub("《》", unit.text)
    return rest if len(rest) >= _LEAST_SAID else unit.text


def _called(unit: Unit) -> str:
    """Return what the unit's document is called, and what the document that it reports on is called."""
    metadata = unit.hit.version.metadata
    return "\n".join((metadata.title, *(one.value for one in metadata.reports_on)))


def _words(
    terms: Terms, own: _Groups, context: _Groups, title: _Groups, passage: _Groups, rarity: Rarity
) -> dict[str, Figures]:
    """Return the shares of the question's words, weighted by rarity, that stand in a unit and in what is around it."""
    groups = (own, context, title, passage)
    tokens = iter(bigrams_of_each([text for group in groups for text in group.texts]))
    held = [
        np.array([[token in words for token, _ in terms] for words in (set(next(tokens)) for _ in group.texts)])[
            group.of_unit
        ]
        for group in groups
    ]
    alone, around, above, whole = held
    within = alone | around
    weights = np.array([weight for _, weight in terms])
    # Among these very units a word that all of them share tells nothing; in the whole base it may tell a lot.
    local = weights * np.log(1 + len(alone) / (1 + alone.sum(axis=0)))
    base = weights * np.array([rarity.of(token) for token, _ in terms])
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
    return {name: np.max([reading[name] for reading in readings], axis=0) for name in _MEANINGS}


def _meanings(
    question: str, words: dict[str, Figures], own: _Groups, context: _Groups, title: _Groups, encoder: Encoder
) -> dict[str, Figures]:
    if isinstance(encoder, TokenEncoder):
        return _token_meanings(question, own, context, title, encoder)
    # Without token vectors the words themselves stand in for the tokens' best matches.
    query = encoder.encode_queries([question])[0]
    within = [f"{context.texts[place]}\n{text}" for text, place in zip(own.texts, context.of_unit, strict=True)]
    full = [f"{title.texts[place]}\n{text}" for text, place in zip(within, title.of_unit, strict=True)]
    vectors = encoder.encode_passages([*own.texts, *within, *full]).reshape(3, len(own.texts), -1) @ query
    return {
        "meaning_own": vectors[0],
        "meaning_within": vectors[1],
        "meaning_full": vectors[2],
        "meaning_rest": vectors[0],
        "match_own": words["words_own"],
        "match_within": words["words_within"],
        "match_full": words["words_around"],
        "match_rest": words["words_own"],
    }


def _token_meanings(
    question: str, own: _Groups, context: _Groups, title: _Groups, encoder: TokenEncoder
) -> dict[str, Figures]:
    """Return cosines of sums of token vectors, and how well each token of the question is matched by its best one.

    The latter is late interaction (ColBERT, Khattab and Zaharia 2020, arXiv:2004.12832) over static vectors; a
    token counts by the length of its vector, which training has made its weight.
    """
    ids = encoder.token_ids([question, *own.texts, *context.texts, *title.texts])
    lengths = np.array([len(part) for part in ids])
    if lengths[0] == 0:
        return dict.fromkeys(_MEANINGS, np.zeros(len(own.texts)))
    distinct, flat = np.unique(np.array([token for part in ids for token in part], dtype=np.int64), return_inverse=True)
    vectors = encoder.token_vectors(distinct.tolist())
    filled = np.flatnonzero(lengths)
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))[filled]
    sums = np.zeros((len(ids), vectors.shape[1]), dtype=np.float32)
    sums[filled] = np.add.reduceat(vectors[flat], starts, axis=0)
    asked = np.array(list(dict.fromkeys(flat[: lengths[0]].tolist())))
    weights = np.linalg.norm(vectors[asked], axis=1)
    directions = _directions(vectors)
    best = np.zeros((len(asked), len(ids)), dtype=np.float32)
    best[:, filled] = np.maximum.reduceat(_dots(directions[asked], directions)[:, flat], starts, axis=1)
    n, m = 1 + len(own.texts), 1 + len(own.texts) + len(context.texts)
    alone, around, above = sums[1:n], sums[n:m][context.of_unit], sums[m:][title.of_unit]
    match_own = best[:, 1:n]
    match_within = np.maximum(match_own, best[:, n:m][:, context.of_unit])
    match_title = best[:, m:][:, title.of_unit]
    # What the title says already does not tell the document's units apart: the rest of the question does.
    rest = weights[:, None] * (1 - np.clip(match_title, 0, 1))
    rest /= np.maximum(rest.sum(axis=0), 1e-9)
    query = _directions(sums[:1])[0]
    return {
        "meaning_own": _dots(_directions(alone), query),
        "meaning_within": _dots(_directions(alone + around), query),
        "meaning_full": _dots(_directions(alone + around + above), query),
        "meaning_rest": (_directions(np.einsum("tu,tk->uk", rest, directions[asked])) * _directions(alone)).sum(axis=1),
        "match_own": weights @ match_own / weights.sum(),
        "match_within": weights @ match_within / weights.sum(),
        "match_full": weights @ np.maximum(match_within, match_title) / weights.sum(),
        "match_rest": (rest * match_own).sum(axis=0),
    }


_MEANINGS = (
    "meaning_own",
    "meaning_within",
    "meaning_full",
    "meaning_rest",
    "match_own",
    "match_within",
    "match_full",
    "match_rest",
)


def _dots(rows: EmbeddingMatrix, others: EmbeddingMatrix) -> EmbeddingMatrix:
    """Return inner products without BLAS, whose threads wait for one another longer than these small ones take."""
    products: EmbeddingMatrix = np.einsum("ik,jk->ij" if others.ndim > 1 else "ik,k->i", rows, others)
    return products


def _directions(rows: EmbeddingMatrix) -> EmbeddingMatrix:
    directions: EmbeddingMatrix = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return directions


def _places(units: Sequence[Unit]) -> dict[str, Figures]:
    """Return where the searches put a unit's passage, and how much of all that was found lies in its document."""
    hits = [unit.hit for unit in units]
    top = max(hit.score for hit in hits) or 1.0
    distinct = {hit.passage.passage_id: hit for hit in hits}.values()
    total = sum(hit.score for hit in distinct) or 1.0
    shares: dict[str, float] = {}
    for hit in distinct:
        shares[hit.version.key] = shares.get(hit.version.key, 0.0) + hit.score / total
    named = {
        "hit": np.array([hit.score / top for hit in hits]),
        "document": np.array([shares[hit.version.key] for hit in hits]),
    }
    for ranking in ("dense", "keyword"):
        scores = np.array([hit.retrieved_by[ranking].score if ranking in hit.retrieved_by else 0.0 for hit in hits])
        named[ranking] = scores / (scores.max() if scores.max() > 0 else 1.0)
    return named


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
