"""The files that held what was purged, known by the hash of their bytes alone."""

from collections.abc import Collection
from datetime import UTC, datetime

import sqlalchemy as sa

from kb.store.schema import purged_files


class PurgedRows:
    """Notes which bytes were purged, so that a folder in which they still lie does not bring them back by itself."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(self, hashes: Collection[str]) -> None:
        """Note that what the files with these bytes held was purged."""
        at = datetime.now(UTC).isoformat(timespec="seconds")
        for sha256 in sorted(set(hashes)):
            self.forget(sha256)
            self._connection.execute(sa.insert(purged_files).values(sha256=sha256, purged_at=at))

    def forget(self, sha256: str) -> None:
        """Forget that the bytes were purged: somebody gave them again."""
        self._connection.execute(sa.delete(purged_files).where(purged_files.c.sha256 == sha256))

    def holds(self, sha256: str) -> bool:
        """Tell whether what a file with these bytes held was purged and not given again."""
        query = sa.select(purged_files.c.sha256).where(purged_files.c.sha256 == sha256)
        return self._connection.execute(query).one_or_none() is not None
