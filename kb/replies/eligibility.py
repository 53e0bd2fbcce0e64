"""What becomes of an applicant, as `POST /v1/eligibility` sends it."""

from typing import Literal, TypedDict

from kb.replies.values import ValidityName, VerdictName

# Written as a call: `from` is a keyword of the language.
Understood = TypedDict(
    "Understood",
    {
        "fact": str,
        "value": str | bool | int | float,
        "from": str,
        "meaning": str,
        "shown": str,
        "certainty": Literal["stated", "denied", "unsure", "pending", "expired"],
        "unit": str | None,
        "level": str | None,
        "until": str | None,
        "upper": int | float | None,
        "path": list[str],
        "start": int | None,
        "end": int | None,
    },
)


class Contradiction(TypedDict):
    """Two facts that cannot both hold."""

    fact: str
    between: list[Understood]


class Choice(TypedDict):
    """An answer that is offered, with what goes into `facts` for it; `other`: the answer is to be written."""

    label: str
    value: str | bool | list[str] | dict[str, bool] | None
    other: bool


class Ask(TypedDict):
    """A fact that could still change the verdict, and how it is answered."""

    fact: str
    question: str
    path: list[str]
    input: Literal["text", "number", "date", "none"]
    unit: str | None
    multiple: bool
    choices: list[Choice]
    clause_label: str | None


class Reason(TypedDict):
    """A reason for a verdict, as one plain sentence, with the clause that it rests on."""

    clause_id: str
    clause_label: str
    official_citation: str | None
    link: str
    quote: str
    start: int
    end: int
    text: str


class Condition(TypedDict):
    """A condition with what became of it, and those below it."""

    clause_id: str
    clause_label: str
    official_citation: str | None
    link: str
    quote: str
    start: int
    end: int
    op: Literal["all", "any", "none", "leaf"]
    status: Literal["met", "unmet", "unknown", "discretionary"]
    kind: str
    because: str
    discretion_of: str | None
    inferred: str | None
    meant: str | None
    excepted_from: str | None
    facts: list[str]
    children: "list[Condition]"


class Term(TypedDict):
    """What a policy gives or demands; the quote is the sentence that says so."""

    clause_id: str
    clause_label: str
    official_citation: str | None
    link: str
    quote: str
    start: int
    end: int
    kind: Literal["amount", "rate", "ratio", "period", "deadline", "date", "target", "count"]
    value: str
    unit: str
    operator: Literal["eq", "max", "min", "gt", "lt", "about"]
    normalised: list[str | int | float]
    base_unit: str
    qualifier: str | None
    scope: str
    relative_to: str | None
    applies_to: str | None
    who: str | None


class Scheme(TypedDict):
    """One of several things that a policy gives, with its own verdict; `asked`: it was asked for by name."""

    name: str
    verdict: VerdictName
    asked: bool


class NextStep(TypedDict):
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


class Policy(TypedDict):
    """A policy with its verdict on the applicant."""

    document_id: str
    version: int
    title: str
    issuer: str | None
    source: str
    validity: ValidityName
    verdict: VerdictName
    why: list[Reason]
    conditions: Condition | None
    ask: list[Ask]
    terms: list[Term]
    schemes: list[Scheme]
    notes: list[str]
    next_steps: list[NextStep]
    unused: list[Understood]


class Elsewhere(TypedDict):
    """A policy of another place, with the reason why it is folded."""

    document_id: str
    version: int
    title: str
    reason: str


class WithoutConditions(TypedDict):
    """A document that says of nobody who may have what, with what it has."""

    document_id: str
    version: int
    title: str
    issuer: str | None
    source: str
    validity: ValidityName
    headings: list[str]
    terms: list[Term]


class EligibilityReply(TypedDict):
    """What was understood, what is asked, and the verdict of each policy, best first."""

    as_of: str
    understood: list[Understood]
    contradictions: list[Contradiction]
    unread: list[str]
    unused: list[Understood]
    ask: list[Ask]
    policies: list[Policy]
    total: int
    elsewhere: list[Elsewhere]
    without_conditions: WithoutConditions | None
    warnings: list[str]


class Field(TypedDict):
    """A fact of the schema; `fields` are its own parts."""

    name: str
    form: Literal["text", "choice", "truth", "day", "number", "list", "map"]
    meaning: str
    unit: str | None
    choices: list[str]
    aliases: list[str]
    example: object
    fields: "list[Field]"


class Suffix(TypedDict):
    """What a suffix of a number's name stands for: revenue_wan counts in 10,000 元."""

    times: int
    unit: str


class FactsSchemaReply(TypedDict):
    """The published schema of an applicant's facts."""

    facts: list[Field]
    statuses: list[str]
    suffixes: dict[str, Suffix]
    unknown: str
    others: str
    example: dict[str, object]
