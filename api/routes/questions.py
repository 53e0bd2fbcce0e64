"""Questions: answers with citations, or the passages alone."""

from fastapi import APIRouter, Depends

from api.deps import KnowledgeBaseDep, require_json
from api.responses import refusals
from api.schemas import AskRequest, AskResponse, SearchResponse

router = APIRouter(
    prefix="/v1", tags=["questions"], dependencies=[Depends(require_json)], responses=refusals(400, 403, 413, 415, 422)
)


@router.post("/ask")
def ask(body: AskRequest, kb: KnowledgeBaseDep) -> AskResponse:
    """Answer a question from verbatim, numbered clauses, or say that the documents do not answer it."""
    return AskResponse.from_answer(kb.ask(body.to_query(kb.settings)))


@router.post("/search")
def search(body: AskRequest, kb: KnowledgeBaseDep) -> SearchResponse:
    """Return the passages that bear on a question, best first."""
    return SearchResponse.from_result(kb.search(body.to_query(kb.settings)))
