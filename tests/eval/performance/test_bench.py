import json
import os
from collections.abc import Iterator
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import pytest

from eval.__main__ import main
from eval.performance.bench import read_peers
from eval.performance.figures import times
from eval.performance.ingesting import ingested
from eval.performance.machine import disk_mib, memory_mib, processes_of
from eval.performance.stages import timed_stages

TIMES = {"calls", "p50_ms", "p95_ms", "p99_ms"}
STAGES = {"read", "parse", "split", "write", "encode", "keyword", "publish", "other"}
TEXTS = {
    f"{name}.txt": f"{name}补助办法\n第一条　为了支持{name}，制定本办法。\n第二条　{name}每户每年补助{amount}元。\n"
    f"第三条　申请人应当在每年十月底前提出申请。\n"
    for name, amount in (("晒谷", 800), ("养蚕", 900), ("修渠", 1000))
}


def _record(name: str) -> str:
    record = {
        "id": name,
        "type": "amount",
        "persona": "sme",
        "question": f"{name}每户每年补助多少元",
        "answerable": True,
        "answer": "见第二条",
        "key_facts": ["每年补助"],
        "evidence": [{"source": f"{name}.txt", "quote": "每户每年补助"}],
    }
    return json.dumps(record, ensure_ascii=False) + "\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Any]]:
    folder = tmp_path_factory.mktemp("bench")
    (folder / "files").mkdir()
    for name, text in TEXTS.items():
        (folder / "files" / name).write_text(text, encoding="utf-8")
    yield folder, ingested(folder / "home", folder / "files", None)


def test_stages_add_up_to_what_taking_files_in_takes(made: tuple[Path, Any]) -> None:
    _, figures = made
    assert (figures.files, figures.passages) == (3, 9)
    assert set(figures.stages) == STAGES
    assert sum(figures.stages.values()) == pytest.approx(figures.seconds, abs=0.01)
    assert min(figures.stages["parse"], figures.stages["publish"]) > 0
    assert figures.unchanged_seconds < figures.seconds


def test_stages_are_timed_only_inside_the_block() -> None:
    before = resolve_name("kb.store.intake.parse_source")
    with timed_stages() as stages:
        inside = resolve_name("kb.store.intake.parse_source")
        inside("晒谷办法\n第一条　补助。\n".encode(), "a.txt")
    assert inside is not before
    assert resolve_name("kb.store.intake.parse_source") is before
    assert stages["parse"] > 0
    assert stages["write"] == 0.0


