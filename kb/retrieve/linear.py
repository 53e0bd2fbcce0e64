"""A weighted sum of named features, read from a file with what it was learned from."""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from kb.errors import ProgramDamaged

Figures: TypeAlias = npt.NDArray[np.float64]
CHECKSUM = "checksum"
"""The field of a file of weights that holds the checksum of the others."""


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


def likelihood(weights: Mapping[str, float], found: Mapping[str, float]) -> float:
    """Return the likelihood in [0, 1] that a logistic regression gives to what was found; its `bias` stands by itself.

    Raises KeyError on a missing feature.
    """
    total = weights.get("bias", 0.0) + sum(weight * found[name] for name, weight in weights.items() if name != "bias")
    return 1 / (1 + math.exp(-total))


def read_linear(path: Path, name: str = "weights") -> LinearModel:
    """Read the weights that a file holds under a name. Raises ProgramDamaged where it holds none, or others."""
    weights = read_record(path).get(name)
    if not isinstance(weights, dict) or not all(isinstance(value, float) for value in weights.values()):
        raise _damaged(path, f"holds no {name} by feature name; it belongs to another release of the project")
    return LinearModel(weights)


def read_record(path: Path) -> Mapping[str, object]:
    """Read a record of weights, compared with its checksum where it has one. Raises ProgramDamaged."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _damaged(path, f"cannot be read: {error}") from error
    if not isinstance(record, dict):
        raise _damaged(path, "holds no record of weights")
    if CHECKSUM in record and sealed(record) != record:
        raise _damaged(path, f"is not as it was written: its {CHECKSUM} is another")
    return record


def sealed(record: Mapping[str, object]) -> dict[str, object]:
    """Return a record of weights with the checksum of all that it holds."""
    bare = {key: value for key, value in record.items() if key != CHECKSUM}
    written = json.dumps(bare, ensure_ascii=False, sort_keys=True)
    return {**bare, CHECKSUM: hashlib.sha256(written.encode()).hexdigest()}


def _damaged(path: Path, reason: str) -> ProgramDamaged:
    return ProgramDamaged(f"程序自带的文件 {path.name} 已损坏（{path.name} {reason}）；请重新安装程序", file=path.name)
