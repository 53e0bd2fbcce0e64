"""The words of the domain as values. Nothing of the project is imported but its parts `kb.stated`, `kb.turns`."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from kb.stated import Amended as Amended
from kb.stated import AnsweredBy as AnsweredBy
from kb.stated import ClauseChange as ClauseChange
from kb.stated import Evidence as Evidence
from kb.stated import Extended as Extended
from kb.stated import Link as Link
from kb.stated import Rejected as Rejected
from kb.stated import Span as Span
from kb.stated import Standing as Standing
from kb.stated import StandingBy as StandingBy
from kb.stated import Validity as Validity
from kb.turns import ModelTokens
from kb.turns import Responsible as Responsible
from kb.turns import Turn as Turn


class AnswerStatus(StrEnum):
    """What became of a question."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    ABSTAINED = "abstained"


class DocumentKind(StrEnum):
    """What a document is to a reader."""

    POLICY = "policy"
    LAW = "law"
    NEWS = "news"
    NOTICE = "notice"
    CAPTION = "caption"
    ADVERTISEMENT = "advertisement"
    MASTHEAD = "masthead"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class SourceRun:
    """A run of characters that stand unchanged in the file: text[start:start+length] == decoded[source_start:...]."""

    start: int
    source_start: int
    length: int


@dataclass(frozen=True, slots=True)
class SourceMap:
    """From offsets of a version's text to character offsets of the decoded file.

    Runs are ordered by start and do not overlap; characters between runs (a paragraph break put in) stand in no file.
    """

    runs: tuple[SourceRun, ...]

    def ranges(self, span: Span) -> tuple[tuple[int, int], ...]:
        """Return the half-open ranges of the decoded file that the span's characters come from, in text order."""
        found = []
        for run in self.runs:
            start, end = max(span.start, run.start), min(span.end, run.start + run.length)
            if start < end:
                shift = run.source_start - run.start
                found.append((start + shift, end + shift))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a text says of itself. Unknown stays None or empty."""

    title: str
    subtitle: str | None = None
    byline: str | None = None
    kind: DocumentKind = DocumentKind.OTHER
    issuers: tuple[Evidence, ...] = ()
    doc_number: Evidence | None = None
    region: Evidence | None = None
    published: Evidence | None = None
    effective_from: Evidence | None = None
    effective_to: Evidence | None = None
    repeals: tuple[Evidence, ...] = ()
    basis: tuple[Evidence, ...] = ()
    reports_on: tuple[Evidence, ...] = ()
    not_before: Evidence | None = None
    """The day before which this wording was not in force: that of its last revision; inferred where the text holds
    from a publication whose day it does not tell, and this is the day on which it was passed."""
    extends: tuple[Extended, ...] = ()
    """The documents that the text says go on to hold."""
    amends: tuple[Amended, ...] = ()
    """The clauses of other documents that the text ends or changes."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file as it came."""

    source_id: int
    name: str
    sha256: str
    size: int
    encoding: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered unit of a version's structure, or a paragraph where nothing is numbered.

    `span` holds the whole subtree, `own` its own text before its first child (the leaf that a quote stays in):
    the own spans of all clauses in order give the version's text back.
    """

    address: str
    kind: str
    label: str | None
    title: str | None
    span: Span
    own: Span
    depth: int
    parent: int | None
    """Position of the parent in the version's list of clauses; None at the top."""
    heading_path: tuple[str, ...] = ()  # printed headings of the ancestors, outermost first


@dataclass(frozen=True, slots=True)
class ClauseTree:
    """The clauses of one version in text order (a parent before its children), and the gaps in their numbering."""

    clauses: tuple[Clause, ...]
    gaps: tuple[str, ...] = ()

    def at(self, offset: int) -> int:
        """Return the position of the clause whose own text holds the offset. Raises IndexError beyond the text."""
        position = bisect_right(self.clauses, offset, key=lambda clause: clause.own.end)
        if offset < 0 or position == len(self.clauses):
            raise IndexError(f"no clause at offset {offset}")
        return position


@dataclass(frozen=True, slots=True)
class Passage:
    """What retrieval returns: a contiguous span of at most 500 characters inside one clause's subtree."""

    passage_id: str
    document_id: str
    version: int
    clause_address: str
    span: Span
    text: str
    lead_in: str = ""
    """The words that introduce the passage (a list's lead-in); embedded with it, never quoted with it."""


