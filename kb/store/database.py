"""Where the rows lie, SQLite's file or a PostgreSQL server: all that differs between the two is behind one contract."""

import functools
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, TypeAlias, TypeVar

import sqlalchemy as sa

from kb.errors import StoreUnreachable

Place: TypeAlias = Path | str
"""SQLite's file, or the address of a PostgreSQL database."""

LOCK_SECONDS = 10.0
"""How long a writer waits for another one."""

_P = ParamSpec("_P")
_T = TypeVar("_T")
_Self = TypeVar("_Self")


class Database(Protocol):
    """The rows' place. Safe to share between threads; every method may raise StoreUnreachable where it is a server."""

    @property
    def is_shared(self) -> bool:
        """True where machines that do not share a folder share the rows: their indexes are built from them."""
        ...

    def reading(self) -> AbstractContextManager[sa.Connection]:
        """Give a connection for queries, each of which sees what is committed when it runs."""
        ...

    def looking(self) -> AbstractContextManager[sa.Connection]:
        """Give a connection whose changes, should there be any, are rolled back."""
        ...

    def writing(self) -> AbstractContextManager[sa.Connection]:
        """Give a connection inside one transaction, committed at the end. One at a time: a second one waits.

        Raises HomeLocked where the other one does not end.
        """
        ...

    def alone(self) -> AbstractContextManager[None]:
        """Keep every other writer out, of other processes too; a thread that already does so goes on.

        What keeps them out goes with the process. Raises HomeLocked.
        """
        ...

    def scrub(self) -> None:
        """Leave no bytes of deleted rows. Raises HomeLocked where another program reads all the while."""
        ...

    def close(self) -> None:
        """Close every connection."""
        ...


def retried(read: Callable[Concatenate[_Self, _P], _T]) -> Callable[Concatenate[_Self, _P], _T]:
    """Make a method that only reads read once more, on a fresh connection, where the first was lost."""

    @functools.wraps(read)
    def reading(self: _Self, /, *given: _P.args, **named: _P.kwargs) -> _T:
        try:
            return read(self, *given, **named)
        except StoreUnreachable:
            return read(self, *given, **named)

    return reading


def retried_rows(
    read: Callable[Concatenate[_Self, _P], Iterator[_T]],
) -> Callable[Concatenate[_Self, _P], Iterator[_T]]:
    """Make a method that gives rows, in the same order each time, go on where it was when the connection was lost."""

    @functools.wraps(read)
    def reading(self: _Self, /, *given: _P.args, **named: _P.kwargs) -> Iterator[_T]:
        told = 0
        try:
            for row in read(self, *given, **named):
                yield row
                told += 1
        except StoreUnreachable:
            # The row whose taker came back for the next one was given.
            for number, row in enumerate(read(self, *given, **named)):
                if number >= told:
                    yield row

    return reading
