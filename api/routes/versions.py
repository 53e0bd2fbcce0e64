"""A document's versions, and what changed between two of them: as JSON, and as a page to read and print."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.deps import AsOf, DocumentId, KnowledgeBaseDep
from api.responses import refusals
from api.version_schemas import DiffResponse, VersionBody, VersionsResponse
from kb.clauses.citation import official_title, stable_link
from kb.clauses.diff.html import diff_page, heading
from kb.clauses.diff.texts import Side
from kb.retrieve.standing.versions import VersionDiff
from kb.text.html import joined, tag

router = APIRouter(prefix="/v1/documents/{document_id}", tags=["documents"], responses=refusals(403, 404, 422))

STYLE_PATH = "/web/diff.css"
_LARGEST = 1_000_000_000
_PAGE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "JSON, or a page where HTML is asked for.",
        "content": {"text/html": {"schema": {"type": "string"}}},
    }
}
_From = Annotated[int | None, Query(alias="from", ge=1, le=_LARGEST, description="By default the version before.")]
_To = Annotated[int | None, Query(ge=1, le=_LARGEST, description="By default the version that stands today.")]


@router.get("/versions")
def list_versions(document_id: DocumentId, kb: KnowledgeBaseDep, as_of: AsOf = None) -> VersionsResponse:
    """List a document's versions by their own days, oldest first, with what replaced each."""
    found = kb.versions.of(document_id, as_of=as_of)
    return VersionsResponse(document_id=document_id, versions=[VersionBody.from_state(one) for one in found])


@router.get("/diff", response_model=DiffResponse, responses=_PAGE)
def compare_versions(
    document_id: DocumentId, request: Request, kb: KnowledgeBaseDep, old: _From = None, to: _To = None
) -> DiffResponse | Response:
    """Compare two versions clause by clause; a page where the Accept header prefers text/html."""
    found = kb.versions.diff(document_id, old=old, new=to)
    headers = {"Vary": "Accept"}
    if _prefers_page(request.headers.get("accept", "")):
        return HTMLResponse(_page(found), headers=headers)
    body = DiffResponse.from_diff(found).model_dump_json()
    return Response(body, media_type="application/json", headers=headers)


@router.get("/diff.html", response_class=Response, responses=_PAGE)
def compare_versions_on_a_page(
    document_id: DocumentId, kb: KnowledgeBaseDep, old: _From = None, to: _To = None
) -> HTMLResponse:
    """Compare two versions on a page."""
    return HTMLResponse(_page(kb.versions.diff(document_id, old=old, new=to)))


def _page(found: VersionDiff) -> str:
    def link(which: str, side: Side) -> str:
        return stable_link((found.old if which == "old" else found.new).key, side.address)

    head = joined(
        tag("link", rel="icon", href="/web/icon.svg", type="image/svg+xml"),
        tag("link", rel="stylesheet", href=STYLE_PATH),
    )
    return diff_page(
        official_title(found.new.metadata),
        found.diff,
        heading(found.old, found.old_standing, link=stable_link(found.old.key)),
        heading(found.new, found.new_standing, link=stable_link(found.new.key)),
        head=head,
        link=link,
    )


def _prefers_page(accept: str) -> bool:
    """Tell whether HTML is named before JSON, or without it; a browser names it first."""
    kinds = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    if "text/html" not in kinds:
        return False
    return "application/json" not in kinds or kinds.index("text/html") < kinds.index("application/json")
