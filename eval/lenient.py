"""Fields of JSON that others wrote: what is missing, of another kind or no finite number counts as not there."""

import json
import math
from collections.abc import Mapping
from pathlib import Path

from eval.datasets import DatasetError


def text(record: Mapping[str, object], name: str) -> str:
    """Return a text, empty where there is none."""
    value = record.get(name)
    return value if isinstance(value, str) else ""


def texts(record: Mapping[str, object], name: str) -> list[str]:
    """Return the texts of a list."""
    values = record.get(name)
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []


def number(value: object) -> float | None:
    """Return a finite number; None for whatever is none, or more than a float can hold."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


def objects(record: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    """Return the objects of a list."""
    values = record.get(name)
    return [value for value in values if isinstance(value, Mapping)] if isinstance(values, list) else []


def read_object(path: Path) -> Mapping[str, object]:
    """Read a file that holds one JSON object. Raises DatasetError."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise DatasetError(f"{path}: cannot be read as JSON: {error}") from error
    if not isinstance(record, dict):
        raise DatasetError(f"{path}: must hold a JSON object, got {type(record).__name__}")
    return record
