"""The line that names the document a quote is from, where that is asked for: 《title》（number）第五条."""

from collections.abc import Sequence
from dataclasses import dataclass

from kb.answer.cite import QuoteMismatch
from kb.answer.documents.asks import asks_which_document
from kb.clauses.label import clause_name
from kb.types import Citation, DocumentKind


@dataclass(frozen=True, slots=True)
class SourceLine:
    """What the best quote is from, and its mark."""

    text: str
    marks: tuple[int, ...]


def source_line(question: str, citations: Sequence[Citation]) -> SourceLine | None:
    """Return what names the best quote's document and clause where a prepared question asks which document rules it."""
    if not citations or not asks_which_document(question):
        return None
    best = citations[0]
    return SourceLine(_named(best), (best.mark,))


def verify_source_line(line: SourceLine, citations: Sequence[Citation]) -> None:
    """Raise QuoteMismatch unless a line names the document and clause of the citation that it points to."""
    if not any(citation.mark in line.marks and _named(citation) == line.text for citation in citations):
        raise QuoteMismatch(f"{line.text!r} is not what the citations {line.marks} are from")


def _named(citation: Citation) -> str:
    """Return what a citation is from; of a report on one document that document, and the report it is told by."""
    metadata = citation.version.metadata
    if metadata.kind is DocumentKind.NEWS:
        told_by = f"报道《{metadata.title}》"
        reported = [one.value if one.value.startswith("《") else f"《{one.value}》" for one in metadata.reports_on]
        return f"{reported[0]}（据{told_by}）" if len(reported) == 1 else told_by
    return clause_name(citation.version, citation.clause)
