"""A series of kills: homes whose writer is killed at seeded moments, and what must hold of each of them afterwards.

`python -m tests.kb.killing --runs 200` prints the figures of docs/reliability.md.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kb.bundles.reading import opened
from kb.bundles.unpacking import unpack
from kb.doctor.examining import examine
from kb.errors import KnowledgeBaseError
from kb.knowledge_base import KnowledgeBase
from kb.settings import load_settings
from kb.store.audit import AuditAction, AuditQuery
from kb.types import Query
from tests.fakes import HashEncoder
from tests.kb.homes import LOANS, RENT, TREES, open_base, policy, take
from tests.kb.killing_worker import OPERATIONS, operate_again

ROOT = Path(__file__).resolve().parents[2]
QUESTION = Query("贷款贴息的标准是多少？", include_not_in_force=True)
PURGED = "树龄满三百年的古树实行一级保护"
_NEW = {
    f"{name}.txt": policy(f"清河市{name}补助办法", f"为了支持{name}，制定本办法。", f"{name}每户补助{amount}万元。")
    for name, amount in (("养蚕", 3), ("制茶", 4), ("造船", 5))
}
_CHANGED = {
    "trees.txt": TREES.replace("五米内", "八米内"),
    "more.txt": policy("清河市夜市管理办法", "为了规范夜市，制定本办法。", "夜市营业至二十三时。"),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """When to kill: before a step of an operation, or after a share of the time that it takes."""

    operation: str
    share: float
    by_step: bool


@dataclass(slots=True)
class Series:
    """What a series of kills came to."""

    killed: Counter[str] = field(default_factory=Counter)
    finished: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)


def moments(runs: int, seed: int) -> list[Moment]:
    """Return seeded moments; every operation has its turn in an order of chance, killed by step or by time in turn."""
    chance = random.Random(seed)
    order = [one for _ in range(-(-runs // len(OPERATIONS))) for one in chance.sample(OPERATIONS, len(OPERATIONS))]
    return [Moment(order[number], chance.random(), number % 2 == 0) for number in range(runs)]


def run_series(runs: int, seed: int, folder: Path) -> Series:
    """Kill a writer at each of the moments; check the home after each of them."""
    series = Series()
    template, given = folder / "template", folder / "given"
    _prepare(template, given)
    with open_base(template) as base:
        quotes = _quotes(base)
    lengths: dict[str, tuple[int, float]] = {}
    with _worker() as ask:
        for number, moment in enumerate(moments(runs, seed)):
            operation = moment.operation
            if operation not in lengths:
                lengths[operation] = _undisturbed(ask, operation, template, given, folder / "whole" / operation)
            place = folder / f"run{number}"
            _lay_out(operation, template, place)
            steps, seconds = lengths[operation]
            limit = {"step": str(1 + int(moment.share * steps))} if moment.by_step else {}
            limit |= {} if moment.by_step else {"seconds": f"{moment.share * seconds:.4f}"}
            told = ask(_order(operation, place, given) | limit)
            (series.killed if told["killed"] else series.finished)[operation] += 1
            if told["failed"]:
                series.broken.append(f"{moment}: the operation failed by itself")
            try:
                series.notes.update(_check(operation, place, given, quotes))
            except (AssertionError, KnowledgeBaseError) as error:
                series.broken.append(f"run {number}, {moment}: {error!r}")
            shutil.rmtree(place)
    return series


def _prepare(home: Path, given: Path) -> None:
    with open_base(home) as base:
        take(base, {"loans.txt": LOANS, "rent.txt": RENT})
        take(base, {"trees.txt": TREES})
        base.withdraw("d000002")
        given.mkdir()
        base.bundles.write(given / "base.kbz")
        _make_stale(base)
    for folder, files in (("ingest", _NEW), ("reingest", _CHANGED)):
        (given / folder).mkdir()
        for name, text in files.items():
            (given / folder / name).write_text(text, encoding="utf-8")


def _make_stale(base: KnowledgeBase) -> None:
    """Let the home hold what rules of before read: a document without its first day."""
    row = base._store.version_rows()[0]
    with base._store.writing() as writer:
        stated = base._store.stated(row.version_row)
        assert stated.effective_from is not None
        writer.statements.replace(row.version_row, replace(stated, effective_from=None), ["effective_from"])


def _lay_out(operation: str, template: Path, place: Path) -> None:
    shutil.copytree(template, place / "home")
    if operation == "repair":
        # What is to be mended: of the published vectors one byte is another, and the cache is no database.
        vectors = max((place / "home" / "segments").glob("*/vectors/vectors.faiss"))
        data = bytearray(vectors.read_bytes())
        data[len(data) // 2] ^= 0xFF
        vectors.write_bytes(data)
        (place / "home" / "vectors.sqlite3").write_bytes(b"\xff" * 5000)


@contextmanager
def _worker() -> Iterator[Any]:
    command = [sys.executable, "-m", "tests.kb.killing_worker"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        stdin, stdout = process.stdin, process.stdout
        assert stdin is not None
        assert stdout is not None

        def ask(order: dict[str, str]) -> dict[str, Any]:
            stdin.write(json.dumps(order) + "\n")
            stdin.flush()
            return dict(json.loads(stdout.readline()))

        yield ask
        stdin.close()


def _order(operation: str, place: Path, given: Path) -> dict[str, str]:
    return {
        "operation": operation,
        "home": str(place / "home"),
        "given": str(given),
        "acks": str(place / "acks"),
    }


def _undisturbed(ask: Any, operation: str, template: Path, given: Path, place: Path) -> tuple[int, float]:
    """Return how many steps and how many seconds an operation takes."""
    _lay_out(operation, template, place)
    told = ask(_order(operation, place, given))
    assert not told["killed"]
    assert not told["failed"]
    return int((place / "acks").read_text(encoding="utf-8").rsplit("steps ", 1)[1]), float(told["seconds"])


def _quotes(base: KnowledgeBase) -> list[str]:
    return [citation.quote for citation in base.ask(QUESTION).citations]


def _check(operation: str, place: Path, given: Path, quotes: list[str]) -> list[str]:
    """Assert what must hold after a kill, and again after the same run anew; return what the doctor noted between."""
    home, settings = place / "home", load_settings(home=place / "home")
    acks = (place / "acks").read_text(encoding="utf-8").split("\n") if (place / "acks").exists() else []
    found = examine(settings, HashEncoder, {})
    if operation == "repair":
        # A repair that was broken off is done by the next one.
        operate_again(operation, home, given)
    else:
        assert found.faults == (), found.faults
    with open_base(home) as base:
        _check_held(base, operation, acks, quotes)
    if operation == "import":
        _check_import(place, given, quotes, is_acknowledged="import" in acks)
    elif operation != "repair":
        operate_again(operation, home, given)
    # The next run, whatever it is, clears away what the killed one left.
    with open_base(home) as base:
        base.ingest([given / "ingest"])
        _check_held(base, operation, [*acks, operation], quotes)
        names = {row.source_name for row in base._store.version_rows()}
        assert names >= _NEW.keys(), names
        for text in ("养蚕每户补助3万元", "造船每户补助5万元"):
            assert text in base.search(Query(text)).hits[0].passage.text
    again = examine(settings, HashEncoder, {})
    assert again.findings == (), again.findings
    if operation == "purge":
        held = b"".join(file.read_bytes() for file in home.rglob("*") if file.is_file())
        assert PURGED.encode() not in held, "purged text is left"
    if (place / "backup.kbz").exists():
        with opened(place / "backup.kbz") as bundle:
            bundle.check()
    return [one.code for one in found.findings if operation != "repair"]


def _check_held(base: KnowledgeBase, operation: str, acks: list[str], quotes: list[str]) -> None:
    """Assert that the answer stands, that nothing acknowledged is lost, and that nothing withdrawn is found."""
    assert _quotes(base) == quotes
    names = {row.source_name for row in base._store.version_rows()}
    given = {ack for ack in acks if ack.endswith(".txt")}
    assert given <= names, (given, names)
    hits = base.search(Query("房租补助 众创空间", 20, include_not_in_force=True)).hits
    is_restored = "d000002" in {hit.version.document_id for hit in hits}
    assert is_restored <= (operation == "restore")
    assert is_restored or not (operation == "restore" and operation in acks)
    trees = {hit.version.document_id for hit in base.search(Query(PURGED, 20, include_not_in_force=True)).hits}
    if operation not in ("purge", "withdraw", "rollback"):
        assert "d000003" in trees
    elif operation in acks and operation != "rollback":
        assert "d000003" not in trees
    _check_rows(base, operation, is_done=operation in acks)


def _check_rows(base: KnowledgeBase, operation: str, *, is_done: bool) -> None:
    """Assert that what staff were told is kept is kept, and that of each change there is all or nothing."""
    words = {row.expression for row in base._store.word_rows()}
    issuers = [one.value for one in base.document("d000001").metadata.issuers]
    first_day = base._store.stated(base._store.version_rows()[0].version_row).effective_from
    log = base.log(AuditQuery(limit=200)).entries
    assert ("房补钱" in words) == (AuditAction.WORDS_CHANGED in {one.action for one in log})
    assert len(issuers) == 0 or issuers == ["清河市金融办"]
    if is_done:
        assert operation != "words" or "房补钱" in words
        assert operation != "correct" or issuers == ["清河市金融办"]
        assert operation != "reread" or first_day is not None


def _check_import(place: Path, given: Path, quotes: list[str], *, is_acknowledged: bool) -> None:
    home = place / "imported"
    is_there = home.exists()
    assert is_there or not is_acknowledged
    if not is_there:
        # What the killed import left is cleared away by the next one.
        for left in place.glob(".imported.*"):
            if not (left / "draft.lock").exists():
                shutil.rmtree(left)
        unpack(given / "base.kbz", load_settings(home=home), lambda _: None)
    assert {path.name for path in place.iterdir()} <= {"acks", "home", "imported"}
    assert examine(load_settings(home=home), HashEncoder, {}).findings == ()
    with open_base(home) as base:
        assert _quotes(base) == quotes


def main() -> int:
    """Run a series and print what it came to."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        series = run_series(options.runs, options.seed, Path(folder))
    told = {
        "runs": options.runs,
        "seed": options.seed,
        "seconds": round(time.monotonic() - started),
        "killed": dict(series.killed),
        "finished_before": dict(series.finished),
        "notes_after_the_kill": dict(series.notes),
        "broken": series.broken,
    }
    sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    return 1 if series.broken else 0


if __name__ == "__main__":
    sys.exit(main())
