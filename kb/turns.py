"""What stands around a question: what was asked before it, and whom to ask where the documents do not answer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """One question asked before, and what was answered."""

    question: str
    answer: str = ""
    document_id: str | None = None
    """The document that the answer cites first, where the asker knows its id."""


@dataclass(frozen=True, slots=True)
class ModelTokens:
    """What a language model read and wrote for an answer, as it counts itself."""

    prompt: int
    completion: int


@dataclass(frozen=True, slots=True)
class Responsible:
    """Whom a clause names as the one in charge, in its own words."""

    name: str
    quote: str
    document_id: str
    version: int
    title: str
    clause_address: str
