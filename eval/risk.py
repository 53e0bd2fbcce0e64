"""Risk and coverage: how often answers are wrong when only the surest share of the questions is answered.

After El-Yaniv and Wiener, "On the Foundations of Noise-free Selective Classification" (JMLR 11, 2010), and Geifman and
El-Yaniv, "Selective Classification for Deep Neural Networks" (2017, arXiv:1705.08500).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from eval.answers import AnswerRow
from eval.replies import Reply


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """What it costs to answer this share of all questions, the surest first."""

    coverage: float
    risk: float
    """Share of those answered that are wrong."""
    least_confidence: float


def is_wrong(row: AnswerRow) -> bool:
    """Tell whether answering was wrong: the documents do not say, or no citation rests on the evidence."""
    return not row.answerable or row.citation_precision == 0.0


def risk_coverage(rows: Sequence[AnswerRow], replies: Sequence[Reply]) -> tuple[RiskPoint, ...]:
    """Return one point for each question that was answered, surest first; ties count together.

    Coverage is of all questions, those that were not answered included. A reply without a confidence counts as 0.
    """
    answered = sorted(
        ((reply.confidence or 0.0, is_wrong(row)) for row, reply in zip(rows, replies, strict=True) if row.citations),
        key=lambda pair: -pair[0],
    )
    points: list[RiskPoint] = []
    wrong = 0
    for number, (confidence, bad) in enumerate(answered, start=1):
        wrong += bad
        point = RiskPoint(number / len(rows), wrong / number, confidence)
        if points and points[-1].least_confidence == confidence:
            points[-1] = point
        else:
            points.append(point)
    return tuple(points)


def area_under(points: Sequence[RiskPoint]) -> float:
    """Return the mean risk over the coverages that were reached (AURC); 0 where nothing was answered."""
    area = before = 0.0
    for point in points:
        area += point.risk * (point.coverage - before)
        before = point.coverage
    return area / before if before else 0.0


def table(points: Sequence[RiskPoint], steps: int = 10) -> str:
    """Return the curve as a Markdown table, one row a tenth of the questions."""
    lines = ["| questions answered | of these wrong | least confidence |", "|---|---|---|"]
    for step in range(1, steps + 1):
        reached = [point for point in points if point.coverage <= step / steps + 1e-9]
        beyond = not points or points[-1].coverage < (step - 1) / steps
        if reached and not beyond:
            point = reached[-1]
            lines.append(f"| {point.coverage:.0%} | {point.risk:.1%} | {point.least_confidence:.2f} |")
    return "\n".join(dict.fromkeys(lines))
