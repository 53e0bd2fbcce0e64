"""What users think of answers: what is kept of it, and what one may ask for."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kb.types import AnswerStatus


class FeedbackVerdict(StrEnum):
    """What a user thinks of an answer."""

    HELPFUL = "helpful"
    UNHELPFUL = "unhelpful"


@dataclass(frozen=True, slots=True)
class Feedback:
    """What one user thinks of one answer; nothing says who it was."""

    verdict: FeedbackVerdict
    question: str
    status: AnswerStatus
    answer_sha256: str
    """Tells two answers to one question apart, without their words."""
    clause_ids: tuple[str, ...] = ()
    """The clauses that the answer cited."""
    as_of: date | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class FeedbackEntry:
    """Feedback as it is kept: its number, and when it was given (UTC)."""

    number: int
    at: str
    feedback: Feedback


@dataclass(frozen=True, slots=True)
class FeedbackQuery:
    """Which entries are wanted, newest first; `since` is the first day, as the clock of this machine has it."""

    verdict: FeedbackVerdict | None = None
    since: date | None = None
    limit: int | None = 50
    offset: int = 0


@dataclass(frozen=True, slots=True)
class FeedbackPage:
    """Some entries, how many there are of the kind, and how many of either verdict in all."""

    entries: tuple[FeedbackEntry, ...]
    total: int
    helpful: int
    unhelpful: int
