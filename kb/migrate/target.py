"""The place that a base is moved to: empty, or begun by an earlier run of the same move."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kb.errors import StoreUnsuitable
from kb.migrate.tables import RECORD, SCHEMA, TABLES, moved, set_numbers
from kb.store.audit import AuditAction
from kb.store.database import Database
from kb.store.engine import UNFINISHED, found_version
from kb.store.schema import SCHEMA_VERSION, generations, meta
from kb.store.writer import StoreWriter

_FROM, _ROWS = "from", "rows"
_NEXT = "next_document"


@dataclass(frozen=True, slots=True)
class Begun:
    """What an earlier run left: nothing, some rows, or all of them."""

    has_begun: bool
    rows: Mapping[str, int] | None
    """The rows of each table where all are there and were compared."""


def claim(target: Database, identity: str, name: str) -> Begun:
    """Take the target for the base of this identity; no program takes it for a whole one from here on.

    Raises StoreUnsuitable where it holds anything else.
    """
    with target.writing() as connection:
        record = _record(connection)
        if record is None:
            _require_empty(connection, name)
            # What a new store begins with is copied like everything else.
            connection.execute(sa.delete(meta).where(moved(meta)))
            connection.execute(sa.insert(meta).values(key=RECORD, value=json.dumps({_FROM: identity})))
            _set_version(connection, SCHEMA_VERSION + UNFINISHED)
            return Begun(False, None)
        if record[_FROM] != identity:
            raise _other(name, "另一个知识库迁移到一半的数据")
        return Begun(True, record.get(_ROWS))


def finish_rows(target: Database, identity: str, rows: Mapping[str, int], numbers: dict[str, int]) -> None:
    """Make the copied rows a whole store of which nothing is published yet."""
    with target.writing() as connection:
        set_numbers(connection, numbers)
        # Their segments lie where the base was; the next one has the number after them.
        connection.execute(sa.delete(generations))
        record = json.dumps({_FROM: identity, _ROWS: dict(rows)})
        connection.execute(sa.update(meta).where(meta.c.key == RECORD).values(value=record))
        _set_version(connection, SCHEMA_VERSION)


def finish(target: Database, source: str, detail: Mapping[str, object]) -> None:
    """Write into the log where the base came from, and forget that it was being moved."""
    with target.writing() as connection:
        StoreWriter(connection).audit.add(AuditAction.IMPORTED, source=source, detail=detail)
        connection.execute(sa.delete(meta).where(meta.c.key == RECORD))


def forget(target: Database) -> None:
    """Leave no trace of where the rows came from."""
    with target.writing() as connection:
        connection.execute(sa.delete(meta).where(meta.c.key == RECORD))


def _record(connection: sa.Connection) -> dict[str, Any] | None:
    value = connection.execute(sa.select(meta.c.value).where(meta.c.key == RECORD)).scalar_one_or_none()
    return dict(json.loads(value)) if value is not None else None


def _require_empty(connection: sa.Connection, name: str) -> None:
    found = found_version(connection)
    if found != SCHEMA_VERSION:
        raise _other(name, f"一个知识库（结构版本 {found}）")
    for table in TABLES:
        if table is not meta and connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first():
            raise _other(name, "一个知识库")
    # Its documents may all have been purged; their ids are not to be given again.
    if connection.execute(sa.select(meta.c.value).where(meta.c.key == _NEXT)).scalar_one() != "1":
        raise _other(name, "一个知识库")


def _set_version(connection: sa.Connection, number: int) -> None:
    connection.execute(sa.update(meta).where(meta.c.key == SCHEMA).values(value=str(number)))


def _other(name: str, what: str) -> StoreUnsuitable:
    return StoreUnsuitable(
        f"{name} 里已经有{what}，不会覆盖；请换一个新的文件夹或空的数据库（或同一数据库里另建的 schema：地址末尾加 "
        "?options=-csearch_path%3D名称），或先移走原来的",
        database=name,
    )
