"""The rows of the log. They are written by the transaction of the change that they tell of."""

import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime

import sqlalchemy as sa

from kb.store import codec
from kb.store.acting import actor
from kb.store.audit import AuditAction, AuditEntry, AuditPage, AuditQuery
from kb.store.correction_rows import read_corrections
from kb.store.corrections import corrected, standing
from kb.store.moments import first_moment
from kb.store.schema import audit, sources, versions
from kb.store.shown import audit_shown

# What is emptied in the rows about something that is purged: who did what to which document, and when, stays.
_TELLING = {"title": None, "source": None, "sha256": None, "detail": "{}"}


class AuditRows:
    """Adds to the log inside one transaction, and takes out of it what a purge must not leave."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(
        self,
        action: AuditAction,
        *,
        who: str | None = None,
        document_id: str | None = None,
        version: int | None = None,
        title: str | None = None,
        source: str | None = None,
        sha256: str | None = None,
        detail: Mapping[str, object] | None = None,
    ) -> None:
        """Add an entry, by whoever acts where nobody is named."""
        row = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "who": who or actor(),
            "action": action.value,
            "document_id": document_id,
            "version": version,
            "title": title,
            "source": source,
            "sha256": sha256,
            "detail": json.dumps(detail or {}, ensure_ascii=False),
        }
        self._connection.execute(sa.insert(audit).values(**row))

    def add_of_version(
        self, action: AuditAction, version_row: int, *, who: str | None = None, detail: Mapping[str, object]
    ) -> None:
        """Add an entry about a version, with its title and its file as they are now."""
        self._add_of(versions.c.version_row == version_row, action, who, detail)

    def add_of_document(
        self, action: AuditAction, document_id: str, *, detail: Mapping[str, object] | None = None
    ) -> None:
        """Add an entry about a document, with the title and the file of its newest version."""
        self._add_of(versions.c.document_id == document_id, action, None, detail or {})

    def forget(self, document_id: str, version: int | None, hashes: Collection[str], names: Collection[str]) -> None:
        """Empty what is told of a document, or of one version; of files by their hashes, of those gone by name.

        That something was purged, and the hash of its file, stays.
        """
        kept = audit.c.action != AuditAction.PURGED.value
        of_document = kept & (audit.c.document_id == document_id)
        which = of_document if version is None else of_document & (audit.c.version == version)
        self._connection.execute(sa.update(audit).where(which).values(**_TELLING))
        # A file of those bytes that was refused, or came in under another document, held the same text.
        of_files = kept & audit.c.sha256.in_(list(hashes))
        self._connection.execute(sa.update(audit).where(of_files).values(sha256=None))
        about_files = audit.c.document_id.is_(None) & audit.c.source.in_(list(names))
        self._connection.execute(sa.update(audit).where(about_files).values(**_TELLING))

    def _add_of(
        self, which: sa.ColumnElement[bool], action: AuditAction, who: str | None, detail: Mapping[str, object]
    ) -> None:
        query = (
            sa.select(versions, sources.c.name, sources.c.sha256)
            .join(sources, sources.c.source_id == versions.c.source_id)
            .where(which)
            .order_by(versions.c.version.desc())
            .limit(1)
        )
        row = self._connection.execute(query).one()
        by_hand = read_corrections(self._connection, version_row=row.version_row).get(row.version_row, ())
        self.add(
            action,
            who=who,
            document_id=row.document_id,
            version=row.version,
            title=corrected(codec.metadata_from_json(row.metadata), standing(by_hand)).title,
            source=row.name,
            # Of a file that a purge has cut nothing is known any more.
            sha256=row.sha256 or None,
            detail=detail,
        )


def read_audit(connection: sa.Connection, wanted: AuditQuery) -> AuditPage:
    """Return the entries that are asked for, newest first."""
    which = audit_shown()
    if wanted.document_id is not None:
        which &= audit.c.document_id == wanted.document_id
    if wanted.action is not None:
        which &= audit.c.action == wanted.action.value
    if wanted.since is not None:
        which &= audit.c.at >= first_moment(wanted.since)
    total = connection.execute(sa.select(sa.func.count()).select_from(audit).where(which)).scalar_one()
    query = sa.select(audit).where(which).order_by(audit.c.audit_id.desc())
    rows = connection.execute(query.limit(wanted.limit).offset(wanted.offset)).all()
    return AuditPage(
        tuple(
            AuditEntry(
                row.audit_id,
                row.at,
                row.who,
                AuditAction(row.action),
                row.document_id,
                row.version,
                row.title,
                row.source,
                row.sha256,
                json.loads(row.detail),
            )
            for row in rows
        ),
        total,
    )
