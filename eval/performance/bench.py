"""A whole run: homes of several sizes made or met again, asked in a process and over HTTP; and the other systems."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from eval.datasets import DatasetError
from eval.performance.figures import (
    Benchmark,
    Dense,
    Ingested,
    InProcess,
    Peer,
    Size,
    Times,
)
from eval.performance.machine import disk_mib, this_machine
from eval.performance.serving import bodies_of, served
from eval.scale.home import make_home
from kb.holdings import DenseSearch

EVERYTHING = "all"
_INGESTED = "ingested.json"
Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure, and how long."""

    questions: tuple[str, ...]
    day: date
    top_k: int = 5
    rounds: int = 3
    clients: tuple[int, ...] = (1, 8, 32)
    seconds: float = 10.0
    """Of each load; 0: no server is asked."""
    workers: int = 2
    starts: int = 3


@dataclass(frozen=True, slots=True)
class Homes:
    """Where homes are made and met again, of which files."""

    folder: Path
    files: Path
    seed: int = 1

    def made(self, size: str, told: Told) -> Path:
        """Return the home of a size (`all`: of all files; else its passages), made where it is not there yet."""
        home = self.folder / size / "home"
        if home.is_dir():
            told(f"{size}: the home in {self.folder} is used again")
            return home
        told(f"{size}: a home is made …")
        if size == EVERYTHING:
            self._ingest(home, None)
            return home
        wanted = int(size)
        everything = self.folder / EVERYTHING / "home"
        # A home of all files is only made for a size that needs it.
        if not everything.is_dir():
            self._ingest(home, wanted)
            if _passages(home) >= wanted:
                return home
            (self.folder / size).rename(self.folder / EVERYTHING)
        base = _passages(everything)
        if wanted > base:
            make_home(everything, home, wanted, seed=self.seed, told=told)
        else:
            self._ingest(home, wanted)
        return home

    def ingested(self, size: str) -> Ingested | None:
        """Return what making the home of files took, whenever that was; None for one of varied texts."""
        file = self.folder / size / _INGESTED
        return Ingested(**json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else None

    def _ingest(self, home: Path, most: int | None) -> None:
        home.parent.mkdir(parents=True, exist_ok=True)
        task = {"home": str(home), "folder": str(self.files), "most": most}
        figures = _worker("ingest", task)
        (home.parent / _INGESTED).write_text(json.dumps(figures), encoding="utf-8")


def measured(
    homes: Sequence[tuple[str, Path, Ingested | None]], plan: Plan, peers: Sequence[Peer], told: Told
) -> Benchmark:
    """Measure every home. Raises DatasetError where a part of the run ends badly."""
    machine = this_machine()
    sizes = []
    for name, home, ingested in homes:
        told(f"{name}: questions in one process …")
        inside = _in_process(home, plan, machine.bandwidth_gb_s * 1e9)
        over_http = None
        if plan.seconds:
            told(f"{name}: a server with {plan.workers} workers, {plan.starts} starts, then under load …")
            bodies = bodies_of(plan.questions, plan.top_k, plan.day.isoformat())
            over_http = served(
                home, bodies, plan.clients, seconds=plan.seconds, workers=plan.workers, starts=plan.starts
            )
        sizes.append(Size(name, disk_mib(home), ingested, inside, over_http))
    on = datetime.now(UTC).isoformat(timespec="minutes")
    return Benchmark(on, machine, len(plan.questions), plan.rounds, tuple(sizes), tuple(peers))


def peers_of(sets: Sequence[str], systems: Sequence[str], corpora: Path | None) -> tuple[Peer, ...]:
    """Run the comparison with other systems on some sets and tell how they stand to this project."""
    if not sets:
        return ()
    with tempfile.TemporaryDirectory(prefix="kb-bench-") as folder:
        out = Path(folder) / "peers.json"
        command = [sys.executable, "-m", "eval", "bench-peers", "--out", str(out), "--sets", *sets]
        command += ["--systems", *systems] if systems else []
        command += ["--corpora", str(corpora)] if corpora else []
        if subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode:
            raise DatasetError("bench-peers did not end well; what it said stands above")
        return tuple(read_peers(json.loads(out.read_text(encoding="utf-8"))))


def read_peers(figures: Sequence[Mapping[str, Any]]) -> Iterator[Peer]:
    """Give the systems of a comparison, each beside this project on the same set: the first one of the set."""
    from eval.measures.sets import percentile

    ours: dict[str, Peer] = {}
    for one in figures:
        outcome = one["outcome"]
        took = [found["milliseconds"] for found in outcome["found"]]
        recall = next(value for name, value in one["estimates"].items() if name in ("R@10", "evidence@10"))
        peer = Peer(
            one["set_name"],
            outcome["system"],
            outcome["setting"],
            outcome["system"] == "bm25s" or outcome["system"].endswith("-keyword"),
            round(recall["value"], 4),
            round(percentile(took, 0.5), 3),
            round(percentile(took, 0.95), 3),
            round(outcome["build_seconds"], 2),
            round(outcome["peak_mib"], 1),
            1.0,
            1.0,
        )
        first = ours.setdefault(peer.set_name, peer)
        yield replace(
            peer,
            p50_ratio=round(peer.p50_ms / first.p50_ms, 2),
            taken_in_ratio=round(peer.taken_in_seconds / first.taken_in_seconds, 2),
        )


def as_json(benchmark: Benchmark) -> str:
    """Return a run as one JSON text."""
    return json.dumps(asdict(benchmark), ensure_ascii=False, indent=1)


def _in_process(home: Path, plan: Plan, bandwidth: float) -> InProcess:
    task = {
        "home": str(home),
        "day": plan.day.isoformat(),
        "top_k": plan.top_k,
        "questions": list(plan.questions),
        "rounds": plan.rounds,
        "bandwidth": bandwidth,
    }
    found = _worker("ask", task)
    dense = found["dense"]
    return InProcess(
        **{
            **found,
            "search": Times(**found["search"]),
            "ask": Times(**found["ask"]),
            "dense": Dense(**{**dense, "how": DenseSearch(**dense["how"])}),
        }
    )


def _worker(what: str, task: Mapping[str, object]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="kb-bench-") as folder:
        out = Path(folder) / "figures.json"
        command = [sys.executable, "-m", "eval.performance.worker", what, str(out)]
        ended = subprocess.run(command, input=json.dumps(task), check=False, capture_output=True, text=True)
        if ended.returncode:
            last = (ended.stderr.strip().splitlines() or ["no message"])[-1]
            raise DatasetError(f"{task['home']}: {what} ended with {ended.returncode}: {last}")
        found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
        return found


def _passages(home: Path) -> int:
    from kb.store.store import Store

    store = Store(home / "kb.sqlite3")
    try:
        return sum(store.passage_counts().values())
    finally:
        store.close()
