"""What checking a text against the clauses returns."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kb.retrieve.phrases.types import PhrasePlace
from kb.types import Clause, Span, Version


class Verdict(StrEnum):
    """How a clause bears a sentence out."""

    VERBATIM = "verbatim"
    """Word for word; widths, white space and traditional characters do not count."""
    SAME_FIGURES = "same_figures"
    """Word for word but for the notation of figures or days: 50% for 百分之五十."""
    NEAR = "near"
    """Nearly: the differences are marked, and no figure, denial or limit is among them."""
    UNSUPPORTED = "unsupported"
    """Not at all, or not as it is cited; the faults say why."""
    UNCHECKED = "unchecked"
    """There is nothing in it to check."""


class FaultKind(StrEnum):
    """Why a sentence is not borne out."""

    FIGURE_DIFFERS = "figure_differs"
    NEGATION_DIFFERS = "negation_differs"
    LIMIT_DIFFERS = "limit_differs"
    DUTY_DIFFERS = "duty_differs"
    CLAUSE_ABSENT = "clause_absent"
    DOCUMENT_NOT_HELD = "document_not_held"
    REFERENCE_AMBIGUOUS = "reference_ambiguous"
    STANDS_ELSEWHERE = "stands_elsewhere"
    NOT_IN_FORCE = "not_in_force"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason why a sentence is not borne out, in words."""

    kind: FaultKind
    message: str


@dataclass(frozen=True, slots=True)
class Cited:
    """A clause, or a document, that a sentence names: how it is written, and what it means where it means one."""

    text: str
    version: Version | None = None
    clause: Clause | None = None
    problem: str = ""
    """Why it means none; empty where it does."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence with what became of it: text == given[span.start:span.end]."""

    text: str
    span: Span
    verdict: Verdict
    claim: str
    """The words that were looked for: the sentence without its citation and marks."""
    cited: tuple[Cited, ...] = ()
    place: PhrasePlace | None = None
    """Where the claim stands, or the nearest wording; None where nothing is near."""
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """A text checked sentence by sentence on a day."""

    day: date
    sentences: tuple[Checked, ...]

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """How many sentences there are of each verdict."""
        counted = Counter(one.verdict for one in self.sentences)
        return {verdict: counted[verdict] for verdict in Verdict}

    @property
    def supported(self) -> bool:
        """True where something was checked and nothing is unsupported."""
        counts = self.counts
        return not counts[Verdict.UNSUPPORTED] and counts[Verdict.UNCHECKED] < len(self.sentences)