@dataclass(frozen=True, slots=True)
class Version:
    """One issued text of a document."""

    document_id: str
    version: int
    source_name: str
    text: str
    metadata: Metadata
    source_map: SourceMap
    withdrawn: bool = False
    repealed_by: str | None = None
    of: str = ""
    """Whose it is, where a citation has to say so: another held document bears its title."""

    @property
    def key(self) -> str:
        """The version's name, `document_id@version`."""
        return f"{self.document_id}@{self.version}"


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """One document as a list shows it, on the day asked about."""

    document_id: str
    version: int
    title: str
    kind: DocumentKind
    issuer: str | None
    doc_number: str | None
    region: str | None
    published: str | None
    effective_from: str | None
    effective_to: str | None
    validity: Validity
    source: str
    withdrawn: bool
    clauses: int
    groups: tuple[str, ...] = ()
    """The groups that alone see it; none where it is public."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it came: its name and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class PageBox:
    """A rectangle on a page (from 1) of a file, in points from the page's upper left corner."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class RetrievedBy:
    """Where a hit came from: its rank (1-based) and score in one ranking."""

    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, best first."""

    passage: Passage
    score: float
    rank: int
    clause: Clause
    version: Version
    validity: Validity
    retrieved_by: dict[str, RetrievedBy] = field(default_factory=dict)
    also_in: tuple[str, ...] = ()
    """Clause ids of the same text elsewhere, folded under this hit."""
    page: int | None = None  # of the file, where it has pages

    @property
    def clause_id(self) -> str:
        """The id of the smallest clause that holds the passage, `document_id@version#address`."""
        return f"{self.version.key}#{self.clause.address}"


@dataclass(frozen=True, slots=True)
class ClauseText:
    """A clause with its text, as a look-up returns it."""

    clause: Clause
    version: Version
    validity: Validity
    text: str
    standing: Standing | None = None
    read_as: str | None = None
    """How the reference was understood, where that is not to the letter."""

    @property
    def clause_id(self) -> str:
        """`document_id@version#address`."""
        return f"{self.version.key}#{self.clause.address}"


@dataclass(frozen=True, slots=True)
class Expansion:
    """Plain words of the question and the official terms that were searched beside them."""

    source: str
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is restricted to; an empty tuple restricts nothing."""

    document_ids: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    issuer: tuple[str, ...] = ()
    doc_type: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A question with what it is restricted to."""

    question: str
    top_k: int = 5
    as_of: date | None = None
    include_not_in_force: bool = False
    filters: Filters = Filters()
    answerer: AnsweredBy | None = None  # None: the model where there is one
    earlier: tuple[Turn, ...] = ()  # what was asked before, oldest first
    without: tuple[str, ...] = ()  # words of the question that stand for themselves alone


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A version that answers a question and does not apply on the day, with the reason."""

    version: Version
    validity: Validity
    reason: str
    replaced_by: Version | None = None
    named: bool = True  # False where it was found by its words alone
    standing: Standing | None = None
    clause: Clause | None = None
    """The clause of it that would be found; None where only its name was met."""
    span: Span | None = None
    """What would be quoted of that clause."""


@dataclass(frozen=True, slots=True)
class WhateverForce:
    """What a question finds where texts out of force are searched beside the others."""

    hits: tuple[Hit, ...]
    spoken_of: dict[int, float]
    """Version row to how surely the question names it."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The hits of a question, best first, with what was done to find them."""

    hits: tuple[Hit, ...]
    expansions: tuple[Expansion, ...] = ()
    warnings: tuple[str, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)
    readings: tuple[str, ...] = ()
    """The question as it was searched by meaning: as it stands, then corrected or translated."""
    terms: tuple[tuple[str, float], ...] = ()  # (token, weight) searched by words
    spoken_of: dict[int, float] = field(default_factory=dict)  # version row to how surely it is named
    standings: Mapping[str, Standing] = field(default_factory=dict)
    """How versions among the hits stand, where there is more to tell than that they apply, by `document_id@version`."""
    left_out: tuple[LeftOut, ...] = ()
    """Documents that the question names, or that would be found first, and that do not apply on the day."""
    links: tuple[Link, ...] = ()
    """The documents that a named clause may be of, to choose from, or the texts that repeal what is named."""
    whatever_force: WhateverForce | None = None
    """None where nothing out of force comes near the question."""
    by_reference: bool = False  # True where the question named a clause and it was fetched by key
    absent: tuple[str, ...] = ()  # what to tell of a clause that is named and that its document does not have


@dataclass(frozen=True, slots=True)
class Citation:
    """A quotation with the leaf clause it stands in: quote == version.text[span.start:span.end]."""

    mark: int
    quote: str
    span: Span
    clause: Clause
    version: Version
    validity: Validity
    passage_id: str
    page: int | None = None
    """The page of the file that the quote begins on, from 1; None where the file has no pages."""
    boxes: tuple[PageBox, ...] = ()

    @property
    def clause_id(self) -> str:
        """`document_id@version#address`."""
        return f"{self.version.key}#{self.clause.address}"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer whose every sentence rests on a citation, or an abstention with the nearest clauses."""

    question: str
    status: AnswerStatus
    text: str
    confidence: float
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    expansions: tuple[Expansion, ...] = ()
    warnings: tuple[str, ...] = ()
    fingerprint: str = ""
    timings_ms: dict[str, float] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    standings: Mapping[str, Standing] = field(default_factory=dict)
    """How the versions cited and found stand, where there is more to tell than that they apply."""
    links: tuple[Link, ...] = ()
    """What the answer lists: places to open, or the documents of which one is to be chosen."""
    understood_as: str | None = None  # a follow-up as the questions before it complete it
    ask_at: tuple[Responsible, ...] = ()  # whom the nearest documents name, of an abstention
    answered_by: AnsweredBy = AnsweredBy.EXTRACTIVE
    rejected: tuple[Rejected, ...] = ()  # what a model wrote that its clauses do not support
    tokens: ModelTokens | None = None  # where a model was asked and told
