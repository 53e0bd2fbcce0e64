"""Whose browser may do what, and what every response carries."""

from pathlib import Path
from typing import Any, cast

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.headers import CONTENT_POLICY, content_disposition
from api.routes.page import WEB_FOLDER
from api.security import is_loopback
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.types import SourceFile
from tests.api.fake_kb import FakeKnowledgeBase
from tests.kb.homes import open_base, take

ASK = {"question": "小微企业贷款贴息"}


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "localhost:9", "LOCALHOST", "[::1]", "[::1]:8000"])
def test_this_machine_by_its_own_names_is_served(client: TestClient, host: str) -> None:
    assert client.get("/v1/documents", headers={"Host": host}).status_code == 200
    assert client.post("/v1/ask", json=ASK, headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil", "10.0.0.8", "[::2]", ""]
)
def test_another_host_name_is_refused_even_for_reading(client: TestClient, host: str) -> None:
    for response in (
        client.get("/v1/documents", headers={"Host": host}),
        client.get("/", headers={"Host": host}),
        client.delete("/v1/documents/d1", headers={"Host": host}),
    ):
        assert response.status_code == 403
        assert response.json()["error"]["detail"] == {"host": host}


def test_probes_answer_under_any_name(client: TestClient) -> None:
    for path in ("/healthz", "/readyz"):
        assert client.get(path, headers={"Host": "pod-7.cluster"}).status_code == 200


@pytest.mark.parametrize(
    ("host", "allowed", "asked", "status"),
    [
        ("kb.local", (), "kb.local:8000", 200),
        ("kb.local", (), "127.0.0.1:8000", 200),
        ("127.0.0.1", ("kb.office",), "kb.office", 200),
        ("127.0.0.1", ("kb.office",), "kb.home", 403),
        # On all addresses: any address, but no name that somebody could point here.
        ("0.0.0.0", (), "192.168.1.20:8000", 200),
        ("::", (), "[fd00::7]:8000", 200),
        ("0.0.0.0", (), "evil.example", 403),
    ],
)
def test_the_configured_host_is_served(host: str, allowed: tuple[str, ...], asked: str, status: int) -> None:
    app = create_app(
        cast(KnowledgeBase, FakeKnowledgeBase(Settings(host=host, public_read=True))), allowed_hosts=allowed
    )
    response = TestClient(app, base_url="http://127.0.0.1").get("/v1/documents", headers={"Host": asked})
    assert response.status_code == status


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "http://127.0.0.1",
        "http://127.0.0.1:8001",
        "http://localhost:8000",
        "null",
        "file://127.0.0.1:8000",
        "http://[::1",
        "",
    ],
)
def test_a_page_of_another_origin_changes_nothing(client: TestClient, kb: FakeKnowledgeBase, origin: str) -> None:
    for method, url in (
        ("DELETE", "/v1/documents/d1?purge=true"),
        ("POST", "/v1/documents"),
        ("POST", "/v1/documents/d1/restore"),
        ("POST", "/v1/ask"),
    ):
        response = client.request(method, url, headers={"Origin": origin})
        assert response.status_code == 403
        assert response.json()["error"]["code"] == "cross_site"
    assert kb.versions.keys() == {"d1", "d2"}


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://127.0.0.1:8000", "127.0.0.1:8000"),
        ("http://localhost", "localhost:80"),
        ("http://localhost:80", "localhost"),
        ("https://localhost", "localhost"),
        ("http://[::1]:8000", "[::1]:8000"),
    ],
)
def test_the_page_itself_may_change_things(client: TestClient, origin: str, host: str) -> None:
    response = client.delete("/v1/documents/d1", headers={"Origin": origin, "Host": host})
    assert response.json() == {"document_id": "d1", "status": "withdrawn"}


def test_every_response_carries_the_security_headers(client: TestClient) -> None:
    for url in ("/", "/web/app.js", "/v1/documents", "/nowhere", "/v1/ask", "/openapi.json", "/healthz"):
        headers = client.get(url).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Content-Security-Policy"] == CONTENT_POLICY
        assert len(headers["X-Request-ID"]) == 16
    assert client.get("/v1/documents").headers["Cache-Control"] == "no-store"
    assert client.get("/web/app.js").headers["Cache-Control"] == "no-cache"
    refused = client.get("/", headers={"Host": "evil.example"})
    assert refused.headers["Content-Security-Policy"] == CONTENT_POLICY


