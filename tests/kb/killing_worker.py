"""Runs one operation on a home in a process of its own that is killed (SIGKILL) at a given moment.

It imports everything once and forks for each operation, so that hundreds of kills take minutes, not hours.
"""

import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa

from kb.bundles.unpacking import unpack
from kb.doctor.examining import examine
from kb.doctor.mending import mend
from kb.errors import NotFound, RollbackRefused
from kb.index import build
from kb.ingest.source import read_here
from kb.knowledge_base import KnowledgeBase
from kb.retrieve.standing.correction_values import Changes
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


Acknowledge = Callable[[str], None]
"""Called with what a user is told of, the moment that it is told."""


def operate(operation: str, home: Path, given: Path, acknowledge: Acknowledge) -> None:
    """Carry an operation out; what it acknowledges is told the moment a user would be told."""
    if operation == "import":
        unpack(given / "base.kbz", load_settings(home=home.parent / "imported"), lambda _: None)
    elif operation == "repair":
        repair(home)
    else:
        base = KnowledgeBase.open(load_settings(home=home), encoder=HashEncoder())
        try:
            _CHANGES[operation](base, given, acknowledge)
        finally:
            base.close()
    acknowledge(operation)


def operate_again(operation: str, home: Path, given: Path) -> None:
    """Carry an operation out where it may have been done before."""
    with suppress(NotFound, RollbackRefused):
        operate(operation, home, given, lambda _: None)


def repair(home: Path) -> None:
    """Look a home over and mend it, as `kb doctor --repair` does."""
    settings = load_settings(home=home)

    def publish(anew: bool) -> None:
        base = KnowledgeBase.open(settings, encoder=HashEncoder())
        try:
            if anew:
                base.reindex()
            else:
                base.ingest([])
        finally:
            base.close()

    mend(settings, examine(settings, HashEncoder, {}).findings, read_here, publish, [])


def _ingest(base: KnowledgeBase, given: Path, acknowledge: Acknowledge, folder: str = "ingest") -> None:
    base.ingest([given / folder], progress=lambda report: acknowledge(report.name))


def _merge(base: KnowledgeBase, given: Path, acknowledge: Acknowledge) -> None:
    """Take files in one by one where two segments are many: each beside the last ones, then merged with them."""
    before = build._MERGE_AT_ONCE, build._MOST_SMALL
    build._MERGE_AT_ONCE, build._MOST_SMALL = 0, 2
    try:
        for file in sorted((given / "ingest").iterdir()):
            base.ingest([file], progress=lambda report: acknowledge(report.name))
    finally:
        build._MERGE_AT_ONCE, build._MOST_SMALL = before


def _correct(base: KnowledgeBase, given: Path, acknowledge: Acknowledge) -> None:
    base.corrections.change("d000001", Changes({"issuer": "清河市金融办"}), by="王芳", reason="见红头文件")


def _sync(base: KnowledgeBase, given: Path, acknowledge: Acknowledge) -> None:
    base.sync.run(given / "ingest", progress=lambda report: acknowledge(report.name))


_CHANGES: Mapping[str, Callable[[KnowledgeBase, Path, Acknowledge], object]] = {
    "ingest": _ingest,
    "reingest": lambda base, given, acknowledge: _ingest(base, given, acknowledge, "reingest"),
    "merge": _merge,
    "reindex": lambda base, given, acknowledge: base.reindex(),
    "purge": lambda base, given, acknowledge: base.purge("d000003"),
    "withdraw": lambda base, given, acknowledge: base.withdraw("d000003"),
    "restore": lambda base, given, acknowledge: base.restore("d000002"),
    "sync": _sync,
    "words": lambda base, given, acknowledge: base.words.add("房租补助", ["房补钱"]),
    "correct": _correct,
    "reread": lambda base, given, acknowledge: list(base.rereading.run(apply=True)),
    "rollback": lambda base, given, acknowledge: base.generations.rollback(1),
    "backup": lambda base, given, acknowledge: base.bundles.write(base.settings.home.parent / "backup.kbz"),
}
OPERATIONS = (*_CHANGES, "import", "repair")
"""What is killed. To import makes a home of its own; to repair begins with a damaged one."""


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
