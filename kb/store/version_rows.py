"""The rows of versions without their texts: read whole after every change, made anew only where something changed."""

import threading
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import sqlalchemy as sa

from kb.store import codec
from kb.store.correction_rows import read_corrections
from kb.store.corrections import Correction, Field, corrected, hand_validity, standing
from kb.store.rows import VersionRow
from kb.store.schema import clauses, documents, meta, sources, versions

_Read: TypeAlias = tuple[sa.Row[*tuple[Any, ...]], Sequence[Correction]]
"""What a version's row was made of."""


class VersionRows:
    """Reads the rows of versions; safe to share between threads.

    What a change left as it was is the very object of before. A purged version is forgotten when it is next read.
    """

    def __init__(self) -> None:
        self._reading = threading.Lock()
        self._changes: int | None = None
        self._held: dict[int, tuple[_Read, VersionRow]] = {}

    def read(self, connection: sa.Connection) -> list[VersionRow]:
        """Return every version, in the order they were added."""
        with self._reading:
            # Read first: what is then read is of this change, or of a later one that will be read again.
            changes = int(connection.execute(_CHANGES).scalar_one())
            if changes != self._changes:
                corrections = read_corrections(connection)
                counts = self._counts(connection)
                found = connection.execute(_VERSIONS).all()
                self._held = {
                    row.version_row: self._one((row, corrections.get(row.version_row, ())), counts) for row in found
                }
                self._changes = changes
            return [row for _, row in self._held.values()]

    def _counts(self, connection: sa.Connection) -> Mapping[int, int]:
        """Return how many clauses the versions have that were not met before: a version never changes its clauses."""
        newest = max(self._held, default=0)
        query = sa.select(clauses.c.version_row, sa.func.count()).where(clauses.c.version_row > newest)
        found = connection.execute(query.group_by(clauses.c.version_row))
        held = {version_row: row.clauses for version_row, (_, row) in self._held.items()}
        return held | {int(row[0]): int(row[1]) for row in found}

    def _one(self, read: _Read, counts: Mapping[int, int]) -> tuple[_Read, VersionRow]:
        row, changes = read
        held = self._held.get(row.version_row)
        if held is not None and held[0] == read:
            return held
        return read, _version_row(row, standing(changes), counts.get(row.version_row, 0))


_CHANGES = sa.select(meta.c.value).where(meta.c.key == "changes")
_VERSIONS = (
    sa.select(
        versions.c.version_row,
        versions.c.document_id,
        versions.c.version,
        versions.c.metadata,
        documents.c.withdrawn_at,
        documents.c.visible_to,
        sources.c.name,
    )
    .join(documents, documents.c.document_id == versions.c.document_id)
    .join(sources, sources.c.source_id == versions.c.source_id)
    .order_by(versions.c.version_row)
)


def _version_row(row: sa.Row[*tuple[Any, ...]], by_hand: Mapping[Field, Correction], count: int) -> VersionRow:
    stated = codec.metadata_from_json(row.metadata)
    metadata = corrected(stated, by_hand)
    return VersionRow(
        row.version_row,
        row.document_id,
        row.version,
        row.name,
        metadata,
        count,
        row.withdrawn_at is not None,
        hand_validity(by_hand),
        stated.title if stated.title != metadata.title else None,
        codec.groups_from_text(row.visible_to),
    )
