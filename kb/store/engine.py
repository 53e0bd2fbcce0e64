"""A store's connection: opened, set up, brought to the newest schema."""

import sqlite3
import time
from contextlib import ExitStack
from pathlib import Path

import sqlalchemy as sa

from kb.errors import HomeDamaged, HomeVersionMismatch
from kb.store.migrations import MIGRATIONS
from kb.store.schema import SCHEMA_VERSION, meta

_BUSY_SECONDS, _PAUSE_SECONDS = 10.0, 0.05


def open_engine(file: Path) -> sa.Engine:
    """Return an engine on the SQLite file, its schema brought up to date.

    Raises HomeVersionMismatch where the file was written by a newer version of the program, HomeDamaged where it
    cannot be opened as a database.
    """
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(file)))
    sa.event.listen(engine, "connect", _set_up_sqlite)
    with ExitStack() as on_failure:
        on_failure.callback(engine.dispose)
        try:
            with engine.begin() as connection:
                if _found_version(connection) != SCHEMA_VERSION:
                    # One process at a time, and all of it or nothing: else each CREATE would be committed by itself.
                    connection.exec_driver_sql("BEGIN IMMEDIATE")
                    _migrate(connection, file)
        except (sa.exc.DatabaseError, sqlite3.DatabaseError) as error:
            raise HomeDamaged(
                f"打不开知识库文件 {file}（{getattr(error, 'orig', error)}）；"
                "请检查磁盘空间和目录权限，或从备份恢复，或用 --home 指定另一个目录",
                home=str(file.parent),
            ) from error
        on_failure.pop_all()
    return engine


def _set_up_sqlite(connection: sa.engine.interfaces.DBAPIConnection, _: object) -> None:
    cursor = connection.cursor()
    # FULL: an acknowledged document outlives a power cut. secure_delete: purged text leaves no bytes behind.
    for pragma in ("busy_timeout=10000", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    _write_ahead(cursor)
    cursor.close()


def _write_ahead(cursor: sa.engine.interfaces.DBAPICursor) -> None:
    """Switch a file to its write-ahead log. Two programs that switch a fresh one at once do not wait by themselves."""
    until = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(_PAUSE_SECONDS)
        else:
            return


def _found_version(connection: sa.Connection) -> int:
    if not sa.inspect(connection).has_table("meta"):
        return 0
    return int(connection.execute(sa.select(meta.c.value).where(meta.c.key == "schema_version")).scalar_one())


def _migrate(connection: sa.Connection, file: Path) -> None:
    found = _found_version(connection)
    if found > SCHEMA_VERSION:
        raise HomeVersionMismatch(
            f"知识库 {file.parent} 由较新版本的程序写成（结构版本 {found}，本程序支持到 {SCHEMA_VERSION}）；"
            "请升级程序，或用 --home 指定另一个目录",
            home=str(file.parent),
            found=found,
            supported=SCHEMA_VERSION,
        )
    for migration in MIGRATIONS[found:]:
        migration(connection)
    if found == 0:
        connection.execute(
            sa.insert(meta),
            [
                {"key": "schema_version", "value": str(SCHEMA_VERSION)},
                {"key": "changes", "value": "0"},
                {"key": "next_document", "value": "1"},
                {"key": "next_segment", "value": "1"},
            ],
        )
    elif found < SCHEMA_VERSION:
        connection.execute(sa.update(meta).where(meta.c.key == "schema_version").values(value=str(SCHEMA_VERSION)))
