"""What an ingest says of every file that it met."""

from dataclasses import dataclass
from enum import StrEnum

from kb.types import DocumentKind


class IngestStatus(StrEnum):
    """What became of one file of an ingest."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """What one document of a file became."""

    document_id: str
    version: int
    title: str
    kind: DocumentKind
    clauses: int
    passages: int
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file, and why."""

    name: str
    status: IngestStatus
    documents: tuple[DocumentReport, ...] = ()
    reason: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of every file met, and the generation that holds the result."""

    files: tuple[FileReport, ...]
    generation: int
    seconds: float

    def count(self, status: IngestStatus) -> int:
        """Return how many files ended with the status."""
        return sum(file.status is status for file in self.files)
