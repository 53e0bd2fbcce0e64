"""What a running server tells of itself: figures, readiness, the log; and what it keeps to itself."""

import json
import logging
from io import StringIO
from typing import Any, cast

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from api.app import create_app
from api.traffic import logs
from kb.knowledge_base import KnowledgeBase
from kb.readiness import Check, State
from kb.settings import LogFormat, LogLevel, Settings
from tests.api.fake_kb import FakeKnowledgeBase

ASKED = {"question": "贴息最高多少"}


def _samples(client: TestClient) -> dict[tuple[str, ...], float]:
    response = client.get("/metrics")
    assert response.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


def test_the_figures_tell_of_requests_stages_answers_and_the_home(client: TestClient) -> None:
    client.post("/v1/ask", json=ASKED)
    client.post("/v1/ask", json={"question": "火星上有水吗"})
    client.post("/v1/ask", json={**ASKED, "stream": True})
    client.post("/v1/search", json=ASKED)
    client.get("/v1/documents/d1")
    client.get("/v1/documents/d9")
    client.get("/nowhere/at/all")
    found = _samples(client)
    assert found["kb_request_seconds_count", "/v1/ask", "200", "POST"] == 3
    assert found["kb_request_seconds_count", "/v1/documents/{document_id}", "200", "GET"] == 1
    assert found["kb_request_seconds_count", "/v1/documents/{document_id}", "404", "GET"] == 1
    assert found["kb_request_seconds_count", "404", "GET", "none"] == 1
    assert found["kb_answers_total", "answered"] == 2
    assert found["kb_answers_total", "abstained"] == 1
    assert found["kb_searches_total", "yes"] == 1
    assert (found["kb_stage_seconds_count", "answer"], found["kb_stage_seconds_count", "search"]) == (3, 1)
    assert (found["kb_generation",], found["kb_documents",], found["kb_passages",]) == (1, 2, 4)
    assert (found["kb_shelf_hits_total",], found["kb_shelf_misses_total",]) == (3, 1)
    assert found["kb_in_flight_requests",] == 1
    assert found["kb_resident_bytes",] > 1_000_000


def test_figures_are_of_one_application_and_hold_no_word_of_a_question(client: TestClient) -> None:
    client.post("/v1/ask", json={"question": "秘密的问题", "stream": False})
    client.get("/v1/documents", params={"q": "秘密的标题"})
    assert "秘密" not in client.get("/metrics").text
    other = TestClient(create_app(cast(KnowledgeBase, FakeKnowledgeBase())), base_url="http://127.0.0.1:8000")
    assert ("kb_answers_total", "abstained") not in _samples(other)


def test_readiness_names_what_fails_and_what_only_works_in_part(client: TestClient, kb: FakeKnowledgeBase) -> None:
    assert client.get("/readyz").json()["status"] == "ready"
    kb.readiness.disk = Check("disk", State.DEGRADED, "磁盘只剩 9 MB")
    told = client.get("/readyz")
    assert (told.status_code, told.json()["status"]) == (200, "degraded")
    assert told.json()["checks"]["disk"] == {"state": "degraded", "message": "磁盘只剩 9 MB"}
    kb.ready = False
    error = client.get("/readyz").json()["error"]
    assert (error["code"], error["detail"]["failing"]) == ("not_ready", ["model"])
    kb.ready, kb.readiness.disk = True, Check("disk", State.OK, "")
    assert client.get("/readyz").json()["status"] == "ready"


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> StringIO:
    written = StringIO()
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", list(root.handlers))
    monkeypatch.setattr(root, "level", root.level)
    logs.install(Settings(), written)
    return written


def _lines(written: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_request_is_one_line_without_its_question(client: TestClient, log: StringIO) -> None:
    headers = {"X-Request-ID": "abc-1", "X-Actor": "%E5%BC%A0%E4%B8%89", "Authorization": "Bearer secret-key"}
    response = client.post("/v1/ask", json={"question": "秘密的问题"}, headers=headers)
    client.get("/healthz")
    (line,) = _lines(log)
    assert response.headers["X-Request-ID"] == "abc-1"
    assert {name: line[name] for name in ("level", "logger", "message", "request_id", "method", "route", "status")} == {
        "level": "info",
        "logger": "kb.requests",
        "message": "request",
        "request_id": "abc-1",
        "method": "POST",
        "route": "/v1/ask",
        "status": 200,
    }
    assert (line["actor"], line["bytes_out"]) == ("张三", len(response.content))
    assert line["ms"] >= 0
    assert "秘密" not in log.getvalue()
    assert "secret-key" not in log.getvalue()
    assert "张三" in log.getvalue()


@pytest.mark.parametrize("given", ["", "a" * 65, "a b", "-x", "贰", 'a"b', "a\tb"])
def test_an_id_that_is_not_well_formed_is_not_taken(client: TestClient, given: str) -> None:
    answered = client.get("/healthz", headers=[(b"X-Request-ID", given.encode())]).headers["X-Request-ID"]
    assert (len(answered), answered == given) == (16, False)


def test_a_failure_is_logged_with_its_traceback_under_the_id_of_its_request(
    client: TestClient, kb: FakeKnowledgeBase, log: StringIO
) -> None:
    kb.failure = ValueError("boom")
    response = client.post("/v1/search", json=ASKED, headers={"X-Request-ID": "abc-2"})
    assert response.json()["error"]["detail"] == {"request_id": "abc-2"}
    failed, request = sorted(_lines(log), key=lambda line: str(line["message"]))[::-1]
    assert {failed["request_id"], request["request_id"]} == {"abc-2"}
    errors = [line for line in _lines(log) if line["level"] == "error"]
    assert [("ValueError: boom" in line["traceback"]) for line in errors] == [True]
    assert [line["status"] for line in _lines(log) if line["message"] == "request"] == [500]


def test_a_client_that_took_no_answer_is_no_error_of_the_server(log: StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    server = logging.getLogger("uvicorn.error")
    # A server that another test ran in this process may have kept its lines to itself.
    for name in ("uvicorn", "uvicorn.error"):
        monkeypatch.setattr(logging.getLogger(name), "propagate", True)
    for what in ("starting", "completing"):
        server.error("ASGI callable returned without %s response.", what)
    server.error("Exception in ASGI application")
    assert [line["message"] for line in _lines(log)] == ["Exception in ASGI application"]


def test_the_log_may_be_text_and_quieter(client: TestClient, monkeypatch: pytest.MonkeyPatch, log: StringIO) -> None:
    text = StringIO()
    logs.install(Settings(log_format=LogFormat.TEXT), text)
    client.post("/v1/search", json=ASKED, headers={"X-Request-ID": "abc-3"})
    (line,) = text.getvalue().splitlines()
    assert "INFO kb.requests: request method=POST route=/v1/search status=200" in line
    assert line.endswith("request_id=abc-3")
    quiet = StringIO()
    logs.install(Settings(log_level=LogLevel.WARNING), quiet)
    client.post("/v1/search", json=ASKED)
    assert quiet.getvalue() == ""
    assert log.getvalue() == ""
