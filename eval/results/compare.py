"""Two runs over the same questions: what differs in how they were run, which figures moved, which questions changed."""

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from eval.datasets import DatasetError
from eval.measures.catalog import MEASURES
from eval.measures.estimates import PairedDifference, paired_test
from eval.results.standing import Verdict, contribution, verdict, worth
from eval.results.table import cut, ordered, shown, table
from eval.runs.finished import FinishedRun, flat
from eval.scored import Scored

# What is of every run its own and explains no difference.
_OWN = ("name", "created", "seconds", "replies", "errors", "dataset.")
_HAIR = 1e-9
_SIGNIFICANT = 0.05
_QUESTIONS_SHOWN = 10
_ANSWER_COLUMNS = 100
_NOTE = (
    "Each over the questions that both runs are judged by; p: paired randomisation test, two-sided; * p < .05."
    " Measures of all questions together count none better or worse; of latency the mean is tested."
)


@dataclass(frozen=True, slots=True)
class Setting:
    """Something that differs in how two runs were made; None where a run does not say."""

    name: str
    a: str | None
    b: str | None


@dataclass(frozen=True, slots=True)
class ChangedQuestion:
    """A question that the second run answered better or worse than the first, with both answers."""

    query_id: str
    question: str
    verdict_a: Verdict
    verdict_b: Verdict
    worth_a: float
    worth_b: float
    answer_a: str
    answer_b: str
    measures: Mapping[str, tuple[float, float]]
    """The figures that moved."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The second run beside the first."""

    name_a: str
    name_b: str
    questions: int
    left_out: int
    """Questions that only one of the runs has."""
    settings: tuple[Setting, ...]
    differences: tuple[PairedDifference, ...]
    better: tuple[ChangedQuestion, ...]
    """Best first."""
    worse: tuple[ChangedQuestion, ...]
    """Worst first."""


def compare(a: FinishedRun, b: FinishedRun, *, force: bool = False) -> Comparison:
    """Return the comparison of two runs. Raises DatasetError where they are of other questions or days, unless forced.

    Forced, the questions that both have are compared.
    """
    if not force:
        _require_comparable(a, b)
    rows_a, rows_b = _paired(a, b)
    if not rows_a:
        raise DatasetError(f"{a.folder} and {b.folder} have no question in common")
    measures = ordered([name for name in a.figures.estimates if name in b.figures.estimates])
    changed = sorted(_changed(a, b, rows_a, rows_b), key=lambda one: one.worth_b - one.worth_a)
    return Comparison(
        a.name,
        b.name,
        questions=len(rows_a),
        left_out=len(a.figures.scored) + len(b.figures.scored) - 2 * len(rows_a),
        settings=tuple(_settings(a.manifest, b.manifest)),
        differences=tuple(_differences(rows_a, rows_b, measures)),
        better=tuple(one for one in reversed(changed) if one.worth_b > one.worth_a),
        worse=tuple(one for one in changed if one.worth_b < one.worth_a),
    )


def _differences(
    rows_a: Sequence[Scored], rows_b: Sequence[Scored], measures: Sequence[str]
) -> Iterator[PairedDifference]:
    for name in measures:
        # Both runs may be judged by a measure, and by none of the same questions.
        with suppress(ValueError):
            yield paired_test(rows_a, rows_b, name)


def _require_comparable(a: FinishedRun, b: FinishedRun) -> None:
    for what, of_a, of_b in (
        ("data sets", _dataset(a), _dataset(b)),
        ("days", a.manifest.get("as_of"), b.manifest.get("as_of")),
    ):
        if of_a != of_b:
            raise DatasetError(f"the runs are of other {what}: {of_a} and {of_b}; compare what they share with --force")
    if {row.query_id for row in a.figures.scored} != {row.query_id for row in b.figures.scored}:
        raise DatasetError("the runs are of other questions of one data set; compare what they share with --force")


def _dataset(run: FinishedRun) -> str:
    fields = dict(flat(run.manifest))
    return f"{fields.get('dataset.path', run.dataset.name)} (sha256 {fields.get('dataset.sha256', 'unknown')[:12]})"


def _settings(a: Mapping[str, object], b: Mapping[str, object]) -> Iterator[Setting]:
    of_a, of_b = dict(flat(a)), dict(flat(b))
    for name in dict.fromkeys((*of_a, *of_b)):
        if of_a.get(name) != of_b.get(name) and not name.startswith(_OWN):
            yield Setting(name, of_a.get(name), of_b.get(name))


