import argparse
import base64
import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.collection import Dataset
from eval.commands import report as command
from eval.html_report import render, write
from eval.html_report.details import worst_first
from eval.html_report.plots import figures_of
from eval.readers.written import write_dataset
from eval.replies import RepliedPassage, Reply
from eval.runs.files import Figures
from eval.runs.finished import read_run
from tests.eval.sample_run import MARKUP, QUESTIONS, QUOTE, REPLIES, SCORED, write_retrieval_run, write_run

_DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return render(read_run(write_run(tmp_path_factory.mktemp("runs") / "nightly")))


def _data(page: str) -> dict[str, Any]:
    found = _DATA.search(page)
    assert found is not None
    return dict(json.loads(found[1]))


def _question(page: str, query_id: str) -> dict[str, Any]:
    return next(question for question in _data(page)["questions"] if question["id"] == query_id)


def test_the_page_asks_for_nothing_from_anywhere(page: str) -> None:
    assert re.findall(r"(?:src|href|action)\s*=|url\(|@import|https?:", page) == []
    assert "default-src 'none'" in page


def test_only_the_script_of_the_page_may_run(page: str) -> None:
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    assert len(scripts) == 1
    assert f"script-src 'sha256-{digest}'" in page


def test_what_a_system_replied_is_never_markup(page: str) -> None:
    assert MARKUP not in page
    assert page.count("<script") == 2
    assert _question(page, "q1")["got"]["answer"] == MARKUP


def test_the_worst_questions_come_first(page: str) -> None:
    assert worst_first(SCORED) == ["q6", "q5", "q3", "q2", "q1", "q4"]
    assert [question["id"] for question in _data(page)["questions"]] == ["q6", "q5", "q3", "q2", "q1", "q4"]
    assert [question["number"] for question in _data(page)["questions"]] == [5, 4, 2, 1, 0, 3]


def test_expected_and_got_stand_side_by_side(page: str) -> None:
    right, wrong = _question(page, "q1"), _question(page, "q2")
    assert right["expected"]["facts"] == [["20万元", True]]
    assert right["expected"]["quotes"] == [
        {"source": "办法.txt", "text": QUOTE, "sentences": 1, "found": 1, "cited": 1, "ranks": [1]}
    ]
    assert right["got"]["citations"] == [{"quote": QUOTE, "where": "第二条", "on": True, "marks": [[0, 13]]}]
    assert wrong["expected"]["facts"] == [["2024年", False]]
    assert (wrong["expected"]["quotes"][0]["ranks"], wrong["got"]["citations"][0]["on"]) == ([], False)
    assert (wrong["verdict"], wrong["wrong"], wrong["worth"]) == ("wrong evidence", True, 0.0)
    assert _question(page, "q6")["got"]["error"] == "HTTP 500: broken"


def test_evidence_is_marked_in_the_passages_and_a_passage_is_kept_once(page: str) -> None:
    passages = _data(page)["passages"]
    assert [where for where, _ in passages] == ["《甲市贴息办法》 第二条", "《甲市贴息办法》 第三条"]
    first, second = _question(page, "q1")["passages"]
    _, text = passages[first["at"]]
    start, end = first["marks"][0]
    assert (text[start:end], first["hit"], second) == (QUOTE, True, {"at": 1, "hit": False, "marks": []})


def test_figures_come_with_interval_meaning_and_chinese_name(page: str) -> None:
    row = next(row for row in re.findall(r"<tr>.*?</tr>", page) if ">false_<wbr>refusals<" in row)
    assert "false_<wbr>refusals<span class='chinese' lang='zh'>误拒的比例</span></th>" in row
    assert "Share of the answerable questions that were refused; failed requests are left out. Less is better." in row
    assert "<td class='number value'>0.250</td>" in row


def test_why_requests_failed_is_said(page: str) -> None:
    assert "<p class='bad'>Errors 1: 1 × HTTP 500; 4 tries.</p>" in page


def test_the_day_is_not_broken_between_lines(page: str) -> None:
    assert (
        "<p class='soft'>6 questions (4 answerable) of questions.jsonl <span class='whole'>as of 2026-11-21</span></p>"
        in page
    )


def test_the_plots_say_how_many_answers_a_dot_is_of_and_what_is_left_out(page: str) -> None:
    assert "<figcaption>Each dot is 1 answer. On the broken line" in page
    assert "half at most 30 ms, 95 % at most 50 ms, the longest 50 ms; 1 failed request is left out." in page


