"""Whether units hold what the question names and asks for: its attribute, its measure, its time, its document."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from kb.answer.attributes import asked_attributes
from kb.answer.measures import asks_for_measure, has_measure
from kb.answer.units import Unit
from kb.text.keys import search_key
from kb.text.periods import Period, conflict, periods_in
from kb.types import Evidence

Figures: TypeAlias = npt.NDArray[np.float64]

# What a question leaves open is neither met nor missed.
_OPEN = 0.5
_SHORT = 12


def agreement(question: str, units: Sequence[Unit], spoken_of: Mapping[int, float]) -> dict[str, Figures]:
    """Return the features of the units for a prepared question; each is 1 where it is met, 0 where it is missed."""
    own = [search_key(unit.text) for unit in units]
    within = [f"{search_key(unit.context)}\n{text}" for unit, text in zip(units, own, strict=True)]
    return {
        "attribute": _attribute(question, within),
        "measure": _measure(question, own),
        "period": np.array([_period(asked, unit, text) for unit, text in zip(units, own, strict=True)])
        if (asked := periods_in(question))
        else np.full(len(units), _OPEN),
        "spoken": np.array([spoken_of.get(unit.version_row, 0.0) for unit in units]),
        "short": np.array([float(len(text) < _SHORT) for text in own]),
    }


def stated_periods(unit: Unit, text: str) -> tuple[Period, ...]:
    """Return the times that a unit's text names, read on the day that its document was published."""
    return periods_in(text, _day(unit.hit.version.metadata.published))


def _attribute(question: str, texts: Sequence[str]) -> Figures:
    attributes = asked_attributes(question)
    if not attributes:
        return np.full(len(texts), _OPEN)
    return np.array([np.mean([attribute.stated_in(text) for attribute in attributes]) for text in texts])


def _measure(question: str, texts: Sequence[str]) -> Figures:
    if not asks_for_measure(question):
        return np.full(len(texts), _OPEN)
    return np.array([float(has_measure(question, text)) for text in texts])


def _period(asked: Sequence[Period], unit: Unit, text: str) -> float:
    stated = stated_periods(unit, text)
    if not stated:
        return _OPEN
    return 0.0 if conflict(asked, stated) else 1.0


def _day(published: Evidence | None) -> date | None:
    try:
        return date.fromisoformat(published.value) if published else None
    except ValueError:
        return None
