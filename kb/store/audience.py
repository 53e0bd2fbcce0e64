"""Who reads: which documents a block may see, for as long as it runs."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

_PARTED = re.compile(r"[,，、]")


@dataclass(frozen=True, slots=True)
class Audience:
    """The groups whose documents are seen beside the public ones; None sees every document."""

    groups: frozenset[str] | None = None

    def sees(self, groups: frozenset[str]) -> bool:
        """Tell whether a document of these groups is seen; one of no group is public."""
        return self.groups is None or not groups or not self.groups.isdisjoint(groups)


EVERYTHING = Audience()
"""Whoever may see every document: the command line, and administrators."""
PUBLIC = Audience(frozenset())
"""Whoever sees public documents alone."""

# The command line works on a home that it can read as a file: there is nothing to hide from it. The server names
# the audience of every request before anything else sees it.
_audience: ContextVar[Audience] = ContextVar("audience", default=EVERYTHING)


@contextmanager
def shown_to(audience: Audience) -> Iterator[None]:
    """Show a block, and the threads that are started with its context, what the audience may see and nothing else."""
    token = _audience.set(audience)
    try:
        yield
    finally:
        _audience.reset(token)


def groups_in(written: str) -> list[str]:
    """Return the groups of a list that parts them by commas of either kind, or by 、."""
    return _PARTED.split(written)


def audience() -> Audience:
    """Return who reads now."""
    return _audience.get()
