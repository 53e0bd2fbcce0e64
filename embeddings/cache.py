"""Vectors that were computed once, kept by what they depend on: the encoder and the exact text."""

import hashlib
import sqlite3
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self, TypeAlias, TypeVar

import numpy as np

from embeddings.errors import CacheDamaged, DimensionMismatch
from embeddings.types import EmbeddingMatrix, Encoder

_Item = TypeVar("_Item")

Progress: TypeAlias = Callable[[int, int], None]
"""Called with (texts done, texts in all): first with what was known before, then after each batch."""

# A vector that does not fit into its page takes whole pages besides; these hold 7 vectors of 1024 dimensions.
_PAGE_BYTES = 32_768
_LOG_PAGES = 256
# In a table without row ids a row goes where its key sorts, which leaves a third of every page empty.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS encoders (encoder_id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS vectors (
    vector_id INTEGER PRIMARY KEY,
    text_sha256 BLOB NOT NULL,
    encoder_id INTEGER NOT NULL REFERENCES encoders (encoder_id),
    vector BLOB NOT NULL,
    checksum INTEGER,
    UNIQUE (text_sha256, encoder_id)
);
"""
_LAYOUT = 2
# The first layout that has row ids; the second has checksums besides.
_WITH_ROW_IDS = 1
_UPGRADE = f"""
BEGIN EXCLUSIVE;
ALTER TABLE vectors RENAME TO old_vectors;
{_SCHEMA}
INSERT INTO vectors (text_sha256, encoder_id, vector, checksum)
    SELECT text_sha256, encoder_id, vector, vector_checksum(text_sha256, vector) FROM old_vectors;
DROP TABLE old_vectors;
PRAGMA user_version = {_LAYOUT};
COMMIT;
VACUUM;
"""
_ADD_CHECKSUMS = f"""
BEGIN EXCLUSIVE;
ALTER TABLE vectors ADD COLUMN checksum INTEGER;
UPDATE vectors SET checksum = vector_checksum(text_sha256, vector);
PRAGMA user_version = {_LAYOUT};
COMMIT;
"""
# SQLite before 3.32 takes no more parameters in one statement.
_PARAMETERS = 900
_ENCODE_AT_ONCE = 128
# Encoded vectors are written together, so many at a time or every so often: a slow model loses little when it is ended.
_WRITE_AT_ONCE = 1024
_WRITE_EVERY_SECONDS = 5.0
_BUSY_SECONDS = 30.0


class VectorCache:
    """A SQLite file of float32 vectors. One object may serve several threads; several processes may open one file.

    A vector whose bytes are not those that were kept is not known: it is encoded anew. Without a path nothing outlives
    the object. Raises CacheDamaged where the file is no SQLite database that can be read.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self.hits = 0
        self.misses = 0
        self._connection = sqlite3.connect(path or ":memory:", timeout=_BUSY_SECONDS, check_same_thread=False)
        self._connection.create_function("vector_checksum", 2, vector_checksum, deterministic=True)
        try:
            with self._transaction() as connection:
                # Of effect on a new file, and when a file is rewritten.
                connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
                (layout,) = connection.execute("PRAGMA user_version").fetchone()
                is_new = not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'vectors'").fetchone()
                if layout < _LAYOUT and not is_new:
                    _upgrade(connection, layout)
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = NORMAL")
                connection.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
                # What is forgotten must not stay readable in free pages.
                connection.execute("PRAGMA secure_delete = ON")
                if is_new:
                    connection.executescript(f"{_SCHEMA}PRAGMA user_version = {_LAYOUT};")
                columns = {row[1] for row in connection.execute("PRAGMA table_info(vectors)")}
                self._checksum = "checksum" if "checksum" in columns else "NULL"
        except CacheDamaged:
            self._connection.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __len__(self) -> int:
        with self._transaction() as connection:
            return int(connection.execute("SELECT count(*) FROM vectors").fetchone()[0])

    def close(self) -> None:
        """Close the file; the object is of no use afterwards."""
        with self._lock:
            self._connection.close()

    def get(self, fingerprint: str, texts: Sequence[str]) -> dict[str, EmbeddingMatrix]:
        """Return the vector, shape (dim,), of each text that is known under the fingerprint."""
        by_key = {_key(text): text for text in texts}
        found: dict[str, EmbeddingMatrix] = {}
        with self._transaction() as connection:
            for keys in _slices(list(by_key), _PARAMETERS):
                rows = connection.execute(
                    f"SELECT text_sha256, vector, {self._checksum} FROM vectors JOIN encoders USING (encoder_id) "
                    f"WHERE fingerprint = ? AND text_sha256 IN ({','.join('?' * len(keys))})",
                    (fingerprint, *keys),
                )
                found.update(
                    (by_key[key], np.frombuffer(vector, dtype="<f4"))
                    for key, vector, checksum in rows
                    if checksum in (None, vector_checksum(key, vector))
                )
        self.hits += len(found)
        self.misses += len(by_key) - len(found)
        return found

    def put(self, fingerprint: str, texts: Sequence[str], vectors: EmbeddingMatrix) -> None:
        """Keep one vector a text. Raises DimensionMismatch where their numbers differ."""
        if vectors.ndim != 2 or len(texts) != len(vectors):
            raise DimensionMismatch(f"{len(texts)} texts and vectors of shape {vectors.shape}")
        rows = vectors.astype("<f4")
        with self._transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO encoders (fingerprint) VALUES (?)", (fingerprint,))
            (encoder,) = connection.execute(
                "SELECT encoder_id FROM encoders WHERE fingerprint = ?", (fingerprint,)
            ).fetchone()
            has_checksums = self._checksum != "NULL"
            columns = "text_sha256, encoder_id, vector" + (", checksum" if has_checksums else "")
            values = "?1, ?2, ?3" + (", vector_checksum(?1, ?3)" if has_checksums else "")
            connection.executemany(
                f"INSERT OR REPLACE INTO vectors ({columns}) VALUES ({values})",
                ((_key(text), encoder, row.tobytes()) for text, row in zip(texts, rows, strict=True)),
            )

    def forget(self, texts: Sequence[str]) -> int:
        """Remove the texts' vectors under every fingerprint, overwritten on disk; return how many there were."""
        with self._transaction() as connection:
            gone = connection.executemany(
                "DELETE FROM vectors WHERE text_sha256 = ?", [(_key(text),) for text in texts]
            ).rowcount
        with self._transaction() as connection:
            # The write-ahead log still holds the old pages until it is emptied.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return max(gone, 0)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                with self._connection:
                    yield self._connection
            except (sqlite3.OperationalError, sqlite3.ProgrammingError):
                raise
            except sqlite3.DatabaseError as error:
                raise CacheDamaged(
                    f"the vector cache {self._path} cannot be read ({error}); delete it, it is filled again by itself"
                ) from error


