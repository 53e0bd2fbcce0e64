import hashlib
import sqlite3
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from embeddings.cache import VectorCache, encode_passages_cached
from embeddings.errors import CacheDamaged, DimensionMismatch, EmbeddingError
from embeddings.types import EmbeddingMatrix
from tests.fakes import HashEncoder


class CountingEncoder(HashEncoder):
    def __init__(self) -> None:
        super().__init__(16)
        self.seen: list[str] = []

    def encode_passages(self, texts: Sequence[str], /) -> EmbeddingMatrix:
        self.seen.extend(texts)
        return super().encode_passages(texts)


def test_what_was_put_comes_back_bit_by_bit(tmp_path: Path) -> None:
    rows = np.random.default_rng(0).normal(size=(3, 5)).astype(np.float32)
    with VectorCache(tmp_path / "deep" / "vectors.sqlite") as cache:
        cache.put("model-a", ["甲", "乙", ""], rows)
    with VectorCache(tmp_path / "deep" / "vectors.sqlite") as cache:
        found = cache.get("model-a", ["", "丙", "甲"])
        assert set(found) == {"", "甲"}
        np.testing.assert_array_equal(found["甲"], rows[0])
        np.testing.assert_array_equal(found[""], rows[2])
        assert len(cache) == 3


def test_models_and_texts_are_kept_apart(tmp_path: Path) -> None:
    with VectorCache(tmp_path / "c") as cache:
        cache.put("model-a", ["甲"], np.zeros((1, 2), np.float32))
        cache.put("model-b", ["甲"], np.ones((1, 3), np.float32))
        assert cache.get("model-a", ["甲", "甲 "])["甲"].tolist() == [0, 0]
        assert cache.get("model-b", ["甲", "甲 "])["甲"].tolist() == [1, 1, 1]
        assert cache.get("model-c", ["甲"]) == {}


def test_forgetting_leaves_no_trace_of_any_model(tmp_path: Path) -> None:
    path = tmp_path / "c"
    secret = np.array([[1.25, -7.5, 3.125]], np.float32)
    with VectorCache(path) as cache:
        cache.put("model-a", ["秘密"], secret)
        cache.put("model-b", ["秘密"], secret)
        cache.put("model-a", ["公开"], np.ones((1, 3), np.float32))
        assert cache.forget(["秘密", "没有"]) == 2
        assert cache.get("model-a", ["秘密", "公开"]).keys() == {"公开"}
        assert all(secret.tobytes() not in file.read_bytes() for file in tmp_path.iterdir())
        assert cache.forget([]) == 0


def test_more_texts_than_one_statement_takes(tmp_path: Path) -> None:
    texts = [f"第{number}条" for number in range(2500)]
    rows = np.arange(5000, dtype=np.float32).reshape(2500, 2)
    with VectorCache(tmp_path / "c") as cache:
        cache.put("m", texts, rows)
        found = cache.get("m", texts)
        assert [found[text][1] for text in texts] == rows[:, 1].tolist()


def test_threads_share_one_object(tmp_path: Path) -> None:
    with VectorCache(tmp_path / "c") as cache, ThreadPoolExecutor(4) as pool:

        def write(number: int) -> float:
            cache.put("m", [f"文{number}"], np.full((1, 2), number, np.float32))
            return float(cache.get("m", [f"文{number}"])[f"文{number}"][0])

        assert list(pool.map(write, range(60))) == [float(number) for number in range(60)]
        assert len(cache) == 60


def test_two_objects_share_one_file(tmp_path: Path) -> None:
    with VectorCache(tmp_path / "c") as one, VectorCache(tmp_path / "c") as other:
        one.put("m", ["甲"], np.ones((1, 2), np.float32))
        assert other.get("m", ["甲"])["甲"].tolist() == [1, 1]


def test_a_file_that_is_no_database_is_named_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "c").write_bytes(b"this is no database at all" * 50)
    with pytest.raises(CacheDamaged, match="delete it"):
        VectorCache(tmp_path / "c")


def test_a_closed_file_is_an_error_of_use(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path / "c")
    cache.close()
    with pytest.raises(sqlite3.ProgrammingError):
        len(cache)


def test_numbers_of_texts_and_vectors_must_agree(tmp_path: Path) -> None:
    with VectorCache(tmp_path / "c") as cache, pytest.raises(DimensionMismatch, match="2 texts"):
        cache.put("m", ["甲", "乙"], np.ones((1, 2), np.float32))


def test_each_distinct_text_is_encoded_once(tmp_path: Path) -> None:
    encoder, calls = CountingEncoder(), list[tuple[int, int]]()
    with VectorCache(tmp_path / "c") as cache:
        first = encode_passages_cached(encoder, ["甲乙", "丙", "甲乙"], cache)
        again = encode_passages_cached(encoder, ["丙", "丁", ""], cache, lambda *done: calls.append(done))
    assert encoder.seen == ["甲乙", "丙", "丁", ""]
    np.testing.assert_array_equal(first, HashEncoder(16).encode_passages(["甲乙", "丙", "甲乙"]))
    np.testing.assert_array_equal(again, HashEncoder(16).encode_passages(["丙", "丁", ""]))
    assert calls == [(1, 3), (3, 3)]


