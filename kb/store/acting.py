"""Who acts: what the log names as the one who made a change, for as long as a block runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

UNKNOWN = "unknown"
"""Stands where nobody said who acts."""

MOST_NAME = 100
"""As many characters of a name are kept."""
_actor: ContextVar[str] = ContextVar("actor", default=UNKNOWN)


@contextmanager
def acting(name: str | None) -> Iterator[None]:
    """Name who makes the changes of a block, in threads that are started with its context as well."""
    plain = " ".join((name or "").split())[:MOST_NAME]
    token = _actor.set(plain or UNKNOWN)
    try:
        yield
    finally:
        _actor.reset(token)


def actor() -> str:
    """Return who acts now."""
    return _actor.get()
