"""Vectors that were computed once, kept by what they depend on: the encoder and the exact text."""

import hashlib
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self, TypeAlias, TypeVar

import numpy as np

from embeddings.errors import CacheDamaged, DimensionMismatch
from embeddings.types import EmbeddingMatrix, Encoder

_Item = TypeVar("_Item")

Progress: TypeAlias = Callable[[int, int], None]
"""Called with (texts done, texts in all)."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS encoders (encoder_id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS vectors (
    text_sha256 BLOB NOT NULL,
    encoder_id INTEGER NOT NULL REFERENCES encoders (encoder_id),
    vector BLOB NOT NULL,
    PRIMARY KEY (text_sha256, encoder_id)
) WITHOUT ROWID;
"""
# SQLite before 3.32 takes no more parameters in one statement.
_PARAMETERS = 900
_ENCODE_AT_ONCE = 1024
_BUSY_SECONDS = 30.0


class VectorCache:
    """A SQLite file of float32 vectors. One object may serve several threads; several processes may open one file.

    Raises CacheDamaged where the file is no SQLite database that can be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, check_same_thread=False)
        try:
            with self._transaction() as connection:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = NORMAL")
                # What is forgotten must not stay readable in free pages.
                connection.execute("PRAGMA secure_delete = ON")
                connection.executescript(_SCHEMA)
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
                    "SELECT text_sha256, vector FROM vectors JOIN encoders USING (encoder_id) "
                    f"WHERE fingerprint = ? AND text_sha256 IN ({','.join('?' * len(keys))})",
                    (fingerprint, *keys),
                )
                found.update((by_key[key], np.frombuffer(vector, dtype="<f4")) for key, vector in rows)
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
            connection.executemany(
                "INSERT OR REPLACE INTO vectors (text_sha256, encoder_id, vector) VALUES (?, ?, ?)",
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
    """Return one row a passage; each distinct text that the cache does not know is encoded once and kept."""
    known = cache.get(encoder.fingerprint, texts)
    missing = [text for text in dict.fromkeys(texts) if text not in known]
    done = len(texts) - len(missing)
    for batch in _slices(missing, _ENCODE_AT_ONCE):
        vectors = encoder.encode_passages(batch)
        cache.put(encoder.fingerprint, batch, vectors)
        known.update(zip(batch, vectors, strict=True))
        done += len(batch)
        if progress is not None:
            progress(done, len(texts))
    rows = np.zeros((len(texts), encoder.dim), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        row[:] = known[text]
    return rows


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _slices(items: Sequence[_Item], size: int) -> Iterator[Sequence[_Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
