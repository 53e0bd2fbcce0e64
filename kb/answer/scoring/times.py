"""The times that a unit speaks of."""

import re
from datetime import date
from functools import lru_cache

from kb.answer.scoring.texts import folded
from kb.answer.scoring.units import Unit
from kb.retrieve.validity import day_of
from kb.text.periods import Period, periods_in
from kb.types import DocumentKind, Span

_RULES = frozenset({DocumentKind.POLICY, DocumentKind.LAW})


def stated_periods(unit: Unit) -> tuple[Period, ...]:
    """Return the times that a unit speaks of: those it names, and of a rule the years in which it applies.

    A sentence that names none speaks of the time named before it in its paragraph (截至3月末，…。其中，…).
    """
    metadata = unit.hit.version.metadata
    written = day_of(metadata.published) or _last_told(unit.hit.version.text)
    named = periods_in(folded(unit.text), written) or periods_in(folded(_before(unit)), written)
    begins = day_of(metadata.effective_from)
    if metadata.kind not in _RULES or begins is None:
        return named
    ends = day_of(metadata.effective_to) or date.max
    applies = Period(Span(0, 0), date(begins.year, 1, 1), date(ends.year, 12, 31), False, False)
    return (*named, applies)


def _before(unit: Unit) -> str:
    """Return the sentences before a unit in its paragraph, the nearest one with a time and what follows it."""
    text = unit.hit.version.text
    paragraph = text[max(0, unit.span.start - _LONGEST_BEFORE) : unit.span.start].rpartition("\n")[2]
    sentences = re.split(r"(?<=[。；;！？])", paragraph)
    for sentence in reversed(sentences):
        if periods_in(folded(sentence), date.min.replace(year=2000)):
            return sentence
    return ""


@lru_cache(maxsize=256)
def _last_told(text: str) -> date | None:
    """Return the last day up to which an undated text tells what came about (截至2021年3月末); 今年 is its year."""
    years = [int(match[1]) for match in _UP_TO.finditer(text)]
    return date(max(years), 12, 31) if years else None


_UP_TO = re.compile(r"截[至止]到?((?:19|20)[0-9]{2})年")
_LONGEST_BEFORE = 300
