"""OpenAI's chat interface, for the front ends and libraries that speak it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import JSONResponse

from api.deps import KnowledgeBaseDep, MetricsDep, require_json
from api.errors import RequestRejected
from api.fields import WholeText
from api.openai import Completion
from api.openai_errors import failed
from api.openai_schemas import MODEL, ChatRequest, ModelBody, ModelsResponse, OpenAIErrorResponse
from api.responses import refusals
from api.streaming import MEDIA_TYPE, EventStream

router = APIRouter(prefix="/v1", tags=["openai"])

# The interface wants a day of birth; what answers here changes with every document that comes in.
_CREATED = 1_767_225_600
_CHAT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The completion; with `stream` in chunks as server-sent events.",
        "content": {"application/json": {"schema": {"type": "object"}}, MEDIA_TYPE: {"schema": {"type": "string"}}},
    },
    # What is no valid request is answered with 400; the framework documents 422 unless this is here.
    "4XX": {"model": OpenAIErrorResponse, "description": "The request cannot be answered as it stands."},
}


@router.post(
    "/chat/completions",
    response_class=Response,
    dependencies=[Depends(require_json)],
    responses={**refusals(400, 403, 404, 413, 415, model=OpenAIErrorResponse), **_CHAT},
)
def complete_chat(body: ChatRequest, request: Request, kb: KnowledgeBaseDep, metrics: MetricsDep) -> Response:
    """Answer the last user message with verbatim, numbered clauses, cited as [1] and in annotations."""
    _require(body.model)
    query = body.to_query(kb.settings)
    completion = Completion(str(request.base_url).rstrip("/"))
    if body.stream:
        with_usage = body.stream_options is not None and body.stream_options.include_usage
        return EventStream(completion.events(metrics.counting(kb.asking.steps(query)), with_usage=with_usage), failed)
    answer = kb.ask(query)
    metrics.answered(answer)
    return JSONResponse(completion.whole(answer))


@router.get("/models", responses=refusals(403, model=OpenAIErrorResponse))
def list_models() -> ModelsResponse:
    """List the one model there is: the knowledge base."""
    return ModelsResponse(data=[ModelBody(id=MODEL, created=_CREATED)])


@router.get(
    "/models/{model}",
    responses={**refusals(403, 404, model=OpenAIErrorResponse), "4XX": _CHAT["4XX"]},
)
def get_model(model: Annotated[WholeText, Path(max_length=200)]) -> ModelBody:
    """Return a model by its name."""
    _require(model)
    return ModelBody(id=MODEL, created=_CREATED)


def _require(model: str) -> None:
    if model != MODEL:
        message = f"没有名为“{model}”的模型，可用：{MODEL}（GET /v1/models 列出全部）。"
        raise RequestRejected(404, "model_not_found", message, field="model", value=model, available=[MODEL])
