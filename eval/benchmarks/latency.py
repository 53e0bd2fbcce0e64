"""How long a question takes in this process, warm."""

import os
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eval.measures.sets import percentile
from kb.knowledge_base import KnowledgeBase
from kb.types import Query


@dataclass(frozen=True, slots=True)
class Latency:
    """What one call took, over all questions and rounds, in milliseconds."""

    calls: int
    p50_ms: float
    p95_ms: float


@dataclass(frozen=True, slots=True)
class LatencyReport:
    """The latencies of both calls, and what they were measured on."""

    ask: Latency
    search: Latency
    passages: int
    processors: int
    python: str


def measure(knowledge: KnowledgeBase, queries: Sequence[Query], rounds: int) -> LatencyReport:
    """Return the latencies of ask and search, after one round of each that is not counted."""
    return LatencyReport(
        ask=timed(knowledge.ask, queries, rounds),
        search=timed(knowledge.search, queries, rounds),
        passages=knowledge.stats().passages,
        processors=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        python=platform.python_version(),
    )


def timed(
    call: Callable[[Query], object],
    queries: Sequence[Query],
    rounds: int,
    clock: Callable[[], float] = time.perf_counter,
) -> Latency:
    """Return what the call takes a question over the rounds, after one round that is not counted.

    Raises ValueError where there is nothing to measure.
    """
    if not queries or rounds < 1:
        raise ValueError(f"nothing to measure: {len(queries)} questions, {rounds} rounds")
    for query in queries:
        call(query)
    milliseconds = []
    for _ in range(rounds):
        for query in queries:
            started = clock()
            call(query)
            milliseconds.append((clock() - started) * 1000)
    return Latency(len(milliseconds), percentile(milliseconds, 0.5), percentile(milliseconds, 0.95))


def terminal_lines(report: LatencyReport) -> list[str]:
    """Return the latencies as lines."""
    return [
        f"{report.passages} passages, {report.processors} processors, Python {report.python}",
        *(
            f"{name} calls {figures.calls} p50 {figures.p50_ms:.2f} ms p95 {figures.p95_ms:.2f} ms"
            for name, figures in (("ask", report.ask), ("search", report.search))
        ),
    ]
