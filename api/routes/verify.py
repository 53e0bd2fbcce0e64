"""Citations checked: which clause bears out each sentence of a text."""

from fastapi import APIRouter, Depends

from api.deps import KnowledgeBaseDep, require_json
from api.responses import refusals
from api.verify_schemas import VerifyRequest, VerifyResponse

router = APIRouter(prefix="/v1", tags=["verify"], dependencies=[Depends(require_json)])


@router.post("/verify", responses=refusals(400, 403, 413, 415, 422))
def verify(body: VerifyRequest, kb: KnowledgeBaseDep) -> VerifyResponse:
    """Check a text sentence by sentence: the clause that bears each out, how, or why none does."""
    return VerifyResponse.from_report(kb.verification.check(body.text, as_of=body.as_of))
