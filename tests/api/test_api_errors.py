"""One error shape for every failure, on every route."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from api.errors import OUTCOMES, outcome_of
from kb import errors as domain
from kb.errors import KnowledgeBaseError
from tests.api.fake_kb import FakeKnowledgeBase

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
JSON = {"Content-Type": "application/json"}


def routes(app: FastAPI) -> Iterator[tuple[str, set[str]]]:
    """Yield each documented path with its methods."""
    for path, operations in app.openapi()["paths"].items():
        yield path, {method.upper() for method in operations}


# What the routes of OpenAI's interface add.
OPENAI_FIELDS = {"type", "param"}


def error_of(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.text
    body = response.json()
    assert body.keys() == {"error"}
    assert body["error"].keys() - OPENAI_FIELDS == {"code", "message", "detail"}
    assert isinstance(body["error"]["detail"], dict)
    error: dict[str, Any] = body["error"]
    return error


def test_every_route_answers_a_wrong_method_in_the_one_shape(client: TestClient) -> None:
    app = client.app
    assert isinstance(app, FastAPI)
    paths = list(routes(app))
    assert {"/v1/ask", "/v1/documents/{document_id}/clauses/{address}"} <= {path for path, _ in paths}
    for path, methods in paths:
        # The address takes slashes: under it other paths look like clauses.
        for method in sorted(METHODS - methods):
            url = path.replace("{document_id}", "d1").replace("{address}", "第一条")
            error = error_of(client.request(method, url), 405)
            assert error["code"] == "method_not_allowed", (method, path)
            assert error["detail"] == {"method": method, "path": url}


def test_every_route_answers_a_foreign_host_in_the_one_shape(client: TestClient) -> None:
    assert isinstance(client.app, FastAPI)
    for path, methods in routes(client.app):
        for method in methods if path not in {"/healthz", "/readyz"} else set():
            url = path.replace("{document_id}", "d1").replace("{address}", "第一条")
            error = error_of(client.request(method, url, headers={"Host": "evil.example"}), 403)
            assert error["code"] == "host_not_allowed"


def test_every_route_answers_an_unexpected_failure_in_the_one_shape(
    client: TestClient, kb: FakeKnowledgeBase, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret path /home/someone")

    methods = ("ask", "search", "clauses", "documents", "document", "clause_tree", "clause", "source_file")
    for name in (*methods, "withdraw", "restore", "purge", "ingest_files", "stats"):
        monkeypatch.setattr(kb, name, fail)
    for name in ("list", "add", "remove"):
        monkeypatch.setattr(kb.words, name, fail)
    requests: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", "/v1/ask", {"json": {"question": "问"}}),
        ("POST", "/v1/search", {"json": {"question": "问"}}),
        ("GET", "/v1/clauses?ref=一", {}),
        ("GET", "/v1/documents", {}),
        ("POST", "/v1/documents", {"files": {"files": ("a.txt", b"x")}}),
        ("GET", "/v1/documents/d1", {}),
        ("GET", "/v1/documents/d1/clauses", {}),
        ("GET", "/v1/documents/d1/clauses/一", {}),
        ("GET", "/v1/documents/d1/source", {}),
        ("DELETE", "/v1/documents/d1", {}),
        ("DELETE", "/v1/documents/d1?purge=true", {}),
        ("POST", "/v1/documents/d1/restore", {}),
        ("GET", "/v1/words", {}),
        ("POST", "/v1/words", {"json": {"term": "贴息", "expressions": ["补利息"]}}),
        ("DELETE", "/v1/words?term=贴息", {}),
        ("GET", "/v1/stats", {}),
    ]
    for method, url, body in requests:
        caplog.clear()
        response = client.request(method, url, **body)
        error = error_of(response, 500)
        assert error["code"] == "internal"
        assert "secret" not in response.text
        request_id = error["detail"]["request_id"]
        assert response.headers["X-Request-ID"] == request_id
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert request_id in error["message"]
        (record,) = (record for record in caplog.records if record.name == "api.errors")
        assert record.levelno == logging.ERROR
        assert request_id in record.getMessage()
        assert "secret path" in str(record.exc_info)


def test_every_domain_error_has_a_status_and_home_errors_keep_their_folders_to_the_log(
    client: TestClient, kb: FakeKnowledgeBase
) -> None:
    statuses = {
        "InvalidQuestion": (422, "invalid_question"),
        "InvalidWord": (422, "invalid_word"),
        "NotFound": (404, "not_found"),
        "ClauseReferenceError": (404, "clause_not_found"),
        "AmbiguousReference": (409, "clause_ambiguous"),
        "SourceTooLarge": (413, "too_large"),
        "UnsupportedSource": (415, "unsupported_source"),
        "UnreadableSource": (422, "unreadable_source"),
        "EmptySource": (422, "empty_source"),
        "SourceError": (422, "invalid_source"),
        "HomeLocked": (409, "busy"),
        "HomeVersionMismatch": (503, "home_unusable"),
        "ModelMismatch": (503, "home_unusable"),
        "HomeDamaged": (503, "home_unusable"),
        "ProgramDamaged": (503, "home_unusable"),
        "HomeFull": (507, "disk_full"),
        "HomeReadOnly": (503, "read_only"),
        "HomeError": (503, "home_unusable"),
        "StoreUnsuitable": (503, "home_unusable"),
        "StoreUnreachable": (503, "database_unreachable"),
    }
    for name, (status, code) in statuses.items():
        kb.failure = getattr(domain, name)("原因在 /home/someone", value=[3, "\ud800"])
        error = error_of(client.post("/v1/ask", json={"question": "问"}), status)
        assert error["code"] == code
        if code == "busy":
            assert (error["message"], error["detail"]) == ("知识库正在被另一个程序改动，请几秒后再试", {})
        elif status < 500:
            assert error["message"] == "原因在 /home/someone"
            assert error["detail"] == {"value": [3, "?"]}
        else:
            assert "/home/someone" not in error["message"]
            assert error["detail"].keys() == {"request_id"}


def test_a_database_that_cannot_be_reached_is_to_be_tried_again(client: TestClient, kb: FakeKnowledgeBase) -> None:
    kb.failure = domain.StoreUnreachable("连不上数据库 PostgreSQL db.example:5432/kb", database="db.example:5432/kb")
    response = client.post("/v1/ask", json={"question": "问"})
    assert response.headers["Retry-After"] == "5"
    message = error_of(response, 503)["message"]
    assert message.startswith("数据库暂时连不上，请几秒后再试；一直如此就请把请求号 ")
    assert "db.example" not in message


def test_the_nearest_class_in_the_table_decides() -> None:
    class Special(domain.NotFound):
        """A kind of not found that the table does not know."""

    assert outcome_of(Special("x")) == OUTCOMES[domain.NotFound]
    assert outcome_of(KnowledgeBaseError("x")).status == 500


@pytest.mark.parametrize("path", ["/nowhere", "/v1/nowhere", "/v1/ask/", "/web/absent.js", "/docs", "/redoc"])
def test_an_unknown_address_is_named(client: TestClient, path: str) -> None:
    error = error_of(client.get(path), 404)
    assert (error["code"], error["detail"]) == ("not_found", {"method": "GET", "path": path})
    assert path in error["message"]


@pytest.mark.parametrize(
    "url",
    [
        "/v1/documents/nope",
        "/v1/documents/nope/clauses",
        "/v1/documents/nope/clauses/第一条",
        "/v1/documents/nope/source",
        "/v1/documents/d1?version=9",
        "/v1/documents/d1/clauses/第九条",
        "/v1/clauses?ref=第九条",
    ],
)
def test_what_is_not_there_is_named(client: TestClient, url: str) -> None:
    error = error_of(client.get(url), 404)
    assert error["code"] in {"not_found", "clause_not_found"}
    assert "没有" in error["message"]


@pytest.mark.parametrize("change", ["DELETE /v1/documents/nope", "POST /v1/documents/nope/restore"])
def test_changing_an_unknown_document_is_not_found(client: TestClient, change: str) -> None:
    method, url = change.split()
    assert error_of(client.request(method, url), 404)["detail"] == {"document_id": "nope"}


@pytest.mark.parametrize("body", [b"", b"{", b'{"question": "x",}', b"\xff\xfe", b"[" * 100_000])
def test_an_unparsable_body_is_refused(client: TestClient, body: bytes) -> None:
    response = client.post("/v1/ask", content=body, headers=JSON)
    status = 422 if body == b"" else 400
    assert error_of(response, status)["code"] in {"invalid_json", "invalid_request"}


def test_an_unparsable_body_says_where(client: TestClient) -> None:
    error = error_of(client.post("/v1/ask", content=b'{"question": oops}', headers=JSON), 400)
    assert (error["code"], error["detail"]) == ("invalid_json", {"position": 13})


@pytest.mark.parametrize("content_type", [None, "text/plain", "application/x-www-form-urlencoded"])
def test_a_body_that_is_no_json_is_refused(client: TestClient, content_type: str | None) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    error = error_of(client.post("/v1/ask", content=b'{"question": "x"}', headers=headers), 415)
    assert error["detail"] == {"content_type": content_type or ""}


FAULTS: list[tuple[dict[str, Any], str, str]] = [
    ({}, "question", "缺少这一项，请补上"),
    ({"question": None}, "question", "应为字符串"),
    ({"question": "问", "top_k": 0}, "top_k", "不能小于 1"),
    ({"question": "问", "top_k": 101}, "top_k", "不能大于 100"),
    ({"question": "问", "top_k": "5"}, "top_k", "应为整数"),
    ({"question": "问", "top_k": True}, "top_k", "应为整数"),
    ({"question": "问", "topk": 5}, "topk", "没有这个字段，请去掉或检查拼写"),
    ({"question": "问", "as_of": "2024-02-30"}, "as_of", "应为存在的日期，写作 YYYY-MM-DD（如 2024-05-01）"),
    ({"question": "问", "as_of": "20240501"}, "as_of", "应为存在的日期，写作 YYYY-MM-DD（如 2024-05-01）"),
    ({"question": "问", "as_of": 20240501}, "as_of", "应为存在的日期，写作 YYYY-MM-DD（如 2024-05-01）"),
    ({"question": "问", "include_not_in_force": "yes"}, "include_not_in_force", "应为 true 或 false"),
    ({"question": "问", "filters": {"region": "甲市"}}, "filters.region", "应为列表"),
    ({"question": "问", "filters": {"place": []}}, "filters.place", "没有这个字段，请去掉或检查拼写"),
    ({"question": "问", "filters": {"issuer": [3]}}, "filters.issuer[0]", "应为字符串"),
    ({"question": "问", "filters": {"issuer": ["x"] * 101}}, "filters.issuer", "最多 100 项"),
    ({"question": "问\0题"}, "question", "含有空字符（NUL），请去掉"),
    ({"question": "问", "\ud800": 1}, "请求体", "含有无法编码的字符，请去掉"),
    ({"question": "问\ud800"}, "question", "含有无法编码的字符（孤立的代理项），请去掉"),
]


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/search"])
@pytest.mark.parametrize(("body", "field", "message"), FAULTS)
def test_a_fault_is_named_with_its_field(
    client: TestClient, path: str, body: dict[str, Any], field: str, message: str
) -> None:
    # ASCII escapes, as a client sends a lone surrogate.
    error = error_of(client.post(path, content=json.dumps(body), headers=JSON), 422)
    (found,) = error["detail"]["errors"]
    assert (found["field"], found["message"]) == (field, message)
    assert error["message"] == f"请求参数有误。{field}：{message}。"


@pytest.mark.parametrize("question", ["", "  \n\u3000"])
def test_an_empty_question_is_refused(client: TestClient, question: str) -> None:
    error = error_of(client.post("/v1/ask", json={"question": question}), 422)
    assert (error["code"], error["detail"]) == ("invalid_question", {"field": "question", "limit": 2000})


def test_an_over_long_question_is_refused_with_the_limit(client: TestClient) -> None:
    error = error_of(client.post("/v1/ask", json={"question": "问" * 2001}), 422)
    assert error["detail"] == {"field": "question", "length": 2001, "limit": 2000}
    assert "2000" in error["message"]
    assert client.post("/v1/ask", json={"question": "问" * 2000}).status_code == 200


def test_streamed_searches_and_unknown_answerers_are_refused(client: TestClient) -> None:
    streaming = error_of(client.post("/v1/search", json={"question": "问", "stream": True}), 422)
    assert streaming["message"].endswith("请把 stream 设为 false；要逐步返回请用 POST /v1/ask。")
    unknown = error_of(client.post("/v1/ask", json={"question": "问", "answerer": "oracle"}), 422)
    assert unknown["detail"] == {"field": "answerer", "value": "oracle", "available": ["extractive"]}


@pytest.mark.parametrize(
    ("url", "field"),
    [
        ("/v1/clauses", "ref"),
        ("/v1/clauses?ref=", "ref"),
        ("/v1/clauses?ref=%00", "ref"),
        ("/v1/clauses?ref=x&as_of=today", "as_of"),
        ("/v1/documents?limit=0", "limit"),
        ("/v1/documents?limit=201", "limit"),
        ("/v1/documents?offset=-1", "offset"),
        ("/v1/documents?offset=99999999999999999999", "offset"),
        ("/v1/documents?q=%00", "q"),
        ("/v1/documents/d%001", "document_id"),
        ("/v1/documents/d1?version=0", "version"),
        ("/v1/documents/d1?version=one", "version"),
        ("/v1/documents/d1/clauses/%00", "address"),
        ("/v1/words?q=%00", "q"),
        ("/v1/words?state=old", "state"),
        ("/v1/words?limit=1001", "limit"),
    ],
)
def test_bad_parameters_are_named(client: TestClient, url: str, field: str) -> None:
    error = error_of(client.get(url), 422)
    assert [found["field"] for found in error["detail"]["errors"]] == [field]


def test_handlers_are_plain_functions_so_that_work_stays_off_the_event_loop(client: TestClient) -> None:
    import inspect

    from api.routes import clauses, documents, page, questions, state, words

    for module in (clauses, documents, page, questions, state, words):
        for route in module.router.routes:
            assert isinstance(route, APIRoute)
            assert not inspect.iscoroutinefunction(route.endpoint), route.path
