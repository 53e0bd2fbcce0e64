"""`GET /v1/phrases` over a real knowledge base."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.examples import PHRASES_RESPONSE
from api.phrase_schemas import PhrasesResponse
from kb.commands.phrases import phrase_result
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from tests.fakes import HashEncoder

POLICY = """甲市小微企业贷款贴息办法

第一条 为减轻小微企业融资成本，制定本办法。

第二条 贴息比例为贷款利息的50%，单户企业每年最高20万元。

第三条 本办法自2024年1月1日起施行。
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    base = KnowledgeBase.open(Settings(home=tmp_path_factory.mktemp("api") / "home"), encoder=HashEncoder())
    base.ingest_files([("办法.txt", POLICY.encode())])
    yield base
    base.close()


@pytest.fixture
def http(base: KnowledgeBase) -> Iterator[TestClient]:
    with TestClient(create_app(base), base_url="http://127.0.0.1:8000") as client:
        yield client


def _get(http: TestClient, **params: Any) -> Any:
    response = http.get("/v1/phrases", params=params)
    assert response.status_code == 200, response.text
    return response.json()


def test_a_place_has_exactly_the_fields_of_the_contract(http: TestClient, base: KnowledgeBase) -> None:
    start = base.document("d000001").text.index("单户企业")
    assert _get(http, text="单户企业每年最高", as_of="2023-06-01") == {
        "text": "单户企业每年最高",
        "total": 1,
        "exact": True,
        "places": [
            {
                "clause_id": "d000001@1#第二条",
                "clause_label": "第二条",
                "heading_path": [],
                "document_id": "d000001",
                "version": 1,
                "title": "甲市小微企业贷款贴息办法",
                "source": "办法.txt",
                "validity": "not_yet",
                "standing": {"label": "尚未施行", "reason": "自 2024-01-01 起施行", "by": None},
                "start": start,
                "end": start + 8,
                "quote": "单户企业每年最高",
                "before": "第二条 贴息比例为贷款利息的50%，",
                "after": "20万元。",
                "differences": [{"op": "equal", "text": "单户企业每年最高", "wanted": "单户企业每年最高"}],
            }
        ],
        "other_total": 0,
        "others": [],
    }


def test_the_nearest_wording_has_its_differences_marked(http: TestClient) -> None:
    found = _get(http, text="单户企业每年最高30万元")
    assert (found["total"], found["exact"], found["places"][0]["quote"]) == (1, False, "单户企业每年最高20万元")
    assert found["places"][0]["differences"] == PHRASES_RESPONSE["places"][0]["differences"]


def test_places_are_given_by_pages(http: TestClient) -> None:
    assert _get(http, text="企业", limit=1)["total"] == 3
    labels = [place["clause_label"] for place in _get(http, text="企业", limit=2, offset=1)["places"]]
    assert labels == ["第一条", "第二条"]


def test_the_command_line_prints_the_same(http: TestClient, base: KnowledgeBase) -> None:
    assert phrase_result(base.phrases.find("贷款利息的百分之五十")) == _get(http, text="贷款利息的百分之五十")


@pytest.mark.parametrize("text", ["款", "，。", "款" * 501, ""])
def test_what_cannot_be_looked_up_is_refused(http: TestClient, text: str) -> None:
    response = http.get("/v1/phrases", params={"text": text})
    assert response.status_code == 422
    assert response.json()["error"]["message"]


def test_the_example_is_true_to_the_schema() -> None:
    assert PhrasesResponse.model_validate(PHRASES_RESPONSE).model_dump(mode="json") == PHRASES_RESPONSE
