"""What a text states and where, how a version stands, whose words an answer is in; a part of `kb.types` by itself.

Everything here is imported from `kb.types`. Nothing of the project is imported here.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class AnsweredBy(StrEnum):
    """Whose words an answer is in."""

    EXTRACTIVE = "extractive"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Rejected:
    """A sentence that a language model wrote and that is not shown, with the reason."""

    sentence: str
    reason: str


class Validity(StrEnum):
    """Whether a version applies on a day; only an explicit statement makes it other than unknown."""

    IN_FORCE = "in_force"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    REPEALED = "repealed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open character offsets into a version's text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """Return the characters of the span."""
        return text[self.start : self.end]

    def contains(self, other: "Span") -> bool:
        """Tell whether the other span lies within this one."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Evidence:
    """A value that the text states, with the span that states it; inferred where it is concluded instead."""

    value: str
    span: Span | None = None
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Extended:
    """A document that a text says goes on to hold, and until when.

    Until a day, or by so many months longer than before; where it says neither, it merely goes on.
    """

    named: Evidence
    until: Evidence | None = None
    """The day; where the text tells months instead, its words, from which no day follows by themselves."""
    months: int | None = None


class ClauseChange(StrEnum):
    """What a text does to a clause of another text."""

    REPEALED = "repealed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Amended:
    """Clauses of another document that a text ends or changes, and from which day where it says so for them."""

    named: Evidence
    """The document as it is called, at the words that say what becomes of its clauses."""
    addresses: tuple[str, ...]
    change: ClauseChange
    day: Evidence | None = None


@dataclass(frozen=True, slots=True)
class StandingBy:
    """The text that ends, replaces or extends another, with the clause that says so and the day it counts from."""

    document_id: str
    version: int
    title: str
    doc_number: str | None
    address: str | None
    from_day: date | None

    @property
    def named(self) -> str:
        """《title》（number）clause; 一、 alone is 第一部分, so that a sentence can go on behind it."""
        place = self.address or ""
        if place.endswith("、"):
            place = f"第{place.removesuffix('、')}部分"
        return f"《{self.title}》{f'（{self.doc_number}）' if self.doc_number else ''}{place}"


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a version applies on a day, what that is called, why, and the text that makes it so."""

    validity: Validity
    label: str
    reason: str | None = None
    by: StandingBy | None = None
    clause: str | None = None
    """The clause that stands so while the rest of its text does not, which the reason names; None for the whole."""
    words: str = ""
    """The words of the text that ends or changes the clause."""

    @property
    def told(self) -> str:
        """The label with the reason: 已废止：被《…》废止，2024-06-01 起."""
        if self.clause is not None and self.reason:
            return self.reason
        return f"{self.label}：{self.reason}" if self.reason else self.label


@dataclass(frozen=True, slots=True)
class Link:
    """A place that an answer leads to: a clause, a document, a comparison of two versions."""

    text: str
    document_id: str
    version: int
    address: str | None = None
    path: str | None = None
    """Where it is read, if not as the text itself."""
    question: str | None = None
    """What to ask instead, where the place is one of several that may be meant."""
