"""What users think of answers, and what evaluations came to, as the server sends it."""

from typing import Literal, TypedDict

from kb.replies.values import StatusName


class Feedback(TypedDict):
    """What one user thinks of one answer; nothing says who it was."""

    number: int
    at: str
    verdict: Literal["helpful", "unhelpful"]
    question: str
    as_of: str | None
    status: StatusName
    answer_sha256: str
    document_ids: list[str]
    clause_ids: list[str]
    comment: str | None


class FeedbackReply(TypedDict):
    """Feedback, newest first, how much there is of the kind, and how much of either verdict in all."""

    entries: list[Feedback]
    total: int
    counts: dict[str, int]


class FeedbackRemovedReply(TypedDict):
    """That an entry is gone."""

    number: int
    status: Literal["removed"]


class Measure(TypedDict):
    """A measure: its name, what it is called, its unit (share, ms, count …), and which way is better."""

    name: str
    title: str
    unit: str
    higher_is_better: bool


class Figure(TypedDict):
    """A measure with its value and 95 % interval; null where it could not be measured."""

    measure: Measure
    value: float | None
    low: float | None
    high: float | None
    questions: int


class QuestionGroup(TypedDict):
    """The questions of one type, with a value for each of the groups' measures."""

    name: str
    title: str
    questions: int
    refused: int
    values: list[float | None]


class Evaluation(TypedDict):
    """What a run came to."""

    name: str
    created: str
    as_of: str | None
    dataset: str
    fingerprint: str
    questions: int
    answerable: int
    errors: int
    figures: list[Figure]
    group_measures: list[Measure]
    groups: list[QuestionGroup]
    has_report: bool


class EvaluationReply(TypedDict):
    """The newest evaluation, null where there is none, and the overviews that cannot be read."""

    newest: Evaluation | None
    unreadable: list[str]
