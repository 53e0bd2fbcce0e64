"""What becomes of files, corrections, words and published states, as the server sends it."""

from typing import Literal, NotRequired, TypedDict

from kb.replies.values import KindName


class DocumentReport(TypedDict):
    """What one document of a file became."""

    document_id: str
    version: int
    title: str
    kind: KindName
    doc_number: str | None
    published: str | None
    effective_from: str | None
    clauses: int
    passages: int
    gaps: list[str]
    groups: list[str]


class ReadReport(TypedDict):
    """How a file was read; `text_share` and `lowest_confidence` are of its pages, null where there are none."""

    format: str
    characters: int
    tables: int
    pages: int
    text_share: float | None
    lowest_confidence: float | None


class FileReport(TypedDict):
    """What became of one file, and why; `read` is null where it was not read."""

    name: str
    status: Literal["added", "updated", "unchanged", "duplicate", "skipped", "failed"]
    documents: list[DocumentReport]
    reason: str | None
    warnings: list[str]
    read: ReadReport | None
    seconds: float


class IngestReply(TypedDict):
    """What became of every file of an upload; a file that failed keeps no other from coming in."""

    files: list[FileReport]
    counts: dict[str, int]
    generation: int
    seconds: float


class ChangeReply(TypedDict):
    """What became of a document."""

    document_id: str
    status: Literal["withdrawn", "restored", "purged"]


class Correction(TypedDict):
    """One change of one field: what stood there, what stands there now, who made it, when and why."""

    document_id: str
    version: int
    field: Literal["title", "doc_number", "issuer", "region", "published", "effective_from", "effective_to", "validity"]
    action: Literal["set", "clear", "restore"]
    previous: str | None
    value: str | None
    from_day: str | None
    by: str
    at: str
    reason: str


class CorrectionsReply(TypedDict):
    """The changes that were made, none where everything stood so already, and what changed along with them."""

    changes: list[Correction]
    notes: list[str]
    groups: list[str]


class SessionReply(TypedDict):
    """Who the caller is to the server, and what they may do; `role` is None where nothing."""

    by: Literal["key", "session", "anonymous"]
    role: Literal["read", "edit", "admin"] | None
    name: str | None
    groups: list[str]


class HistoryReply(TypedDict):
    """Every change that staff made to a document's versions, oldest first, and which of them stand, by field."""

    changes: list[Correction]
    standing: dict[str, Correction]
    not_carried: list[Correction]


class SourcePage(TypedDict):
    """One page: its size in points, how many characters were read from it, and how surely where it is an image."""

    page: int
    width: float
    height: float
    characters: int
    share: float
    confidence: float | None


class PagesReply(TypedDict):
    """The pages of the file that a version came in; none for formats without pages."""

    document_id: str
    version: int
    source: str
    format: str
    text_share: float | None
    lowest_confidence: float | None
    pages: list[SourcePage]


class Word(TypedDict):
    """One entry: shipped with the program, the home's own, or removed by the home."""

    term: str
    expression: str
    state: Literal["shipped", "own", "removed"]


class WordsReply(TypedDict):
    """Some of the entries that match, how many match in all, and the revision they are of."""

    words: list[Word]
    total: int
    revision: int


class WordChange(TypedDict):
    """What became of one entry; the note says why it is not searched with, where it is not."""

    term: str
    expression: str
    outcome: Literal["added", "restored", "removed", "unchanged"]
    note: str | None


class WordChangesReply(TypedDict):
    """What became of each entry, and the revision that the dictionary has reached."""

    changes: list[WordChange]
    revision: int


class WordFault(TypedDict):
    """What is wrong with a line of a file, or with one entry of it."""

    line: int
    text: str
    reason: str


class WordFileReply(TypedDict):
    """What became of each entry of a file, and the lines that say nothing; they keep no other from being taken."""

    changes: list[WordChange]
    revision: int
    faults: list[WordFault]


class LogEntry(TypedDict):
    """One thing that was done: when (UTC), by whom, to which document as it was called then, from which file."""

    number: int
    at: str
    who: str
    action: str
    document_id: str | None
    version: int | None
    title: str | None
    source: str | None
    sha256: str | None
    detail: dict[str, object]


class LogReply(TypedDict):
    """Entries, newest first, and how many there are of the kind."""

    entries: list[LogEntry]
    total: int


class Generation(TypedDict):
    """A kept generation; `versions` and `passages` are null where its segments cannot be read."""

    generation: int
    created_at: str
    segments: int
    versions: int | None
    passages: int | None
    bytes: int
    model: str
    fingerprint: str
    current: bool


class GenerationsReply(TypedDict):
    """The generations that are kept, newest first."""

    generations: list[Generation]


class NotFoundVersion(TypedDict):
    """A version in the store that the generation does not hold; the next ingest or reindex publishes it again."""

    document_id: str
    version: int
    title: str
    source: str


class RollbackReply(TypedDict):
    """An older generation published again: as which, the one it repeats, the one left, and what it does not hold."""

    generation: int
    same_as: int
    left: int
    not_found: list[NotFoundVersion]


class Limits(TypedDict):
    """What one request may carry."""

    question_chars: int
    source_bytes: int
    upload_files: int
    upload_bytes: int


class DenseSearchReply(TypedDict):
    """How the search by meaning goes through the vectors: compared one by one, or sketched first; measured recall."""

    exact: int
    sketched: int
    recall_10: float | None
    recall_50: float | None
    reason: str


class StatsReply(TypedDict):
    """How much there is to search, with which model, and what a request may carry."""

    generation: int
    documents: int
    versions: int
    clauses: int
    passages: int
    model: str
    fingerprint: str
    schema_version: int
    dense: DenseSearchReply
    limits: Limits


class CheckReply(TypedDict):
    """What one look at one part of the server showed."""

    state: Literal["ok", "degraded", "failed"]
    message: str


class HealthReply(TypedDict):
    """The state of the server; the checks are told where they were made."""

    status: Literal["ok", "ready", "degraded"]
    checks: NotRequired[dict[str, CheckReply] | None]
