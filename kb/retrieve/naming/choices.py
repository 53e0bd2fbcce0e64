"""How each of several documents that may be meant is named so that it alone is meant."""

from collections.abc import Iterator
from dataclasses import dataclass

from kb.clauses.citation import quoted_title
from kb.clauses.references.asked import ClauseReference
from kb.retrieve.naming.calling import Calling
from kb.retrieve.naming.owners import owner_names, owner_of
from kb.store.rows import VersionRow
from kb.types import Span


@dataclass(frozen=True, slots=True)
class Choice:
    """One version that may be meant: what names it alone, and how a clause of it is written behind that."""

    name: str
    by_id: bool

    def clause(self, address: str) -> str:
        """Return a reference to a clause of the version that finds it when it is typed."""
        return f"{self.name}#{address}" if self.by_id and address else f"{self.name}{address}"


def choice(row: VersionRow, calling: Calling) -> Choice:
    """Return what names a version alone: its title, with its number, with whose it is, else its id."""
    for reference in _ways(row):
        called = calling.called(reference)
        # Where the others of the title merely do not apply, which it is must be said all the same.
        if not (called.problem or called.notes) and [one.version_row for one in called.rows] == [row.version_row]:
            number = f"（{reference.number}）" if reference.number else ""
            return Choice(f"{reference.of}{quoted_title(row.metadata)}{number}", False)
    return Choice(row.key, True)


def _ways(row: VersionRow) -> Iterator[ClauseReference]:
    metadata = row.metadata
    # Without the marks the title would be taken for one of those that it stands in.
    title, none = metadata.title, Span(0, 0)
    yield ClauseReference(title, "", none, "", True)
    if metadata.doc_number:
        yield ClauseReference(title, "", none, "", True, metadata.doc_number.value)
    for whose in dict.fromkeys(filter(None, (owner_of(metadata), *owner_names(metadata)))):
        yield ClauseReference(title, "", none, "", True, "", whose)
