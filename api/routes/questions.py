"""Questions: answers with citations, or the passages alone."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Depends, Response

from api.ask_events import ask_events, failed
from api.deps import KnowledgeBaseDep, MetricsDep, require_json
from api.examples import ASK_EVENTS
from api.responses import refusals
from api.schemas import AskRequest, AskResponse, SearchResponse
from api.streaming import MEDIA_TYPE, EventStream
from kb.errors import InvalidQuestion
from kb.retrieve.follow_up import completed

router = APIRouter(
    prefix="/v1", tags=["questions"], dependencies=[Depends(require_json)], responses=refusals(400, 403, 413, 415, 422)
)

_STREAMED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer; with `stream` as events: hits, answer (pieces), citations, done, or error.",
        "content": {MEDIA_TYPE: {"schema": {"type": "string"}, "example": ASK_EVENTS}},
    }
}


@router.post("/ask", response_model=AskResponse, responses=_STREAMED)
def ask(body: AskRequest, kb: KnowledgeBaseDep, metrics: MetricsDep) -> AskResponse | Response:
    """Answer a question from verbatim, numbered clauses, or say that the documents do not answer it."""
    query = body.to_query(kb.settings)
    if body.stream:
        return EventStream(ask_events(metrics.counting(kb.asking.steps(query))), failed)
    answer = kb.ask(query)
    metrics.answered(answer)
    return AskResponse.from_answer(answer)


@router.post("/search")
def search(body: AskRequest, kb: KnowledgeBaseDep, metrics: MetricsDep) -> SearchResponse:
    """Return the passages that bear on a question, best first."""
    if body.stream:
        raise InvalidQuestion(
            "检索结果只能一次返回，请把 stream 设为 false；要逐步返回请用 POST /v1/ask。", field="stream", value=True
        )
    query = body.to_query(kb.settings)
    whole = completed(query.question, query.earlier)
    result = kb.search(replace(query, question=whole))
    metrics.searched(result)
    if whole != query.question:
        result = replace(result, warnings=(f"按上文理解为：{whole}", *result.warnings))
    return SearchResponse.from_result(result)
