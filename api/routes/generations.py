"""The generations: what is kept of earlier states, and going back to one."""

from fastapi import APIRouter, Depends

from api.deps import KnowledgeBaseDep, require_json
from api.generation_schemas import GenerationsResponse, RollbackRequest, RollbackResponse
from api.responses import refusals

router = APIRouter(prefix="/v1/generations", tags=["state"])


@router.get("", responses=refusals(403))
def list_generations(kb: KnowledgeBaseDep) -> GenerationsResponse:
    """List the generations that are kept, newest first; the current one is searched."""
    return GenerationsResponse.from_facts(kb.generations.list())


@router.post("/rollback", dependencies=[Depends(require_json)], responses=refusals(400, 403, 404, 409, 413, 415, 422))
def roll_back(body: RollbackRequest, kb: KnowledgeBaseDep) -> RollbackResponse:
    """Publish an older generation again; what was withdrawn or purged stays so."""
    return RollbackResponse.from_rollback(kb.generations.rollback(body.generation))
