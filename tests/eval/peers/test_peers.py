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
from eval.peers.names import EXHAUSTIVE, LIBRARIES
from eval.peers.sets import PeerSet, chunks, document_files
from eval.peers.systems.registry import SYSTEMS
from eval.peers.task import AskedQuestion, Found, Outcome, TitledText, read_outcome, write_outcome, write_task

LOANS = "第一条　为了帮助小微企业，制定本办法。\n第二条　贴息标准为贷款利息的百分之五十，每户每年最高二十万元。\n"
TREES = "第一条　为了保护古树，制定本规定。\n第二条　禁止在古树树冠垂直投影外五米内挖坑取土。\n"
PIECES = [TitledText("清河市贷款贴息办法", line) for line in LOANS.splitlines()] + [
    TitledText("清河市古树保护规定", line) for line in TREES.splitlines()
]
ASKED = [AskedQuestion("q1", "贷款利息贴多少"), AskedQuestion("q2", "古树旁边能不能挖坑取土")]


@pytest.fixture
def task(tmp_path: Path) -> Path:
    files = [tmp_path / "清河市贷款贴息办法.txt", tmp_path / "清河市古树保护规定.txt"]
    for file, text in zip(files, (LOANS, TREES), strict=True):
        file.write_text(f"{file.stem}\n{text}", encoding="utf-8")
    write_task(tmp_path / "task", PIECES, ASKED, files)
    return tmp_path / "task"


@pytest.mark.parametrize("system", ["this project", "bm25s", "langchain", "haystack-hybrid"])
def test_a_system_finds_the_clause_that_holds_the_words(system: str, task: Path, tmp_path: Path) -> None:
    out = tmp_path / "outcome.json"
    arguments = [system, str(task), str(tmp_path / "home"), str(out)]
    subprocess.run([sys.executable, "-m", "eval.peers.worker", *arguments], check=True)
    outcome = read_outcome(out)
    assert (outcome.system, outcome.indexed) == (system, 4)
    assert [found.query_id for found in outcome.found] == ["q1", "q2"]
    first = [found.texts[0] for found in outcome.found]
    assert [text.title for text in first] == ["清河市贷款贴息办法", "清河市古树保护规定"]
    assert ["百分之五十" in first[0].text, "挖坑取土" in first[1].text] == [True, True]
    assert outcome.peak_mib > 20


@pytest.mark.soak
@pytest.mark.parametrize(
    "systems", [("txtai-keyword", "txtai-dense", "txtai-hybrid"), ("haystack-keyword", "haystack-dense")]
)
def test_each_way_of_searching_finds_it_too(systems: tuple[str, ...], task: Path) -> None:
    # Loading a library takes longer than all else: one process holds all that need it.
    program = f"""
import json, pathlib, sys, warnings
from eval.peers.systems.registry import SYSTEMS
from eval.peers.worker import go_offline
go_offline()
warnings.simplefilter("ignore", DeprecationWarning)
for name in {systems!r}:
    system = SYSTEMS[name]()
    held = system.build(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[1], name))
    found = [system.search(question) for question in {[asked.question for asked in ASKED]!r}]
    print(json.dumps([held, *([text.text for text in texts] for texts in found)]))
"""
    done = subprocess.run([sys.executable, "-c", program, str(task)], capture_output=True, text=True, check=True)
    for line in done.stdout.splitlines():
        held, first, second = json.loads(line)
        assert (held, first[0], second[0]) == (4, PIECES[1].text, PIECES[3].text)
    assert len(done.stdout.splitlines()) == len(systems)


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
    inside = tmp_path / "laws" / "a.md"
    inside.parent.mkdir()
    inside.write_text("第一条", encoding="utf-8")
    assert document_files(tmp_path) == [inside]
    inside.unlink()
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


def test_each_system_has_a_name_and_what_it_needs() -> None:
    assert list(SYSTEMS) == list(LIBRARIES)
    assert LIBRARIES.keys() >= EXHAUSTIVE


def test_a_process_that_holds_a_system_connects_to_nothing() -> None:
    program = (
        "import socket; from eval.peers.worker import go_offline; go_offline();"
        " import os; print(os.environ['HAYSTACK_TELEMETRY_ENABLED'], os.environ['HF_HUB_OFFLINE']);"
        " socket.create_connection(('127.0.0.1', 9))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout == "False 1\n"
    assert "PermissionError: no system that is compared may use the network" in done.stderr


@pytest.mark.parametrize("systems", [("other",), ("this project", "other"), ("other", "another")])
def test_the_head_of_a_table_is_printed_once(
    systems: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("eval.peers.sets.SETS", {"seeds": lambda corpora, cache: _set()})
    monkeypatch.setattr(bench_peers, "_outcome", lambda system, *paths: _outcome(system, 1, 2, 3, 4))
    options = _options("--corpora", str(tmp_path), "--sets", "seeds")
    options.systems = systems
    monkeypatch.setattr(bench_peers, "LIBRARIES", dict.fromkeys(systems, ()))
    assert bench_peers.run(options) == 0
    printed = capsys.readouterr().out
    assert (printed.count("| system |"), printed.count("### small: 4 questions")) == (1, 1)
    assert [line.split(" (")[0] for line in printed.splitlines() if "(as advised)" in line] == [
        f"| {system}" for system in systems
    ]


def test_what_goes_through_every_piece_is_left_out_of_large_sets_unless_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert set(LIBRARIES) - set(bench_peers._systems("laws", None)) == EXHAUSTIVE
    assert "eval: laws: without haystack-keyword, haystack-dense, haystack-hybrid" in capsys.readouterr().err
    assert list(bench_peers._systems("seeds", None)) == list(LIBRARIES)
    assert bench_peers._systems("laws", ["haystack-dense"]) == ["haystack-dense"]
