"""A server of its own for a load: `kb serve` over a new home, or over a copy of one."""

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from eval.datasets import DatasetError

_READY_SECONDS = 120.0
_STOP_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Served:
    """A server that is ready."""

    url: str
    pid: int
    log: Path


@contextmanager
def serving(home: Path | None, seeds: Path, *, workers: int) -> Iterator[Served]:
    """Start a server over a copy of a home, or over a new one of a folder's texts. Raises DatasetError."""
    with tempfile.TemporaryDirectory(prefix="kb-load-") as folder:
        own = Path(folder) / "home"
        if home is not None:
            shutil.copytree(home, own)
        else:
            _kb(own, "ingest", *map(str, sorted(seeds.glob("*.txt"))))
        port, log = _free_port(), Path(folder) / "server.log"
        command = [sys.executable, "-m", "kb", "--home", str(own), "serve", "--port", str(port)]
        with log.open("wb") as written:
            process = subprocess.Popen([*command, "--workers", str(workers)], stderr=written, stdout=written)
            try:
                url = f"http://127.0.0.1:{port}"
                _wait_until_ready(url, process, log)
                yield Served(url, process.pid, log)
            finally:
                process.terminate()
                try:
                    process.wait(_STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    process.kill()
                    raise


def _kb(home: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "kb", "--home", str(home), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise DatasetError(f"kb {arguments[0]} failed: {done.stderr.strip()[-500:]}")


def _wait_until_ready(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + _READY_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            if httpx.get(f"{url}/readyz", trust_env=False).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise DatasetError(f"the server was not ready: {log.read_text(errors='replace')[-1000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
