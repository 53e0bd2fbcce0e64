"""Generations and bundles as plain values."""

from kb.bundles.manifest import Manifest
from kb.bundles.unpacking import ImportReport
from kb.bundles.writing import BundleReport
from kb.index.generations import GenerationFacts, Rollback
from kb.migrate.moving import Moved

Record = dict[str, object]


def generation(found: GenerationFacts) -> Record:
    """Return a generation as `GET /v1/generations` gives it."""
    return {
        "generation": found.number,
        "created_at": found.created_at,
        "segments": found.segments,
        "versions": found.versions,
        "passages": found.passages,
        "bytes": found.size,
        "model": found.model,
        "fingerprint": found.fingerprint,
        "current": found.is_current,
    }


def rollback(done: Rollback) -> Record:
    """Return a rollback as `POST /v1/generations/rollback` gives it."""
    return {
        "generation": done.number,
        "same_as": done.again,
        "left": done.left,
        "not_found": [
            {
                "document_id": row.document_id,
                "version": row.version,
                "title": row.metadata.title,
                "source": row.source_name,
            }
            for row in done.not_found
        ],
    }


def bundle(report: BundleReport) -> Record:
    """Return a bundle that was written."""
    return {"file": str(report.file), "bytes": report.size, **manifest(report.manifest)}


def imported(report: ImportReport) -> Record:
    """Return a bundle that was unpacked."""
    differing = {name: {"there": there, "here": here} for name, (there, here) in report.settings.items()}
    return {
        "home": str(report.home),
        **manifest(report.manifest),
        "settings_differ": differing,
        "rebuilt": report.rebuilt,
    }


def moved(done: Moved) -> Record:
    """Return a base that was moved; the address of a database stands in it without its password."""
    return {
        "source": done.source,
        "target": done.target,
        "home": str(done.settings.home),
        "index_url": done.settings.index_url,
        "rows": done.rows,
        "generation": done.generation,
        "resumed": done.is_resumed,
        "seconds": round(done.seconds, 1),
    }


def manifest(found: Manifest) -> Record:
    """Return what a bundle says of itself, its members left out."""
    counts = found.counts
    return {
        "created_at": found.created_at,
        "program": found.program,
        "schema_version": found.schema,
        "generation": found.generation,
        "model": found.model,
        "fingerprint": found.fingerprint,
        "with_vectors": found.with_vectors,
        "documents": counts.documents,
        "versions": counts.versions,
        "clauses": counts.clauses,
        "passages": counts.passages,
        "sources": counts.sources,
    }
