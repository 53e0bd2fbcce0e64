"""Feedback, evaluations and the dictionary's files over HTTP."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from tests.kb.homes import open_base

GIVEN = {
    "verdict": "unhelpful",
    "question": " 最高多少？ ",
    "answer": "50%。[1]",
    "status": "answered",
    "clause_ids": ["d000001@1#第三条", "d000002@1#一、（二）"],
    "as_of": "2024-05-01",
    "comment": "没有上限",
}


@pytest.fixture
def http(tmp_path: Path) -> Iterator[TestClient]:
    with (
        open_base(tmp_path / "home") as base,
        TestClient(create_app(base), base_url="http://127.0.0.1:8000") as client,
    ):
        yield client


def test_feedback_is_kept_listed_exported_and_removed(http: TestClient) -> None:
    response = http.post("/v1/feedback", json=GIVEN, headers={"X-Actor": "wang"})
    entry = response.json()
    at = entry.pop("at")
    assert (response.status_code, at[10], entry) == (
        200,
        "T",
        {
            "number": 1,
            "verdict": "unhelpful",
            "question": "最高多少？",
            "as_of": "2024-05-01",
            "status": "answered",
            "answer_sha256": hashlib.sha256("50%。[1]".encode()).hexdigest(),
            "document_ids": ["d000001", "d000002"],
            "clause_ids": GIVEN["clause_ids"],
            "comment": "没有上限",
        },
    )
    listed = http.get("/v1/feedback?verdict=unhelpful").json()
    assert listed == {"entries": [{**entry, "at": at}], "total": 1, "counts": {"helpful": 0, "unhelpful": 1}}
    assert http.get("/v1/feedback?verdict=helpful").json()["total"] == 0
    assert http.get("/v1/log").json()["total"] == 0
    file = http.get("/v1/feedback/export/questions.jsonl")
    assert file.headers["Content-Type"] == "application/jsonl"
    assert file.headers["Content-Disposition"].startswith("attachment; ")
    assert json.loads(file.text)["question"] == "最高多少？"
    assert http.get("/v1/feedback/export/questions.jsonl?verdict=helpful").text == ""
    assert http.delete("/v1/feedback/1").json() == {"number": 1, "status": "removed"}
    assert http.delete("/v1/feedback/1").status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"verdict": "good"}, "verdict"),
        ({"question": " "}, "question"),
        ({"clause_ids": ["第三条"]}, "clause_ids[0]"),
        ({"comment": "字" * 1001}, "comment"),
        ({"key": "短"}, "key"),
        ({"name": "王芳"}, "name"),
    ],
)
def test_a_fault_of_feedback_is_named(http: TestClient, change: dict[str, Any], field: str) -> None:
    response = http.post("/v1/feedback", json={**GIVEN, **change})
    (found,) = response.json()["error"]["detail"]["errors"]
    assert (response.status_code, found["field"]) == (422, field)


def test_a_foreign_page_gives_no_feedback(http: TestClient) -> None:
    assert http.post("/v1/feedback", json=GIVEN, headers={"Origin": "https://evil.example"}).status_code == 403


def test_without_an_evaluation_there_is_none(http: TestClient) -> None:
    assert http.get("/v1/evaluation").json() == {"newest": None, "unreadable": []}
    missing = http.get("/v1/evaluation/report")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "not_found")
    assert "--out" in missing.json()["error"]["message"]


def test_words_go_out_as_a_file_and_come_in_again(http: TestClient) -> None:
    file = {"files": ("词.csv", "贷款贴息,国家给垫利息|帮咱垫息\n只有一列\n".encode("gb18030"))}
    taken = http.post("/v1/words/file", files=file).json()
    assert [(one["expression"], one["outcome"]) for one in taken["changes"]] == [
        ("国家给垫利息", "added"),
        ("帮咱垫息", "added"),
    ]
    assert taken["faults"] == [
        {"line": 2, "text": "只有一列", "reason": "应是“术语”和“说法”两列，用英文逗号隔开，这一行有 1 列"}
    ]
    out = http.get("/v1/words/file")
    assert (out.text, out.headers["Content-Type"]) == (
        "贷款贴息\t国家给垫利息|帮咱垫息\n",
        "text/tab-separated-values; charset=utf-8",
    )
    assert http.get("/v1/words/file?format=csv").content.startswith(b"\xef\xbb\xbf")
    assert len(http.get("/v1/words/file?shipped=true").text) > 1000 * len(out.text)
    again = http.post("/v1/words/file", files={"files": ("词.tsv", out.content)}).json()
    assert {one["outcome"] for one in again["changes"]} == {"unchanged"}
    two = http.post("/v1/words/file", files=[("files", ("a.tsv", b"a\tb")), ("files", ("b.tsv", b"a\tb"))])
    assert (two.status_code, two.json()["error"]["message"]) == (422, "一次导入一个词表文件，收到 2 个；请分几次导入。")
