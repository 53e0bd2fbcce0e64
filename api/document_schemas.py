"""Documents and clauses on the wire."""

from collections.abc import Sequence
from typing import Self

from pydantic import BaseModel, ConfigDict

from api.amendment_schemas import AmendedClauseBody, AmendsBody
from api.examples import CLAUSES_RESPONSE, DOCUMENTS_RESPONSE
from api.facet_schemas import FacetBody
from api.reference_schemas import ReferenceBody, RepealBody, RepealedByBody
from api.schemas import clause_label
from api.standing_schemas import StandingBody
from kb.clauses.citation import official_citation, stable_link
from kb.holdings import DocumentFacets, DocumentPage
from kb.retrieve.references.cross_references import References, RepealFacts
from kb.retrieve.standing.clauses import AmendedClause, StatedAmendment
from kb.store.corrections import SetByStaff
from kb.types import (
    Clause,
    ClauseText,
    ClauseTree,
    DocumentKind,
    DocumentSummary,
    Evidence,
    Metadata,
    Standing,
    Validity,
    Version,
)
from kb.wire.results import joined, standing_warnings, stated


class ClauseBody(BaseModel):
    """A clause with its text; start and end are character offsets into the version's text."""

    clause_id: str
    clause_label: str
    official_citation: str
    link: str
    document_id: str
    version: int
    title: str
    text: str
    heading_path: list[str]
    validity: Validity
    standing: StandingBody | None = None
    source: str
    start: int
    end: int
    cites: list[ReferenceBody]
    cited_by: list[ReferenceBody]
    warnings: list[str]
    read_as: str | None = None

    @classmethod
    def from_clause_text(cls, found: ClauseText, references: References) -> Self:
        """Return the clause as sent."""
        return cls(
            clause_id=found.clause_id,
            clause_label=clause_label(found.clause),
            official_citation=official_citation(found.version.metadata, found.clause, found.version.of),
            link=stable_link(found.version.key, found.clause.address),
            document_id=found.version.document_id,
            version=found.version.version,
            title=found.version.metadata.title,
            text=found.text,
            heading_path=list(found.clause.heading_path),
            validity=found.validity,
            standing=StandingBody.from_standing(found.standing),
            source=found.version.source_name,
            start=found.clause.span.start,
            end=found.clause.span.end,
            cites=[ReferenceBody.from_reference(one) for one in references.outgoing],
            cited_by=[ReferenceBody.from_reference(one) for one in references.incoming],
            warnings=[*standing_warnings(found), *references.warnings],
            read_as=found.read_as,
        )


class ClausesResponse(BaseModel):
    """The clauses that a reference names."""

    model_config = ConfigDict(json_schema_extra={"example": CLAUSES_RESPONSE})

    clauses: list[ClauseBody]


class TreeClauseBody(BaseModel):
    """One clause of a tree: span holds its whole subtree, own_* its own text before its first child."""

    clause_id: str
    address: str
    official_citation: str
    link: str
    kind: str
    label: str | None
    title: str | None
    start: int
    end: int
    own_start: int
    own_end: int
    depth: int
    parent: int | None
    heading_path: list[str]

    @classmethod
    def from_clause(cls, clause: Clause, version: Version) -> Self:
        """Return the clause as sent."""
        return cls(
            clause_id=f"{version.key}#{clause.address}",
            address=clause.address,
            official_citation=official_citation(version.metadata, clause, version.of),
            link=stable_link(version.key, clause.address),
            kind=clause.kind,
            label=clause.label,
            title=clause.title,
            start=clause.span.start,
            end=clause.span.end,
            own_start=clause.own.start,
            own_end=clause.own.end,
            depth=clause.depth,
            parent=clause.parent,
            heading_path=list(clause.heading_path),
        )


class ClauseTreeResponse(BaseModel):
    """The clauses of a version in text order; `parent` is a position in this list."""

    document_id: str
    version: int
    clauses: list[TreeClauseBody]
    gaps: list[str]

    @classmethod
    def from_tree(cls, tree: ClauseTree, version: Version) -> Self:
        """Return the tree as sent."""
        return cls(
            document_id=version.document_id,
            version=version.version,
            clauses=[TreeClauseBody.from_clause(clause, version) for clause in tree.clauses],
            gaps=list(tree.gaps),
        )


class DocumentBody(BaseModel):
    """One document as a list shows it."""

    document_id: str
    version: int
    title: str
    kind: DocumentKind
    issuer: str | None
    doc_number: str | None
    region: str | None
    published: str | None
    effective_from: str | None
    effective_to: str | None
    validity: Validity
    source: str
    withdrawn: bool
    clauses: int
    groups: list[str] = []

    @classmethod
    def from_summary(cls, summary: DocumentSummary) -> Self:
        """Return the summary as sent."""
        return cls(
            document_id=summary.document_id,
            version=summary.version,
            title=summary.title,
            kind=summary.kind,
            issuer=summary.issuer,
            doc_number=summary.doc_number,
            region=summary.region,
            published=summary.published,
            effective_from=summary.effective_from,
            effective_to=summary.effective_to,
            validity=summary.validity,
            source=summary.source,
            withdrawn=summary.withdrawn,
            clauses=summary.clauses,
            groups=list(summary.groups),
        )


