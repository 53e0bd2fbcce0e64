"""What every vector index promises. A test module derives from the class and supplies `make_index` and `open_index`."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from embeddings.types import EmbeddingMatrix, VectorIndex

MakeIndex = Callable[[int], VectorIndex]
OpenIndex = Callable[[Path], VectorIndex]

AXES = np.eye(4, dtype=np.float32)


def unit_rows(count: int, dim: int, seed: int = 0) -> EmbeddingMatrix:
    rows = np.random.default_rng(seed).normal(size=(count, dim)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


class VectorIndexContract:
    many = 6000
    """How many vectors are searched by brute force beside."""

    def test_a_new_index_is_empty_and_finds_nothing(self, make_index: MakeIndex) -> None:
        index = make_index(4)
        assert (len(index), index.dim, list(index.ids)) == (0, 4, [])
        assert index.search(AXES[:2], 3) == [[], []]

    def test_best_first_with_inner_products(self, make_index: MakeIndex) -> None:
        index = make_index(4)
        index.add(["a", "b", "c"], AXES[:3])
        (found,) = index.search(np.array([[0.6, 0.8, 0.0, 0.0]], dtype=np.float32), 2)
        assert [name for name, _ in found] == ["b", "a"]
        assert [score for _, score in found] == pytest.approx([0.8, 0.6], abs=1e-3)

    def test_more_wanted_than_there_are(self, make_index: MakeIndex) -> None:
        index = make_index(4)
        index.add(["a", "b"], AXES[:2])
        assert [name for name, _ in index.search(AXES[1:2], 50)[0]] == ["b", "a"]

    def test_negative_products_are_hits_too(self, make_index: MakeIndex) -> None:
        index = make_index(4)
        index.add(["a", "b"], -AXES[:2])
        assert index.search(AXES[:1], 5) == [[("b", 0.0), ("a", -1.0)]]

    def test_ties_stand_in_insertion_order(self, make_index: MakeIndex) -> None:
        index = make_index(8)
        names = [f"id{number:03d}" for number in range(300)]
        index.add(names, np.repeat(unit_rows(1, 8), 300, axis=0))
        for top_k in (1, 7, 120, 300):
            assert [name for name, _ in index.search(unit_rows(1, 8), top_k)[0]] == names[:top_k]

    def test_the_allowed_mask_restricts(self, make_index: MakeIndex) -> None:
        index = make_index(4)
        index.add(["a", "b", "c", "d"], AXES)
        allowed = np.array([False, True, False, True])
        assert index.search(AXES[:1], 4, allowed=allowed) == [[("b", 0.0), ("d", 0.0)]]
        assert index.search(AXES[:1], 4, allowed=np.zeros(4, dtype=np.bool_)) == [[]]

    @pytest.mark.parametrize("share", [1.0, 0.7, 0.2, 0.01])
    def test_the_same_as_brute_force(self, make_index: MakeIndex, share: float) -> None:
        rows, queries = unit_rows(self.many, 16, seed=1), unit_rows(25, 16, seed=2)
        allowed = np.random.default_rng(3).random(self.many) < share
        index = make_index(16)
        index.add([str(position) for position in range(self.many)], rows)
        # What is held may be less precise than what was given, but not by much.
        held = index.vectors([str(position) for position in range(self.many)])
        np.testing.assert_allclose(held, rows, atol=1e-3)
        rows = held
        for query, found in zip(queries, index.search(queries, 10, allowed=allowed), strict=True):
            scores = np.where(allowed, rows @ query, -np.inf)
            best = np.argsort(-scores, kind="stable")[:10]
            assert [name for name, _ in found] == [str(position) for position in best]
            np.testing.assert_allclose([score for _, score in found], scores[best], atol=1e-5)

    def test_removed_ids_are_gone_and_positions_move_up(self, make_index: MakeIndex) -> None:
        index = make_index(4)
        index.add(["a", "b", "c", "d"], AXES)
        assert index.remove(["b", "nobody", "d"]) == 2
        assert list(index.ids) == ["a", "c"]
        assert [name for name, _ in index.search(AXES[3:4], 9)[0]] == ["a", "c"]
        assert index.search(AXES[2:3], 9, allowed=np.array([False, True])) == [[("c", 1.0)]]
        index.add(["b"], AXES[3:4])
        assert list(index.ids) == ["a", "c", "b"]
        assert index.search(AXES[3:4], 1) == [[("b", 1.0)]]

    def test_stored_vectors_come_back(self, make_index: MakeIndex) -> None:
        rows = unit_rows(5, 8)
        index = make_index(8)
        index.add(list("abcde"), rows)
        index.remove(["a"])
        np.testing.assert_allclose(index.vectors(["e", "b"]), rows[[4, 1]], atol=1e-3)
        assert index.vectors([]).shape == (0, 8)
        with pytest.raises(KeyError):
            index.vectors(["a"])

    def test_wrong_additions_change_nothing(self, make_index: MakeIndex) -> None:
        index = make_index(4)
        index.add(["a"], AXES[:1])
        for ids, rows in ((["b", "a"], AXES[:2]), (["b", "b"], AXES[:2]), (["b"], AXES[:2]), (["b"], AXES[:1, :3])):
            with pytest.raises(ValueError):
                index.add(ids, rows)
        assert list(index.ids) == ["a"]

    def test_wrong_searches_are_refused(self, make_index: MakeIndex) -> None:
        index = make_index(4)
        index.add(["a"], AXES[:1])
        with pytest.raises(ValueError):
            index.search(AXES[:1, :3], 1)
        with pytest.raises(ValueError):
            index.search(AXES[:1], 0)
        with pytest.raises(ValueError):
            index.search(AXES[:1], 1, allowed=np.array([True, False]))

    def test_saved_and_opened_it_is_the_same(
        self, make_index: MakeIndex, open_index: OpenIndex, tmp_path: Path
    ) -> None:
        index = make_index(8)
        index.add([f"文{number}" for number in range(40)], unit_rows(40, 8))
        index.remove(["文3"])
        index.save(tmp_path / "index")
        again = open_index(tmp_path / "index")
        assert list(again.ids) == list(index.ids)
        assert again.search(unit_rows(3, 8, seed=5), 7) == index.search(unit_rows(3, 8, seed=5), 7)
        again.add(["new"], unit_rows(1, 8, seed=9))
        assert again.search(unit_rows(1, 8, seed=9), 1)[0][0][0] == "new"

    def test_an_existing_folder_is_not_overwritten(self, make_index: MakeIndex, tmp_path: Path) -> None:
        index = make_index(4)
        index.save(tmp_path / "index")
        with pytest.raises(FileExistsError):
            index.save(tmp_path / "index")
        assert [path.name for path in tmp_path.iterdir()] == ["index"]
