"""Answers and passages with what they tell of their documents, as `POST /v1/ask` and `/v1/search` send them."""

from typing import Literal, TypedDict

from kb.replies.values import StatusName, ValidityName


class StandingBy(TypedDict):
    """The text that ends, replaces or extends another, the clause that says so, and the day it counts from."""

    document_id: str
    version: int
    title: str
    doc_number: str | None
    clause_label: str | None
    link: str
    from_day: str | None


class Standing(TypedDict):
    """Why a version does not apply on the day, or by which other text it still does."""

    label: str
    reason: str | None
    by: StandingBy | None


class PageBox(TypedDict):
    """A rectangle on a page (from 1), in points from the page's upper left corner."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


class Citation(TypedDict):
    """A quotation with where it stands; start and end are character offsets into the version's text."""

    mark: int
    quote: str
    clause_id: str
    clause_label: str
    official_citation: str
    link: str
    heading_path: list[str]
    passage_id: str
    document_id: str
    version: int
    title: str
    issuer: str | None
    doc_number: str | None
    published: str | None
    effective_from: str | None
    effective_to: str | None
    validity: ValidityName
    standing: Standing | None
    source: str
    page: int | None
    boxes: list[PageBox]
    start: int
    end: int


class Link(TypedDict):
    """A place that an answer lists, or one of several documents to choose from: then `question` asks of it alone."""

    text: str
    document_id: str
    version: int
    link: str
    question: str | None


class RetrievedBy(TypedDict):
    """A place in one ranking."""

    rank: int
    score: float


class Passage(TypedDict):
    """A passage found, with how it was found."""

    rank: int
    score: float
    passage_id: str
    clause_id: str
    clause_label: str
    official_citation: str
    link: str
    heading_path: list[str]
    document_id: str
    version: int
    title: str
    text: str
    source: str
    page: int | None
    start: int
    end: int
    validity: ValidityName
    standing: Standing | None
    also_in: list[str]
    retrieved_by: dict[str, RetrievedBy]


# Written as a call: `from` is a keyword of the language.
Expansion = TypedDict(
    "Expansion",
    {
        "from": str,
        "to": list[str],
    },
)


class Successor(TypedDict):
    """The version that took a document's place."""

    document_id: str
    version: int
    title: str


class LeftOutClause(TypedDict):
    """The clause of a version out of force that would be found: to be read, not to be relied on."""

    clause_id: str
    clause_label: str
    quote: str
    link: str


class LeftOut(TypedDict):
    """A version that was not searched, why, and what replaced it where that is held."""

    document_id: str
    version: int
    title: str
    validity: ValidityName
    reason: str
    replaced_by: Successor | None
    standing: Standing | None
    clause: LeftOutClause | None


class Responsible(TypedDict):
    """Who a clause says is in charge, with its words."""

    name: str
    quote: str
    document_id: str
    version: int
    title: str
    clause_label: str
    link: str


class Rejected(TypedDict):
    """A sentence of a language model that is not shown, with the reason."""

    sentence: str
    reason: str


class AskReply(TypedDict):
    """An answer whose every sentence rests on a citation, or an abstention with the nearest passages."""

    question: str
    status: StatusName
    answer: str
    confidence: float
    citations: list[Citation]
    links: list[Link]
    passages: list[Passage]
    expansions: list[Expansion]
    warnings: list[str]
    left_out: list[LeftOut]
    understood_as: str | None
    ask_at: list[Responsible]
    answered_by: Literal["extractive", "model"]
    rejected: list[Rejected]
    fingerprint: str
    timings_ms: dict[str, float]


class SearchReply(TypedDict):
    """The passages of a question, best first."""

    passages: list[Passage]
    expansions: list[Expansion]
    warnings: list[str]
    left_out: list[LeftOut]
    timings_ms: dict[str, float]


class Example(TypedDict):
    """A question that a document answers."""

    question: str
    document_id: str
    title: str


class ExamplesReply(TypedDict):
    """Questions to begin with."""

    examples: list[Example]


class FollowUpQuestion(TypedDict):
    """A question that a document answers, in short, and with the document's title as it is to be asked."""

    short: str
    question: str


class FollowUpsReply(TypedDict):
    """Questions for asking on."""

    questions: list[FollowUpQuestion]


class Facet(TypedDict):
    """A value to filter by, with the number of documents that have it."""

    value: str
    documents: int


class FacetsReply(TypedDict):
    """What the filters of a question may name, most frequent first."""

    regions: list[Facet]
    issuers: list[Facet]
