"""Applicants and verdicts on the wire."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from api.eligibility_examples import ELIGIBILITY_REQUEST, ELIGIBILITY_RESPONSE
from api.fields import Day, RequestBody, WholeText
from kb.rules.types import Certainty, ConditionKind, FactKind, FactOperator, Operation, Status, Verdict
from kb.rules.verdict.reports import EligibilityReport
from kb.types import Validity
from kb.wire import eligibility as wire_eligibility

_MOST_FACTS = 200


class EligibilityRequest(RequestBody):
    """An applicant, told in its own words, as facts, or both, and the document that is asked about."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [ELIGIBILITY_REQUEST]})

    document_id: Annotated[WholeText, Field(max_length=200)] | None = Field(
        None, description="The document asked about; by default all that are in force, best first."
    )
    profile: WholeText = Field("", description="The applicant's story, in everyday words.")
    facts: dict[str, Any] = Field(
        default_factory=dict,
        max_length=_MOST_FACTS,
        description="Facts by the names of GET /v1/eligibility/schema; they go before the story, null takes back.",
    )
    as_of: Day | None = Field(None, description="The day of the question; by default today.")


class UnderstoodBody(BaseModel):
    """A fact that was understood: `path` is where it stands in `facts`, to be changed there or taken back by null."""

    model_config = ConfigDict(validate_by_name=True, serialize_by_alias=True)

    fact: str
    value: str | bool | int | float
    words: str = Field(alias="from")
    meaning: str
    shown: str
    certainty: Certainty
    unit: str | None
    level: str | None
    until: str | None
    upper: int | float | None
    path: list[str]
    start: int | None
    end: int | None


class ContradictionBody(BaseModel):
    """Two facts that cannot both hold."""

    fact: str
    between: list[UnderstoodBody]


class ChoiceBody(BaseModel):
    """An answer that is offered, with what goes into `facts` for it; `other`: the answer is to be written."""

    label: str
    value: str | bool | list[str] | dict[str, bool] | None
    other: bool


class AskBody(BaseModel):
    """A fact that could still change the verdict, and how it is answered."""

    fact: str
    question: str
    path: list[str]
    input: Literal["text", "number", "date", "none"]
    unit: str | None
    multiple: bool
    choices: list[ChoiceBody]
    clause_label: str | None


class QuotedBody(BaseModel):
    """Words of a clause; start and end are offsets into the version's text."""

    clause_id: str
    clause_label: str
    official_citation: str | None
    link: str
    quote: str
    start: int
    end: int


class ConditionBody(QuotedBody):
    """A condition with what became of it, and those below it."""

    op: Operation
    status: Status
    kind: ConditionKind
    because: str
    discretion_of: str | None
    inferred: str | None
    meant: str | None
    excepted_from: str | None
    facts: list[str]
    children: list["ConditionBody"]


class TermBody(QuotedBody):
    """What a policy gives or demands; the quote is the sentence that says so."""

    kind: FactKind
    value: str
    unit: str
    operator: FactOperator
    normalised: list[str | int | float]
    base_unit: str
    qualifier: str | None
    scope: str
    relative_to: str | None
    applies_to: str | None
    who: str | None = Field(description="Whose it is where it is not the applicant's: 银行, 担保机构, 办理部门, 各方.")


class NextStepBody(BaseModel):
    """One thing to do next; a step of the policy itself has its clause."""

    kind: Literal["answer", "decision", "change", "procedure", "default", "contact"]
    text: str
    actor: str | None
    deadline: str | None
    clause_id: str | None
    clause_label: str | None
    official_citation: str | None
    link: str | None
    quote: str | None
    start: int | None
    end: int | None


class SchemeBody(BaseModel):
    """One of several things that a policy gives, with its own verdict; `asked`: it was asked for by name."""

    name: str
    verdict: Verdict
    asked: bool


class _DocumentBody(BaseModel):
    document_id: str
    version: int
    title: str
    issuer: str | None
    source: str
    validity: Validity


class ReasonBody(QuotedBody):
    """A reason for a verdict, as one plain sentence, with the clause that it rests on."""

    text: str


class PolicyBody(_DocumentBody):
    """A policy with its verdict on the applicant."""

    verdict: Verdict
    why: list[ReasonBody]
    conditions: ConditionBody | None
    ask: list[AskBody]
    terms: list[TermBody]
    schemes: list[SchemeBody]
    notes: list[str]
    next_steps: list[NextStepBody]
    unused: list[UnderstoodBody]


class ElsewhereBody(BaseModel):
    """A policy of another place, with the reason why it is folded."""

    document_id: str
    version: int
    title: str
    reason: str


class WithoutConditionsBody(_DocumentBody):
    """A document that says of nobody who may have what, with what it has."""

    headings: list[str]
    terms: list[TermBody]


class EligibilityResponse(BaseModel):
    """What was understood, what is asked, and the verdict of each policy, best first."""

    model_config = ConfigDict(json_schema_extra={"example": ELIGIBILITY_RESPONSE})

    as_of: str
    understood: list[UnderstoodBody]
    contradictions: list[ContradictionBody]
    unread: list[str]
    unused: list[UnderstoodBody]
    ask: list[AskBody]
    policies: list[PolicyBody]
    total: int
    elsewhere: list[ElsewhereBody]
    without_conditions: WithoutConditionsBody | None
    warnings: list[str]

    @classmethod
    def from_report(cls, report: EligibilityReport) -> Self:
        """Return the report as sent."""
        return cls.model_validate(wire_eligibility.eligibility(report))


class FieldBody(BaseModel):
    """A fact of the schema; `fields` are its own parts."""

    name: str
    form: Literal["text", "choice", "truth", "day", "number", "list", "map"]
    meaning: str
    unit: str | None
    choices: list[str]
    aliases: list[str]
    example: Any
    fields: list["FieldBody"]


class SuffixBody(BaseModel):
    """What a suffix of a number's name stands for: revenue_wan counts in 10,000 元."""

    times: int
    unit: str


class FactsSchemaResponse(BaseModel):
    """The published schema of an applicant's facts."""

    facts: list[FieldBody]
    statuses: list[str]
    suffixes: dict[str, SuffixBody]
    unknown: str
    others: str
    example: dict[str, Any]
