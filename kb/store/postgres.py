"""The rows on a PostgreSQL server, which processes on several machines share."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from kb.errors import HomeLocked, InvalidSetting, StoreUnreachable, StoreUnsuitable
from kb.store.database import LOCK_SECONDS
from kb.store.engine import migrate, needs_migration
from kb.store.postgres_tables import finish_tables, vacuum

logger = logging.getLogger(__name__)

OLDEST_SERVER = 13
_CONNECT_SECONDS = 5
# What each lock stands for; the second number of a lock is the schema's, so that one database may hold several bases.
_ALONE, _TRANSACTION, _MIGRATION = 19266, 19267, 19268
SESSION_SETTINGS = {
    "lock_timeout": f"{LOCK_SECONDS:.0f}s",
    # A writer whose machine lost its power is found out, and what it kept others out with is freed.
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}
_LOCK_NOT_AVAILABLE, _INSUFFICIENT_PRIVILEGE = "55P03", "42501"
# Connections refused, broken off or shut down: the statement may well succeed on another one.
_LOST = ("08", "57P", "53300")


class PostgresDatabase:
    """A database of a PostgreSQL server; see Database.

    A writer's transactions run on the very connection whose lock keeps other writers out: where the lock is lost, so is
    the transaction. Connections are to the server itself or through a pooler of sessions, not of transactions.
    """

    is_shared = True

    def __init__(self, address: str, *, filling: bool = False) -> None:
        self._filling = filling
        url = sa.make_url(address).set(drivername="postgresql+psycopg")
        self.name = f"{url.host or 'localhost'}:{url.port or 5432}/{url.database or url.username or ''}"
        try:
            self._engine = sa.create_engine(
                url,
                pool_size=10,
                max_overflow=20,
                pool_timeout=LOCK_SECONDS,
                connect_args={
                    "connect_timeout": _CONNECT_SECONDS,
                    "application_name": "policy-knowledge-base",
                    "client_encoding": "utf8",
                },
            )
        except ModuleNotFoundError as error:
            raise InvalidSetting(
                "设置 KB_DATABASE_URL 指向 PostgreSQL，但驱动 psycopg 没有安装；请运行 "
                "pip install 'policy-knowledge-base[postgres]'",
                name="KB_DATABASE_URL",
            ) from error
        sa.event.listen(self._engine, "connect", _set_up)
        # Outside of a transaction a query is one exchange with the server, not three.
        self._queries = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        self._preparing = threading.Lock()
        self._prepared = False
        self._turn = threading.Lock()
        self._held: tuple[int, sa.Connection] | None = None

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection outside of any transaction."""
        with self._connected(self._queries) as connection:
            yield connection

    @contextmanager
    def looking(self) -> Iterator[sa.Connection]:
        """Give a connection that is rolled back."""
        with self._connected(self._engine) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Give a connection inside one transaction, this thread's own where it keeps other writers out."""
        own = self._own()
        if own is None:
            with self._connected(self._engine) as connection, connection.begin():
                _lock(connection, "pg_advisory_xact_lock", _TRANSACTION)
                yield connection
            return
        with self._told():
            if own.invalidated:
                raise self._lost("写入期间连接断开，别的程序可能已经开始写")
            with own.begin():
                _lock(own, "pg_advisory_xact_lock", _TRANSACTION)
                yield own

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold a lock of the server for as long as a connection lasts. Raises HomeLocked."""
        if self._own() is not None:
            yield
            return
        if not self._turn.acquire(timeout=LOCK_SECONDS):
            raise self._busy()
        try:
            with self._connected(self._engine) as connection:
                _lock(connection, "pg_advisory_lock", _ALONE)
                connection.commit()
                self._held = (threading.get_ident(), connection)
                try:
                    yield
                finally:
                    self._held = None
                    _unlock(connection)
        finally:
            self._turn.release()

    def scrub(self) -> None:
        """Write the tables anew without their deleted rows. Raises HomeLocked."""
        with self._connected(self._queries) as connection:
            vacuum(connection)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def _own(self) -> sa.Connection | None:
        """Return the connection by which this thread keeps other writers out."""
        held = self._held
        return held[1] if held is not None and held[0] == threading.get_ident() else None

    @contextmanager
    def _connected(self, engine: sa.Engine) -> Iterator[sa.Connection]:
        self._prepare()
        with self._told(), self._checked_out(engine) as connection:
            yield connection

    def _checked_out(self, engine: sa.Engine) -> sa.Connection:
        try:
            return engine.connect()
        except sa.exc.DBAPIError as error:
            raise self._lost(_first_line(error)) from error

    def _prepare(self) -> None:
        """See on the first use that the server will do, and bring the tables up to date."""
        if self._prepared:
            return
        with self._preparing, self._told():
            if self._prepared:
                return
            with self._checked_out(self._engine) as connection, connection.begin():
                self._require_suitable(connection)
                _lock(connection, "pg_advisory_xact_lock", _MIGRATION)
                if needs_migration(connection, filling=self._filling):
                    migrate(connection, f"PostgreSQL {self.name}", home=self.name)
                    finish_tables(connection)
            self._prepared = True

    def _require_suitable(self, connection: sa.Connection) -> None:
        number = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one())
        if number < OLDEST_SERVER * 10_000:
            raise StoreUnsuitable(
                f"PostgreSQL {self.name} 的版本是 {number // 10_000}，需要 {OLDEST_SERVER} 或更新；请升级服务器",
                database=self.name,
                found=number // 10_000,
                supported=OLDEST_SERVER,
            )
        encoding = str(connection.exec_driver_sql("SHOW server_encoding").scalar_one())
        if encoding != "UTF8":
            raise StoreUnsuitable(
                f"数据库 {self.name} 的编码是 {encoding}，存不下全部汉字；请用 createdb -E UTF8 -T template0 新建一个，"
                "再改 KB_DATABASE_URL",
                database=self.name,
                found=encoding,
                supported="UTF8",
            )

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what the server refuses into the errors of this package."""
        try:
            yield
        except sa.exc.TimeoutError as error:
            raise self._lost("连接都在使用中") from error
        except sa.exc.DBAPIError as error:
            state = str(getattr(error.orig, "sqlstate", None) or "")
            if state == _LOCK_NOT_AVAILABLE:
                raise self._busy() from error
            if state == _INSUFFICIENT_PRIVILEGE:
                raise StoreUnsuitable(
                    f"数据库 {self.name} 的用户权限不够（{_first_line(error)}）；请让这个用户拥有数据库："
                    "ALTER DATABASE … OWNER TO …",
                    database=self.name,
                ) from error
            if error.connection_invalidated or state.startswith(_LOST):
                raise self._lost(_first_line(error)) from error
            raise

    def _lost(self, reason: str) -> StoreUnreachable:
        return StoreUnreachable(
            f"连不上数据库 PostgreSQL {self.name}（{reason}）；请检查它是否在运行、网络和 KB_DATABASE_URL，"
            "已发布的内容不受影响，恢复后重新运行会接着做",
            database=self.name,
        )

    def _busy(self) -> HomeLocked:
        return HomeLocked(f"另一个程序正在写知识库 PostgreSQL {self.name}；请等它结束后再试", home=self.name)


def _first_line(error: sa.exc.DBAPIError) -> str:
    return str(error.orig).strip().partition("\n")[0]


def _set_up(connection: sa.engine.interfaces.DBAPIConnection, _: object) -> None:
    cursor = connection.cursor()
    settings = ", ".join(f"set_config('{name}', '{value}', false)" for name, value in SESSION_SETTINGS.items())
    cursor.execute(f"SELECT {settings}")
    cursor.close()
    connection.commit()


def _lock(connection: sa.Connection, how: str, what: int) -> None:
    connection.exec_driver_sql(f"SELECT {how}({what}, hashtext(current_schema()))")


def _unlock(connection: sa.Connection) -> None:
    """Give a lock of the session back; a connection that cannot goes, and its lock with it."""
    if connection.invalidated:
        return
    try:
        connection.rollback()
        _lock(connection, "pg_advisory_unlock", _ALONE)
        connection.commit()
    except sa.exc.DBAPIError as error:
        logger.warning("the writer's connection was lost before its lock was given back: %s", _first_line(error))
        if not connection.invalidated:
            connection.invalidate()
