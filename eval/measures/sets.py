"""Figures of all questions of a run together: F1, areas, calibration, percentiles."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from eval.measures.abstention import Flags, Values, area_under, calibration_error, refusal_f1, refusal_precision
from eval.scored import Scored


@dataclass(frozen=True, slots=True)
class Rows:
    """The questions of a run as arrays, for figures of all of them together."""

    answerable: Flags
    abstained: Flags
    milliseconds: Values
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
        milliseconds=np.array([row.milliseconds for row in scored], dtype=np.float64),
        confidence=np.array([row.confidence or 0.0 for row in scored], dtype=np.float64),
        wrong=wrong,
        judged=silent | ~np.isnan(wrong),
        uncertain=np.array([row.confidence is not None for row in scored], dtype=bool),
    )


def percentile(values: npt.ArrayLike, fraction: float) -> float:
    """Return the value below which the fraction of the values lies (nearest rank); NaN without values."""
    numbers = np.asarray(values, dtype=np.float64)
    if not len(numbers):
        return float("nan")
    place = min(len(numbers) - 1, int(fraction * len(numbers)))
    return float(np.partition(numbers, place)[place])


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
    "latency_p50_ms": lambda rows: percentile(rows.milliseconds, 0.5),
    "latency_p95_ms": lambda rows: percentile(rows.milliseconds, 0.95),
}
"""The measures that are computed of all questions together; NaN where the questions give nothing to judge by."""
