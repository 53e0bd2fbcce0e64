"""The sentence of a report that names in full the document that it reports on."""

from collections.abc import Sequence

from kb.answer.documents.asks import Ask, segments_of
from kb.answer.quoting.extractive import Quote, length
from kb.answer.scoring.score import ScoredUnit
from kb.types import DocumentKind

_IN_IT = frozenset({Ask.NAME, Ask.ISSUER})


def with_full_name(
    question: str, quotes: Sequence[Quote], scored: Sequence[ScoredUnit], *, max_quotes: int, max_chars: int
) -> Sequence[Quote]:
    """Return the quotes, before them the sentence with the full name where a prepared question asks for that.

    Who issued it mostly stands in that sentence too: nothing else is quoted where nothing else is asked for. Beside
    something else it takes the room of the last quotes, but not of the best one. Unchanged where the best quote is of
    no report on one document.
    """
    asks = [segment.asks for segment in segments_of(question)]
    if not quotes or all(Ask.NAME not in asked for asked in asks):
        return quotes
    version = quotes[0].unit.hit.version
    reports = version.metadata.reports_on
    if version.metadata.kind is not DocumentKind.NEWS or len(reports) != 1 or reports[0].span is None:
        return quotes
    named = reports[0].span
    if any(quote.version_row == quotes[0].version_row and quote.span.contains(named) for quote in quotes):
        return quotes
    for one in scored:
        unit = one.unit
        if unit.version_row == quotes[0].version_row and unit.span.contains(named):
            further = Quote(unit.version_row, unit.position, unit.span, unit)
            is_all = all(asked and asked <= _IN_IT for asked in asks)
            kept = [further] if is_all else [further, *quotes[: max_quotes - 1]]
            while len(kept) > 2 and length(kept) > max_chars:
                kept.pop()
            return kept
    return quotes
