from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from tests.kb.homes import open_base, policy, take

OLD = policy("清河市贷款贴息办法", "贴息对象应当在本市登记注册满一年。", "本办法自2015年3月1日起施行。")
NEW = policy(
    "清河市融资支持办法",
    "本办法自2024年5月1日起施行。《清河市贷款贴息办法》和《清河市补偿办法》同时废止。",
)
CITING = policy("清河市扶持细则", "依照《清河市贷款贴息办法》第一条办理。", "本细则自2016年1月1日起施行。")
DAY = {"as_of": "2025-06-01"}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with open_base(tmp_path / "home") as base:
        take(base, {"citing.txt": CITING, "new.txt": NEW, "old.txt": OLD})
        yield TestClient(create_app(base), base_url="http://127.0.0.1:8000")


TARGET = {
    "document_id": "d000003",
    "version": 1,
    "title": "清河市贷款贴息办法",
    "address": "第一条",
    "clause_id": "d000003@1#第一条",
    "clause_label": "第一条",
    "validity": "repealed",
}
REFERENCE = {
    "clause_id": "d000001@1#第一条",
    "clause_label": "第一条",
    "document_title": "清河市扶持细则",
    "start": CITING.index("《"),
    "end": CITING.index("办理"),
    "text": "《清河市贷款贴息办法》第一条",
    "title": "清河市贷款贴息办法",
    "number": None,
    "address": "第一条",
    "status": "resolved",
    "target": TARGET,
    "candidates": [],
}
WARNING = "本条引用的《清河市贷款贴息办法》第一条已废止（被《清河市融资支持办法》第一条废止，2024-05-01 起）"
QUOTE = "第一条　本办法自2024年5月1日起施行。《清河市贷款贴息办法》和《清河市补偿办法》同时废止。"


def test_references_are_given_from_both_ends(client: TestClient) -> None:
    assert client.get("/v1/documents/d000001/references", params=DAY).json() == {
        "outgoing": [REFERENCE],
        "incoming": [],
    }
    found = client.get("/v1/documents/d000003/references", params={**DAY, "clause": "第1条"}).json()
    assert found == {"outgoing": [], "incoming": [REFERENCE]}


def test_a_clause_has_what_it_cites_and_what_cites_it(client: TestClient) -> None:
    (clause,) = client.get("/v1/clauses", params={"ref": "清河市扶持细则第一条", **DAY}).json()["clauses"]
    assert (clause["cites"], clause["cited_by"], clause["warnings"]) == ([REFERENCE], [], [WARNING])
    (clause,) = client.get("/v1/clauses", params={"ref": "清河市贷款贴息办法第一条", **DAY}).json()["clauses"]
    assert (clause["cites"], clause["cited_by"], clause["warnings"]) == (
        [],
        [REFERENCE],
        ["《清河市贷款贴息办法》已废止：被《清河市融资支持办法》第一条废止，2024-05-01 起"],
    )
    clause = client.get("/v1/documents/d000001/clauses/第一条").json()
    assert clause["cites"] == [REFERENCE]


def test_a_document_has_who_repeals_it_and_who_still_cites_it(client: TestClient) -> None:
    document = client.get("/v1/documents/d000003", params=DAY).json()
    assert document["repealed_by"] == {
        "document_id": "d000002",
        "version": 1,
        "title": "清河市融资支持办法",
        "clause_id": "d000002@1#第一条",
        "clause_label": "第一条",
        "quote": QUOTE,
        "from_day": "2024-05-01",
    }
    assert (document["repeals"], document["still_cited"]) == ([], [REFERENCE])
    before = client.get("/v1/documents/d000003", params={"as_of": "2024-04-30"}).json()
    assert (before["validity"], before["still_cited"]) == ("in_force", [])


def test_a_document_has_what_it_repeals(client: TestClient) -> None:
    made = client.get("/v1/documents/d000002", params=DAY).json()["repeals"]
    where = {
        "clause_id": "d000002@1#第一条",
        "clause_label": "第一条",
        "quote": QUOTE,
        "from_day": "2024-05-01",
    }
    held = {"document_id": "d000003", "version": 1, "title": "清河市贷款贴息办法"}
    assert made == [
        {"text": "《清河市贷款贴息办法》", "status": "held", "documents": [held], **where},
        {"text": "《清河市补偿办法》", "status": "not_held", "documents": [], **where},
    ]


def test_an_answer_warns_of_what_it_quotes_and_cites(client: TestClient) -> None:
    answer = client.post("/v1/ask", json={"question": "清河市扶持细则第一条", **DAY}).json()
    assert answer["warnings"][-1] == WARNING.replace("本条", "[1]《清河市扶持细则》第一条")


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/v1/documents/d000009/references", 404, "not_found"),
        ("/v1/documents/d000003/references?clause=第九十条", 404, "clause_not_found"),
        ("/v1/documents/d000003/references?clause=某某", 404, "clause_not_found"),
        ("/v1/documents/d000003/references?as_of=2024-13-01", 422, "invalid_request"),
    ],
)
def test_what_is_not_there_is_refused_by_name(client: TestClient, path: str, status: int, code: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)
