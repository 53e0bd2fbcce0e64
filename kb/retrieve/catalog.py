"""The catalog: what is known of every published version without its text, for filters, validity and lists."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from kb.clauses.references import title_matches
from kb.index.segments import Rows
from kb.retrieve.mentions import Names
from kb.retrieve.validity import SEARCHED_BY_DEFAULT, day_of, validity_on
from kb.store.rows import VersionRow
from kb.text.keys import compare_key, title_key
from kb.types import DocumentSummary, Filters, Metadata, Query, Validity

_QUOTED_TITLE = re.compile(r"《(.+)》")
_NUMBER = re.compile(r"[（(]([^（()）]*[〔\[【(（]\d{4}[〕\]】)）][^（()）]*号)[）)]")
# Selections of versions remembered; a selection walks through every document.
_MOST_SELECTIONS = 64


@dataclass(frozen=True, slots=True)
class Repeal:
    """One text's statement that it repeals another: from when, and what it calls the other."""

    from_day: date
    by: VersionRow
    title: str
    number: str | None

    def reaches(self, row: VersionRow) -> bool:
        """Tell whether a version that bears the title or the number is what is repealed: not a later text of that name.

        A reprint of the repealing text itself bears the title too, so a text of the same name is repealed only where
        its number is the one named, or its own day is earlier.
        """
        metadata = row.metadata
        if row.document_id == self.by.document_id:
            return False
        number = compare_key(metadata.doc_number.value) if metadata.doc_number else None
        if self.number and number and self.number != number:
            return False
        begun = _first_day(metadata)
        if begun is not None:
            return begun < self.from_day
        return self.title != title_key(self.by.metadata.title) or (number is not None and number == self.number)