def _paired(a: FinishedRun, b: FinishedRun) -> tuple[list[Scored], list[Scored]]:
    """Return the questions of both, in the same order; a question is another where its words are."""
    of_b = {(row.query_id, row.question): row for row in b.figures.scored}
    shared = [row for row in a.figures.scored if (row.query_id, row.question) in of_b]
    return shared, [of_b[row.query_id, row.question] for row in shared]


def _changed(
    a: FinishedRun, b: FinishedRun, rows_a: Sequence[Scored], rows_b: Sequence[Scored]
) -> Iterator[ChangedQuestion]:
    for row_a, row_b in zip(rows_a, rows_b, strict=True):
        worth_a, worth_b = worth(row_a), worth(row_b)
        if abs(worth_a - worth_b) > _HAIR:
            yield ChangedQuestion(
                row_a.query_id,
                row_a.question,
                verdict(row_a),
                verdict(row_b),
                worth_a,
                worth_b,
                a.replies[row_a.query_id].text,
                b.replies[row_b.query_id].text,
                dict(_moved(row_a, row_b)),
            )


def _moved(row_a: Scored, row_b: Scored) -> Iterator[tuple[str, tuple[float, float]]]:
    for name in ordered([name for name in row_a.figures if name in row_b.figures and name in MEASURES]):
        of_a, of_b = contribution(name, row_a), contribution(name, row_b)
        if of_a is not None and of_b is not None and abs(of_a - of_b) > _HAIR and MEASURES[name].unit == "share":
            yield name, (of_a, of_b)


def lines(found: Comparison) -> list[str]:
    """Return the comparison as lines for a terminal."""
    left_out = f", {found.left_out} that only one has left out" if found.left_out else ""
    said = [f"A {found.name_a}", f"B {found.name_b}", f"questions {found.questions}{left_out}", ""]
    if found.settings:
        said += table(("setting", "A", "B"), [(one.name, _told(one.a), _told(one.b)) for one in found.settings])
    else:
        said.append("the manifests name no difference in settings")
    header = ("measure", "A", "B", "B - A", "p", "", "better", "worse", "questions")
    said += ["", *table(header, [_row(one) for one in found.differences]), "", _NOTE]
    for title, changed in (("better", found.better), ("worse", found.worse)):
        said += ["", f"{len(changed)} questions got {title}"]
        for one in changed[:_QUESTIONS_SHOWN]:
            said += _question_lines(one)
        if len(changed) > _QUESTIONS_SHOWN:
            said.append(f"  and {len(changed) - _QUESTIONS_SHOWN} more; all are in --html and --json")
    return said


def _told(value: str | None) -> str:
    return "–" if value is None else cut(value, _ANSWER_COLUMNS // 2)


def significant(one: PairedDifference) -> bool:
    """Tell whether a difference is hardly chance: p below .05, two-sided."""
    return one.p_value < _SIGNIFICANT


def chance(one: PairedDifference) -> str:
    """Return a p-value as it is read; – where nothing was tested."""
    if math.isnan(one.p_value):
        return "–"
    return "< .001" if one.p_value < 0.001 else f"{one.p_value:.3f}"


def changed_counts(one: PairedDifference) -> tuple[str, str]:
    """Return how many questions are better and worse in a measure; nothing for what is described, not judged."""
    known = MEASURES.get(one.measure)
    judged = known is None or (known.unit in ("share", "ms") and not known.of_set)
    return (str(one.better), str(one.worse)) if judged else ("", "")


def moved(one: PairedDifference) -> str:
    """Return a difference with its sign; nothing where it is too small to be shown."""
    sign = "-" if one.difference < 0 else "+"
    size = shown(one.measure, abs(one.difference))
    return f"{sign}{size}" if float(size.replace(",", "") if size != "–" else "0") else "0"


def _row(one: PairedDifference) -> tuple[str, ...]:
    return (
        one.measure,
        shown(one.measure, one.a),
        shown(one.measure, one.b),
        moved(one),
        chance(one),
        "*" if significant(one) else "",
        *changed_counts(one),
        str(one.questions),
    )


def _question_lines(one: ChangedQuestion) -> list[str]:
    change = f"{one.worth_a:.2f} → {one.worth_b:.2f}"
    verdicts = one.verdict_b if one.verdict_a == one.verdict_b else f"{one.verdict_a} → {one.verdict_b}"
    return [
        f"  {one.query_id}  {change}  {verdicts}  {cut(one.question, _ANSWER_COLUMNS)}",
        f"      A: {cut(one.answer_a, _ANSWER_COLUMNS) or '–'}",
        f"      B: {cut(one.answer_b, _ANSWER_COLUMNS) or '–'}",
    ]
