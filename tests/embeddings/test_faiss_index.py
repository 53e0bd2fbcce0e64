import json
import shutil
from hashlib import sha256
from pathlib import Path

import faiss
import numpy as np
import pytest

from embeddings.errors import DimensionMismatch, IndexDamaged
from embeddings.faiss_index import ALONE_FROM, SKETCH_FROM, FaissIndex
from embeddings.sketch import Sketch, SketchQuality
from embeddings.types import AllowedMask, EmbeddingMatrix
from tests.contracts.vector_index import MakeIndex, OpenIndex, VectorIndexContract, unit_rows


class TestFaissIndex(VectorIndexContract):
    @pytest.fixture(params=[1, 2])
    def make_index(self, request: pytest.FixtureRequest) -> MakeIndex:
        return lambda dim: FaissIndex(dim, threads=request.param)

    @pytest.fixture
    def open_index(self) -> OpenIndex:
        return FaissIndex.open


class _Sketched(FaissIndex):
    """Searched by sketches whatever its size, every vector being compared exactly that they find: all of them."""

    sketch_from = alone_from = 1
    most_compared = 10_000

    def search(
        self, queries: EmbeddingMatrix, top_k: int, /, *, allowed: AllowedMask | None = None
    ) -> list[list[tuple[str, float]]]:
        self.make_sketches()
        if self._sketch is None and self._quality is not None:
            self._sketch = Sketch.build(self._rows(), threads=1)
        if self._sketch is not None:
            self._sketch.quality = SketchQuality(len(self), 1.0, 1.0)
        return super().search(queries, top_k, allowed=allowed)


class TestSketchedIndex(VectorIndexContract):
    @pytest.fixture
    def make_index(self) -> MakeIndex:
        return _Sketched

    @pytest.fixture
    def open_index(self) -> OpenIndex:
        return _Sketched.open


def saved(folder: Path) -> Path:
    index = FaissIndex(4)
    index.add(["a", "b"], unit_rows(2, 4))
    index.save(folder)
    return folder


@pytest.mark.parametrize("name", ["vectors.faiss", "ids.json", "manifest.json"])
def test_a_damaged_file_is_named(tmp_path: Path, name: str) -> None:
    folder = saved(tmp_path / "index")
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 0xFF
    (folder / name).write_bytes(data)
    with pytest.raises(IndexDamaged, match=name):
        FaissIndex.open(folder)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    folder = saved(tmp_path / "index")
    (folder / "ids.json").unlink()
    with pytest.raises(IndexDamaged, match=r"ids\.json is missing"):
        FaissIndex.open(folder)


