"""Versions, what changed between them, stable links and HEAD over HTTP, on a real knowledge base."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from tests.fakes import HashEncoder
from tests.kb.homes import LOANS

OLD = LOANS.replace("2022年6月26日起施行，有效期三年", "2018年6月26日起施行")
NEW = LOANS.replace("2022年6月26日起施行，有效期三年", "2024年6月26日起施行").replace("百分之五十", "百分之六十")
MARKUP = "<script>alert(1)</script>补贴办法\n\n第一条　每户<b>补贴</b>一万元&nbsp;。\n"


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    base = KnowledgeBase.open(Settings(home=tmp_path / "home"), encoder=HashEncoder(64))
    base.ingest_files([("a.txt", OLD.encode()), ("b.txt", NEW.encode()), ("c.txt", MARKUP.encode())])
    yield base
    base.close()


@pytest.fixture
def http(base: KnowledgeBase) -> Iterator[TestClient]:
    with TestClient(create_app(base), base_url="http://127.0.0.1:8000", follow_redirects=False) as client:
        yield client


def test_versions_are_listed_for_a_day(http: TestClient) -> None:
    body = http.get("/v1/documents/d000001/versions").json()
    assert body["document_id"] == "d000001"
    assert [(one["version"], one["validity"], one["current"]) for one in body["versions"]] == [
        (1, "repealed", False),
        (2, "in_force", True),
    ]
    first = body["versions"][0]
    assert (first["replaced_by"], first["replaced_from"], first["reason"], first["link"]) == (
        2,
        "2024-06-26",
        "被第2版取代，2024-06-26 起",
        "/d/d000001@1",
    )
    before = http.get("/v1/documents/d000001/versions", params={"as_of": "2020-01-01"}).json()["versions"]
    assert [one["validity"] for one in before] == ["in_force", "not_yet"]
    assert http.get("/v1/documents/d000099/versions").status_code == 404


def test_a_comparison_is_json_or_a_page_as_it_is_asked_for(http: TestClient) -> None:
    url = "/v1/documents/d000001/diff"
    response = http.get(url, params={"from": 1, "to": 2})
    body = response.json()
    assert (body["from"]["version"], body["to"]["version"]) == (1, 2)
    assert body["official_citation"] == "《清河市小微企业贷款贴息办法》"
    assert body["counts"] == {"unchanged": 4, "renumbered": 0, "moved": 0, "changed": 2, "added": 0, "removed": 0}
    change = next(one for one in body["changes"] if one["status"] == "changed")
    assert change["new"]["clause_id"] == "d000001@2#第三条"
    assert {"op": "added", "text": "百分之六十", "new_text": None} in change["runs"]
    assert response.headers["vary"] == "Accept"
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    page = http.get(url, headers=browser)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<ins>百分之六十</ins>" in page.text
    assert 'href="/d/d000001@2#%E7%AC%AC%E4%B8%89%E6%9D%A1"' in page.text
    assert http.get(f"{url}.html").text == page.text
    assert http.get(url, headers={"Accept": "application/json, text/html"}).json() == body
    style = http.get("/web/diff.css")
    assert (style.status_code, style.headers["content-type"]) == (200, "text/css; charset=utf-8")


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [("from=7", 404, "not_found"), ("from=0", 422, "invalid_request"), ("to=x", 422, "invalid_request")],
)
def test_a_version_that_is_not_there_is_said(http: TestClient, query: str, status: int, code: str) -> None:
    response = http.get(f"/v1/documents/d000001/diff?{query}")
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)


def test_a_document_of_one_version_has_nothing_to_compare(http: TestClient) -> None:
    response = http.get("/v1/documents/d000002/diff")
    assert response.status_code == 404
    assert response.json()["error"]["message"] == "“d000002”只有第 1 版，没有可对照的版本"


def test_a_stable_link_opens_its_version_and_one_without_leads_to_that_of_the_day(http: TestClient) -> None:
    for address, location in (
        ("/d/d000001", "/d/d000001@2"),
        ("/d/d000001?as_of=2020-01-01", "/d/d000001@1?as_of=2020-01-01"),
    ):
        response = http.get(address)
        assert (response.status_code, response.headers["location"]) == (307, location)
    page = http.get("/d/d000001@1")
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert "script-src" not in page.headers["content-security-policy"]
    assert 'id="第三条"' in page.text
    assert 'data-citation="《清河市小微企业贷款贴息办法》第三条"' in page.text
    assert "已被新版本取代：被第2版取代，2024-06-26 起" in page.text
    assert 'href="/v1/documents/d000001/diff.html?from=1&amp;to=2"' in page.text
    current = http.get("/d/d000001@2").text
    assert '<span class="badge in_force">现行有效</span>' in current
    assert '<p class="notice">' not in current
    on = http.get("/d/d000001@1", params={"as_of": "2020-01-01"}).text
    assert '<span class="badge in_force">现行有效（2020-01-01）</span>' in on
    assert '<p class="notice">' not in on


def test_markup_of_a_document_stays_text(http: TestClient) -> None:
    page = http.get("/d/d000002@1").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;补贴办法" in page
    assert "每户&lt;b&gt;补贴&lt;/b&gt;一万元&amp;nbsp;。" in page


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/d/d000001@3", 404, "没有第 3 版"),
        ("/d/d000001@x", 404, "不是文件的版本"),
        ("/d/d000001@", 404, "不是文件的版本"),
        ("/d/d000077@1", 404, "没有编号为 d000077 的文件"),
        ("/d/%3Cscript%3E", 404, "没有编号为 &lt;script&gt; 的文件"),
    ],
)
def test_what_never_was_is_404(http: TestClient, address: str, status: int, words: str) -> None:
    response = http.get(address)
    assert (response.status_code, response.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert words in response.text


def test_what_was_withdrawn_or_purged_is_410_and_says_so(http: TestClient) -> None:
    http.delete("/v1/documents/d000001")
    gone = http.get("/d/d000001@1")
    assert (gone.status_code, "已撤下" in gone.text, "百分之五十" in gone.text) == (410, True, False)
    http.post("/v1/documents/d000001/restore")
    assert http.get("/d/d000001@1").status_code == 200
    refused = http.delete("/v1/documents/d000001", params={"version": 1})
    assert (refused.status_code, refused.json()["error"]["detail"]) == (422, {"version": 1})
    assert http.delete("/v1/documents/d000001", params={"version": 1, "purge": True}).json()["status"] == "purged"
    gone = http.get("/d/d000001@1")
    assert (gone.status_code, "第 1 版已彻底删除" in gone.text) == (410, True)
    http.delete("/v1/documents/d000001", params={"purge": True})
    gone = http.get("/d/d000001")
    assert (gone.status_code, "已从知识库彻底删除" in gone.text) == (410, True)


@pytest.mark.parametrize("address", ["/", "/d/d000001@1", "/v1/stats", "/v1/documents/d000001", "/web/app.js", "/x"])
def test_head_is_answered_as_get_without_the_body(http: TestClient, address: str) -> None:
    get, head = http.get(address), http.head(address)
    assert head.status_code == get.status_code
    assert head.content == b""
    assert head.headers["content-type"] == get.headers["content-type"]
    assert head.headers["content-length"] == get.headers["content-length"]


def test_an_unknown_kind_is_refused_with_those_there_are(http: TestClient) -> None:
    response = http.post("/v1/search", json={"question": "贴息", "filters": {"doc_type": ["办法"]}})
    assert response.status_code == 422
    error = response.json()["error"]
    assert error["detail"]["errors"][0]["field"] == "filters.doc_type[0]"
    assert "'policy', 'law', 'news', 'notice'" in error["message"]


def test_the_first_paragraph_has_a_stable_link(base: KnowledgeBase, http: TestClient) -> None:
    base.ingest_files([("d.txt", "清河市培训办法\n第一条　市民可以报名。\n单位可以推荐。\n第二条　免费。\n".encode())])
    first = (
        '<div id="第一条第一款" class="own" data-citation="《清河市培训办法》第一条第一款" data-next="第一条第二款">'
        "<p>第一条　市民可以报名。</p></div>"
    )
    assert first in http.get("/d/d000003@1").text
    found = http.get("/v1/clauses", params={"ref": "清河市培训办法第一条第一款、第二条"}).json()["clauses"]
    assert [(one["clause_id"], one["text"]) for one in found] == [
        ("d000003@1#第一条第一款", "第一条　市民可以报名。"),
        ("d000003@1#第二条", "第二条　免费。"),
    ]


def test_a_day_that_is_none_is_said_on_a_page(http: TestClient) -> None:
    response = http.get("/d/d000001", params={"as_of": "昨天"}, follow_redirects=False)
    assert (response.status_code, response.headers["content-type"]) == (422, "text/html; charset=utf-8")
    assert "“昨天”不是日期；请写成 2024-06-30 的样子，如 /d/d000001?as_of=2024-06-30。" in response.text
    assert '<a href="/d/d000001">打开今天适用的文本</a>' in response.text


def test_a_superseded_version_is_called_so_everywhere(http: TestClient) -> None:
    versions = http.get("/v1/documents/d000001/versions").json()["versions"]
    assert [(one["validity"], one["label"]) for one in versions] == [
        ("repealed", "已被新版本取代"),
        ("in_force", "现行有效"),
    ]
    clause = http.get("/v1/documents/d000001/clauses/第二条", params={"version": 1}).json()
    assert clause["standing"] == {
        "label": "已被新版本取代",
        "reason": "被第2版取代，2024-06-26 起",
        "by": {
            "document_id": "d000001",
            "version": 2,
            "title": "清河市小微企业贷款贴息办法",
            "doc_number": None,
            "clause_label": None,
            "link": "/d/d000001@2",
            "from_day": "2024-06-26",
        },
    }
    assert clause["warnings"] == ["《清河市小微企业贷款贴息办法》已被新版本取代：被第2版取代，2024-06-26 起"]
