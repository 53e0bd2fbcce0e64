"""Questions in one process: search, ask, and the search by meaning alone beside comparing every vector."""

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from statistics import median
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from embeddings.faiss_index import FaissIndex
from embeddings.types import EmbeddingMatrix, VectorIndex
from eval.corpora.inside import look_inside
from eval.performance.figures import Dense, InProcess, Times, times
from eval.performance.machine import memory_mib
from kb.index.dense_search import dense_search
from kb.index.model import load_model
from kb.index.sketched import most_compared
from kb.knowledge_base import KnowledgeBase
from kb.retrieve.search import MeaningSearch
from kb.settings import load_settings
from kb.types import Query

_Asked = TypeVar("_Asked")

_DEPTH = 100
_TURNS = 3
_MIB = 1 << 20
_HALF = 2
# A score this much below that of the last exact hit is as good: equal texts have several places.
_EQUAL = 1e-4


def in_process(home: Path, queries: Sequence[Query], rounds: int, bandwidth: float) -> InProcess:
    """Return what questions take on a home. The bandwidth, in bytes a second, is what the floor is told by."""
    settings = load_settings(home=home)
    knowledge = KnowledgeBase.open(settings)
    try:
        knowledge.warm_up()
        search, stages = _searched(knowledge, queries, rounds)
        ask = _times(knowledge.ask, queries, rounds)
        stats = knowledge.stats()
        resident, peak = memory_mib()
    finally:
        knowledge.close()
    dense = _dense(home, [query.question for query in queries], bandwidth)
    return InProcess(
        stats.passages,
        stats.documents,
        stats.segments,
        search,
        ask,
        stages,
        dense,
        round(resident, 1),
        round(peak, 1),
    )


def _times(call: Callable[[Query], object], queries: Sequence[Query], rounds: int) -> Times:
    for query in queries:
        call(query)
    return times([_milliseconds(call, query) for _ in range(rounds) for query in queries])


def _searched(knowledge: KnowledgeBase, queries: Sequence[Query], rounds: int) -> tuple[Times, dict[str, float]]:
    laps: dict[str, list[float]] = defaultdict(list)

    def search(query: Query) -> None:
        for stage, took in knowledge.search(query).timings_ms.items():
            laps[stage].append(took)

    found = _times(search, queries, rounds)
    return found, {stage: round(median(values), 3) for stage, values in laps.items()}


def _milliseconds(call: Callable[[_Asked], object], asked: _Asked) -> float:
    started = time.perf_counter()
    call(asked)
    return (time.perf_counter() - started) * 1000


def _dense(home: Path, questions: Sequence[str], bandwidth: float) -> Dense:
    """Measure the search by meaning over the published vectors: its time, and what it finds of the best."""
    settings = load_settings(home=home)
    encoder = load_model(settings)
    queries = encoder.encode_queries(questions)
    # No day matters here: of every version the vectors are compared.
    with look_inside(settings, encoder, date.today()) as inside:
        snapshot = inside.view.snapshot
        indexes = [segment.vectors for segment in snapshot.segments]
        everything = np.array(sorted({row.version_row for row in snapshot.versions}), dtype=np.int64)
        how = dense_search(snapshot.segments)

        def best(query: EmbeddingMatrix) -> npt.NDArray[np.float32]:
            ranking = MeaningSearch(snapshot, query).ranking(everything, _DEPTH)
            return np.array([score for _, score in ranking], dtype=np.float32)

        took = times(_each(best, queries))
        found = [best(query[np.newaxis]) for query in queries]
        exact, exact_p50 = _compared(indexes, queries)
        scanned = _scanned(indexes)
    floor = scanned / bandwidth * 1000
    return Dense(
        how,
        round(took.p50_ms, 3),
        round(took.p95_ms, 3),
        round(exact_p50, 3),
        round(_recall(found, exact, 10), 4),
        round(_recall(found, exact, _DEPTH), 4),
        round(scanned / _MIB, 3),
        round(floor, 4),
        round(took.p50_ms / floor, 2) if floor else 0.0,
    )


def _each(call: Callable[[EmbeddingMatrix], object], queries: EmbeddingMatrix) -> list[float]:
    call(queries[:1])
    return [_milliseconds(call, query[np.newaxis]) for _ in range(_TURNS) for query in queries]


def _best(indexes: Sequence[VectorIndex], query: EmbeddingMatrix) -> npt.NDArray[np.float32]:
    scores = [score for index in indexes for _, score in index.search(query, 2 * _DEPTH)[0]]
    return -np.sort(-np.array(scores, dtype=np.float32))[:_DEPTH]


def _compared(indexes: Sequence[VectorIndex], queries: EmbeddingMatrix) -> tuple[npt.NDArray[np.float32], float]:
    """Return the best scores of each question over all vectors, best first, and what comparing all of them takes."""
    exact = [index.compared() if isinstance(index, FaissIndex) else index for index in indexes]
    milliseconds = _each(lambda query: [index.search(query, 2 * _DEPTH) for index in exact], queries)
    best = [_best(exact, query[np.newaxis]) for query in queries]
    width = min((len(row) for row in best), default=0)
    return np.array([row[:width] for row in best]), times(milliseconds).p50_ms


def _scanned(indexes: Sequence[VectorIndex]) -> int:
    """Return the bytes that one search reads: sketches or vectors of all, and what is compared exactly of those."""
    sketched = [one for one in indexes if isinstance(one, FaissIndex) and one.is_sketched]
    compared = sum(len(one) for one in indexes if one not in sketched)
    qualities = [one.quality.oversampling for one in sketched if one.quality]
    if qualities:
        compared += min(most_compared(max(qualities), _DEPTH), sum(map(len, sketched)))
    width = max((one.dim for one in indexes), default=0)
    return sum(one.sketch_bytes for one in sketched) + compared * width * _HALF


def _recall(found: Sequence[npt.NDArray[np.float32]], exact: npt.NDArray[np.float32], best: int) -> float:
    best = min(best, exact.shape[1])
    if not best:
        return 1.0
    shares = [
        min(int(np.count_nonzero(scores >= row[best - 1] - _EQUAL)), best) / best
        for scores, row in zip(found, exact, strict=True)
    ]
    return float(np.mean(shares))
