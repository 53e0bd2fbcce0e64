"""References between clauses, and repeals, on the wire."""

from typing import Self

from pydantic import BaseModel

from kb.retrieve.references.cross_references import References, StatedRepeal
from kb.retrieve.references.status import ReferenceStatus
from kb.retrieve.references.targets import CrossReference, ReferenceTarget
from kb.retrieve.standing.repeals import Held
from kb.store.rows import VersionRow
from kb.types import Validity


class NamedDocumentBody(BaseModel):
    """A version that is held, by its title."""

    document_id: str
    version: int
    title: str

    @classmethod
    def from_row(cls, row: VersionRow) -> Self:
        """Return the version as sent."""
        return cls(document_id=row.document_id, version=row.version, title=row.metadata.title)


class ReferenceTargetBody(BaseModel):
    """What a reference means on the day; a clause, or without one the whole document."""

    document_id: str
    version: int
    title: str
    address: str | None
    clause_id: str | None
    clause_label: str | None
    validity: Validity

    @classmethod
    def from_target(cls, target: ReferenceTarget) -> Self:
        """Return the target as sent."""
        return cls(
            document_id=target.row.document_id,
            version=target.row.version,
            title=target.row.metadata.title,
            address=target.address,
            clause_id=target.clause_id,
            clause_label=target.clause.address if target.clause else None,
            validity=target.validity,
        )


class ReferenceBody(BaseModel):
    """A place where a clause names another clause or document; start and end are offsets into the citing text."""

    clause_id: str
    clause_label: str
    document_title: str
    start: int
    end: int
    text: str
    title: str | None
    number: str | None
    address: str | None
    status: ReferenceStatus
    target: ReferenceTargetBody | None
    candidates: list[NamedDocumentBody]

    @classmethod
    def from_reference(cls, found: CrossReference) -> Self:
        """Return the reference as sent."""
        return cls(
            clause_id=found.clause_id,
            clause_label=found.clause_address,
            document_title=found.row.metadata.title,
            start=found.span.start,
            end=found.span.end,
            text=found.text,
            title=found.title,
            number=found.number,
            address=found.address,
            status=found.status,
            target=ReferenceTargetBody.from_target(found.target) if found.target else None,
            candidates=[NamedDocumentBody.from_row(row) for row in found.candidates],
        )


class ReferencesResponse(BaseModel):
    """What a document or one of its clauses cites, and what cites it."""

    outgoing: list[ReferenceBody]
    incoming: list[ReferenceBody]

    @classmethod
    def from_references(cls, found: References) -> Self:
        """Return the references as sent."""
        return cls(
            outgoing=[ReferenceBody.from_reference(one) for one in found.outgoing],
            incoming=[ReferenceBody.from_reference(one) for one in found.incoming],
        )


class RepealedByBody(NamedDocumentBody):
    """A text that repeals the document: which, in which clause, with which words, from which day."""

    clause_id: str | None
    clause_label: str | None
    quote: str
    from_day: str | None

    @classmethod
    def from_stated(cls, found: StatedRepeal) -> Self:
        """Return the statement as sent."""
        by = found.met.repeal.by
        return cls(document_id=by.document_id, version=by.version, title=by.metadata.title, **_stated(found))


class RepealBody(BaseModel):
    """A statement that the document repeals another: what it calls the other, and what is held of that."""

    text: str
    status: Held
    documents: list[NamedDocumentBody]
    clause_id: str | None
    clause_label: str | None
    quote: str
    from_day: str | None

    @classmethod
    def from_stated(cls, found: StatedRepeal) -> Self:
        """Return the statement as sent."""
        return cls(
            text=found.met.repeal.evidence.value,
            status=found.met.held,
            documents=[NamedDocumentBody.from_row(row) for row in found.met.rows],
            **_stated(found),
        )


def _stated(found: StatedRepeal) -> dict[str, str | None]:
    repeal = found.met.repeal
    return {
        "clause_id": f"{repeal.by.key}#{found.clause_address}" if found.clause_address else None,
        "clause_label": found.clause_address or None,
        "quote": found.quote,
        "from_day": repeal.first_day.isoformat() if repeal.first_day else None,
    }
