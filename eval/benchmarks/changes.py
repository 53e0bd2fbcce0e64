"""How long one change takes on a home as large as it is, until it is found: on a copy, in a process that serves."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kb.knowledge_base import KnowledgeBase
from kb.retrieve.standing.correction_values import Changes
from kb.settings import load_settings
from kb.types import Query

_TEXT = """试验镇{place}晒谷补助办法
第一条 为了方便农户{place}晒谷，制定本办法。
第二条 {place}晒谷面积超过三十平方米的农户，每年补助{amount}元。
第三条 农户应当在每年十月底前向试验镇政府提出申请。
第四条 本办法自2024年6月1日起施行。
"""
_QUESTION = Query("屋顶晒谷补助多少元", 5)
_NAME = "changes-benchmark.txt"


@dataclass(frozen=True, slots=True)
class ChangeTime:
    """One change: what it took, and the first search after it, which exchanges what the server holds."""

    name: str
    seconds: float
    processor_seconds: float
    """Of the process and those that it started: what the change would take on an idle machine."""
    search_seconds: float
    search_processor_seconds: float


@dataclass(frozen=True, slots=True)
class ChangesReport:
    """The changes in a process that serves, and the first of them by the command line."""

    passages: int
    segments: int
    changes: tuple[ChangeTime, ...]
    start_seconds: float
    """`kb stats`: starting the program and opening the home."""
    command_seconds: float
    """`kb ingest FILE` from start to end."""


class NotFoundAfterwards(RuntimeError):
    """Raised where a change was not seen by the search after it."""


def measure(home: Path) -> ChangesReport:
    """Return what each kind of change takes on a copy of a home. Raises NotFoundAfterwards."""
    with _copy(home) as copy:
        start, command = _by_command(copy)
        knowledge = KnowledgeBase.open(load_settings(home=copy))
        try:
            knowledge.warm_up()
            knowledge.search(_QUESTION)
            stats = knowledge.stats()
            return ChangesReport(stats.passages, stats.segments, tuple(_changes(knowledge)), start, command)
        finally:
            knowledge.close()


def terminal_lines(report: ChangesReport) -> list[str]:
    """Return the times as lines."""
    return [
        f"{report.passages} passages in {report.segments} segments",
        f"{'change':<16}{'change s':>10}{'cpu s':>8}{'search s':>10}{'cpu s':>8}",
        *(
            f"{one.name:<16}{one.seconds:>10.2f}{one.processor_seconds:>8.2f}"
            f"{one.search_seconds:>10.2f}{one.search_processor_seconds:>8.2f}"
            for one in report.changes
        ),
        f"kb ingest FILE: {report.command_seconds:.2f} s, of which starting and opening {report.start_seconds:.2f} s",
    ]


def _changes(knowledge: KnowledgeBase) -> Iterator[ChangeTime]:
    def ingest(amount: int) -> None:
        knowledge.ingest_files([(_NAME, _TEXT.format(place="屋顶", amount=amount).encode())])

    def correct(document_id: str) -> None:
        knowledge.corrections.change(document_id, Changes({"issuer": "试验镇政府"}), by="eval", reason="试")

    first = knowledge.documents(limit=1).documents[0].document_id
    yield _timed("add", lambda: ingest(80), knowledge, "80")
    document = _newest(knowledge)
    yield _timed("replace", lambda: ingest(90), knowledge, "90")
    yield _timed("withdraw", lambda: knowledge.withdraw(document), knowledge, None)
    yield _timed("restore", lambda: knowledge.restore(document), knowledge, "90")
    yield _timed("correct", lambda: correct(document), knowledge, "90")
    yield _timed("purge", lambda: knowledge.purge(document), knowledge, None)
    yield _timed("purge an old one", lambda: knowledge.purge(first), knowledge, None)


def _newest(knowledge: KnowledgeBase) -> str:
    return knowledge.search(_QUESTION).hits[0].passage.document_id


def _timed(name: str, change: Callable[[], None], knowledge: KnowledgeBase, amount: str | None) -> ChangeTime:
    """Make a change and look for the amount; where none is given the text must not be found."""
    started, worked = time.perf_counter(), _processor_seconds()
    change()
    changed, done = time.perf_counter(), _processor_seconds()
    hits = knowledge.search(_QUESTION).hits
    found, seen = time.perf_counter(), _processor_seconds()
    texts = [hit.passage.text for hit in hits if "屋顶晒谷" in hit.passage.text]
    if (amount is None and texts) or (amount and not any(f"每年补助{amount}元" in text for text in texts)):
        raise NotFoundAfterwards(f"after “{name}” the search found {texts}, expected {amount}")
    return ChangeTime(name, changed - started, done - worked, found - changed, seen - done)


def _processor_seconds() -> float:
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _by_command(home: Path) -> tuple[float, float]:
    """Return what starting takes, and `kb ingest FILE` with it."""
    file = home.parent / "by-command.txt"
    file.write_text(_TEXT.format(place="阳台", amount=70), encoding="utf-8")
    times = []
    for arguments in (["stats"], ["ingest", str(file)]):
        started = time.perf_counter()
        command = [sys.executable, "-m", "kb", "--home", str(home), *arguments]
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - started)
    return times[0], times[1]


@contextmanager
def _copy(home: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="kb-changes-") as folder:
        copy = Path(folder) / "home"
        shutil.copytree(home, copy)
        yield copy
