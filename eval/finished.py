"""Finished runs as their folders hold them, for whatever reads runs: the report, the comparison, the gate."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.collection import Dataset
from eval.datasets import DatasetError
from eval.lenient import read_object
from eval.readers.written import read_written
from eval.replies import Reply
from eval.run_folder import DATASET, FIGURES, MANIFEST, read_replies
from eval.scored import Estimate, Scored


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a run: of the whole with intervals, and of every question."""

    estimates: Mapping[str, Estimate]
    scored: tuple[Scored, ...]


@dataclass(frozen=True, slots=True)
class FinishedRun:
    """Everything that a run folder holds."""

    folder: Path
    manifest: Mapping[str, object]
    dataset: Dataset
    replies: Mapping[str, Reply]
    """By question id; each question of the data set has one."""
    figures: Figures

    @property
    def name(self) -> str:
        """What the run is called."""
        return str(self.manifest.get("name") or self.folder.name)


def read_run(folder: Path) -> FinishedRun:
    """Read a run folder. Raises DatasetError where a file is missing, broken, or does not belong to the others."""
    if not folder.is_dir():
        raise DatasetError(f"{folder}: is no run folder; make one with `run --out DIR`")
    manifest = read_object(folder / MANIFEST)
    dataset = read_written(folder / DATASET)
    figures = read_figures(folder / FIGURES)
    replies = read_replies(folder)
    asked = {question.query_id for question in dataset.questions}
    if asked != {row.query_id for row in figures.scored} or not asked <= replies.keys():
        raise DatasetError(f"{folder}: its files are of different questions; end the run with `run --out DIR --resume`")
    return FinishedRun(folder, manifest, dataset, replies, figures)


def read_figures(path: Path) -> Figures:
    """Read the `figures.json` of a run. Raises DatasetError naming what cannot be used."""
    record = read_object(path)
    try:
        return figures_of(record)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DatasetError(f"{path}: is no figures.json of a run: {error!r}; write one with `run --out DIR`") from error


def figures_of(record: Mapping[str, object]) -> Figures:
    """Return the figures that a record holds; what could not be measured is null there and NaN here.

    Raises KeyError, TypeError, ValueError or AttributeError where it holds something else.
    """
    estimates, scored = _objects(record["estimates"]), record["scored"]
    if not isinstance(scored, list):
        raise TypeError(f"'scored' must be a list, got {type(scored).__name__}")
    return Figures({name: _estimate(fields) for name, fields in estimates.items()}, tuple(map(_scored, scored)))


def _objects(value: object) -> Mapping[str, Mapping[str, object]]:
    if not isinstance(value, dict) or not all(isinstance(item, dict) for item in value.values()):
        raise TypeError("'estimates' must be an object of objects")
    return value


def _estimate(fields: Mapping[str, object]) -> Estimate:
    return Estimate(
        _number(fields["value"]), _number(fields["low"]), _number(fields["high"]), int(_number(fields["questions"]))
    )


def _scored(fields: Mapping[str, object]) -> Scored:
    figures = fields["figures"]
    if not isinstance(figures, dict):
        raise TypeError(f"'figures' must be an object, got {type(figures).__name__}")
    confidence = fields["confidence"]
    return Scored(
        query_id=str(fields["query_id"]),
        question=str(fields["question"]),
        persona=str(fields["persona"]),
        type=str(fields["type"]),
        answerable=bool(fields["answerable"]),
        abstained=bool(fields["abstained"]),
        failed=bool(fields["failed"]),
        confidence=None if confidence is None else _number(confidence),
        milliseconds=_number(fields["milliseconds"]),
        figures={str(name): _number(value) for name, value in figures.items() if value is not None},
    )


def _number(value: object) -> float:
    if value is None:
        return math.nan
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"must be a number, got {value!r}")
    return float(value)


def flat(record: Mapping[str, object], above: str = "") -> Iterator[tuple[str, str]]:
    """Yield the fields of a record with those of the records in it, as `name.field` and text."""
    for name, value in record.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
