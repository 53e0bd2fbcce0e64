"""Figures as plain values, fit for JSON."""

import dataclasses
import json
import math
from collections.abc import Mapping


def as_json(figures: object) -> str:
    """Return a dataclass of figures as JSON; a figure that could not be measured is null."""
    if not dataclasses.is_dataclass(figures) or isinstance(figures, type):
        raise TypeError(f"figures must be a dataclass instance, got {figures!r}")
    return json.dumps(finite(dataclasses.asdict(figures)), ensure_ascii=False, indent=2, allow_nan=False)


def finite(value: object) -> object:
    """Return plain values without NaN and infinity, which JSON does not know: null in their place."""
    if isinstance(value, Mapping):
        return {name: finite(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
