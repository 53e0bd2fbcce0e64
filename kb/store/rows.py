"""What the store hands out besides the domain's own types."""

from dataclasses import dataclass

from kb.store.corrections import HandValidity
from kb.types import Metadata, Passage


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version without its text: what filters, validity and lists need."""

    version_row: int
    document_id: str
    version: int
    source_name: str
    metadata: Metadata
    clauses: int
    withdrawn: bool
    by_hand: HandValidity | None = None
    """The validity that staff set."""
    stated_title: str | None = None
    """The title that the text was read with, where staff set another."""
    groups: frozenset[str] = frozenset()
    """The groups that alone see the document; none where it is public."""

    @property
    def key(self) -> str:
        """`document_id@version`."""
        return f"{self.document_id}@{self.version}"


@dataclass(frozen=True, slots=True)
class NewestVersion:
    """A document's newest version, as far as a change is told from it."""

    version_row: int
    version: int
    text_sha256: str


@dataclass(frozen=True, slots=True)
class HeldText:
    """A version with its text, as far as it is told from it whether another text is one of the same document."""

    version_row: int
    document_id: str
    version: int
    text: str
    metadata: Metadata
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A passage with its place in the store."""

    passage_row: int
    version_row: int
    clause_position: int
    passage: Passage


@dataclass(frozen=True, slots=True)
class Generation:
    """One published state: its segments, oldest first, and the encoder whose vectors they hold."""

    number: int
    segments: tuple[str, ...]
    fingerprint: str
    created_at: str = ""


@dataclass(frozen=True, slots=True)
class WordRow:
    """A home's change to the dictionary of plain words: an expression added to a term, or taken from it."""

    term: str
    expression: str
    removed: bool
