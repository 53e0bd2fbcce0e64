"""A server of its own: how long it takes to be ready, and what it answers when many ask at once."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from eval.datasets import DatasetError
from eval.performance.figures import Load, Served, times
from eval.performance.machine import memory_mib, processes_of

ROUTES = ("/v1/search", "/v1/ask")
_READY_WITHIN = 120.0
_LOOK_EVERY = 0.02
_STOPPED_WITHIN = 30.0
_ANSWERED_WITHIN = 60.0
_SHED = (429, 503)
_OK = 200


def served(
    home: Path, bodies: Sequence[bytes], clients: Sequence[int], *, seconds: float, workers: int, starts: int
) -> Served:
    """Start a server so many times, the last time ask it. Raises DatasetError where it does not become ready."""
    ready = []
    for _ in range(starts - 1):
        with _server(home, workers) as running:
            ready.append(running.ready_seconds)
    with _server(home, workers) as running:
        ready.append(running.ready_seconds)
        loads = tuple(
            load(running.port, route, bodies, number, seconds=seconds) for route in ROUTES for number in clients
        )
        memory = [memory_mib(one) for one in processes_of(running.process)]
    held, most = (round(sum(figures), 1) for figures in zip(*memory, strict=True))
    return Served(workers, tuple(round(one, 2) for one in ready), held, most, loads)


def load(port: int, route: str, bodies: Sequence[bytes], clients: int, *, seconds: float) -> Load:
    """Ask a route by so many clients at once, each as soon as it has its answer, for so long."""
    asking = _Asking(port, route, bodies)
    asking.once()
    threads = [threading.Thread(target=asking.until, args=(time.monotonic() + seconds,)) for _ in range(clients)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - started
    found = times(asking.milliseconds)
    shed = sum(asking.statuses[status] for status in _SHED)
    return Load(
        route,
        clients,
        round(took, 2),
        found.calls,
        shed,
        sum(asking.statuses.values()) - shed - found.calls,
        round(found.calls / took, 1),
        round(found.p50_ms, 2),
        round(found.p95_ms, 2),
        round(found.p99_ms, 2),
    )


@dataclass(slots=True)
class _Asking:
    """Clients that send one question after the other over a connection of their own."""

    port: int
    route: str
    bodies: Sequence[bytes]
    milliseconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    _turn: Iterator[int] = field(default_factory=count)

    def once(self) -> None:
        """Ask once, uncounted."""
        connection = self._connection()
        self._status(connection)
        connection.close()

    def until(self, end: float) -> None:
        """Ask until then, at least once; a connection that breaks is a failure, and another one is made."""
        connection = self._connection()
        is_first = True
        while is_first or time.monotonic() < end:
            is_first = False
            started = time.perf_counter()
            try:
                status = self._status(connection)
            except (OSError, http.client.HTTPException):
                status = 0
                connection.close()
                connection = self._connection()
            self.statuses[status] += 1
            if status == _OK:
                self.milliseconds.append((time.perf_counter() - started) * 1000)
        connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=_ANSWERED_WITHIN)

    def _status(self, connection: http.client.HTTPConnection) -> int:
        body = self.bodies[next(self._turn) % len(self.bodies)]
        connection.request("POST", self.route, body, {"Content-Type": "application/json"})
        reply = connection.getresponse()
        reply.read()
        return reply.status


@dataclass(frozen=True, slots=True)
class _Running:
    process: int
    port: int
    ready_seconds: float


@contextmanager
def _server(home: Path, workers: int) -> Iterator[_Running]:
    port = _free_port()
    command = [sys.executable, "-m", "kb", "--home", str(home), "serve", "--port", str(port)]
    command += ["--workers", str(workers)] if workers > 1 else []
    started = time.perf_counter()
    # One address asks everything here: a limit by address would be all that is measured.
    environment = {name: value for name, value in os.environ.items() if name != "KB_RATE_LIMIT"}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_until_ready(process, port)
        yield _Running(process.pid, port, time.perf_counter() - started)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(_STOPPED_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + _READY_WITHIN
    while time.monotonic() < end:
        if process.poll() is not None:
            raise DatasetError(f"the server ended with {process.returncode}; try `kb serve` on that home")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_READY_WITHIN)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == _OK:
                return
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(_LOOK_EVERY)
    raise DatasetError(f"the server was not ready within {_READY_WITHIN:.0f} seconds")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def bodies_of(questions: Sequence[str], top_k: int, day: str) -> list[bytes]:
    """Return the questions as requests carry them."""
    return [json.dumps({"question": one, "top_k": top_k, "as_of": day}).encode() for one in questions]
