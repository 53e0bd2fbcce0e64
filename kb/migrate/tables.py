"""Tables read in the order of their keys, and the numbers that they give next."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from kb.migrate.digests import TableDigest
from kb.store.database import Database
from kb.store.schema import meta, metadata

SCHEMA, RECORD = "schema_version", "migration"
# Who a base is to an index server and which files its indexes are made of is not the copy's.
_OWN = (SCHEMA, RECORD, "identity")
_SEGMENT_NOTES = "segment:"
TABLES = tuple(metadata.sorted_tables)
"""Every table, those that others refer to first."""

_AT_ONCE, _LARGE_AT_ONCE = 500, 20
_SQLITE = "sqlite"

Row = sa.Row[*tuple[Any, ...]]


def moved(table: sa.Table) -> sa.ColumnElement[bool]:
    """Return the condition on the rows of a table that are the base's own, wherever it lies."""
    if table is not meta:
        return sa.true()
    return sa.and_(meta.c.key.not_in(_OWN), ~meta.c.key.startswith(_SEGMENT_NOTES, autoescape=True))


def key_of(table: sa.Table, row: Row) -> tuple[Any, ...]:
    """Return the key of a row."""
    return tuple(row._mapping[column] for column in table.primary_key.columns)


def rows_of(connection: sa.Connection, table: sa.Table) -> Iterator[Row]:
    """Give the rows that are moved, by their keys, a few at a time where they are large."""
    is_large = any(isinstance(column.type, sa.LargeBinary) for column in table.columns)
    query = sa.select(table).where(moved(table)).order_by(*table.primary_key.columns)
    yield from connection.execute(query, execution_options={"yield_per": _LARGE_AT_ONCE if is_large else _AT_ONCE})


def digest_of(connection: sa.Connection, table: sa.Table) -> TableDigest:
    """Return what a table holds of what is moved."""
    digest = TableDigest()
    for row in rows_of(connection, table):
        digest.add(row)
    return digest


def count_of(connection: sa.Connection, table: sa.Table) -> int:
    """Return how many rows of a table are moved."""
    return int(connection.execute(sa.select(sa.func.count()).select_from(table).where(moved(table))).scalar_one())


def last_key(connection: sa.Connection, table: sa.Table) -> tuple[Any, ...] | None:
    """Return the highest key of the rows that are there; None where there are none."""
    keys = table.primary_key.columns
    query = sa.select(*keys).where(moved(table)).order_by(*(column.desc() for column in keys)).limit(1)
    found = connection.execute(query).one_or_none()
    return tuple(found) if found is not None else None


@contextmanager
def moment(database: Database) -> Iterator[sa.Connection]:
    """Give a connection that sees the rows of one moment, whatever is written meanwhile."""
    with database.looking() as connection:
        if connection.dialect.name == _SQLITE:
            connection.exec_driver_sql("BEGIN")
        else:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield connection


def given_numbers(connection: sa.Connection) -> dict[str, int]:
    """Return the last number that each table gave that never gives one twice; 0 before the first."""
    return {table.name: _given(connection, table) for table in TABLES if _numbered(table)}


def set_numbers(connection: sa.Connection, numbers: dict[str, int]) -> None:
    """Let each table go on after these numbers."""
    for name, number in numbers.items():
        table = metadata.tables[name]
        if connection.dialect.name == _SQLITE:
            connection.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": name})
            connection.execute(
                sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :number)"),
                {"name": name, "number": number},
            )
        else:
            connection.execute(
                sa.text("SELECT setval(CAST(:sequence AS regclass), :number, :given)"),
                {"sequence": _sequence(connection, table), "number": max(number, 1), "given": number > 0},
            )


def _given(connection: sa.Connection, table: sa.Table) -> int:
    if connection.dialect.name == _SQLITE:
        query = sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        return int(connection.execute(query, {"name": table.name}).scalar_one_or_none() or 0)
    # The name comes from the server's own tables.
    row = connection.exec_driver_sql(f"SELECT last_value, is_called FROM {_sequence(connection, table)}").one()
    return int(row[0]) if row[1] else 0


def _sequence(connection: sa.Connection, table: sa.Table) -> str:
    column = next(iter(table.primary_key.columns)).name
    query = sa.text("SELECT pg_get_serial_sequence(:table, :column)")
    return str(connection.execute(query, {"table": f'"{table.name}"', "column": column}).scalar_one())


def _numbered(table: sa.Table) -> bool:
    return bool(table.dialect_options["sqlite"]["autoincrement"])
