"""What the clauses of a document cite, and what cites them."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import AsOf, DocumentId, KnowledgeBaseDep, VersionNumber
from api.fields import WholeText
from api.reference_schemas import ReferencesResponse
from api.responses import refusals

router = APIRouter(prefix="/v1/documents/{document_id}", tags=["documents"], responses=refusals(403, 404, 409, 422))

_Clause = Annotated[
    WholeText | None,
    Query(min_length=1, max_length=200, description="Only what this clause cites, and what cites it or a part of it."),
]


@router.get("/references")
def list_references(
    document_id: DocumentId,
    kb: KnowledgeBaseDep,
    version: VersionNumber = None,
    clause: _Clause = None,
    as_of: AsOf = None,
) -> ReferencesResponse:
    """List what a document's clauses cite and what cites them, with what each means today or on the day."""
    found = kb.references.of(document_id, version=version, address=clause, as_of=as_of)
    return ReferencesResponse.from_references(found)