def test_no_page_of_another_origin_is_told_that_it_may_read(client: TestClient) -> None:
    for method in ("GET", "OPTIONS"):
        headers = client.request(method, "/v1/documents", headers={"Origin": "http://evil.example"}).headers
        assert not [name for name in headers if name.startswith("access-control-")]


def test_the_page_has_no_inline_script_and_loads_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "http://" not in page.text
    assert "https://" not in page.text
    assert page.text.count("<script") == 1
    assert '<script type="module" src="/web/app.js"></script>' in page.text
    assert " style=" not in page.text
    scripts = sorted(path.relative_to(WEB_FOLDER).as_posix() for path in WEB_FOLDER.rglob("*.js"))
    assert len(scripts) > 8
    for name in scripts:
        script = client.get(f"/web/{name}").text
        for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "://"):
            assert forbidden not in script, (name, forbidden)


def test_markup_of_documents_is_text_in_every_page_that_the_server_writes(tmp_path: Path) -> None:
    markup = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    text = f"清河市{markup}补贴办法\n第一条　{markup}每户补贴一万元。\n第二条　依照第一条{markup}执行。\n"
    with open_base(tmp_path) as base:
        take(base, {f"{markup.replace('/', '')}.txt": text})
        take(base, {f"{markup.replace('/', '')}.txt": text.replace("一万", "二万")})
        with TestClient(create_app(base), base_url="http://127.0.0.1:8000") as client:
            paths = client.get("/openapi.json").json()["paths"]
            pages = [path for path, methods in paths.items() if _writes_html(methods)]
            assert "/v1/documents/{document_id}/diff.html" in pages
            sent = [*pages, "/", "/d/d000001", "/d/d000001@1%23第一条", "/no-such-page"]
            for path in sent:
                url = path.replace("{document_id}", "d000001").replace("{address}", "第一条")
                answer = client.get(url, params={"from": 1, "to": 2} if "diff" in path else {})
                assert "<script>alert" not in answer.text or "json" in answer.headers["Content-Type"], url
                assert "<img src=x" not in answer.text or "json" in answer.headers["Content-Type"], url
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert (
                "&lt;script&gt;alert(1)&lt;/script&gt;"
                in client.get("/v1/documents/d000001/diff.html?from=1&to=2").text
            )


def _writes_html(methods: dict[str, Any]) -> bool:
    return "text/html" in methods.get("get", {}).get("responses", {}).get("200", {}).get("content", {})


def test_a_source_file_is_a_download_that_never_runs(client: TestClient, kb: FakeKnowledgeBase) -> None:
    kb.files["d1"] = SourceFile('关于"贴息"的\r\n办法.html', b"<script>alert(1)</script>")
    response = client.get("/v1/documents/d1/source")
    assert response.content == b"<script>alert(1)</script>"
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["Content-Disposition"] == (
        'attachment; filename="___________.html"; '
        "filename*=UTF-8''%E5%85%B3%E4%BA%8E%22%E8%B4%B4%E6%81%AF%22%E7%9A%84__%E5%8A%9E%E6%B3%95.html"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("a b.txt", "attachment; filename=\"a b.txt\"; filename*=UTF-8''a%20b.txt"),
        ("../../etc/passwd", "attachment; filename=\"_.._etc_passwd\"; filename*=UTF-8''_.._etc_passwd"),
        ("", "attachment; filename=\"source\"; filename*=UTF-8''source"),
        ("50%;x.txt", "attachment; filename=\"50__x.txt\"; filename*=UTF-8''50%25%3Bx.txt"),
    ],
)
def test_a_file_name_stays_inside_its_header(name: str, value: str) -> None:
    assert content_disposition(name) == value


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("localhost", True),
        ("::1", True),
        ("[::1]", True),
        ("0.0.0.0", False),
        ("192.168.0.1", False),
        ("example.org", False),
    ],
)
def test_loopback_hosts_are_known(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected
