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
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kb.bundles.unpacking import unpack
from kb.doctor.examining import examine
from kb.knowledge_base import KnowledgeBase
from kb.settings import load_settings
from kb.types import Query
from tests.fakes import HashEncoder
from tests.kb.homes import LOANS, RENT, TREES, open_base, policy, take

ROOT = Path(__file__).resolve().parents[2]
OPERATIONS = ("ingest", "reingest", "reindex", "purge", "withdraw", "sync", "import")
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
    """Return seeded moments; every operation has its turn, killed by step and by time alternately."""
    chance = random.Random(seed)
    return [
        Moment(OPERATIONS[number % len(OPERATIONS)], chance.random(), (number // len(OPERATIONS) + number) % 2 == 0)
        for number in range(runs)
    ]


def run_series(runs: int, seed: int, folder: Path) -> Series:
    """Kill a writer at each of the moments; check the home after each of them."""
    series = Series()
    template, given = folder / "template", folder / "given"
    _prepare(template, given)
    with open_base(template) as base:
        quotes = _quotes(base)
    with _worker() as ask:
        lengths = {one: _undisturbed(ask, one, template, given, folder / "whole" / one) for one in OPERATIONS}
        for number, moment in enumerate(moments(runs, seed)):
            place = folder / f"run{number}"
            shutil.copytree(template, place / "home")
            steps, seconds = lengths[moment.operation]
            limit = {"step": str(1 + int(moment.share * steps))} if moment.by_step else {}
            limit |= {} if moment.by_step else {"seconds": f"{moment.share * seconds:.4f}"}
            told = ask(_order(moment.operation, place, given) | limit)
            (series.killed if told["killed"] else series.finished)[moment.operation] += 1
            if told["failed"]:
                series.broken.append(f"{moment}: the operation failed by itself")
            try:
                series.notes.update(_check(moment.operation, place, given, quotes))
            except AssertionError as error:
                series.broken.append(f"run {number}, {moment}: {error}")
            shutil.rmtree(place)
    return series


def _prepare(home: Path, given: Path) -> None:
    with open_base(home) as base:
        take(base, {"loans.txt": LOANS, "rent.txt": RENT})
        take(base, {"trees.txt": TREES})
        base.withdraw("d000002")
        given.mkdir()
        base.bundles.write(given / "base.kbz")
    for folder, files in (("ingest", _NEW), ("reingest", _CHANGED)):
        (given / folder).mkdir()
        for name, text in files.items():
            (given / folder / name).write_text(text, encoding="utf-8")


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
    shutil.copytree(template, place / "home")
    told = ask(_order(operation, place, given))
    assert not told["killed"]
    assert not told["failed"]
    return int((place / "acks").read_text(encoding="utf-8").rsplit("steps ", 1)[1]), float(told["seconds"])


def _quotes(base: KnowledgeBase) -> list[str]:
    return [citation.quote for citation in base.ask(QUESTION).citations]


def _check(operation: str, place: Path, given: Path, quotes: list[str]) -> list[str]:
    """Assert what must hold after a kill, and again after the next run; return what the doctor noted between."""
    home, settings = place / "home", load_settings(home=place / "home")
    acks = (place / "acks").read_text(encoding="utf-8").split("\n") if (place / "acks").exists() else []
    found = examine(settings, HashEncoder, {})
    assert found.faults == (), found.faults
    with open_base(home) as base:
        _check_held(base, operation, acks, quotes)
    if operation == "import":
        _check_import(place, given, quotes, is_acknowledged="imported" in acks)
    # The next run clears away what the killed one left.
    with open_base(home) as base:
        base.ingest([given / "ingest"])
        _check_held(base, operation, acks, quotes)
        names = {row.source_name for row in base._store.version_rows()}
        assert names >= _NEW.keys(), names
        for text in ("养蚕每户补助3万元", "造船每户补助5万元"):
            assert text in base.search(Query(text)).hits[0].passage.text
    again = examine(settings, HashEncoder, {})
    assert again.findings == (), again.findings
    if operation == "purge" and "d000003" not in {row.document_id for row in _rows(home)}:
        held = b"".join(file.read_bytes() for file in home.rglob("*") if file.is_file())
        assert PURGED.encode() not in held, "purged text is left"
    return [one.code for one in found.findings]


def _check_held(base: KnowledgeBase, operation: str, acks: list[str], quotes: list[str]) -> None:
    """Assert that the answer stands, that nothing acknowledged is lost, and that nothing withdrawn is found."""
    assert _quotes(base) == quotes
    names = {row.source_name for row in base._store.version_rows()}
    given = {ack for ack in acks if ack.endswith(".txt")}
    assert given <= names, (given, names)
    hits = base.search(Query("房租补助 众创空间", 20, include_not_in_force=True)).hits
    assert "d000002" not in {hit.version.document_id for hit in hits}
    trees = {hit.version.document_id for hit in base.search(Query(PURGED, 20, include_not_in_force=True)).hits}
    if operation in acks and operation in ("purge", "withdraw"):
        assert "d000003" not in trees
    elif operation not in ("purge", "withdraw"):
        assert "d000003" in trees


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


def _rows(home: Path) -> list[Any]:
    with open_base(home) as base:
        return list(base._store.version_rows())


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
