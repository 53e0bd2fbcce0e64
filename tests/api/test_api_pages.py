"""Pages of files over HTTP: sizes, pictures, and the page and boxes of a citation; uploads from several threads."""

import io
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from api.app import create_app
from api.schemas import AskResponse
from kb.knowledge_base import KnowledgeBase
from kb.types import Query
from kb.wire import results as wire
from tests.kb.homes import LOANS, RENT, open_base, take
from tests.kb.ingest.readers import misbehaving
from tests.kb.ingest.readers.paged import LEFT, READERS, SIZE, TOP, paged_file

LINES = LOANS.splitlines()
PAGES = "/v1/documents/d000001/pages"


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KnowledgeBase]:
    table = {**READERS, ".pdf": misbehaving.exiting, ".ofd": misbehaving.looping}
    monkeypatch.setattr("kb.ingest.readers.table.READERS", table)
    with open_base(tmp_path / "home", reader_seconds=1.0) as base:
        take(base, {"贴息.tif": paged_file(LINES[:3], LINES[3:])})
        yield base


@pytest.fixture
def http(base: KnowledgeBase) -> Iterator[TestClient]:
    with TestClient(create_app(base), base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as client:
        yield client


def test_the_pages_of_a_document(http: TestClient) -> None:
    counts = [sum(map(len, LINES[:3])), sum(map(len, LINES[3:]))]
    assert http.get(PAGES).json() == {
        "document_id": "d000001",
        "version": 1,
        "source": "贴息.tif",
        "format": "scan",
        "text_share": 1.0,
        "lowest_confidence": None,
        "pages": [
            {
                "page": page,
                "width": 600.0,
                "height": 840.0,
                "characters": count,
                "share": round(count / sum(counts), 4),
                "confidence": None,
            }
            for page, count in enumerate(counts, start=1)
        ],
    }
    assert http.get("/v1/documents/d000009/pages").status_code == 404


def test_a_picture_of_a_page(http: TestClient) -> None:
    response = http.get(f"{PAGES}/2.png?width=600&version=1")
    assert (response.status_code, response.headers["content-type"]) == (200, "image/png")
    assert response.headers["cache-control"] == "no-store"
    with Image.open(io.BytesIO(response.content)) as drawn:
        # Not enlarged beyond what the file holds.
        assert drawn.size == (600, 840)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("3.png", 404, "not_found"),
        ("0.png", 422, "invalid_request"),
        ("x.png", 422, "invalid_request"),
        ("1.png?width=9999", 422, "invalid_request"),
        ("1.jpg", 404, "not_found"),
        ("1.png?version=2", 404, "not_found"),
    ],
)
def test_a_picture_that_there_is_not_is_an_error_of_the_one_shape(
    http: TestClient, path: str, status: int, code: str
) -> None:
    response = http.get(f"{PAGES}/{path}")
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)


def test_a_citation_has_its_page_and_boxes_on_the_wire(http: TestClient, base: KnowledgeBase) -> None:
    question = "清河市小微企业贷款贴息办法第三条"
    citation = http.post("/v1/ask", json={"question": question}).json()["citations"][0]
    assert citation["page"] == 2
    assert citation["boxes"] == [
        {"page": 2, "left": LEFT, "top": TOP, "right": LEFT + SIZE * len(LINES[3]), "bottom": TOP + SIZE}
    ]
    answer = base.ask(Query(question))
    assert AskResponse.from_answer(answer).model_dump(mode="json") == wire.answer(answer)


def test_files_that_stop_their_reader_are_reported_and_the_others_come_in(http: TestClient) -> None:
    files = [
        ("files", (name, data))
        for name, data in {"坏.pdf": b"%PDF", "慢.ofd": b"PK", "租金.tif": paged_file(RENT.splitlines())}.items()
    ]
    reports = http.post("/v1/documents", files=files).json()["files"]
    assert [(report["name"], report["status"]) for report in reports] == [
        ("坏.pdf", "failed"),
        ("慢.ofd", "failed"),
        ("租金.tif", "added"),
    ]
    assert reports[0]["reason"] == (
        "读取“坏.pdf”时读取程序中断（退出码 7）；文件可能已损坏：请用原软件打开并另存一份再导入"
    )
    assert reports[1]["reason"].startswith("读取“慢.ofd”超过 1 秒还没有完成，已停止")
    assert reports[2]["read"] == {
        "format": "scan",
        "characters": len(RENT),
        "tables": 0,
        "pages": 1,
        "text_share": 1.0,
        "lowest_confidence": None,
    }
    assert reports[2]["documents"][0]["effective_from"] == "2023-01-01"


def test_several_threads_upload_at_once(http: TestClient) -> None:
    replies: list[tuple[int, str]] = []

    def upload(number: int) -> None:
        lines = [line.replace("清河市", f"清河市{number}区") for line in LINES]
        response = http.post("/v1/documents", files={"files": (f"{number}.tif", paged_file(lines))})
        replies.append((response.status_code, response.json()["files"][0]["status"]))

    threads = [threading.Thread(target=upload, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert replies == [(200, "added")] * 4
