"""How single questions stand: what each adds to a figure of the whole run, and how well it was answered in all."""

import math
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from statistics import fmean

from eval.scored import DOUBTFUL_GOLD, Scored

_ANSWERING = ("evidence@5", "citation_precision", "citation_recall", "key_facts")
_FINDING = ("R@5", "nDCG@10")
# A share that sums up from fractions counts as whole from here.
_WHOLE = 0.999


class Verdict(StrEnum):
    """What became of a question, the worst first."""

    FAILED = "failed"
    ANSWERED_UNANSWERABLE = "answered though unanswerable"
    REFUSED = "refused by mistake"
    WRONG = "wrong evidence"
    NOT_FOUND = "not found"
    DOUBTFUL = "doubtful gold"
    INCOMPLETE = "incomplete"
    RIGHT = "right"

    @property
    def wrong(self) -> bool:
        """Tell whether a user would have been misled or left without what the documents say."""
        return self not in (Verdict.DOUBTFUL, Verdict.INCOMPLETE, Verdict.RIGHT)


def contribution(measure: str, row: Scored) -> float | None:
    """Return what a question adds to a measure, in the measure's own direction; None where it does not count.

    Figures of a set of questions (refusal, calibration, latency) have no value of a single question: there it is
    whether this question was judged rightly, how far its confidence was off, or the time it took.
    """
    if measure in row.figures:
        return row.figures[measure]
    of_sets = _OF_SETS.get(measure)
    return of_sets(row) if of_sets else None


def verdict(row: Scored) -> Verdict:
    """Return what became of a question. Doubtful gold tells only that an answer is right, never that it is not."""
    if row.failed:
        return Verdict.FAILED
    found = _judged(row)
    told = found is Verdict.RIGHT and any(name in row.figures for name in (*_ANSWERING, *_FINDING))
    return Verdict.DOUBTFUL if row.figures.get(DOUBTFUL_GOLD) == 1 and row.answerable and not told else found


def _judged(row: Scored) -> Verdict:
    if not row.answerable:
        return Verdict.RIGHT if row.abstained else Verdict.ANSWERED_UNANSWERABLE
    if not any(name in row.figures for name in _ANSWERING):
        if "R@10" not in row.figures and row.abstained:
            return Verdict.REFUSED
        found = row.figures.get("R@10", 1.0) > 0
        return Verdict.NOT_FOUND if not found else _whole_or_not(row)
    if row.abstained:
        return Verdict.REFUSED
    return Verdict.WRONG if row.figures.get("wrong_answers") == 1 else _whole_or_not(row)


def _whole_or_not(row: Scored) -> Verdict:
    return Verdict.RIGHT if worth(row) >= _WHOLE else Verdict.INCOMPLETE


def worth(row: Scored) -> float:
    """Return how well a question was answered, from 0 to 1.

    An unanswerable question is worth 1 where it was refused. An answerable one is worth the mean of the evidence among
    the first five passages, the evidence cited, the citations on evidence and the key facts, as far as it has them
    (nothing cited counts 0); in a retrieval set, the mean of R@5 and nDCG@10.
    """
    if row.failed:
        return 0.0
    if not row.answerable:
        return float(row.abstained)
    figures = dict(row.figures)
    if "citation_recall" in figures:
        figures.setdefault("citation_precision", 0.0)
    values = [figures[name] for name in _ANSWERING if name in figures]
    values = values or [figures[name] for name in _FINDING if name in figures]
    return fmean(values) if values else float(not row.abstained)


def verdict_counts(scored: Iterable[Scored]) -> Mapping[Verdict, int]:
    """Return how many questions ended in each verdict, the worst first; verdicts that none ended in are left out."""
    found = [verdict(row) for row in scored]
    return {one: found.count(one) for one in Verdict if one in found}


def mean_of(measure: str, rows: Iterable[Scored]) -> float:
    """Return the mean of what questions add to a measure; NaN where none counts."""
    values = [value for row in rows if (value := contribution(measure, row)) is not None]
    return fmean(values) if values else math.nan


def _right(row: Scored) -> float:
    return float(row.abstained != row.answerable)


def _misplaced_trust(row: Scored) -> float | None:
    wrong = row.figures.get("wrong_answers")
    return None if wrong is None else wrong * (row.confidence or 0.0)


def _off(row: Scored) -> float | None:
    wrong = row.figures.get("wrong_answers")
    return None if wrong is None else abs((row.confidence or 0.0) - (1 - wrong))


def _time(row: Scored) -> float | None:
    return None if row.failed else row.milliseconds


_OF_SETS: Mapping[str, Callable[[Scored], float | None]] = {
    "refusal_precision": lambda row: _right(row) if row.abstained else None,
    "refusal_f1": _right,
    "errors": lambda row: float(row.failed),
    "aurc": _misplaced_trust,
    "ece": _off,
    "latency_mean_ms": _time,
    "latency_p50_ms": _time,
    "latency_p95_ms": _time,
}
