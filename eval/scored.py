"""The figures of single questions and of whole runs: what the gate, the comparison and the report read."""

from collections.abc import Mapping
from dataclasses import dataclass

DOUBTFUL_GOLD = "doubtful_gold"
"""The figure that is 1 for a question whose gold stands nowhere in the documents; in runs that have such questions."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One question with what its reply is worth."""

    query_id: str
    question: str
    persona: str
    type: str
    answerable: bool
    abstained: bool
    failed: bool
    confidence: float | None
    milliseconds: float
    figures: Mapping[str, float]
    """Value by measure. A measure that the question gives nothing to judge by is absent; a judged question without
    results has 0."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure of a run with its 95 % interval (percentile bootstrap over questions), and how many questions it is of.

    `low` and `high` equal `value` where nothing can be resampled.
    """

    value: float
    low: float
    high: float
    questions: int
