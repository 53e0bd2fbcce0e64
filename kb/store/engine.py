"""A store's connection: opened, set up, brought to the newest schema."""

import sqlite3
import time
from contextlib import ExitStack
from pathlib import Path

import sqlalchemy as sa

from kb.errors import HomeDamaged, HomeFull, HomeReadOnly, HomeVersionMismatch
from kb.store.disk_faults import home_error
from kb.store.looking import connect
from kb.store.migrations import MIGRATIONS
from kb.store.schema import SCHEMA_VERSION, meta

_BUSY_SECONDS, _PAUSE_SECONDS = 10.0, 0.05

UNFINISHED = 1_000_000
"""Added to the number of the schema while rows are moved into a store: no program takes it for a whole one."""


def open_engine(file: Path, *, filling: bool = False) -> sa.Engine:
    """Return an engine on the SQLite file, its schema brought up to date; to be filled, as it is.

    Raises HomeVersionMismatch where the file was written by a newer version of the program, HomeDamaged where it
    cannot be opened as a database.
    """
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(file)))
    sa.event.listen(engine, "connect", _set_up_sqlite)
    with ExitStack() as on_failure:
        on_failure.callback(engine.dispose)
        try:
            with engine.begin() as connection:
                if needs_migration(connection, filling=filling):
                    # One process at a time, and all of it or nothing: else each CREATE would be committed by itself.
                    connection.exec_driver_sql("BEGIN IMMEDIATE")
                    migrate(connection, str(file.parent), home=str(file.parent))
        except (sa.exc.DatabaseError, sqlite3.DatabaseError) as error:
            told = home_error(error, file.parent)
            if isinstance(told, HomeFull | HomeReadOnly):
                raise told from error
            raise HomeDamaged(
                f"打不开知识库文件 {file}（{getattr(error, 'orig', error)}）；"
                "请检查磁盘空间和目录权限，或从备份恢复，或用 --home 指定另一个目录",
                home=str(file.parent),
            ) from error
        on_failure.pop_all()
    _tell_faults(engine, file.parent)
    return engine


def open_still(file: Path) -> sa.Engine:
    """Return an engine on a file that may only be read: it writes nothing and lays nothing beside it.

    Raises HomeReadOnly where the file would have to be upgraded first, or has a log that cannot be read there.
    """
    engine = sa.create_engine("sqlite://", creator=lambda: connect(file), poolclass=sa.pool.QueuePool)
    _tell_faults(engine, file.parent)
    with ExitStack() as on_failure:
        on_failure.callback(engine.dispose)
        with engine.connect() as connection:
            found = found_version(connection)
        if found > SCHEMA_VERSION:
            raise _newer(str(file.parent), found, home=str(file.parent))
        if found < SCHEMA_VERSION:
            raise HomeReadOnly(
                f"知识库 {file.parent} 由较旧版本的程序写成（结构版本 {found}，本程序用 {SCHEMA_VERSION}），"
                "又只能读，不能升级；请把它复制到可写的地方，再用 --home 指定",
                home=str(file.parent),
            )
        on_failure.pop_all()
    return engine


def _tell_faults(engine: sa.Engine, home: Path) -> None:
    """Make every statement that the disk fails raise an error of the home."""

    def tell(context: sa.engine.ExceptionContext) -> None:
        told = home_error(context.sqlalchemy_exception or context.original_exception, home)
        if told is not None:
            raise told from context.original_exception

    sa.event.listen(engine, "handle_error", tell)


def _set_up_sqlite(connection: sa.engine.interfaces.DBAPIConnection, _: object) -> None:
    cursor = connection.cursor()
    # cache_size in KiB, a connection: of a large base the inner pages of its tables fit in.
    # FULL: an acknowledged document outlives a power cut. secure_delete: purged text leaves no bytes behind.
    for pragma in (
        "busy_timeout=10000",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "cache_size=-16000",
    ):
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


def found_version(connection: sa.Connection) -> int:
    """Return the number of the schema that is there; 0 where there is none."""
    if not sa.inspect(connection).has_table("meta"):
        return 0
    return int(connection.execute(sa.select(meta.c.value).where(meta.c.key == "schema_version")).scalar_one())


def needs_migration(connection: sa.Connection, *, filling: bool) -> bool:
    """Return whether the tables are not the newest; where rows are to be moved in, whether there are none."""
    found = found_version(connection)
    return found == 0 if filling else found != SCHEMA_VERSION


def migrate(connection: sa.Connection, name: str, *, home: str) -> None:
    """Bring the tables to the newest schema, inside the caller's transaction. Raises HomeVersionMismatch."""
    found = found_version(connection)
    if found > SCHEMA_VERSION:
        raise _newer(name, found, home=home)
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


def _newer(name: str, found: int, *, home: str) -> HomeVersionMismatch:
    if found > UNFINISHED:
        return HomeVersionMismatch(
            f"知识库 {name} 还没有迁移完，不能使用；请在原来的知识库上再次运行 kb migrate，会接着做",
            home=home,
            found=found,
            supported=SCHEMA_VERSION,
        )
    return HomeVersionMismatch(
        f"知识库 {name} 由较新版本的程序写成（结构版本 {found}，本程序支持到 {SCHEMA_VERSION}）；"
        "请升级程序，或用 --home 指定另一个目录",
        home=home,
        found=found,
        supported=SCHEMA_VERSION,
    )
