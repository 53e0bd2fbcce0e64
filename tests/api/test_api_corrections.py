"""Corrections over HTTP: set, listed with who made them, in force at once, refused with a reason."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from tests.fakes import HashEncoder
from tests.kb.homes import LOANS, take

SIGNED = {"by": "王芳", "reason": "核对原件"}


@pytest.fixture
def http(tmp_path: Path) -> Iterator[TestClient]:
    base = KnowledgeBase.open(Settings(home=tmp_path / "home"), encoder=HashEncoder(256))
    take(base, {"贷款.txt": LOANS})
    with TestClient(create_app(base), base_url="http://127.0.0.1:8000") as client:
        yield client
    base.close()


def test_a_day_is_set_and_another_emptied(http: TestClient) -> None:
    body = {**SIGNED, "effective_from": "2023-01-01", "region": None}
    response = http.patch("/v1/documents/d000001", json=body)
    assert response.status_code == 200, response.text
    found = response.json()
    assert [(one["field"], one["action"], one["previous"], one["value"]) for one in found["changes"]] == [
        ("effective_from", "set", "2022-06-26", "2023-01-01"),
        ("region", "clear", "清河市", None),
    ]
    assert found["notes"] == ["失效日期是按它推算的，随之由 2025-06-25 改为 2025-12-31"]
    document = http.get("/v1/documents/d000001").json()
    assert (document["effective_from"], document["region"]) == ("2023-01-01", None)
    (evidence,) = document["evidence"]["effective_from"]
    assert evidence == {
        "value": "2023-01-01",
        "start": None,
        "end": None,
        "inferred": False,
        "set_by": "王芳",
        "set_at": found["changes"][0]["at"],
    }


def test_the_history_tells_every_change_and_what_still_stands(http: TestClient) -> None:
    http.patch("/v1/documents/d000001", json={**SIGNED, "region": "甲市"})
    http.patch("/v1/documents/d000001", json={**SIGNED, "region": "乙市", "title": "新办法"})
    http.patch("/v1/documents/d000001", json={**SIGNED, "restore": ["title"]})
    found = http.get("/v1/documents/d000001/history").json()
    assert [(one["field"], one["previous"], one["value"], one["action"]) for one in found["changes"]] == [
        ("region", "清河市", "甲市", "set"),
        ("title", "清河市小微企业贷款贴息办法", "新办法", "set"),
        ("region", "甲市", "乙市", "set"),
        ("title", "新办法", None, "restore"),
    ]
    assert {one["by"] for one in found["changes"]} == {"王芳"}
    assert {name: one["value"] for name, one in found["standing"].items()} == {"region": "乙市"}


def test_a_validity_counts_in_the_next_question(http: TestClient) -> None:
    question = {"question": "小微企业贷款利息贴息标准", "as_of": "2024-05-01"}
    assert http.post("/v1/search", json=question).json()["passages"][0]["document_id"] == "d000001"
    http.patch("/v1/documents/d000001", json={**SIGNED, "validity": "repealed", "validity_from": "2024-05-01"})
    found = http.post("/v1/search", json=question).json()
    assert found["passages"] == []
    assert [(one["document_id"], one["validity"], one["reason"]) for one in found["left_out"]] == [
        ("d000001", "repealed", "自2024-05-01起已废止（王芳更正）")
    ]
    assert found["left_out"][0]["replaced_by"] is None
    assert http.get("/v1/documents").json()["documents"][0]["validity"] == "repealed"


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        (
            {**SIGNED, "effective_from": "2023-02-30"},
            422,
            "effective_from 写的“2023-02-30”不是日历上的日期；请写成 2022-06-26 的样子",
        ),
        ({**SIGNED, "by": " ", "region": "甲市"}, 422, "请写明是谁改的（by 是空的）"),
        ({**SIGNED, "title": None}, 422, "标题不能空着；要恢复文中的标题请用“恢复”（restore）"),
        ({**SIGNED, "version": 9, "region": "甲市"}, 404, "文件“d000001”没有第 9 版，现有 1"),
    ],
)
def test_what_cannot_be_set_is_refused(http: TestClient, body: dict[str, object], status: int, message: str) -> None:
    response = http.patch("/v1/documents/d000001", json=body)
    assert (response.status_code, response.json()["error"]["message"]) == (status, message)
    assert http.get("/v1/documents/d000001/history").json() == {"changes": [], "standing": {}, "not_carried": []}


def test_an_unknown_field_or_document_is_refused(http: TestClient) -> None:
    response = http.patch("/v1/documents/d000001", json={**SIGNED, "colour": "red"})
    assert (response.status_code, response.json()["error"]["code"]) == (422, "invalid_request")
    assert "colour" in response.json()["error"]["message"]
    assert http.patch("/v1/documents/d9", json={**SIGNED, "region": "甲市"}).status_code == 404
    assert http.get("/v1/documents/d9/history").status_code == 404
    assert http.patch("/v1/documents/d000001", content="{}").status_code == 415


def test_a_day_that_is_none_is_refused(http: TestClient) -> None:
    response = http.post("/v1/ask", json={"question": "贴息", "as_of": "2024-02-30"})
    assert response.status_code == 422
    assert response.json()["error"]["message"] == (
        "请求参数有误。as_of：应为存在的日期，写作 YYYY-MM-DD（如 2024-05-01）。"
    )
