"""The log of what was done to a home: what an entry says, and what one may ask for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class AuditAction(StrEnum):
    """What was done."""

    ADDED = "added"
    NEW_VERSION = "new_version"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    PURGED = "purged"
    CORRECTED = "corrected"
    REINDEXED = "reindexed"
    WORDS_CHANGED = "words_changed"
    SYNCED = "synced"
    ROLLED_BACK = "rolled_back"
    REPAIRED = "repaired"
    REREAD = "reread"
    EXPORTED = "exported"
    BACKED_UP = "backed_up"
    IMPORTED = "imported"
    GROUPS_CHANGED = "groups_changed"
    KEY_ADDED = "key_added"
    KEY_REVOKED = "key_revoked"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing that was done: when (UTC), by whom, to which document as it was called then, from which file."""

    number: int
    at: str
    who: str
    action: AuditAction
    document_id: str | None = None
    version: int | None = None
    title: str | None = None
    source: str | None = None
    sha256: str | None = None
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """Which entries are wanted, newest first; `since` is the first day, as the clock of this machine has it."""

    document_id: str | None = None
    since: date | None = None
    action: AuditAction | None = None
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some entries, and how many there are of the kind."""

    entries: tuple[AuditEntry, ...]
    total: int
