"""The application over a real knowledge base: files in, cited answers out, withdrawn text gone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.document_schemas import ClauseBody, DocumentBody
from api.report_schemas import IngestResponse
from api.schemas import AskResponse, SearchResponse
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.types import Query
from kb.wire import reports as wire_reports
from kb.wire import results as wire
from tests.fakes import HashEncoder

POLICY = """甲市小微企业贷款贴息办法

第一条 为减轻小微企业融资成本，制定本办法。

第二条 贴息比例为贷款利息的50%，单户企业每年最高20万元。

第三条 本办法自2024年1月1日起施行。
"""
QUESTION = "小微企业贷款贴息单户企业每年最高多少"


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    base = KnowledgeBase.open(Settings(home=tmp_path / "home"), encoder=HashEncoder(256))
    yield base
    base.close()


@pytest.fixture
def http(base: KnowledgeBase) -> Iterator[TestClient]:
    with TestClient(create_app(base), base_url="http://127.0.0.1:8000") as client:
        files = [
            ("files", ("办法.txt", POLICY.encode("gb18030"))),
            ("files", ("抄本.txt", POLICY.encode("gb18030"))),
            ("files", ("空.txt", b"")),
            ("files", ("图.bin", b"\x89\0\1")),
        ]
        response = client.post("/v1/documents", files=files)
        assert response.status_code == 200, response.text
        report = response.json()
        assert [file["status"] for file in report["files"]] == ["added", "duplicate", "failed", "failed"]
        assert report["counts"]["failed"] == 2
        assert all(file["reason"] for file in report["files"][1:])
        yield client


def search(client: TestClient) -> Any:
    return client.post("/v1/search", json={"question": QUESTION}).json()


def test_an_empty_base_says_that_nothing_is_there(base: KnowledgeBase) -> None:
    client = TestClient(create_app(base), base_url="http://127.0.0.1:8000")
    answer = client.post("/v1/ask", json={"question": QUESTION}).json()
    assert (answer["status"], answer["citations"], answer["passages"]) == ("abstained", [], [])


def test_a_cited_quote_stands_at_its_offsets_in_the_document(http: TestClient) -> None:
    answer = http.post("/v1/ask", json={"question": QUESTION}).json()
    assert answer["status"] == "answered"
    citation = answer["citations"][0]
    assert "最高20万元" in citation["quote"]
    assert (citation["clause_label"], citation["source"]) == ("第二条", "办法.txt")
    document = http.get(f"/v1/documents/{citation['document_id']}?version={citation['version']}").json()
    assert document["text"][citation["start"] : citation["end"]] == citation["quote"]
    for passage in answer["passages"]:
        assert document["text"][passage["start"] : passage["end"]] == passage["text"]


def test_a_clause_is_reached_by_reference_and_by_address(http: TestClient) -> None:
    (by_reference,) = http.get("/v1/clauses", params={"ref": "《甲市小微企业贷款贴息办法》第二条"}).json()["clauses"]
    document_id = by_reference["document_id"]
    by_address = http.get(f"/v1/documents/{document_id}/clauses/第二条").json()
    assert by_reference == by_address
    assert by_address["text"].strip() == "第二条 贴息比例为贷款利息的50%，单户企业每年最高20万元。"


def test_several_clauses_come_in_their_order_and_what_is_not_there_is_said(http: TestClient) -> None:
    found = http.get("/v1/clauses", params={"ref": "小微企业贷款贴息办法第二条和第一条"}).json()["clauses"]
    assert [one["clause_label"] for one in found] == ["第二条", "第一条"]
    refused = http.get("/v1/clauses", params={"ref": "乙市小微企业贷款贴息办法第二条"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (404, "clause_not_found")
    assert refused.json()["error"]["message"] == (
        "没有收录乙市的“小微企业贷款贴息办法”；收录的有甲市的《甲市小微企业贷款贴息办法》；请在文件列表里核对"
    )
    assert refused.json()["error"]["detail"] == {
        "reference": "乙市小微企业贷款贴息办法第二条",
        "nearest": ["甲市小微企业贷款贴息办法"],
        "title": "乙市小微企业贷款贴息办法",
    }


def test_what_may_be_meant_is_offered_with_references_that_find_it(http: TestClient, base: KnowledgeBase) -> None:
    for issuer, amount in (("青山县人民政府", "三"), ("白水县人民政府", "五")):
        text = f"住房租赁补贴办法\n第一条　为了补贴，制定本办法。\n第二条　每月{amount}百元。\n{issuer}\n2021年3月1日\n"
        http.post("/v1/documents", files=[("files", (f"{issuer}.txt", text.encode()))])
    refused = http.get("/v1/clauses", params={"ref": "住房租赁补贴办法第二条"})
    assert refused.status_code == 409
    error = refused.json()["error"]
    references = [one["reference"] for one in error["detail"]["candidates"]]
    assert references == ["青山县人民政府《住房租赁补贴办法》第二条", "白水县人民政府《住房租赁补贴办法》第二条"]
    for one in error["detail"]["candidates"]:
        (found,) = http.get("/v1/clauses", params={"ref": one["reference"]}).json()["clauses"]
        assert (found["clause_id"], found["official_citation"]) == (one["clause_id"], one["reference"])
        (by_id,) = http.get("/v1/clauses", params={"ref": f"{one['document_id']}#第二条"}).json()["clauses"]
        assert by_id == found
    answer = http.post("/v1/ask", json={"question": "住房租赁补贴办法第二条"}).json()
    assert answer["answer"] == f"{error['message']}。"
    assert http.get("/v1/clauses", params={"ref": "乙市财政局《住房租赁补贴办法》第二条"}).status_code == 404
    lenient = http.get("/v1/clauses", params={"ref": "贴息办法第二条"}).json()["clauses"]
    assert [one["read_as"] for one in lenient] == ["“贴息办法”按《甲市小微企业贷款贴息办法》理解"]


def test_the_source_comes_back_as_it_went_in(http: TestClient) -> None:
    document_id = http.get("/v1/documents").json()["documents"][0]["document_id"]
    response = http.get(f"/v1/documents/{document_id}/source")
    assert response.content == POLICY.encode("gb18030")
    assert response.headers["Content-Disposition"] == (
        "attachment; filename=\"__.txt\"; filename*=UTF-8''%E5%8A%9E%E6%B3%95.txt"
    )


def test_withdrawn_text_is_found_no_more_and_restored_text_again(http: TestClient) -> None:
    document_id = search(http)["passages"][0]["document_id"]
    http.delete(f"/v1/documents/{document_id}")
    assert search(http)["passages"] == []
    http.post(f"/v1/documents/{document_id}/restore")
    assert search(http)["passages"][0]["document_id"] == document_id


def test_purged_text_is_gone(http: TestClient) -> None:
    document_id = search(http)["passages"][0]["document_id"]
    http.delete(f"/v1/documents/{document_id}?purge=true")
    assert search(http)["passages"] == []
    assert http.get(f"/v1/documents/{document_id}").status_code == 404
    assert http.get(f"/v1/documents/{document_id}/source").status_code == 404
    assert http.get("/v1/documents?include_withdrawn=true").json()["total"] == 0


def test_http_and_command_line_send_the_same_values(http: TestClient, base: KnowledgeBase) -> None:
    answer = base.ask(Query(QUESTION))
    assert AskResponse.from_answer(answer).model_dump(mode="json") == wire.answer(answer)
    result = base.search(Query(QUESTION))
    assert SearchResponse.from_result(result).model_dump(mode="json") == wire.search_result(result)
    (summary,) = base.documents().documents
    assert DocumentBody.from_summary(summary).model_dump(mode="json") == wire.document_summary(summary)
    (clause,) = base.clauses("甲市小微企业贷款贴息办法第二条")
    sent = ClauseBody.from_clause_text(clause, base.references.of_clause(clause)).model_dump(mode="json")
    assert wire.clause_text(clause).items() <= sent.items()
    report = base.ingest_files([("办法.txt", POLICY.encode("gb18030"))])
    sent = IngestResponse.from_report(report).model_dump(mode="json")
    assert wire_reports.ingest_report(report)["files"] == sent["files"]


def test_readiness_follows_the_warm_up(base: KnowledgeBase) -> None:
    client = TestClient(create_app(base), base_url="http://127.0.0.1:8000")
    assert client.get("/readyz").status_code == 503
    base.warm_up()
    told = client.get("/readyz").json()
    assert (told["status"], list(told["checks"])) == ("ready", ["model", "store", "indexes", "disk", "writer"])
