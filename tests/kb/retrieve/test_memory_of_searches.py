"""The two searches of one question: nothing is left out that may be found, and nothing is sought twice."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pytest

from embeddings.faiss_index import FaissIndex
from embeddings.types import EmbeddingMatrix
from kb.index.allowed import Allowed
from kb.index.keyword import KeywordHit
from kb.index.segments import SegmentRows
from kb.index.snapshot import Snapshot
from kb.retrieve.search import MeaningSearch, WordSearch

TERMS = (("贷款", 1.0),)


@dataclass
class CountedWords:
    """Finds the positions in order, the first best, and writes down how many it was asked for."""

    size: int
    asked: list[int] = field(default_factory=list)

    def search(
        self, terms: Sequence[tuple[str, float]], top_k: int, *, version_rows: Sequence[int] | None = None
    ) -> list[KeywordHit]:
        assert terms == TERMS
        self.asked.append(top_k)
        return [KeywordHit(position, float(self.size - position)) for position in range(min(top_k, self.size))]


class CountedVectors:
    """A real index that writes down how many it was asked for, and whether of all."""

    def __init__(self, index: FaissIndex) -> None:
        self._index = index
        self.asked: list[tuple[int, bool]] = []

    def search(
        self, readings: EmbeddingMatrix, top_k: int, *, allowed: npt.NDArray[np.bool_] | None = None
    ) -> list[list[tuple[str, float]]]:
        self.asked.append((top_k, allowed is None))
        return self._index.search(readings, top_k, allowed=allowed)


def _words(versions: Sequence[int]) -> tuple[WordSearch, CountedWords]:
    """Give the search over passages 10, 11, … of the versions."""
    index = CountedWords(len(versions))
    rows = np.array(versions)
    snapshot = SimpleNamespace(
        keywords=index, passage_rows=np.arange(len(versions)) + 10, version_rows=rows, held=np.unique(rows)
    )
    return WordSearch(cast(Snapshot, snapshot), TERMS), index


def test_words_are_sought_once_for_what_applies_and_what_does_not() -> None:
    search, index = _words([1, 2, 1, 2, 1, 2])
    assert search.ranking(np.array([2]), 2) == [(11, 5.0), (13, 3.0)]
    assert search.first(np.array([1]), 3) == [(10, 6.0), (12, 4.0)]
    assert search.ranking(np.array([1, 2]), 2) == [(10, 6.0), (11, 5.0)]
    assert index.asked == [20]


@pytest.mark.parametrize(("depth", "asked"), [(1, [18, 72]), (2, [20, 80])])
def test_more_are_fetched_until_there_are_enough(depth: int, asked: list[int]) -> None:
    search, index = _words([1] * 60 + [2] * 3)
    assert search.ranking(np.array([2]), depth) == [(70, 3.0), (71, 2.0)][:depth]
    assert index.asked == asked


def _meaning(seed: int) -> tuple[MeaningSearch, CountedVectors, EmbeddingMatrix, EmbeddingMatrix, SegmentRows]:
    chance = np.random.default_rng(seed)
    vectors = chance.standard_normal((400, 8)).astype(np.float32)
    passages = chance.permutation(400) + 1000
    versions = chance.integers(0, 20, 400)
    index = FaissIndex(8)
    index.add([str(row) for row in passages], vectors)
    rows = SegmentRows(passages, versions, frozenset(range(20)), np.argsort(passages), np.unique(versions))
    counted = CountedVectors(index)

    @dataclass
    class OneSegment:
        vectors: Any
        rows: SegmentRows

        def __len__(self) -> int:
            return 400

        @property
        def version_rows(self) -> npt.NDArray[np.int64]:
            return self.rows.versions

    readings = chance.standard_normal((2, 8)).astype(np.float32)
    snapshot = SimpleNamespace(segments=(OneSegment(counted, rows),), allowed=Allowed(rows.versions))
    return MeaningSearch(cast(Snapshot, snapshot), readings), counted, vectors, readings, rows


@pytest.mark.parametrize(
    ("wanted", "asked"),
    [(range(20), [(20, True)]), (range(1, 20), [(20, True)]), (range(3), [(10, False)]), (range(15), [(20, True)])],
    ids=["all", "most", "few", "three quarters"],
)
def test_meaning_finds_what_a_look_at_every_passage_finds(wanted: range, asked: list[tuple[int, bool]]) -> None:
    search, index, vectors, readings, rows = _meaning(3)
    found = search.ranking(np.array(wanted), 10)
    best = (readings @ vectors.T).max(axis=0)
    may = np.isin(rows.versions, np.array(wanted)) & (best > 0)
    order = sorted(np.flatnonzero(may).tolist(), key=lambda place: -best[place])[:10]
    assert [row for row, _ in found] == [int(rows.passages[place]) for place in order]
    assert [score for _, score in found] == pytest.approx([float(best[place]) for place in order], abs=1e-2)
    # Where too few of the best of all may be found, those that may are searched alone.
    assert index.asked[: len(asked)] == asked
    search.ranking(np.array(range(20)), 10)
    assert index.asked.count((20, True)) == 1
