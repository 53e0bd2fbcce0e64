"""Systems side by side: each really indexes and answers a small corpus, in a process of its own."""

import argparse
import json
import subprocess
import sys
from pathlib import Path

import pytest

from eval.collection import Dataset
from eval.commands import bench_peers
from eval.datasets import DatasetError, GoldEvidence, Question
from eval.peers.comparison import judged
from eval.peers.sets import PeerSet, chunks, document_files
from eval.peers.task import AskedQuestion, Found, Outcome, TitledText, read_outcome, write_outcome, write_task

LOANS = "第一条　为了帮助小微企业，制定本办法。\n第二条　贴息标准为贷款利息的百分之五十，每户每年最高二十万元。\n"
TREES = "第一条　为了保护古树，制定本规定。\n第二条　禁止在古树树冠垂直投影外五米内挖坑取土。\n"
PIECES = [TitledText("清河市贷款贴息办法", line) for line in LOANS.splitlines()] + [
    TitledText("清河市古树保护规定", line) for line in TREES.splitlines()
]
ASKED = [AskedQuestion("q1", "贷款利息贴多少"), AskedQuestion("q2", "古树旁边能不能挖坑取土")]


@pytest.mark.parametrize(("system", "pieces"), [("this project", 4), ("bm25s", 4), ("langchain", 4)])
def test_a_system_finds_the_clause_that_holds_the_words(system: str, pieces: int, tmp_path: Path) -> None:
    files = [tmp_path / "清河市贷款贴息办法.txt", tmp_path / "清河市古树保护规定.txt"]
    for file, text in zip(files, (LOANS, TREES), strict=True):
        file.write_text(f"{file.stem}\n{text}", encoding="utf-8")
    write_task(tmp_path / "task", PIECES, ASKED, files)
    out = tmp_path / "outcome.json"
    arguments = [system, str(tmp_path / "task"), str(tmp_path / "home"), str(out)]
    subprocess.run([sys.executable, "-m", "eval.peers.worker", *arguments], check=True)
    outcome = read_outcome(out)
    assert (outcome.system, outcome.indexed) == (system, pieces)
    assert [found.query_id for found in outcome.found] == ["q1", "q2"]
    first = [found.texts[0] for found in outcome.found]
    assert [text.title for text in first] == ["清河市贷款贴息办法", "清河市古树保护规定"]
    assert ["百分之五十" in first[0].text, "挖坑取土" in first[1].text] == [True, True]
    assert outcome.peak_mib > 20


def _set() -> PeerSet:
    evidence = (GoldEvidence("a.txt", "贴息标准为贷款利息的百分之五十，每户每年最高二十万元。"),)
    questions = tuple(Question(f"q{number}", "sme", "amount", "？", True, "", (), evidence) for number in range(1, 5))
    return PeerSet("small", Dataset("small", Path("small"), questions), PIECES, (), ("evidence@1", "evidence@5"))


def _outcome(system: str, *ranks: int) -> Outcome:
    """Return an outcome that has the evidence at a rank of each question, 0 for nowhere."""
    found = tuple(
        Found(f"q{number}", tuple(PIECES[1] if place == rank else PIECES[2] for place in range(1, 7)), 10.0 * number)
        for number, rank in enumerate(ranks, start=1)
    )
    return Outcome(system, "as advised", 4, 1.25, 99.6, found)


def test_outcomes_are_judged_like_runs_and_compared_question_by_question() -> None:
    ours, scored = judged(_set(), _outcome("this project", 1, 1, 2, 6), None)
    assert {name: estimate.value for name, estimate in ours.estimates.items()} == {
        "evidence@1": 0.5,
        "evidence@5": 0.75,
    }
    assert ours.differences == {}
    theirs, _ = judged(_set(), _outcome("other", 1, 2, 0, 0), scored)
    assert (theirs.differences["evidence@1"].difference, theirs.differences["evidence@5"].difference) == (-0.25, -0.25)
    assert theirs.differences["evidence@1"].p_value == 1.0


def test_a_line_holds_the_figures_with_intervals_and_what_they_cost() -> None:
    ours, _ = judged(_set(), _outcome("this project", 1, 1, 1, 1), None)
    assert bench_peers.heading(ours) == (
        "\n### small: 4 questions\n",
        "| system | evidence@1 | evidence@5 | query p50 / p95 ms | taken in, s | memory, MiB | pieces |",
        "|---|---|---|---|---|---|---|",
    )
    assert bench_peers.line(ours) == (
        "| this project (as advised) | 1.000 [1.000, 1.000] | 1.000 [1.000, 1.000] | 20.0 / 40.0 | 1.2 | 100 | 4 |"
    )


def test_an_outcome_is_read_as_it_was_written(tmp_path: Path) -> None:
    outcome = _outcome("other", 1, 2)
    write_outcome(tmp_path / "o.json", outcome)
    assert read_outcome(tmp_path / "o.json") == outcome


def test_documents_are_the_texts_of_a_folder_or_else_its_markdown(tmp_path: Path) -> None:
    (tmp_path / "SOURCES.md").write_text("what they are")
    with_texts = tmp_path / "b.txt"
    with_texts.write_text("甲" * 300 + "。" + "乙" * 300 + "。", encoding="utf-8")
    assert document_files(tmp_path) == [with_texts]
    assert [len(chunk.text) for chunk in chunks([with_texts])] == [301, 301]
    with_texts.unlink()
    assert document_files(tmp_path) == [tmp_path / "SOURCES.md"]
    (tmp_path / "SOURCES.md").unlink()
    with pytest.raises(DatasetError, match=r"holds no \.txt or \.md file; name the folder with --files"):
        document_files(tmp_path)


def _options(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    bench_peers.add_arguments(parser)
    return parser.parse_args(arguments)


def test_without_its_corpus_a_set_is_skipped_and_nothing_ran(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    options = _options("--corpora", str(tmp_path), "--sets", "stard", "--out", str(tmp_path / "out.json"))
    monkeypatch.delenv("CI", raising=False)
    assert bench_peers.run(options) == 1
    assert "eval: stard skipped: " in capsys.readouterr().err
    assert not (tmp_path / "out.json").exists()
    monkeypatch.setenv("CI", "true")
    with pytest.raises(DatasetError):
        bench_peers.run(options)


def test_a_system_that_fails_is_named_with_its_last_words(tmp_path: Path) -> None:
    (tmp_path / "texts.jsonl").write_text("")
    (tmp_path / "questions.jsonl").write_text("")
    (tmp_path / "files.json").write_text(json.dumps([str(tmp_path / "gone.txt")]))
    with pytest.raises(DatasetError, match=r"this project ended with 1: .*gone\.txt"):
        bench_peers._outcome("this project", tmp_path, tmp_path / "home", tmp_path / "out.json")
