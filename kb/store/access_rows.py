"""The rows of keys, of the sessions that they open, and of who sees a document."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

import sqlalchemy as sa

from kb.store import codec
from kb.store.access import AccessKey, HeldKey, HeldSession, Role
from kb.store.audit import AuditAction
from kb.store.audit_rows import AuditRows
from kb.store.schema import access_keys, access_sessions, documents, meta

# Every session is read at every change of them: whoever signs in again and again must not make that slow for all.
_MOST_SESSIONS = 100
_REVISION = meta.c.key == "access_revision"


class AccessRows:
    """Reads and writes them inside one transaction; every change of keys or sessions counts the revision up."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def held_keys(self) -> list[HeldKey]:
        """Return every key there ever was, oldest first."""
        rows = self._connection.execute(sa.select(access_keys).order_by(access_keys.c.created_at, access_keys.c.key_id))
        return [HeldKey(_key(row), row.digest) for row in rows]

    def sessions(self) -> dict[str, HeldSession]:
        """Return the sessions by the digests of their cookies."""
        rows = self._connection.execute(sa.select(access_sessions))
        return {row.digest: HeldSession(row.key_id, row.expires_at) for row in rows}

    def add_key(self, key: AccessKey, digest: str) -> None:
        """Add a key."""
        self._connection.execute(
            sa.insert(access_keys).values(
                key_id=key.key_id,
                name=key.name,
                role=key.role.value,
                groups_seen=codec.strings_to_json(sorted(key.groups)),
                digest=digest,
                created_at=key.created_at,
                expires_on=key.expires_on,
            )
        )
        self._count()
        self._audit(AuditAction.KEY_ADDED, key)

    def revoke(self, key: AccessKey) -> None:
        """Make a key useless, and the sessions that it opened."""
        which = access_keys.c.key_id == key.key_id
        self._connection.execute(sa.update(access_keys).where(which).values(revoked_at=_now()))
        self._connection.execute(sa.delete(access_sessions).where(access_sessions.c.key_id == key.key_id))
        self._count()
        self._audit(AuditAction.KEY_REVOKED, key)

    def used(self, key_id: str, day: str) -> None:
        """Note the day on which a key was last used; that is no change that anybody waits for."""
        which = access_keys.c.key_id == key_id
        self._connection.execute(sa.update(access_keys).where(which).values(last_used_on=day))

    def open_session(self, digest: str, key_id: str, expires_at: str) -> None:
        """Add a session, and drop those that have ended, and the oldest ones of a key that has very many."""
        self._connection.execute(sa.delete(access_sessions).where(access_sessions.c.expires_at < _now()))
        self._connection.execute(sa.insert(access_sessions).values(digest=digest, key_id=key_id, expires_at=expires_at))
        of_key = sa.select(access_sessions.c.digest).where(access_sessions.c.key_id == key_id)
        others = of_key.where(access_sessions.c.digest != digest).order_by(access_sessions.c.expires_at.desc())
        surplus = self._connection.execute(others).scalars().all()[_MOST_SESSIONS - 1 :]
        if surplus:
            self._connection.execute(sa.delete(access_sessions).where(access_sessions.c.digest.in_(surplus)))
        self._count()

    def close_session(self, digest: str) -> None:
        """Remove a session, where there is one."""
        self._connection.execute(sa.delete(access_sessions).where(access_sessions.c.digest == digest))
        self._count()

    def groups_of(self, document_ids: Collection[str]) -> Mapping[str, frozenset[str]]:
        """Return the groups that alone see each of these documents, in the order of their ids."""
        which = documents.c.document_id.in_(document_ids)
        query = (
            sa.select(documents.c.document_id, documents.c.visible_to).where(which).order_by(documents.c.document_id)
        )
        return {row.document_id: codec.groups_from_text(row.visible_to) for row in self._connection.execute(query)}

    def show_new(self, document_id: str, groups: Collection[str]) -> None:
        """Show a document that this transaction adds to groups alone."""
        which = documents.c.document_id == document_id
        change = sa.update(documents).where(which).values(visible_to=codec.groups_to_text(groups))
        self._connection.execute(change)

    def set_groups(self, document_id: str, groups: Collection[str], before: Collection[str]) -> None:
        """Show a document to groups alone, or to everyone where there is none."""
        value = codec.groups_to_text(groups) if groups else None
        which = documents.c.document_id == document_id
        self._connection.execute(sa.update(documents).where(which).values(visible_to=value))
        detail = {"groups": sorted(groups), "before": sorted(before)}
        AuditRows(self._connection).add_of_document(AuditAction.GROUPS_CHANGED, document_id, detail=detail)

    def _count(self) -> None:
        number = int(self._connection.execute(sa.select(meta.c.value).where(_REVISION)).scalar_one())
        self._connection.execute(sa.update(meta).where(_REVISION).values(value=str(number + 1)))

    def _audit(self, action: AuditAction, key: AccessKey) -> None:
        detail = {"key": key.key_id, "name": key.name, "role": key.role.value, "groups": sorted(key.groups)}
        AuditRows(self._connection).add(action, detail=detail)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _key(row: sa.Row[tuple[object, ...]]) -> AccessKey:
    return AccessKey(
        row.key_id,
        row.name,
        Role(row.role),
        frozenset(codec.strings_from_json(row.groups_seen)),
        row.created_at,
        row.expires_on,
        row.last_used_on,
        row.revoked_at,
    )
