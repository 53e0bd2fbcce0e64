"""What one search looks at, and the rows behind it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from kb.clauses.address import AddressBook
from kb.clauses.first_paragraph import addressed
from kb.index.snapshot import Snapshot
from kb.retrieve.catalog import Catalog
from kb.store.audience import EVERYTHING, Audience
from kb.store.rows import PassageRow
from kb.store.store import Store
from kb.types import Clause, ClauseText, ClauseTree, Validity, Version

# A version with its text takes tens of kilobytes; the ones asked for together are few.
_VERSIONS_HELD = 256
# A clause without its text takes a few hundred bytes.
_CLAUSES_HELD = 8192
# A passage takes two kilobytes.
_PASSAGES_HELD = 4096
# Of texts alone so many characters are kept, some twenty megabytes: the long ones are looked into again and again.
_CHARACTERS_HELD = 8_000_000


@dataclass(frozen=True, slots=True)
class View:
    """A published state on a day."""

    snapshot: Snapshot
    catalog: Catalog
    day: date
    audience: Audience = EVERYTHING
    """Who sees it; what is kept beside a view is kept by this, never shown to another."""


class Shelf:
    """Versions, clause trees and passages by row; the ones asked for last are kept until forget."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._texts: dict[int, str] = {}
        self._passages: dict[int, PassageRow] = {}
        self._counted = (0, 0)
        self._whose: Callable[[], Mapping[int, str]] = dict
        self._version = lru_cache(maxsize=_VERSIONS_HELD)(self._read_version)
        self._tree = lru_cache(maxsize=_VERSIONS_HELD)(store.clause_tree)
        self._clause_at = lru_cache(maxsize=_CLAUSES_HELD)(store.clause)
        self._book = lru_cache(maxsize=_VERSIONS_HELD)(lambda version_row: AddressBook(self.tree(version_row)))

    def show(self, whose: Callable[[], Mapping[int, str]]) -> None:
        """Take what tells, of what is held now, whose a document is where others bear its title."""
        self._whose = whose
        self.forget()

    def _read_version(self, version_row: int, whose: str | None) -> Version:
        version = self._store.version(version_row)
        return replace(version, of=whose) if whose else version

    def counts(self) -> tuple[int, int]:
        """Return how many versions, clauses and trees were at hand, and how many were read."""
        held = [cache.cache_info() for cache in (self._version, self._tree, self._clause_at)]
        hits, misses = self._counted
        return hits + sum(one.hits for one in held), misses + sum(one.misses for one in held)

    def forget(self) -> None:
        """Drop what is kept, after any change."""
        self._counted = self.counts()
        self._store.forget()
        self._version.cache_clear()
        self._tree.cache_clear()
        self._clause_at.cache_clear()
        self._book.cache_clear()
        self._texts = {}
        self._passages = {}

    def version(self, version_row: int) -> Version:
        """Return a version with its text. Raises NotFound."""
        return self._version(version_row, self._whose().get(version_row))

    def tree(self, version_row: int) -> ClauseTree:
        """Return the clauses of a version."""
        return self._tree(version_row)

    def clause_at(self, version_row: int, position: int) -> Clause:
        """Return one clause of a version by its place in the tree, which is not read for it. Raises NotFound."""
        return self._clause_at(version_row, position)

    def book(self, version_row: int) -> AddressBook:
        """Return the addresses of a version's clauses."""
        return self._book(version_row)

    def texts(self, version_rows: Sequence[int]) -> Iterator[tuple[int, str]]:
        """Give the row and the text of those of the versions that there are."""
        return self._store.texts(version_rows)

    def texts_again(self, version_rows: Sequence[int]) -> Iterator[tuple[int, str]]:
        """Give the same for a few versions that are likely to be looked into again: their texts are kept."""
        # What another thread forgets meanwhile is not put back: it has begun another dictionary.
        known = self._texts
        held = {row: known[row] for row in version_rows if row in known}
        fetched = dict(self._store.texts([row for row in version_rows if row not in held]))
        if sum(map(len, known.copy().values())) + sum(map(len, fetched.values())) > _CHARACTERS_HELD:
            self._texts = known = {}
        known.update(fetched)
        held |= fetched
        yield from ((row, held[row]) for row in sorted(held))

    def bearing(self, addresses: Sequence[str]) -> set[int]:
        """Return the rows of the versions that have a clause of one of these very addresses."""
        return self._store.bearing(addresses)

    def passages(self, passage_rows: Sequence[int]) -> dict[int, PassageRow]:
        """Return those of the passages that the store still holds, by row."""
        # What another thread forgets meanwhile is not put back: it has begun another dictionary.
        known = self._passages
        missing = [row for row in passage_rows if row not in known]
        held = {row: known[row] for row in passage_rows if row in known}
        if missing:
            read = self._store.passages(missing)
            if len(known) + len(read) > _PASSAGES_HELD:
                self._passages = known = {}
            known.update(read)
            held |= read
        return held

    def passages_of(self, version_row: int) -> list[PassageRow]:
        """Return the passages of a version in text order."""
        return list(self._store.passages_of([version_row]))

    def clause(self, version_row: int, position: int, address: str) -> Clause:
        """Return what an address means of the clause that it leads to: of an article its first 款 alone, if asked."""
        return addressed(self.tree(version_row), position, address)

    def clause_text(self, version_row: int, clause: Clause, validity: Validity) -> ClauseText:
        """Return a clause with the text of its subtree."""
        version = self.version(version_row)
        return ClauseText(clause, version, validity, clause.span.of(version.text).strip())
