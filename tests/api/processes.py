"""`kb serve` in a process of its own, as a user starts it."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.api.test_api_server import ROOT, free_port

_SECONDS = 180.0


@contextmanager
def serving(
    home: Path, *options: str, settings: Mapping[str, str] | None = None
) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """Give the address of a server over a home, ready or not yet, and its process; end it, unless it is gone."""
    port = free_port()
    command = [sys.executable, "-m", "kb", "--home", str(home), "serve", "--port", str(port), *options]
    environment = {**os.environ, **{f"KB_{name.upper()}": value for name, value in (settings or {}).items()}}
    with (home.parent / f"{home.name}.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=log)
    try:
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.wait(_SECONDS)


def wait_until_ready(url: str) -> None:
    """Return when the server answers questions."""
    until = time.monotonic() + _SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=30) as response:
                assert json.load(response)["status"] == "ready"
            return
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.1)


def upload(url: str, name: str, text: str) -> str:
    """Take a file in; return its document's id once that is acknowledged. Raises httpx.HTTPError."""
    reply = httpx.post(f"{url}/v1/documents", files={"files": (name, text.encode())}, trust_env=False, timeout=60)
    return str(reply.raise_for_status().json()["files"][0]["documents"][0]["document_id"])


def documents(url: str) -> dict[str, str]:
    """Return the titles of the documents that the server lists, by id."""
    reply = httpx.get(f"{url}/v1/documents", params={"limit": 100}, trust_env=False, timeout=60)
    return {one["document_id"]: one["title"] for one in reply.raise_for_status().json()["documents"]}
