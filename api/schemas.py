"""Questions and answers on the wire."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from api.examples import ASK_REQUEST, ASK_RESPONSE, SEARCH_RESPONSE
from api.fields import Day, RequestBody, WholeText
from api.left_out_schemas import LeftOutBody
from api.page_schemas import PageBoxBody
from api.responsible_schemas import ResponsibleBody
from api.standing_schemas import LinkBody, StandingBody
from kb.clauses.citation import official_citation, stable_link
from kb.errors import InvalidQuestion
from kb.settings import Settings
from kb.types import (
    Answer,
    AnsweredBy,
    AnswerStatus,
    Citation,
    Clause,
    DocumentKind,
    Expansion,
    Filters,
    Hit,
    Query,
    RetrievedBy,
    SearchResult,
    Standing,
    Turn,
    Validity,
)
from kb.wire.results import joined, stated, told_in

_EXTRACTIVE, _MODEL = AnsweredBy


_Values = Annotated[list[Annotated[WholeText, Field(max_length=200)]], Field(max_length=100)]


class FiltersBody(RequestBody):
    """What the search is restricted to; an empty list restricts nothing."""

    document_ids: _Values = []
    region: _Values = []
    issuer: _Values = []
    doc_type: Annotated[list[DocumentKind], Field(max_length=100)] = []

    def to_filters(self) -> Filters:
        """Return the domain's filters."""
        kinds = tuple(kind.value for kind in self.doc_type)
        return Filters(tuple(self.document_ids), tuple(self.region), tuple(self.issuer), kinds)


class TurnBody(RequestBody):
    """A question asked before, with what was answered."""

    question: Annotated[WholeText, Field(min_length=1, max_length=2000)]
    answer: Annotated[WholeText, Field(max_length=20000)] = ""
    document_id: Annotated[WholeText | None, Field(max_length=200, description="The first document it cites.")] = None


class AskRequest(RequestBody):
    """A question with what it is restricted to."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [ASK_REQUEST]})

    question: WholeText = Field(description="The question, in everyday words or as a clause reference.")
    top_k: int | None = Field(None, ge=1, le=100, strict=True, description="Passages wanted; by default KB_TOP_K (5).")
    as_of: Day | None = Field(None, description="The day whose validity counts; by default today.")
    include_not_in_force: bool = Field(False, strict=True, description="Also search what is not in force that day.")
    filters: FiltersBody = FiltersBody()
    context: list[TurnBody] = Field([], max_length=50, description="The questions before this one, oldest first.")
    without_expansions: _Values = Field([], description="Plain words of the question that nothing is added for.")
    answerer: WholeText | None = Field(
        None, description="How the answer is written: “extractive”, “model” where there is one; null: as it can be."
    )
    stream: bool = Field(False, strict=True, description="Whether the answer comes as server-sent events (ask alone).")

    def to_query(self, settings: Settings) -> Query:
        """Return the domain's query. Raises InvalidQuestion on what this server cannot do."""
        question = self.question.strip()
        limit = settings.question_chars
        if not question:
            raise InvalidQuestion("问题是空的，请写下要问的内容。", field="question", limit=limit)
        if len(self.question) > limit:
            raise InvalidQuestion(
                f"问题有 {len(self.question)} 个字符，超过 {limit} 个字符的上限，请缩短后再问。",
                field="question",
                length=len(self.question),
                limit=limit,
            )
        available = [_EXTRACTIVE, *([_MODEL] if settings.llm_base_url else [])]
        if self.answerer not in {None, *available}:
            raise InvalidQuestion(
                f"没有名为“{self.answerer}”的回答方式，可用：{'、'.join(available)}（或 null）。",
                field="answerer",
                value=self.answerer,
                available=[one.value for one in available],
            )
        return Query(
            question=question,
            top_k=self.top_k or settings.top_k,
            as_of=self.as_of,
            include_not_in_force=self.include_not_in_force,
            filters=self.filters.to_filters(),
            earlier=tuple(Turn(one.question, one.answer, one.document_id) for one in self.context),
            without=tuple(self.without_expansions),
            answerer=AnsweredBy(self.answerer) if self.answerer else None,
        )


class RetrievedByBody(BaseModel):
    """A place in one ranking."""

    rank: int
    score: float


class ExpansionBody(BaseModel):
    """Plain words of the question and the official terms that were searched beside them."""

    model_config = ConfigDict(validate_by_name=True, serialize_by_alias=True)

    source: str = Field(alias="from")
    targets: list[str] = Field(alias="to")

    @classmethod
    def from_expansion(cls, expansion: Expansion) -> Self:
        """Return the expansion as sent."""
        return cls(source=expansion.source, targets=list(expansion.targets))


