"""The dictionary of plain words over HTTP: the contract over a fake, and a real base that is searched with it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.word_schemas import WordChangesResponse, WordsResponse
from kb.errors import HomeLocked
from kb.wire import results as wire
from tests.api.fake_kb import FakeKnowledgeBase
from tests.kb.homes import LOANS, RENT, open_base, take


@pytest.fixture
def http(tmp_path: Path) -> Iterator[TestClient]:
    with (
        open_base(tmp_path) as base,
        TestClient(create_app(base), base_url="http://127.0.0.1:8000") as client,
    ):
        take(base, {"a.txt": LOANS, "b.txt": RENT})
        yield client


def _expansions(client: TestClient, question: str) -> list[dict[str, Any]]:
    response = client.post("/v1/search", json={"question": question})
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()["expansions"]
    return found


def test_entries_are_listed_with_where_they_come_from(client: TestClient) -> None:
    interest = {"term": "贷款利率", "expression": "利息", "state": "shipped"}
    subsidy = {"term": "贷款贴息", "expression": "利息补贴", "state": "shipped"}
    assert client.get("/v1/words").json() == {"words": [interest, subsidy], "total": 2, "revision": 0}
    assert client.get("/v1/words?q=补贴").json() == {"words": [subsidy], "total": 1, "revision": 0}
    assert client.get("/v1/words?limit=1&offset=1").json() == {"words": [subsidy], "total": 2, "revision": 0}
    assert client.get("/v1/words?state=own").json() == {"words": [], "total": 0, "revision": 0}


def test_entries_are_added_and_removed(client: TestClient) -> None:
    added = client.post("/v1/words", json={"term": "贷款贴息", "expressions": ["补利息", "帮还利息"]})
    assert (added.status_code, added.json()) == (
        200,
        {
            "changes": [
                {"term": "贷款贴息", "expression": "补利息", "outcome": "added", "note": None},
                {"term": "贷款贴息", "expression": "帮还利息", "outcome": "added", "note": None},
            ],
            "revision": 1,
        },
    )
    removed = client.delete("/v1/words?term=贷款贴息&expression=补利息&expression=帮还利息").json()
    assert [change["expression"] for change in removed["changes"]] == ["补利息", "帮还利息"]
    assert [change["outcome"] for change in removed["changes"]] == ["removed", "removed"]
    assert len(client.delete("/v1/words?term=贷款贴息").json()["changes"]) == 3


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        ({"term": "贴息"}, "expressions", "缺少这一项，请补上"),
        ({"term": "贴息", "expressions": []}, "expressions", "至少 1 项"),
        ({"term": "贴息", "expressions": "补利息"}, "expressions", "应为列表"),
        ({"term": 3, "expressions": ["补利息"]}, "term", "应为字符串"),
        ({"term": "贴息", "expressions": ["补\0利息"]}, "expressions[0]", "含有空字符（NUL），请去掉"),
        ({"term": "贴息", "expressions": ["补利息"], "weight": 2}, "weight", "没有这个字段，请去掉或检查拼写"),
    ],
)
def test_a_fault_of_a_request_is_named(client: TestClient, body: dict[str, Any], field: str, message: str) -> None:
    response = client.post("/v1/words", json=body)
    (found,) = response.json()["error"]["detail"]["errors"]
    assert (response.status_code, found["field"], found["message"]) == (422, field, message)


def test_refusals_have_their_status_and_code(client: TestClient, kb: FakeKnowledgeBase) -> None:
    short = client.post("/v1/words", json={"term": "贴息", "expressions": ["息"]})
    assert (short.status_code, short.json()["error"]) == (
        422,
        {"code": "invalid_word", "message": "说法太短", "detail": {"term": "贴息", "expression": "息"}},
    )
    absent = client.delete("/v1/words?term=没有的")
    assert (absent.status_code, absent.json()["error"]["code"]) == (404, "not_found")
    assert client.delete("/v1/words").json()["error"]["detail"]["errors"][0]["field"] == "term"
    assert client.post("/v1/words", content=b"{}", headers={"Content-Type": "text/plain"}).status_code == 415
    kb.words.failure = HomeLocked("另一个程序正在写")
    busy = client.post("/v1/words", json={"term": "贴息", "expressions": ["补利息"]})
    assert (busy.status_code, busy.json()["error"]["code"]) == (409, "busy")


def test_a_foreign_page_cannot_change_the_words(client: TestClient, kb: FakeKnowledgeBase) -> None:
    for method in ("POST", "DELETE"):
        response = client.request(
            method,
            "/v1/words?term=贷款贴息",
            json={"term": "贷款贴息", "expressions": ["补利息"]},
            headers={"Origin": "https://evil.example"},
        )
        assert response.status_code == 403
    assert kb.words.revision == 0


def test_the_next_question_is_searched_with_what_was_added(http: TestClient) -> None:
    expansion = {"from": "喜钱", "to": ["房租补助"]}
    assert expansion not in _expansions(http, "开铺面的喜钱给多少")
    added = http.post("/v1/words", json={"term": "房租补助", "expressions": ["喜钱"]})
    assert added.json()["changes"][0]["outcome"] == "added"
    assert expansion in _expansions(http, "开铺面的喜钱给多少")
    assert expansion in http.post("/v1/ask", json={"question": "开铺面的喜钱给多少"}).json()["expansions"]
    listed = http.get("/v1/words?state=own").json()
    assert listed == {
        "words": [{"term": "房租补助", "expression": "喜钱", "state": "own"}],
        "total": 1,
        "revision": 1,
    }
    http.delete("/v1/words?term=房租补助&expression=喜钱")
    assert expansion not in _expansions(http, "开铺面的喜钱给多少")


@pytest.mark.parametrize(
    ("term", "expression", "message"),
    [("", "补利息", "术语是空的"), ("长" * 61, "补利息", f"术语“{'长' * 20}…”有 61 个字，超过 60 个字")],
)
def test_a_word_of_no_use_is_refused_with_why(http: TestClient, term: str, expression: str, message: str) -> None:
    response = http.post("/v1/words", json={"term": term, "expressions": [expression]})
    assert response.status_code == 422
    detail = {"term": term, "expression": expression}
    assert response.json() == {"error": {"code": "invalid_word", "message": message, "detail": detail}}


def test_http_and_command_line_send_the_same_words(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        report = base.words.add("房租补助", ["喜钱", "喜钱"])
        sent = WordChangesResponse.from_report(report).model_dump(mode="json")
        assert {**sent, "faults": []} == wire.word_report(report)
        page = base.words.list("房租")
        assert WordsResponse.from_page(page).model_dump(mode="json") == wire.word_page(page)
