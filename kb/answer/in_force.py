"""The years in which a document holds, as far as it states them."""

from kb.retrieve.validity import day_of
from kb.types import DocumentKind, Metadata

_RULES = frozenset({DocumentKind.POLICY, DocumentKind.LAW, DocumentKind.NOTICE})
# A rule without an end is seldom left as it is for longer.
_YEARS_WITHOUT_END = 5


def years_in_force(metadata: Metadata) -> set[str]:
    """Return the years in which a rule holds, from its first to its last day; without a last day the first five.

    Empty for reports, whose figures are of one time, and where no first day is stated.
    """
    first, last = day_of(metadata.effective_from), day_of(metadata.effective_to)
    if metadata.kind not in _RULES or first is None:
        return set()
    until = last.year if last else first.year + _YEARS_WITHOUT_END
    return {str(year) for year in range(first.year, until + 1)}
