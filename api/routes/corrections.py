"""What staff set by hand about a document: changed, and told with its history."""

from fastapi import APIRouter, Depends, Request

from api.access import caller_of
from api.correction_schemas import CorrectionBody, CorrectionRequest, CorrectionsResponse, HistoryResponse
from api.deps import DocumentId, KnowledgeBaseDep, VersionNumber, require_json
from api.responses import refusals
from kb.retrieve.standing.correction_values import CorrectionReport

router = APIRouter(prefix="/v1/documents", tags=["documents"])


@router.patch(
    "/{document_id}",
    dependencies=[Depends(require_json)],
    responses=refusals(400, 403, 404, 409, 413, 415, 422),
)
def correct_document(
    document_id: DocumentId, body: CorrectionRequest, request: Request, kb: KnowledgeBaseDep
) -> CorrectionsResponse:
    """Correct what a version says of itself, or who sees the document; it counts at once, and is kept with who did."""
    caller = caller_of(request.scope)
    report = CorrectionReport((), ())
    if body.groups is None or body.corrects:
        report = kb.corrections.change(
            document_id,
            body.to_changes(),
            by=(caller.signed(body.by) if caller and body.by.strip() else None) or body.by,
            reason=body.reason,
            version=body.version,
            from_version=body.from_version,
        )
    groups = kb.groups.of(document_id) if body.groups is None else kb.groups.set(document_id, body.groups)
    return CorrectionsResponse.from_report(report, groups)


@router.get("/{document_id}/history", responses=refusals(403, 404, 422))
def get_history(document_id: DocumentId, kb: KnowledgeBaseDep, version: VersionNumber = None) -> HistoryResponse:
    """Return every correction of a document, or of one version, and those of the version that still stand."""
    changes = kb.corrections.history(document_id, version=version)
    shown = kb.document(document_id, version=version)
    standing = kb.corrections.standing(document_id, shown.version)
    return HistoryResponse(
        changes=[CorrectionBody.from_correction(one) for one in changes],
        standing={name: CorrectionBody.from_correction(one) for name, one in standing.items()},
        not_carried=[
            CorrectionBody.from_correction(one) for one in kb.corrections.not_carried(document_id, version=version)
        ],
    )
