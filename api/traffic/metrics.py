"""The server's figures for Prometheus, in a registry of their own: counts and times, no word of what was asked."""

import os
from collections.abc import Callable, Generator, Iterable, Mapping
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from kb.answer.asking import Step
from kb.types import Answer, AnswerStatus, SearchResult

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable with the folder in which several processes keep their counts; the library reads it."""
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
_STAGE_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0)
# What is none of these is counted as one of them: a caller must not make up a row of figures.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

Values = Mapping[str, float]


class Metrics:
    """Counters and times of one application."""

    def __init__(self) -> None:
        self._registry = made = CollectorRegistry()
        self._requests = Histogram(
            "kb_request_seconds",
            "Time until a request was answered, by route and status.",
            ("method", "route", "status"),
            buckets=_SECONDS,
            registry=made,
        )
        self._stages = Histogram(
            "kb_stage_seconds", "Time of one stage of a question.", ("stage",), buckets=_STAGE_SECONDS, registry=made
        )
        self._answers = Counter("kb_answers", "Answers, by what became of the question.", ("status",), registry=made)
        self._searches = Counter("kb_searches", "Searches, by whether something was found.", ("found",), registry=made)
        self._refused = Counter(
            "kb_refused_requests", "Requests given up before they were worked on.", ("reason",), registry=made
        )
        self._in_flight = Gauge(
            "kb_in_flight_requests", "Requests that are being answered.", multiprocess_mode="livesum", registry=made
        )

    def began(self) -> None:
        """Count a request that came."""
        self._in_flight.inc()

    def ended(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that is over."""
        self._in_flight.dec()
        known = method if method in _METHODS else "OTHER"
        self._requests.labels(known, route, str(status)).observe(seconds)

    def refused(self, reason: str) -> None:
        """Count a request that was given up before it was worked on."""
        self._refused.labels(reason).inc()

    def searched(self, result: SearchResult) -> None:
        """Count a search and the time of its stages."""
        self._searches.labels("yes" if result.hits else "no").inc()
        self._observe(result.timings_ms)

    def answered(self, answer: Answer) -> None:
        """Count an answer and the time of its stages."""
        self._answers.labels(_status(answer.status)).inc()
        self._observe(answer.timings_ms)

    def counting(self, steps: Generator[Step, None, None]) -> Generator[Step, None, None]:
        """Give the steps of an answer, and count it."""
        try:
            for step in steps:
                if isinstance(step, Answer):
                    self.answered(step)
                yield step
        finally:
            steps.close()

    def text(self, gauges: Callable[[], Values], counters: Callable[[], Values] = dict) -> bytes:
        """Return all figures as Prometheus reads them, with others that are asked for now."""
        shown = CollectorRegistry()
        if folder := os.environ.get(SHARED_FOLDER):
            _forget_the_dead(Path(folder))
            multiprocess.MultiProcessCollector(shown)  # type: ignore[no-untyped-call]  # the library's own
        else:
            shown.register(_Of(self._registry.collect))
        shown.register(_Of(lambda: _families(gauges(), counters())))
        return generate_latest(shown)

    def _observe(self, timings_ms: Mapping[str, float]) -> None:
        for stage, milliseconds in timings_ms.items():
            self._stages.labels(stage).observe(milliseconds / 1000)


def _forget_the_dead(folder: Path) -> None:
    """Take away what processes that were killed had in hand; what they counted stays."""
    for file in folder.glob("gauge_live*.db"):
        pid = file.stem.rpartition("_")[2]
        if not Path("/proc", pid).exists() and Path("/proc").exists():
            file.unlink(missing_ok=True)


class _Of(Collector):
    """What a function collects."""

    def __init__(self, collect: Callable[[], Iterable[Metric]]) -> None:
        self._collect = collect

    def collect(self) -> Iterable[Metric]:
        """Return the families."""
        return self._collect()


def _families(gauges: Values, counters: Values) -> list[Metric]:
    return [
        *(GaugeMetricFamily(f"kb_{name}", _MEANINGS[name], value) for name, value in gauges.items()),
        *(CounterMetricFamily(f"kb_{name}", _MEANINGS[name], value) for name, value in counters.items()),
    ]


_MEANINGS = {
    "ready": "1 where questions can be answered, else 0.",
    "generation": "The number of the published state that is searched.",
    "documents": "Documents that are held.",
    "versions": "Versions of documents that are held.",
    "clauses": "Clauses that are searched.",
    "passages": "Passages that are searched.",
    "segments": "Segments of the published state.",
    "disk_free_bytes": "Free space where the home is.",
    "resident_bytes": "Memory of this process.",
    "waiting_requests": "Requests that wait in line for a place, of this process.",
    "shelf_hits": "Versions, clauses and trees of clauses that were at hand, of this process.",
    "shelf_misses": "Versions, clauses and trees of clauses that were read from the store, of this process.",
    "vector_cache_hits": "Vectors that were known when they were asked for, of this process.",
    "vector_cache_misses": "Vectors that were computed, of this process.",
}


def _status(status: AnswerStatus) -> str:
    return status.value
