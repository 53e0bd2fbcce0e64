"""What is quoted where a question names the clauses it wants: those clauses, in the order they are named."""

from collections.abc import Sequence
from dataclasses import replace

from kb.answer.quoting.extractive import Quote
from kb.answer.scoring.score import ScoredUnit
from kb.answer.scoring.units import Unit
from kb.clauses.references.asked import asks_only, find_references
from kb.types import Span

_MARK = 3
# Of a long list of clauses each is quoted with so many characters at least, ...
_SHARE = 80
# ... and no more clauses than these: who wants more opens the document.
_MOST_CLAUSES = 12


def named_quotes(question: str, scored: Sequence[ScoredUnit], *, max_chars: int, max_quotes: int) -> list[Quote]:
    """Return what to quote of the clauses that were fetched by their names; empty where one sentence is asked for.

    A question that asks for nothing but clauses gets their text from its beginning; one that asks something of several
    clauses gets the best sentence of each.
    """
    groups: dict[str, list[ScoredUnit]] = {}
    for one in sorted(scored, key=lambda one: one.unit.hit.rank):
        groups.setdefault(one.unit.hit.clause_id, []).append(one)
    clauses = list(groups.values())[:_MOST_CLAUSES]
    whole = asks_only(question, find_references(question))
    if not clauses or (len(clauses) == 1 and not whole):
        return []
    if not whole:
        best = [max(group, key=lambda one: one.score).unit for group in clauses]
        return [_quote(unit) for unit in best][: max(max_quotes, len(clauses))]
    room = max(max_chars, _SHARE * len(clauses))
    quotes: list[Quote] = []
    for number, group in enumerate(clauses):
        share = (room - sum(len(quote.span) + _MARK for quote in quotes)) // (len(clauses) - number)
        most = max(max_quotes, len(clauses)) - (len(clauses) - number - 1) - len(quotes)
        quotes.extend(_from_the_beginning([one.unit for one in group], share, most))
    return quotes


def _from_the_beginning(units: Sequence[Unit], room: int, most: int) -> list[Quote]:
    quotes: list[Quote] = []
    for unit in sorted(units, key=lambda unit: unit.span):
        last = quotes[-1] if quotes else None
        if last is not None and (last.version_row, last.position) == (unit.version_row, unit.position):
            more = [*quotes[:-1], replace(last, span=Span(last.span.start, unit.span.end))]
        else:
            more = [*quotes, _quote(unit)]
        if quotes and (len(more) > most or sum(len(quote.span) + _MARK for quote in more) > room):
            break
        quotes = more
    return quotes


def _quote(unit: Unit) -> Quote:
    return Quote(unit.version_row, unit.position, unit.span, unit)
