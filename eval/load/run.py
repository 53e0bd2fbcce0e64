"""A load from its first request to its report: clients at work, memory sampled, everything looked for at the end."""

import asyncio
import json
import os
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from eval.load.exchange import Exchange, Refused, Unanswered
from eval.load.figures import Figures
from eval.load.ledger import Fate, Ledger
from eval.load.memory import Memory, as_told, children_of, of_processes
from eval.load.visitor import Texts, Visitor

_SAMPLE_SECONDS = 1.0
_TIMEOUT = 90.0
# What was refused because the server was busy is asked for again, at the end as often as it takes.
_LAST_TRIES = 20


@dataclass(frozen=True, slots=True)
class Load:
    """What is asked of a server."""

    url: str
    seconds: float
    clients: int
    seed: int
    questions: Sequence[str]
    changes: bool = True
    pid: int | None = None
    """The server's process, where it is on this machine; else it is asked for its memory."""
    kill_every: float = 0.0
    """After so many seconds a process of the server is killed, and again; 0: none is."""


@dataclass(slots=True)
class Outcome:
    """What a load came to."""

    figures: Figures
    memory: Memory
    clients: int
    seconds: float = 0.0
    killed: int = 0
    documents: dict[str, int] = field(default_factory=dict)
    """How many documents were sent, by what has become of them."""

    @property
    def is_sound(self) -> bool:
        """True where all was as it should be; a process that is killed may drop one connection of each client."""
        return self.figures.is_sound and self.figures.dropped <= self.clients * self.killed

    def as_record(self) -> dict[str, object]:
        """Return everything as plain values."""
        return {
            "sound": self.is_sound,
            **self.figures.as_record(self.seconds),
            "documents": self.documents,
            "processes_killed": self.killed,
            "memory": self.memory.as_record(),
        }


async def put_load(load: Load) -> Outcome:
    """Put the load on the server; return what came of it. Raises httpx.TransportError where there is no server."""
    outcome = Outcome(Figures(), Memory(), load.clients)
    ledger, texts = Ledger(load.seed), Texts()
    limits = httpx.Limits(max_connections=load.clients + 4, max_keepalive_connections=load.clients + 4)
    async with httpx.AsyncClient(base_url=load.url, timeout=_TIMEOUT, limits=limits, trust_env=False) as http:
        (await http.get("/healthz")).raise_for_status()
        exchange = Exchange(http, outcome.figures)
        questions = list(load.questions)
        visitors = [
            Visitor(exchange, ledger, texts, questions, load.seed * 1000 + number, changes=load.changes)
            for number in range(load.clients)
        ]
        started = time.monotonic()
        until = started + load.seconds
        beside = [asyncio.ensure_future(_sample(load, http, outcome.memory, started))]
        if load.kill_every:
            beside.append(asyncio.ensure_future(_kill(load, outcome)))
        await asyncio.gather(*(_visit(visitor, until) for visitor in visitors))
        outcome.seconds = time.monotonic() - started
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        await _look_for_all(visitors[0], ledger)
    for entry in ledger.entries:
        name = entry.fate.name.lower()
        outcome.documents[name] = outcome.documents.get(name, 0) + 1
    return outcome


def write_report(outcome: Outcome, load: Load, folder: Path) -> None:
    """Write load.json and memory.svg."""
    folder.mkdir(parents=True, exist_ok=True)
    asked = {"clients": load.clients, "seed": load.seed, "asked_seconds": load.seconds, "at": time.strftime("%FT%T%z")}
    record = json.dumps({**asked, **outcome.as_record()}, ensure_ascii=False, indent=2)
    (folder / "load.json").write_text(record + "\n", encoding="utf-8")
    title = f"Resident memory of the server, {load.clients} clients, {load.seconds:g} s"
    (folder / "memory.svg").write_text(outcome.memory.drawn(title), encoding="utf-8")


async def _visit(visitor: Visitor, until: float) -> None:
    while time.monotonic() < until:
        await visitor.go()


async def _look_for_all(visitor: Visitor, ledger: Ledger) -> None:
    for entry in ledger.entries:
        for _ in range(_LAST_TRIES if entry.fate is not Fate.UNKNOWN else 0):
            try:
                await visitor.look(entry)
            except (Refused, Unanswered):
                continue
            break


async def _sample(load: Load, http: httpx.AsyncClient, memory: Memory, started: float) -> None:
    while True:
        size = 0
        if load.pid is not None:
            size = await asyncio.to_thread(of_processes, load.pid)
        else:
            try:
                size = as_told(await http.get("/metrics"))
            except httpx.TransportError:
                size = 0
        if size:
            memory.samples.append((time.monotonic() - started, size))
        await asyncio.sleep(_SAMPLE_SECONDS)


async def _kill(load: Load, outcome: Outcome) -> None:
    before: list[int] = []
    while load.pid is not None:
        await asyncio.sleep(load.kill_every)
        serving = _workers(load.pid)
        # One that has just been started does not answer yet: somebody must.
        if len(serving) > 1 and serving == before:
            os.kill(serving[0], signal.SIGKILL)
            outcome.killed += 1
        before = serving


def _workers(parent: int) -> list[int]:
    """Return the processes that answer: children that were started to, not the library's helper of them."""
    return [pid for pid in children_of(parent) if b"spawn_main" in _command(pid)]


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
