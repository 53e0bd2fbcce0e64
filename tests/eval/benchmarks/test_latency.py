import pytest

from eval.benchmarks.latency import Latency, LatencyReport, terminal_lines, timed
from kb.types import Query


class _Clock:
    """A clock that only calls move."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_first_round_is_not_counted() -> None:
    clock = _Clock()
    seen: list[str] = []

    def call(query: Query) -> None:
        # The first round takes a second a call, later ones 1 ms and 3 ms.
        clock.now += 1.0 if len(seen) < 2 else {"a": 0.001, "b": 0.003}[query.question]
        seen.append(query.question)

    figures = timed(call, [Query("a"), Query("b")], 2, clock)
    assert seen == ["a", "b"] * 3
    assert figures.calls == 4
    assert figures.p50_ms == pytest.approx(1.0)
    assert figures.p95_ms == pytest.approx(3.0)


@pytest.mark.parametrize(("queries", "rounds"), [((), 1), ((Query("a"),), 0)])
def test_nothing_to_measure_is_an_error(queries: tuple[Query, ...], rounds: int) -> None:
    with pytest.raises(ValueError, match=f"nothing to measure: {len(queries)} questions, {rounds} rounds"):
        timed(lambda query: None, queries, rounds)


def test_the_report_says_what_it_was_measured_on() -> None:
    report = LatencyReport(Latency(6, 12.25, 20.0), Latency(6, 1.0, 2.5), 140, 2, "3.11.7")
    assert terminal_lines(report) == [
        "140 passages, 2 processors, Python 3.11.7",
        "ask calls 6 p50 12.25 ms p95 20.00 ms",
        "search calls 6 p50 1.00 ms p95 2.50 ms",
    ]
