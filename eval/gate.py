"""A gate for builds: figures of a run that must not fall below, or rise above, what a file says."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.datasets import DatasetError
from eval.metrics import Summary

_SIDES = ("least", "most")
_FIGURES: Mapping[str, Callable[[Summary], float]] = {
    "evidence_top": lambda figures: figures.evidence_top.mean,
    "evidence_first": lambda figures: figures.evidence_first.mean,
    "evidence_cited": lambda figures: figures.evidence_cited.mean,
    "citation_precision": lambda figures: figures.citation_precision,
    "key_facts": lambda figures: figures.key_facts.mean,
    "refusal_f1": lambda figures: figures.refusal.f1,
    "false_refusals": lambda figures: figures.refusal.false_refusals / max(figures.answerable, 1),
    "quotes_verbatim": lambda figures: figures.valid_quotes / max(figures.quotes, 1),
    "long_answers": lambda figures: figures.long_answers,
    "over_cited_answers": lambda figures: figures.over_cited_answers,
    "errors": lambda figures: figures.errors,
}


@dataclass(frozen=True, slots=True)
class Gate:
    """The least and the most that named figures may be."""

    least: Mapping[str, float]
    most: Mapping[str, float]

    def faults(self, figures: Summary) -> tuple[str, ...]:
        """Return what a run misses, in words; empty where it passes."""
        found = gated_figures(figures)
        below = [
            f"{name} is {found[name]:.3f}, below {least:.3f}"
            for name, least in self.least.items()
            if not found[name] >= least
        ]
        above = [
            f"{name} is {found[name]:.3f}, above {most:.3f}"
            for name, most in self.most.items()
            if not found[name] <= most
        ]
        return (*below, *above)


def gated_figures(figures: Summary) -> dict[str, float]:
    """Return the figures that a gate may name."""
    return {name: float(figure(figures)) for name, figure in _FIGURES.items()}


def read_gate(path: Path) -> Gate:
    """Read a gate: a JSON object with `least` and `most`. Raises DatasetError naming what cannot be used."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DatasetError(f"{path}: cannot be read as JSON: {error}") from error
    if not isinstance(record, dict) or not record.keys() <= set(_SIDES):
        raise DatasetError(f"{path}: a gate is an object with 'least' and 'most'")
    return Gate(*(_side(record.get(side, {}), path, side) for side in _SIDES))


def _side(value: object, path: Path, side: str) -> Mapping[str, float]:
    if not isinstance(value, dict):
        raise DatasetError(f"{path}: {side!r} must be an object, got {value!r}")
    for name, number in value.items():
        if name not in _FIGURES:
            raise DatasetError(f"{path}: unknown figure {name!r}; known are {', '.join(sorted(_FIGURES))}")
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise DatasetError(f"{path}: {name} must be a number, got {number!r}")
    return value
