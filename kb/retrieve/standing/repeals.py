"""Which text repeals which: what each text says it repeals, met with what is held, in whichever order they came in."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kb.retrieve.validity import day_of
from kb.store.rows import VersionRow
from kb.text.keys import compare_key, title_key
from kb.text.places import places_in
from kb.text.title_names import name_key
from kb.types import Evidence, Metadata

_QUOTED_TITLE = re.compile(r"《(.+)》")
_NUMBER = re.compile(r"[（(]([^（()）]*(?:[〔\[【(（]\d{4}[〕\]】)）]|令|公告)[^（()）]*号)[）)]")
_NUMBER_ALONE = re.compile(r"[^《》]*(?:[〔\[【(（]\d{4}[〕\]】)）]|令|公告)[^《》]*号")
_COUNTRY = "中华人民共和国"


class Held(StrEnum):
    """What is held of a text that another names."""

    HELD = "held"
    NOT_HELD = "not_held"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Repeal:
    """One text's statement that it repeals another: what it calls the other, where it says so, and from when."""

    by: VersionRow
    evidence: Evidence
    title: str | None
    number: str | None
    first_day: date | None

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
            for key in _keys(repeal):
                self._named[key].append(repeal)
        if not statements:
            return
        names = _Names(held, statements)
        for repeal in statements:
            met = _met(repeal, names.called(repeal))
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

    def made_by(self, row: VersionRow) -> Sequence[RepealMet]:
        """Return what a version says it repeals, in text order, with what is held of it."""
        return tuple(self._made.get(row.version_row, ()))


class _Names:
    """The versions by the names and numbers that some statement uses."""

    def __init__(self, rows: Iterable[VersionRow], statements: Iterable[Repeal]) -> None:
        wanted = {key for repeal in statements for key in _keys(repeal)}
        self._rows: dict[str, list[VersionRow]] = defaultdict(list)
        for row in rows:
            number = _number_of(row)
            for key in {name_key(row.metadata.title), f"#{number}" if number else ""} & wanted:
                self._rows[key].append(row)

    def called(self, repeal: Repeal) -> list[VersionRow]:
        """Return the versions that bear the name or the number, in the order they came in."""
        found = {row.version_row: row for key in _keys(repeal) for row in self._rows.get(key, ())}
        return [found[row] for row in sorted(found)]


def _statements(row: VersionRow) -> Iterable[Repeal]:
    first_day = _first_day(row.metadata)
    for evidence in row.metadata.repeals:
        value = evidence.value.strip()
        quoted = _QUOTED_TITLE.search(value)
        numbered = _NUMBER.search(value)
        title = quoted.group(1) if quoted else None
        number = numbered.group(1) if numbered else None
        if title is None and _NUMBER_ALONE.fullmatch(value):
            title, number = None, value
        elif title is None:
            title = value
        yield Repeal(row, evidence, title, compare_key(number) if number else None, first_day)


def _keys(repeal: Repeal) -> set[str]:
    keys = {name_key(repeal.title)} if repeal.title else set()
    return keys | ({f"#{repeal.number}"} if repeal.number else set())


def _met(repeal: Repeal, called: Sequence[VersionRow]) -> RepealMet:
    rows = [row for row in called if _reaches(repeal, row)]
    if not rows:
        # The forerunner may be an earlier version of the repealing document itself.
        own = [row for row in called if _is_forerunner(repeal, row)]
        return RepealMet(repeal, Held.HELD if own else Held.NOT_HELD, tuple(own))
    documents: dict[str, list[VersionRow]] = defaultdict(list)
    for row in rows:
        documents[row.document_id].append(row)
    meant = _meant(repeal, list(documents.values()))
    if meant is None:
        return RepealMet(repeal, Held.AMBIGUOUS, tuple(rows))
    found = tuple(row for row in rows if any(row in held for held in meant))
    return RepealMet(repeal, Held.HELD if found else Held.NOT_HELD, found)


def _meant(repeal: Repeal, documents: Sequence[list[VersionRow]]) -> Sequence[list[VersionRow]] | None:
    """Return which of the documents of one name is meant; None where they cannot be told apart.

    By the number, else by the very title, else by issuer and region: those of the repealing text itself first.
    """
    numbered = [held for held in documents if repeal.number and any(_number_of(row) == repeal.number for row in held)]
    if numbered:
        # The same text printed elsewhere without its number is the same text.
        unnumbered = [held for held in documents if not any(_number_of(row) for row in held)]
        return [*numbered, *(held for held in unnumbered if any(akin(held[0], one[0]) for one in numbered))]
    exact = [held for held in documents if any(_bears(row, repeal.title) for row in held)]
    left = exact or list(documents)
    left = [held for held in left if not _is_elsewhere(held[0], repeal.by)]
    near = [held for held in left if any(_shares(row, repeal.by) for row in held)]
    left = near or left
    if len(left) > 1 and not all(akin(left[0][0], held[0]) for held in left[1:]):
        return None
    return left


def _reaches(repeal: Repeal, row: VersionRow) -> bool:
    """Tell whether a version that bears the name or the number is what is repealed: not a later text of that name.

    A reprint of the repealing text itself bears the name too, so a text of the repealing text's own title is repealed
    only where its number is the one named, or its own day is earlier.
    """
    if row.document_id == repeal.by.document_id:
        return False
    number = _number_of(row)
    if repeal.number and number and repeal.number != number:
        return False
    begun = _first_day(row.metadata)
    if begun is not None and repeal.first_day is not None:
        return begun < repeal.first_day
    return title_key(row.metadata.title) != title_key(repeal.by.metadata.title) or (
        number is not None and number == repeal.number
    )


def _is_forerunner(repeal: Repeal, row: VersionRow) -> bool:
    if row.document_id != repeal.by.document_id or row.version == repeal.by.version:
        return False
    begun = _first_day(row.metadata)
    number = _number_of(row)
    named = not (repeal.number and number and repeal.number != number)
    return named and (begun is None or repeal.first_day is None or begun < repeal.first_day)


def _bears(row: VersionRow, title: str | None) -> bool:
    return title is not None and title_key(row.metadata.title) == title_key(title)


def _shares(one: VersionRow, other: VersionRow) -> bool:
    """Tell whether two texts have an issuer or their region in common."""
    issuers = {evidence.value for evidence in one.metadata.issuers}
    if issuers & {evidence.value for evidence in other.metadata.issuers}:
        return True
    here, there = one.metadata.region, other.metadata.region
    return here is not None and there is not None and here.value == there.value


def akin(one: VersionRow, other: VersionRow) -> bool:
    """Tell whether two texts of one name are texts of one thing: of one place or issuer, or of a name with a place."""
    if _shares(one, other):
        return True
    title = one.metadata.title
    if title_key(title) != title_key(other.metadata.title):
        return False
    return title.startswith(_COUNTRY) or bool(places_in(title))


def _is_elsewhere(row: VersionRow, by: VersionRow) -> bool:
    """Tell whether a text without a place in its title is of another place than the one that repeals its name."""
    here, there = row.metadata.region, by.metadata.region
    if here is None or there is None or _shares(row, by) or places_in(row.metadata.title):
        return False
    return here.value not in there.value and there.value not in here.value


def _number_of(row: VersionRow) -> str | None:
    return compare_key(row.metadata.doc_number.value) if row.metadata.doc_number else None


def _first_day(metadata: Metadata) -> date | None:
    return day_of(metadata.effective_from) or day_of(metadata.published)
