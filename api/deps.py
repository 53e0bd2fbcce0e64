"""What handlers need, as annotations."""

from typing import Annotated

from fastapi import Depends, Path, Query, Request

from api.errors import RequestRejected
from api.fields import Day, WholeText
from api.traffic.metrics import Metrics
from api.uploads import UploadedFile, read_uploads
from kb.knowledge_base import KnowledgeBase

# SQLite's integers end at 2^63; no real figure comes near this.
_LARGEST = 1_000_000_000


async def _knowledge_base(request: Request) -> KnowledgeBase:
    kb: KnowledgeBase = request.app.state.kb
    return kb


async def require_json(request: Request) -> None:
    """Raise RequestRejected where the body is not announced as JSON."""
    given = request.headers.get("content-type", "")
    kind = given.partition(";")[0].strip().lower()
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        message = f"请求体应为 JSON，收到的 Content-Type 是“{given}”。请加上请求头 Content-Type: application/json。"
        raise RequestRejected(415, "unsupported_media_type", message, content_type=given)


async def _metrics(request: Request) -> Metrics:
    metrics: Metrics = request.app.state.metrics
    return metrics


MetricsDep = Annotated[Metrics, Depends(_metrics)]
KnowledgeBaseDep = Annotated[KnowledgeBase, Depends(_knowledge_base)]


async def _uploads(request: Request, kb: KnowledgeBaseDep) -> tuple[UploadedFile, ...]:
    return await read_uploads(request, kb.settings.source_bytes)


UploadsDep = Annotated[tuple[UploadedFile, ...], Depends(_uploads)]

DocumentId = Annotated[WholeText, Path(max_length=200, description="The document's id.", examples=["d1"])]
Address = Annotated[WholeText, Path(max_length=200, description="The clause's address.", examples=["二、（一）"])]
VersionNumber = Annotated[
    int | None, Query(ge=1, le=_LARGEST, description="The version's number; by default the latest.")
]
AsOf = Annotated[Day | None, Query(description="The day whose validity counts; by default today.")]
Limit = Annotated[int, Query(ge=1, le=200, description="Documents wanted.")]
Offset = Annotated[int, Query(ge=0, le=_LARGEST, description="Documents skipped.")]
