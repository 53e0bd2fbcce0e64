"""The texts that a system holds, as evidence and quotes are looked up in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from kb.types import ClauseTree


class HoldingsUnknown(Exception):
    """A system does not tell what it holds; the message says why."""


@dataclass(frozen=True, slots=True)
class HeldText:
    """The text of one version of a document, with its clauses."""

    key: str
    """The version's name, `document_id@version`: what its clause ids begin with."""
    source: str
    """The file it came in."""
    title: str
    text: str
    tree: ClauseTree


class Holdings(Protocol):
    """What a system holds, wherever it is. Every call raises HoldingsUnknown where the system does not tell."""

    def texts(self, source: str | None = None) -> Iterator[HeldText]:
        """Yield the current text of every document, in the order they came in; or those of one file."""

    def text(self, document_id: str, version: int) -> str | None:
        """Return the text of one version; None where there is none."""
