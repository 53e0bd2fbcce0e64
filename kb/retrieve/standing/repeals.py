"""Which text repeals which: what each text says it repeals, met with what is held, in whichever order they came in."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kb.retrieve.standing.named import Held, NamedRows, Naming, akin, first_day_of, keys_of, named_in
from kb.store.rows import VersionRow
from kb.text.keys import compare_key
from kb.text.title_names import name_key

__all__ = ["Held", "Repeal", "RepealMet", "Repeals", "akin", "repealed_by", "repealed_name"]


@dataclass(frozen=True, slots=True)
class Repeal(Naming):
    """One text's statement that it repeals another: what it calls the other, where it says so, and from when."""

    @property
    def from_day(self) -> date:
        """The first day on which the other is repealed; the last day there is where the text names none."""
        return self.first_day or date.max


@dataclass(frozen=True, slots=True)
class RepealMet:
    """A statement with what is held of what it names; several that it may mean are named and none is marked."""

    repeal: Repeal
    held: Held
    rows: tuple[VersionRow, ...]


def repealed_by(repeal: Repeal) -> str:
    """Return who repeals, and from when."""
    since = f"，{repeal.first_day.isoformat()} 起" if repeal.first_day else "，没有写明日期"
    return f"被《{repeal.by.metadata.title}》废止{since}"


def repealed_name(met: RepealMet) -> str:
    """Return what a statement calls the document that it repeals."""
    value = met.repeal.evidence.value
    return value if "《" in value or met.repeal.title is None else f"《{value}》"


class Repeals:
    """The repeals among the published versions. A withdrawn text repeals nothing."""

    def __init__(self, rows: Iterable[VersionRow]) -> None:
        held = list(rows)
        statements = [repeal for row in held if not row.withdrawn for repeal in _statements(row)]
        self._made: dict[int, list[RepealMet]] = defaultdict(list)
        self._of: dict[int, list[Repeal]] = defaultdict(list)
        self._named: dict[str, list[Repeal]] = defaultdict(list)
        for repeal in statements:
            for key in keys_of(repeal):
                self._named[key].append(repeal)
        if not statements:
            return
        names = NamedRows(held, statements)
        for repeal in statements:
            met = RepealMet(repeal, *names.met(repeal))
            self._made[repeal.by.version_row].append(met)
            if met.held is Held.HELD:
                for row in met.rows:
                    if row.document_id != repeal.by.document_id:
                        self._of[row.version_row].append(repeal)

    def of(self, row: VersionRow) -> Repeal | None:
        """Return the statement with a day that repeals a version first; None where none does."""
        dated = [repeal for repeal in self._of.get(row.version_row, ()) if repeal.first_day is not None]
        return min(dated, key=lambda repeal: repeal.from_day, default=None)

    def every(self, row: VersionRow) -> Sequence[Repeal]:
        """Return all statements that repeal a version, by day; those without a day last."""
        return sorted(self._of.get(row.version_row, ()), key=lambda repeal: repeal.from_day)

    def of_name(self, title: str | None, number: str | None) -> Repeal | None:
        """Return the statement with a day that repeals what bears a title or a number, held or not."""
        keys = {name_key(title)} if title else set()
        if number:
            keys.add(f"#{compare_key(number)}")
        dated = [one for key in keys for one in self._named.get(key, ()) if one.first_day is not None]
        if number:
            dated = [one for one in dated if one.number in (None, compare_key(number))]
        return min(dated, key=lambda repeal: repeal.from_day, default=None)

    @cached_property
    def titles(self) -> Sequence[tuple[str, str]]:
        """The titles that dated statements repeal, each with the key under which it is looked for."""
        dated = (one for made in self._named.values() for one in made if one.title and one.first_day is not None)
        return tuple(dict.fromkeys((name_key(one.title), one.title) for one in dated if one.title))

    @cached_property
    def not_held(self) -> Sequence[Repeal]:
        """The statements that repeal what is not held."""
        return tuple(met.repeal for made in self._made.values() for met in made if met.held is Held.NOT_HELD)

    def made_by(self, row: VersionRow) -> Sequence[RepealMet]:
        """Return what a version says it repeals, in text order, with what is held of it."""
        return tuple(self._made.get(row.version_row, ()))


def _statements(row: VersionRow) -> Iterable[Repeal]:
    first_day = first_day_of(row.metadata)
    for evidence in row.metadata.repeals:
        title, number = named_in(evidence)
        yield Repeal(row, evidence, title, number, first_day)
