import json
from pathlib import Path

import pytest

from eval.__main__ import main
from eval.datasets import DatasetError
from eval.gate import read_gate

DATA = Path(__file__).resolve().parents[1] / "data"


def _gate(path: Path, record: object) -> Path:
    path.write_text(json.dumps(record), encoding="utf-8")
    return path


def test_the_development_questions_pass_the_gate_on_the_pinned_day(capsys: pytest.CaptureFixture[str]) -> None:
    questions, gate = str(DATA / "questions.jsonl"), str(DATA / "gate.json")
    ended = main(["run", "--questions", questions, "--as-of", "2026-11-21", "--gate", gate])
    printed = capsys.readouterr()
    assert printed.err == ""
    assert printed.out.startswith("questions 230 http-errors 0\n")
    assert ended == 0


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"least": {"evidence_top": 1.01}}, "eval: gate: evidence_top is "),
        ({"most": {"errors": -1}}, "eval: gate: errors is 0.000, above -1.000\n"),
    ],
)
def test_a_worse_figure_is_named_and_ends_with_one(
    record: object, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    few = tmp_path / "few.jsonl"
    few.write_text("\n".join((DATA / "questions.jsonl").read_text(encoding="utf-8").splitlines()[:2]) + "\n", "utf-8")
    assert main(["run", "--questions", str(few), "--gate", str(_gate(tmp_path / "gate.json", record))]) == 1
    assert capsys.readouterr().err.startswith(said)


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ([], "a gate is an object with 'least' and 'most'"),
        ({"best": {}}, "a gate is an object with 'least' and 'most'"),
        ({"least": 3}, "'least' must be an object, got 3"),
        ({"least": {"recall": 0.5}}, "unknown figure 'recall'; known are citation_precision"),
        ({"most": {"errors": "none"}}, "errors must be a number, got 'none'"),
    ],
)
def test_a_gate_that_cannot_be_used_is_refused(record: object, said: str, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=said):
        read_gate(_gate(tmp_path / "gate.json", record))
