"""The newest evaluation, on the wire."""

from typing import Self

from pydantic import BaseModel, Field

from kb.evaluations import Evaluation, Figure, Found, Group, MeasureName


class MeasureBody(BaseModel):
    """A measure: its name, what it is called, its unit (share, ms, count …), and which way is better."""

    name: str
    title: str
    unit: str
    higher_is_better: bool

    @classmethod
    def from_measure(cls, found: MeasureName) -> Self:
        """Return the measure as sent."""
        return cls(name=found.name, title=found.title, unit=found.unit, higher_is_better=found.higher_is_better)


class FigureBody(BaseModel):
    """A measure with its value and 95 % interval; null where it could not be measured."""

    measure: MeasureBody
    value: float | None
    low: float | None
    high: float | None
    questions: int

    @classmethod
    def from_figure(cls, found: Figure) -> Self:
        """Return the figure as sent."""
        return cls(
            measure=MeasureBody.from_measure(found.measure),
            value=found.value,
            low=found.low,
            high=found.high,
            questions=found.questions,
        )


class GroupBody(BaseModel):
    """The questions of one type, with a value for each of the groups' measures."""

    name: str
    title: str
    questions: int
    refused: int
    values: list[float | None]

    @classmethod
    def from_group(cls, found: Group) -> Self:
        """Return the group as sent."""
        return cls(
            name=found.name,
            title=found.title,
            questions=found.questions,
            refused=found.refused,
            values=list(found.values),
        )


class EvaluationBody(BaseModel):
    """What a run came to."""

    name: str
    created: str
    as_of: str | None
    dataset: str
    fingerprint: str
    questions: int
    answerable: int
    errors: int
    figures: list[FigureBody]
    group_measures: list[MeasureBody]
    groups: list[GroupBody]
    has_report: bool = Field(description="Whether `GET /v1/evaluation/report` has the whole report.")

    @classmethod
    def from_evaluation(cls, found: Evaluation) -> Self:
        """Return the evaluation as sent."""
        return cls(
            name=found.name,
            created=found.created,
            as_of=found.as_of,
            dataset=found.dataset,
            fingerprint=found.fingerprint,
            questions=found.questions,
            answerable=found.answerable,
            errors=found.errors,
            figures=[FigureBody.from_figure(one) for one in found.figures],
            group_measures=[MeasureBody.from_measure(one) for one in found.group_measures],
            groups=[GroupBody.from_group(one) for one in found.groups],
            has_report=found.report is not None,
        )


class EvaluationResponse(BaseModel):
    """The newest evaluation, null where there is none, and the overviews that cannot be read."""

    newest: EvaluationBody | None
    unreadable: list[str]

    @classmethod
    def from_found(cls, found: Found) -> Self:
        """Return what was found as sent."""
        newest = EvaluationBody.from_evaluation(found.newest) if found.newest else None
        return cls(newest=newest, unreadable=list(found.unreadable))
