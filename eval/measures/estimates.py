"""Figures of a run with their intervals, and whether two runs differ: per question first, the mean second.

Intervals: the percentile bootstrap over questions (Efron, "Bootstrap Methods: Another Look at the Jackknife", Annals of
Statistics 7, 1979; Sakai, "Evaluating Evaluation Metrics Based on the Bootstrap", SIGIR 2006). Differences: the paired
randomisation test, which assumes no distribution (Smucker, Allan and Carterette, "A Comparison of Statistical
Significance Tests for Information Retrieval Evaluation", CIKM 2007; Sakai, "Laboratory Experiments in Information
Retrieval", 2018).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from eval.measures.abstention import Values
from eval.measures.catalog import MEASURES
from eval.measures.sets import MEAN_LATENCY, OF_SETS, Rows, rows_of
from eval.scored import Estimate, Scored

_REFUSALS = ("refusal_precision", "refusal_f1")
_PERCENTILES = ("latency_p50_ms", "latency_p95_ms")
_LATENCIES = (MEAN_LATENCY, *_PERCENTILES)
_CONFIDENCE = (2.5, 97.5)
_TRIALS = 10_000
# Figures of a set are computed anew in each trial: so much fewer are made.
_SET_PART = 5
# Up to here every way to flip the signs is counted out.
_MOST_EXACT = 12
# What differs less is the same but for rounding.
_SAME = 1e-12


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """What a measure is in two runs over the questions that both are judged by, and how sure the difference is."""

    measure: str
    a: float
    b: float
    difference: float
    """b less a."""
    p_value: float
    """Two-sided: how often chance alone would part the runs as far. NaN for the percentiles of latency, which are not
    tested: the mean is."""
    better: int
    """Questions that b does better: by the measure itself; by right refusals for refusal; faster for latency (where
    neither request failed); none are counted for aurc and ece."""
    worse: int
    questions: int


def estimates(scored: Sequence[Scored], samples: int = 1000, seed: int = 1) -> dict[str, Estimate]:
    """Return every figure of a run with its 95 % interval, in the order of the catalogue.

    Figures that no question gives anything to judge by are absent. The same questions, samples and seed give the same
    intervals.
    """
    if not scored:
        return {}
    rows, names = rows_of(scored), _names(scored)
    table = _table(scored, names)
    values = {**dict(zip(names, _means(table).tolist(), strict=True)), **_of_sets(rows)}
    counts = {**dict(zip(names, np.sum(~np.isnan(table), axis=0).tolist(), strict=True)), **_set_sizes(rows)}
    drawn = _resampled(table, names, rows, [name for name in values if name in OF_SETS], samples, seed)
    return {
        name: _estimate(values[name], drawn[name], counts[name])
        for name in [*(known for known in MEASURES if known in values), *(new for new in values if new not in MEASURES)]
    }


def _names(scored: Sequence[Scored]) -> list[str]:
    return list(dict.fromkeys(name for row in scored for name in row.figures))


def _table(scored: Sequence[Scored], names: Sequence[str]) -> Values:
    """Return the figures by question and measure; NaN where a question is not judged by the measure."""
    return np.array([[row.figures.get(name, np.nan) for name in names] for row in scored], dtype=np.float64)


def _means(table: Values) -> Values:
    counted = np.sum(~np.isnan(table), axis=-2)
    means: Values = np.nansum(table, axis=-2) / np.where(counted, counted, np.nan)
    return means


def _of_sets(rows: Rows) -> dict[str, float]:
    found = {name: measure(rows) for name, measure in OF_SETS.items()}
    return {name: value for name, value in found.items() if not np.isnan(value)}


def _set_sizes(rows: Rows) -> dict[str, int]:
    answered = rows.judged & ~np.isnan(rows.wrong)
    everything = dict.fromkeys(OF_SETS, len(rows.answerable))
    timed = dict.fromkeys(_LATENCIES, int(np.sum(~np.isnan(rows.milliseconds))))
    return {**everything, **timed, "aurc": int(np.sum(rows.judged)), "ece": int(np.sum(answered & rows.uncertain))}


def _resampled(
    table: Values, names: Sequence[str], rows: Rows, of_sets: Sequence[str], samples: int, seed: int
) -> dict[str, Values]:
    """Return the value of each measure in each sample of as many questions, drawn with replacement."""
    random = np.random.default_rng(seed)
    columns = np.empty((len(names) + len(of_sets), samples))
    for sample in range(samples):
        drawn = random.integers(0, len(table), size=len(table))
        taken = rows.take(drawn)
        columns[:, sample] = [*_means(table[drawn]), *(OF_SETS[name](taken) for name in of_sets)]
    return dict(zip([*names, *of_sets], columns, strict=True))


def _estimate(value: float, drawn: Values, questions: int) -> Estimate:
    # A sample may have drawn no question that the measure judges.
    usable = drawn[~np.isnan(drawn)]
    if questions < 2 or not len(usable):
        return Estimate(value, value, value, questions)
    low, high = np.percentile(usable, _CONFIDENCE)
    return Estimate(value, min(float(low), value), max(float(high), value), questions)


def paired_test(
    a: Sequence[Scored], b: Sequence[Scored], measure: str, trials: int = _TRIALS, seed: int = 1
) -> PairedDifference:
    """Return how two runs differ in a measure over the questions that both are judged by.

    The test swaps the runs' replies question by question: in every way where at most twelve questions differ, else
    `trials` times at random (a fifth of it for refusal F1, aurc and the like). Raises ValueError where no question is
    judged in both.
    """
    pairs = _paired(a, b, measure)
    if not pairs:
        raise ValueError(f"no question is judged by {measure} in both runs")
    one, other = (np.array([_own_value(row, measure) for row in run]) for run in zip(*pairs, strict=True))
    gained = other - one
    if measure in OF_SETS:
        found = _set_difference(pairs, measure, gained, trials, seed)
    else:
        p_value = _sign_flips(gained, trials, seed)
        found = _difference(measure, float(np.mean(one)), float(np.mean(other)), p_value, len(pairs))
    up, down = int(np.sum(gained > _SAME)), int(np.sum(gained < -_SAME))
    known = MEASURES.get(measure)
    if known is not None and not known.higher_is_better:
        up, down = down, up
    return replace(found, better=up, worse=down)


def _own_value(row: Scored, measure: str) -> float:
    """Return what a question itself tells of a measure; of aurc and ece it tells nothing."""
    if measure in _LATENCIES:
        return row.milliseconds
    if measure in _REFUSALS:
        return float(row.abstained != row.answerable)
    return 0.0 if measure in OF_SETS else row.figures[measure]


def _paired(a: Sequence[Scored], b: Sequence[Scored], measure: str) -> list[tuple[Scored, Scored]]:
    others = {row.query_id: row for row in b}
    pairs = [(row, others[row.query_id]) for row in a if row.query_id in others]
    if measure in _LATENCIES:
        return [(one, other) for one, other in pairs if not one.failed and not other.failed]
    if measure in OF_SETS:
        return pairs
    return [(one, other) for one, other in pairs if measure in one.figures and measure in other.figures]


def _difference(measure: str, a: float, b: float, p_value: float, questions: int) -> PairedDifference:
    return PairedDifference(measure, a, b, b - a, p_value, 0, 0, questions)


def _sign_flips(gained: Values, trials: int, seed: int) -> float:
    """Return how often the sum is as far from 0 when the sign of each difference is drawn."""
    differing = gained[np.abs(gained) > _SAME]
    if not len(differing):
        return 1.0
    seen = abs(float(np.sum(differing)))
    if len(differing) <= _MOST_EXACT:
        signs = _every_choice(len(differing)) * 2.0 - 1
        return float(np.mean(np.abs(signs @ differing) >= seen - _SAME))
    random = np.random.default_rng(seed)
    drawn = [random.integers(0, 2, size=len(differing)) * 2 @ differing - np.sum(differing) for _ in range(trials)]
    return _share_of_trials(np.abs(np.array(drawn)), seen)


def _every_choice(number: int) -> npt.NDArray[np.int64]:
    """Return every way to choose among so many, one a row."""
    return (np.arange(2**number)[:, None] >> np.arange(number)) & 1


def _share_of_trials(drawn: Values, seen: float) -> float:
    # The way that was seen is one of those possible (Phipson and Smyth 2010): no p-value is 0.
    return (int(np.sum(drawn >= seen - _SAME)) + 1) / (len(drawn) + 1)


def _set_difference(
    pairs: Sequence[tuple[Scored, Scored]], measure: str, gained: Values, trials: int, seed: int
) -> PairedDifference:
    one, other = rows_of([first for first, _ in pairs]), rows_of([second for _, second in pairs])
    value = OF_SETS[measure]
    a, b = value(one), value(other)
    if np.isnan(a) or np.isnan(b):
        raise ValueError(f"no question is judged by {measure} in both runs")
    if measure in _LATENCIES:
        p_value = _sign_flips(gained, trials, seed) if measure == MEAN_LATENCY else float("nan")
        return _difference(measure, a, b, p_value, len(pairs))
    differ = np.flatnonzero([_unlike(first, second, measure) for first, second in pairs])
    if not len(differ):
        return _difference(measure, a, b, 1.0, len(pairs))
    both = Rows(*(np.concatenate([getattr(one, name), getattr(other, name)]) for name in Rows.__slots__))
    exact = len(differ) <= _MOST_EXACT
    random = np.random.default_rng(seed)
    choices = _every_choice(len(differ)) if exact else random.integers(0, 2, size=(trials // _SET_PART, len(differ)))
    base = np.arange(len(pairs))
    drawn = np.empty(len(choices))
    for trial, swapped in enumerate(choices):
        shift = np.zeros(len(pairs), dtype=np.intp)
        shift[differ] = swapped * len(pairs)
        first, second = both.take(base + shift), both.take((base + len(pairs) + shift) % (2 * len(pairs)))
        drawn[trial] = abs(value(second) - value(first))
    seen = abs(b - a)
    p_value = float(np.mean(drawn >= seen - _SAME)) if exact else _share_of_trials(drawn, seen)
    return _difference(measure, a, b, p_value, len(pairs))


def _unlike(one: Scored, other: Scored, measure: str) -> bool:
    if measure in _REFUSALS:
        return one.abstained != other.abstained
    said = (one.abstained, one.failed, one.confidence, one.figures.get("wrong_answers"))
    return said != (other.abstained, other.failed, other.confidence, other.figures.get("wrong_answers"))
