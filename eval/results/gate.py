"""A gate for builds: figures of a run that must not be worse than a file, an earlier run or the command line allows."""

import argparse
import difflib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.datasets import DatasetError, Question
from eval.lenient import number as finite_number
from eval.lenient import read_object
from eval.measures.catalog import MEASURES, Measure
from eval.results.standing import contribution
from eval.results.table import cut, shown
from eval.runs.files import Figures, figures_of
from eval.scored import Estimate, Scored

_SIDES = ("least", "most")
# An earlier run is no bound for how much of the results was judged, which is no merit, nor for what is no share: times
# depend on the machine, lengths and counts are described, not judged. All can be named with --fail-under.
_NOT_FROM_A_RUN = ("Judged@10",)
# Names of the first gate files, some of them nearer to another measure's than to their own new one.
_RENAMED = {
    "evidence_first": "evidence@1",
    "evidence_top": "evidence@5",
    "evidence_cited": "citation_recall",
    "over_cited_answers": "over_cited",
}
_TOLERANCE = 0.005
# Sums of floats.
_HAIR = 1e-9
_QUESTIONS_SHOWN = 10
_QUESTION_COLUMNS = 60


@dataclass(frozen=True, slots=True)
class FallenQuestion:
    """One question that made a figure worse: what it added before (None: not known), and what it adds now."""

    query_id: str
    question: str
    before: float | None
    now: float


@dataclass(frozen=True, slots=True)
class Fall:
    """A figure that is worse than allowed, and the questions to look at, the worst first."""

    measure: str
    value: float
    bound: float
    higher_is_better: bool
    questions: tuple[FallenQuestion, ...]
    of_earlier_run: bool

    @property
    def by(self) -> float:
        """How far beyond the bound the value lies; NaN where the measure could not be computed."""
        return abs(self.bound - self.value)


@dataclass(frozen=True, slots=True)
class Gate:
    """What named figures must reach at least or may be at most, and the earlier run that figures are held to."""

    bounds: Mapping[str, float]
    earlier: Figures | None = None
    tolerance: float = _TOLERANCE

    def check(self, estimates: Mapping[str, Estimate], scored: Sequence[Scored]) -> tuple[Fall, ...]:
        """Return the figures that are worse than allowed, in the order of the catalogue; none where a run passes.

        Raises DatasetError where the earlier run is of other questions: its figures would say nothing.
        """
        before = self._before([(row.query_id, row.question, row.answerable) for row in scored])
        held = self._held()
        found: list[Fall] = []
        for name, measure in MEASURES.items():
            value = estimates[name].value if name in estimates else math.nan
            sign = 1.0 if measure.higher_is_better else -1.0
            if name in self.bounds and not sign * (value - self.bounds[name]) >= -_HAIR:
                # A bound is missed by what is not as good as can be, whatever it was before.
                questions = _fallen(name, sign, scored, {})
                found.append(Fall(name, value, self.bounds[name], sign > 0, questions, of_earlier_run=False))
            elif name in held and not sign * (value - held[name]) >= -self.tolerance - _HAIR:
                questions = _fallen(name, sign, scored, before)
                found.append(Fall(name, value, held[name], sign > 0, questions, of_earlier_run=True))
        return tuple(found)

    def require_same(self, questions: Sequence[Question]) -> None:
        """Raise DatasetError where the earlier run is of other questions than those that are to be asked."""
        self._before([(question.query_id, question.text, question.answerable) for question in questions])

    def passed(self, estimates: Mapping[str, Estimate]) -> str:
        """Return what a run that passes was held to, in words."""
        said = []
        for name in (name for name in MEASURES if name in self.bounds):
            side = "at least" if MEASURES[name].higher_is_better else "at most"
            value = estimates[name].value if name in estimates else math.nan
            said.append(f"{name} {shown(name, value)} ({side} {shown(name, self.bounds[name])})")
        if held := self._held().keys() - self.bounds.keys():
            said.append(f"{len(held)} figures not worse than the earlier run's by more than {self.tolerance:g}")
        return f"passed: {', '.join(said)}"

    def holds_nothing(self) -> bool:
        """Tell whether every run would pass."""
        return not self.bounds and not self._held()

    def _held(self) -> Mapping[str, float]:
        earlier = self.earlier.estimates if self.earlier else {}
        return {name: estimate.value for name, estimate in earlier.items() if _held(name, estimate)}

    def _before(self, asked: Sequence[tuple[str, str, bool]]) -> Mapping[str, Scored]:
        if self.earlier is None:
            return {}
        earlier = {row.query_id: row for row in self.earlier.scored}
        known = {(row.query_id, row.question, row.answerable) for row in earlier.values()}
        unknown = [question for question in asked if question not in known]
        if unknown or len(earlier) != len(asked):
            example = f", {unknown[0][0]!r} among them" if unknown else ""
            raise DatasetError(
                f"the baseline is of other questions: it has {len(earlier)}, this run {len(asked)},"
                f" and {len(unknown)} of these it does not know{example}; make one of them with `run --out DIR`"
            )
        return earlier


def add_arguments(parser: "argparse._ActionsContainer") -> None:
    """Add the options of the gate."""
    parser.add_argument(
        "--baseline",
        "--gate",
        type=Path,
        metavar="FILE",
        help='end with 1 where a figure is worse than in this file: {"least": …, "most": …} or a run\'s figures.json',
    )
    parser.add_argument(
        "--fail-under",
        metavar="LIST",
        help='end with 1 below these figures, e.g. "evidence@5=0.92,refusal_f1=0.80"; '
        "where less is better (false_refusals=0.06), above them",
    )
    parser.add_argument(
        "--tolerance",
        type=float,
        default=_TOLERANCE,
        metavar="X",
        help=f"how much a figure may be worse than in an earlier run ({_TOLERANCE})",
    )


