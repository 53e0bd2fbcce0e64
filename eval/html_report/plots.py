"""The plots of a run's report."""

from collections.abc import Mapping, Sequence
from itertools import accumulate

from eval.html_report.group_plots import by_group
from eval.html_report.svg import LINES, Axis, Figure, Plot, key, round_ticks
from eval.judging.matching import normalise, sentences
from eval.judging.units import PASSAGE_CHARS, golds_of, rolled_up
from eval.measures.abstention import ReliabilityBin, reliability, risk_coverage
from eval.measures.sets import percentile
from eval.results.table import shown
from eval.runs.finished import FinishedRun
from eval.scored import Estimate, Scored

_BARS = 24


def figures_of(run: FinishedRun) -> tuple[Figure, ...]:
    """Return the plots that a run gives something to draw for."""
    scored, estimates = run.figures.scored, run.figures.estimates
    drawn = (
        _risk_coverage(scored, estimates),
        _reliability(scored, estimates),
        _recall_by_k(run),
        _latency(scored, estimates),
        by_group(scored, "persona"),
        by_group(scored, "type"),
    )
    return tuple(figure for figure in drawn if figure is not None)


def _risk_coverage(scored: Sequence[Scored], estimates: Mapping[str, Estimate]) -> Figure | None:
    points = risk_coverage(scored)
    if len(points) < 2:
        return None
    top = max(point.risk for point in points)
    high = next(high for high in (0.2, 0.4, 0.6, 0.8, 1.0) if top <= high)
    ticks = tuple((high * part / 4, f"{high * part / 4:.0%}") for part in range(5))
    share = tuple((part / 4, f"{part / 4:.0%}") for part in range(5))
    plot = Plot(
        "Risk against coverage",
        Axis("questions answered, the surest first", ticks=share),
        Axis("of these wrong", high=high, ticks=ticks),
    )
    plot.line([(point.coverage, point.risk) for point in points], "first")
    for point in points[:: max(len(points) // 10, 1)]:
        said = (
            f"{point.coverage:.0%} answered, {point.risk:.1%} wrong, confidence at least {point.least_confidence:.2f}"
        )
        plot.dot(point.coverage, point.risk, "first", said)
    return Figure(
        "Risk and coverage",
        f"How many answers are wrong when only the surest are given: a good confidence keeps the left of the line low. "
        f"Area {_value(estimates, 'aurc')}.",
        plot.drawn(),
    )


def _reliability(scored: Sequence[Scored], estimates: Mapping[str, Estimate]) -> Figure | None:
    bins = reliability(scored)
    if len(bins) < 2 or all(row.confidence is None for row in scored):
        return None
    plot = Plot("Calibration", Axis("confidence"), Axis("answers right"))
    plot.line([(0.0, 0.0), (1.0, 1.0)], "thin")
    plot.line([(one.confidence, one.right) for one in bins], "first")
    for one in bins:
        said = f"{one.answers} answers: confidence {one.confidence:.2f}, right {one.right:.2f}"
        plot.dot(one.confidence, one.right, "first", said, radius=4)
    return Figure(
        "Calibration",
        f"Each dot is {_dots(bins)}. On the broken line confidence says how often answers are right; above it "
        f"the system is too modest, below it too sure. Error {_value(estimates, 'ece')}.",
        plot.drawn(),
    )


def _recall_by_k(run: FinishedRun) -> Figure | None:
    deepest = max((len(reply.found) for reply in run.replies.values()), default=0)
    if not deepest:
        return None
    curves = {"evidence sentences": _evidence_curve(run, deepest), "relevant clauses": _clause_curve(run, deepest)}
    drawn = {name: curve for name, curve in curves.items() if curve}
    if not drawn:
        return None
    steps = sorted({1, deepest, *range(0, deepest + 1, max(1, -(-deepest // 10)))} - {0})
    ticks = tuple((float(k), str(k)) for k in steps)
    plot = Plot("Recall by k", Axis("first k", low=1.0, high=max(deepest, 2), ticks=ticks), Axis("found"))
    for kind, (name, curve) in zip(LINES, drawn.items(), strict=False):
        plot.line([(k, value) for k, value in enumerate(curve, start=1)], kind)
        for k, value in enumerate(curve, start=1):
            plot.dot(k, value, kind, f"{name} in the first {k}: {value:.3f}", radius=3)
    keys = " and ".join(key(kind, name) for kind, name in zip(LINES, drawn, strict=False))
    return Figure("Recall by k", f"Share of the {keys} among the first k, the mean over questions.", plot.drawn())


def _evidence_curve(run: FinishedRun, deepest: int) -> list[float]:
    asked = [question for question in run.dataset.questions if question.answerable and question.evidence]
    found = [[0.0] * deepest for _ in asked]
    for question, row in zip(asked, found, strict=True):
        passages = [normalise(text[:PASSAGE_CHARS]) for text in run.replies[question.query_id].passages]
        wanted = [sentence for quote in question.quotes for sentence in sentences(quote)]
        for sentence in wanted:
            rank = next((rank for rank, text in enumerate(passages) if sentence in text), None)
            if rank is not None:
                row[rank] += 1 / len(wanted)
    return _curve(found)


def _clause_curve(run: FinishedRun, deepest: int) -> list[float]:
    found = []
    for question in run.dataset.questions:
        relevant = sum(gold.grade > 0 for gold in golds_of(question, run.dataset))
        if relevant:
            row = [0.0] * deepest
            for unit in rolled_up(question, run.replies[question.query_id], run.dataset)[:deepest]:
                row[unit.rank - 1] += (unit.grade > 0) / relevant
            found.append(row)
    return _curve(found)


def _curve(found: Sequence[Sequence[float]]) -> list[float]:
    return list(accumulate(sum(column) / len(found) for column in zip(*found, strict=True))) if found else []


def _latency(scored: Sequence[Scored], estimates: Mapping[str, Estimate]) -> Figure | None:
    times = sorted(row.milliseconds for row in scored if not row.failed)
    if len(times) < 2:
        return None
    ticks = round_ticks(percentile(times, 0.99))
    high = ticks[-1][0]
    counts = [0] * _BARS
    for time in times:
        counts[min(int(time / high * _BARS), _BARS - 1)] += 1
    most = round_ticks(max(counts))
    plot = Plot(
        "Latency", Axis("milliseconds", high=high, ticks=ticks), Axis("questions", high=most[-1][0], ticks=most)
    )
    for place, count in enumerate(counts):
        left, right = high * place / _BARS, high * (place + 1) / _BARS
        if count:
            beyond = " and more" if place == _BARS - 1 and times[-1] > high else ""
            plot.bar(left, right, count, "first", f"{left:,.0f} to {right:,.0f} ms{beyond}: {count} questions")
    for name, words in (("latency_p50_ms", "p50"), ("latency_p95_ms", "p95")):
        if name in estimates:
            plot.line([(estimates[name].value, 0.0), (estimates[name].value, most[-1][0])], "thin")
            plot.text(estimates[name].value, most[-1][0], words, right=4, down=10)
    return Figure(
        "Latency",
        f"How long questions took: half at most {_value(estimates, 'latency_p50_ms')} ms, "
        f"95 % at most {_value(estimates, 'latency_p95_ms')} ms, the longest {times[-1]:,.0f} ms{_left_out(scored)}.",
        plot.drawn(),
    )


def _left_out(scored: Sequence[Scored]) -> str:
    failed = sum(row.failed for row in scored)
    return f"; {failed} failed {'request is' if failed == 1 else 'requests are'} left out" if failed else ""


def _dots(bins: Sequence[ReliabilityBin]) -> str:
    """Return how many answers a dot is of: bins are as equal as whole numbers let them be."""
    sizes = sorted({one.answers for one in bins})
    size = str(sizes[0]) if len(sizes) == 1 else f"{sizes[0]} or {sizes[-1]}"
    return f"{size} answer{'' if sizes == [1] else 's'}"


def _value(estimates: Mapping[str, Estimate], name: str) -> str:
    return shown(name, estimates[name].value) if name in estimates else "–"
