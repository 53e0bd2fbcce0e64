"""Which text lets which hold on: what each says goes on to hold and until when, met with what is held."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kb.retrieve.standing.named import Held, NamedRows, Naming, first_day_of, named_in
from kb.retrieve.validity import day_of
from kb.store.corrections import SetByStaff
from kb.store.rows import VersionRow
from kb.text.dates import last_day_of_months
from kb.types import Evidence


@dataclass(frozen=True, slots=True)
class Extension(Naming):
    """One text's statement that another goes on to hold: until a day, some months longer, or without an end."""

    until: date | None = None
    months: int | None = None
    stated: Evidence | None = None
    """Where the text says until when, which may be the heading of a list."""

    def after(self, end: date | None) -> date | None:
        """Return the last day on which the other holds, `end` being the last one before; None where there is none."""
        if self.until is not None:
            return self.until
        if self.months is not None:
            return last_day_of_months(end + timedelta(days=1), self.months) if end else None
        # What merely goes on to hold keeps the end that is still to come.
        return end if end is not None and self.first_day is not None and self.first_day <= end else None


@dataclass(frozen=True, slots=True)
class Term:
    """The last day on which a version holds, and the text that says so where it is not its own."""

    ends: date | None
    by: Extension | None = None


@dataclass(frozen=True, slots=True)
class ExtensionMet:
    """A statement with what is held of what it names."""

    extension: Extension
    held: Held
    rows: tuple[VersionRow, ...]


class Extensions:
    """The extensions among the published versions. A withdrawn text extends nothing."""

    def __init__(self, rows: Iterable[VersionRow]) -> None:
        held = list(rows)
        statements = [one for row in held if not row.withdrawn for one in _statements(row)]
        self._made: dict[int, list[ExtensionMet]] = defaultdict(list)
        self._of: dict[int, list[Extension]] = defaultdict(list)
        if not statements:
            return
        names = NamedRows(held, statements)
        for extension in statements:
            met = ExtensionMet(extension, *names.met(extension))
            self._made[extension.by.version_row].append(met)
            if met.held is Held.HELD:
                for row in met.rows:
                    if row.document_id != extension.by.document_id:
                        self._of[row.version_row].append(extension)

    def term(self, row: VersionRow, day: date) -> Term:
        """Return the last day of a version as it is known on a day: what was said by then, the last word counting."""
        term = Term(day_of(row.metadata.effective_to))
        if isinstance(row.metadata.effective_to, SetByStaff):
            return term
        said = [one for one in self._of.get(row.version_row, ()) if (one.first_day or date.min) <= day]
        for extension in sorted(said, key=lambda one: one.first_day or date.min):
            after = extension.after(term.ends)
            if after != term.ends and (after is None or term.ends is None or after > term.ends):
                term = Term(after, extension)
        return term

    def every(self, row: VersionRow) -> Sequence[Extension]:
        """Return all statements of other texts that a version goes on to hold, by day."""
        return sorted(self._of.get(row.version_row, ()), key=lambda one: one.first_day or date.min)

    def made_by(self, row: VersionRow) -> Sequence[ExtensionMet]:
        """Return what a version says goes on to hold, in text order, with what is held of it."""
        return tuple(self._made.get(row.version_row, ()))


def _statements(row: VersionRow) -> Iterable[Extension]:
    first_day = first_day_of(row.metadata)
    for one in row.metadata.extends:
        title, number = named_in(one.named)
        until = day_of(one.until)
        # What is only said to go on counts from a day: without one nothing is known of when it was said.
        if until is not None or one.months is not None or first_day is not None:
            yield Extension(row, one.named, title, number, first_day, until, one.months, one.until)
