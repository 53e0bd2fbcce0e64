import json
from pathlib import Path

import pytest

from eval.__main__ import main

QUESTION = {
    "id": "q1",
    "persona": "sme",
    "type": "amount",
    "question": "单个企业贷款额最高多少？",
    "answerable": True,
    "evidence": [{"source": "rules.txt", "quote": "单个企业贷款额最高不超过300万元。"}],
    "key_facts": ["300万元"],
}


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    folder = tmp_path / "seeds"
    folder.mkdir()
    (folder / "rules.txt").write_text(
        "示例市小微企业贷款办法\n\n第一条 单个企业贷款额最高不超过300万元。\n\n第二条 本办法自2024年3月1日起施行。\n",
        encoding="utf-8",
    )
    (folder / "SOURCES.md").write_text("# 说明\n\n单个企业贷款额最高不超过300万元。\n", encoding="utf-8")
    return folder


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text(json.dumps(QUESTION, ensure_ascii=False), encoding="utf-8")
    return path


def test_a_run_builds_a_home_from_the_texts_and_prints_the_figures(
    seeds: Path, questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dump = tmp_path / "dump.jsonl"
    assert main(["run", "--questions", str(questions), "--seeds", str(seeds), "--dump", str(dump), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert (figures["questions"], figures["errors"], figures["answerable"]) == (1, 0, 1)
    assert figures["evidence_top"] == {"mean": 1.0, "whole": 1.0}
    assert figures["valid_quotes"] == figures["quotes"]
    record = json.loads(dump.read_text(encoding="utf-8"))
    assert (record["query_id"], record["evidence_top"], record["error"]) == ("q1", 1.0, None)


def test_latency_prints_both_calls(seeds: Path, questions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["latency", "--questions", str(questions), "--seeds", str(seeds), "--rounds", "2", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["ask"]["calls"], report["search"]["calls"]) == (2, 2)
    assert 0 < report["search"]["p50_ms"] <= report["search"]["p95_ms"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "--questions", "absent.jsonl"], "absent.jsonl: cannot be read as UTF-8 text"),
        (["run", "--seeds", "absent"], "absent: holds no .txt file to look quotes up in"),
        (["latency", "--rounds", "0"], "--rounds must be at least 1, got 0"),
    ],
)
def test_bad_input_is_named_and_ends_with_2(
    questions: Path, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    named = arguments if "--questions" in arguments else [*arguments, "--questions", str(questions)]
    assert main(named) == 2
    assert message in capsys.readouterr().err


def test_without_questions_beside_the_project_a_file_must_be_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KB_CORPUS_DIR", str(tmp_path))
    assert main(["run"]) == 2
    assert "name a file with --questions" in capsys.readouterr().err


def test_a_home_and_a_server_are_not_asked_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["run", "--home", "a", "--url", "http://b"])
    assert "not allowed with argument --home" in capsys.readouterr().err