def from_options(options: argparse.Namespace) -> Gate | None:
    """Return the gate that the options describe, None where they ask for none. Raises DatasetError."""
    if not options.baseline and options.fail_under is None:
        return None
    if not options.tolerance >= 0:
        raise DatasetError(f"--tolerance must be at least 0, got {options.tolerance}")
    gate = read_gate(options.baseline, options.tolerance) if options.baseline else Gate({})
    bounds = {} if options.fail_under is None else parse_bounds(options.fail_under)
    return Gate({**gate.bounds, **bounds}, gate.earlier, options.tolerance)


def read_gate(path: Path, tolerance: float = _TOLERANCE) -> Gate:
    """Read bounds (`least`, `most`) or the figures.json of a run. Raises DatasetError naming what cannot be used."""
    record = read_object(path)
    if "estimates" in record:
        try:
            figures = figures_of(record)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise DatasetError(f"{path}: is no figures.json of a run: {error!r}") from error
        return _bounding(Gate({}, figures, tolerance), path)
    if not record.keys() <= set(_SIDES):
        raise DatasetError(f"{path}: a gate is an object with 'least' and 'most', or the figures.json of a run")
    bounds: dict[str, float] = {}
    for side in _SIDES:
        bounds.update(_side(record.get(side, {}), path, side))
    return _bounding(Gate(bounds, tolerance=tolerance), path)


def _bounding(gate: Gate, path: Path) -> Gate:
    if gate.holds_nothing():
        raise DatasetError(f"{path}: bounds no figure, every run would pass; write bounds, or name another file")
    return gate


def parse_bounds(text: str) -> dict[str, float]:
    """Return the bounds that `measure=value,measure=value` names. Raises DatasetError."""
    bounds: dict[str, float] = {}
    for piece in filter(None, (piece.strip() for piece in text.split(","))):
        name, equals, number = (part.strip() for part in piece.partition("="))
        _known(name, "--fail-under")
        if name in bounds:
            raise DatasetError(f"--fail-under: {name} is bounded twice; leave one of them")
        try:
            bounds[name] = float(number)
        except ValueError as error:
            raise DatasetError(f"--fail-under: {piece!r} must be {name}=NUMBER") from error
        if not equals or not math.isfinite(bounds[name]):
            raise DatasetError(f"--fail-under: {piece!r} must be {name}=NUMBER")
    if not bounds:
        raise DatasetError(f"--fail-under: {text!r} bounds no figure; write e.g. evidence@5=0.92")
    return bounds


def lines(falls: Iterable[Fall]) -> list[str]:
    """Return what fell, by how much, and which questions, in words."""
    return [line for fall in falls for line in _lines(fall)]


def _lines(fall: Fall) -> list[str]:
    value, bound = shown(fall.measure, fall.value), shown(fall.measure, fall.bound)
    if math.isnan(fall.value):
        return [f"{fall.measure} could not be measured; {bound} is asked for"]
    moved = "below" if fall.higher_is_better else "above"
    than = "the earlier run's " if fall.of_earlier_run else ""
    said = [f"{fall.measure} is {value}, {moved} {than}{bound} by {shown(fall.measure, fall.by)}"]
    for one in fall.questions[:_QUESTIONS_SHOWN]:
        before = "" if one.before is None else f"{shown(fall.measure, one.before)} → "
        now = shown(fall.measure, one.now)
        said.append(f"  {one.query_id}  {before}{now}  {cut(one.question, _QUESTION_COLUMNS)}")
    more = len(fall.questions) - _QUESTIONS_SHOWN
    return [*said, f"  and {more} more"] if more > 0 else said


def _fallen(
    measure: str, sign: float, scored: Sequence[Scored], before: Mapping[str, Scored]
) -> tuple[FallenQuestion, ...]:
    """Return the questions that are worse than before; without a before, those that are not as good as can be."""
    found: list[FallenQuestion] = []
    for row in scored:
        now = contribution(measure, row)
        then = contribution(measure, before[row.query_id]) if before else None
        if now is None:
            continue
        best = (1.0 if sign > 0 else 0.0) if then is None else then
        if sign * (best - now) > _HAIR:
            found.append(FallenQuestion(row.query_id, row.question, then, now))
    found.sort(key=lambda one: sign * (one.now - (one.before if one.before is not None else 0.0)))
    return tuple(found)


def _known(name: str, where: str) -> Measure:
    if name in MEASURES:
        return MEASURES[name]
    near = (
        _RENAMED.get(name)
        or ", ".join(difflib.get_close_matches(name, MEASURES, n=3, cutoff=0.4))
        or ", ".join(MEASURES)
    )
    raise DatasetError(f"{where}: unknown measure {name!r}; near it are {near}")


def _held(name: str, estimate: Estimate) -> bool:
    quality = name in MEASURES and MEASURES[name].unit == "share" and name not in _NOT_FROM_A_RUN
    return quality and math.isfinite(estimate.value)


def _side(value: object, path: Path, side: str) -> Mapping[str, float]:
    if not isinstance(value, dict):
        raise DatasetError(f"{path}: {side!r} must be an object, got {value!r}")
    for name, number in value.items():
        better = _known(name, str(path)).higher_is_better
        if better != (side == "least"):
            raise DatasetError(
                f"{path}: of {name} {'more' if better else 'less'} is better: put it under {_SIDES[not better]!r}"
            )
        if finite_number(number) is None:
            raise DatasetError(f"{path}: {name} must be a number, got {number!r}")
    return value
