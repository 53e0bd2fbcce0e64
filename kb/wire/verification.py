"""A text checked against the clauses as plain values, in the shape of `POST /v1/verify`."""

from kb.clauses.citation import official_citation, stable_link
from kb.retrieve.phrases.types import PhrasePlace
from kb.verify.types import Checked, Cited, VerificationReport
from kb.wire.results import Record, clause_place, standing


def verification(found: VerificationReport) -> Record:
    """Return a checked text."""
    return {
        "as_of": found.day.isoformat(),
        "supported": found.supported,
        "counts": {verdict.value: count for verdict, count in found.counts.items()},
        "sentences": [checked(one) for one in found.sentences],
    }


def checked(one: Checked) -> Record:
    """Return a sentence with what became of it."""
    return {
        "text": one.text,
        "start": one.span.start,
        "end": one.span.end,
        "verdict": one.verdict.value,
        "claim": one.claim,
        "cited": [_cited(name) for name in one.cited],
        "place": _place(one.place) if one.place else None,
        "faults": [{"kind": fault.kind.value, "message": fault.message} for fault in one.faults],
    }


def _cited(one: Cited) -> Record:
    version, clause = one.version, one.clause
    return {
        "text": one.text,
        "document_id": version.document_id if version else None,
        "version": version.version if version else None,
        "clause_id": f"{version.key}#{clause.address}" if version and clause else None,
        "official_citation": official_citation(version.metadata, clause, version.of) if version and clause else None,
        "link": stable_link(version.key, clause.address if clause else None) if version else None,
        "problem": one.problem or None,
    }


def _place(place: PhrasePlace) -> Record:
    return {
        "clause_id": place.clause_id,
        **clause_place(place.clause, place.version),
        "validity": place.validity.value,
        "standing": standing(place.standing),
        "start": place.span.start,
        "end": place.span.end,
        "quote": place.quote,
        "differences": [{"op": one.op.value, "text": one.text, "wanted": one.wanted} for one in place.differences],
    }
