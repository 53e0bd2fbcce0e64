"""What users think of answers, on the wire."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from api.fields import Day, RequestBody, WholeText
from kb.store.feedback import FeedbackEntry, FeedbackPage, FeedbackVerdict
from kb.types import AnswerStatus

_CLAUSE_ID = r"^d[0-9]{1,12}@[0-9]{1,9}#.{1,200}$"
_ClauseId = Annotated[WholeText, Field(pattern=_CLAUSE_ID, examples=["d000001@1#第二条"])]


def _said(question: str) -> str:
    if not question.strip():
        raise PydanticCustomError("empty_question", "是空的，请写明所问的问题")
    return question.strip()


_Question = Annotated[WholeText, AfterValidator(_said), Field(max_length=20_000)]


class FeedbackRequest(RequestBody):
    """What a user thinks of an answer. Nothing is kept of who it was; of the answer's words only their hash."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "verdict": "unhelpful",
                    "question": "贴息最高多少？",
                    "answer": "贴息比例为贷款利息的50%。[1]",
                    "status": "answered",
                    "clause_ids": ["d000001@1#第二条"],
                    "comment": "没有说上限",
                }
            ]
        },
    )

    verdict: FeedbackVerdict
    question: _Question
    answer: Annotated[WholeText, Field(max_length=100_000, description="As it was shown; only its hash is kept.")]
    status: AnswerStatus
    clause_ids: Annotated[list[_ClauseId], Field(max_length=100, description="The clauses that it cited.")] = []
    as_of: Day | None = None
    comment: Annotated[WholeText, Field(max_length=1000)] | None = None
    key: Annotated[
        str | None,
        Field(
            pattern="^[0-9A-Za-z_-]{8,64}$",
            description="Names this one showing of the answer: given again, it replaces what was given before.",
        ),
    ] = None


class FeedbackBody(BaseModel):
    """Feedback as it is kept."""

    number: int
    at: str
    verdict: FeedbackVerdict
    question: str
    as_of: date | None
    status: AnswerStatus
    answer_sha256: str
    document_ids: list[str]
    clause_ids: list[str]
    comment: str | None

    @classmethod
    def from_entry(cls, found: FeedbackEntry) -> Self:
        """Return the entry as sent."""
        given = found.feedback
        return cls(
            number=found.number,
            at=found.at,
            verdict=given.verdict,
            question=given.question,
            as_of=given.as_of,
            status=given.status,
            answer_sha256=given.answer_sha256,
            document_ids=list(dict.fromkeys(one.partition("@")[0] for one in given.clause_ids)),
            clause_ids=list(given.clause_ids),
            comment=given.comment,
        )


class FeedbackResponse(BaseModel):
    """Feedback, newest first, how much there is of the kind, and how much of either verdict in all."""

    entries: list[FeedbackBody]
    total: int
    counts: dict[FeedbackVerdict, int]

    @classmethod
    def from_page(cls, found: FeedbackPage) -> Self:
        """Return the page as sent."""
        return cls(
            entries=[FeedbackBody.from_entry(entry) for entry in found.entries],
            total=found.total,
            counts={FeedbackVerdict.HELPFUL: found.helpful, FeedbackVerdict.UNHELPFUL: found.unhelpful},
        )


class FeedbackRemovedResponse(BaseModel):
    """That an entry is gone."""

    number: int
    status: Literal["removed"]
