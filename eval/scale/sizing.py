"""What searching very many vectors by sketches finds and takes, on vectors that are never all in memory or on disk."""

import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import faiss
import numpy as np
import numpy.typing as npt

from embeddings.types import EmbeddingMatrix
from eval.scale.vectors import BLOCK, ManyVectors

Positions = npt.NDArray[np.int64]

_LEARNED_FROM = 20_000
_FEW, _MANY = 10, 100


class _Sketches(Protocol):
    """What is used of FAISS's index; its stubs do not know the methods that Python adds to its classes."""

    ntotal: int
    code_size: int

    def add(self, rows: EmbeddingMatrix, /) -> None: ...

    def search(self, queries: EmbeddingMatrix, count: int, /) -> tuple[EmbeddingMatrix, Positions]: ...


@dataclass(frozen=True, slots=True)
class Setting:
    """So many of the most promising vectors are compared exactly: what that finds of the best, and what it takes."""

    compared: int
    recall_at_10: float
    recall_at_100: float
    scan_ms: float
    """Median time of finding them by the sketches of all segments."""


@dataclass(frozen=True, slots=True)
class Simulation:
    """A search over many vectors."""

    vectors: int
    real: int
    dim: int
    segments: int
    queries: int
    threads: int
    sketch_bytes: int
    half_precision_bytes: int
    """What the vectors would take in their mapped files."""
    built_seconds: float
    peak_memory_bytes: int
    settings: tuple[Setting, ...]


def simulate(
    vectors: ManyVectors,
    queries: EmbeddingMatrix,
    *,
    segments: int,
    compared: Sequence[int],
    real: int,
    threads: int = 1,
    told: Callable[[int], None] | None = None,
) -> Simulation:
    """Sketch all vectors, find the best of each query exactly on the way, and compare with what sketches find.

    Comparing candidates exactly puts them in their true order: a candidate list loses only what is not in it.
    """
    faiss.omp_set_num_threads(threads)
    indexes, best, sketch_seconds = _sketched(vectors, queries, segments, told)
    found = [_timed(indexes, queries, count) for count in compared]
    settings = tuple(
        Setting(count, _recall(best, positions, _FEW), _recall(best, positions, _MANY), float(np.median(times)) * 1000)
        for count, (positions, times) in zip(compared, found, strict=True)
    )
    return Simulation(
        len(vectors),
        min(real, len(vectors)),
        vectors.dim,
        len(indexes),
        len(queries),
        threads,
        sum(int(index.ntotal) * int(index.code_size) for _, index in indexes),
        len(vectors) * vectors.dim * 2,
        sketch_seconds,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        settings,
    )


def _sketched(
    vectors: ManyVectors, queries: EmbeddingMatrix, segments: int, told: Callable[[int], None] | None
) -> tuple[list[tuple[int, _Sketches]], Positions, float]:
    """Return the sketches of each segment behind its first position, and the best positions of each query."""
    each = -(-len(vectors) // segments // BLOCK) * BLOCK or BLOCK
    indexes: list[tuple[int, _Sketches]] = []
    scores = np.full((len(queries), _MANY), -np.inf, dtype=np.float32)
    positions = np.full(scores.shape, -1, dtype=np.int64)
    seconds = 0.0
    for start, rows in vectors.blocks():
        began = time.perf_counter()
        if start % each == 0:
            indexes.append((start, _learned(vectors, start, min(each, len(vectors) - start))))
        indexes[-1][1].add(rows)
        seconds += time.perf_counter() - began
        found = queries @ rows.T
        better = np.flatnonzero(found.max(axis=1) > scores[:, -1])
        if len(better):
            scores[better], positions[better] = _better(scores[better], positions[better], found[better], start)
        if told is not None:
            told(start + len(rows))
    return indexes, positions, seconds


def _learned(vectors: ManyVectors, start: int, count: int) -> _Sketches:
    index: Any = faiss.IndexRaBitQFastScan(vectors.dim, faiss.METRIC_INNER_PRODUCT)
    blocks = -(-_LEARNED_FROM // BLOCK)
    step = max(count // blocks // BLOCK, 1) * BLOCK
    places = range(start, start + count, step)[:blocks]
    index.train(np.concatenate([vectors.block(place) for place in places]))
    sketches: _Sketches = index
    return sketches


def _better(
    scores: EmbeddingMatrix, positions: Positions, found: EmbeddingMatrix, start: int
) -> tuple[EmbeddingMatrix, Positions]:
    """Return the best of what was known and what a block holds."""
    kept = scores.shape[1]
    both = np.concatenate((scores, found), axis=1)
    places = np.broadcast_to(np.arange(start, start + found.shape[1]), found.shape)
    named = np.concatenate((positions, places), axis=1)
    order = np.argpartition(-both, kept - 1, axis=1)[:, :kept]
    scores, positions = np.take_along_axis(both, order, axis=1), np.take_along_axis(named, order, axis=1)
    order = np.argsort(-scores, axis=1, kind="stable")
    return np.take_along_axis(scores, order, axis=1), np.take_along_axis(positions, order, axis=1)


def _timed(
    indexes: Sequence[tuple[int, _Sketches]], queries: EmbeddingMatrix, count: int
) -> tuple[list[Positions], list[float]]:
    """Return the most promising positions of each query over all segments, and the seconds that each took."""
    found, times = [], []
    for query in queries:
        began = time.perf_counter()
        estimates, places = [], []
        for start, index in indexes:
            scores, positions = index.search(query[np.newaxis], min(count, index.ntotal))
            estimates.append(scores[0])
            places.append(positions[0] + start)
        all_scores, all_places = np.concatenate(estimates), np.concatenate(places)
        few = min(count, len(all_scores))
        found.append(all_places[np.argpartition(-all_scores, few - 1)[:few]])
        times.append(time.perf_counter() - began)
    return found, times


def _recall(best: Positions, found: Sequence[Positions], count: int) -> float:
    """Return which share of the best of each query is among what was found."""
    shares = [len(np.intersect1d(row[:count], some)) / count for row, some in zip(best, found, strict=True)]
    return float(np.mean(shares))
