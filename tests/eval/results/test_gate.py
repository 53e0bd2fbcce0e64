import argparse
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from eval.__main__ import main
from eval.datasets import DatasetError
from eval.results.gate import Gate, add_arguments, from_options, lines, parse_bounds, read_gate
from eval.runs.files import Figures
from eval.scored import Estimate, Scored
from tests.eval.sample_run import QUESTIONS, SCORED, write_run

DATA = Path(__file__).resolve().parents[2] / "data"


def _file(path: Path, record: object) -> Path:
    path.write_text(json.dumps(record), encoding="utf-8")
    return path


def _estimates(**values: float) -> dict[str, Estimate]:
    return {name.replace("_at_", "@"): Estimate(value, value, value, 6) for name, value in values.items()}


def _changed(query_id: str, figures: Mapping[str, float], **fields: bool) -> tuple[Scored, ...]:
    return tuple(
        replace(row, figures={**row.figures, **figures}, **fields) if row.query_id == query_id else row  # type: ignore[arg-type]
        for row in SCORED
    )


def _options(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args(arguments)


def test_the_development_questions_pass_the_gate_on_the_pinned_day(capsys: pytest.CaptureFixture[str]) -> None:
    questions, gate = str(DATA / "questions.jsonl"), str(DATA / "gate.json")
    ended = main(["run", "--questions", questions, "--as-of", "2026-11-21", "--baseline", gate])
    printed = capsys.readouterr()
    said = [line for line in printed.err.splitlines() if "gate" in line]
    assert [line.partition("evidence@")[0] for line in said] == ["eval: gate passed: "]
    assert printed.out.startswith("questions 230 answerable 187 unanswerable 43 errors 0\n")
    assert ended == 0


def test_a_missed_bound_ends_a_run_with_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    few = tmp_path / "few.jsonl"
    few.write_text("\n".join((DATA / "questions.jsonl").read_text(encoding="utf-8").splitlines()[:2]) + "\n", "utf-8")
    assert main(["run", "--questions", str(few), "--fail-under", "errors=-1,evidence@5=0"]) == 1
    said = [line for line in capsys.readouterr().err.splitlines() if "gate" in line]
    assert said == ["eval: gate: errors is 0.000, above -1.000 by 1.000"]


def test_bounds_hold_exactly() -> None:
    gate = Gate({"evidence@5": 0.5, "false_refusals": 0.25})
    assert gate.check(_estimates(evidence_at_5=0.5, false_refusals=0.25), SCORED) == ()
    falls = gate.check(_estimates(evidence_at_5=0.499, false_refusals=0.26), SCORED)
    assert lines(falls) == [
        "evidence@5 is 0.499, below 0.500 by 0.001",
        "  q2  0.000  何时施行？",
        "  q6  0.000  利率多少？",
        "false_refusals is 0.260, above 0.250 by 0.010",
        "  q3  1.000  谁受理？",
    ]


def test_a_figure_that_could_not_be_measured_misses_its_bound() -> None:
    falls = Gate({"key_facts": 0.5, "evidence@5": 0.5}).check(_estimates(evidence_at_5=float("nan")), SCORED)
    assert [line for line in lines(falls) if "could" in line] == [
        "evidence@5 could not be measured; 0.500 is asked for",
        "key_facts could not be measured; 0.500 is asked for",
    ]


def test_an_earlier_run_holds_every_share_within_the_tolerance() -> None:
    earlier = Figures(
        _estimates(evidence_at_5=0.50, errors=0.10, latency_p50_ms=1, Judged_at_10=1, citations=9), SCORED
    )
    now = _estimates(evidence_at_5=0.495, errors=0.105, latency_p50_ms=99, Judged_at_10=0, citations=1)
    assert Gate({}, earlier).check(now, SCORED) == ()
    assert [fall.measure for fall in Gate({}, earlier, tolerance=0.004).check(now, SCORED)] == ["evidence@5", "errors"]


def test_what_fell_is_told_with_the_questions_that_fell_the_furthest_first() -> None:
    earlier = Figures(_estimates(evidence_at_5=0.5, refusal_f1=0.5), SCORED)
    scored = _changed("q1", {"evidence@5": 0.5})
    scored = tuple(
        replace(row, figures={**row.figures, "evidence@5": 0.0}) if row.query_id == "q3" else row for row in scored
    )
    scored = tuple(replace(row, abstained=False) if row.query_id == "q4" else row for row in scored)
    falls = Gate({}, earlier).check(_estimates(evidence_at_5=0.125, refusal_f1=0.0), scored)
    assert lines(falls) == [
        "evidence@5 is 0.125, below the earlier run's 0.500 by 0.375",
        "  q3  1.000 → 0.000  谁受理？",
        "  q1  1.000 → 0.500  最高多少？",
        "refusal_f1 is 0.000, below the earlier run's 0.500 by 0.500",
        "  q4  1.000 → 0.000  违约金多少？",
    ]


def test_a_bound_beside_an_earlier_run_names_what_is_not_as_good_as_can_be() -> None:
    earlier = Figures(_estimates(evidence_at_5=0.5), SCORED)
    falls = Gate({"evidence@5": 0.9}, earlier).check(_estimates(evidence_at_5=0.5), SCORED)
    assert lines(falls) == [
        "evidence@5 is 0.500, below 0.900 by 0.400",
        "  q2  0.000  何时施行？",
        "  q6  0.000  利率多少？",
    ]


def test_a_gate_that_is_passed_says_what_it_held() -> None:
    earlier = Figures(_estimates(evidence_at_5=0.5, key_facts=0.5), SCORED)
    gate = Gate({"false_refusals": 0.25, "evidence@5": 0.5}, earlier)
    assert gate.passed(_estimates(evidence_at_5=0.75, false_refusals=0.25, key_facts=1.0)) == (
        "passed: evidence@5 0.750 (at least 0.500), false_refusals 0.250 (at most 0.250),"
        " 1 figures not worse than the earlier run's by more than 0.005"
    )


def test_other_questions_are_refused_before_they_are_asked() -> None:
    gate = Gate({}, Figures(_estimates(evidence_at_5=0.5), SCORED))
    gate.require_same(QUESTIONS)
    with pytest.raises(DatasetError, match="it has 6, this run 5, and 0 of these it does not know"):
        gate.require_same(QUESTIONS[:5])
    with pytest.raises(DatasetError, match="and 1 of these it does not know, 'q1' among them"):
        gate.require_same([replace(QUESTIONS[0], answerable=False), *QUESTIONS[1:]])
    Gate({"errors": 0}).require_same(QUESTIONS[:1])


def test_only_the_ten_worst_questions_are_told() -> None:
    many = [replace(SCORED[1], query_id=f"m{number}") for number in range(12)]
    told = lines(Gate({"evidence@5": 0.5}).check(_estimates(evidence_at_5=0.0), many))
    assert (len(told), told[-1]) == (12, "  and 2 more")


def test_an_earlier_run_of_other_questions_is_refused() -> None:
    gate = Gate({}, Figures(_estimates(evidence_at_5=0.5), SCORED[:5]))
    with pytest.raises(DatasetError, match="it has 5, this run 6, and 1 of these it does not know, 'q6' among them"):
        gate.check(_estimates(evidence_at_5=0.5), SCORED)
    reworded = [replace(SCORED[0], question="别的？"), *SCORED[1:]]
    with pytest.raises(DatasetError, match="it has 6, this run 6, and 1 of these it does not know, 'q1' among them"):
        Gate({}, Figures({}, SCORED)).check({}, reworded)


def test_the_figures_of_a_run_folder_are_a_baseline(tmp_path: Path) -> None:
    path = write_run(tmp_path / "run") / "figures.json"
    gate = read_gate(path)
    assert gate.earlier is not None
    assert gate.earlier.scored == SCORED
    assert gate.check(gate.earlier.estimates, SCORED) == ()


def test_options_join_the_file_and_the_command_line(tmp_path: Path) -> None:
    path = _file(tmp_path / "gate.json", {"least": {"key_facts": 0.7, "R@5": 0.1}, "most": {"errors": 0}})
    gate = from_options(_options("--baseline", str(path), "--fail-under", "R@5=0.2", "--tolerance", "0.01"))
    assert gate == Gate({"key_facts": 0.7, "R@5": 0.2, "errors": 0}, None, 0.01)
    assert from_options(_options()) is None
    with pytest.raises(DatasetError, match="--fail-under: '' bounds no figure"):
        from_options(_options("--fail-under", ""))
    with pytest.raises(DatasetError, match=r"--tolerance must be at least 0, got -0\.1"):
        from_options(_options("--fail-under", "R@5=1", "--tolerance", "-0.1"))


def test_bounds_are_read_from_the_command_line() -> None:
    assert parse_bounds(" evidence@5 = 0.92, refusal_f1=0.80,") == {"evidence@5": 0.92, "refusal_f1": 0.8}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("evidence_5=0.9", "--fail-under: unknown measure 'evidence_5'; near it are evidence@5"),
        ("evidence_cited=0.9", "unknown measure 'evidence_cited'; near it are citation_recall"),
        ("zzz=1", "unknown measure 'zzz'; near it are R@1, R@5"),
        ("R@5", "'R@5' must be R@5=NUMBER"),
        ("R@5=much", "'R@5=much' must be R@5=NUMBER"),
        ("R@5=nan", "'R@5=nan' must be R@5=NUMBER"),
        ("R@5=0.5, R@5=0.9", "--fail-under: R@5 is bounded twice; leave one of them"),
        ("", "--fail-under: '' bounds no figure; write e.g. evidence@5=0.92"),
        (" , ", "--fail-under: ' , ' bounds no figure"),
    ],
)
def test_bounds_that_cannot_be_used_are_refused(text: str, said: str) -> None:
    with pytest.raises(DatasetError, match=said):
        parse_bounds(text)


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ([], "must hold a JSON object, got list"),
        ({}, "bounds no figure, every run would pass; write bounds, or name another file"),
        ({"least": {}, "most": {}}, "bounds no figure, every run would pass"),
        ({"estimates": {}, "scored": []}, "bounds no figure, every run would pass"),
        ({"least": {"R@5": float("nan")}}, "R@5 must be a number, got nan"),
        ({"best": {}}, "a gate is an object with 'least' and 'most', or the figures.json of a run"),
        ({"least": 3}, "'least' must be an object, got 3"),
        ({"least": {"recall": 0.5}}, "unknown measure 'recall'; near it are refusal_recall, citation_recall"),
        ({"most": {"errors": "none"}}, "errors must be a number, got 'none'"),
        ({"least": {"errors": 0}}, "of errors less is better: put it under 'most'"),
        ({"most": {"key_facts": 1}}, "of key_facts more is better: put it under 'least'"),
        ({"estimates": {"R@5": 3}}, "is no figures.json of a run"),
        ({"estimates": {}}, "is no figures.json of a run: KeyError\\('scored'\\)"),
        ({"estimates": {}, "scored": 1}, "'scored' must be a list, got int"),
    ],
)
def test_a_gate_that_cannot_be_used_is_refused(record: object, said: str, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=said):
        read_gate(_file(tmp_path / "gate.json", record))
