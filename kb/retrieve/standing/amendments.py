"""Which texts end or change single clauses of which others: what each says, met with what is held."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kb.retrieve.standing.named import Held, NamedRows, Naming, first_day_of, named_in
from kb.retrieve.validity import day_of
from kb.store.rows import VersionRow
from kb.types import ClauseChange


@dataclass(frozen=True, slots=True)
class Amendment(Naming):
    """One text's statement that clauses of another end or change, from its own day where it names one."""

    addresses: tuple[str, ...]
    change: ClauseChange

    def counts_on(self, day: date) -> bool:
        """Tell whether it counts on a day; without a day of its own it never does."""
        return self.first_day is not None and self.first_day <= day


@dataclass(frozen=True, slots=True)
class AmendmentMet:
    """A statement with what is held of what it names."""

    amendment: Amendment
    held: Held
    rows: tuple[VersionRow, ...]


class Amendments:
    """The amendments among the published versions. A withdrawn text amends nothing."""

    def __init__(self, rows: Iterable[VersionRow]) -> None:
        held = list(rows)
        statements = [one for row in held if not row.withdrawn for one in _statements(row)]
        self._made: dict[int, list[AmendmentMet]] = defaultdict(list)
        self._of: dict[int, list[Amendment]] = defaultdict(list)
        if not statements:
            return
        names = NamedRows(held, statements)
        for amendment in statements:
            met = AmendmentMet(amendment, *names.met(amendment))
            self._made[amendment.by.version_row].append(met)
            if met.held is Held.HELD:
                for row in met.rows:
                    if row.document_id != amendment.by.document_id and not _is_later(row, amendment):
                        self._of[row.version_row].append(amendment)

    def __contains__(self, version_row: int) -> bool:
        """Tell whether some clause of a version ends or changes."""
        return version_row in self._of

    @property
    def amended(self) -> Sequence[int]:
        """The rows of the versions of which some clause ends or changes."""
        return tuple(self._of)

    def of(self, row: VersionRow) -> Sequence[Amendment]:
        """Return the statements on clauses of a version, by day; those without a day last."""
        return sorted(self._of.get(row.version_row, ()), key=lambda one: one.first_day or date.max)

    def made_by(self, row: VersionRow) -> Sequence[AmendmentMet]:
        """Return what a version says of clauses of others, in text order, with what is held of them."""
        return tuple(self._made.get(row.version_row, ()))


def _statements(row: VersionRow) -> Iterable[Amendment]:
    first_day = first_day_of(row.metadata)
    for one in row.metadata.amends:
        title, number = named_in(one.named)
        from_day = day_of(one.day) or first_day
        yield Amendment(row, one.named, title, number, from_day, one.addresses, one.change)


def _is_later(row: VersionRow, amendment: Amendment) -> bool:
    """Tell whether a text was last revised or issued when the amendment counted: it has the new wording already."""
    days = (day_of(row.metadata.not_before), day_of(row.metadata.published))
    return amendment.first_day is not None and any(day is not None and day >= amendment.first_day for day in days)
