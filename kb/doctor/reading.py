"""The rows of a home opened for looking only: nothing is written, set up or migrated."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa

_BUSY_SECONDS = 10.0


def may_write(path: Path) -> bool:
    """Tell whether the user as whom this program runs may write a file or into a folder."""
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def connect(file: Path) -> sqlite3.Connection:
    """Return a connection that cannot write. Raises sqlite3.Error where the file cannot be opened."""
    # To read a write-ahead log SQLite lays a file beside it; where there is no log, or it may not, it is not to try.
    log = file.with_name(f"{file.name}-wal")
    has_log = log.exists() and log.stat().st_size > 0
    still = "" if has_log and may_write(file.parent) else "&immutable=1"
    uri = f"{file.absolute().as_uri()}?mode=ro{still}"
    # An engine may close it in another thread than it was opened in.
    return sqlite3.connect(uri, uri=True, timeout=_BUSY_SECONDS, check_same_thread=False)


@contextmanager
def opened(file: Path) -> Iterator[sa.Connection]:
    """Give the rows as they are at one moment. Raises sqlalchemy's DatabaseError, sqlite3.Error."""
    with closing(connect(file)) as raw:
        # Text that a fault has made unreadable is to be named, not to end the check.
        raw.text_factory = lambda data: data.decode("utf-8", "replace")
        engine = sa.create_engine("sqlite://", creator=lambda: raw, poolclass=sa.pool.StaticPool)
        with engine.connect() as connection:
            yield connection