def test_bins_of_unequal_size_are_told_so(tmp_path: Path) -> None:
    run = read_run(write_run(tmp_path / "run"))
    scored = tuple(replace(SCORED[0], confidence=number / 20) for number in range(13))
    assert "Each dot is 1 or 2 answers." in figures_of(replace(run, figures=Figures({}, scored)))[1].caption


def test_doubtful_gold_is_marked_and_said_why(tmp_path: Path) -> None:
    scored = [replace(row, figures={**row.figures, "doubtful_gold": float(row.query_id == "q2")}) for row in SCORED]
    folder = write_run(tmp_path / "run", scored=scored)
    questions = [
        replace(one, doubt="'自2024年施行。' is found in no document" * (one.query_id == "q2")) for one in QUESTIONS
    ]
    write_dataset(Dataset("questions", Path("questions.jsonl"), tuple(questions)), folder / "dataset.jsonl")
    page = render(read_run(folder))
    found = _question(page, "q2")
    assert (found["verdict"], found["wrong"]) == ("doubtful gold", False)
    assert found["expected"]["doubt"] == "'自2024年施行。' is found in no document"
    assert _question(page, "q1")["expected"]["doubt"] == ""
    assert "<li><i class='v-doubtful'></i>1 doubtful gold</li>" in page
    assert "doubtful_<wbr>gold<span class='chinese' lang='zh'>依据存疑的比例</span>" in page


def test_verdicts_settings_and_plots_are_there(page: str) -> None:
    assert (
        "aria-label='1 failed, 1 answered though unanswerable, 1 refused by mistake, 1 wrong evidence, 2 right'" in page
    )
    assert "<tr><th scope='row'>settings.passage_chars</th><td>500</td></tr>" in page
    headings = re.findall(r"<figure><h3>(.*?)</h3>", page)
    assert headings == ["Risk and coverage", "Calibration", "Recall by k", "Latency", "By persona", "By type"]


def test_recall_by_k_is_of_the_evidence_sentences(page: str) -> None:
    # One of four is in the first passage, another one in the second.
    assert "<title>evidence sentences in the first 1: 0.250</title>" in page
    assert "<title>evidence sentences in the first 2: 0.500</title>" in page


def test_a_run_in_which_everything_failed_has_a_report(tmp_path: Path) -> None:
    replies = {query_id: replace(REPLIES["q6"], error="no answer") for query_id in REPLIES}
    scored = [replace(row, failed=True, abstained=False, confidence=None, figures={"errors": 1.0}) for row in SCORED]
    page = render(read_run(write_run(tmp_path / "run", scored=scored, replies=replies)))
    assert "6 failed" in page
    assert "<figure>" not in page


def test_a_retrieval_set_shows_the_judged_clauses(tmp_path: Path) -> None:
    page = render(read_run(write_retrieval_run(tmp_path / "run", 3)))
    found, missed = _question(page, "r0"), _question(page, "r1")
    assert found["expected"]["judged"] == [
        {"title": "乙市条例", "label": "第一条", "text": "本条例适用于本市行政区域。", "ranks": [1]}
    ]
    assert (found["passages"][0]["hit"], found["passages"][0]["marks"]) == (True, [[0, 13]])
    assert (missed["verdict"], missed["expected"]["judged"][0]["ranks"]) == ("not found", [])


def test_the_page_of_many_long_passages_stays_small(tmp_path: Path) -> None:
    passages = tuple(RepliedPassage("字" * 5000, f"p{number}", title="办法") for number in range(10))
    replies = {query_id: replace(reply, found=passages) for query_id, reply in REPLIES.items()}
    page = render(read_run(write_run(tmp_path / "run", replies=replies)))
    assert _data(page)["passages"] == [["《办法》", "字" * 500 + "…"]]


def test_the_command_prints_the_figures_and_writes_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_run(tmp_path / "run")
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    assert command.run(parser.parse_args([str(folder)])) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("questions 6 answerable 4 unanswerable 2 errors 1\n")
    assert printed.endswith(f"\n\n{folder / 'report.html'}\n")
    write(folder, tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == (folder / "report.html").read_bytes()


def test_a_reply_without_anything_is_shown(tmp_path: Path) -> None:
    replies = {**REPLIES, "q1": Reply(None, "", (), (), None, 0.0)}
    page = render(read_run(write_run(tmp_path / "run", replies=replies)))
    assert _question(page, "q1")["got"] | {"citations": []} == {
        "status": "",
        "abstained": False,
        "answer": "",
        "confidence": None,
        "milliseconds": 10.0,
        "error": "",
        "citations": [],
    }
