"""Checked texts on the wire."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from api.examples import VERIFY_REQUEST, VERIFY_RESPONSE
from api.fields import Day, RequestBody, WholeText
from api.phrase_schemas import DifferenceBody
from api.standing_schemas import StandingBody
from kb.types import Validity
from kb.verify.types import FaultKind, Verdict, VerificationReport
from kb.verify.verification import LONGEST_TEXT, MOST_SENTENCES
from kb.wire.verification import verification


class VerifyRequest(RequestBody):
    """A text whose sentences are checked."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [VERIFY_REQUEST]})

    text: WholeText = Field(
        min_length=1,
        max_length=LONGEST_TEXT,
        description=f"The text; at most {MOST_SENTENCES} sentences. Citations in it (《…》第三条) count.",
    )
    as_of: Day | None = Field(None, description="The day whose validity counts; by default today.")


class CitedBody(BaseModel):
    """A clause or document that a sentence names; `problem` says why it means none."""

    text: str
    document_id: str | None
    version: int | None
    clause_id: str | None
    official_citation: str | None
    link: str | None
    problem: str | None


class VerifiedPlaceBody(BaseModel):
    """Where the claim, or the nearest wording, stands; start and end are offsets into the version's text."""

    clause_id: str
    clause_label: str
    official_citation: str
    link: str
    heading_path: list[str]
    document_id: str
    version: int
    title: str
    source: str
    validity: Validity
    standing: StandingBody | None
    start: int
    end: int
    quote: str
    differences: list[DifferenceBody]


class FaultBody(BaseModel):
    """One reason why a sentence is not borne out."""

    kind: FaultKind
    message: str


class CheckedBody(BaseModel):
    """A sentence with what became of it; start and end are offsets into the text that was sent."""

    text: str
    start: int
    end: int
    verdict: Verdict
    claim: str = Field(description="The words that were looked for: the sentence without its citation and marks.")
    cited: list[CitedBody]
    place: VerifiedPlaceBody | None
    faults: list[FaultBody]


class CountsBody(BaseModel):
    """How many sentences there are of each verdict."""

    verbatim: int
    same_figures: int
    near: int
    unsupported: int
    unchecked: int


class VerifyResponse(BaseModel):
    """A text checked sentence by sentence; `supported` where something was checked and nothing is unsupported."""

    model_config = ConfigDict(json_schema_extra={"example": VERIFY_RESPONSE})

    as_of: str
    supported: bool
    counts: CountsBody
    sentences: list[CheckedBody]

    @classmethod
    def from_report(cls, report: VerificationReport) -> Self:
        """Return the report as sent."""
        return cls.model_validate(verification(report))
