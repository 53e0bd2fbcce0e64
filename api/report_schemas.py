"""What became of an upload or a change, and the state of the server, on the wire."""

from dataclasses import asdict
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict

from api.examples import INGEST_RESPONSE
from kb.holdings import Stats
from kb.ingest.report import DocumentReport, FileReport, IngestReport, IngestStatus, ReadReport
from kb.types import DocumentKind


class DocumentReportBody(BaseModel):
    """What one document of a file became."""

    document_id: str
    version: int
    title: str
    kind: DocumentKind
    doc_number: str | None
    published: str | None
    effective_from: str | None
    clauses: int
    passages: int
    gaps: list[str]
    groups: list[str] = []

    @classmethod
    def from_report(cls, report: DocumentReport) -> Self:
        """Return the report as sent."""
        return cls(
            document_id=report.document_id,
            version=report.version,
            title=report.title,
            kind=report.kind,
            doc_number=report.doc_number,
            published=report.published,
            effective_from=report.effective_from,
            clauses=report.clauses,
            passages=report.passages,
            gaps=list(report.gaps),
            groups=list(report.groups),
        )


class ReadReportBody(BaseModel):
    """How a file was read; `text_share` and `lowest_confidence` are of its pages, null where there are none."""

    format: str
    characters: int
    tables: int
    pages: int
    text_share: float | None
    lowest_confidence: float | None

    @classmethod
    def from_report(cls, report: ReadReport) -> Self:
        """Return the report as sent."""
        return cls(
            format=report.format,
            characters=report.characters,
            tables=report.tables,
            pages=report.pages,
            text_share=report.text_share,
            lowest_confidence=report.lowest_confidence,
        )


class FileReportBody(BaseModel):
    """What became of one file, and why; `read` is null where it was not read."""

    name: str
    status: IngestStatus
    documents: list[DocumentReportBody]
    reason: str | None
    warnings: list[str]
    read: ReadReportBody | None
    seconds: float

    @classmethod
    def from_report(cls, report: FileReport) -> Self:
        """Return the report as sent."""
        return cls(
            name=report.name,
            status=report.status,
            documents=[DocumentReportBody.from_report(each) for each in report.documents],
            reason=report.reason,
            warnings=list(report.warnings),
            read=ReadReportBody.from_report(report.read) if report.read else None,
            seconds=round(report.seconds, 3),
        )


class IngestResponse(BaseModel):
    """What became of every file of an upload; a file that failed keeps no other from coming in."""

    model_config = ConfigDict(json_schema_extra={"example": INGEST_RESPONSE})

    files: list[FileReportBody]
    counts: dict[IngestStatus, int]
    generation: int
    seconds: float

    @classmethod
    def from_report(cls, report: IngestReport) -> Self:
        """Return the report as sent."""
        return cls(
            files=[FileReportBody.from_report(each) for each in report.files],
            counts={status: report.count(status) for status in IngestStatus},
            generation=report.generation,
            seconds=report.seconds,
        )


class ChangeResponse(BaseModel):
    """What became of a document."""

    document_id: str
    status: Literal["withdrawn", "restored", "purged"]


class LimitsBody(BaseModel):
    """What one request may carry."""

    question_chars: int
    source_bytes: int
    upload_files: int
    upload_bytes: int


class DenseSearchBody(BaseModel):
    """How the search by meaning goes through the vectors: compared one by one, or sketched first; measured recall."""

    exact: int
    sketched: int
    recall_10: float | None
    recall_50: float | None
    reason: str


class StatsResponse(BaseModel):
    """How much there is to search, with which model, and what a request may carry."""

    generation: int
    documents: int
    versions: int
    clauses: int
    passages: int
    model: str
    fingerprint: str
    schema_version: int
    dense: DenseSearchBody
    limits: LimitsBody

    @classmethod
    def from_stats(cls, stats: Stats, limits: LimitsBody) -> Self:
        """Return the figures as sent."""
        return cls(
            generation=stats.generation,
            documents=stats.documents,
            versions=stats.versions,
            clauses=stats.clauses,
            passages=stats.passages,
            model=stats.model,
            fingerprint=stats.fingerprint,
            schema_version=stats.schema_version,
            dense=DenseSearchBody(**asdict(stats.dense)),
            limits=limits,
        )


class CheckBody(BaseModel):
    """What one look at one part of the server showed; degraded: questions are answered, something else is not done."""

    state: Literal["ok", "degraded", "failed"]
    message: str


class HealthResponse(BaseModel):
    """The state of the server; the checks are told where they were made."""

    status: Literal["ok", "ready", "degraded"]
    checks: dict[str, CheckBody] | None = None
