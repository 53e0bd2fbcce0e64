import json
from hashlib import sha256
from pathlib import Path

import faiss
import numpy as np
import pytest

from embeddings.errors import DimensionMismatch, IndexDamaged
from embeddings.faiss_index import FaissIndex
from tests.contracts.vector_index import MakeIndex, OpenIndex, VectorIndexContract, unit_rows


class TestFaissIndex(VectorIndexContract):
    @pytest.fixture(params=[1, 2])
    def make_index(self, request: pytest.FixtureRequest) -> MakeIndex:
        return lambda dim: FaissIndex(dim, threads=request.param)

    @pytest.fixture
    def open_index(self) -> OpenIndex:
        return FaissIndex.open


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
    manifest.write_text(manifest.read_text().replace('"format": 2', '"format": 9'))
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
