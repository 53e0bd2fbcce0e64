"""Results as plain values, in the shape of the published contract: what the command line prints as JSON."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from kb.clauses.citation import official_citation, stable_link
from kb.retrieve.standing.correction_values import CorrectionReport
from kb.retrieve.words.entries import WordPage, WordReport
from kb.store.corrections import Correction
from kb.types import (
    Answer,
    Citation,
    Clause,
    ClauseText,
    DocumentSummary,
    Evidence,
    Hit,
    LeftOut,
    Link,
    PageBox,
    Responsible,
    SearchResult,
    Standing,
    StandingBy,
    Validity,
    Version,
)

if TYPE_CHECKING:
    # The indexes come with it: what prints a list needs none of them.
    from kb.retrieve.standing.clauses import AmendedClause

Record = dict[str, object]
_APPLYING = frozenset({Validity.IN_FORCE, Validity.UNKNOWN})


def answer(found: Answer) -> Record:
    """Return an answer as `POST /v1/ask` gives it."""
    return {
        "question": found.question,
        "status": found.status.value,
        "answer": found.text,
        "confidence": found.confidence,
        "citations": [citation(one, told_in(found.standings, one)) for one in found.citations],
        "links": [link(one) for one in found.links],
        "passages": [passage(hit, told_in(found.standings, hit)) for hit in found.hits],
        "expansions": [{"from": one.source, "to": list(one.targets)} for one in found.expansions],
        "warnings": list(found.warnings),
        "left_out": [left_out(one) for one in found.left_out],
        "understood_as": found.understood_as,
        "ask_at": [responsible(one) for one in found.ask_at],
        "answered_by": found.answered_by.value,
        "rejected": [{"sentence": one.sentence, "reason": one.reason} for one in found.rejected],
        "fingerprint": found.fingerprint,
        "timings_ms": found.timings_ms,
    }


def responsible(one: Responsible) -> Record:
    """Return whom to ask as an abstention gives it."""
    return {
        "name": one.name,
        "quote": one.quote,
        "document_id": one.document_id,
        "version": one.version,
        "title": one.title,
        "clause_label": one.clause_address,
        "link": stable_link(f"{one.document_id}@{one.version}", one.clause_address),
    }


def search_result(found: SearchResult) -> Record:
    """Return hits as `POST /v1/search` gives them."""
    return {
        "passages": [passage(hit, told_in(found.standings, hit)) for hit in found.hits],
        "expansions": [{"from": one.source, "to": list(one.targets)} for one in found.expansions],
        "warnings": [*found.absent, *found.warnings],
        "left_out": [left_out(one) for one in found.left_out],
        "timings_ms": found.timings_ms,
    }


def left_out(found: LeftOut) -> Record:
    """Return a version that would answer and does not apply on the day, with the reason and what replaced it."""
    version, by = found.version, found.replaced_by
    return {
        **_version(version),
        "validity": found.validity.value,
        "reason": found.reason,
        "replaced_by": _version(by) if by else None,
        "standing": standing(found.standing),
        "clause": _left_out_clause(found),
    }


def _left_out_clause(found: LeftOut) -> Record | None:
    """Return the clause of a text out of force that would be found; None where only its name was met."""
    if found.clause is None or found.span is None:
        return None
    return {
        "clause_id": f"{found.version.key}#{found.clause.address}",
        "clause_label": found.clause.address,
        "quote": found.span.of(found.version.text),
        "link": stable_link(found.version.key, found.clause.address),
    }


def standing(found: Standing | None) -> Record | None:
    """Return why a version does not apply, or by which text it still does; None where there is nothing to tell."""
    if found is None or found.reason is None:
        return None
    by = found.by
    return {"label": found.label, "reason": found.reason, "by": _standing_by(by) if by else None}


def _standing_by(by: StandingBy) -> Record:
    return {
        "document_id": by.document_id,
        "version": by.version,
        "title": by.title,
        "doc_number": by.doc_number,
        "clause_label": by.address,
        "link": stable_link(f"{by.document_id}@{by.version}", by.address),
        "from_day": by.from_day.isoformat() if by.from_day else None,
    }


def amended_clause(found: "AmendedClause") -> Record:
    """Return a clause that another text ends or changes, with the words of that text."""
    return {
        "clause_label": found.clause.address,
        "change": found.amendment.change.value,
        "reason": found.told,
        "by": _standing_by(found.by),
        "quote": found.quote,
    }


def told_in(standings: Mapping[str, Standing], found: Hit | Citation) -> Standing | None:
    """Return how a clause found stands: by itself, else as its text does; None where there is nothing to tell."""
    return standings.get(found.clause_id) or standings.get(found.version.key)


def standing_warnings(found: ClauseText) -> list[str]:
    """Return what to beware of in a clause that is shown by name: its document does not apply, or only still does."""
    told = found.standing
    if told is None or told.reason is None:
        return []
    words = f"：“{told.words}”" if told.words else ""
    return [f"《{found.version.metadata.title}》{told.reason if told.validity in _APPLYING else told.told}{words}"]


def link(found: Link) -> Record:
    """Return a place that an answer lists."""
    return {
        "text": found.text,
        "document_id": found.document_id,
        "version": found.version,
        "link": found.path or stable_link(f"{found.document_id}@{found.version}", found.address),
        "question": found.question,
    }


def citation(found: Citation, told: Standing | None = None) -> Record:
    """Return a citation with what its document says of itself."""
    metadata = found.version.metadata
    return {
        "mark": found.mark,
        "quote": found.quote,
        "clause_id": found.clause_id,
        **clause_place(found.clause, found.version),
        "passage_id": found.passage_id,
        "issuer": joined(metadata.issuers),
        "doc_number": stated(metadata.doc_number),
        "published": stated(metadata.published),
        "effective_from": stated(metadata.effective_from),
        "effective_to": stated(metadata.effective_to),
        "validity": found.validity.value,
        "standing": standing(told),
        "page": found.page,
        "boxes": [box(one) for one in found.boxes],
        "start": found.span.start,
        "end": found.span.end,
    }


def box(found: PageBox) -> Record:
    """Return a rectangle on a page, in points from its upper left corner."""
    return {
        "page": found.page,
        "left": found.left,
        "top": found.top,
        "right": found.right,
        "bottom": found.bottom,
    }


def passage(hit: Hit, told: Standing | None = None) -> Record:
    """Return a hit with where it was found."""
    return {
        "rank": hit.rank,
        "score": hit.score,
        "passage_id": hit.passage.passage_id,
        "clause_id": hit.clause_id,
        **clause_place(hit.clause, hit.version),
        "text": hit.passage.text,
        "page": hit.page,
        "start": hit.passage.span.start,
        "end": hit.passage.span.end,
        "validity": hit.validity.value,
        "standing": standing(told),
        "also_in": list(hit.also_in),
        "retrieved_by": {name: {"rank": one.rank, "score": one.score} for name, one in hit.retrieved_by.items()},
    }


def clause_text(found: ClauseText) -> Record:
    """Return a clause as `GET /v1/clauses` gives it."""
    return {
        "clause_id": found.clause_id,
        **clause_place(found.clause, found.version),
        "text": found.text,
        "validity": found.validity.value,
        "standing": standing(found.standing),
        "read_as": found.read_as,
    }


def document_summary(found: DocumentSummary) -> Record:
    """Return a document as `GET /v1/documents` lists it."""
    return {
        "document_id": found.document_id,
        "version": found.version,
        "title": found.title,
        "kind": found.kind.value,
        "issuer": found.issuer,
        "doc_number": found.doc_number,
        "region": found.region,
        "published": found.published,
        "effective_from": found.effective_from,
        "effective_to": found.effective_to,
        "validity": found.validity.value,
        "source": found.source,
        "withdrawn": found.withdrawn,
        "clauses": found.clauses,
        "groups": list(found.groups),
    }


def word_page(found: WordPage) -> Record:
    """Return entries of the dictionary as `GET /v1/words` gives them."""
    return {
        "words": [{"term": one.term, "expression": one.expression, "state": one.state.value} for one in found.entries],
        "total": found.total,
        "revision": found.revision,
    }


def word_report(found: WordReport) -> Record:
    """Return what became of changes to the dictionary as `POST /v1/words` gives it, with the faults of a file."""
    return {
        "changes": [
            {"term": one.term, "expression": one.expression, "outcome": one.outcome.value, "note": one.note}
            for one in found.changes
        ],
        "revision": found.revision,
        "faults": [{"line": one.line, "text": one.text, "reason": one.reason} for one in found.faults],
    }


def correction(found: Correction) -> Record:
    """Return one change that staff made, as `GET /v1/documents/{id}/history` gives it."""
    return {
        "document_id": found.document_id,
        "version": found.version,
        "field": found.field.value,
        "action": found.action.value,
        "previous": found.previous,
        "value": found.value,
        "from_day": found.from_day,
        "by": found.by,
        "at": found.at,
        "reason": found.reason,
    }


def correction_report(found: CorrectionReport) -> Record:
    """Return what became of a correction as `PATCH /v1/documents/{id}` gives it."""
    return {"changes": [correction(one) for one in found.made], "notes": list(found.notes)}


def stated(evidence: Evidence | None) -> str | None:
    """Return the value that is stated; None where none is."""
    return evidence.value if evidence else None


def joined(values: Iterable[Evidence]) -> str | None:
    """Return the values joined as a Chinese list; None where there are none."""
    return "、".join(one.value for one in values) or None


def _version(found: Version) -> Record:
    return {"document_id": found.document_id, "version": found.version, "title": found.metadata.title}


def clause_place(clause: Clause, version: Version) -> Record:
    """Return where a clause stands: its address, citation and link, and its document."""
    return {
        "clause_label": clause.address,
        "official_citation": official_citation(version.metadata, clause, version.of),
        "link": stable_link(version.key, clause.address),
        "heading_path": list(clause.heading_path),
        "document_id": version.document_id,
        "version": version.version,
        "title": version.metadata.title,
        "source": version.source_name,
    }
