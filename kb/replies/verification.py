"""Checked texts as the server sends them."""

from typing import Literal, TypeAlias, TypedDict

from kb.replies.documents import Difference
from kb.replies.questions import Standing
from kb.replies.values import ValidityName

VerifiedName: TypeAlias = Literal["verbatim", "same_figures", "near", "unsupported", "unchecked"]
FaultName: TypeAlias = Literal[
    "figure_differs",
    "negation_differs",
    "limit_differs",
    "duty_differs",
    "clause_absent",
    "document_not_held",
    "reference_ambiguous",
    "stands_elsewhere",
    "not_in_force",
    "not_found",
]


class Cited(TypedDict):
    """A clause or document that a sentence names; `problem` says why it means none."""

    text: str
    document_id: str | None
    version: int | None
    clause_id: str | None
    official_citation: str | None
    link: str | None
    problem: str | None


class VerifiedPlace(TypedDict):
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
    validity: ValidityName
    standing: Standing | None
    start: int
    end: int
    quote: str
    differences: list[Difference]


class Fault(TypedDict):
    """One reason why a sentence is not borne out."""

    kind: FaultName
    message: str


class Checked(TypedDict):
    """A sentence with what became of it; start and end are offsets into the text that was sent."""

    text: str
    start: int
    end: int
    verdict: VerifiedName
    claim: str
    cited: list[Cited]
    place: VerifiedPlace | None
    faults: list[Fault]


class VerdictCounts(TypedDict):
    """How many sentences there are of each verdict."""

    verbatim: int
    same_figures: int
    near: int
    unsupported: int
    unchecked: int


class VerifyReply(TypedDict):
    """A text checked sentence by sentence; `supported` where something was checked and nothing is unsupported."""

    as_of: str
    supported: bool
    counts: VerdictCounts
    sentences: list[Checked]
