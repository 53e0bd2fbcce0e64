"""The rows in a file of the home, which one machine's processes share."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import sqlalchemy as sa
from filelock import FileLock, Timeout

from kb.errors import HomeFull, HomeLocked, HomeReadOnly
from kb.store.database import LOCK_SECONDS
from kb.store.disk_faults import may_write, read_only, told_of_home
from kb.store.engine import open_engine, open_still
from kb.store.looking import signature

LOCK = "write.lock"
"""The file beside the rows that a writer holds."""


class SqliteDatabase:
    """SQLite's file; see Database."""

    is_shared = False

    def __init__(self, file: Path, *, filling: bool = False) -> None:
        self._home, self._file = file.parent, file
        self._filling = filling
        self._lock = FileLock(self._home / LOCK)
        # Why nothing can be written, and what the file was like when it was opened: it is only read then.
        self._refusal: HomeFull | HomeReadOnly | None = None
        self._seen: tuple[int, int, bool] | None = None
        self._engine = self._opened()

    def _opened(self) -> sa.Engine:
        """Return an engine on the file; on a disk that is full or may only be read, one that only reads."""
        if not self._file.is_file() or (may_write(self._home) and may_write(self._file)):
            try:
                return open_engine(self._file, filling=self._filling)
            except HomeFull as error:
                self._refusal = error
        else:
            self._refusal = read_only(self._home)
        self._seen = signature(self._file)
        return open_still(self._file)

    def reading(self) -> AbstractContextManager[sa.Connection]:
        """Give a connection; each query by itself sees what is committed."""
        if self._seen is not None and (now := signature(self._file)) != self._seen:
            # Whoever only reads does not hear of changes by itself.
            self._engine.dispose()
            self._seen = now
        return self._engine.connect()

    def looking(self) -> AbstractContextManager[sa.Connection]:
        """Give a connection that is rolled back."""
        return self._engine.connect()

    def writing(self) -> AbstractContextManager[sa.Connection]:
        """Give a connection inside one transaction. Raises HomeReadOnly, HomeFull."""
        self._require_writable()
        return self._engine.begin()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the lock's file. Raises HomeLocked, HomeReadOnly; HomeFull where the disk fills up meanwhile."""
        self._require_writable()
        try:
            with told_of_home(self._home), self._lock.acquire(timeout=LOCK_SECONDS):
                yield
        except Timeout as error:
            raise HomeLocked(f"另一个程序正在写知识库 {self._home}；请等它结束后再试", home=str(self._home)) from error

    def _require_writable(self) -> None:
        """Raise HomeReadOnly, HomeFull where the file was opened for reading alone, and still has to be."""
        if self._refusal is None:
            return
        reader, self._refusal, self._seen = self._engine, None, None
        self._engine = self._opened()
        reader.dispose()
        if self._refusal is not None:
            raise self._refusal

    def scrub(self) -> None:
        """Empty the write-ahead log, so that no bytes of deleted rows stay in it."""
        with self._engine.connect() as connection:
            busy = connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)")).scalar_one()
        if busy:
            raise HomeLocked(
                "内容已从知识库删除，但另一个程序一直在读，磁盘日志里还有残留；请等它结束后运行 kb reindex"
            )

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()
