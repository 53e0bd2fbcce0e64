"""Milvus Lite as a server of the tests' own, and a line to it that can be cut."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

_PROGRAM = Path(sys.executable).with_name("milvus-lite")
_SECONDS = 60.0
_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class MilvusServer:
    """A server that answers at http://127.0.0.1:port."""

    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def started(folder: Path) -> Iterator[MilvusServer]:
    """Start a server over HTTP on a free port; its absence is an error."""
    if not _PROGRAM.is_file():
        pytest.fail(f"{_PROGRAM} is not there; install the extra `test`")
    port = free_port()
    with (folder / "milvus.log").open("wb") as log:
        command = [str(_PROGRAM), "server", "--data-dir", str(folder / "data"), "--port", str(port)]
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait(port, process, folder / "milvus.log")
        yield MilvusServer(port)
    finally:
        process.terminate()
        process.wait(30)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Line:
    """A line to a server that can be cut and mended: what is cut looks like a server that went down."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._ends: list[socket.socket] = []
        self._server: socket.socket | None = None
        self.port = free_port()
        self.mend()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def mend(self) -> None:
        """Listen again."""
        self._server = socket.create_server(("127.0.0.1", self.port), reuse_port=False)
        threading.Thread(target=self._accept, args=(self._server,), daemon=True).start()

    def cut(self) -> None:
        """Break every connection off and listen no more."""
        if self._server is not None:
            _close(self._server)
            self._server = None
        for end in self._ends:
            _close(end)
        self._ends.clear()

    def _accept(self, server: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = server.accept()
                far = socket.create_connection(("127.0.0.1", self._target))
                self._ends += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=_carry, args=(one, other), daemon=True).start()


def _carry(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(_CHUNK):
            target.sendall(data)
    _close(source)
    _close(target)


def _close(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


def _wait(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            pytest.fail(f"milvus-lite ended with {process.returncode}: {log.read_text(encoding='utf-8')[-500:]}")
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    pytest.fail(f"milvus-lite did not listen on {port} within {_SECONDS:.0f} s")
