"""The rows of a home opened for looking only: nothing is written, set up or migrated."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa

from kb.store.looking import connect


@contextmanager
def opened(file: Path) -> Iterator[sa.Connection]:
    """Give the rows as they are at one moment. Raises sqlalchemy's DatabaseError, sqlite3.Error."""
    with closing(connect(file)) as raw:
        # Text that a fault has made unreadable is to be named, not to end the check.
        raw.text_factory = lambda data: data.decode("utf-8", "replace")
        engine = sa.create_engine("sqlite://", creator=lambda: raw, poolclass=sa.pool.StaticPool)
        with engine.connect() as connection:
            yield connection
