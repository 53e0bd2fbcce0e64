"""Documents, clauses, wordings and versions as the server sends them."""

from typing import Literal, TypedDict

from kb.replies.questions import Facet, Standing, StandingBy
from kb.replies.values import KindName, ValidityName


class ReferenceTarget(TypedDict):
    """What a reference means on the day; a clause, or without one the whole document."""

    document_id: str
    version: int
    title: str
    address: str | None
    clause_id: str | None
    clause_label: str | None
    validity: ValidityName


class NamedDocument(TypedDict):
    """A version that is held, by its title."""

    document_id: str
    version: int
    title: str


class Reference(TypedDict):
    """A place where a clause names another clause or document; start and end are offsets into the citing text."""

    clause_id: str
    clause_label: str
    document_title: str
    start: int
    end: int
    text: str
    title: str | None
    number: str | None
    address: str | None
    status: Literal["resolved", "absent", "ambiguous", "not_held"]
    target: ReferenceTarget | None
    candidates: list[NamedDocument]


class Clause(TypedDict):
    """A clause with its text; start and end are character offsets into the version's text."""

    clause_id: str
    clause_label: str
    official_citation: str
    link: str
    document_id: str
    version: int
    title: str
    text: str
    heading_path: list[str]
    validity: ValidityName
    standing: Standing | None
    source: str
    start: int
    end: int
    cites: list[Reference]
    cited_by: list[Reference]
    warnings: list[str]
    read_as: str | None


class ClausesReply(TypedDict):
    """The clauses that a reference names."""

    clauses: list[Clause]


class Difference(TypedDict):
    """A piece of the quote beside the piece of the wanted text; the pieces joined give both texts back."""

    op: Literal["equal", "insert", "delete", "replace"]
    text: str
    wanted: str


class PhrasePlace(TypedDict):
    """A place where a wording stands; start and end are character offsets into the version's text."""

    clause_id: str
    clause_label: str
    heading_path: list[str]
    document_id: str
    version: int
    title: str
    source: str
    validity: ValidityName
    standing: Standing | None
    start: int
    end: int
    quote: str
    before: str
    after: str
    differences: list[Difference]


class PhrasesReply(TypedDict):
    """Some of the places of a wording and how many there are; those of the nearest wordings where it is not exact.

    `others` beside exact places have the same figures or days in another notation.
    """

    text: str
    total: int
    exact: bool
    places: list[PhrasePlace]
    other_total: int
    others: list[PhrasePlace]


class Document(TypedDict):
    """One document as a list shows it."""

    document_id: str
    version: int
    title: str
    kind: KindName
    issuer: str | None
    doc_number: str | None
    region: str | None
    published: str | None
    effective_from: str | None
    effective_to: str | None
    validity: ValidityName
    source: str
    withdrawn: bool
    clauses: int
    groups: list[str]


class DocumentFacets(TypedDict):
    """What the documents can be narrowed down by; each counts those that pass everything else that was asked."""

    kinds: list[Facet]
    regions: list[Facet]
    issuers: list[Facet]
    validities: list[Facet]


class DocumentsReply(TypedDict):
    """Some of the documents that match, and how many match in all; the facets where they were asked for."""

    documents: list[Document]
    total: int
    facets: DocumentFacets | None


class RepealedBy(TypedDict):
    """A text that repeals the document: which, in which clause, with which words, from which day."""

    document_id: str
    version: int
    title: str
    clause_id: str | None
    clause_label: str | None
    quote: str
    from_day: str | None


class Repeal(TypedDict):
    """A statement that the document repeals another: what it calls the other, and what is held of that."""

    text: str
    status: Literal["held", "not_held", "ambiguous"]
    documents: list[NamedDocument]
    clause_id: str | None
    clause_label: str | None
    quote: str
    from_day: str | None


class AmendedClause(TypedDict):
    """A clause that another text ends or changes, with the clause that does and its words."""

    clause_label: str
    change: Literal["repealed", "changed"]
    reason: str
    by: StandingBy
    quote: str


class Amends(TypedDict):
    """What a text says of clauses of another: where, which, and links to those that are held."""

    clause_label: str
    quote: str
    change: Literal["repealed", "changed"]
    document_title: str
    clauses: list[str]
    links: list[str]


class Evidence(TypedDict):
    """A value that the text states, with the span that states it; inferred where it is concluded instead.

    A value that no text states was set by hand: `set_by` and `set_at` tell by whom and when.
    """

    value: str
    start: int | None
    end: int | None
    inferred: bool
    set_by: str | None
    set_at: str | None


class DocumentReply(TypedDict):
    """One version of a document with its text and what the text says of itself."""

    document_id: str
    version: int
    title: str
    subtitle: str | None
    byline: str | None
    kind: KindName
    issuer: str | None
    doc_number: str | None
    region: str | None
    published: str | None
    effective_from: str | None
    effective_to: str | None
    validity: ValidityName
    source: str
    withdrawn: bool
    standing: Standing | None
    repealed_by: RepealedBy | None
    repeals: list[Repeal]
    still_cited: list[Reference]
    amended: list[AmendedClause]
    amends: list[Amends]
    evidence: dict[str, list[Evidence]]
    groups: list[str]
    text: str


class TreeClause(TypedDict):
    """One clause of a tree: span holds its whole subtree, own_* its own text before its first child."""

    clause_id: str
    address: str
    official_citation: str
    link: str
    kind: str
    label: str | None
    title: str | None
    start: int
    end: int
    own_start: int
    own_end: int
    depth: int
    parent: int | None
    heading_path: list[str]


class ClauseTreeReply(TypedDict):
    """The clauses of a version in text order; `parent` is a position in this list."""

    document_id: str
    version: int
    clauses: list[TreeClause]
    gaps: list[str]


class ReferencesReply(TypedDict):
    """What a document or one of its clauses cites, and what cites it."""

    outgoing: list[Reference]
    incoming: list[Reference]


class VersionState(TypedDict):
    """One version of a document, on the day asked about."""

    version: int
    title: str
    doc_number: str | None
    issuer: str | None
    published: str | None
    effective_from: str | None
    effective_to: str | None
    validity: ValidityName
    label: str
    current: bool
    replaced_by: int | None
    replaced_from: str | None
    reason: str | None
    source: str
    clauses: int
    withdrawn: bool
    link: str


class VersionsReply(TypedDict):
    """A document's versions by their own days, oldest first."""

    document_id: str
    versions: list[VersionState]


class Compared(TypedDict):
    """One of the two versions that are compared."""

    version: int
    doc_number: str | None
    published: str | None
    effective_from: str | None
    validity: ValidityName
    source: str


class Side(TypedDict):
    """A clause on one side; start and end are character offsets into that version's text."""

    clause_id: str
    clause_label: str
    start: int
    end: int
    text: str


class Run(TypedDict):
    """Words that stayed (equal), went (removed) or came (added); new_text where the new text spaces them otherwise."""

    op: Literal["equal", "removed", "added"]
    text: str
    new_text: str | None


class Change(TypedDict):
    """What became of one clause; runs only where it was changed."""

    status: Literal["unchanged", "renumbered", "moved", "changed", "added", "removed"]
    renumbered: bool
    moved: bool
    old: Side | None
    new: Side | None
    split_from: str | None
    merged_into: str | None
    runs: list[Run]


# Written as a call: `from` is a keyword of the language.
DiffReply = TypedDict(
    "DiffReply",
    {
        "document_id": str,
        "title": str,
        "official_citation": str,
        "from": Compared,
        "to": Compared,
        "counts": dict[str, int],
        "changes": list[Change],
    },
)
