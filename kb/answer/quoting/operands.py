"""Sentences that no quote holds and that an amount asked for is computed from."""

from collections.abc import Sequence

from kb.answer.calculation.calculate import asks_by_name, asks_to_calculate, calculation
from kb.answer.calculation.terms import is_money, read_question
from kb.answer.cite import cite
from kb.answer.quoting.extractive import Quote
from kb.answer.scoring.score import ScoredUnit
from kb.retrieve.view import Shelf
from kb.text.amounts import figures_in
from kb.types import Version

# Of the sentences found those that are next to likely are tried, as long as they are not chance.
_TRIED, _LEAST = 8, 0.0001
# So many sentences of the best one's document are searched for operands that are told by the name of what they measure.
_SEARCHED = 40


def with_operands(
    question: str, quotes: Sequence[Quote], scored: Sequence[ScoredUnit], shelf: Shelf, *, max_quotes: int
) -> Sequence[Quote]:
    """Return the quotes, before them the sentences of the best one's document from which what is asked follows.

    Unchanged where nothing is to be computed, where the quotes hold what is needed, and where several sentences could
    be meant: what is computed passes every check that a line from the quotes passes. One sentence is looked for where
    the question has an amount; several where each operand is told by the name of what it measures.
    """
    if not quotes or not asks_to_calculate(question):
        return quotes
    seen = list({one.unit.hit.version.key: one.unit.hit.version for one in scored}.values())
    if calculation(question, cite(quotes, shelf), seen) is not None:
        return quotes
    if by_name := _by_name(question, quotes, scored, shelf, seen, max_quotes=max_quotes):
        return by_name
    if not any(map(is_money, read_question(question).figures)):
        return quotes
    found: list[Quote] = []
    for one in scored[:_TRIED]:
        unit = one.unit
        held = any(quote.version_row == unit.version_row and quote.span.contains(unit.span) for quote in quotes)
        if held or one.score < _LEAST or unit.version_row != quotes[0].version_row or not figures_in(unit.text):
            continue
        further = Quote(unit.version_row, unit.position, unit.span, unit)
        line = calculation(question, cite([further, *quotes[: max_quotes - 1]], shelf), seen)
        if line is not None and line.marks == (1,):
            found.append(further)
    return [found[0], *quotes[: max_quotes - 1]] if len(found) == 1 else quotes


def _by_name(
    question: str,
    quotes: Sequence[Quote],
    scored: Sequence[ScoredUnit],
    shelf: Shelf,
    seen: Sequence[Version],
    *,
    max_quotes: int,
) -> list[Quote]:
    """Return the quotes behind the sentences whose figures are told by what they measure; empty where there are none.

    All sentences found of the document are read at once, so that two that fit leave nothing certain.
    """
    if not asks_by_name(question):
        return []
    row = quotes[0].version_row
    units = [one.unit for one in scored if one.unit.version_row == row and figures_in(one.unit.text)][:_SEARCHED]
    every = [Quote(row, unit.position, unit.span, unit) for unit in units]
    line = calculation(question, cite(every, shelf), seen, by_name=True) if every else None
    if line is None:
        return []
    needed = [every[mark - 1] for mark in line.marks]
    beside = [one for one in quotes if not any(_overlap(one, other) for other in needed)]
    found = [*needed, *beside][:max_quotes]
    told = calculation(question, cite(found, shelf), seen)
    return found if told is not None and told.text == line.text else []


def _overlap(one: Quote, other: Quote) -> bool:
    same = (one.version_row, one.position) == (other.version_row, other.position)
    return same and one.span.start < other.span.end and other.span.start < one.span.end
