"""Reports on ingests as plain values, in the shape of the published contract."""

from kb.ingest.report import DocumentReport, FileReport, IngestReport, ReadReport
from kb.sync_report import SyncReport

Record = dict[str, object]


def ingest_report(found: IngestReport) -> Record:
    """Return the report on an ingest."""
    return {
        "files": [file_report(file) for file in found.files],
        "generation": found.generation,
        "seconds": round(found.seconds, 3),
    }


def sync_report(found: SyncReport) -> Record:
    """Return the report on a folder that is kept in step."""
    return {
        "folder": found.folder,
        "dry_run": found.dry_run,
        **ingest_report(found.ingest),
        "renamed": [{"from": old, "to": new} for old, new in found.renamed],
        "vanished": list(found.vanished),
        "returned": list(found.returned),
        "withdrawn": [{"document_id": one.document_id, "title": one.title} for one in found.withdrawn],
        "restored": [{"document_id": one.document_id, "title": one.title} for one in found.restored],
        "by_hand": found.by_hand,
        "purged": list(found.purged),
        "refused": found.refused,
    }


def file_report(found: FileReport) -> Record:
    """Return what became of one file."""
    return {
        "name": found.name,
        "status": found.status.value,
        "reason": found.reason,
        "warnings": list(found.warnings),
        "read": read_report(found.read) if found.read else None,
        "seconds": round(found.seconds, 3),
        "documents": [document_report(one) for one in found.documents],
    }


def read_report(found: ReadReport) -> Record:
    """Return how a file was read."""
    return {
        "format": found.format,
        "characters": found.characters,
        "tables": found.tables,
        "pages": found.pages,
        "text_share": found.text_share,
        "lowest_confidence": found.lowest_confidence,
    }


def document_report(found: DocumentReport) -> Record:
    """Return what one document of a file became."""
    return {
        "document_id": found.document_id,
        "version": found.version,
        "title": found.title,
        "kind": found.kind.value,
        "doc_number": found.doc_number,
        "published": found.published,
        "effective_from": found.effective_from,
        "clauses": found.clauses,
        "passages": found.passages,
        "gaps": list(found.gaps),
        "groups": list(found.groups),
    }
