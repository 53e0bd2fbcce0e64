"""The sentence at a place of a text as a citation, with the passage that holds it."""

import re
from collections.abc import Sequence

from kb.answer.documents.statements import Place
from kb.retrieve.view import Shelf, View
from kb.store.rows import PassageRow
from kb.text.sentences import sentence_spans
from kb.types import Citation, Hit, RetrievedBy, Span, Version

# A quoted sentence that is longer is cut to the part that states what is asked.
_LONGEST_QUOTE = 120
_PART_END = re.compile("[，；。,;]")


def cited(place: Place, view: View, shelf: Shelf) -> tuple[Citation, Hit]:
    """Return the sentence at a place as a citation, and the passage it stands in as a hit."""
    version = shelf.version(place.version_row)
    clauses = shelf.tree(place.version_row).clauses
    stated = place.span or _title_in(version)
    position = shelf.tree(place.version_row).at(stated.start)
    clause = clauses[position]
    quoted = _quoted(version.text, clause.own, stated)
    validity = view.catalog.validity(view.catalog[place.version_row], view.day)
    row = _passage(shelf.passages_of(place.version_row), quoted)
    citation = Citation(0, quoted.of(version.text), quoted, clause, version, validity, row.passage.passage_id)
    hit = Hit(row.passage, 1.0, 0, clauses[row.clause_position], version, validity, {"reference": RetrievedBy(1, 1.0)})
    return citation, hit


def _title_in(version: Version) -> Span:
    """Return where a text writes its title; its first sentence where it does not."""
    title = version.metadata.title
    start = version.text.find(title)
    return Span(start, start + len(title)) if start >= 0 else sentence_spans(version.text)[0]


def _quoted(text: str, own: Span, stated: Span) -> Span:
    """Return the sentences that a span lies in, within the leaf; of a long one only the part that holds the span."""
    inside = [span for span in sentence_spans(text, own) if span.start < stated.end and stated.start < span.end]
    start = min((span.start for span in inside), default=stated.start)
    end = max((span.end for span in inside), default=min(stated.end, own.end))
    if end - start <= _LONGEST_QUOTE:
        return Span(start, end)
    ends = [match.end() for match in _PART_END.finditer(text, start, stated.start)]
    following = _PART_END.search(text, min(stated.end, end), end)
    part = Span(ends[-1] if ends else start, following.end() if following else end)
    return part if len(part) <= _LONGEST_QUOTE else Span(stated.start, min(stated.end, own.end))


def _passage(rows: Sequence[PassageRow], quoted: Span) -> PassageRow:
    """Return the passage that holds most of a quote."""

    def held(row: PassageRow) -> int:
        return min(row.passage.span.end, quoted.end) - max(row.passage.span.start, quoted.start)

    return max(rows, key=held)
