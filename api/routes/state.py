"""The state of the server: for probes, and for people who want to know what is searched."""

import shutil
from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError

from api.deps import KnowledgeBaseDep, MetricsDep
from api.errors import error_response
from api.limits import UPLOAD_FILES, upload_bytes
from api.report_schemas import CheckBody, HealthResponse, LimitsBody, StatsResponse
from api.responses import refusals
from api.traffic.admission import Lanes
from api.traffic.memory import resident_bytes
from kb.errors import KnowledgeBaseError
from kb.holdings import Stats
from kb.knowledge_base import KnowledgeBase
from kb.readiness import State, worst

router = APIRouter(tags=["state"])

_PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


async def _lanes(request: Request) -> Lanes:
    lanes: Lanes = request.app.state.lanes
    return lanes


@router.get("/healthz", response_model_exclude_none=True)
def health() -> HealthResponse:
    """Tell that the process answers."""
    return HealthResponse(status="ok")


@router.get("/readyz", response_model=HealthResponse, response_model_exclude_none=True, responses=refusals())
def ready(kb: KnowledgeBaseDep) -> HealthResponse | JSONResponse:
    """Tell whether questions can be answered now, check by check."""
    checks = kb.readiness.checks()
    told = {check.name: CheckBody(state=check.state.value, message=check.message) for check in checks}
    state = worst(checks)
    if state is not State.FAILED:
        return HealthResponse(status="ready" if state is State.OK else "degraded", checks=told)
    failing = [check for check in checks if check.state is State.FAILED]
    message = f"目前不能回答：{'；'.join(check.message for check in failing)}。"
    detail = {
        "failing": [check.name for check in failing],
        "checks": {name: body.model_dump() for name, body in told.items()},
    }
    return error_response(503, "not_ready", message, detail, headers={"Retry-After": "1"})


# For Prometheus, which reads no OpenAPI document.
@router.get("/metrics", include_in_schema=False)
def figures(kb: KnowledgeBaseDep, metrics: MetricsDep, lanes: Annotated[Lanes, Depends(_lanes)]) -> Response:
    """Return counts and times for Prometheus; no word of what was asked is among them."""
    return Response(metrics.text(lambda: _gauges(kb, lanes), kb.cache_counts), media_type=_PROMETHEUS)


def _gauges(kb: KnowledgeBase, lanes: Lanes) -> dict[str, float]:
    found: dict[str, float] = {"ready": float(kb.ready), "resident_bytes": resident_bytes()}
    found["waiting_requests"] = sum(lane.waiting for lane in lanes.all())
    with suppress(OSError):
        found["disk_free_bytes"] = shutil.disk_usage(kb.settings.home).free
    # What cannot be told is left out: the other figures say why.
    with suppress(KnowledgeBaseError, SQLAlchemyError):
        found |= _holdings(kb.stats()) if kb.ready else {}
    return found


def _holdings(stats: Stats) -> dict[str, float]:
    names = ("generation", "documents", "versions", "clauses", "passages", "segments")
    return {name: getattr(stats, name) for name in names}


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
