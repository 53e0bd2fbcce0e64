"""A document's versions: which there are, which stands on a day, what changed between two, what became of one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from kb.clauses.diff.texts import Diff, diff
from kb.errors import NotFound
from kb.retrieve.standing.standings import standing_of
from kb.retrieve.validity import SEARCHED_BY_DEFAULT
from kb.retrieve.view import Shelf, View
from kb.store.audience import EVERYTHING, audience
from kb.store.rows import VersionRow
from kb.store.store import Store
from kb.types import Metadata, Standing, Validity, Version


@dataclass(frozen=True, slots=True)
class VersionState:
    """A version as a list of its document's versions shows it, on the day asked about."""

    document_id: str
    version: int
    metadata: Metadata
    source: str
    clauses: int
    withdrawn: bool
    validity: Validity
    is_current: bool
    replaced_by: int | None
    """The number of the version that replaces it; None for the last one."""
    replaced_from: date | None
    reason: str | None
    """Why it is not in force on the day: 被第2版取代，2024-06-01 起."""
    standing: Standing

    @property
    def key(self) -> str:
        """`document_id@version`."""
        return f"{self.document_id}@{self.version}"


@dataclass(frozen=True, slots=True)
class VersionDiff:
    """What changed between two versions of a document."""

    old: Version
    new: Version
    old_standing: Standing
    """How the old version stands today."""
    new_standing: Standing
    diff: Diff


class Versions:
    """Lists and compares versions; safe to share between threads."""

    def __init__(self, store: Store, shelf: Shelf, view: Callable[[date | None], View]) -> None:
        """Take the store, the texts, and what is published on a day."""
        self._store = store
        self._shelf = shelf
        self._view = view

    def of(self, document_id: str, *, as_of: date | None = None) -> tuple[VersionState, ...]:
        """Return a document's versions by their own days, oldest first. Raises NotFound."""
        view = self._view(as_of)
        rows = self._rows(document_id, view)
        current = view.catalog.current(document_id, view.day)
        return tuple(_state(row, view, self._shelf, row is current) for row in rows)

    def diff(self, document_id: str, *, old: int | None = None, new: int | None = None) -> VersionDiff:
        """Return what changed from one version to another, by default from the one before to the one that stands today.

        Raises NotFound, also where there is only one version.
        """
        view = self._view(None)
        rows = self._rows(document_id, view)
        if len(rows) < 2 and (old is None or new is None):
            raise NotFound(
                f"“{document_id}”只有第 {rows[0].version} 版，没有可对照的版本", document_id=document_id, versions=1
            )
        after = numbered(rows, new) if new else self._other(rows, old, view.catalog.current(document_id, view.day))
        before = numbered(rows, old) if old else _before(rows, after)
        here, there = self._shelf.version(before.version_row), self._shelf.version(after.version_row)
        found = diff(here.text, self._shelf.tree(before.version_row), there.text, self._shelf.tree(after.version_row))
        return VersionDiff(
            here,
            there,
            standing_of(before, view, self._shelf),
            standing_of(after, view, self._shelf),
            found,
        )

    def was_purged(self, document_id: str, version: int | None = None) -> bool:
        """Tell whether an id, or a version of a document, was given once and is not held any more."""
        with self._store.reading() as reader:
            held = [row.version for row in self._store.shown_rows() if row.document_id == document_id]
            # A hidden document looks as if there never was one: so must a purged one to whoever does not see it all.
            if not held and audience() != EVERYTHING:
                return False
            if not held:
                number = document_id.removeprefix("d")
                is_id = document_id.startswith("d") and number.isascii() and number.isdigit() and len(number) >= 6
                return is_id and 0 < int(number) < reader.next_document()
            return version is not None and version not in held and 0 < version < reader.next_version(document_id)

    def _rows(self, document_id: str, view: View) -> Sequence[VersionRow]:
        rows = view.catalog.versions(document_id)
        if not rows:
            raise NotFound(f"没有编号为“{document_id}”的文件；请在文件列表里核对", document_id=document_id)
        return rows

    def _other(self, rows: Sequence[VersionRow], old: int | None, current: VersionRow) -> VersionRow:
        """Return what an old version is compared with: today's, or the last one where it is that itself."""
        if old is None:
            return current if current is not rows[0] else rows[1]
        return current if current.version != old else rows[-1] if rows[-1].version != old else rows[0]


def numbered(rows: Sequence[VersionRow], version: int) -> VersionRow:
    """Return a document's version of that number. Raises NotFound."""
    for row in rows:
        if row.version == version:
            return row
    document_id = rows[0].document_id
    raise NotFound(
        f"文件“{document_id}”没有第 {version} 版，现有 {'、'.join(str(row.version) for row in rows)}",
        document_id=document_id,
        version=version,
    )


def _before(rows: Sequence[VersionRow], after: VersionRow) -> VersionRow:
    place = rows.index(after)
    return rows[place - 1] if place else rows[1]


def _state(row: VersionRow, view: View, shelf: Shelf, is_current: bool) -> VersionState:
    standing, edition = standing_of(row, view, shelf), view.catalog.edition(row)
    by = edition.replaced_by
    return VersionState(
        row.document_id,
        row.version,
        row.metadata,
        row.source_name,
        row.clauses,
        row.withdrawn,
        standing.validity,
        is_current,
        by.version if by else None,
        edition.replaced_from,
        None if standing.validity in SEARCHED_BY_DEFAULT else standing.reason,
        standing,
    )
