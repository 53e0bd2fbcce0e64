"""A weighted sum of named features, read from a file with what it was learned from."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Figures: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Weights by feature name; features without a weight are not looked at."""

    weights: Mapping[str, float]

    def weigh(self, names: Sequence[str], values: Figures) -> Figures:
        """Return one score a row of values, a column a name; only their differences mean something.

        Raises ValueError on a missing feature.
        """
        missing = sorted(self.weights.keys() - set(names))
        if missing:
            raise ValueError(f"weights for features that are not there: {', '.join(missing)}; learn the weights anew")
        scores: Figures = values @ np.array([self.weights.get(name, 0.0) for name in names])
        return scores


def read_linear(path: Path, name: str = "weights") -> LinearModel:
    """Read the weights that a file holds under a name. Raises ValueError where it holds none."""
    record = json.loads(path.read_text(encoding="utf-8"))
    weights = record.get(name) if isinstance(record, dict) else None
    if not isinstance(weights, dict) or not all(isinstance(value, float) for value in weights.values()):
        raise ValueError(f"{path.name} holds no {name} by feature name; it belongs to another release of the project")
    return LinearModel(weights)
