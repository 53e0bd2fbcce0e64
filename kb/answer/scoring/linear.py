"""The weights by which sentences are told apart, as they ship with the project."""

from functools import lru_cache
from pathlib import Path

from kb.retrieve.linear import LinearModel, read_linear

_UNIT_WEIGHTS = Path(__file__).parents[1] / "data" / "unit_weights.json"
_EVIDENCE_WEIGHTS = Path(__file__).parents[1] / "data" / "evidence_weights.json"


@lru_cache(maxsize=1)
def bundled_unit_weights() -> LinearModel:
    """Return the weights of the unit features that ship with the project."""
    return read_linear(_UNIT_WEIGHTS)


@lru_cache(maxsize=1)
def bundled_evidence_weights() -> LinearModel:
    """Return the weights of what speaks for a unit as evidence that ship with the project."""
    return read_linear(_EVIDENCE_WEIGHTS)
