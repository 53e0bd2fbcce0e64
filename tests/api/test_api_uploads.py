"""What an upload may carry, and what becomes of it."""

from collections.abc import Iterator
from typing import Any, cast

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.uploads import bare_name
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from tests.api.fake_kb import TEXT, FakeKnowledgeBase

LIMIT = 5000


@pytest.fixture
def small() -> Iterator[TestClient]:
    """A server that takes files of at most 5,000 bytes."""
    app = create_app(cast(KnowledgeBase, FakeKnowledgeBase(Settings(source_bytes=LIMIT))))
    with TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as client:
        yield client


def error_of(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.text
    error: dict[str, Any] = response.json()["error"]
    assert error.keys() == {"code", "message", "detail"}
    return error


def test_each_file_has_its_report(client: TestClient) -> None:
    files = [
        ("files", ("新通知.txt", "关于申报的通知\n请于月底前申报。\n".encode())),
        ("files", ("坏.bin", b"\0\1\2")),
        ("files", ("又一份.txt", TEXT.encode())),
    ]
    assert client.post("/v1/documents", files=files).json() == {
        "files": [
            {
                "name": "新通知.txt",
                "status": "added",
                "documents": [
                    {
                        "document_id": "d3",
                        "version": 1,
                        "title": "关于申报的通知",
                        "kind": "notice",
                        "doc_number": None,
                        "published": None,
                        "effective_from": None,
                        "clauses": 1,
                        "passages": 1,
                        "gaps": [],
                        "groups": [],
                    }
                ],
                "reason": None,
                "warnings": [],
                "read": {
                    "format": "text",
                    "characters": 17,
                    "tables": 0,
                    "pages": 0,
                    "text_share": None,
                    "lowest_confidence": None,
                },
                "seconds": 0.013,
            },
            {
                "name": "坏.bin",
                "status": "failed",
                "documents": [],
                "reason": "不是文本，请另存为 UTF-8 后重试。",
                "warnings": [],
                "read": None,
                "seconds": 0.0,
            },
            {
                "name": "又一份.txt",
                "status": "duplicate",
                "documents": [],
                "reason": "内容与已有文件相同。",
                "warnings": [],
                "read": None,
                "seconds": 0.0,
            },
        ],
        "counts": {"added": 1, "updated": 0, "unchanged": 0, "duplicate": 1, "skipped": 0, "failed": 1},
        "generation": 2,
        "seconds": 0.25,
    }


def test_a_file_at_the_limit_is_taken_and_one_byte_more_is_not(small: TestClient) -> None:
    assert small.post("/v1/documents", files={"files": ("a.txt", b"a" * LIMIT)}).status_code == 200
    error = error_of(small.post("/v1/documents", files={"files": ("大.txt", b"a" * (LIMIT + 1))}), 413)
    assert (error["code"], error["detail"]) == ("too_large", {"limit_bytes": LIMIT})
    assert "大.txt" in error["message"]


def test_all_files_together_are_limited_while_they_are_read(small: TestClient) -> None:
    def endless() -> Iterator[bytes]:
        # 20 MB without Content-Length, in form fields that are no files.
        for _ in range(20):
            yield b'--b\r\nContent-Disposition: form-data; name="t"\r\n\r\n'
            yield b"y" * 1_000_000
            yield b"\r\n"

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    error = error_of(small.post("/v1/documents", content=endless(), headers=headers), 413)
    assert error["detail"] == {"limit_bytes": 10 * LIMIT + 1_000_000}


def test_a_body_whose_announced_length_is_over_the_limit_is_refused_at_once(small: TestClient) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=b", "Content-Length": "999999999"}
    assert error_of(small.post("/v1/documents", content=b"", headers=headers), 413)["code"] == "too_large"


def test_json_bodies_are_limited_announced_or_not(client: TestClient) -> None:
    headers = {"Content-Type": "application/json"}
    body = b'{"question": "' + b"x" * 1_000_000 + b'"}'
    for content in (body, iter([body[:500_000], body[500_000:]])):
        error = error_of(client.post("/v1/ask", content=content, headers=headers), 413)
        assert (error["code"], error["detail"]) == ("too_large", {"limit_bytes": 1_000_000})


def test_a_multipart_body_does_not_widen_the_limit_of_other_routes(client: TestClient) -> None:
    response = client.post("/v1/ask", files={"files": ("a.txt", b"x" * 1_000_001)})
    assert error_of(response, 413)["detail"] == {"limit_bytes": 1_000_000}


@pytest.mark.parametrize(("count", "status"), [(100, 200), (101, 413)])
def test_the_number_of_files_is_limited(client: TestClient, count: int, status: int) -> None:
    files = [("files", (f"{number}.txt", f"通知{number}".encode())) for number in range(count)]
    response = client.post("/v1/documents", files=files)
    assert response.status_code == status
    if status == 413:
        assert error_of(response, 413)["detail"] == {"limit_files": 100}


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (b"x", {}, 415, "unsupported_media_type"),
        (b"{}", {"Content-Type": "application/json"}, 415, "unsupported_media_type"),
        (b"x", {"Content-Type": "multipart/form-data"}, 400, "invalid_multipart"),
        (b"x", {"Content-Type": "multipart/form-data; boundary=b"}, 400, "invalid_multipart"),
        (b"--b--\r\n", {"Content-Type": "multipart/form-data; boundary=b"}, 422, "no_files"),
        (
            b'--b\r\nContent-Disposition: form-data; name="files"\r\n\r\ntext\r\n--b--\r\n',
            {"Content-Type": "multipart/form-data; boundary=b"},
            422,
            "no_files",
        ),
        (
            b'--b\r\nContent-Disposition: form-data; name="files"; filename=""\r\n\r\n\r\n--b--\r\n',
            {"Content-Type": "multipart/form-data; boundary=b"},
            422,
            "no_files",
        ),
    ],
)
def test_an_upload_that_is_none_is_refused(
    client: TestClient, body: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    assert error_of(client.post("/v1/documents", content=body, headers=headers), status)["code"] == code


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("办法.txt", "办法.txt"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\某人\\办法.txt", "办法.txt"),
        ("a\nb\0c.txt", "a_b_c.txt"),
        ("..", "unnamed"),
        ("/", "unnamed"),
        ("长" * 300 + ".txt", "长" * 196 + ".txt"),
    ],
)
def test_a_file_name_loses_its_folders_and_control_characters(name: str, bare: str) -> None:
    assert bare_name(name) == bare


def test_a_withdrawn_document_is_not_found_until_it_is_restored(client: TestClient) -> None:
    def found() -> set[str]:
        passages = client.post("/v1/search", json={"question": "小微企业贷款贴息"}).json()["passages"]
        return {passage["document_id"] for passage in passages}

    assert found() == {"d1", "d2"}
    assert client.delete("/v1/documents/d1").json() == {"document_id": "d1", "status": "withdrawn"}
    assert found() == {"d2"}
    assert client.get("/v1/documents").json()["total"] == 1
    assert client.get("/v1/documents?include_withdrawn=true").json()["total"] == 2
    assert client.get("/v1/documents/d1").json()["withdrawn"] is True
    assert client.post("/v1/documents/d1/restore").json() == {"document_id": "d1", "status": "restored"}
    assert found() == {"d1", "d2"}
    assert client.delete("/v1/documents/d1?purge=true").json() == {"document_id": "d1", "status": "purged"}
    assert client.get("/v1/documents/d1").status_code == 404
