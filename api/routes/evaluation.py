"""The newest evaluation that lies in the folder of the evaluations."""

from typing import Any

from fastapi import APIRouter, Response

from api.deps import KnowledgeBaseDep
from api.evaluation_schemas import EvaluationResponse
from api.headers import content_disposition
from api.responses import refusals
from kb.evaluations import Evaluations

router = APIRouter(prefix="/v1/evaluation", tags=["state"])

_PAGE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The report, as a download.", "content": {"text/html": {"schema": {"type": "string"}}}}
}


@router.get("", responses=refusals(403))
def newest_evaluation(kb: KnowledgeBaseDep) -> EvaluationResponse:
    """Return the figures of the newest run, with their intervals and by type."""
    return EvaluationResponse.from_found(Evaluations(kb.settings).find())


@router.get("/report", response_class=Response, responses={**refusals(403, 404), **_PAGE})
def evaluation_report(kb: KnowledgeBaseDep) -> Response:
    """Return the whole report of the newest run: one HTML file that opens offline."""
    name, data = Evaluations(kb.settings).report()
    # A page with a script of its own: it is saved and opened, and never runs as a page of this server.
    headers = {
        "Content-Disposition": content_disposition(name),
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(data, media_type="text/html", headers=headers)
