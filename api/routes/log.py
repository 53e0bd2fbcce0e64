"""The log: who did what, when, and from which file."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import KnowledgeBaseDep, Limit, Offset
from api.fields import Day, WholeText
from api.log_schemas import LogResponse
from api.responses import refusals
from kb.store.audit import AuditAction, AuditQuery

router = APIRouter(prefix="/v1/log", tags=["state"])

_Document = Annotated[WholeText | None, Query(max_length=200, description="The document's id.")]
_Since = Annotated[Day | None, Query(description="The first day, as the server's clock has it.")]


@router.get("", responses=refusals(403, 422))
def read_log(
    kb: KnowledgeBaseDep,
    document: _Document = None,
    since: _Since = None,
    action: AuditAction | None = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> LogResponse:
    """List what was done, newest first."""
    return LogResponse.from_page(kb.log(AuditQuery(document or None, since, action, limit, offset)))
