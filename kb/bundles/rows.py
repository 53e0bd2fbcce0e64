"""The rows of a home as one file: a snapshot taken while others read and write."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from kb.bundles.manifest import Counts
from kb.errors import BundleDamaged
from kb.store.disk_faults import may_write
from kb.store.looking import connect

_BUSY_SECONDS = 10.0
_COUNTED = {
    name: f"SELECT count(*) FROM {name}" for name in ("documents", "versions", "clauses", "passages", "sources")
}


@dataclass(frozen=True, slots=True)
class Published:
    """The generation of a snapshot; number 0 before the first."""

    number: int
    segments: tuple[str, ...]
    fingerprint: str


class RowsSnapshot:
    """The store as it was at one moment; others go on writing."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def published(self) -> Published:
        """Return the generation that was published at that moment."""
        row = self._connection.execute(
            "SELECT generation, segments, fingerprint FROM generations ORDER BY generation DESC LIMIT 1"
        ).fetchone()
        return Published(row[0], tuple(json.loads(row[1])), row[2]) if row else Published(0, (), "")

    def copy(self, target: Path) -> None:
        """Write the rows of that moment into a new file."""
        with closing(sqlite3.connect(target)) as copied:
            # All pages in one step: of this connection's moment, whatever is written meanwhile.
            self._connection.backup(copied)


@contextmanager
def snapshot(file: Path) -> Iterator[RowsSnapshot]:
    """Give the rows of a store as they are now."""
    with closing(_opened(file)) as connection:
        connection.isolation_level = None
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM meta").fetchone()
        yield RowsSnapshot(connection)


def copy_of(file: Path, target: Path) -> None:
    """Copy a database that others may be writing, page by page of one moment."""
    with closing(_opened(file)) as source, closing(sqlite3.connect(target)) as copied:
        source.backup(copied)
        copied.execute("PRAGMA journal_mode=DELETE")


def _opened(file: Path) -> sqlite3.Connection:
    """Open a database beside others; one in a home that may only be read is to be backed up all the more."""
    return sqlite3.connect(file, timeout=_BUSY_SECONDS) if may_write(file.parent) else connect(file)


def keep_generation(file: Path, number: int | None) -> None:
    """Leave only one generation in a copy of the rows, or none, and its log in no file of its own."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("DELETE FROM generations WHERE generation IS NOT ?", (number,))
        connection.execute("DELETE FROM access_sessions")


def without_keys(file: Path) -> None:
    """Leave no key in a copy of the rows: who may come in here is nobody elsewhere."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("DELETE FROM access_keys")


def without_identity(file: Path) -> None:
    """Leave out of a copy of the rows who the original is: what belongs to it on a server is not the copy's."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("DELETE FROM meta WHERE key = 'identity'")


def counts(file: Path) -> tuple[int, Counts]:
    """Return the schema's number and how much a copy of the rows holds. Raises BundleDamaged."""
    with _checked(file) as connection:
        version = connection.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()
        found = {name: int(connection.execute(query).fetchone()[0]) for name, query in _COUNTED.items()}
        return int(version[0]), Counts(**found)


def require_rows_alone(file: Path) -> None:
    """Raise BundleDamaged where a database holds more than tables and their indexes: nothing of it may run."""
    with _checked(file) as connection:
        kinds = (
            "SELECT type, name FROM sqlite_master WHERE type NOT IN ('table', 'index') OR sql LIKE 'CREATE VIRTUAL%'"
        )
        if odd := connection.execute(kinds).fetchone():
            raise BundleDamaged(f"{file.name} 里有不该有的 {odd[0]}“{odd[1]}”；请重新取得这个文件", file=file.name)


@contextmanager
def _checked(file: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection to a database whose pages hold together. Raises BundleDamaged."""
    try:
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            connection.execute("PRAGMA trusted_schema=OFF")
            found: Sequence[tuple[str]] = connection.execute("PRAGMA quick_check(1)").fetchall()
            if found != [("ok",)]:
                raise BundleDamaged(f"{file.name} 的页面互相矛盾（{found[0][0]}）", file=file.name)
            yield connection
    except (sqlite3.DatabaseError, TypeError, ValueError) as error:
        raise BundleDamaged(f"{file.name} 不是知识库的数据（{error}）", file=file.name) from error
