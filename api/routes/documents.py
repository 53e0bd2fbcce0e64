"""Documents: what there is, what stands in them, what comes in and what goes."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.access import require_role
from api.deps import Address, AsOf, DocumentId, KnowledgeBaseDep, Limit, Offset, UploadsDep, VersionNumber
from api.document_schemas import ClauseBody, ClauseTreeResponse, DocumentResponse, DocumentsResponse
from api.errors import RequestRejected
from api.fields import WholeText
from api.headers import content_disposition
from api.multipart import FILES_BODY
from api.report_schemas import ChangeResponse, IngestResponse
from api.responses import refusals
from kb.store.access import Role
from kb.store.audience import groups_in
from kb.types import DocumentKind, Validity

router = APIRouter(prefix="/v1/documents", tags=["documents"])

_READING = refusals(403, 404, 422)
# What cites a document is told once older texts have been searched, which is a change.
_READING_REFERENCES = refusals(403, 404, 409, 422)
_CHANGING = refusals(403, 404, 409, 422)

_ATTACHMENT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file as it came, as a download.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}

_Text = Annotated[WholeText | None, Query(max_length=200, description="Words of the title.")]
_Source = Annotated[WholeText | None, Query(max_length=500, description="The name of the file it came in.")]
_Region = Annotated[WholeText | None, Query(max_length=200, description="The whole name of a region.")]
_Issuer = Annotated[WholeText | None, Query(max_length=200, description="The whole name of an issuer.")]
_Groups = Annotated[
    WholeText | None,
    Query(max_length=1000, description="Groups that alone see new documents, parted by commas; empty: everyone."),
]
_Facets = Annotated[bool, Query(description="Count what the documents can be narrowed down by.")]


@router.get("", responses=refusals(403, 422))
def list_documents(
    kb: KnowledgeBaseDep,
    source: _Source = None,
    q: _Text = None,
    kind: DocumentKind | None = None,
    region: _Region = None,
    issuer: _Issuer = None,
    validity: Validity | None = None,
    limit: Limit = 50,
    offset: Offset = 0,
    include_withdrawn: bool = False,
    facets: _Facets = False,
    as_of: AsOf = None,
) -> DocumentsResponse:
    """List documents, by the file they came in, kind, region, issuer, validity, or words of their title."""
    page = kb.documents(
        source=source or None,
        text=q or None,
        kind=kind,
        region=region or None,
        issuer=issuer or None,
        validity=validity,
        limit=limit,
        offset=offset,
        include_withdrawn=include_withdrawn,
        facets=facets,
        as_of=as_of,
    )
    return DocumentsResponse.from_page(page)


@router.post("", responses=refusals(400, 403, 409, 413, 415, 422), openapi_extra=FILES_BODY)
def upload_documents(files: UploadsDep, kb: KnowledgeBaseDep, groups: _Groups = None) -> IngestResponse:
    """Take in files; the report says what became of each, and a file that failed keeps no other from coming in.

    New documents are seen by the `groups` alone from the moment they are there; those that are held keep theirs.
    """
    named = None if groups is None else groups_in(groups)
    return IngestResponse.from_report(kb.ingest_files([(file.name, file.data) for file in files], groups=named))


@router.get("/{document_id}", responses=_READING_REFERENCES)
def get_document(
    document_id: DocumentId, kb: KnowledgeBaseDep, version: VersionNumber = None, as_of: AsOf = None
) -> DocumentResponse:
    """Return a document with its text and what the text says of itself."""
    found = kb.document(document_id, version=version)
    repeals = kb.references.repeals(document_id, version=found.version, as_of=as_of)
    standing, standings = kb.standings.of(found, as_of=as_of), kb.standings
    groups = kb.groups.of(document_id)
    amended, amends = standings.amended(found, as_of=as_of), standings.amends(found, as_of=as_of)
    return DocumentResponse.from_version(found, kb.validity(found, as_of), repeals, standing, amended, amends, groups)


@router.get("/{document_id}/clauses", responses=_READING)
def get_clause_tree(document_id: DocumentId, kb: KnowledgeBaseDep, version: VersionNumber = None) -> ClauseTreeResponse:
    """Return the clauses of a document in text order."""
    found = kb.document(document_id, version=version)
    return ClauseTreeResponse.from_tree(kb.clause_tree(document_id, version=found.version), found)


@router.get("/{document_id}/clauses/{address:path}", responses=_READING_REFERENCES)
def get_clause(
    document_id: DocumentId, address: Address, kb: KnowledgeBaseDep, version: VersionNumber = None
) -> ClauseBody:
    """Return one clause with its text."""
    found = kb.clause(document_id, address, version=version)
    return ClauseBody.from_clause_text(found, kb.references.of_clause(found))


@router.get("/{document_id}/source", response_class=Response, responses={**_READING, **_ATTACHMENT})
def get_source(document_id: DocumentId, kb: KnowledgeBaseDep, version: VersionNumber = None) -> Response:
    """Return the file that the document came in, as a download."""
    file = kb.source_file(document_id, version=version)
    headers = {
        "Content-Disposition": content_disposition(file.name),
        # Whatever the file is, it never runs as a page of this server.
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(file.data, media_type="application/octet-stream", headers=headers)


@router.delete("/{document_id}", responses=_CHANGING)
def remove_document(
    document_id: DocumentId,
    request: Request,
    kb: KnowledgeBaseDep,
    purge: Annotated[bool, Query(description="Erase it for good, instead of withdrawing it.")] = False,
    version: Annotated[int | None, Query(ge=1, description="With purge: erase this version alone.")] = None,
) -> ChangeResponse:
    """Withdraw a document (reversible), or purge it, or one of its versions (for good, and for administrators)."""
    if version is not None and not purge:
        message = f"单独一版不能撤回，只能清除；要清除第 {version} 版请加上 purge=true，要撤回整份文件请去掉 version。"
        raise RequestRejected(422, "invalid_request", message, version=version)
    if purge:
        require_role(request.scope, Role.ADMIN)
        kb.purge(document_id, version=version)
        return ChangeResponse(document_id=document_id, status="purged")
    kb.withdraw(document_id)
    return ChangeResponse(document_id=document_id, status="withdrawn")


@router.post("/{document_id}/restore", responses=_CHANGING)
def restore_document(document_id: DocumentId, kb: KnowledgeBaseDep) -> ChangeResponse:
    """Make a withdrawn document findable again."""
    kb.restore(document_id)
    return ChangeResponse(document_id=document_id, status="restored")
