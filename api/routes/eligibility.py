"""Who may have what: an applicant judged by the clauses of policies."""

from fastapi import APIRouter, Depends

from api.deps import KnowledgeBaseDep, require_json
from api.eligibility_schemas import EligibilityRequest, EligibilityResponse, FactsSchemaResponse
from api.responses import refusals
from kb.wire.eligibility import facts_schema

router = APIRouter(prefix="/v1/eligibility", tags=["eligibility"])


@router.post("", dependencies=[Depends(require_json)], responses=refusals(400, 403, 404, 413, 415, 422))
def check_eligibility(body: EligibilityRequest, kb: KnowledgeBaseDep) -> EligibilityResponse:
    """Judge an applicant by one document or by all in force, clause by clause, and ask for what could change it."""
    return EligibilityResponse.from_report(kb.eligibility.check(body.document_id, body.profile, body.facts, body.as_of))


@router.get("/schema", responses=refusals(403))
def show_facts_schema() -> FactsSchemaResponse:
    """Return the names of an applicant's facts, how each is given, and an example."""
    return FactsSchemaResponse.model_validate(facts_schema())
