"""Runs one operation on a home in a process of its own that is killed (SIGKILL) at a given moment.

It imports everything once and forks for each operation, so that hundreds of kills take minutes, not hours.
"""

import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from kb.bundles.unpacking import unpack
from kb.knowledge_base import KnowledgeBase
from kb.settings import load_settings
from tests.fakes import HashEncoder

_FILE_EVENTS = frozenset(
    {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.truncate", "shutil.rmtree", "sqlite3.connect"}
)


class Steps:
    """Counts what the operation does to files and rows, and kills the process before the step that is its last."""

    def __init__(self, last: int | None) -> None:
        self.done = 0
        self._last = last
        sys.addaudithook(self._file_event)
        for name in ("before_cursor_execute", "commit"):
            sa.event.listen(sa.engine.Engine, name, self._step)

    def _file_event(self, name: str, _: object) -> None:
        if name in _FILE_EVENTS:
            self._step()

    def _step(self, *_: object) -> None:
        self.done += 1
        if self.done == self._last:
            os.kill(os.getpid(), signal.SIGKILL)


def operate(operation: str, home: Path, given: Path, acknowledge: Callable[[str], None]) -> None:
    """Carry an operation out; what it acknowledges is told the moment a user would be told."""
    if operation == "import":
        settings = load_settings(home=home.parent / "imported")
        unpack(given / "base.kbz", settings, lambda _: None)
        acknowledge("imported")
        return
    base = KnowledgeBase.open(load_settings(home=home), encoder=HashEncoder())
    try:
        if operation in ("ingest", "reingest"):
            base.ingest([given / operation], progress=lambda report: acknowledge(report.name))
        elif operation == "sync":
            base.sync.run(given / "ingest", progress=lambda report: acknowledge(report.name))
        elif operation == "purge":
            base.purge("d000003")
        elif operation == "withdraw":
            base.withdraw("d000003")
        else:
            base.reindex()
        acknowledge(operation)
    finally:
        base.close()


def _child(order: dict[str, str], last: int | None) -> None:
    told = os.open(order["acks"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    steps = Steps(last)
    operate(
        order["operation"],
        Path(order["home"]),
        Path(order["given"]),
        lambda what: (os.write(told, f"{what}\n".encode()), None)[1],
    )
    os.write(told, f"steps {steps.done}\n".encode())


def _run(order: dict[str, str]) -> dict[str, object]:
    last = int(order["step"]) if order.get("step") else None
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            _child(order, last)
            code = 0
        finally:
            sys.stderr.flush()
            os._exit(code)
    if order.get("seconds"):
        ended = os.pidfd_open(child)
        if not select.select([ended], [], [], float(order["seconds"]))[0]:
            os.kill(child, signal.SIGKILL)
        os.close(ended)
    _, status = os.waitpid(child, 0)
    return {
        "killed": os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL,
        "failed": os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0,
        "seconds": time.monotonic() - started,
    }


def main() -> None:
    """Answer each order, a line of JSON on stdin, by a line of JSON."""
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_run(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
