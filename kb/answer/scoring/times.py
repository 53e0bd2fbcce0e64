"""The times that a unit speaks of."""

import re
from collections.abc import Iterator
from datetime import date

from kb.answer.scoring.texts import folded
from kb.answer.scoring.units import Unit
from kb.retrieve.validity import day_of
from kb.text.periods import Period, periods_in
from kb.text.remembered import remembered_texts
from kb.types import DocumentKind, Span, Version

_RULES = frozenset({DocumentKind.POLICY, DocumentKind.LAW})
# A circular may tell what was reached, and lays down nothing.
_TELLS = re.compile(r"(?:通报|简报|公报|年报|总结|报告|情况|进展|成效)$")
_LONGEST_BEFORE = 300
# Figures by county and by bank stand behind the paragraph that says of which time they are.
_LONGEST_ABOVE = 700
_ANY_DAY = date(2000, 12, 31)
_SENTENCES = re.compile(r"(?<=[。；;！？\n])")
_PART_OF_YEAR = r"\s*(?:[0-9]{1,2}月|[上下]半年|[一二三四首]季|前)"
# What an article reports: the state up to a day, the figures of a part of a year.
_TOLD = (
    re.compile(r"截[至止]到?((?:19|20)[0-9]{2})年"),
    re.compile(rf"至((?:19|20)[0-9]{{2}})年{_PART_OF_YEAR}份?末?[，,]"),
    re.compile(r"(?:召开|举行|发布|公布|通报|晒出)了?((?:19|20)[0-9]{2})年(?:[上下]半年|[一二三四首前]\w{0,2}季|前)"),
)
# The first day that a report names.
_DATELINE = re.compile(
    r"讯(?:(?![0-9]月).){0,160}?(?<![0-9年])(?P<month>1[0-2]|[1-9])月(?P<day>[12]?[0-9]|3[01])日", re.DOTALL
)


def is_rule(version: Version) -> bool:
    """Tell whether a text lays down rules: what was reached is told by others."""
    return version.metadata.kind in _RULES and not _TELLS.search(version.metadata.title)


def written_on(version: Version) -> date | None:
    """Return the day on which a text was written, for 今年 in it; the last of its year where only that is told."""
    return day_of(version.metadata.published) or _last_told(version.text)


def stated_periods(unit: Unit) -> tuple[Period, ...]:
    """Return the times that a unit speaks of: those it names, and of a rule the years in which it applies.

    A sentence that names none speaks of the time named before it in its paragraph (截至3月末，…。其中，…); of a report,
    of the one named last in the paragraphs above.
    """
    version = unit.hit.version
    named = named_periods(unit, written_on(version))
    begins = day_of(version.metadata.effective_from)
    if not is_rule(version) or begins is None:
        return named
    ends = day_of(version.metadata.effective_to) or date.max
    applies = Period(Span(0, 0), date(begins.year, 1, 1), date(ends.year, 12, 31), False, False)
    return (*named, applies)


def named_periods(unit: Unit, written: date | None) -> tuple[Period, ...]:
    """Return the times that a unit names, else its lead-in, else what stands before it, as `written` on a day."""
    for sentence in _spoken_before(unit):
        if found := periods_in(folded(sentence), written):
            return found
        if periods_in(folded(sentence), _ANY_DAY):
            # The nearest time is one whose year nothing tells.
            return ()
    return ()


def _spoken_before(unit: Unit) -> Iterator[str]:
    """Yield a unit, its lead-in, and the sentences before it in its paragraph, nearest first, of a report more."""
    yield unit.text
    version = unit.hit.version
    if unit.lead_in:
        yield unit.lead_in.of(version.text)
    before = version.text[max(0, unit.span.start - _longest_before(version)) : unit.span.start]
    yield from reversed(_SENTENCES.split(before.rpartition("\n")[2] if is_rule(version) else before))


def _longest_before(version: Version) -> int:
    return _LONGEST_BEFORE if is_rule(version) else _LONGEST_ABOVE


@remembered_texts(256)
def _last_told(text: str) -> date | None:
    """Return the last day up to which an undated text tells what came about (截至2021年3月末); 今年 is its year.

    Where the report begins with a day (本报讯 …9月16日，记者从…), that is the day.
    """
    years = [int(match[1]) for pattern in _TOLD for match in pattern.finditer(text)]
    if not years:
        return None
    day = _DATELINE.search(text)
    try:
        return date(max(years), int(day["month"]), int(day["day"])) if day else date(max(years), 12, 31)
    except ValueError:
        return date(max(years), 12, 31)
