"""`POST /v1/verify` over a real knowledge base."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.examples import VERIFY_REQUEST, VERIFY_RESPONSE
from api.verify_schemas import VerifyRequest, VerifyResponse
from kb.knowledge_base import KnowledgeBase
from kb.wire.verification import verification
from tests.kb.homes import LOANS, open_base, take

TITLE = "《清河市小微企业贷款贴息办法》"
TEXT = f"{TITLE}第三条规定，单户每年最高500万元[1]。"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with open_base(tmp_path_factory.mktemp("verify") / "home") as opened:
        take(opened, {"贷款.txt": LOANS})
        yield opened


@pytest.fixture
def http(base: KnowledgeBase) -> Iterator[TestClient]:
    with TestClient(create_app(base), base_url="http://127.0.0.1:8000") as client:
        yield client


def test_a_sentence_has_exactly_the_fields_of_the_contract(http: TestClient, base: KnowledgeBase) -> None:
    response = http.post("/v1/verify", json={"text": TEXT, "as_of": "2024-06-01"})
    assert response.status_code == 200, response.text
    link = "/d/d000001@1#%E7%AC%AC%E4%B8%89%E6%9D%A1"
    start = base.document("d000001").text.index("单户每年最高")
    assert response.json() == {
        "as_of": "2024-06-01",
        "supported": False,
        "counts": {"verbatim": 0, "same_figures": 0, "near": 0, "unsupported": 1, "unchecked": 0},
        "sentences": [
            {
                "text": TEXT,
                "start": 0,
                "end": len(TEXT),
                "verdict": "unsupported",
                "claim": "单户每年最高500万元",
                "cited": [
                    {
                        "text": f"{TITLE}第三条",
                        "document_id": "d000001",
                        "version": 1,
                        "clause_id": "d000001@1#第三条",
                        "official_citation": f"{TITLE}第三条",
                        "link": link,
                        "problem": None,
                    }
                ],
                "place": {
                    "clause_id": "d000001@1#第三条",
                    "clause_label": "第三条",
                    "official_citation": f"{TITLE}第三条",
                    "link": link,
                    "heading_path": [],
                    "document_id": "d000001",
                    "version": 1,
                    "title": TITLE.strip("《》"),
                    "source": "贷款.txt",
                    "validity": "in_force",
                    "standing": None,
                    "start": start,
                    "end": start + 12,
                    "quote": "单户每年最高1000万元",
                    "differences": [
                        {"op": "equal", "text": "单户每年最高", "wanted": "单户每年最高"},
                        {"op": "replace", "text": "1000万元", "wanted": "500万元"},
                    ],
                },
                "faults": [{"kind": "figure_differs", "message": "写的是“500万元”，原文是“1000万元”"}],
            }
        ],
    }
    assert verification(base.verification.check(TEXT, as_of=date(2024, 6, 1))) == response.json()


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ({"text": ""}, "invalid_request", "请求参数有误。text：至少要有 1 个字符。"),
        ({"text": "字" * 10_001}, "invalid_request", "请求参数有误。text：不能超过 10000 个字符。"),
        ({"text": "。"}, "invalid_question", "没有要核对的文字；请给出要核对的句子"),
    ],
)
def test_what_cannot_be_checked_is_refused(http: TestClient, body: Any, code: str, message: str) -> None:
    response = http.post("/v1/verify", json=body)
    assert response.status_code == 422
    assert (response.json()["error"]["code"], response.json()["error"]["message"]) == (code, message)


def test_the_examples_are_what_is_taken_and_sent() -> None:
    assert VerifyRequest.model_validate(VERIFY_REQUEST).model_dump(mode="json") == VERIFY_REQUEST
    assert VerifyResponse.model_validate(VERIFY_RESPONSE).model_dump(mode="json") == VERIFY_RESPONSE
