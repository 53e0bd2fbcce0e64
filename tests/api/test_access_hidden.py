"""A document of a group leaves no trace in any answer for whoever is not in it."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.roles import ROLES
from kb.knowledge_base import KnowledgeBase
from kb.store.access import Role
from tests.api.access_home import FILES, MARKERS, SHARED, TITLE, bearer, calling, hidden_home

Requests = list[tuple[str, str, dict[str, Any]]]
MCP = {"Accept": "application/json, text/event-stream"}
QUESTIONS = (
    "贴息比例是多少？",
    "《甲市小微企业贷款贴息办法》被哪个文件废止？",
    "哪些文件引用了《甲市小微企业贷款贴息办法》第二条？",
    "《甲市小微企业贷款贴息办法》还有效吗？",
    "《甲市小微企业贷款贴息办法》第四条由谁解释？",
    "三十日内提出申请逾期怎么办",
    "有几份贷款贴息办法？",
    "《甲市贷款贴息办法》第二条怎么规定？",
    "专项贷款贴息办法最高多少钱",
    f"“{SHARED}”出自哪里",
)


def _tool(name: str, arguments: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": name, "arguments": arguments}}
    return "POST", "/mcp", {"json": call, "headers": MCP}


def requests(hidden: str, *, named: bool) -> Requests:
    """Return requests to every route that reads; `named` ones say what is hidden by its own name or id."""
    asked = ("贴息比例是多少？", f"《{TITLE}》最高多少万元？", "玄圭计划企业贴息多少") if named else QUESTIONS
    made: Requests = []
    for question in asked:
        body = {"question": question, "top_k": 20, "include_not_in_force": len(question) % 2 == 0}
        made += [("POST", "/v1/ask", {"json": body}), ("POST", "/v1/search", {"json": body})]
    made.append(("POST", "/v1/ask", {"json": {"question": asked[-1], "stream": True}}))
    chat = [{"role": "user", "content": asked[-1]}, {"role": "assistant", "content": "见上。"}]
    chat.append({"role": "user", "content": "那最高多少？"})
    references = ["《甲市小微企业贷款贴息办法》第二条", "《贴息办法》第二条", "第二条"]
    phrases = [SHARED[:-1], "单户企业每年最高317万元", "单户企业每年最高"]
    checked = ["单户企业每年最高317万元。", "根据《甲市小微企业贷款贴息办法》第二条，单户企业每年最高428万元。"]
    stories = ["我是甲市的小微企业，贷款已经结清，想申请贴息"]
    if named:
        references += [f"《{TITLE}》第二条", f"{hidden}@1#第二条", "甲密〔2025〕77号第二条"]
        phrases += ["为实施玄圭计划"]
        checked += [f"《{TITLE}》第二条：玄圭计划企业的贴息比例为贷款利息的90%。"]
    made += [
        ("POST", "/v1/chat/completions", {"json": {"model": "policy-kb", "messages": chat, "stream": stream}})
        for stream in (False, True)
    ]
    made += [("GET", "/v1/clauses", {"params": {"ref": one}}) for one in references]
    made += [("GET", "/v1/phrases", {"params": {"text": one}}) for one in phrases]
    made += [("POST", "/v1/verify", {"json": {"text": one}}) for one in checked]
    made += [("POST", "/v1/eligibility", {"json": {"profile": one}}) for one in stories]
    made += [("POST", "/v1/eligibility", {"json": {"document_id": hidden, "profile": "小微企业"}})]
    made += [
        _tool("search_policies", {"question": asked[0]}),
        _tool("ask_policy", {"question": asked[-1]}),
        _tool("get_clause", {"reference": references[-1]}),
        _tool("check_eligibility", {"story": stories[0]}),
        _tool("verify_citation", {"text": checked[-1]}),
    ]
    made += [("GET", path, {}) for path in _plain_reads(hidden)] + [
        ("GET", path, {}) for path in _plain_reads("d000001")
    ]
    return made


def _plain_reads(document: str) -> list[str]:
    of = f"/v1/documents/{document}"
    return [
        "/v1/documents?include_withdrawn=true&facets=true&limit=200",
        "/v1/documents?q=青鸾",
        "/v1/documents?source=机密.txt",
        of,
        f"{of}/clauses",
        f"{of}/clauses/第二条",
        f"{of}/clauses/第四条",
        f"{of}/clauses/第九十九条",
        f"{of}/source",
        f"{of}/pages",
        f"{of}/pages/1.png",
        f"{of}/references",
        f"{of}/references?clause=第二条",
        f"{of}/questions",
        f"{of}/versions",
        f"{of}/diff",
        f"{of}/diff.html",
        f"{of}/history",
        f"/d/{document}",
        f"/d/{document}@1",
        f"/d/{document}@9",
        "/v1/examples",
        "/v1/facets",
        "/v1/stats",
        "/v1/words",
        "/v1/words/file",
        "/v1/models",
        "/v1/models/policy-kb",
        "/v1/eligibility/schema",
        "/v1/session",
        "/v1/log?limit=200",
        "/openapi.json",
        "/healthz",
        "/readyz",
        "/",
    ]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[KnowledgeBase, dict[str, str], TestClient]]:
    with hidden_home(tmp_path_factory.mktemp("hidden")) as (base, keys), calling(base) as client:
        yield base, keys, client


def _said(client: TestClient, key: str, made: Requests) -> dict[str, str]:
    said: dict[str, str] = {}
    for number, (method, path, given) in enumerate(made):
        headers = {**given.get("headers", {}), **bearer(key)}
        response = client.request(method, path, **{**given, "headers": headers})
        assert response.status_code < 500, (method, path, given, response.text)
        body = response.content.decode("utf-8", "replace")
        # What a name looks like that JSON escapes.
        said[f"{number} {method} {path} {given.get('json') or given.get('params')}"] = (
            body.encode().decode("unicode_escape", "ignore") + body if "\\u" in body else body
        )
    return said


def test_every_route_that_reads_is_asked() -> None:
    shown = {f"{method} {path.split('?')[0]}" for method, path, _ in requests("d000002", named=True)}
    needed = {one for one, role in ROLES.items() if role in (None, Role.READ) or one == "GET /v1/log"}
    needed -= {"POST /v1/feedback", "POST /v1/session", "DELETE /v1/session", "GET /web/{path:path}"}
    of = "/v1/documents/d000002"
    filled = {
        one.replace("{document_id}", "d000002")
        .replace("{address:path}", "第二条")
        .replace("{page}", "1")
        .replace("{target}", "d000002")
        .replace("{model}", "policy-kb")
        for one in needed
    }
    assert filled - shown == set()
    assert f"GET {of}/diff" in shown


def test_what_is_hidden_occurs_in_no_answer(home: tuple[KnowledgeBase, dict[str, str], TestClient]) -> None:
    _, keys, client = home
    said = _said(client, keys["reader"], requests(keys["document"], named=False))
    assert _leaks(said) == []


def test_an_editor_outside_of_the_group_learns_nothing_of_it(
    home: tuple[KnowledgeBase, dict[str, str], TestClient],
) -> None:
    base, keys, client = home
    of = f"/v1/documents/{keys['document']}"
    by_editors: Requests = [
        ("GET", "/v1/log?limit=200", {}),
        ("GET", f"/v1/log?document={keys['document']}", {}),
        ("GET", f"{of}/history", {}),
        ("PATCH", of, {"json": {"by": "王", "reason": "试", "title": "改"}}),
        ("PATCH", of, {"json": {"by": "王", "groups": []}}),
        ("DELETE", of, {}),
        ("DELETE", f"{of}?purge=true", {}),
        ("POST", f"{of}/restore", {}),
        # The same bytes, the same text under another name, and another text under its title.
        ("POST", "/v1/documents", {"files": {"files": ("机密.txt", FILES["机密.txt"].encode())}}),
        ("POST", "/v1/documents", {"files": {"files": ("别名.txt", FILES["机密.txt"].encode())}}),
    ]
    said = _said(client, keys["editor"], by_editors)
    statuses = [
        client.request(method, path, **given, headers=bearer(keys["editor"])).status_code
        for method, path, given in by_editors[2:8]
    ]
    # To purge is for administrators, whatever there is.
    assert statuses == [404, 404, 404, 404, 403, 404]
    for request, body in said.items():
        if "POST /v1/documents" not in request:
            assert not any(marker in body for marker in MARKERS), (request, body)
    taken = [body for request, body in said.items() if request.endswith("POST /v1/documents None")]
    # It came in as a document of its own: nothing tells that the text was held.
    assert '"status":"added"' in taken[0]
    assert keys["document"] not in "".join(taken)
    assert "428万元" not in "".join(said.values())
    for number in range(3, base.stats().documents + 1):
        base.purge(f"d{number:06d}")


def _leaks(said: dict[str, str]) -> list[tuple[str, str]]:
    """Return (request, marker) where an answer tells what the request did not."""
    words = (*MARKERS, "机密.txt")
    return [(request, word) for request, body in said.items() for word in words if word in body and word not in request]


def test_the_name_of_what_is_hidden_finds_nothing(home: tuple[KnowledgeBase, dict[str, str], TestClient]) -> None:
    _, keys, client = home
    for request, body in _said(client, keys["reader"], requests(keys["document"], named=True)).items():
        # An answer may repeat what was asked; it may say nothing that was not.
        for marker in ("内部单位丙", "428万元", "317万元"):
            if marker not in request:
                assert marker not in body, (marker, request, body)


def test_the_group_sees_it_wherever_it_has_something_to_tell(
    home: tuple[KnowledgeBase, dict[str, str], TestClient],
) -> None:
    _, keys, client = home
    said = _said(client, keys["member"], requests(keys["document"], named=True))
    silent = {request.split(" ", 1)[1] for request, body in said.items() if not any(one in body for one in MARKERS)}
    telling = {request.split(" ", 1)[1] for request in said} - silent
    paths = {one.split(" ")[1] for one in telling}
    of = f"/v1/documents/{keys['document']}"
    assert {
        "/v1/ask",
        "/v1/search",
        "/v1/clauses",
        "/v1/phrases",
        "/v1/verify",
        "/mcp",
        "/v1/chat/completions",
    } <= paths
    assert {of, f"{of}/source", f"{of}/diff", f"/d/{keys['document']}@1", "/v1/log?limit=200"} <= paths
