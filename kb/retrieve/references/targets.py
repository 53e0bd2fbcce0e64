"""What a reference of a clause means on a day: the document and the clause among those that are held."""

from collections.abc import Sequence
from dataclasses import dataclass

from kb.errors import ClauseReferenceError
from kb.retrieve.references.status import ReferenceStatus
from kb.retrieve.standing.repeals import akin
from kb.retrieve.validity import SEARCHED_BY_DEFAULT
from kb.retrieve.view import Shelf, View
from kb.store.reference_rows import ReferenceRow
from kb.store.rows import VersionRow
from kb.text.keys import title_key
from kb.types import Clause, Span, Validity


@dataclass(frozen=True, slots=True)
class ReferenceTarget:
    """What a reference means: a version on the day, and a clause of it unless the whole document is meant."""

    row: VersionRow
    validity: Validity
    address: str | None
    position: int | None
    clause: Clause | None

    @property
    def clause_id(self) -> str | None:
        """`document_id@version#address`; None for the whole document."""
        return f"{self.row.key}#{self.clause.address}" if self.clause else None


@dataclass(frozen=True, slots=True)
class CrossReference:
    """A reference with what it means. Where several documents may be meant they are named."""

    row: VersionRow
    clause_address: str
    position: int
    span: Span
    text: str
    title: str | None
    number: str | None
    address: str | None
    status: ReferenceStatus
    target: ReferenceTarget | None
    candidates: tuple[VersionRow, ...] = ()

    @property
    def clause_id(self) -> str:
        """The id of the citing clause."""
        return f"{self.row.key}#{self.clause_address}"

    @property
    def is_own(self) -> bool:
        """True where a text speaks of its own clauses."""
        return self.title is None and self.number is None


class Targets:
    """Resolves references on one view."""

    def __init__(self, shelf: Shelf, view: View) -> None:
        self._shelf = shelf
        self._view = view

    def resolved(self, found: ReferenceRow) -> CrossReference:
        """Return a stored reference with what it means today's holdings given, on the view's day."""
        row = self._view.catalog[found.version_row]
        citing = found.citing
        status, target, candidates = self._target(found, row)
        return CrossReference(
            row,
            found.clause_address,
            citing.position,
            citing.span,
            found.text,
            citing.title,
            citing.number,
            citing.address,
            status,
            target,
            candidates,
        )

    def _target(
        self, found: ReferenceRow, row: VersionRow
    ) -> tuple[ReferenceStatus, ReferenceTarget | None, tuple[VersionRow, ...]]:
        citing = found.citing
        if citing.title is None and citing.number is None:
            return *self._clause_of(row, citing.address), ()
        named = self._named(found, row)
        if not named:
            return ReferenceStatus.NOT_HELD, None, ()
        if len(named) > 1 and citing.address is not None:
            named = self._having(named, citing.address) or named
        if len(named) > 1:
            return ReferenceStatus.AMBIGUOUS, None, named
        return *self._clause_of(named[0], citing.address), ()

    def _having(self, rows: Sequence[VersionRow], address: str) -> tuple[VersionRow, ...]:
        """Return the documents that have the clause; of several that have the same words in it the first."""
        words: dict[str, VersionRow] = {}
        for row in rows:
            positions = self._positions(row, address)
            if len(positions) == 1:
                clause = self._shelf.tree(row.version_row).clauses[positions[0]]
                text = clause.span.of(self._shelf.version(row.version_row).text)
                words.setdefault(title_key(text).replace("*", ""), row)
        return tuple(words.values())

    def _named(self, found: ReferenceRow, by: VersionRow) -> tuple[VersionRow, ...]:
        """Return the versions standing on the day that a reference may mean, one a document.

        Of several of one name those of the citing text's own issuer or region come first, then those that apply.
        """
        catalog, day = self._view.catalog, self._view.day
        quoted = found.text.startswith("《")
        ids = catalog.called.documents(found.citing.title, found.citing.number, quoted=quoted)
        rows = [catalog.current(document_id, day) for document_id in ids]
        if len(rows) > 1:
            rows = [row for row in rows if _is_near(by, row)] or rows
        if len(rows) > 1:
            rows = [row for row in rows if catalog.validity(row, day) in SEARCHED_BY_DEFAULT] or rows
        if len(rows) > 1 and found.citing.address is None and all(akin(rows[0], row) for row in rows[1:]):
            # The same law taken in twice, or in parts: as a whole it is the longest of them.
            rows = [max(rows, key=lambda row: row.clauses)]
        return tuple(rows)

    def _clause_of(self, row: VersionRow, address: str | None) -> tuple[ReferenceStatus, ReferenceTarget | None]:
        validity = self._view.catalog.validity(row, self._view.day)
        if address is None:
            return ReferenceStatus.RESOLVED, ReferenceTarget(row, validity, None, None, None)
        positions = self._positions(row, address)
        if len(positions) == 1:
            clause = self._shelf.tree(row.version_row).clauses[positions[0]]
            return ReferenceStatus.RESOLVED, ReferenceTarget(row, validity, address, positions[0], clause)
        status = ReferenceStatus.AMBIGUOUS if positions else ReferenceStatus.ABSENT
        return status, ReferenceTarget(row, validity, address, None, None)

    def _positions(self, row: VersionRow, address: str) -> list[int]:
        try:
            return self._shelf.book(row.version_row).find(address)
        except ClauseReferenceError:
            # 前款 of the first 款: the text says it, and there is none.
            return []


def _is_near(by: VersionRow, row: VersionRow) -> bool:
    """Tell whether a document is of the issuer or the region of a citing one."""
    here, there = row.metadata.region, by.metadata.region
    if here is not None and there is not None and here.value == there.value:
        return True
    issuers = {evidence.value for evidence in by.metadata.issuers}
    return bool(issuers & {evidence.value for evidence in row.metadata.issuers})
