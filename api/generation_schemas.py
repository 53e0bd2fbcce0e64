"""Generations on the wire."""

from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from api.fields import RequestBody
from kb.index.generations import GenerationFacts, Rollback


class GenerationBody(BaseModel):
    """A kept generation; `versions` and `passages` are null where its segments cannot be read."""

    generation: int
    created_at: str
    segments: int
    versions: int | None
    passages: int | None
    bytes: int
    model: str
    fingerprint: str
    current: bool

    @classmethod
    def from_facts(cls, found: GenerationFacts) -> Self:
        """Return the generation as sent."""
        return cls(
            generation=found.number,
            created_at=found.created_at,
            segments=found.segments,
            versions=found.versions,
            passages=found.passages,
            bytes=found.size,
            model=found.model,
            fingerprint=found.fingerprint,
            current=found.is_current,
        )


class GenerationsResponse(BaseModel):
    """The generations that are kept, newest first."""

    generations: list[GenerationBody]

    @classmethod
    def from_facts(cls, found: Iterable[GenerationFacts]) -> Self:
        """Return the list as sent."""
        return cls(generations=[GenerationBody.from_facts(one) for one in found])


class RollbackRequest(RequestBody):
    """Which generation to go back to; by default the one before the current."""

    model_config = ConfigDict(extra="forbid")

    generation: Annotated[int | None, Field(ge=1, le=1_000_000_000)] = None


class NotFoundVersion(BaseModel):
    """A version in the store that the generation does not hold; the next ingest or reindex publishes it again."""

    document_id: str
    version: int
    title: str
    source: str


class RollbackResponse(BaseModel):
    """An older generation published again: as which, the one it repeats, the one left, and what it does not hold."""

    generation: int
    same_as: int
    left: int
    not_found: list[NotFoundVersion]

    @classmethod
    def from_rollback(cls, done: Rollback) -> Self:
        """Return the rollback as sent."""
        return cls(
            generation=done.number,
            same_as=done.again,
            left=done.left,
            not_found=[
                NotFoundVersion(
                    document_id=row.document_id,
                    version=row.version,
                    title=row.metadata.title,
                    source=row.source_name,
                )
                for row in done.not_found
            ],
        )
