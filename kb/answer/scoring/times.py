"""The times that a unit speaks of."""

from datetime import date

from kb.answer.scoring.texts import folded
from kb.answer.scoring.units import Unit
from kb.retrieve.validity import day_of
from kb.text.periods import Period, periods_in
from kb.types import DocumentKind, Span

_RULES = frozenset({DocumentKind.POLICY, DocumentKind.LAW})


def stated_periods(unit: Unit) -> tuple[Period, ...]:
    """Return the times that a unit speaks of: those it names, and of a rule the years in which it applies."""
    metadata = unit.hit.version.metadata
    named = periods_in(folded(unit.text), day_of(metadata.published))
    begins = day_of(metadata.effective_from)
    if metadata.kind not in _RULES or begins is None:
        return named
    ends = day_of(metadata.effective_to) or date.max
    applies = Period(Span(0, 0), date(begins.year, 1, 1), date(ends.year, 12, 31), False, False)
    return (*named, applies)
