"""Finished evaluations that lie in a folder: the newest, in the figures that its overview gives."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.errors import NotFound
from kb.settings import Settings

EVALUATIONS = "evaluations"
"""The folder in a home where runs lie that no setting places elsewhere."""
_OVERVIEW, _REPORT = "overview.json", "report.html"
# A run lies in the folder itself, below it, or below the folder of several data sets that were run together.
_PLACES = ("", "*/", "*/*/")
_LARGEST = 2_000_000


@dataclass(frozen=True, slots=True)
class MeasureName:
    """A measure: its name, what it is called, its unit (share, ms, count …), and which way is better."""

    name: str
    title: str
    unit: str
    higher_is_better: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure with its value and 95 % interval; None where it could not be measured."""

    measure: MeasureName
    value: float | None
    low: float | None
    high: float | None
    questions: int


@dataclass(frozen=True, slots=True)
class Group:
    """The questions of one type, with a value for each of the groups' measures."""

    name: str
    title: str
    questions: int
    refused: int
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a run came to."""

    folder: Path
    name: str
    created: str
    as_of: str | None
    dataset: str
    fingerprint: str
    questions: int
    answerable: int
    errors: int
    figures: tuple[Figure, ...]
    group_measures: tuple[MeasureName, ...]
    groups: tuple[Group, ...]

    @property
    def report(self) -> Path | None:
        """The whole report as an HTML file; None where it was not written."""
        file = self.folder / _REPORT
        return file if file.is_file() else None


@dataclass(frozen=True, slots=True)
class Found:
    """The newest evaluation, None where there is none, and the overviews that cannot be read, by their place."""

    newest: Evaluation | None
    unreadable: tuple[str, ...]


class Evaluations:
    """Reads the folder anew each time: a run that has just ended is shown."""

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.evaluations or settings.home / EVALUATIONS

    def find(self) -> Found:
        """Return the newest evaluation and what could not be read."""
        readable: list[Evaluation] = []
        unreadable = []
        for file in self._overviews():
            try:
                readable.append(_evaluation(file))
            except (OSError, ValueError, KeyError, TypeError, AttributeError):
                unreadable.append(file.relative_to(self._folder).as_posix())
        newest = max(readable, key=lambda one: (one.created, one.folder.as_posix()), default=None)
        return Found(newest, tuple(unreadable))

    def report(self) -> tuple[str, bytes]:
        """Return the name and the bytes of the newest evaluation's whole report. Raises NotFound."""
        newest = self.find().newest
        if newest is None or newest.report is None:
            raise NotFound("还没有评测报告；请先运行 python -m eval run，用 --out 写到评测文件夹")
        return f"{newest.name}.html", newest.report.read_bytes()

    def _overviews(self) -> Iterator[Path]:
        for place in _PLACES:
            yield from sorted(self._folder.glob(place + _OVERVIEW))


def _evaluation(file: Path) -> Evaluation:
    """Return what an overview says. Raises what reading anything else raises."""
    if file.stat().st_size > _LARGEST:
        raise ValueError(f"{file.name} has more than {_LARGEST} bytes")
    found = json.loads(file.read_text(encoding="utf-8"))
    return Evaluation(
        file.parent,
        str(found["name"]),
        str(found["created"]),
        None if found["as_of"] is None else str(found["as_of"]),
        str(found["dataset"]),
        str(found["fingerprint"]),
        int(found["questions"]),
        int(found["answerable"]),
        int(found["errors"]),
        tuple(
            Figure(_measure(one), _number(one["value"]), _number(one["low"]), _number(one["high"]), int(one["of"]))
            for one in found["measures"]
        ),
        tuple(map(_measure, found["group_measures"])),
        tuple(
            Group(
                str(one["name"]),
                str(one["title"]),
                int(one["questions"]),
                int(one["refused"]),
                tuple(map(_number, one["values"])),
            )
            for one in found["groups"]
        ),
    )


def _measure(found: Mapping[str, object]) -> MeasureName:
    return MeasureName(
        str(found["name"]), str(found["title"]), str(found["unit"]), higher_is_better=bool(found["higher_is_better"])
    )


def _number(found: object) -> float | None:
    return None if found is None else float(str(found))
