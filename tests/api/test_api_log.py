"""The log over HTTP: who the header names, filters, pages."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from tests.fakes import HashEncoder
from tests.kb.homes import LOANS, RENT


@pytest.fixture
def http(tmp_path: Path) -> Iterator[TestClient]:
    base = KnowledgeBase.open(Settings(home=tmp_path / "home", actor="不算"), encoder=HashEncoder(256))
    with TestClient(create_app(base), base_url="http://127.0.0.1:8000") as client:
        yield client
    base.close()


def test_a_change_is_told_with_the_actor_of_the_header(http: TestClient) -> None:
    file = {"files": ("贷款.txt", LOANS.encode())}
    http.post("/v1/documents", files=file, headers={"X-Actor": quote("王芳")})
    http.delete("/v1/documents/d000001", headers={b"X-Actor": "李强".encode()})
    http.post("/v1/documents/d000001/restore", headers={"X-Actor": "a%0Ab" + "c" * 200})
    http.delete("/v1/documents/d000001", params={"purge": True})
    found = http.get("/v1/log").json()
    assert [(one["who"], one["action"], one["title"]) for one in found["entries"]] == [
        ("unknown", "purged", None),
        ("a b" + "c" * 97, "restored", None),
        ("李强", "withdrawn", None),
        ("王芳", "added", None),
    ]
    assert found["total"] == 4


def test_the_log_is_filtered_and_paged(http: TestClient) -> None:
    http.post("/v1/documents", files=[("files", ("a.txt", LOANS.encode())), ("files", ("b.txt", RENT.encode()))])
    http.delete("/v1/documents/d000002")
    (entry,) = http.get("/v1/log", params={"document": "d000001"}).json()["entries"]
    at = entry.pop("at")
    assert datetime.fromisoformat(at).utcoffset() == timedelta(0)
    assert entry == {
        "number": 1,
        "who": "unknown",
        "action": "added",
        "document_id": "d000001",
        "version": 1,
        "title": "清河市小微企业贷款贴息办法",
        "source": "a.txt",
        "sha256": "2590ad4b59638ea94cb745e1411b33d3a0fa9f62573a9d1e6156c04611c29ee7",
        "detail": {},
    }
    page = http.get("/v1/log", params={"limit": 1, "offset": 1}).json()
    assert ([one["document_id"] for one in page["entries"]], page["total"]) == (["d000002"], 3)
    assert http.get("/v1/log", params={"action": "withdrawn"}).json()["total"] == 1
    tomorrow = (datetime.now().astimezone() + timedelta(days=1)).date().isoformat()
    assert http.get("/v1/log", params={"since": tomorrow}).json() == {"entries": [], "total": 0}


@pytest.mark.parametrize("params", [{"action": "绕过"}, {"since": "昨天"}, {"limit": 0}, {"offset": -1}])
def test_what_cannot_be_asked_is_refused(http: TestClient, params: dict[str, str]) -> None:
    assert http.get("/v1/log", params=params).status_code == 422
