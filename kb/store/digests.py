"""Digests of a version's rows, by which a row that changed by itself is found: SQLite has no checksums of its own."""

import hashlib
import json
from collections.abc import Mapping

import sqlalchemy as sa

from kb.store.schema import clauses, passages, version_digests, versions

_VERSION = (versions.c.ordinal, versions.c.text_sha256, versions.c.metadata, versions.c.source_map, versions.c.gaps)
_CLAUSE = [column for column in clauses.c if column is not clauses.c.version_row]
_PASSAGE = (
    passages.c.passage_id,
    passages.c.clause_position,
    passages.c.start,
    passages.c.end,
    passages.c.text,
    passages.c.lead_in,
)


def digest_of(connection: sa.Connection, version_row: int) -> str:
    """Return the digest of all that a version's rows say: its own row, its clauses, its passages."""
    queries = (
        sa.select(*_VERSION).where(versions.c.version_row == version_row),
        sa.select(*_CLAUSE).where(clauses.c.version_row == version_row).order_by(clauses.c.position),
        sa.select(*_PASSAGE).where(passages.c.version_row == version_row).order_by(passages.c.passage_row),
    )
    rows = [[list(row) for row in connection.execute(query)] for query in queries]
    # A cell that is no text any more is bytes.
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False, default=repr).encode("utf-8", "replace")).hexdigest()


def keep_digest(connection: sa.Connection, version_row: int) -> None:
    """Write down the digest of a version's rows as they are now."""
    connection.execute(sa.delete(version_digests).where(version_digests.c.version_row == version_row))
    connection.execute(
        sa.insert(version_digests).values(version_row=version_row, digest=digest_of(connection, version_row))
    )


def kept_digests(connection: sa.Connection) -> Mapping[int, str]:
    """Return the digests that were written down, by version."""
    return {row.version_row: row.digest for row in connection.execute(sa.select(version_digests))}
