"""SQLite's file opened for looking only: nothing is written, set up or migrated, nothing is laid beside it."""

import sqlite3
from pathlib import Path

_BUSY_SECONDS = 10.0


def connect(file: Path) -> sqlite3.Connection:
    """Return a connection that cannot write. Raises sqlite3.Error where the file cannot be opened."""
    # To read a write-ahead log SQLite needs the file beside it that leads into the log, or lays it there. Where there
    # is no log there is nothing to lead into; where it may not lay a file and there is none, it says so.
    uri = f"{file.absolute().as_uri()}?mode=ro{'' if _has_log(file) else '&immutable=1'}"
    # An engine may close it in another thread than it was opened in.
    return sqlite3.connect(uri, uri=True, timeout=_BUSY_SECONDS, check_same_thread=False)


def signature(file: Path) -> tuple[int, int, bool]:
    """Return what is another after somebody else changed the file: a connection opened before must not be read on."""
    found = file.stat()
    return found.st_mtime_ns, found.st_size, _has_log(file)


def _has_log(file: Path) -> bool:
    log = file.with_name(f"{file.name}-wal")
    return log.exists() and log.stat().st_size > 0
