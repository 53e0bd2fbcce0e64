from pathlib import Path

import numpy as np
import pytest

from eval.datasets import DatasetError
from eval.scale.sizing import simulate
from eval.scale.vectors import BLOCK, HalfRows, ManyVectors, vectors_of_home
from tests.kb.homes import LOANS, RENT, open_base, take


def _real(count: int) -> HalfRows:
    rows = np.random.default_rng(7).standard_normal((count, 64), dtype=np.float32)
    real: HalfRows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16)
    return real


def test_the_first_are_the_real_ones_and_a_seed_makes_the_same_again() -> None:
    real = _real(100)
    vectors, again, other = (ManyVectors(real, BLOCK + 10, seed=seed) for seed in (1, 1, 2))
    first, second = vectors.block(0), vectors.block(BLOCK)
    assert (first.shape, second.shape) == ((BLOCK, 64), (10, 64))
    assert np.array_equal(first[:100], real.astype(np.float32))
    assert np.array_equal(first, again.block(0))
    assert np.array_equal(second, again.block(BLOCK))
    assert not np.array_equal(second, other.block(BLOCK))
    assert np.allclose(np.linalg.norm(first, axis=1), 1, atol=2e-3)
    # Near to real ones, not the same.
    nearest = (first[100:1100] @ real.astype(np.float32).T).max(axis=1)
    assert 0.85 < float(np.median(nearest)) < 0.99
    with pytest.raises(DatasetError, match="no vectors to vary"):
        ManyVectors(real[:0], 10)


def test_comparing_more_finds_more_and_comparing_all_finds_all() -> None:
    vectors = ManyVectors(_real(500), 3 * BLOCK)
    queries = vectors.block(BLOCK)[:20]
    told: list[int] = []
    found = simulate(vectors, queries, segments=2, compared=(200, 3 * BLOCK), real=500, told=told.append)
    few, everything = found.settings
    assert (everything.recall_at_10, everything.recall_at_100) == (1, 1)
    assert 0.3 < few.recall_at_100 < 1
    assert few.recall_at_10 >= few.recall_at_100
    assert (found.vectors, found.real, found.dim, found.segments, found.queries) == (3 * BLOCK, 500, 64, 2, 20)
    assert found.half_precision_bytes == 3 * BLOCK * 128
    # A bit a number, and eight bytes besides.
    assert found.sketch_bytes == 3 * BLOCK * 16
    assert told == [BLOCK, 2 * BLOCK, 3 * BLOCK]


def test_the_vectors_of_a_home_are_those_that_are_published(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="holds no knowledge base"):
        vectors_of_home(tmp_path / "home")
    with open_base(tmp_path / "home") as base:
        with pytest.raises(DatasetError, match="nothing is published"):
            vectors_of_home(tmp_path / "home")
        take(base, {"loans.txt": LOANS, "rent.txt": RENT})
        assert vectors_of_home(tmp_path / "home").shape == (base.stats().passages, 64)
