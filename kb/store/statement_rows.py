"""What the held texts say of themselves, read anew: the metadata of a version beside the words of staff."""

from collections.abc import Collection

import sqlalchemy as sa

from kb.store import codec
from kb.store.audit import AuditAction
from kb.store.audit_rows import AuditRows
from kb.store.digests import keep_digest
from kb.store.schema import versions
from kb.types import Metadata


class StatementRows:
    """Replaces what a text says of itself; what staff set over it stays."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def replace(self, version_row: int, metadata: Metadata, fields: Collection[str]) -> None:
        """Keep the metadata of a version instead of what was kept before, and note which fields are other."""
        change = sa.update(versions).where(versions.c.version_row == version_row)
        self._connection.execute(change.values(metadata=codec.metadata_to_json(metadata)))
        keep_digest(self._connection, version_row)
        AuditRows(self._connection).add_of_version(AuditAction.REREAD, version_row, detail={"fields": sorted(fields)})
