"""Clauses that one text ends or changes in another, seen from both, on the wire."""

from typing import Self

from pydantic import BaseModel, Field

from api.standing_schemas import StandingByBody
from kb.clauses.citation import stable_link
from kb.retrieve.standing.clauses import AmendedClause, StatedAmendment
from kb.types import ClauseChange


class AmendedClauseBody(BaseModel):
    """A clause that another text ends or changes, with the clause that does and its words."""

    clause_label: str
    change: ClauseChange
    reason: str
    by: StandingByBody
    quote: str = Field(description="The words of the clause that ends or changes this one.")

    @classmethod
    def from_amended(cls, found: AmendedClause) -> Self:
        """Return the clause as sent."""
        return cls(
            clause_label=found.clause.address,
            change=found.amendment.change,
            reason=found.told,
            by=StandingByBody.from_by(found.by),
            quote=found.quote,
        )


class AmendsBody(BaseModel):
    """What a text says of clauses of another: where, which, and links to those that are held."""

    clause_label: str
    quote: str
    change: ClauseChange
    document_title: str
    clauses: list[str]
    links: list[str]

    @classmethod
    def from_stated(cls, found: StatedAmendment) -> Self:
        """Return the statement as sent."""
        return cls(
            clause_label=found.clause_address,
            quote=found.quote,
            change=found.change,
            document_title=found.named,
            clauses=list(found.addresses),
            links=[stable_link(f"{row.document_id}@{row.version}", address) for row, address in found.targets],
        )