def test_the_command_writes_every_figure(made: tuple[Path, Any], capsys: pytest.CaptureFixture[str]) -> None:
    folder, _ = made
    questions = folder / "questions.jsonl"
    questions.write_text("".join(map(_record, ("晒谷", "养蚕", "修渠"))), encoding="utf-8")
    out = folder / "out"
    arguments = ["bench", "--home", f"tiny={folder / 'home'}", "--questions", str(questions), "--rounds", "2"]
    arguments += ["--clients", "1", "2", "--seconds", "0.2", "--workers", "1", "--starts", "1", "--out", str(out)]
    assert main(arguments) == 0
    found = json.loads((out / "bench.json").read_text(encoding="utf-8"))
    assert set(found) == {"on", "machine", "questions", "rounds", "sizes", "peers"}
    assert (found["questions"], found["rounds"], found["peers"]) == (3, 2, [])
    assert set(found["machine"]) == {"processors", "memory_gib", "python", "system", "load", "bandwidth_gb_s"}
    (size,) = found["sizes"]
    assert set(size) == {"name", "disk_mib", "ingested", "in_process", "served"}
    assert (size["name"], size["ingested"]) == ("tiny", None)
    inside = size["in_process"]
    assert set(inside) == {
        "passages",
        "documents",
        "segments",
        "search",
        "ask",
        "stages_ms",
        "dense",
        "resident_mib",
        "peak_mib",
    }
    assert (inside["passages"], inside["documents"], inside["segments"]) == (9, 3, 1)
    for figures in (inside["search"], inside["ask"]):
        assert set(figures) == TIMES
        assert figures["calls"] == 6
        assert 0 < figures["p50_ms"] <= figures["p95_ms"] <= figures["p99_ms"]
    assert inside["stages_ms"].keys() >= {"encode", "dense", "keyword", "rank"}
    assert inside["resident_mib"] <= inside["peak_mib"]
    dense = inside["dense"]
    assert (dense["how"]["exact"], dense["how"]["sketched"]) == (9, 0)
    assert (dense["recall_at_10"], dense["recall_at_100"]) == (1.0, 1.0)
    assert dense["scanned_mib"] == round(9 * 384 * 2 / (1 << 20), 3)
    served = size["served"]
    assert set(served) == {"workers", "ready_seconds", "resident_mib", "peak_mib", "loads"}
    assert len(served["ready_seconds"]) == 1
    assert [(load["route"], load["clients"]) for load in served["loads"]] == [
        (route, clients) for route in ("/v1/search", "/v1/ask") for clients in (1, 2)
    ]
    for load in served["loads"]:
        assert load["requests"] >= load["clients"]
        assert (load["refused"], load["failed"]) == (0, 0)
        assert 0 < load["p50_ms"] <= load["p95_ms"] <= load["p99_ms"]
    assert (out / "bench.md").read_text(encoding="utf-8") == capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--sizes", "0", "--files", "."], "numbers above 0 and all, not 0"),
        (["--home", "nothing"], "write NAME=DIR"),
        (["--rounds", "0", "--home", "nothing"], "must be at least 1"),
    ],
)
def test_what_cannot_be_measured_is_refused(
    arguments: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions = tmp_path / "questions.jsonl"
    questions.write_text(_record("晒谷"), encoding="utf-8")
    assert main(["bench", "--questions", str(questions), *arguments]) == 2
    assert message in capsys.readouterr().err


def test_other_systems_stand_beside_this_project() -> None:
    def one(system: str, milliseconds: list[float], recall: float) -> dict[str, Any]:
        found = [{"milliseconds": value} for value in milliseconds]
        outcome = {"system": system, "setting": "as it comes", "build_seconds": 8.0, "peak_mib": 99.04, "found": found}
        return {"set_name": "laws", "outcome": outcome, "estimates": {"R@1": {"value": 0.1}, "R@10": {"value": recall}}}

    ours, hybrid, words = read_peers(
        [one("this project", [10.0, 20.0], 0.9), one("langchain", [40.0, 90.0], 0.8), one("bm25s", [1.0, 2.0], 0.6)]
    )
    assert (ours.p50_ratio, hybrid.p50_ratio, words.p50_ratio) == (1.0, 4.0, 0.1)
    assert (hybrid.recall_at_10, hybrid.p50_ms, hybrid.p95_ms, hybrid.taken_in_ratio) == (0.8, 40.0, 90.0, 1.0)
    assert (ours.is_keyword_only, hybrid.is_keyword_only, words.is_keyword_only) == (False, False, True)


def test_percentiles_memory_and_disk(tmp_path: Path) -> None:
    found = times([float(value) for value in range(1, 101)])
    assert (found.calls, found.p50_ms, found.p95_ms, found.p99_ms) == (100, 50.0, 95.0, 99.0)
    (tmp_path / "segments" / "s1").mkdir(parents=True)
    (tmp_path / "segments" / "s1" / "a").write_bytes(b"x" * (1 << 20))
    (tmp_path / "kb.sqlite3").write_bytes(b"x" * (1 << 19))
    assert disk_mib(tmp_path) == {"kb.sqlite3": 0.5, "segments": 1.0, "all": 1.5}
    held, most = memory_mib()
    assert 10 < held <= most
    assert memory_mib(2**22 + 1) == (0.0, 0.0)
    assert processes_of(os.getpid())[0] == os.getpid()
