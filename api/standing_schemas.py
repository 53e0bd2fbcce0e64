"""How a version stands on a day, on the wire: what that is called, why, and the clause that makes it so."""

from typing import Self

from pydantic import BaseModel, Field

from kb.clauses.citation import stable_link
from kb.types import Link, Standing, StandingBy


class StandingByBody(BaseModel):
    """The text that ends, replaces or extends another, the clause that says so, and the day it counts from."""

    document_id: str
    version: int
    title: str
    doc_number: str | None
    clause_label: str | None
    link: str
    from_day: str | None

    @classmethod
    def from_by(cls, by: StandingBy) -> Self:
        """Return the text as sent."""
        return cls(
            document_id=by.document_id,
            version=by.version,
            title=by.title,
            doc_number=by.doc_number,
            clause_label=by.address,
            link=stable_link(f"{by.document_id}@{by.version}", by.address),
            from_day=by.from_day.isoformat() if by.from_day else None,
        )


class StandingBody(BaseModel):
    """Why a version does not apply on the day, or by which other text it still does."""

    label: str = Field(description="What readers are shown: 已废止, 已被新版本取代, 已过有效期, 现行有效 …")
    reason: str | None
    by: StandingByBody | None

    @classmethod
    def from_standing(cls, found: Standing | None) -> Self | None:
        """Return the standing as sent; None where there is nothing to tell."""
        if found is None or found.reason is None:
            return None
        return cls(
            label=found.label, reason=found.reason, by=None if found.by is None else StandingByBody.from_by(found.by)
        )


class LinkBody(BaseModel):
    """A place that an answer lists, or one of several documents to choose from: then `question` asks of it alone."""

    text: str
    document_id: str
    version: int
    link: str
    question: str | None = None

    @classmethod
    def from_link(cls, found: Link) -> Self:
        """Return the link as sent."""
        path = found.path or stable_link(f"{found.document_id}@{found.version}", found.address)
        return cls(
            text=found.text,
            document_id=found.document_id,
            version=found.version,
            link=path,
            question=found.question,
        )
