"""The rows of what staff set by hand, read and added."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from kb.store.corrections import Action, Correction, Field
from kb.store.schema import corrections, versions


def read_corrections(
    connection: sa.Connection,
    *,
    document_id: str | None = None,
    version_row: int | None = None,
    field: Field | None = None,
) -> Mapping[int, Sequence[Correction]]:
    """Return the corrections by version row, each version's oldest first; all, or of a document, version or field."""
    query = sa.select(corrections, versions.c.document_id, versions.c.version).join(versions)
    if document_id is not None:
        query = query.where(versions.c.document_id == document_id)
    if version_row is not None:
        query = query.where(corrections.c.version_row == version_row)
    if field is not None:
        query = query.where(corrections.c.field == field.value)
    found: dict[int, list[Correction]] = defaultdict(list)
    for row in connection.execute(query.order_by(corrections.c.correction_id)):
        found[row.version_row].append(_correction(row))
    return found


def corrections_of_version(connection: sa.Connection, version_row: int) -> list[Correction]:
    """Return the corrections of one version, oldest first."""
    return [_correction(row) for row in connection.execute(_OF_VERSION, {"row": version_row})]


# Read with every text: a statement that stands costs a third of one that is built.
_OF_VERSION = (
    sa.select(corrections, versions.c.document_id, versions.c.version)
    .join(versions)
    .where(corrections.c.version_row == sa.bindparam("row"))
    .order_by(corrections.c.correction_id)
)


def corrections_of(connection: sa.Connection, document_id: str) -> list[Correction]:
    """Return the corrections of all versions of a document as they were made, whatever the clock said."""
    query = sa.select(corrections, versions.c.document_id, versions.c.version).join(versions)
    query = query.where(versions.c.document_id == document_id).order_by(corrections.c.correction_id)
    return [_correction(row) for row in connection.execute(query)]


def _correction(row: sa.Row[*tuple[Any, ...]]) -> Correction:
    return Correction(
        row.document_id,
        row.version,
        Field(row.field),
        Action(row.action),
        row.value,
        row.previous,
        row.changed_by,
        row.changed_at,
        row.reason,
        row.from_day,
    )


def add_corrections(connection: sa.Connection, version_row: int, added: Iterable[Correction]) -> None:
    """Add corrections of a version, oldest first; none is ever changed or removed but with its version."""
    rows = [
        {
            "version_row": version_row,
            "field": one.field.value,
            "action": one.action.value,
            "value": one.value,
            "from_day": one.from_day,
            "previous": one.previous,
            "changed_by": one.by,
            "changed_at": one.at,
            "reason": one.reason,
        }
        for one in added
    ]
    if rows:
        connection.execute(sa.insert(corrections), rows)
