"""Clauses by the reference that people write."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import AsOf, KnowledgeBaseDep
from api.document_schemas import ClauseBody, ClausesResponse
from api.fields import WholeText
from api.responses import refusals

router = APIRouter(prefix="/v1", tags=["clauses"], responses=refusals(403, 404, 409, 422))

Reference = Annotated[
    WholeText,
    Query(
        min_length=1,
        max_length=500,
        description="A reference in free text: title and clause.",
        examples=["《某市小微企业贷款贴息办法》第二条第一项"],
    ),
]


@router.get("/clauses")
def clauses(ref: Reference, kb: KnowledgeBaseDep, as_of: AsOf = None) -> ClausesResponse:
    """Return the clauses that a reference names."""
    found = kb.clauses(ref, as_of=as_of)
    bodies = [ClauseBody.from_clause_text(one, kb.references.of_clause(one, as_of=as_of)) for one in found]
    return ClausesResponse(clauses=bodies)
