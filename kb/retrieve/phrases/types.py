"""What a search for a wording returns."""

import re
from dataclasses import dataclass
from enum import StrEnum

from kb.types import Clause, Span, Standing, Validity, Version

_STOP = re.compile(r"[。；;！!？?\n]")
# So much of a sentence is given beside a wording on either side.
_BESIDE = 80


class DifferenceOp(StrEnum):
    """How a piece of a text differs from what was wanted."""

    EQUAL = "equal"
    INSERT = "insert"
    """The text has it, what was wanted has not."""
    DELETE = "delete"
    """What was wanted has it, the text has not."""
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class Difference:
    """A piece of a text beside the piece of the wanted wording that it stands for; either may be empty."""

    op: DifferenceOp
    text: str
    wanted: str


@dataclass(frozen=True, slots=True)
class PhrasePlace:
    """A place where a wording stands: quote == version.text[span.start:span.end]."""

    clause: Clause
    version: Version
    validity: Validity
    span: Span
    quote: str
    differences: tuple[Difference, ...]
    standing: Standing | None = None

    @property
    def clause_id(self) -> str:
        """`document_id@version#address` of the smallest clause that holds all of it."""
        return f"{self.version.key}#{self.clause.address}"

    @property
    def before(self) -> str:
        """What stands before the quote in its sentence; of a long one the end."""
        return _STOP.split(self.version.text[max(0, self.span.start - _BESIDE) : self.span.start])[-1].lstrip()

    @property
    def after(self) -> str:
        """What stands behind the quote in its sentence, its full stop included; of a long one the beginning."""
        if _STOP.fullmatch(self.quote[-1:]):
            return ""
        behind = self.version.text[self.span.end : self.span.end + _BESIDE]
        stop = _STOP.search(behind)
        return behind[: stop.end()].rstrip() if stop else behind


@dataclass(frozen=True, slots=True)
class PhraseResult:
    """Some of the places where a wording stands, and how many there are in all; or where the nearest ones stand."""

    text: str
    total: int
    exact: bool
    places: tuple[PhrasePlace, ...]
    other_total: int = 0
    """How many places beside the exact ones have the same figures or days in another notation."""
    others: tuple[PhrasePlace, ...] = ()
    """Some of those places, each with its differences: the figure is an equal piece of its own."""
