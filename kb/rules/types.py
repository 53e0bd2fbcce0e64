"""The words of rules: what a policy states and demands, what an applicant is, and what follows from both."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from kb.types import Span

FactValue = str | bool | Decimal | date


class FactOperator(StrEnum):
    """How a figure limits what it speaks of."""

    EQ = "eq"
    MAX = "max"
    MIN = "min"
    GT = "gt"
    LT = "lt"
    ABOUT = "about"


class FactKind(StrEnum):
    """What a policy fact is about."""

    AMOUNT = "amount"
    RATE = "rate"  # interest or its spread over a base, and the share that a subsidy or fee is of something
    RATIO = "ratio"  # a share of a whole, or parts that stand for shares, 4:4:2
    PERIOD = "period"  # how long something lasts
    DEADLINE = "deadline"  # within or after how long something is to be done
    DATE = "date"
    TARGET = "target"  # what is to be reached, or was
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class PolicyFact:
    """A figure or time that a clause states, with its operator and what it limits."""

    kind: FactKind
    value: str
    """As written, in one notation: `1000`, `4:4:2`, `3-5`, `2022-06-26`, `2020/2022`."""
    unit: str
    """With its multiple: 万元, 亿元, %, 基点, 工作日; empty for days and ratios."""
    operator: FactOperator
    normalised: tuple[Decimal | date, ...]
    """The values in the base unit, the two ends of a range, the parts of a ratio as shares of one."""
    base_unit: str
    """元, 月, 日, 工作日, 基点; `1` for shares, `date` for days."""
    qualifier: str | None
    """原则上, 一般, 力争: what softens it."""
    scope: str
    """What is limited, and for whom: the clause's own words around it."""
    relative_to: str | None
    """What it counts from: LPR, 还款逾期."""
    span: Span
    """Offsets of the figure into the version's text."""
    sentence: Span
    """Offsets of the sentence that states it: what is quoted."""


class ConditionKind(StrEnum):
    """What a condition is about, and so which of the applicant's facts decide it."""

    QUALIFICATION = "qualification"
    PLACE = "place"
    ENTITY = "entity"
    AGE_OF_FIRM = "age_of_firm"
    SIZE = "size"
    MEASURE = "measure"  # revenue, staff, tax: a quantity of the applicant
    INDUSTRY = "industry"
    CREDIT_RECORD = "credit_record"
    GRADE = "grade"
    PRIOR_USE = "prior_use"
    REQUEST = "request"  # what is asked for: amount, term, purpose, way of guarantee
    TIME = "time"  # the day of application against the policy's own time
    OTHER = "other"


class Operation(StrEnum):
    """How a condition follows from its children."""

    ALL = "all"
    ANY = "any"
    NONE = "none"  # met where no child is met: exclusions
    LEAF = "leaf"


class Status(StrEnum):
    """What the applicant's facts make of a condition."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"
    DISCRETIONARY = "discretionary"  # the text leaves it to somebody's decision, which is not known


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of a policy. Every one stands on a span of one clause; a leaf's text is what is demanded."""

    operation: Operation
    span: Span
    address: str
    """Address of the clause that holds the span."""
    kind: ConditionKind = ConditionKind.OTHER
    children: tuple["Condition", ...] = ()
    discretion_of: str | None = None
    """Who decides, where the text leaves it to a decision (联席会议)."""
    inferred: str | None = None
    """Why it is a condition where no clause says so in these words (a policy's own region)."""
    text: str = ""
    """The words demanded: those of the span."""
    meant: str | None = None
    """What the words stand for where they say it otherwise: the place that 本市 is, the places whose names count, the
    first and last day."""
    excepted_from: str | None = None
    """The words of the demand that does not bind whom this speaks of (因不可抗力造成的除外)."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """One of the things that a document gives, with the conditions for it: a loan for persons, another for firms."""

    name: str
    condition: Condition


class Certainty(StrEnum):
    """How surely the applicant says a thing."""

    STATED = "stated"
    DENIED = "denied"
    UNSURE = "unsure"  # 好像, 应该
    PENDING = "pending"  # 正在申报, 公示中
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing said of the applicant: a name of the published schema, its value, and the words that it came from."""

    name: str
    value: FactValue
    certainty: Certainty = Certainty.STATED
    unit: str | None = None
    words: str = ""
    span: Span | None = None
    """Offsets into the story; None where it was given as a structured fact."""
    until: date | None = None
    level: str | None = None
    """Of a qualification: 国家级, 省级, 市级 or 县级; None where it is not said and the name has no one level."""
    upper: Decimal | None = None
    """The upper end, where a quantity is said as a range or by its lower end: 三四十人, 八百多万."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """What is known of an applicant. Of a name in `complete` everything is listed: what is not, does not hold."""

    facts: tuple[Fact, ...] = ()
    complete: frozenset[str] = frozenset()
    contradictions: tuple[tuple[Fact, Fact], ...] = ()
    unread: tuple[str, ...] = ()
    """Parts of the story, or names of given facts, that nothing was read from."""

    def of(self, name: str) -> tuple[Fact, ...]:
        """Return the facts of one name, in the order they were said."""
        return tuple(fact for fact in self.facts if fact.name == name)


class Verdict(StrEnum):
    """Whether an applicant may have what a policy gives."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    NEEDS_REVIEW = "needs_review"
    INSUFFICIENT_INFORMATION = "insufficient_information"


@dataclass(frozen=True, slots=True)
class Judged:
    """A condition with what became of it, and why, in words for the applicant."""

    condition: Condition
    status: Status
    because: str
    children: tuple["Judged", ...] = ()
    facts: tuple[Fact, ...] = ()
    """The applicant's facts that decided it."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A fact that could still change the verdict, and the question for it in everyday words."""

    fact: str
    question: str
    choices: tuple[str, ...] = ()
    address: str = ""
    """The clause that makes it matter."""


@dataclass(frozen=True, slots=True)
class Term:
    """What the policy gives or demands, with the clause that says so."""

    fact: PolicyFact
    address: str
    applies_to: str | None = None
    """The kind of case it is for (保证贷款), None for all."""
    who: str | None = None
    """Whose it is where it is not the applicant's: 银行, 担保机构, 办理部门; 各方 where it is shared among them."""


@dataclass(frozen=True, slots=True)
class Judgment:
    """The verdict of one policy on an applicant."""

    verdict: Verdict
    conditions: Judged | None
    ask: tuple[Ask, ...] = ()
    terms: tuple[Term, ...] = ()
    notes: tuple[str, ...] = ()
    unused: tuple[Fact, ...] = field(default=())
    """Facts that no condition of the policy uses."""
