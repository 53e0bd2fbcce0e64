"""The log as plain values, in the shape of `GET /v1/log`."""

from kb.store.audit import AuditEntry, AuditPage

Record = dict[str, object]


def log_page(found: AuditPage) -> Record:
    """Return a page of the log."""
    return {"entries": [log_entry(entry) for entry in found.entries], "total": found.total}


def log_entry(found: AuditEntry) -> Record:
    """Return one entry."""
    return {
        "number": found.number,
        "at": found.at,
        "who": found.who,
        "action": found.action.value,
        "document_id": found.document_id,
        "version": found.version,
        "title": found.title,
        "source": found.source,
        "sha256": found.sha256,
        "detail": dict(found.detail),
    }
