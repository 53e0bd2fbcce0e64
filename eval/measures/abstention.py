"""When a system answers and when it does not: refusals, risk against coverage, calibration.

Risk and coverage after El-Yaniv and Wiener, "On the Foundations of Noise-free Selective Classification" (JMLR 11,
2010), and Geifman and El-Yaniv, "Selective Classification for Deep Neural Networks" (NeurIPS 2017). Calibration error
after Naeini, Cooper and Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian Binning" (AAAI 2015), and
Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural Networks" (ICML 2017), with bins of equally many
answers as Nixon et al., "Measuring Calibration in Deep Learning" (CVPR workshops 2019), advise.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from eval.datasets import Question
from eval.measures.evidence import on_evidence
from eval.replies import Reply
from eval.scored import Scored

Values = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
_BINS = 10


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """What it costs to answer this share of the questions, the surest first."""

    coverage: float
    risk: float
    """Share of those answered that are wrong."""
    least_confidence: float


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Answers of like confidence, and how often they are right."""

    answers: int
    confidence: float
    right: float


def abstention_figures(question: Question, reply: Reply) -> dict[str, float]:
    """Return the figures of one reply: whether it was refused or answered rightly."""
    return dict(_figures(question, reply))


def _figures(question: Question, reply: Reply) -> Iterator[tuple[str, float]]:
    if question.answerable:
        # A request that failed was not refused by mistake, nor rightly not refused.
        if reply.error is None:
            yield "false_refusals", float(reply.abstained)
    else:
        yield "refusal_recall", float(reply.abstained)
        yield "answered_unanswerable", float(not reply.abstained)
    answered = not reply.abstained and reply.error is None
    # Beside evidence that stands nowhere, nobody can cite it.
    if answered and not question.doubt and (not question.answerable or question.evidence):
        yield "wrong_answers", float(is_wrong(question, reply))


def is_wrong(question: Question, reply: Reply) -> bool:
    """Tell whether answering was wrong: the documents do not say, or no citation rests on the evidence."""
    return not question.answerable or not any(on_evidence(quote, question) for quote in reply.quotes)


def refusal_precision(abstained: Flags, answerable: Flags) -> float:
    """Return the share of the refusals that were right; 0 without refusals."""
    return int(np.sum(abstained & ~answerable)) / max(int(np.sum(abstained)), 1)


def refusal_f1(abstained: Flags, answerable: Flags) -> float:
    """Return the harmonic mean of refusal precision and recall; the unanswerable questions are the positives."""
    right = int(np.sum(abstained & ~answerable))
    return 2 * right / max(int(np.sum(abstained)) + int(np.sum(~answerable)), 1)


def risk_coverage(scored: Sequence[Scored]) -> tuple[RiskPoint, ...]:
    """Return one point for each answer that could be judged, surest first; equally sure ones count together.

    Coverage is of all questions but those whose answer could not be judged. No confidence counts as 0.
    """
    confidence, wrong = answers(scored)
    answered = int(np.sum(~np.isnan(wrong)))
    if not answered:
        return ()
    coverage, risk, least = _curve(confidence, wrong)
    return tuple(RiskPoint(*point) for point in zip(coverage.tolist(), risk.tolist(), least.tolist(), strict=True))


def answers(scored: Sequence[Scored]) -> tuple[Values, Values]:
    """Return confidence and wrongness (1 or 0, NaN where nothing was answered) of the questions that can be judged."""
    rows = [row for row in scored if "wrong_answers" in row.figures or row.abstained or row.failed]
    confidence = [0.0 if row.confidence is None else row.confidence for row in rows]
    wrong = [row.figures.get("wrong_answers", np.nan) for row in rows]
    return np.array(confidence, dtype=np.float64), np.array(wrong, dtype=np.float64)


def _curve(confidence: Values, wrong: Values) -> tuple[Values, Values, Values]:
    """Return coverage, risk and confidence at each level of confidence."""
    answered = ~np.isnan(wrong)
    order = np.argsort(-confidence[answered], kind="stable")
    sure, bad = confidence[answered][order], np.cumsum(wrong[answered][order])
    last = np.append(np.flatnonzero(np.diff(sure)), len(sure) - 1) if len(sure) else np.array([], dtype=np.intp)
    number = last + 1.0
    return number / max(len(wrong), 1), bad[last] / number, sure[last]


def area_under(confidence: Values, wrong: Values) -> float:
    """Return the mean risk over the coverages that were reached (AURC); NaN where nothing was answered."""
    coverage, risk, _ = _curve(confidence, wrong)
    if not len(coverage):
        return float("nan")
    steps = np.diff(coverage, prepend=0.0)
    return float(np.sum(risk * steps) / coverage[-1])


def calibration_error(confidence: Values, wrong: Values) -> float:
    """Return the expected calibration error (ECE) over ten bins of equally many answers; NaN without answers."""
    sizes, sure, right = _bins(confidence, wrong)
    if not len(sizes):
        return float("nan")
    return float(np.sum(np.abs(sure - right)) / np.sum(sizes))


def reliability(scored: Sequence[Scored]) -> tuple[ReliabilityBin, ...]:
    """Return the bins that the calibration error is computed of, the least sure first.

    Answers without a confidence are left out.
    """
    confidence, wrong = answers([row for row in scored if row.confidence is not None])
    bins = zip(*(column.tolist() for column in _bins(confidence, wrong)), strict=True)
    return tuple(ReliabilityBin(int(size), sure / size, right / size) for size, sure, right in bins)


def _bins(confidence: Values, wrong: Values) -> tuple[Values, Values, Values]:
    """Return size, sum of confidence and sum of right answers of at most ten bins of equally many answers.

    What is equally sure counts with its mean rightness: so the order in which questions stand changes nothing where a
    bin ends among equals.
    """
    answered = ~np.isnan(wrong)
    order = np.argsort(confidence[answered], kind="stable")
    sure, right = confidence[answered][order], 1 - wrong[answered][order]
    if not len(sure):
        return sure, sure, sure
    levels = np.flatnonzero(np.diff(sure, prepend=np.nan) != 0)
    lengths = np.diff(levels, append=len(sure))
    even = np.repeat(np.add.reduceat(right, levels) / lengths, lengths)
    starts = np.unique(np.arange(_BINS) * len(sure) // _BINS)
    return (
        np.diff(starts, append=len(sure)).astype(np.float64),
        np.add.reduceat(sure, starts),
        np.add.reduceat(even, starts),
    )
