"""Answers from what a document says of itself: whether it holds, from when, until when, its number, who issued it.

Each rests on the clause that states it; what is concluded (a last day from a term of years) is shown with the words it
is concluded from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kb.answer.cite import answer_text, verify
from kb.answer.documents.asks import Segment, asks_of, segments_of
from kb.answer.documents.meant import Meant, meant_by
from kb.answer.documents.quoting import cited
from kb.answer.documents.statements import Statements, statements_on
from kb.answer.documents.unnamed import pointed_at, points_at, to_choose_from
from kb.answer.wording import abstention, cautions, not_found, told_standings
from kb.retrieve.view import Shelf, View
from kb.store.rows import VersionRow
from kb.types import Answer, AnswerStatus, Citation, Hit, Query, SearchResult

# How sure it is that the document was meant, by its whole name or by a part of it.
_NAMED, _MEANT = 0.95, 0.85


@dataclass(frozen=True, slots=True)
class _Told:
    """What is said of the documents that are meant, where it stands, and what they do not say."""

    text: str
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    missing: tuple[str, ...]
    confidence: float


def document_answer(question: str, query: Query, result: SearchResult, view: View, shelf: Shelf) -> Answer | None:
    """Return the answer to a prepared question that asks nothing but what a document says of itself.

    None for every other question, and where it is not sure which document is meant or what it says. A question that
    only points at a document (这个政策) is answered of the only one held, else asked back. Documents that are not in
    force are answered for as well. Raises QuoteMismatch.
    """
    segments = segments_of(question)
    if result.by_reference or not any(segment.asks for segment in segments):
        return None
    nameable = view.catalog.searched(replace(query, include_not_in_force=True), view.day)
    rows = [view.catalog[row] for row in nameable.tolist()]
    kinds = points_at(segments)
    if kinds is None:
        return _answer_of(_asked(segments, rows), query, result, view, shelf)
    pointed = pointed_at(kinds, rows, result)
    if len(pointed) != 1:
        return _to_choose(query, result, pointed)
    answer = _answer_of({Meant(pointed[0]): _together(segments)}, query, result, view, shelf)
    if query.filters.document_ids:
        return answer
    if answer is None:
        return _to_choose(query, result, pointed)
    note = f"问题没有说是哪一份文件，库里只有《{pointed[0].metadata.title}》可能是，按它回答"
    return replace(answer, warnings=(note, *answer.warnings))


def _answer_of(
    asked: Mapping[Meant, Segment], query: Query, result: SearchResult, view: View, shelf: Shelf
) -> Answer | None:
    """Return what the documents that are meant say of themselves; None where none is, or one may say it elsewhere."""
    found: list[tuple[Meant, Statements]] = []
    for meant, segment in asked.items():
        statements = statements_on(meant, segment.asks, segment.period, view, shelf)
        if statements is None:
            return None
        found.append((meant, statements))
    return _answer(query, result, _told(found, view, shelf), view, shelf) if found else None


def _to_choose(query: Query, result: SearchResult, rows: Sequence[VersionRow]) -> Answer:
    """Return an abstention that asks which document is meant."""
    text, links = to_choose_from(rows, query.question)
    return Answer(
        query.question,
        AnswerStatus.ABSTAINED,
        text,
        0.0,
        (),
        result.hits[: query.top_k],
        result.expansions,
        result.warnings,
        timings_ms=dict(result.timings_ms),
        links=links,
    )


def _together(segments: Sequence[Segment]) -> Segment:
    """Return all that is asked in one."""
    period = next((one.period for one in segments if one.period), None)
    return Segment(asks_of(segments), "", period=period)


def _answer(query: Query, result: SearchResult, told: _Told, view: View, shelf: Shelf) -> Answer:
    found = {hit.passage.passage_id for hit in told.hits}
    others = (hit for hit in result.hits if hit.passage.passage_id not in found)
    hits = [replace(hit, rank=rank) for rank, hit in enumerate((*told.hits, *others), start=1)]
    if told.citations:
        status = AnswerStatus.PARTIAL if told.missing else AnswerStatus.ANSWERED
        text = told.text + not_found(told.missing)
    else:
        status = AnswerStatus.ABSTAINED
        text = abstention(told.missing, result.hits)
    standings = told_standings(told.citations, hits, view, shelf)
    return Answer(
        query.question,
        status,
        text,
        told.confidence,
        told.citations,
        tuple(hits[: query.top_k]),
        result.expansions,
        result.warnings + cautions(told.citations, standings),
        timings_ms=dict(result.timings_ms),
        standings=standings,
    )


def _asked(segments: Sequence[Segment], rows: Sequence[VersionRow]) -> dict[Meant, Segment]:
    """Return the documents that are meant with all that is asked of each; empty where anything else is spoken of."""
    asked: dict[Meant, Segment] = {}
    before: list[Meant] = []
    for segment in segments:
        if not segment.asks and not segment.rest:
            continue
        called = meant_by(segment, rows, before)
        if called is None:
            return {}
        before = called
        for meant in called if segment.asks else ():
            held = asked.get(meant)
            asks = segment.asks | (held.asks if held else frozenset())
            period = segment.period or (held.period if held else None)
            asked[meant] = replace(segment, asks=asks, period=period)
    return asked


def _told(found: Sequence[tuple[Meant, Statements]], view: View, shelf: Shelf) -> _Told:
    citations: list[Citation] = []
    hits: list[Hit] = []
    lines: list[str] = []
    missing: list[str] = []
    for meant, statements in found:
        title = meant.repealed.value if meant.repealed else f"《{meant.row.metadata.title}》"
        if statements.missing:
            missing.append(f"{title}没有写明{'、'.join(statements.missing)}")
        if not statements.said:
            continue
        marks = []
        for citation, hit in (cited(place, view, shelf) for place in statements.places):
            marks.append(_mark(citation, citations))
            if all(hit.passage.passage_id != other.passage.passage_id for other in hits):
                hits.append(hit)
        named = "" if statements.title_said or (meant.quoted and len(found) == 1) else title
        shown = "".join(f"[{mark}]" for mark in dict.fromkeys(marks))
        lines.append(f"{named}{'；'.join(statements.said)}{shown}\n")
    text = answer_text(citations)
    verify(text, citations)
    sure = all(meant.quoted for meant, _ in found)
    confidence = (_NAMED if sure else _MEANT) if citations else 0.0
    return _Told("".join(lines) + text, tuple(citations), tuple(hits), tuple(missing), confidence)


def _mark(citation: Citation, citations: list[Citation]) -> int:
    """Return the mark of a citation among the others, to which it is added where none of them holds its words."""
    for other in citations:
        if other.version.key == citation.version.key and other.span.contains(citation.span):
            return other.mark
    citations.append(replace(citation, mark=len(citations) + 1))
    return len(citations)
