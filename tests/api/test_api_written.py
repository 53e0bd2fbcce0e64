"""Answers in a model's words over HTTP: what is streamed is what was checked, and no start waits for the model."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from eval.language_models.fake_server import serving
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from tests.api.events import events_of
from tests.fakes import HashEncoder

POLICY = "甲市小微企业贷款贴息办法\n\n第一条 贴息比例为贷款利息的50%。\n\n第二条 单户企业每年最高20万元。\n"
ASKED = {"question": "小微企业贷款贴息单户企业每年最高多少", "top_k": 1}


def base_at(home: Path, url: str) -> KnowledgeBase:
    base = KnowledgeBase.open(Settings(home=home, llm_base_url=url, llm_model="fake"), encoder=HashEncoder(256))
    base.ingest_files([("办法.txt", POLICY.encode())])
    return base


@pytest.mark.parametrize(("mode", "by"), [("good", "model"), ("wrong-figures", "extractive")])
def test_only_checked_sentences_are_streamed(tmp_path: Path, mode: str, by: str) -> None:
    with serving(mode) as server:
        base = base_at(tmp_path / "home", server.base_url)
        http = TestClient(create_app(base), base_url="http://127.0.0.1:8000")
        found = events_of(http.post("/v1/ask", json={**ASKED, "stream": True}).text)
        plain = http.post("/v1/ask", json={**ASKED, "answerer": "extractive"}).json()
        assert http.post("/v1/ask", json={**ASKED, "answerer": "model"}).status_code == 200
        base.close()
    done = found[-1][1]
    assert done["answered_by"] == by
    assert "".join(value["text"] for name, value in found if name == "answer") == done["answer"]
    assert "20万元" in done["answer"]
    assert "31万元" not in done["answer"]
    assert plain["answered_by"] == "extractive"
    if by == "extractive":
        assert done["answer"] == plain["answer"]
        assert [one["reason"] for one in done["rejected"]]


def test_a_model_that_is_down_keeps_no_server_from_starting(tmp_path: Path) -> None:
    with serving("good") as server:
        url = server.base_url
    base = base_at(tmp_path / "home", url)
    base.warm_up()
    http = TestClient(create_app(base), base_url="http://127.0.0.1:8000")
    assert http.get("/readyz").status_code == 200
    reply = http.post("/v1/ask", json=ASKED).json()
    base.close()
    assert (reply["status"], reply["answered_by"]) == ("answered", "extractive")
    assert reply["warnings"][-1] == "连不上语言模型，或连接中途断开，以下是条款原文"


def test_the_tokens_of_the_model_are_told_where_it_tells_them(tmp_path: Path) -> None:
    body = {"model": "policy-kb", "messages": [{"role": "user", "content": ASKED["question"]}]}
    with serving("good") as server:
        base = base_at(tmp_path / "home", server.base_url)
        http = TestClient(create_app(base), base_url="http://127.0.0.1:8000")
        usage = http.post("/v1/chat/completions", json=body).json()["usage"]
        server.mode = "broken"
        without = http.post("/v1/chat/completions", json=body).json()["usage"]
        base.close()
    assert 0 < usage["completion_tokens"] < usage["prompt_tokens"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
    assert without == {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}


def test_of_the_readings_of_a_follow_up_only_the_chosen_one_is_written(tmp_path: Path) -> None:
    with serving("good") as server:
        base = base_at(tmp_path / "home", server.base_url)
        http = TestClient(create_app(base), base_url="http://127.0.0.1:8000")
        before = http.post("/v1/ask", json=ASKED).json()
        turn = {"question": ASKED["question"], "answer": before["answer"]}
        turn["document_id"] = before["citations"][0]["document_id"]
        server.asked = 0
        found = http.post("/v1/ask", json={"question": "那贴息比例呢？", "context": [turn]}).json()
        base.close()
    assert (found["status"], found["answered_by"]) == ("answered", "model")
    assert "50%" in found["answer"]
    # The question written out, and the answer.
    assert server.asked == 2
