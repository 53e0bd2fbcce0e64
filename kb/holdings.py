"""What a home holds: how much, and its documents as a list."""

from collections.abc import Sequence
from dataclasses import dataclass

from kb.types import DocumentSummary

FILES = "本机文件（FAISS + tantivy）"


@dataclass(frozen=True, slots=True)
class DenseSearch:
    """How the search by meaning goes through the vectors: how many are compared one by one, how many sketched first.

    `recall_10` and `recall_50` tell which share of the best 10 and 50 the sketches find, measured when they were made;
    of several segments it is the lowest.
    """

    exact: int
    sketched: int
    recall_10: float | None
    recall_50: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class Stats:
    """How much a home holds, and with which model."""

    generation: int
    documents: int
    versions: int
    clauses: int
    passages: int
    segments: int
    model: str
    fingerprint: str
    schema_version: int
    dense: DenseSearch
    index: str = FILES
    """Where the published indexes lie."""


@dataclass(frozen=True, slots=True)
class DocumentFacets:
    """(value, documents): what listed documents can be narrowed down by, most frequent first.

    Each counts the documents that pass everything asked but a value of its own.
    """

    kinds: Sequence[tuple[str, int]]
    regions: Sequence[tuple[str, int]]
    issuers: Sequence[tuple[str, int]]
    validities: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """Some of the documents that match, and how many match in all."""

    documents: tuple[DocumentSummary, ...]
    total: int
    facets: DocumentFacets | None = None
    """Where they are asked for."""
