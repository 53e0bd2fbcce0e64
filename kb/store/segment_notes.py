"""Notes beside the rows of which versions a segment holds, for machines that do not share its files."""

from collections.abc import Collection

import sqlalchemy as sa

from kb.store.database import Database
from kb.store.schema import meta

_MARK = "segment:"


class SegmentNotes:
    """Reads and writes the notes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, name: str) -> str | None:
        """Return the note of a segment; None where there is none."""
        with self._database.reading() as connection:
            query = sa.select(meta.c.value).where(meta.c.key == _MARK + name)
            return connection.execute(query).scalar_one_or_none()

    def add(self, name: str, note: str) -> None:
        """Keep the note of a new segment."""
        with self._database.writing() as connection:
            connection.execute(sa.insert(meta).values(key=_MARK + name, value=note))

    def keep(self, names: Collection[str]) -> None:
        """Remove the notes of every segment but these."""
        kept = [_MARK + name for name in names]
        others = sa.and_(meta.c.key.startswith(_MARK, autoescape=True), meta.c.key.not_in(kept))
        with self._database.writing() as connection:
            connection.execute(sa.delete(meta).where(others))