def encode_passages_cached(
    encoder: Encoder, texts: Sequence[str], cache: VectorCache, progress: Progress | None = None
) -> EmbeddingMatrix:
    """Return one row a passage; each distinct text that the cache does not know is encoded once and kept.

    What was encoded before an error or an interruption is kept too. Raises DimensionMismatch where a vector, known
    or encoded, has another width than the encoder states.
    """
    places: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        places.setdefault(text, []).append(place)
    rows = np.zeros((len(texts), encoder.dim), dtype=np.float32)
    done = 0
    missing: list[str] = []
    for some in _slices(list(places), _PARAMETERS):
        known = cache.get(encoder.fingerprint, some)
        for text in some:
            if text in known:
                done += _fill(rows, places[text], known[text])
            else:
                missing.append(text)
    if texts and progress is not None:
        progress(done, len(texts))
    for batch, vectors in _encoded(encoder, missing, cache):
        done += sum(_fill(rows, places[text], vector) for text, vector in zip(batch, vectors, strict=True))
        if progress is not None:
            progress(done, len(texts))
    return rows


def _encoded(
    encoder: Encoder, texts: Sequence[str], cache: VectorCache
) -> Iterator[tuple[Sequence[str], EmbeddingMatrix]]:
    """Give each batch with its vectors; all of them are in the cache when the loop ends, however it ends."""
    waiting: list[str] = []
    vectors: list[EmbeddingMatrix] = []
    since = time.monotonic()
    try:
        for batch in _slices(texts, _ENCODE_AT_ONCE):
            found = encoder.encode_passages(batch)
            waiting += batch
            vectors.append(found)
            if len(waiting) >= _WRITE_AT_ONCE or time.monotonic() - since > _WRITE_EVERY_SECONDS:
                cache.put(encoder.fingerprint, waiting, np.concatenate(vectors))
                waiting, vectors, since = [], [], time.monotonic()
            yield batch, found
    finally:
        if waiting:
            cache.put(encoder.fingerprint, waiting, np.concatenate(vectors))


def _fill(rows: EmbeddingMatrix, places: Sequence[int], vector: EmbeddingMatrix) -> int:
    """Put a vector into its places; return how many there are."""
    if vector.shape != rows.shape[1:]:
        raise DimensionMismatch(
            f"向量是 {vector.size} 维，而模型声明为 {rows.shape[1]} 维；请重新取得模型文件，再运行 kb reindex 重建"
        )
    rows[places] = vector
    return len(places)


def vector_checksum(key: bytes, vector: bytes) -> int:
    """Return the checksum of a vector that is kept under a key (CRC-32 of both)."""
    return zlib.crc32(vector, zlib.crc32(key))


def _upgrade(connection: sqlite3.Connection, layout: int) -> None:
    """Lay an older file out anew, its vectors kept. Where another program has it open it stays as it is, and serves."""
    connection.execute("PRAGMA busy_timeout = 0")
    with suppress(sqlite3.OperationalError):
        if layout == _WITH_ROW_IDS:
            connection.executescript(_ADD_CHECKSUMS)
        else:
            # Pages change their size outside the write-ahead log only.
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.executescript(_UPGRADE)
    connection.rollback()
    connection.execute(f"PRAGMA busy_timeout = {int(_BUSY_SECONDS * 1000)}")


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _slices(items: Sequence[_Item], size: int) -> Iterator[Sequence[_Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
