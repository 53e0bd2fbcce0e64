"""What a text says of another text, met with what is held: by title and number, in whichever order they came in."""

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
from kb.text.remembered import remembered
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
class Naming:
    """One text's statement about another: what it calls the other, where it says so, and the day it counts from."""

    by: VersionRow
    evidence: Evidence
    title: str | None
    number: str | None
    first_day: date | None


def named_in(evidence: Evidence) -> tuple[str | None, str | None]:
    """Return the title and the number, in the form in which they are compared, that a statement of a text names."""
    value = evidence.value.strip()
    quoted = _QUOTED_TITLE.search(value)
    numbered = _NUMBER.search(value)
    title = quoted.group(1) if quoted else None
    number = numbered.group(1) if numbered else None
    if title is None and _NUMBER_ALONE.fullmatch(value):
        title, number = None, value
    elif title is None:
        title = value
    return title, compare_key(number) if number else None


def keys_of(naming: Naming) -> set[str]:
    """Return the keys under which what a statement names is found: of its title, of its number."""
    keys = {name_key(naming.title)} if naming.title else set()
    return keys | ({f"#{naming.number}"} if naming.number else set())


@remembered
def _name_key(title: str) -> str:
    return name_key(title)


class NamedRows:
    """The versions by the names and numbers that some statement uses."""

    def __init__(self, rows: Iterable[VersionRow], statements: Iterable[Naming]) -> None:
        wanted = {key for statement in statements for key in keys_of(statement)}
        self._rows: dict[str, list[VersionRow]] = defaultdict(list)
        for row in rows:
            number = _number_of(row)
            for key in {_name_key(row.metadata.title), f"#{number}" if number else ""} & wanted:
                self._rows[key].append(row)

    def met(self, naming: Naming) -> tuple[Held, tuple[VersionRow, ...]]:
        """Return what is held of what a statement names; several that it may mean are all told."""
        found = {row.version_row: row for key in keys_of(naming) for row in self._rows.get(key, ())}
        return _met(naming, [found[row] for row in sorted(found)])


def _met(naming: Naming, called: Sequence[VersionRow]) -> tuple[Held, tuple[VersionRow, ...]]:
    rows = [row for row in called if _reaches(naming, row)]
    if not rows:
        # The forerunner may be an earlier version of the naming document itself.
        own = [row for row in called if _is_forerunner(naming, row)]
        return Held.HELD if own else Held.NOT_HELD, tuple(own)
    documents: dict[str, list[VersionRow]] = defaultdict(list)
    for row in rows:
        documents[row.document_id].append(row)
    meant = _meant(naming, list(documents.values()))
    if meant is None:
        return Held.AMBIGUOUS, tuple(rows)
    found = tuple(row for row in rows if any(row in held for held in meant))
    return Held.HELD if found else Held.NOT_HELD, found


def _meant(naming: Naming, documents: Sequence[list[VersionRow]]) -> Sequence[list[VersionRow]] | None:
    """Return which of the documents of one name is meant; None where they cannot be told apart.

    By the number, else by the very title, else by issuer and region: those of the naming text itself first.
    """
    numbered = [held for held in documents if naming.number and any(_number_of(row) == naming.number for row in held)]
    if numbered:
        # The same text printed elsewhere without its number is the same text.
        unnumbered = [held for held in documents if not any(_number_of(row) for row in held)]
        return [*numbered, *(held for held in unnumbered if any(akin(held[0], one[0]) for one in numbered))]
    exact = [held for held in documents if any(_bears(row, naming.title) for row in held)]
    left = exact or list(documents)
    left = [held for held in left if not _is_elsewhere(held[0], naming.by)]
    near = [held for held in left if any(_shares(row, naming.by) for row in held)]
    left = near or left
    if len(left) > 1 and not all(akin(left[0][0], held[0]) for held in left[1:]):
        return None
    return left


def _reaches(naming: Naming, row: VersionRow) -> bool:
    """Tell whether a version that bears the name or the number is what is named: not a later text of that name.

    A reprint of the naming text itself bears the name too, so a text of the naming text's own title is meant only
    where its number is the one named, or its own day is earlier.
    """
    if row.document_id == naming.by.document_id:
        return False
    number = _number_of(row)
    if naming.number and number and naming.number != number:
        return False
    begun = first_day_of(row.metadata)
    if begun is not None and naming.first_day is not None:
        return begun < naming.first_day
    return title_key(row.metadata.title) != title_key(naming.by.metadata.title) or (
        number is not None and number == naming.number
    )


def _is_forerunner(naming: Naming, row: VersionRow) -> bool:
    if row.document_id != naming.by.document_id or row.version == naming.by.version:
        return False
    begun = first_day_of(row.metadata)
    number = _number_of(row)
    named = not (naming.number and number and naming.number != number)
    return named and (begun is None or naming.first_day is None or begun < naming.first_day)


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
    """Tell whether a text without a place in its title is of another place than the one that uses its name."""
    here, there = row.metadata.region, by.metadata.region
    if here is None or there is None or _shares(row, by) or places_in(row.metadata.title):
        return False
    return here.value not in there.value and there.value not in here.value


def _number_of(row: VersionRow) -> str | None:
    return compare_key(row.metadata.doc_number.value) if row.metadata.doc_number else None


def first_day_of(metadata: Metadata) -> date | None:
    """Return the day from which what a text says counts: its first day, else that of its publication."""
    return day_of(metadata.effective_from) or day_of(metadata.published)
