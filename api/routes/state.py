"""The state of the server: for probes, and for people who want to know what is searched."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.deps import KnowledgeBaseDep
from api.errors import error_response
from api.limits import UPLOAD_FILES, upload_bytes
from api.report_schemas import HealthResponse, LimitsBody, StatsResponse
from api.responses import refusals

router = APIRouter(tags=["state"])


@router.get("/healthz")
def health() -> HealthResponse:
    """Tell that the process answers."""
    return HealthResponse(status="ok")


@router.get("/readyz", response_model=HealthResponse, responses=refusals())
def ready(kb: KnowledgeBaseDep) -> HealthResponse | JSONResponse:
    """Tell whether model and indexes are loaded."""
    if kb.ready:
        return HealthResponse(status="ready")
    message = "正在载入模型和索引，请几秒后再试。"
    return error_response(503, "not_ready", message, headers={"Retry-After": "1"})


@router.get("/v1/stats", responses=refusals(403))
def stats(kb: KnowledgeBaseDep) -> StatsResponse:
    """Return how much there is to search, with which model, and what a request may carry."""
    settings = kb.settings
    limits = LimitsBody(
        question_chars=settings.question_chars,
        source_bytes=settings.source_bytes,
        upload_files=UPLOAD_FILES,
        upload_bytes=upload_bytes(settings.source_bytes),
    )
    return StatsResponse.from_stats(kb.stats(), limits)
