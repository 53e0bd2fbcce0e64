"""Weights that choose the right one of several, learned from examples where more than one may be right.

The likelihood sums over all that are right (multiple-instance learning, Dietterich et al. 1997), so that the best of
them may carry the example.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kb.answer.scoring.features import Figures

_L2 = 0.02
_STEPS = 60
_SHORTEST_STEP = 1e-3


@dataclass(frozen=True, slots=True)
class Example:
    """What may be chosen for one question: the features of each, and which are right."""

    group: str
    """The law or document that the question is about: folds are drawn by it."""
    values: Figures
    right: npt.NDArray[np.bool_]


def best_right(examples: Sequence[Example], weights: Figures) -> float:
    """Return in how many of the examples the one with the highest score is right."""
    return float(np.mean([example.right[np.argmax(example.values @ weights)] for example in examples]))


def fit(examples: Sequence[Example]) -> Figures:
    """Return the weights that make it likely to choose some right unit of each example.

    Each step minimises a quadratic that bounds the objective's curvature by that of the normaliser.
    """
    rows = np.concatenate([example.values for example in examples])
    scale = rows.std(axis=0) + 1e-6
    scaled = rows / scale
    right = np.concatenate([example.right for example in examples])
    sizes = [len(example.right) for example in examples]
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    owner = np.repeat(np.arange(len(examples)), sizes)
    weights = np.zeros(rows.shape[1])

    def cost(tried: Figures) -> float:
        scores = scaled @ tried
        missed = _log_sum(scores, starts, owner) - _log_sum(np.where(right, scores, -np.inf), starts, owner)
        return float(missed.mean() + _L2 * tried @ tried)

    for _ in range(_STEPS):
        scores = scaled @ weights
        every = _likely(scores, starts, owner)
        chosen = _likely(np.where(right, scores, -np.inf), starts, owner)
        gradient = scaled.T @ (every - chosen) / len(examples) + 2 * _L2 * weights
        means = np.add.reduceat(scaled * every[:, None], starts, axis=0)
        curvature = (scaled.T @ (scaled * every[:, None]) - means.T @ means) / len(examples)
        step = np.linalg.solve(curvature + 2 * _L2 * np.eye(len(weights)), gradient)
        # Where the scores tell everything apart already, the quadratic is too flat to be believed: go less far.
        reach = 1.0
        while reach > _SHORTEST_STEP and cost(weights - reach * step) > cost(weights):
            reach /= 2
        weights = weights - reach * step
    fitted: Figures = weights / scale
    return fitted


def _log_sum(scores: Figures, starts: npt.NDArray[np.int64], owner: npt.NDArray[np.int64]) -> Figures:
    """Return the logarithm of the sum of the exponentials of the scores of each example."""
    most = np.maximum.reduceat(scores, starts)
    sums: Figures = most + np.log(np.add.reduceat(np.exp(scores - most[owner]), starts))
    return sums


def _likely(scores: Figures, starts: npt.NDArray[np.int64], owner: npt.NDArray[np.int64]) -> Figures:
    """Return the softmax of the scores within each example."""
    odds = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
    likely: Figures = odds / np.add.reduceat(odds, starts)[owner]
    return likely
