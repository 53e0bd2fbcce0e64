"""Evaluations as the page shows them: the newest run of the folder, read from what `python -m eval` wrote."""

from pathlib import Path

import pytest

from eval.html_report.overview import OVERVIEW, overview, write_overview
from eval.runs.finished import FinishedRun, read_run
from kb.errors import NotFound
from kb.evaluations import Evaluations
from kb.settings import Settings
from tests.eval.sample_run import write_run


@pytest.fixture
def run(tmp_path: Path) -> FinishedRun:
    folder = tmp_path / "home" / "evaluations" / "三月"
    folder.parent.mkdir(parents=True)
    write_run(folder)
    return read_run(folder)


def test_the_newest_run_is_read_as_it_was_written(run: FinishedRun, tmp_path: Path) -> None:
    write_overview(run)
    evaluations = Evaluations(Settings(home=tmp_path / "home"))
    found = evaluations.find()
    assert found.unreadable == ()
    newest = found.newest
    assert newest is not None
    said = overview(run)
    assert (newest.name, newest.created, newest.questions) == (said["name"], said["created"], said["questions"])
    for figure in newest.figures:
        estimate = run.figures.estimates[figure.measure.name]
        assert (figure.value, figure.low, figure.high) == (estimate.value, estimate.low, estimate.high)
    assert sum(group.questions for group in newest.groups) == newest.questions
    assert all(len(group.values) == len(newest.group_measures) for group in newest.groups)


def test_a_later_run_is_preferred_and_what_cannot_be_read_is_named(run: FinishedRun, tmp_path: Path) -> None:
    write_overview(run)
    folder = tmp_path / "home" / "evaluations"
    text = (run.folder / OVERVIEW).read_text(encoding="utf-8")
    (folder / "broken").mkdir()
    (folder / "broken" / OVERVIEW).write_text("[]", encoding="utf-8")
    later = folder / "several" / "甲"
    later.mkdir(parents=True)
    created = str(overview(run)["created"])
    (later / OVERVIEW).write_text(text.replace(created, "2999-01-01T00:00:00+00:00"), encoding="utf-8")
    evaluations = Evaluations(Settings(home=tmp_path / "elsewhere", evaluations=folder))
    found = evaluations.find()
    assert found.newest is not None
    assert (found.newest.folder, found.unreadable) == (later, ("broken/overview.json",))
    with pytest.raises(NotFound, match="--out"):
        evaluations.report()
    (later / "report.html").write_bytes(b"<p>")
    assert evaluations.report() == (f"{found.newest.name}.html", b"<p>")


def test_an_empty_home_has_no_evaluation(tmp_path: Path) -> None:
    assert Evaluations(Settings(home=tmp_path)).find().newest is None
