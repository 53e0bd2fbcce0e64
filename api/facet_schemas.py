"""What can be filtered by, on the wire."""

from collections.abc import Iterable
from typing import Self

from pydantic import BaseModel


class FacetBody(BaseModel):
    """A value to filter by, with the number of documents that have it."""

    value: str
    documents: int

    @classmethod
    def counted(cls, values: Iterable[tuple[str, int]]) -> list[Self]:
        """Return values with their counts as sent."""
        return [cls(value=value, documents=count) for value, count in values]
