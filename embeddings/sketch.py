"""Sketches: one bit a number of every vector, to find quickly which few are worth comparing exactly.

RaBitQ (Gao and Long, SIGMOD 2024) as FAISS has it, every sketch looked at: on clauses of law, lists of near vectors
(IVF) of which only some are looked at lose hits sooner than they save time.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, Self

import faiss
import numpy as np
import numpy.typing as npt

from embeddings.types import EmbeddingMatrix

HalfRows = npt.NDArray[np.float16]
Positions = npt.NDArray[np.int64]

_BLOCK = 8192
# What is learned is one mean: more vectors do not change it.
_LEARNED_FROM = 20_000
_SEED = 20261122
# Vectors that recall is measured with, and how many hits are asked for.
_SAMPLE, _ASKED = 100, 200
# So many times as many as are wanted are compared exactly: the first of these with which enough is found.
_OVERSAMPLING = (2, 3, 4, 6, 8)
_ENOUGH = 0.99
# Of the hits asked for, those whose recall decides: a base has several indexes, of each the best go into the result.
_BEST, _DECIDING = 10, 50
# A score this much below that of the last exact hit is as good: equal texts have several places.
_EQUAL = 1e-5


@dataclass(frozen=True, slots=True)
class SketchQuality:
    """How many times as many vectors as are wanted are compared exactly, and which share of the best that finds.

    Measured on vectors of the index that were blurred until they are as far from their neighbours as questions are.
    """

    oversampling: int
    recall_10: float
    recall_50: float

    @property
    def is_enough(self) -> bool:
        """True where hardly anything is lost."""
        return self.recall_50 >= _ENOUGH


class _Index(Protocol):
    """What is used of an index of FAISS."""

    ntotal: int

    def search(self, queries: EmbeddingMatrix, count: int, /) -> tuple[EmbeddingMatrix, Positions]:
        """Return the scores and positions of the best of each query, -1 where there are no more."""


class Sketch:
    """The sketches of all vectors of an index, by position."""

    def __init__(self, index: _Index, quality: SketchQuality) -> None:
        self._index: Any = index
        self.quality = quality

    @classmethod
    def build(cls, rows: HalfRows, *, threads: int) -> Self:
        """Sketch the vectors and measure how many must be compared exactly."""
        # FAISS's stubs do not know the methods that Python adds to its classes.
        index: Any = faiss.IndexRaBitQFastScan(rows.shape[1], faiss.METRIC_INNER_PRODUCT)
        chance = np.random.default_rng(_SEED)
        faiss.omp_set_num_threads(threads)
        some = chance.choice(len(rows), min(_LEARNED_FROM, len(rows)), replace=False)
        index.train(rows[np.sort(some)].astype(np.float32))
        for start in range(0, len(rows), _BLOCK):
            index.add(rows[start : start + _BLOCK].astype(np.float32))
        return cls(index, _measured(index, rows, chance))

    @classmethod
    def open(cls, file: Path, quality: SketchQuality) -> Self:
        """Read what `save` wrote. Raises RuntimeError where it is no index of FAISS."""
        return cls(faiss.read_index(str(file)), quality)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def bytes(self) -> int:
        """How many bytes the sketches take."""
        return int(self._index.ntotal * self._index.code_size)

    def save(self, file: Path) -> None:
        """Write the sketches; how good they are is for the caller to keep."""
        faiss.write_index(self._index, str(file))

    def nearest(self, queries: EmbeddingMatrix, count: int) -> list[Positions]:
        """Return the positions of about the best vectors of each query, best first as far as sketches tell."""
        return _nearest(self._index, queries, count)

    def estimated(self, query: EmbeddingMatrix, count: int) -> tuple[EmbeddingMatrix, Positions]:
        """Return the inner products of about the best vectors with one query, as sketches tell, and their positions."""
        scores, positions = self._index.search(query[np.newaxis], min(count, self._index.ntotal))
        there = positions[0] >= 0
        return scores[0][there], positions[0][there]


def _nearest(index: _Index, queries: EmbeddingMatrix, count: int) -> list[Positions]:
    _, positions = index.search(queries, min(count, index.ntotal))
    return [row[row >= 0] for row in positions]


def _measured(index: _Index, rows: HalfRows, chance: np.random.Generator) -> SketchQuality:
    """Return the least oversampling that finds enough, or the most there is."""
    sample = rows[chance.choice(len(rows), min(_SAMPLE, len(rows)), replace=False)].astype(np.float32)
    sample += chance.normal(size=sample.shape).astype(np.float32) / np.sqrt(rows.shape[1])
    sample /= np.linalg.norm(sample, axis=1, keepdims=True)
    lasts = _exact_scores(rows, sample)
    quality = SketchQuality(_OVERSAMPLING[0], 0.0, 0.0)
    for oversampling in _OVERSAMPLING:
        found = _nearest(index, sample, oversampling * _ASKED)
        scores = [
            np.sort((rows[positions].astype(np.float32) * query).sum(axis=1))[::-1]
            for positions, query in zip(found, sample, strict=True)
        ]
        quality = SketchQuality(oversampling, *(_recall(scores, lasts, best) for best in (_BEST, _DECIDING)))
        if quality.is_enough:
            break
    return quality


def _exact_scores(rows: HalfRows, sample: EmbeddingMatrix) -> EmbeddingMatrix:
    """Return the best scores of each query, best first."""
    best = np.zeros((len(sample), 0), dtype=np.float32)
    for start in range(0, len(rows), _BLOCK):
        block = sample @ rows[start : start + _BLOCK].astype(np.float32).T
        best = -np.sort(-np.concatenate((best, block), axis=1), axis=1)[:, :_DECIDING]
    return best


def _recall(found: list[npt.NDArray[np.float32]], exact: EmbeddingMatrix, best: int) -> float:
    """Return which share of the best scores was found."""
    best = min(best, exact.shape[1])
    shares = [
        min(int(np.count_nonzero(scores >= row[best - 1] - _EQUAL)), best) / best
        for scores, row in zip(found, exact, strict=True)
    ]
    return float(np.mean(shares))
