"""The exact shapes of DESIGN section 5."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from kb.settings import Settings
from tests.api.fake_kb import LINES, NEWS_TEXT, QUOTE, QUOTE_START, TEXT, TITLE, FakeKnowledgeBase

PLACE = {
    "clause_id": "d1@1#第二条",
    "clause_label": "第二条",
    "official_citation": f"《{TITLE}》（甲财规〔2023〕8号）第二条",
    "link": "/d/d1@1#%E7%AC%AC%E4%BA%8C%E6%9D%A1",
    "heading_path": [],
    "document_id": "d1",
    "version": 1,
    "title": TITLE,
    "source": "办法.txt",
    "validity": "in_force",
    "standing": None,
}
# Stated by the text, set by nobody.
READ = {"set_by": None, "set_at": None}
FIRST_PASSAGE = {
    **PLACE,
    "rank": 1,
    "score": 8.0,
    "passage_id": "d1@1#p1",
    "text": LINES[1].rstrip("\n"),
    "page": None,
    "start": len(LINES[0]),
    "end": len(LINES[0] + LINES[1]) - 1,
    "also_in": [],
    "retrieved_by": {"keyword": {"rank": 1, "score": 8.0}},
}
EXPANSIONS = [{"from": "补贴", "to": ["贴息"]}]
QUESTION = "小微企业贷款贴息每年多少"


def ask(client: TestClient, **body: Any) -> Any:
    response = client.post("/v1/ask", json={"question": QUESTION, **body})
    assert response.status_code == 200, response.text
    return response.json()


def test_an_answer_has_exactly_the_fields_of_the_contract(client: TestClient) -> None:
    answer = ask(client, top_k=1)
    assert answer == {
        "question": QUESTION,
        "status": "answered",
        "answer": f"{QUOTE}[1]",
        "confidence": 0.93,
        "citations": [
            {
                **PLACE,
                "mark": 1,
                "quote": QUOTE,
                "passage_id": "d1@1#p1",
                "issuer": "甲市财政局、甲市金融办",
                "doc_number": "甲财规〔2023〕8号",
                "published": None,
                "effective_from": "2024-01-01",
                "effective_to": None,
                "page": None,
                "boxes": [],
                "start": QUOTE_START,
                "end": QUOTE_START + len(QUOTE),
            }
        ],
        "links": [],
        "passages": [FIRST_PASSAGE],
        "expansions": EXPANSIONS,
        "warnings": ["提醒"],
        "left_out": [],
        "understood_as": None,
        "ask_at": [],
        "answered_by": "extractive",
        "rejected": [],
        "fingerprint": "f00d",
        "timings_ms": {"answer": 0.5},
    }


def test_an_abstention_is_an_answer_with_the_nearest_passages(client: TestClient) -> None:
    answer = ask(client, question="企业可以在线申请吗")
    assert (answer["status"], answer["citations"]) == ("abstained", [])
    assert answer["passages"][0]["text"] == NEWS_TEXT.rstrip("\n")


def test_a_search_has_exactly_the_fields_of_the_contract(client: TestClient) -> None:
    response = client.post("/v1/search", json={"question": QUESTION, "top_k": 1})
    assert response.json() == {
        "passages": [FIRST_PASSAGE],
        "expansions": EXPANSIONS,
        "warnings": ["提醒"],
        "left_out": [],
        "timings_ms": {"search": 1.5},
    }


def test_every_field_of_a_request_reaches_the_query(client: TestClient, kb: FakeKnowledgeBase) -> None:
    filters = {"document_ids": ["d1"], "region": ["甲市"], "issuer": ["甲市财政局"], "doc_type": ["policy"]}
    ask(
        client,
        question=f"  {QUESTION}\n",
        top_k=7,
        as_of="2023-12-31",
        include_not_in_force=True,
        filters=filters,
        answerer="extractive",
        stream=False,
    )
    query = kb.queries[-1]
    assert (query.question, query.top_k, str(query.as_of)) == (QUESTION, 7, "2023-12-31")
    assert query.include_not_in_force
    assert query.filters.document_ids == ("d1",)
    assert query.filters.region == ("甲市",)
    assert query.filters.issuer == ("甲市财政局",)
    assert query.filters.doc_type == ("policy",)


def test_what_a_request_leaves_out_comes_from_the_settings(client: TestClient, kb: FakeKnowledgeBase) -> None:
    ask(client)
    assert kb.queries[-1].top_k == Settings.model_fields["top_k"].default
    assert kb.queries[-1].as_of is None


def test_a_reference_gives_its_clause(client: TestClient) -> None:
    response = client.get("/v1/clauses", params={"ref": f"《{TITLE}》第二条", "as_of": "2023-12-31"})
    place = {**PLACE, "validity": "not_yet"}
    assert response.json() == {
        "clauses": [
            {
                **place,
                "text": LINES[1],
                "start": len(LINES[0]),
                "end": len(LINES[0] + LINES[1]),
                "cites": [],
                "cited_by": [],
                "warnings": [],
                "read_as": None,
            }
        ]
    }


def test_documents_are_listed(client: TestClient) -> None:
    listing = client.get("/v1/documents", params={"limit": 1}).json()
    assert listing == {
        "documents": [
            {
                "document_id": "d1",
                "version": 1,
                "title": TITLE,
                "kind": "policy",
                "issuer": "甲市财政局、甲市金融办",
                "doc_number": "甲财规〔2023〕8号",
                "region": None,
                "published": None,
                "effective_from": "2024-01-01",
                "effective_to": None,
                "validity": "in_force",
                "source": "办法.txt",
                "withdrawn": False,
                "clauses": 3,
                "groups": [],
            }
        ],
        "total": 2,
        "facets": None,
    }


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"source": "新闻.txt"}, ["d2"]),
        ({"q": "办法昨日"}, ["d2"]),
        ({"q": ""}, ["d1", "d2"]),
        ({"offset": 1}, ["d2"]),
        ({"offset": 9}, []),
    ],
)
def test_documents_are_found_by_source_title_and_page(
    client: TestClient, params: dict[str, str], found: list[str]
) -> None:
    documents = client.get("/v1/documents", params=params).json()["documents"]
    assert [document["document_id"] for document in documents] == found


def test_a_document_comes_with_its_text_and_the_evidence_of_its_dates(client: TestClient) -> None:
    document = client.get("/v1/documents/d1").json()
    assert document.pop("text") == TEXT
    start = TEXT.index("自2024")
    assert document == {
        "document_id": "d1",
        "version": 1,
        "title": TITLE,
        "subtitle": None,
        "byline": None,
        "kind": "policy",
        "issuer": "甲市财政局、甲市金融办",
        "doc_number": "甲财规〔2023〕8号",
        "region": None,
        "published": None,
        "effective_from": "2024-01-01",
        "effective_to": None,
        "validity": "in_force",
        "standing": None,
        "source": "办法.txt",
        "withdrawn": False,
        "repealed_by": None,
        "repeals": [],
        "still_cited": [],
        "groups": [],
        "amended": [],
        "amends": [],
        "evidence": {
            "doc_number": [{"value": "甲财规〔2023〕8号", "start": None, "end": None, "inferred": False, **READ}],
            "effective_from": [{"value": "2024-01-01", "start": start, "end": start + 10, "inferred": False, **READ}],
            "issuer": [
                {"value": "甲市财政局", "start": None, "end": None, "inferred": False, **READ},
                {"value": "甲市金融办", "start": None, "end": None, "inferred": False, **READ},
            ],
        },
    }


def test_the_clauses_of_a_document_give_its_text_back(client: TestClient) -> None:
    tree = client.get("/v1/documents/d1/clauses").json()
    assert "".join(TEXT[each["own_start"] : each["own_end"]] for each in tree["clauses"]) == TEXT
    assert tree["clauses"][1] == {
        "clause_id": "d1@1#第二条",
        "address": "第二条",
        "official_citation": PLACE["official_citation"],
        "link": PLACE["link"],
        "kind": "article",
        "label": "第二条",
        "title": None,
        "start": len(LINES[0]),
        "end": len(LINES[0] + LINES[1]),
        "own_start": len(LINES[0]),
        "own_end": len(LINES[0] + LINES[1]),
        "depth": 1,
        "parent": None,
        "heading_path": [],
    }
    assert (tree["document_id"], tree["version"], tree["gaps"]) == ("d1", 1, [])


def test_one_clause_is_reached_by_its_address(client: TestClient) -> None:
    assert client.get("/v1/documents/d1/clauses/第三条").json()["text"] == LINES[2]


def test_the_state_is_told(client: TestClient, kb: FakeKnowledgeBase) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json()["status"] == "ready"
    assert client.get("/v1/stats").json() == {
        "generation": 1,
        "documents": 2,
        "versions": 2,
        "clauses": 4,
        "passages": 4,
        "model": "hash",
        "fingerprint": "f00d",
        "schema_version": 1,
        "dense": {"exact": 4, "sketched": 0, "recall_10": None, "recall_50": None, "reason": "逐条比较"},
        "limits": {
            "question_chars": 2000,
            "source_bytes": 20_000_000,
            "upload_files": 100,
            "upload_bytes": 200_000_000,
        },
    }
    kb.ready = False
    assert client.get("/healthz").status_code == 200
    waiting = client.get("/readyz")
    assert (waiting.status_code, waiting.headers["Retry-After"]) == (503, "1")
    assert waiting.json()["error"]["code"] == "not_ready"
