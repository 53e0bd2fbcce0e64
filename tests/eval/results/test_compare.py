import argparse
import json
from dataclasses import replace
from pathlib import Path

import pytest

from eval.commands import compare as command
from eval.datasets import DatasetError
from eval.results.compare import Comparison, Setting, compare, lines
from eval.results.standing import Verdict
from eval.runs.finished import FinishedRun, read_run
from eval.scored import Scored
from tests.eval.sample_run import MARKUP, REPLIES, SCORED, write_run

# q2 is answered rightly now, q1 no longer, q3 as before.
CHANGED = tuple(
    replace(
        row, figures={**row.figures, **dict.fromkeys(("citation_precision", "citation_recall", "key_facts"), value)}
    )
    if (value := {"q1": 0.0, "q2": 1.0}.get(row.query_id)) is not None
    else row
    for row in SCORED
)


def _run(folder: Path, scored: tuple[Scored, ...] = SCORED, **changed: object) -> FinishedRun:
    replies = {**REPLIES, "q2": replace(REPLIES["q2"], text="2024年施行。")} if scored is CHANGED else REPLIES
    return read_run(write_run(folder, scored=scored, replies=replies, changed=changed))


def _pair(folder: Path) -> Comparison:
    settings = {"passage_chars": 300, "bridge": True}
    return compare(_run(folder / "before"), _run(folder / "after", CHANGED, settings=settings, seconds=9))


def test_a_run_does_not_differ_from_itself(tmp_path: Path) -> None:
    found = compare(_run(tmp_path / "a"), _run(tmp_path / "b"))
    assert (found.settings, found.better, found.worse, found.left_out) == ((), (), (), 0)
    tested = [one for one in found.differences if one.measure not in ("latency_p50_ms", "latency_p95_ms")]
    assert {(one.difference, one.p_value) for one in tested} == {(0.0, 1.0)}
    assert "latency_mean_ms" in {one.measure for one in tested}


def test_of_latency_the_mean_is_tested_and_the_percentiles_are_told(tmp_path: Path) -> None:
    slower = tuple(replace(row, milliseconds=row.milliseconds + 100) for row in SCORED)
    told = [line.split() for line in lines(compare(_run(tmp_path / "a"), _run(tmp_path / "b", slower)))]
    # Five questions, all slower: 2 of 2⁵ ways; the failed one is of neither.
    assert [words for words in told if words and words[0].startswith("latency")] == [
        ["latency_mean_ms", "30", "130", "+100", "0.062", "0", "5", "5"],
        ["latency_p50_ms", "30", "130", "+100", "–", "5"],
        ["latency_p95_ms", "50", "150", "+100", "–", "5"],
    ]


def test_how_far_a_run_came_is_no_setting(tmp_path: Path) -> None:
    a, b = _run(tmp_path / "a", replies=40), _run(tmp_path / "b", SCORED, replies=230, errors_by_reason={"HTTP 500": 1})
    assert compare(a, b).settings == ()


def test_what_differs_in_the_settings_is_named(tmp_path: Path) -> None:
    assert _pair(tmp_path).settings == (
        Setting("settings.passage_chars", "500", "300"),
        Setting("settings.bridge", None, "true"),
    )


def test_the_questions_that_changed_come_with_both_answers(tmp_path: Path) -> None:
    found = _pair(tmp_path)
    (better,), (worse,) = found.better, found.worse
    assert (better.query_id, better.worth_a, better.worth_b) == ("q2", 0.0, 0.75)
    assert (better.answer_a, better.answer_b) == ("第三条。", "2024年施行。")
    assert better.measures == dict.fromkeys(("citation_precision", "citation_recall", "key_facts"), (0.0, 1.0))
    assert (worse.query_id, worse.verdict_a, worse.verdict_b) == ("q1", Verdict.RIGHT, Verdict.INCOMPLETE)


def test_figures_are_paired_by_question(tmp_path: Path) -> None:
    facts = next(one for one in _pair(tmp_path).differences if one.measure == "key_facts")
    assert (facts.a, facts.b, facts.better, facts.worse, facts.questions, facts.p_value) == (0.5, 0.5, 1, 1, 2, 1.0)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"as_of": "2025-01-01"}, "other days: 2026-11-21 and 2025-01-01"),
        ({"dataset": {"path": "x.jsonl", "sha256": "ff"}}, r"other data sets: .*\(sha256 0123456789ab\) and x.jsonl"),
    ],
)
def test_runs_of_other_days_or_questions_are_compared_only_by_force(
    tmp_path: Path, changed: dict[str, object], said: str
) -> None:
    a, b = _run(tmp_path / "a"), _run(tmp_path / "b", SCORED, **changed)
    with pytest.raises(DatasetError, match=said):
        compare(a, b)
    assert compare(a, b, force=True).questions == 6


def test_by_force_only_shared_questions_are_compared(tmp_path: Path) -> None:
    a, b = _run(tmp_path / "a"), _run(tmp_path / "b")
    reworded = replace(b.figures, scored=(replace(SCORED[0], question="别的？"), *SCORED[1:4]))
    cut = replace(b, figures=reworded)
    with pytest.raises(DatasetError, match="other questions of one data set"):
        compare(a, cut)
    found = compare(a, cut, force=True)
    assert (found.questions, found.left_out) == (3, 4)
    with pytest.raises(DatasetError, match="have no question in common"):
        compare(a, replace(b, figures=replace(b.figures, scored=())), force=True)


def test_the_terminal_tells_settings_figures_and_questions(tmp_path: Path) -> None:
    told = lines(_pair(tmp_path))
    assert told[:7] == [
        "A before",
        "B after",
        "questions 6",
        "",
        "setting                   A     B",
        "----------------------  ---  ----",
        "settings.passage_chars  500   300",
    ]
    facts = next(line for line in told if line.startswith("key_facts"))
    assert facts.split() == ["key_facts", "0.500", "0.500", "0", "1.000", "1", "1", "2"]
    start = told.index("1 questions got better")
    assert told[start + 1 :] == [
        "  q2  0.00 → 0.75  wrong evidence  何时施行？",
        "      A: 第三条。",
        "      B: 2024年施行。",
        "",
        "1 questions got worse",
        "  q1  1.00 → 0.25  right → incomplete  最高多少？",
        f"      A: {MARKUP}",
        f"      B: {MARKUP}",
    ]


def _command(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(arguments))


def test_the_command_writes_json_and_a_page_without_markup_of_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, after = write_run(tmp_path / "before"), write_run(tmp_path / "after", scored=CHANGED)
    page = tmp_path / "compare.html"
    assert _command(str(before), str(after), "--json", "--html", str(page)) == 0
    record = json.loads(capsys.readouterr().out)
    assert [one["query_id"] for one in record["better"]] == ["q2"]
    assert record["worse"][0]["verdict_b"] == "incomplete"
    written = page.read_text(encoding="utf-8")
    assert "&lt;script&gt;document.title=" in written
    assert "<script" not in written
    assert "script-src 'none'" in written