class DocumentFacetsBody(BaseModel):
    """What the documents can be narrowed down by, most frequent first.

    Each counts the documents that pass everything asked but a value of its own; a withdrawn one has no validity.
    """

    kinds: list[FacetBody]
    regions: list[FacetBody]
    issuers: list[FacetBody]
    validities: list[FacetBody]

    @classmethod
    def from_facets(cls, facets: DocumentFacets) -> Self:
        """Return the facets as sent."""
        return cls(
            kinds=FacetBody.counted(facets.kinds),
            regions=FacetBody.counted(facets.regions),
            issuers=FacetBody.counted(facets.issuers),
            validities=FacetBody.counted(facets.validities),
        )


class DocumentsResponse(BaseModel):
    """Some of the documents that match, and how many match in all."""

    model_config = ConfigDict(json_schema_extra={"example": DOCUMENTS_RESPONSE})

    documents: list[DocumentBody]
    total: int
    facets: DocumentFacetsBody | None = None
    """Where they are asked for."""

    @classmethod
    def from_page(cls, page: DocumentPage) -> Self:
        """Return the page as sent."""
        return cls(
            documents=[DocumentBody.from_summary(each) for each in page.documents],
            total=page.total,
            facets=DocumentFacetsBody.from_facets(page.facets) if page.facets else None,
        )


class EvidenceBody(BaseModel):
    """A value that the text states, with the span that states it; inferred where it is concluded instead.

    A value that no text states was set by hand: `set_by` and `set_at` tell by whom and when.
    """

    value: str
    start: int | None
    end: int | None
    inferred: bool
    set_by: str | None = None
    set_at: str | None = None

    @classmethod
    def from_evidence(cls, evidence: Evidence) -> Self:
        """Return the evidence as sent."""
        span = evidence.span
        return cls(
            value=evidence.value,
            start=None if span is None else span.start,
            end=None if span is None else span.end,
            inferred=evidence.inferred,
            set_by=evidence.by if isinstance(evidence, SetByStaff) else None,
            set_at=evidence.at if isinstance(evidence, SetByStaff) else None,
        )


class DocumentResponse(BaseModel):
    """One version of a document with its text and what the text says of itself."""

    document_id: str
    version: int
    title: str
    subtitle: str | None
    byline: str | None
    kind: DocumentKind
    issuer: str | None
    doc_number: str | None
    region: str | None
    published: str | None
    effective_from: str | None
    effective_to: str | None
    validity: Validity
    source: str
    withdrawn: bool
    standing: StandingBody | None = None
    repealed_by: RepealedByBody | None
    repeals: list[RepealBody]
    still_cited: list[ReferenceBody]
    amended: list[AmendedClauseBody] = []
    amends: list[AmendsBody] = []
    evidence: dict[str, list[EvidenceBody]]
    groups: list[str] = []
    text: str

    @classmethod
    def from_version(
        cls,
        version: Version,
        validity: Validity,
        repeals: RepealFacts,
        standing: Standing | None = None,
        amended: Sequence[AmendedClause] = (),
        amends: Sequence[StatedAmendment] = (),
        groups: Sequence[str] = (),
    ) -> Self:
        """Return the version as sent."""
        metadata = version.metadata
        return cls(
            document_id=version.document_id,
            version=version.version,
            title=metadata.title,
            subtitle=metadata.subtitle,
            byline=metadata.byline,
            kind=metadata.kind,
            issuer=joined(metadata.issuers),
            doc_number=stated(metadata.doc_number),
            region=stated(metadata.region),
            published=stated(metadata.published),
            effective_from=stated(metadata.effective_from),
            effective_to=stated(metadata.effective_to),
            validity=validity,
            source=version.source_name,
            withdrawn=version.withdrawn,
            standing=StandingBody.from_standing(standing),
            repealed_by=RepealedByBody.from_stated(repeals.repealed_by[0]) if repeals.repealed_by else None,
            repeals=[RepealBody.from_stated(one) for one in repeals.repeals],
            still_cited=[ReferenceBody.from_reference(one) for one in repeals.still_cited],
            amended=[AmendedClauseBody.from_amended(one) for one in amended],
            amends=[AmendsBody.from_stated(one) for one in amends],
            evidence=_evidence(metadata),
            groups=list(groups),
            text=version.text,
        )


def _evidence(metadata: Metadata) -> dict[str, list[EvidenceBody]]:
    single = {
        "doc_number": metadata.doc_number,
        "region": metadata.region,
        "published": metadata.published,
        "effective_from": metadata.effective_from,
        "effective_to": metadata.effective_to,
    }
    many = {
        "issuer": metadata.issuers,
        "repeals": metadata.repeals,
        "basis": metadata.basis,
        "reports_on": metadata.reports_on,
    }
    found = {name: (value,) for name, value in single.items() if value is not None} | many
    return {name: [EvidenceBody.from_evidence(each) for each in values] for name, values in found.items() if values}