def test_no_index_is_no_damage(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no index in"):
        FaissIndex.open(tmp_path / "nothing")


def test_another_format_is_refused(tmp_path: Path) -> None:
    folder = saved(tmp_path / "index")
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"format": 3', '"format": 9'))
    with pytest.raises(IndexDamaged, match="format 9"):
        FaissIndex.open(folder)


def test_a_failed_save_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("embeddings.faiss_index.faiss.write_index", fail)
    with pytest.raises(OSError, match="disk full"):
        FaissIndex(4).save(tmp_path / "index")
    assert list(tmp_path.iterdir()) == []


def test_equal_vectors_around_the_last_place_are_cut_in_insertion_order() -> None:
    index = FaissIndex(8)
    rows = np.concatenate([unit_rows(3000, 8, seed=4), np.repeat(unit_rows(1, 8), 500, axis=0)])
    index.add([str(position) for position in range(3500)], rows)
    allowed = np.ones(3500, dtype=np.bool_)
    allowed[3000:3100] = False
    found = index.search(np.repeat(unit_rows(1, 8), 30, axis=0), 40, allowed=allowed)
    assert all([name for name, _ in row] == [str(position) for position in range(3100, 3140)] for row in found)


def test_another_width_names_both_shapes() -> None:
    with pytest.raises(DimensionMismatch, match=r"\(1, 4\), not \(1, 8\)"):
        FaissIndex(4).add(["a"], unit_rows(1, 8))


def test_impossible_settings_are_refused() -> None:
    with pytest.raises(ValueError, match="not 0 and 1"):
        FaissIndex(0)
    with pytest.raises(ValueError, match="not 4 and 0"):
        FaissIndex(4, threads=0)


def test_an_index_in_full_precision_is_read_and_saved_in_half(tmp_path: Path) -> None:
    """Write what earlier versions of the project wrote."""
    folder, rows = tmp_path / "index", unit_rows(50, 8, seed=2)
    folder.mkdir()
    full = faiss.IndexFlatIP(8)
    full.add(rows)
    faiss.write_index(full, str(folder / "vectors.faiss"))
    names = [f"文{number}" for number in range(50)]
    (folder / "ids.json").write_text(json.dumps(names), encoding="utf-8")
    digests = {name: sha256((folder / name).read_bytes()).hexdigest() for name in ("vectors.faiss", "ids.json")}
    manifest = {"format": 1, "dim": 8, "count": 50, "sha256": digests}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    index = FaissIndex.open(folder)
    np.testing.assert_array_equal(index.vectors(names), rows.astype(np.float16).astype(np.float32))
    index.save(tmp_path / "again")
    again = FaissIndex.open(tmp_path / "again")
    question = unit_rows(1, 8, seed=3)
    assert again.search(question, 5) == index.search(question, 5)
    assert [name for name, _ in again.search(question, 5)[0]] == [
        names[place] for place in np.argsort(-(rows @ question[0]))[:5]
    ]
    assert (folder / "vectors.faiss").stat().st_size - (tmp_path / "again" / "vectors.faiss").stat().st_size > 50 * 8


class _SketchedFrom3000(FaissIndex):
    sketch_from = alone_from = 3000


def _clustered(count: int, seed: int = 0) -> EmbeddingMatrix:
    """Return vectors of 64 dimensions around 300 places, as texts lie around what they are about."""
    chance = np.random.default_rng(seed)
    places = np.random.default_rng(99).normal(size=(300, 64))
    rows = (places[chance.integers(0, 300, count)] + 0.7 * chance.normal(size=(count, 64))).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


@pytest.fixture(scope="module")
def sketched_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    index = _SketchedFrom3000(64)
    index.add([f"id{number}" for number in range(5000)], _clustered(5000))
    folder = tmp_path_factory.mktemp("sketched") / "index"
    index.save(folder)
    return folder


def test_an_index_is_sketched_by_its_size(sketched_folder: Path, tmp_path: Path) -> None:
    assert (SKETCH_FROM, ALONE_FROM) == (8_000, 64_000)
    assert sorted(path.name for path in sketched_folder.iterdir()) == [
        "ids.json",
        "manifest.json",
        "sketches.faiss",
        "vectors.faiss",
    ]
    small = _SketchedFrom3000(64)
    small.add([f"id{number}" for number in range(2999)], _clustered(2999))
    small.save(tmp_path / "small")
    assert not (tmp_path / "small" / "sketches.faiss").exists()
    again = FaissIndex.open(tmp_path / "small")
    assert (again.is_sketched, again.quality) == (False, None)


def test_sketches_find_what_comparing_everything_finds(sketched_folder: Path) -> None:
    sketched, exact = _SketchedFrom3000.open(sketched_folder), FaissIndex(64)
    exact.add([f"id{number}" for number in range(5000)], _clustered(5000))
    assert sketched.is_sketched
    assert sketched.quality is not None
    assert sketched.quality.recall_50 >= 0.99
    queries = _clustered(40, seed=7)
    for wanted, found in zip(exact.search(queries, 10), sketched.search(queries, 60), strict=True):
        assert [name for name, _ in found][:10] == [name for name, _ in wanted]
        assert found[:10] == wanted


@pytest.mark.parametrize("share", [0.9, 0.4, 0.1])
def test_a_mask_over_sketches_leaves_out_what_is_not_allowed(sketched_folder: Path, share: float) -> None:
    sketched, exact = _SketchedFrom3000.open(sketched_folder), FaissIndex(64)
    exact.add([f"id{number}" for number in range(5000)], _clustered(5000))
    # Not evenly: whole stretches, as documents lie.
    allowed = np.repeat(np.random.default_rng(4).random(250) < share, 20)
    queries = _clustered(20, seed=8)
    wanted, found = (index.search(queries, 60, allowed=allowed) for index in (exact, sketched))
    assert [row[:10] for row in found] == [row[:10] for row in wanted]
    assert [len(row) for row in found] == [60] * 20


def test_what_lies_far_off_is_searched_whole(sketched_folder: Path) -> None:
    # Of what is allowed nothing is among the near ones: the sketches of the best tell nothing about it.
    sketched = _SketchedFrom3000.open(sketched_folder)
    rows = sketched.vectors(sketched.ids)
    scores = rows @ rows[0]
    allowed = scores < np.median(scores)
    (found,) = sketched.search(rows[:1], 5, allowed=allowed)
    best = np.argsort(-np.where(allowed, scores, -np.inf), kind="stable")[:5]
    assert [name for name, _ in found] == [f"id{position}" for position in best]


def test_a_mapped_index_is_changed_in_memory(sketched_folder: Path, tmp_path: Path) -> None:
    index = _SketchedFrom3000.open(sketched_folder)
    before = (sketched_folder / "vectors.faiss").read_bytes()
    assert index.remove(["id0", "id4999"]) == 2
    index.add(["new"], -_clustered(1))
    assert (index.is_sketched, index.quality, len(index)) == (False, None, 4999)
    assert index.search(-_clustered(1), 1)[0][0][0] == "new"
    assert (sketched_folder / "vectors.faiss").read_bytes() == before
    index.save(tmp_path / "changed")
    again = _SketchedFrom3000.open(tmp_path / "changed")
    assert again.is_sketched
    assert list(again.ids) == [*(f"id{number}" for number in range(1, 4999)), "new"]


def test_sketches_that_find_too_little_are_not_used(tmp_path: Path) -> None:
    # Of evenly spread vectors of few dimensions one bit a number tells next to nothing.
    index = _SketchedFrom3000(2)
    index.add([str(number) for number in range(20_000)], unit_rows(20_000, 2))
    index.save(tmp_path / "index")
    again = FaissIndex.open(tmp_path / "index")
    assert not again.is_sketched
    assert again.quality is not None
    assert again.quality.oversampling == 8
    assert 0.0 < again.quality.recall_50 < 0.99
    assert not (tmp_path / "index" / "sketches.faiss").exists()


def test_damaged_sketches_are_named(sketched_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(sketched_folder, folder)
    (folder / "sketches.faiss").write_bytes(b"cut")
    with pytest.raises(IndexDamaged, match=r"sketches\.faiss"):
        FaissIndex.open(folder)


def test_an_index_of_the_format_before_is_read_as_it_is(tmp_path: Path) -> None:
    folder = saved(tmp_path / "index")
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["sketch"]
    (folder / "manifest.json").write_text(json.dumps(manifest | {"format": 2}))
    index = FaissIndex.open(folder)
    assert list(index.ids) == ["a", "b"]
    assert (index.is_sketched, index.quality) == (False, None)
