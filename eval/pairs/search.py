"""Where wrong passages come from: the two searches of the system, over the training passages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Protocol

from embeddings.faiss_index import FaissIndex
from embeddings.types import EmbeddingMatrix
from eval.pairs.pool import Pool, parts_of
from kb.index.keyword import KeywordEntry, TantivyIndex
from kb.text.tokens import bigrams

_QUESTIONS_AT_ONCE = 256
# Equal scores at the last place are cut in an order that depends on how the index was written.
_TIE_MARGIN = 16


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage of the pool that a search found for a question; a rank is None where that search did not find it."""

    place: int
    dense_rank: int | None
    keyword_rank: int | None


class CandidateSource(Protocol):
    """Finds passages of the pool for questions."""

    def candidates(self, questions: Sequence[str], vectors: EmbeddingMatrix) -> Iterator[list[Candidate]]:
        """Yield for each question (vector i is that of question i) what was found, in the order to be tried."""


class PoolSearch:
    """Dense and keyword search over the searched part of a pool; the best of either are tried in turn."""

    def __init__(self, pool: Pool, vectors: EmbeddingMatrix, folder: Path, depth: int, *, threads: int = 2) -> None:
        self._dense = FaissIndex(vectors.shape[1], threads=threads)
        self._dense.add([str(place) for place in range(pool.searched)], vectors[: pool.searched])
        taken_apart = map(parts_of, pool.texts[: pool.searched])
        entries = (KeywordEntry(0, parts.title, parts.heading, parts.body) for parts in taken_apart)
        self._keyword = TantivyIndex.build(folder, entries)
        self._depth = depth

    def candidates(self, questions: Sequence[str], vectors: EmbeddingMatrix) -> Iterator[list[Candidate]]:
        """Yield for each question what was found, in the order to be tried."""
        for start in range(0, len(questions), _QUESTIONS_AT_ONCE):
            batch = slice(start, start + _QUESTIONS_AT_ONCE)
            rankings = self._dense.search(vectors[batch], self._depth)
            for question, ranking in zip(questions[batch], rankings, strict=True):
                dense = [int(name) for name, score in ranking if score > 0]
                yield _in_turn(dense, self._by_words(question))

    def _by_words(self, question: str) -> list[int]:
        terms = [(term, 1.0) for term in dict.fromkeys(bigrams(question))]
        hits = self._keyword.search(terms, self._depth + _TIE_MARGIN)
        return [hit.position for hit in hits[: self._depth]]


def _in_turn(dense: Sequence[int], keyword: Sequence[int]) -> list[Candidate]:
    by_meaning = {place: rank for rank, place in enumerate(dense, start=1)}
    by_words = {place: rank for rank, place in enumerate(keyword, start=1)}
    places = (place for both in zip_longest(dense, keyword) for place in both if place is not None)
    return [Candidate(place, by_meaning.get(place), by_words.get(place)) for place in dict.fromkeys(places)]
