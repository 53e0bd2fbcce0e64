"""Finished runs as their folders hold them, for whatever reads runs: the report, the comparison, the gate."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.collection import Dataset
from eval.datasets import DatasetError
from eval.lenient import read_object
from eval.readers.written import read_written
from eval.replies import Reply
from eval.runs.files import DATASET, FIGURES, MANIFEST, Figures, read_figures, read_replies


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


def flat(record: Mapping[str, object], above: str = "") -> Iterator[tuple[str, str]]:
    """Yield the fields of a record with those of the records in it, as `name.field` and text."""
    for name, value in record.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
