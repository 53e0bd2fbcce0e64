"""How near the meaning of a question is to the units found for it; what does not depend on it is worked out once."""

from collections.abc import Mapping, Sequence

import numpy as np

from embeddings.types import EmbeddingMatrix, Encoder, TokenEncoder
from kb.answer.scoring.groups import Figures, Groups
from kb.answer.scoring.texts import token_ids

MEANINGS = (
    "meaning_own",
    "meaning_within",
    "meaning_full",
    "meaning_rest",
    "match_own",
    "match_within",
    "match_full",
    "match_rest",
)


class TokenMeanings:
    """Cosines of sums of token vectors, and how well each token of a question is matched by its best one.

    The latter is late interaction (ColBERT, Khattab and Zaharia 2020, arXiv:2004.12832) over static vectors; a
    token counts by the length of its vector, which training has made its weight.
    """

    def __init__(self, own: Groups, context: Groups, title: Groups, encoder: TokenEncoder, fingerprint: str) -> None:
        self._encoder, self._fingerprint = encoder, fingerprint
        self._own, self._context, self._title = own, context, title
        ids = token_ids([*own.texts, *context.texts, *title.texts], encoder, fingerprint)
        self._texts = len(ids)
        lengths = np.array([len(part) for part in ids])
        self._filled = np.flatnonzero(lengths)
        self._starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))[self._filled]
        distinct, self._flat = np.unique(np.concatenate(ids), return_inverse=True)
        vectors = encoder.token_vectors(distinct.tolist())
        self._directions = _directions(vectors)
        # One text after the other: their vectors together are more than stays near the processor.
        sums = np.zeros((len(ids), vectors.shape[1]), dtype=np.float32)
        for row, start in zip(self._filled.tolist(), self._starts.tolist(), strict=True):
            np.add.reduce(vectors[self._flat[start : start + lengths[row]]], axis=0, out=sums[row])
        n, m = len(own.texts), len(own.texts) + len(context.texts)
        alone, around, above = sums[:n], sums[n:m][context.of_unit], sums[m:][title.of_unit]
        self._alone = _directions(alone)
        self._within = _directions(alone + around)
        self._full = _directions(alone + around + above)
        self._matches: dict[int, EmbeddingMatrix] = {}

    def of(self, question: str, words: Mapping[str, Figures]) -> dict[str, Figures]:
        """Return for each unit how near it is to a question, by name."""
        (ids,) = token_ids([question], self._encoder, self._fingerprint)
        if len(ids) == 0:
            return dict.fromkeys(MEANINGS, np.zeros(len(self._own.texts)))
        vectors = self._encoder.token_vectors(ids.tolist())
        asked, first = np.unique(ids, return_index=True)
        asked, first = asked[np.argsort(first)], np.sort(first)
        weights = np.linalg.norm(vectors[first], axis=1)
        directions = _directions(vectors[first])
        best = self._best(asked.tolist(), directions)
        n, m = len(self._own.texts), len(self._own.texts) + len(self._context.texts)
        match_own = best[:, :n]
        match_within = np.maximum(match_own, best[:, n:m][:, self._context.of_unit])
        match_title = best[:, m:][:, self._title.of_unit]
        # What the title says already does not tell the document's units apart: the rest of the question does.
        rest = weights[:, None] * (1 - np.clip(match_title, 0, 1))
        rest /= np.maximum(rest.sum(axis=0), 1e-9)
        query = _directions(np.add.reduce(vectors, axis=0)[None])[0]
        return {
            "meaning_own": _dots(self._alone, query),
            "meaning_within": _dots(self._within, query),
            "meaning_full": _dots(self._full, query),
            "meaning_rest": (_directions(np.einsum("tu,tk->uk", rest, directions)) * self._alone).sum(axis=1),
            "match_own": weights @ match_own / weights.sum(),
            "match_within": weights @ match_within / weights.sum(),
            "match_full": weights @ np.maximum(match_within, match_title) / weights.sum(),
            "match_rest": (rest * match_own).sum(axis=0),
        }

    def _best(self, asked: Sequence[int], directions: EmbeddingMatrix) -> EmbeddingMatrix:
        """Return for each token of a question how well the best token of each text matches it."""
        places = [place for place, token in enumerate(asked) if token not in self._matches]
        if places:
            best = np.zeros((len(places), self._texts), dtype=np.float32)
            dots = _dots(directions[places], self._directions)
            best[:, self._filled] = np.maximum.reduceat(dots[:, self._flat], self._starts, axis=1)
            self._matches.update((asked[place], row) for place, row in zip(places, best, strict=True))
        return np.stack([self._matches[token] for token in asked])


class TextMeanings:
    """Inner products of the vectors of whole texts; without token vectors the words stand in for the best matches."""

    def __init__(self, own: Groups, context: Groups, title: Groups, encoder: Encoder) -> None:
        self._encoder = encoder
        within = [f"{context.texts[place]}\n{text}" for text, place in zip(own.texts, context.of_unit, strict=True)]
        full = [f"{title.texts[place]}\n{text}" for text, place in zip(within, title.of_unit, strict=True)]
        vectors = encoder.encode_passages([*own.texts, *within, *full])
        self._vectors = vectors.reshape(3, len(own.texts), -1)

    def of(self, question: str, words: Mapping[str, Figures]) -> dict[str, Figures]:
        """Return for each unit how near it is to a question, by name; `words` are the shares of its words."""
        meanings = self._vectors @ self._encoder.encode_queries([question])[0]
        return {
            "meaning_own": meanings[0],
            "meaning_within": meanings[1],
            "meaning_full": meanings[2],
            "meaning_rest": meanings[0],
            "match_own": words["words_own"],
            "match_within": words["words_within"],
            "match_full": words["words_around"],
            "match_rest": words["words_own"],
        }


def meanings_of(own: Groups, context: Groups, title: Groups, encoder: Encoder) -> TokenMeanings | TextMeanings:
    """Return what tells how near any question is to units with these texts."""
    if isinstance(encoder, TokenEncoder):
        return TokenMeanings(own, context, title, encoder, encoder.fingerprint)
    return TextMeanings(own, context, title, encoder)


def _dots(rows: EmbeddingMatrix, others: EmbeddingMatrix) -> EmbeddingMatrix:
    """Return inner products without BLAS, whose threads wait for one another longer than these small ones take."""
    products: EmbeddingMatrix = np.einsum("ik,jk->ij" if others.ndim > 1 else "ik,k->i", rows, others)
    return products


def _directions(rows: EmbeddingMatrix) -> EmbeddingMatrix:
    directions: EmbeddingMatrix = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return directions
