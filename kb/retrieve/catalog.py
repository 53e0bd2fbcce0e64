"""The catalog: what is known of every published version without its text, for filters, validity and lists."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np

from kb.index.segments import Rows
from kb.retrieve.naming.called import Called
from kb.retrieve.naming.mentions import Names
from kb.retrieve.naming.placed import HeldPlaces
from kb.retrieve.naming.same_titles import told_apart_by_owner
from kb.retrieve.standing.amendments import Amendments
from kb.retrieve.standing.extensions import Extensions, Term
from kb.retrieve.standing.repeals import Repeal, Repeals
from kb.retrieve.standing.succession import Edition, editions
from kb.retrieve.validity import SEARCHED_BY_DEFAULT, validity_until
from kb.store.rows import VersionRow
from kb.types import DocumentSummary, Filters, Metadata, Query, Validity

# Selections of versions remembered; a selection walks through every document.
_MOST_SELECTIONS = 64


@dataclass(frozen=True, slots=True)
class Beside:
    """What is not searched on a day because it does not apply, by version row, ascending."""

    others: Rows
    """The versions that do not apply."""
    out: Rows
    """These, and the searched ones of which some clause has ended or changed."""
    every: Rows
    """The searched versions and the others."""


class Catalog:
    """The published versions, those of a document by their own days. Immutable: a change makes a new catalog."""

    def __init__(self, rows: Iterable[VersionRow]) -> None:
        self._rows = {row.version_row: row for row in rows}
        documents: dict[str, list[VersionRow]] = defaultdict(list)
        for row in self._rows.values():
            documents[row.document_id].append(row)
        self._documents = {document_id: editions(held) for document_id, held in documents.items()}
        self._editions = {one.row.version_row: one for held in self._documents.values() for one in held}
        self.repeals = Repeals(self._rows.values())
        self.extensions = Extensions(self._rows.values())
        self.amendments = Amendments(self._rows.values())
        self._searched: dict[tuple[Filters, bool, date], Rows] = {}
        self._beside: dict[tuple[Filters, date], Beside] = {}
        self._validities: dict[tuple[int, date], Validity] = {}

    @cached_property
    def names(self) -> Names:
        """What the versions are called, made when first asked for."""
        return Names([row for row in self._rows.values() if not row.withdrawn])

    @cached_property
    def places(self) -> HeldPlaces:
        """The places of the versions that only their own texts make known, made when first asked for."""
        return HeldPlaces(row.metadata for row in self._rows.values() if not row.withdrawn)

    @cached_property
    def whose(self) -> Mapping[int, str]:
        """Whose versions are, by row, of which only that tells the citation from that of another document."""
        return told_apart_by_owner(self._rows.values())

    @cached_property
    def called(self) -> Called:
        """What other texts call the documents, made when first asked for."""
        return Called(self._rows.values())

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
        """Return a document's versions by their own days, oldest first; empty where it is unknown."""
        return tuple(one.row for one in self._documents.get(document_id, ()))

    def edition(self, row: VersionRow) -> Edition:
        """Return a version's place among those of its document: when it begins, and what replaces it."""
        return self._editions[row.version_row]

    def validity(self, row: VersionRow, day: date) -> Validity:
        """Return the validity of a version on a day, what other texts repeal and newer versions replace included.

        What staff set by hand goes before all of that.
        """
        # Held in a local: another thread may begin another dictionary at any moment.
        known, key = self._validities, (row.version_row, day)
        found = known.get(key)
        if found is None:
            found = self._validity(row, day)
            if len(known) >= _MOST_SELECTIONS * len(self._rows):
                self._validities = known = {}
            known[key] = found
        return found

    def _validity(self, row: VersionRow, day: date) -> Validity:
        by_hand = row.by_hand.on(day) if row.by_hand else None
        if by_hand is not None:
            return by_hand
        repeal = self.repeal(row)
        ends = (repeal.from_day if repeal else None, self.edition(row).replaced_from)
        repealed_from = min((one for one in ends if one is not None), default=None)
        return validity_until(day, row.metadata, self.term(row, day).ends, repealed_from)

    def term(self, row: VersionRow, day: date) -> Term:
        """Return until when a version holds as it is known on a day, and who says so where the text itself does not."""
        return self.extensions.term(row, day)

    def repeal(self, row: VersionRow) -> Repeal | None:
        """Return the statement that repeals the version; None where no published text does."""
        return self.repeals.of(row)

    def find(self, document_id: str, version: int) -> VersionRow | None:
        """Return the row of a version; None where it is not published."""
        return next((row for row in self.versions(document_id) if row.version == version), None)

    def in_sources(self, names: Collection[str]) -> list[VersionRow]:
        """Return the versions that came in files of these names."""
        return [row for row in self._rows.values() if row.source_name in names]

    def current(self, document_id: str, day: date) -> VersionRow:
        """Return the version of a document that stands for it on a day: the last that has begun, else the first.

        Raises KeyError on an unknown document.
        """
        held = self._documents[document_id]
        return next((one.row for one in reversed(held) if one.begins <= day), held[0].row)

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

    def beside(self, query: Query, day: date) -> Beside:
        """Return what a query does not search because it does not apply on the day."""
        key = (query.filters, day)
        found = self._beside.get(key)
        if found is None:
            every = self.searched(replace(query, include_not_in_force=True), day)
            searched = self.searched(replace(query, include_not_in_force=False), day)
            others = np.setdiff1d(every, searched)
            ended = np.intersect1d(searched, np.array(self.amendments.amended, dtype=np.int64))
            found = Beside(others, np.union1d(others, ended), every)
            if len(self._beside) >= _MOST_SELECTIONS:
                self._beside.clear()
            self._beside[key] = found
        return found

    def _select(self, query: Query, day: date) -> Iterator[int]:
        rows = (self.current(document_id, day) for document_id in self._documents)
        for row in sorted(rows, key=lambda row: row.version_row):
            if row.withdrawn or not _passes(row, query.filters):
                continue
            if query.include_not_in_force or self.validity(row, day) in SEARCHED_BY_DEFAULT:
                yield row.version_row

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
            self._last_day(row, day),
            self.validity(row, day),
            row.source_name,
            row.withdrawn,
            row.clauses,
            tuple(sorted(row.groups)),
        )

    def _last_day(self, row: VersionRow, day: date) -> str | None:
        term, stated = self.term(row, day), row.metadata.effective_to
        if term.by is not None:
            return term.ends.isoformat() if term.ends else None
        return stated.value if stated else None


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
