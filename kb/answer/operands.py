"""Sentences that no quote holds and that an amount asked for is computed from."""

from collections.abc import Sequence

from kb.answer.calculation.calculate import asks_to_calculate, calculation
from kb.answer.calculation.terms import is_money
from kb.answer.cite import cite
from kb.answer.extractive import Quote
from kb.answer.scoring.score import ScoredUnit
from kb.retrieve.view import Shelf
from kb.text.amounts import figures_in

# Of the sentences found those that are next to likely are tried, as long as they are not chance.
_TRIED, _LEAST = 8, 0.0001


def with_operands(
    question: str, quotes: Sequence[Quote], scored: Sequence[ScoredUnit], shelf: Shelf, *, max_quotes: int
) -> Sequence[Quote]:
    """Return the quotes, before them the one sentence of the best one's document from which the asked amount follows.

    Unchanged where the question has no amount, where nothing is to be computed, where the quotes hold what is needed,
    and where several sentences could be meant: what is computed passes every check that a line from the quotes passes.
    """
    if not quotes or not asks_to_calculate(question) or not any(map(is_money, figures_in(question))):
        return quotes
    seen = list({one.unit.hit.version.key: one.unit.hit.version for one in scored}.values())
    if calculation(question, cite(quotes, shelf), seen) is not None:
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
