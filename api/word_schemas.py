"""The dictionary of plain words on the wire."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from api.examples import WORDS_REQUEST, WORDS_RESPONSE
from api.fields import RequestBody, WholeText
from kb.retrieve.words.entries import (
    WordChange,
    WordEntry,
    WordFault,
    WordOutcome,
    WordPage,
    WordReport,
    WordState,
)

# How long either may be is for the dictionary to say.
Term = Annotated[WholeText, Field(description="The official term.")]
Expression = Annotated[WholeText, Field(description="What people say for it.")]


class WordsRequest(RequestBody):
    """Plain expressions to add to an official term."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [WORDS_REQUEST]})

    term: Term
    expressions: Annotated[list[Expression], Field(min_length=1, max_length=100)]


class WordBody(BaseModel):
    """One entry: shipped with the program, the home's own, or removed by the home."""

    term: str
    expression: str
    state: WordState

    @classmethod
    def from_entry(cls, entry: WordEntry) -> Self:
        """Return the entry as sent."""
        return cls(term=entry.term, expression=entry.expression, state=entry.state)


class WordsResponse(BaseModel):
    """Some of the entries that match, how many match in all, and the revision they are of."""

    model_config = ConfigDict(json_schema_extra={"example": WORDS_RESPONSE})

    words: list[WordBody]
    total: int
    revision: int

    @classmethod
    def from_page(cls, page: WordPage) -> Self:
        """Return the page as sent."""
        return cls(
            words=[WordBody.from_entry(entry) for entry in page.entries], total=page.total, revision=page.revision
        )


class WordChangeBody(BaseModel):
    """What became of one entry; the note says why it is not searched with, where it is not."""

    term: str
    expression: str
    outcome: WordOutcome
    note: str | None

    @classmethod
    def from_change(cls, change: WordChange) -> Self:
        """Return the change as sent."""
        return cls(term=change.term, expression=change.expression, outcome=change.outcome, note=change.note)


class WordChangesResponse(BaseModel):
    """What became of each entry, and the revision that the dictionary has reached."""

    changes: list[WordChangeBody]
    revision: int

    @classmethod
    def from_report(cls, report: WordReport) -> Self:
        """Return the report as sent."""
        return cls(changes=[WordChangeBody.from_change(change) for change in report.changes], revision=report.revision)


class WordFaultBody(BaseModel):
    """What is wrong with a line of a file, or with one entry of it."""

    line: int
    text: str
    reason: str

    @classmethod
    def from_fault(cls, fault: WordFault) -> Self:
        """Return the fault as sent."""
        return cls(line=fault.line, text=fault.text, reason=fault.reason)


class WordFileResponse(WordChangesResponse):
    """What became of each entry of a file, and the lines that say nothing; they keep no other from being taken."""

    faults: list[WordFaultBody]

    @classmethod
    def from_report(cls, report: WordReport) -> Self:
        """Return the report as sent."""
        return cls(
            changes=[WordChangeBody.from_change(change) for change in report.changes],
            revision=report.revision,
            faults=[WordFaultBody.from_fault(fault) for fault in report.faults],
        )
