"""The versions of one document in the order of their own days, and when each gives way to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kb.retrieve.validity import day_of
from kb.store.rows import VersionRow
from kb.types import Metadata


@dataclass(frozen=True, slots=True)
class Edition:
    """A version among the others of its document: the first day it stands for the document, and what replaces it."""

    row: VersionRow
    begins: date
    """`date.min` where the text states no day."""
    replaced_by: VersionRow | None = None
    replaced_from: date | None = None

    def is_replaced_on(self, day: date) -> bool:
        """Tell whether the next version has begun on the day."""
        return self.replaced_from is not None and self.replaced_from <= day


def editions(rows: Sequence[VersionRow]) -> tuple[Edition, ...]:
    """Return a document's versions by their own days, whatever order they came in.

    A version's day is that from which it applies, else that of its publication; one that states neither follows the
    latest of those that came before it.
    """
    ordered = _in_order(rows)
    begins: list[date] = []
    for place, row in enumerate(ordered):
        day = _begins(row.metadata, ordered[place - 1].metadata if place else None)
        begins.append(day if day == date.min else max([day, *begins]))
    following = [*zip(ordered[1:], begins[1:], strict=True), (None, None)]
    return tuple(
        Edition(row, day, replaced_by, replaced_from)
        for row, day, (replaced_by, replaced_from) in zip(ordered, begins, following, strict=True)
    )


def begun(day: date | None) -> str | None:
    """Return the day from which a version was replaced; None where no text states it."""
    return None if day is None or day == date.min else day.isoformat()


def _in_order(rows: Sequence[VersionRow]) -> list[VersionRow]:
    latest = (date.min, date.min)
    keys: dict[int, tuple[date, date, int]] = {}
    for row in sorted(rows, key=lambda row: row.version):
        days = _days(row.metadata) or latest
        latest = max(latest, days)
        keys[row.version_row] = (*days, row.version)
    return sorted(rows, key=lambda row: keys[row.version_row])


def _days(metadata: Metadata) -> tuple[date, date] | None:
    starts, published = day_of(metadata.effective_from), day_of(metadata.published)
    first = starts or published
    return (first, published or first) if first else None


def _begins(metadata: Metadata, before: Metadata | None) -> date:
    """Return the first day of a version.

    An amended law keeps the day on which the law first applied: the amended text begins when it is published.
    """
    days = _days(metadata)
    if days is None:
        return date.min
    earlier = _days(before) if before else None
    return max(days) if earlier and days[0] <= earlier[0] else days[0]