class Catalog:
    """The published versions, newest of a document last. Immutable: a change makes a new catalog."""

    def __init__(self, rows: Iterable[VersionRow]) -> None:
        self._rows = {row.version_row: row for row in rows}
        self._documents: dict[str, list[VersionRow]] = defaultdict(list)
        for row in self._rows.values():
            self._documents[row.document_id].append(row)
        self._repeals = _repeals(self._rows.values())
        self._searched: dict[tuple[Filters, bool, date], Rows] = {}

    @cached_property
    def names(self) -> Names:
        """What the versions are called, made when first asked for."""
        return Names([row for row in self._rows.values() if not row.withdrawn])

    def __contains__(self, version_row: int) -> bool:
        return version_row in self._rows

    def __getitem__(self, version_row: int) -> VersionRow:
        return self._rows[version_row]

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def documents(self) -> Sequence[str]:
        """The ids of the documents, in the order they were first published."""
        return tuple(self._documents)

    def versions(self, document_id: str) -> Sequence[VersionRow]:
        """Return a document's versions, oldest first; empty where it is unknown."""
        return tuple(self._documents.get(document_id, ()))

    def validity(self, row: VersionRow, day: date) -> Validity:
        """Return the validity of a version on a day, what other texts repeal included."""
        repeal = self.repeal(row)
        return validity_on(day, row.metadata, repeal.from_day if repeal else None)

    def repeal(self, row: VersionRow) -> Repeal | None:
        """Return the statement that repeals the version; None where no published text does."""
        metadata = row.metadata
        keys = [title_key(metadata.title)]
        if metadata.doc_number:
            keys.append(compare_key(metadata.doc_number.value))
        found = [repeal for key in keys for repeal in self._repeals.get(key, ()) if repeal.reaches(row)]
        return min(found, key=lambda repeal: repeal.from_day, default=None)

    def find(self, document_id: str, version: int) -> VersionRow | None:
        """Return the row of a version; None where it is not published."""
        return next((row for row in self._documents.get(document_id, ()) if row.version == version), None)

    def in_sources(self, names: Collection[str]) -> list[VersionRow]:
        """Return the versions that came in files of these names."""
        return [row for row in self._rows.values() if row.source_name in names]

    def current(self, document_id: str, day: date) -> VersionRow:
        """Return the version of a document that stands for it on a day: the newest that has begun, else the newest.

        Raises KeyError on an unknown document.
        """
        rows = self._documents[document_id]
        begun = [row for row in rows if (day_of(row.metadata.effective_from) or date.min) <= day]
        return (begun or rows)[-1]

    def searched(self, query: Query, day: date) -> Rows:
        """Return the version rows that a query may find on a day, ascending."""
        key = (query.filters, query.include_not_in_force, day)
        # Held in a local: another thread may clear the memory at any moment.
        found = self._searched.get(key)
        if found is None:
            found = np.fromiter(self._select(query, day), dtype=np.int64)
            if len(self._searched) >= _MOST_SELECTIONS:
                self._searched.clear()
            self._searched[key] = found
        return found

    def _select(self, query: Query, day: date) -> Iterator[int]:
        rows = (self.current(document_id, day) for document_id in self._documents)
        for row in sorted(rows, key=lambda row: row.version_row):
            if row.withdrawn or not _passes(row, query.filters):
                continue
            if query.include_not_in_force or self.validity(row, day) in SEARCHED_BY_DEFAULT:
                yield row.version_row

    def titled(self, hint: str, day: date) -> list[VersionRow]:
        """Return the versions standing on a day whose title the hint names.

        Those with that very title, where there are any; else all whose title the hint may stand for.
        """
        rows = [row for row in (self.current(document_id, day) for document_id in self._documents) if not row.withdrawn]
        wanted = title_key(hint)
        exact = [row for row in rows if title_key(row.metadata.title) == wanted]
        named = exact or [row for row in rows if title_matches(hint, row.metadata.title)]
        # A report stands for a document that is not held itself.
        return named or [row for row in rows if any(wanted in title_key(name) for name in names_of(row.metadata))]

    def summary(self, row: VersionRow, day: date) -> DocumentSummary:
        """Return the version as a list shows it on a day."""
        metadata = row.metadata
        return DocumentSummary(
            row.document_id,
            row.version,
            metadata.title,
            metadata.kind,
            "、".join(issuer.value for issuer in metadata.issuers) or None,
            metadata.doc_number.value if metadata.doc_number else None,
            metadata.region.value if metadata.region else None,
            metadata.published.value if metadata.published else None,
            metadata.effective_from.value if metadata.effective_from else None,
            metadata.effective_to.value if metadata.effective_to else None,
            self.validity(row, day),
            row.source_name,
            row.withdrawn,
            row.clauses,
        )


def names_of(metadata: Metadata) -> Iterator[str]:
    """Yield what a version is called: its title, and the documents that it reports on."""
    yield metadata.title
    yield from (evidence.value for evidence in metadata.reports_on)


def _passes(row: VersionRow, filters: Filters) -> bool:
    metadata = row.metadata
    if filters.document_ids and row.document_id not in filters.document_ids:
        return False
    if filters.doc_type and metadata.kind.value not in filters.doc_type:
        return False
    if filters.region and not (metadata.region and any(region in metadata.region.value for region in filters.region)):
        return False
    issuers = [issuer.value for issuer in metadata.issuers]
    return not filters.issuer or any(wanted in issuer for wanted in filters.issuer for issuer in issuers)


def _first_day(metadata: Metadata) -> date | None:
    return day_of(metadata.effective_from) or day_of(metadata.published)


def _repeals(rows: Iterable[VersionRow]) -> dict[str, list[Repeal]]:
    """Return who repeals what, by title key and by document number."""
    found: dict[str, list[Repeal]] = defaultdict(list)
    for row in rows:
        from_day = _first_day(row.metadata)
        if row.withdrawn or from_day is None:
            continue
        for evidence in row.metadata.repeals:
            quoted = _QUOTED_TITLE.search(evidence.value)
            numbered = _NUMBER.search(evidence.value)
            title = title_key(quoted.group(1) if quoted else evidence.value)
            number = compare_key(numbered.group(1)) if numbered else None
            repeal = Repeal(from_day, row, title, number)
            for key in filter(None, (title, number)):
                found[key].append(repeal)
    return found
