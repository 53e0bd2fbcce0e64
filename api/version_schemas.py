"""Versions and what changed between them on the wire."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from kb.clauses.citation import official_title, stable_link
from kb.clauses.diff.texts import Change, ChangeKind, Side
from kb.clauses.diff.word_runs import Run, RunKind
from kb.retrieve.standing.succession import begun
from kb.retrieve.standing.versions import VersionDiff, VersionState
from kb.types import Validity, Version
from kb.wire.results import joined, stated


class VersionBody(BaseModel):
    """One version of a document, on the day asked about."""

    version: int
    title: str
    doc_number: str | None
    issuer: str | None
    published: str | None
    effective_from: str | None
    effective_to: str | None
    validity: Validity
    label: str
    current: bool
    replaced_by: int | None
    replaced_from: str | None
    reason: str | None
    source: str
    clauses: int
    withdrawn: bool
    link: str

    @classmethod
    def from_state(cls, state: VersionState) -> Self:
        """Return the version as sent."""
        metadata = state.metadata
        return cls(
            version=state.version,
            title=metadata.title,
            doc_number=stated(metadata.doc_number),
            issuer=joined(metadata.issuers),
            published=stated(metadata.published),
            effective_from=stated(metadata.effective_from),
            effective_to=stated(metadata.effective_to),
            validity=state.validity,
            label=state.standing.label,
            current=state.is_current,
            replaced_by=state.replaced_by,
            replaced_from=begun(state.replaced_from),
            reason=state.reason,
            source=state.source,
            clauses=state.clauses,
            withdrawn=state.withdrawn,
            link=stable_link(state.key),
        )


class VersionsResponse(BaseModel):
    """A document's versions by their own days, oldest first."""

    document_id: str
    versions: list[VersionBody]


class SideBody(BaseModel):
    """A clause on one side; start and end are character offsets into that version's text."""

    clause_id: str
    clause_label: str
    start: int
    end: int
    text: str

    @classmethod
    def from_side(cls, side: Side | None, version: Version) -> Self | None:
        """Return the side as sent; None where the clause is not there."""
        if side is None:
            return None
        clause_id = f"{version.key}#{side.address}"
        return cls(clause_id=clause_id, clause_label=side.label, start=side.start, end=side.end, text=side.text)


class RunBody(BaseModel):
    """Words that stayed (equal), went (removed) or came (added); new_text where the new text spaces them otherwise."""

    op: RunKind
    text: str
    new_text: str | None = None

    @classmethod
    def from_run(cls, run: Run) -> Self:
        """Return the run as sent."""
        return cls(op=run.kind, text=run.text, new_text=run.new_text)


class ChangeBody(BaseModel):
    """What became of one clause; runs only where it was changed."""

    status: ChangeKind
    renumbered: bool
    moved: bool
    old: SideBody | None
    new: SideBody | None
    split_from: str | None
    merged_into: str | None
    runs: list[RunBody]

    @classmethod
    def from_change(cls, change: Change, found: VersionDiff) -> Self:
        """Return the change as sent."""
        return cls(
            status=change.kind,
            renumbered=change.renumbered,
            moved=change.moved,
            old=SideBody.from_side(change.old, found.old),
            new=SideBody.from_side(change.new, found.new),
            split_from=change.split_from,
            merged_into=change.merged_into,
            runs=[RunBody.from_run(run) for run in change.runs],
        )


class ComparedBody(BaseModel):
    """One of the two versions that are compared."""

    version: int
    doc_number: str | None
    published: str | None
    effective_from: str | None
    validity: Validity
    source: str

    @classmethod
    def from_version(cls, version: Version, validity: Validity) -> Self:
        """Return the version as sent."""
        metadata = version.metadata
        return cls(
            version=version.version,
            doc_number=stated(metadata.doc_number),
            published=stated(metadata.published),
            effective_from=stated(metadata.effective_from),
            validity=validity,
            source=version.source_name,
        )


class DiffResponse(BaseModel):
    """What changed between two versions, clause by clause in the order of the new one."""

    model_config = ConfigDict(validate_by_name=True, serialize_by_alias=True)

    document_id: str
    title: str
    official_citation: str
    old: ComparedBody = Field(alias="from")
    new: ComparedBody = Field(alias="to")
    counts: dict[str, int]
    changes: list[ChangeBody]

    @classmethod
    def from_diff(cls, found: VersionDiff) -> Self:
        """Return the comparison as sent."""
        return cls(
            document_id=found.new.document_id,
            title=found.new.metadata.title,
            official_citation=official_title(found.new.metadata, found.new.of),
            old=ComparedBody.from_version(found.old, found.old_standing.validity),
            new=ComparedBody.from_version(found.new, found.new_standing.validity),
            counts=dict(found.diff.counts),
            changes=[ChangeBody.from_change(change, found) for change in found.diff.changes],
        )
