"""A PostgreSQL of the tests' own: a cluster in a folder of its own, on a free port, gone when the tests end."""

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import pytest
import sqlalchemy as sa

_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
_SECONDS = 60
# What is written need not outlive a power cut of this machine, but the server's own: commits are waited for.
_OPTIONS = "-c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off"


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs."""

    binaries: Path
    data: Path
    port: int

    def address(self, database: str = "postgres", **options: str) -> str:
        """Return the address of a database."""
        url = sa.URL.create("postgresql+psycopg", "kb", host="127.0.0.1", port=self.port, database=database)
        return url.update_query_dict(options).render_as_string(hide_password=False)

    def run(self, statement: str) -> list[tuple[object, ...]]:
        """Run one statement outside of any transaction; return its rows."""
        engine = sa.create_engine(self.address(), isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
        with engine.connect() as connection:
            done = connection.exec_driver_sql(statement)
            rows = [tuple(row) for row in done] if done.returns_rows else []
        engine.dispose()
        return rows

    @contextmanager
    def database(self, name: str, *, like: str = "TEMPLATE template0 ENCODING 'UTF8'") -> Iterator[str]:
        """Give the address of an empty database."""
        self.run(f'CREATE DATABASE "{name}" {like}')
        try:
            yield self.address(name)
        finally:
            self.run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def stop(self) -> None:
        """Stop the server as a machine that loses its power would."""
        _pg(self.binaries, "pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")

    def start(self) -> None:
        """Start the server, where it ran before."""
        options = f"-p {self.port} -k {self.data} {_OPTIONS}"
        _pg(self.binaries, "pg_ctl", "-D", self.data, "-l", self.data / "log", "-o", options, "-w", "start")


@contextmanager
def started() -> Iterator[Server]:
    """Give a server with an empty cluster. Skips the test where PostgreSQL is not installed; fails where CI=true."""
    binaries = _binaries()
    folder = Path(mkdtemp(prefix="kb-postgres-"))
    server = Server(binaries, folder / "data", _free_port())
    try:
        if os.geteuid() == 0:
            # The server refuses to run as root.
            user = pwd.getpwnam("postgres" if _is_user("postgres") else "nobody")
            os.chown(folder, user.pw_uid, user.pw_gid)
        _pg(binaries, "initdb", "-D", server.data, "-U", "kb", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else []
    places += sorted(path for pattern in _FOLDERS for path in Path("/").glob(pattern.lstrip("/")))
    for place in reversed(places):
        if (place / "postgres").is_file():
            return place
    message = "PostgreSQL is not installed: on Debian, apt-get install postgresql"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


def _pg(binaries: Path, program: str, *arguments: object) -> None:
    as_user = ["runuser", "-u", "postgres" if _is_user("postgres") else "nobody", "--"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*as_user, str(binaries / program), *map(str, arguments)],
        cwd="/",
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
        # A started server keeps what it inherits: a pipe would never end.
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=_SECONDS,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{program} ended with {done.returncode}")


def _is_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
