"""Segments searched together by their sketches find what comparing every passage finds."""

import numpy as np
import pytest

from embeddings.faiss_index import FaissIndex
from embeddings.types import EmbeddingMatrix
from kb.index.keyword import TantivyIndex
from kb.index.segments import Segment, SegmentRows
from kb.index.sketched import SketchedSearch


def _texts(count: int, seed: int) -> EmbeddingMatrix:
    """Return vectors of 64 dimensions around 300 places, as texts lie around what they are about."""
    chance = np.random.default_rng(seed)
    places = np.random.default_rng(99).normal(size=(300, 64))
    rows = (places[chance.integers(0, 300, count)] + 0.7 * chance.normal(size=(count, 64))).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


def _segment(vectors: FaissIndex, start: int) -> Segment:
    count = len(vectors)
    rows = np.arange(start, start + count, dtype=np.int64)
    table = SegmentRows(rows, np.zeros(count, dtype=np.int64), frozenset({0}), np.arange(count), np.zeros(1, np.int64))
    return Segment(f"s{start}", vectors, TantivyIndex.empty(), table)


@pytest.fixture(scope="module")
def segments(tmp_path_factory: pytest.TempPathFactory) -> tuple[Segment, ...]:
    """Return two large segments with sketches and a small one without."""
    made, start = [], 100
    for count, seed in ((9000, 1), (8000, 2), (500, 3)):
        index = FaissIndex(64)
        index.add([str(row) for row in range(start, start + count)], _texts(count, seed))
        folder = tmp_path_factory.mktemp("segment") / "vectors"
        index.save(folder)
        made.append(_segment(FaissIndex.open(folder), start))
        start += count
    return tuple(made)


def _exact(query: EmbeddingMatrix, allowed: np.ndarray, wanted: int) -> list[int]:
    half = np.concatenate([_texts(count, seed) for count, seed in ((9000, 1), (8000, 2), (500, 3))]).astype(np.float16)
    scores = np.where(allowed, (half.astype(np.float32) * query).sum(axis=1), -1.0)
    return [100 + int(place) for place in np.argsort(-scores)[:wanted]]


@pytest.mark.parametrize("share", [1.0, 0.5])
def test_the_best_of_all_segments_are_found_with_their_scores(segments: tuple[Segment, ...], share: float) -> None:
    allowed = np.random.default_rng(5).random(17_500) < share
    found_of_100 = []
    for query in _texts(20, seed=7):
        found = SketchedSearch(segments, query).nearest(allowed, 100)
        assert found is not None
        rows, scores = found
        best = rows[np.argsort(-scores)].tolist()
        exact = _exact(query, allowed, 100)
        assert best[:10] == exact[:10]
        assert all(allowed[row - 100] for row in best)
        found_of_100.append(len(set(best[:100]) & set(exact)))
    assert min(found_of_100) >= 95


def test_what_the_sketches_tell_serves_a_second_search(segments: tuple[Segment, ...]) -> None:
    search, everything = SketchedSearch(segments, _texts(1, seed=8)[0]), np.ones(17_500, dtype=np.bool_)
    search.nearest(np.arange(17_500) < 9000, 20)
    again, fresh = (
        search.nearest(everything, 20),
        SketchedSearch(segments, _texts(1, seed=8)[0]).nearest(everything, 20),
    )
    assert again is not None
    assert fresh is not None
    assert [again[0][place] for place in np.argsort(-again[1])[:20]] == [
        fresh[0][place] for place in np.argsort(-fresh[1])[:20]
    ]


def test_where_few_may_be_found_every_passage_is_to_be_compared(segments: tuple[Segment, ...]) -> None:
    allowed = np.arange(17_500) < 4000
    assert SketchedSearch(segments, _texts(1, seed=9)[0]).nearest(allowed, 10) is None
    assert SketchedSearch((), _texts(1, seed=9)[0]).nearest(np.zeros(0, dtype=np.bool_), 10) is None


def test_without_sketches_every_passage_is_to_be_compared() -> None:
    index = FaissIndex(64)
    index.add([str(row) for row in range(200)], _texts(200, seed=4))
    search = SketchedSearch((_segment(index, 0),), _texts(1, seed=9)[0])
    assert search.nearest(np.ones(200, dtype=np.bool_), 10) is None