def test_no_texts_give_no_rows(tmp_path: Path) -> None:
    with VectorCache(tmp_path / "c") as cache:
        assert encode_passages_cached(HashEncoder(16), [], cache).shape == (0, 16)


OLD_LAYOUT = """
CREATE TABLE encoders (encoder_id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE);
CREATE TABLE vectors (
    text_sha256 BLOB NOT NULL,
    encoder_id INTEGER NOT NULL REFERENCES encoders (encoder_id),
    vector BLOB NOT NULL,
    PRIMARY KEY (text_sha256, encoder_id)
) WITHOUT ROWID;
INSERT INTO encoders VALUES (1, 'm');
"""


def _write_old_layout(path: Path, texts: Sequence[str], rows: EmbeddingMatrix) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA page_size = 4096")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(OLD_LAYOUT)
    keys = [hashlib.sha256(text.encode()).digest() for text in texts]
    connection.executemany(
        "INSERT INTO vectors VALUES (?, 1, ?)", [(key, row.tobytes()) for key, row in zip(keys, rows, strict=True)]
    )
    connection.commit()
    connection.close()


def _page_size(path: Path) -> int:
    return int.from_bytes(path.read_bytes()[16:18], "big")


@pytest.mark.parametrize("dim", [384, 768, 1024])
def test_the_file_is_hardly_larger_than_its_vectors(tmp_path: Path, dim: int) -> None:
    rows = np.random.default_rng(0).normal(size=(2000, dim)).astype(np.float32)
    with VectorCache(tmp_path / "c") as cache:
        cache.put("m", [f"第{number}条" for number in range(2000)], rows)
    assert [path.name for path in tmp_path.iterdir()] == ["c"]
    assert 1.0 < (tmp_path / "c").stat().st_size / rows.nbytes < 1.2


def test_a_file_of_the_old_layout_is_laid_out_anew_with_its_vectors(tmp_path: Path) -> None:
    path = tmp_path / "c"
    texts = [f"第{number}条" for number in range(2000)]
    rows = np.random.default_rng(0).normal(size=(2000, 384)).astype(np.float32)
    _write_old_layout(path, texts, rows)
    before = path.stat().st_size
    with VectorCache(path) as cache:
        found = cache.get("m", texts)
        np.testing.assert_array_equal(np.stack([found[text] for text in texts]), rows)
    assert (before > 2.9 * rows.nbytes, path.stat().st_size < 1.2 * rows.nbytes) == (True, True)
    assert _page_size(path) == 32_768
    changed = path.stat().st_mtime_ns
    with VectorCache(path) as cache:
        assert len(cache) == 2000
    assert path.stat().st_mtime_ns == changed


def test_an_old_file_that_another_program_has_open_serves_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "c"
    rows = np.ones((1, 4), np.float32)
    _write_old_layout(path, ["甲"], rows)
    other = sqlite3.connect(path)
    assert other.execute("SELECT count(*) FROM vectors").fetchone() == (1,)
    with VectorCache(path) as cache:
        cache.put("m", ["乙"], 2 * rows)
        assert {text: row.tolist() for text, row in cache.get("m", ["甲", "乙"]).items()} == {
            "甲": [1, 1, 1, 1],
            "乙": [2, 2, 2, 2],
        }
    assert _page_size(path) == 4096
    other.close()
    with VectorCache(path) as cache:
        assert len(cache) == 2
    assert _page_size(path) == 32_768


class FailingEncoder(CountingEncoder):
    """Ends the encoding in the third batch."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self._error = error

    def encode_passages(self, texts: Sequence[str], /) -> EmbeddingMatrix:
        if len(self.seen) == 256:
            raise self._error
        return super().encode_passages(texts)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), EmbeddingError("broken")])
def test_what_was_encoded_before_an_interruption_is_kept(tmp_path: Path, error: BaseException) -> None:
    texts = [f"第{number}条" for number in range(300)]
    calls: list[tuple[int, int]] = []
    with VectorCache(tmp_path / "c") as cache:
        with pytest.raises(type(error)):
            encode_passages_cached(FailingEncoder(error), texts, cache, lambda *done: calls.append(done))
        assert calls == [(0, 300), (128, 300), (256, 300)]
        assert len(cache) == 256
        encoder = CountingEncoder()
        rows = encode_passages_cached(encoder, texts, cache, lambda *done: calls.append(done))
        assert encoder.seen == texts[256:]
        assert calls[3:] == [(256, 300), (300, 300)]
    np.testing.assert_array_equal(rows, HashEncoder(16).encode_passages(texts))


def test_a_vector_of_another_width_is_refused(tmp_path: Path) -> None:
    with VectorCache(tmp_path / "c") as cache:
        cache.put("hash-16", ["甲"], np.ones((1, 4), np.float32))
        with pytest.raises(DimensionMismatch, match="向量是 4 维，而模型声明为 16 维"):
            encode_passages_cached(HashEncoder(16), ["甲"], cache)
