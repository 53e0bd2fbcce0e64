"""A document's versions: which there are, which stands on a day, what changed between two, what became of one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from kb.clauses.diff.texts import Diff, diff
from kb.errors import NotFound
from kb.retrieve.standing.succession import begun
from kb.retrieve.validity import SEARCHED_BY_DEFAULT
from kb.retrieve.view import Shelf, View
from kb.store.rows import VersionRow
from kb.store.store import Store
from kb.types import Metadata, Validity, Version


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

    @property
    def key(self) -> str:
        """`document_id@version`."""
        return f"{self.document_id}@{self.version}"


@dataclass(frozen=True, slots=True)
class VersionDiff:
    """What changed between two versions of a document."""

    old: Version
    new: Version
    old_validity: Validity
    new_validity: Validity
    old_reason: str | None
    """Why the old version is not in force today; None where it is."""
    new_reason: str | None
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
        return tuple(_state(row, view, row is current) for row in rows)

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
            view.catalog.validity(before, view.day),
            view.catalog.validity(after, view.day),
            why_not_in_force(before, view),
            why_not_in_force(after, view),
            found,
        )

    def was_purged(self, document_id: str, version: int | None = None) -> bool:
        """Tell whether an id, or a version of a document, was given once and is not held any more."""
        with self._store.reading() as reader:
            held = [row.version for row in self._store.version_rows() if row.document_id == document_id]
            if not held:
                number = document_id.removeprefix("d")
                is_id = document_id.startswith("d") and number.isascii() and number.isdigit() and len(number) >= 6
                return is_id and 0 < int(number) < reader.next_document()
            return version is not None and version not in held and 0 < version < reader.next_version(document_id)

    def _rows(self, document_id: str, view: View) -> Sequence[VersionRow]:
        rows = view.catalog.versions(document_id)
        if not rows:
            raise NotFound(f"没有编号为“{document_id}”的文件；可用 kb docs list 查看", document_id=document_id)
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


def _state(row: VersionRow, view: View, is_current: bool) -> VersionState:
    edition = view.catalog.edition(row)
    by = edition.replaced_by
    return VersionState(
        row.document_id,
        row.version,
        row.metadata,
        row.source_name,
        row.clauses,
        row.withdrawn,
        view.catalog.validity(row, view.day),
        is_current,
        by.version if by else None,
        edition.replaced_from,
        why_not_in_force(row, view),
    )


def why_not_in_force(row: VersionRow, view: View) -> str | None:
    """Return why a version does not apply on the day: 被第2版取代, 被《…》废止, 有效期至…; None where it does."""
    validity = view.catalog.validity(row, view.day)
    if row.by_hand is not None and row.by_hand.on(view.day) is validity:
        return f"由{row.by_hand.by}设定" if validity not in SEARCHED_BY_DEFAULT else None
    metadata, edition = row.metadata, view.catalog.edition(row)
    if validity is Validity.NOT_YET and metadata.effective_from:
        return f"自 {metadata.effective_from.value} 起施行"
    if validity is Validity.EXPIRED and metadata.effective_to:
        return f"有效期至 {metadata.effective_to.value}"
    if validity is not Validity.REPEALED:
        return None
    if edition.replaced_by is not None and edition.is_replaced_on(view.day):
        since = begun(edition.replaced_from)
        return f"被第{edition.replaced_by.version}版取代" + (f"，{since} 起" if since else "")
    repeal = view.catalog.repeal(row)
    return f"被《{repeal.by.metadata.title}》废止，{repeal.from_day.isoformat()} 起" if repeal else None
