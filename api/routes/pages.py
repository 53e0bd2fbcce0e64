"""The pages of the files that documents came in, and pictures of them."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from api.deps import DocumentId, KnowledgeBaseDep, VersionNumber
from api.page_schemas import PagesResponse
from api.responses import refusals
from kb.source_pages import DRAWN_WIDTHS

router = APIRouter(prefix="/v1/documents", tags=["documents"])

_PICTURE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The page as it is printed.",
        "content": {"image/png": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_PageNumber = Annotated[int, Path(ge=1, le=100_000, description="The page, from 1.")]
_Width = Annotated[
    int,
    Query(ge=1, le=DRAWN_WIDTHS[-1], description=f"Pixels wanted; drawn in the next wider of {list(DRAWN_WIDTHS)}."),
]


@router.get("/{document_id}/pages", responses=refusals(403, 404, 422))
def get_pages(document_id: DocumentId, kb: KnowledgeBaseDep, version: VersionNumber = None) -> PagesResponse:
    """Return the pages of the file that the document came in: sizes, how much text each gave, and how surely."""
    return PagesResponse.from_pages(kb.pages.of(document_id, version=version))


@router.get(
    "/{document_id}/pages/{page}.png", response_class=Response, responses={**refusals(403, 404, 422), **_PICTURE}
)
def get_page_picture(
    document_id: DocumentId,
    page: _PageNumber,
    kb: KnowledgeBaseDep,
    version: VersionNumber = None,
    width: _Width = 800,
) -> Response:
    """Return a page of a PDF file or of an image as a picture; 404 for formats that cannot be drawn."""
    return Response(kb.pages.picture(document_id, page, version=version, width=width), media_type="image/png")
