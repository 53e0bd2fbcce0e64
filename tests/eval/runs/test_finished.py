import json
import math
from pathlib import Path

import pytest

from eval.datasets import DatasetError
from eval.runs.files import read_figures
from eval.runs.finished import flat, read_run
from tests.eval.sample_run import QUESTIONS, REPLIES, SCORED, manifest, write_run


def test_a_run_folder_is_read_back_whole(tmp_path: Path) -> None:
    run = read_run(write_run(tmp_path / "nightly"))
    assert (run.name, run.manifest, run.dataset.questions) == ("nightly", manifest("nightly"), QUESTIONS)
    assert (run.replies, run.figures.scored) == (REPLIES, SCORED)
    assert run.figures.estimates["evidence@5"].value == 0.5


def test_a_figure_that_could_not_be_measured_is_no_number(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    record = {"estimates": {"aurc": {"value": None, "low": None, "high": None, "questions": 0}}, "scored": []}
    path.write_text(json.dumps(record), encoding="utf-8")
    assert math.isnan(read_figures(path).estimates["aurc"].value)


@pytest.mark.parametrize("missing", ["manifest.json", "dataset.jsonl", "figures.json"])
def test_a_missing_file_is_named(tmp_path: Path, missing: str) -> None:
    folder = write_run(tmp_path / "run")
    (folder / missing).unlink()
    with pytest.raises(DatasetError, match=f"{missing}: cannot be read"):
        read_run(folder)


def test_a_folder_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"absent: is no run folder; make one with `run --out DIR`"):
        read_run(tmp_path / "absent")


def test_files_of_different_questions_are_refused(tmp_path: Path) -> None:
    half = write_run(tmp_path / "half", scored=SCORED[:3])
    with pytest.raises(DatasetError, match="its files are of different questions; end the run"):
        read_run(half)
    unanswered = write_run(tmp_path / "open", replies={"q1": REPLIES["q1"]})
    with pytest.raises(DatasetError, match="its files are of different questions; end the run"):
        read_run(unanswered)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"milliseconds": "fast"}, "must be a number, got 'fast'"),
        ({"figures": []}, "'figures' must be an object, got list"),
    ],
)
def test_figures_of_another_shape_are_refused(tmp_path: Path, change: dict[str, object], said: str) -> None:
    path = write_run(tmp_path / "run") / "figures.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["scored"][0].update(change)
    path.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(DatasetError, match=said):
        read_figures(path)


def test_a_manifest_is_flattened_by_name() -> None:
    record = {"a": {"b": {"c": True}, "d": []}, "e": "text", "f": None}
    assert list(flat(record)) == [("a.b.c", "true"), ("a.d", "[]"), ("e", "text"), ("f", "null")]
