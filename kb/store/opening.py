"""The database at a place."""

from pathlib import Path

from kb.store.database import Database, Place
from kb.store.postgres import PostgresDatabase
from kb.store.sqlite import SqliteDatabase


def opened_database(place: Place, *, filling: bool = False) -> Database:
    """Return the database at a place; one that is to be filled may hold what an earlier run moved there.

    A file is opened and brought up to date at once, a server when it is first asked. Raises what opening a file raises,
    InvalidSetting where the driver of a server is not installed.
    """
    if isinstance(place, Path):
        return SqliteDatabase(place, filling=filling)
    return PostgresDatabase(place, filling=filling)
