"""`python -m eval eligibility` on a home and on a live server."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from api.app import create_app
from api.server import listen
from eval.__main__ import main
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from tests.kb.rules.made_policies import ELSEWHERE, FITTING, INTEREST

TITLE = "青川市科技企业贷款贴息实施办法"
_PROFILES = (
    {"id": "E1", "profile": FITTING, "text": "我们是青川市的一家公司", "verdict": "eligible",
     "deciding_clauses": [{"address": "第二条第一项", "quote": "高新技术企业"}]},
    {"id": "E2", "facts": {**FITTING, "region": "北京市海淀区"}, "expected": [
        {"scheme": "贴息", "verdict": "ineligible"}, {"scheme": "租金", "verdict": "ineligible"}]},
    {"id": "E3", "profile": {**FITTING, "size": None}, "verdict": "insufficient_information",
     "missing": ["微型、小型还是大型"]},
)  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("asked")
    home = folder / "home"
    base = KnowledgeBase.open(Settings(home=home))
    try:
        base.ingest_files([("贴息.txt", INTEREST.encode()), ("租金.txt", ELSEWHERE.encode())])
    finally:
        base.close()
    return home


@pytest.fixture
def profiles(tmp_path: Path) -> Path:
    path = tmp_path / "profiles.json"
    path.write_text(json.dumps({"policy": TITLE, "profiles": _PROFILES}, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def url(home: Path) -> Iterator[str]:
    base = KnowledgeBase.open(Settings(home=home))
    with listen("127.0.0.1", 0) as listener:
        server = uvicorn.Server(uvicorn.Config(create_app(base), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
            base.close()


def _measured(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any], str]:
    code = main(["eligibility", "--json", "--policy", "贴息=贷款贴息实施办法", "--policy", "租金=d000002", *arguments])
    printed = capsys.readouterr()
    return code, json.loads(printed.out) if printed.out else {}, printed.err


def test_a_home_and_a_server_are_measured_alike(
    home: Path, url: str, profiles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "replies.jsonl"
    here = _measured(capsys, "--questions", str(profiles), "--home", str(home), "--dump", str(kept))
    there = _measured(capsys, "--questions", str(profiles), "--url", url)
    assert (here[0], here[2]) == (there[0], there[2]) == (0, "")
    assert here[1]["cases"] == there[1]["cases"]
    verdicts = [(one["id"], one["given"], one["deciding_clauses_cited"]) for one in here[1]["cases"]]
    assert verdicts == [
        ("E1", "eligible", 1.0),
        ("E2/贴息", "ineligible", None),
        ("E2/租金", "ineligible", None),
        ("E3", "insufficient_information", None),
    ]
    code = main(["eligibility", "--json", "--questions", str(profiles), "--replies", str(kept)])
    assert (code, json.loads(capsys.readouterr().out)["cases"]) == (0, here[1]["cases"])


def test_in_words_only_those_told_in_words_are_asked(
    home: Path, profiles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["eligibility", "--json", "--mode", "text", "--questions", str(profiles), "--home", str(home)])
    printed = capsys.readouterr()
    assert (code, printed.err) == (0, "eval: 3 of 4 cases are not told in words\n")
    cases = json.loads(printed.out)["cases"]
    assert [(one["id"], one["given"]) for one in cases] == [("E1", "insufficient_information")]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--policy", "贴息"], "--policy '贴息': must be KEY=TITLE or KEY=TITLE#SCHEME"),
        (["--policy", "别的=贴息"], "no profile is judged by '别的'"),
        (["--policy", "贴息=没有的办法"], "policy '没有的办法' means no document"),
    ],
)
def test_a_policy_that_means_no_document_is_refused(
    home: Path, profiles: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    code = main(["eligibility", "--questions", str(profiles), "--home", str(home), *arguments])
    assert code == 2
    assert told in capsys.readouterr().err
