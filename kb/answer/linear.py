"""A weighted sum of named features, read from a file with what it was learned from."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from kb.answer.features import Figures, UnitFeatures

_UNIT_WEIGHTS = Path(__file__).with_name("data") / "unit_weights.json"
_EVIDENCE_WEIGHTS = Path(__file__).with_name("data") / "evidence_weights.json"


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Weights by feature name; features without a weight are not looked at."""

    weights: Mapping[str, float]

    def scores(self, features: UnitFeatures) -> Figures:
        """Return one score a row; only their differences mean something. Raises ValueError on a missing feature."""
        missing = sorted(self.weights.keys() - set(features.names))
        if missing:
            raise ValueError(f"weights for features that are not there: {', '.join(missing)}; learn the weights anew")
        weights = np.array([self.weights.get(name, 0.0) for name in features.names])
        scores: Figures = features.values @ weights
        return scores


def read_linear(path: Path, name: str = "weights") -> LinearModel:
    """Read the weights that a file holds under a name. Raises ValueError where it holds none."""
    record = json.loads(path.read_text(encoding="utf-8"))
    weights = record.get(name) if isinstance(record, dict) else None
    if not isinstance(weights, dict) or not all(isinstance(value, float) for value in weights.values()):
        raise ValueError(f"{path.name} holds no {name} by feature name; it belongs to another release of the project")
    return LinearModel(weights)


@lru_cache(maxsize=1)
def bundled_unit_weights() -> LinearModel:
    """Return the weights of the unit features that ship with the project."""
    return read_linear(_UNIT_WEIGHTS)


@lru_cache(maxsize=1)
def bundled_evidence_weights() -> LinearModel:
    """Return the weights of what speaks for a unit as evidence that ship with the project."""
    return read_linear(_EVIDENCE_WEIGHTS)
