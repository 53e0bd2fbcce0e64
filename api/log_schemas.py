"""The log of what was done, on the wire."""

from typing import Any, Self

from pydantic import BaseModel, Field

from kb.store.audit import AuditAction, AuditEntry, AuditPage


class LogEntryBody(BaseModel):
    """One thing that was done: when (UTC), by whom, to which document as it was called then, from which file."""

    number: int
    at: str
    who: str = Field(description="“unknown” where nobody said who acts.")
    action: AuditAction
    document_id: str | None
    version: int | None
    title: str | None = Field(description="Empty of what is purged, as are source, sha256 and detail.")
    source: str | None
    sha256: str | None
    detail: dict[str, Any]

    @classmethod
    def from_entry(cls, found: AuditEntry) -> Self:
        """Return the entry as sent."""
        return cls(
            number=found.number,
            at=found.at,
            who=found.who,
            action=found.action,
            document_id=found.document_id,
            version=found.version,
            title=found.title,
            source=found.source,
            sha256=found.sha256,
            detail=dict(found.detail),
        )


class LogResponse(BaseModel):
    """Entries, newest first, and how many there are of the kind."""

    entries: list[LogEntryBody]
    total: int

    @classmethod
    def from_page(cls, page: AuditPage) -> Self:
        """Return the page as sent."""
        return cls(entries=[LogEntryBody.from_entry(entry) for entry in page.entries], total=page.total)
