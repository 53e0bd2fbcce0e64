"""Whom to ask where the documents do not answer, on the wire."""

from typing import Self

from pydantic import BaseModel

from kb.clauses.citation import stable_link
from kb.types import Responsible


class ResponsibleBody(BaseModel):
    """Who a clause says is in charge, with its words."""

    name: str
    quote: str
    document_id: str
    version: int
    title: str
    clause_label: str
    link: str

    @classmethod
    def from_responsible(cls, one: Responsible) -> Self:
        """Return it as sent."""
        return cls(
            name=one.name,
            quote=one.quote,
            document_id=one.document_id,
            version=one.version,
            title=one.title,
            clause_label=one.clause_address,
            link=stable_link(f"{one.document_id}@{one.version}", one.clause_address),
        )
