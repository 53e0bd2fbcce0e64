"""What users think of answers: given, listed, taken back, and made into a question file for the evaluation."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response

from api.deps import KnowledgeBaseDep, Limit, Offset, require_json
from api.feedback_schemas import FeedbackBody, FeedbackRemovedResponse, FeedbackRequest, FeedbackResponse
from api.fields import Day
from api.headers import content_disposition
from api.responses import refusals
from kb.store.feedback import FeedbackQuery, FeedbackVerdict
from kb.wire.feedback import question_file

router = APIRouter(prefix="/v1/feedback", tags=["feedback"])

_LINES = "application/jsonl"
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "JSON Lines, as a download.", "content": {_LINES: {"schema": {"type": "string"}}}}
}
_Since = Annotated[Day | None, Query(description="The first day, as the server's clock has it.")]
_Number = Annotated[int, Path(ge=1, le=1_000_000_000, description="The entry's number.")]


@router.post("", dependencies=[Depends(require_json)], responses=refusals(400, 403, 413, 415, 422))
def give_feedback(body: FeedbackRequest, kb: KnowledgeBaseDep) -> FeedbackBody:
    """Keep what a user thinks of an answer; no name, no address, of the answer only its hash."""
    given = kb.feedback.give(
        body.verdict,
        body.question,
        body.answer,
        body.status,
        clause_ids=body.clause_ids,
        as_of=body.as_of,
        comment=body.comment,
        key=body.key,
    )
    return FeedbackBody.from_entry(given)


@router.get("", responses=refusals(403, 422))
def list_feedback(
    kb: KnowledgeBaseDep,
    verdict: FeedbackVerdict | None = None,
    since: _Since = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> FeedbackResponse:
    """List what users thought of answers, newest first."""
    return FeedbackResponse.from_page(kb.feedback.list(FeedbackQuery(verdict, since, limit, offset)))


@router.get("/export/questions.jsonl", response_class=Response, responses={**refusals(403, 422), **_FILE})
def export_feedback(kb: KnowledgeBaseDep, verdict: FeedbackVerdict | None = None) -> Response:
    """Return what was asked as a question file: helpful answers with their clauses, the others to be reviewed."""
    headers = {"Content-Disposition": content_disposition("用户评价.jsonl")}
    return Response(question_file(kb.feedback, verdict), media_type=_LINES, headers=headers)


@router.delete("/{number}", responses=refusals(403, 404, 422))
def remove_feedback(number: _Number, kb: KnowledgeBaseDep) -> FeedbackRemovedResponse:
    """Remove an entry for good, such as one with a person's name in it."""
    kb.feedback.remove(number)
    return FeedbackRemovedResponse(number=number, status="removed")