class CitationBody(BaseModel):
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
    validity: Validity
    standing: StandingBody | None = Field(None, description="Why the version does not apply, or still does.")
    source: str
    page: int | None = Field(None, description="Page of the file that the quote begins on; null without pages.")
    boxes: list[PageBoxBody] = Field([], description="Where the quote stands on the pages of the file.")
    start: int
    end: int

    @classmethod
    def from_citation(cls, citation: Citation, standing: Standing | None = None) -> Self:
        """Return the citation as sent."""
        metadata = citation.version.metadata
        return cls(
            mark=citation.mark,
            quote=citation.quote,
            clause_id=citation.clause_id,
            clause_label=clause_label(citation.clause),
            official_citation=official_citation(metadata, citation.clause, citation.version.of),
            link=stable_link(citation.version.key, citation.clause.address),
            heading_path=list(citation.clause.heading_path),
            passage_id=citation.passage_id,
            document_id=citation.version.document_id,
            version=citation.version.version,
            title=metadata.title,
            issuer=joined(metadata.issuers),
            doc_number=stated(metadata.doc_number),
            published=stated(metadata.published),
            effective_from=stated(metadata.effective_from),
            effective_to=stated(metadata.effective_to),
            validity=citation.validity,
            standing=StandingBody.from_standing(standing),
            source=citation.version.source_name,
            page=citation.page,
            boxes=[PageBoxBody.from_box(box) for box in citation.boxes],
            start=citation.span.start,
            end=citation.span.end,
        )


class PassageBody(BaseModel):
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
    page: int | None = None
    start: int
    end: int
    validity: Validity
    standing: StandingBody | None = None
    also_in: list[str]
    retrieved_by: dict[str, RetrievedByBody]

    @classmethod
    def from_hit(cls, hit: Hit, standing: Standing | None = None) -> Self:
        """Return the hit as sent."""
        return cls(
            rank=hit.rank,
            score=hit.score,
            passage_id=hit.passage.passage_id,
            clause_id=hit.clause_id,
            clause_label=clause_label(hit.clause),
            official_citation=official_citation(hit.version.metadata, hit.clause, hit.version.of),
            link=stable_link(hit.version.key, hit.clause.address),
            heading_path=list(hit.clause.heading_path),
            document_id=hit.version.document_id,
            version=hit.version.version,
            title=hit.version.metadata.title,
            text=hit.passage.text,
            source=hit.version.source_name,
            page=hit.page,
            start=hit.passage.span.start,
            end=hit.passage.span.end,
            validity=hit.validity,
            standing=StandingBody.from_standing(standing),
            also_in=list(hit.also_in),
            retrieved_by=_rankings(hit.retrieved_by),
        )


class SearchResponse(BaseModel):
    """The passages of a question, best first."""

    model_config = ConfigDict(json_schema_extra={"example": SEARCH_RESPONSE})

    passages: list[PassageBody]
    expansions: list[ExpansionBody]
    warnings: list[str]
    left_out: list[LeftOutBody]
    timings_ms: dict[str, float]

    @classmethod
    def from_result(cls, result: SearchResult) -> Self:
        """Return the result as sent."""
        return cls(
            passages=[PassageBody.from_hit(hit, told_in(result.standings, hit)) for hit in result.hits],
            expansions=[ExpansionBody.from_expansion(expansion) for expansion in result.expansions],
            warnings=[*result.absent, *result.warnings],
            left_out=[LeftOutBody.from_left_out(one) for one in result.left_out],
            timings_ms=result.timings_ms,
        )


class RejectedBody(BaseModel):
    """A sentence of a language model that is not shown, with the reason."""

    sentence: str
    reason: str


class AskResponse(BaseModel):
    """An answer whose every sentence rests on a citation, or an abstention with the nearest passages."""

    model_config = ConfigDict(json_schema_extra={"example": ASK_RESPONSE})

    question: str
    status: AnswerStatus
    answer: str
    confidence: float
    citations: list[CitationBody]
    links: list[LinkBody] = Field([], description="Places that the answer lists, or documents to choose from.")
    passages: list[PassageBody]
    expansions: list[ExpansionBody]
    warnings: list[str]
    left_out: list[LeftOutBody]
    understood_as: str | None = Field(None, description="A follow-up as the questions before it complete it.")
    ask_at: list[ResponsibleBody] = Field([], description="Whom clauses near the question name, of an abstention.")
    answered_by: AnsweredBy = Field(AnsweredBy.EXTRACTIVE, description="Quotations, or checked words of a model.")
    rejected: list[RejectedBody] = Field([], description="What a model wrote that the clauses do not support.")
    fingerprint: str
    timings_ms: dict[str, float]

    @classmethod
    def from_answer(cls, answer: Answer) -> Self:
        """Return the answer as sent."""
        return cls(
            question=answer.question,
            status=answer.status,
            answer=answer.text,
            confidence=answer.confidence,
            citations=[CitationBody.from_citation(one, told_in(answer.standings, one)) for one in answer.citations],
            links=[LinkBody.from_link(one) for one in answer.links],
            passages=[PassageBody.from_hit(hit, told_in(answer.standings, hit)) for hit in answer.hits],
            expansions=[ExpansionBody.from_expansion(expansion) for expansion in answer.expansions],
            warnings=list(answer.warnings),
            left_out=[LeftOutBody.from_left_out(one) for one in answer.left_out],
            understood_as=answer.understood_as,
            ask_at=[ResponsibleBody.from_responsible(one) for one in answer.ask_at],
            answered_by=answer.answered_by,
            rejected=[RejectedBody(sentence=one.sentence, reason=one.reason) for one in answer.rejected],
            fingerprint=answer.fingerprint,
            timings_ms=answer.timings_ms,
        )


def clause_label(clause: Clause) -> str:
    """Return the clause's name as people cite it: its printed address in the document."""
    return clause.address


def _rankings(found: Mapping[str, RetrievedBy]) -> dict[str, RetrievedByBody]:
    return {name: RetrievedByBody(rank=place.rank, score=place.score) for name, place in found.items()}
