"""Figures of all questions of a run together: F1, areas, calibration, percentiles."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from eval.measures.abstention import Flags, Values, area_under, calibration_error, refusal_f1, refusal_precision
from eval.scored import Scored

MEAN_LATENCY = "latency_mean_ms"
"""The latency that runs are compared by: swapped replies of two speeds have one of two medians, but many means."""
_HAIR = 1e-9


@dataclass(frozen=True, slots=True)
class Rows:
    """The questions of a run as arrays, for figures of all of them together."""

    answerable: Flags
    abstained: Flags
    milliseconds: Values
    """NaN where the request failed: how long that took says nothing of answering."""
    confidence: Values
    wrong: Values
    """1 or 0; NaN where nothing was answered."""
    judged: Flags
    """Whether the reply tells whether answering was right."""
    uncertain: Flags
    """Whether the system said how sure it is."""

    def take(self, places: npt.NDArray[np.intp]) -> "Rows":
        """Return the questions at these places, some perhaps more than once."""
        return Rows(*(getattr(self, name)[places] for name in self.__slots__))


def rows_of(scored: Sequence[Scored]) -> Rows:
    """Return the questions of a run as arrays."""
    wrong = np.array([row.figures.get("wrong_answers", np.nan) for row in scored], dtype=np.float64)
    silent = np.array([row.abstained or row.failed for row in scored], dtype=bool)
    return Rows(
        answerable=np.array([row.answerable for row in scored], dtype=bool),
        abstained=np.array([row.abstained for row in scored], dtype=bool),
        milliseconds=np.array([np.nan if row.failed else row.milliseconds for row in scored], dtype=np.float64),
        confidence=np.array([row.confidence or 0.0 for row in scored], dtype=np.float64),
        wrong=wrong,
        judged=silent | ~np.isnan(wrong),
        uncertain=np.array([row.confidence is not None for row in scored], dtype=bool),
    )


def percentile(values: npt.ArrayLike, fraction: float) -> float:
    """Return the least value that at least this fraction of the values does not exceed (nearest rank).

    NaN without values; those that are NaN do not count.
    """
    numbers = np.asarray(values, dtype=np.float64)
    numbers = numbers[~np.isnan(numbers)]
    if not len(numbers):
        return float("nan")
    # The rank of a fraction that is no exact float (.95 of 20) is the whole number that it is meant to be.
    rank = math.ceil(fraction * len(numbers) - _HAIR)
    place = min(max(rank, 1), len(numbers)) - 1
    return float(np.partition(numbers, place)[place])


def mean(values: Values) -> float:
    """Return the mean of the values that are no NaN; NaN without any."""
    numbers = values[~np.isnan(values)]
    return float(np.mean(numbers)) if len(numbers) else float("nan")


def _precision(rows: Rows) -> float:
    return refusal_precision(rows.abstained, rows.answerable) if not rows.answerable.all() else float("nan")


def _f1(rows: Rows) -> float:
    return refusal_f1(rows.abstained, rows.answerable) if not rows.answerable.all() else float("nan")


def _aurc(rows: Rows) -> float:
    return area_under(rows.confidence[rows.judged], rows.wrong[rows.judged])


def _ece(rows: Rows) -> float:
    said = rows.judged & rows.uncertain
    return calibration_error(rows.confidence[said], rows.wrong[said])


OF_SETS: Mapping[str, Callable[[Rows], float]] = {
    "refusal_precision": _precision,
    "refusal_f1": _f1,
    "aurc": _aurc,
    "ece": _ece,
    MEAN_LATENCY: lambda rows: mean(rows.milliseconds),
    "latency_p50_ms": lambda rows: percentile(rows.milliseconds, 0.5),
    "latency_p95_ms": lambda rows: percentile(rows.milliseconds, 0.95),
}
"""The measures that are computed of all questions together; NaN where the questions give nothing to judge by."""
