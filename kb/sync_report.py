"""What becomes of a folder that is kept in step with the home."""

from dataclasses import dataclass

from kb.ingest.report import IngestReport


@dataclass(frozen=True, slots=True)
class SyncedDocument:
    """A document that was withdrawn or restored."""

    document_id: str
    title: str


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What became of a folder's files, and of the documents whose files are gone or back."""

    folder: str
    ingest: IngestReport
    renamed: tuple[tuple[str, str], ...]
    returned: tuple[str, ...]
    vanished: tuple[str, ...]
    withdrawn: tuple[SyncedDocument, ...]
    restored: tuple[SyncedDocument, ...]
    by_hand: int
    """Files that somebody gave by hand before: the folder does not take them away."""
    dry_run: bool = False
    refused: str | None = None
    """Why the same would be refused unless it is confirmed; told of a dry run."""
    purged: tuple[str, ...] = ()
    """Files that lie there and whose document was purged: they stay out."""
