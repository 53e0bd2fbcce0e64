"""What is reported on an applicant: what was understood, and what becomes of each policy."""

from dataclasses import dataclass, field
from datetime import date

from kb.rules.steps import Consequence, Step
from kb.rules.types import Applicant, Ask, Fact, Judgment, PolicyFact, Verdict
from kb.types import ClauseTree, Span, Validity, Version

DEFAULT = "default"
"""The kind of a next step that says what follows from not doing what is due."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing to do next, with the clause that says so where one does."""

    kind: str
    """answer: a question above; decision: somebody decides; procedure: a step of the policy; change: a demand that is
    not met; contact: whom to ask; default: what follows from not doing what is due."""
    text: str
    actor: str | None = None
    deadline: str | None = None
    address: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class SchemeVerdict:
    """One of several things that a policy gives, with its own verdict."""

    name: str
    verdict: Verdict
    asked: bool = False
    """Whether it is what was asked for, and so what the policy's own verdict is of."""


@dataclass(frozen=True, slots=True)
class PolicyReport:
    """A policy with its verdict on an applicant."""

    version: Version
    tree: ClauseTree
    validity: Validity
    judgment: Judgment
    schemes: tuple[SchemeVerdict, ...] = ()
    """The verdicts of what the policy gives one by one; empty where it gives one thing."""
    next_steps: tuple[NextStep, ...] = ()
    steps: tuple[Step, ...] = ()
    consequences: tuple[Consequence, ...] = ()


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A policy of another place, folded."""

    version: Version
    reason: str


@dataclass(frozen=True, slots=True)
class WithoutConditions:
    """A document that says of nobody who may have what, with what it has."""

    version: Version
    tree: ClauseTree
    validity: Validity
    headings: tuple[str, ...]
    facts: tuple[PolicyFact, ...]


@dataclass(frozen=True, slots=True)
class EligibilityReport:
    """What becomes of an applicant: understood, asked, judged."""

    day: date
    applicant: Applicant
    policies: tuple[PolicyReport, ...] = ()
    """Best first."""
    total: int = 0
    """How many policies were judged; those beyond the ones listed are `total - len(policies) - len(elsewhere)`."""
    elsewhere: tuple[Elsewhere, ...] = ()
    ask: tuple[Ask, ...] = ()
    """What to ask next over all policies listed: contradictions first, then the place, then what decides most."""
    unused: tuple[Fact, ...] = ()
    """Facts that no condition of any policy judged uses."""
    without_conditions: WithoutConditions | None = None
    warnings: tuple[str, ...] = field(default=())
