"""How much a home holds."""

from dataclasses import dataclass


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
