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
    doc_number: str | None = None
    published: str | None = None
    effective_from: str | None = None
    groups: tuple[str, ...] = ()
    """The groups that alone see it; none where everyone does."""


@dataclass(frozen=True, slots=True)
class ReadReport:
    """How a file was read: its format, and of its pages (none for formats without) how many gave text, how surely."""

    format: str
    characters: int
    tables: int = 0
    pages: int = 0
    text_share: float | None = None
    lowest_confidence: float | None = None


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file, and why; `read` is missing where it was not read."""

    name: str
    status: IngestStatus
    documents: tuple[DocumentReport, ...] = ()
    reason: str | None = None
    warnings: tuple[str, ...] = ()
    read: ReadReport | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of every file met, and the generation that holds the result."""

    files: tuple[FileReport, ...]
    generation: int
    seconds: float

    def count(self, status: IngestStatus) -> int:
        """Return how many files ended with the status."""
        return sum(file.status is status for file in self.files)
