"""What can be asked: questions that the documents answer, and what they can be filtered by."""

from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from api.deps import AsOf, DocumentId, KnowledgeBaseDep
from api.facet_schemas import FacetBody
from api.responses import refusals
from kb.answer.guide import Example, Facets

router = APIRouter(prefix="/v1", tags=["questions"])


class ExampleBody(BaseModel):
    """A question that a document answers."""

    question: str
    document_id: str
    title: str

    @classmethod
    def from_example(cls, one: Example) -> Self:
        """Return the example as sent."""
        return cls(question=one.question, document_id=one.document_id, title=one.title)


class ExamplesResponse(BaseModel):
    """Questions to begin with; none where the documents hold no rules."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "examples": [
                    {
                        "question": "《某市小微企业贷款贴息办法》最高多少钱？",
                        "document_id": "d1",
                        "title": "某市小微企业贷款贴息办法",
                    }
                ]
            }
        }
    )

    examples: list[ExampleBody]


class FacetsResponse(BaseModel):
    """What `filters` of a question may name, most frequent first."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "regions": [{"value": "某市", "documents": 3}],
                "issuers": [{"value": "某市财政局", "documents": 2}],
            }
        }
    )

    regions: list[FacetBody]
    issuers: list[FacetBody]

    @classmethod
    def from_facets(cls, facets: Facets) -> Self:
        """Return the facets as sent."""
        return cls(
            regions=FacetBody.counted(facets.regions),
            issuers=FacetBody.counted(facets.issuers),
        )


@router.get("/examples", responses=refusals(403, 422))
def list_examples(
    kb: KnowledgeBaseDep, limit: Annotated[int, Query(ge=1, le=4, description="Questions wanted.")] = 4
) -> ExamplesResponse:
    """List questions that were asked and are answered, each of another document."""
    return ExamplesResponse(examples=[ExampleBody.from_example(one) for one in kb.asking.guide.examples()[:limit]])


class FollowUpBody(BaseModel):
    """A question that a document answers, in short, and with the document's title as it is to be asked."""

    short: str
    question: str


class FollowUpsResponse(BaseModel):
    """Questions for asking on; none where the document answers none of the usual ones."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "questions": [{"short": "期限是多久？", "question": "《某市小微企业贷款贴息办法》期限是多久？"}]
            }
        }
    )

    questions: list[FollowUpBody]


@router.get("/documents/{document_id}/questions", responses=refusals(403, 422))
def list_follow_ups(document_id: DocumentId, kb: KnowledgeBaseDep, as_of: AsOf = None) -> FollowUpsResponse:
    """List questions that were asked of one document and are answered by it, for asking on."""
    found = kb.asking.guide.follow_ups(document_id, as_of=as_of)
    return FollowUpsResponse(questions=[FollowUpBody(short=one.short, question=one.whole) for one in found])


@router.get("/facets", responses=refusals(403, 422))
def list_facets(kb: KnowledgeBaseDep, as_of: AsOf = None) -> FacetsResponse:
    """List the regions and issuers of the documents, for the filters of a question."""
    return FacetsResponse.from_facets(kb.asking.guide.facets(as_of))
