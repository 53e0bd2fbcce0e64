"""The dictionary of plain words as staff see it: entries, and what became of changes to them."""

from dataclasses import dataclass
from enum import StrEnum


class WordState(StrEnum):
    """Where an entry of the dictionary comes from."""

    SHIPPED = "shipped"
    OWN = "own"
    REMOVED = "removed"


class WordOutcome(StrEnum):
    """What became of an entry that was to be changed."""

    ADDED = "added"
    RESTORED = "restored"
    REMOVED = "removed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class WordEntry:
    """An official term, one plain expression of it, and where both come from."""

    term: str
    expression: str
    state: WordState


@dataclass(frozen=True, slots=True)
class WordPage:
    """Some of the entries that match, how many match in all, and the revision they are of."""

    entries: tuple[WordEntry, ...]
    total: int
    revision: int


@dataclass(frozen=True, slots=True)
class WordChange:
    """What became of one entry, and why it will not be searched with where it will not."""

    term: str
    expression: str
    outcome: WordOutcome
    note: str | None = None


@dataclass(frozen=True, slots=True)
class WordFault:
    """What is wrong with a line of a file, or with one entry of it."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class WordReport:
    """What became of every entry and of every line that could not be read, and the revision reached."""

    changes: tuple[WordChange, ...]
    revision: int
    faults: tuple[WordFault, ...] = ()

    def count(self, outcome: WordOutcome) -> int:
        """Return how many entries came to that."""
        return sum(change.outcome is outcome for change in self.changes)
