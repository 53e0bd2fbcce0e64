"""What would answer a question and does not apply on the day, on the wire."""

from typing import Self

from pydantic import BaseModel

from api.standing_schemas import StandingBody
from kb.clauses.citation import stable_link
from kb.types import LeftOut, Validity, Version


class SuccessorBody(BaseModel):
    """The version that took a document's place."""

    document_id: str
    version: int
    title: str

    @classmethod
    def from_version(cls, version: Version) -> Self:
        """Return the version as sent."""
        return cls(document_id=version.document_id, version=version.version, title=version.metadata.title)


class LeftOutClauseBody(BaseModel):
    """The clause of a version out of force that would be found: to be read, not to be relied on."""

    clause_id: str
    clause_label: str
    quote: str
    link: str

    @classmethod
    def from_left_out(cls, found: LeftOut) -> Self | None:
        """Return the clause as sent; None where only the document's name was met."""
        if found.clause is None or found.span is None:
            return None
        return cls(
            clause_id=f"{found.version.key}#{found.clause.address}",
            clause_label=found.clause.address,
            quote=found.span.of(found.version.text),
            link=stable_link(found.version.key, found.clause.address),
        )


class LeftOutBody(BaseModel):
    """A version that was not searched, why, and what replaced it where that is held."""

    document_id: str
    version: int
    title: str
    validity: Validity
    reason: str
    replaced_by: SuccessorBody | None
    standing: StandingBody | None = None
    clause: LeftOutClauseBody | None = None

    @classmethod
    def from_left_out(cls, found: LeftOut) -> Self:
        """Return what was left out as sent."""
        by = found.replaced_by
        return cls(
            document_id=found.version.document_id,
            version=found.version.version,
            title=found.version.metadata.title,
            validity=found.validity,
            reason=found.reason,
            replaced_by=None if by is None else SuccessorBody.from_version(by),
            standing=StandingBody.from_standing(found.standing),
            clause=LeftOutClauseBody.from_left_out(found),
        )
