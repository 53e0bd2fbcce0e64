"""What stands around a question on the wire: earlier turns, words left alone, examples, facets, whom to ask."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from tests.fakes import HashEncoder

TITLE = "甲市小微企业贷款贴息办法"
POLICY = f"""{TITLE}

第一条 为减轻小微企业融资成本，制定本办法。

第二条 贴息比例为贷款利息的50%，单户企业每年最高20万元。

第三条 贴息期限最长为两年。

第四条 企业应当符合下列条件：在本市注册登记，无不良信用记录。

第五条 本办法由甲市财政局负责解释。

第六条 本办法自2024年1月1日起施行。

甲市财政局
2023年12月20日
"""
QUESTION = "小微企业贷款贴息单户企业每年最高多少"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    base = KnowledgeBase.open(Settings(home=tmp_path_factory.mktemp("turns") / "home"), encoder=HashEncoder(256))
    base.ingest_files([("办法.txt", POLICY.encode())])
    with TestClient(create_app(base), base_url="http://127.0.0.1:8000") as client:
        yield client
    base.close()


def _asked(client: TestClient, question: str, **more: Any) -> dict[str, Any]:
    response = client.post("/v1/ask", json={"question": question, **more})
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def _turn(found: dict[str, Any]) -> dict[str, Any]:
    first = found["citations"][0]["document_id"] if found["citations"] else None
    return {"question": found["question"], "answer": found["answer"], "document_id": first}


@pytest.mark.parametrize("asked", ["要什么条件？", "要符合哪些条件？", "那有啥条件"])
def test_conditions_asked_of_nothing_are_those_that_the_last_document_lists(client: TestClient, asked: str) -> None:
    found = _asked(client, asked, context=[_turn(_asked(client, QUESTION))])
    assert found["understood_as"] == f"《{TITLE}》要符合哪些条件？"
    assert found["citations"][-1]["quote"] == "第四条 企业应当符合下列条件：在本市注册登记，无不良信用记录。"


def test_a_day_before_anything_was_in_force_is_said(client: TestClient) -> None:
    found = _asked(client, "今天天气怎么样", as_of="1990-01-01")
    assert (found["status"], found["passages"], found["ask_at"]) == ("abstained", [], [])
    assert found["answer"] == (
        f"1990年1月1日那天，库里的文件都还没有施行；最早施行的是《{TITLE}》，自2024年1月1日起。"
        "请换一个日期再问，或不指定日期按今天的效力查。"
    )
    assert "还没有施行" not in _asked(client, "今天天气怎么样", as_of="2024-01-01")["answer"]


def test_a_follow_up_is_answered_of_the_document_cited_before(client: TestClient) -> None:
    before = _turn(_asked(client, QUESTION))
    found = _asked(client, "那贴息期限呢？", context=[before])
    assert (found["question"], found["understood_as"]) == ("那贴息期限呢？", f"《{TITLE}》贴息期限？")
    assert "最长为两年" in found["answer"]
    assert _asked(client, QUESTION, context=[before])["understood_as"] is None


def test_an_abstention_says_whom_to_ask(client: TestClient) -> None:
    before = _turn(_asked(client, QUESTION))
    found = _asked(client, "那月球温度是多少呢？", context=[before])
    assert (found["status"], found["citations"]) == ("abstained", [])
    assert found["ask_at"] == [
        {
            "name": "甲市财政局",
            "quote": "第五条 本办法由甲市财政局负责解释。",
            "document_id": "d000001",
            "version": 1,
            "title": TITLE,
            "clause_label": "第五条",
            "link": "/d/d000001@1#%E7%AC%AC%E4%BA%94%E6%9D%A1",
        }
    ]


def test_a_turn_about_a_document_that_is_gone_is_no_context(client: TestClient) -> None:
    gone = {"question": "甲乙丙丁？", "answer": "戊己。[1]", "document_id": "d999999"}
    assert _asked(client, "那月球温度是多少呢？", context=[gone])["status"] == "abstained"


@pytest.mark.parametrize(
    "bad",
    [
        {"conversation_id": "c1"},
        {"context": [{"question": ""}]},
        {"context": [{"question": "问", "who": "我"}]},
        {"context": [{"question": "问" * 2001}]},
        {"context": [{"question": "问"}] * 51},
        {"context": "c1"},
    ],
)
def test_a_context_that_cannot_be_read_is_refused(client: TestClient, bad: dict[str, Any]) -> None:
    response = client.post("/v1/ask", json={"question": "那利率呢？", **bad})
    assert response.status_code == 422
    assert next(iter(bad)) in response.text


def test_a_question_of_ten_thousand_characters_is_refused_by_its_length(client: TestClient) -> None:
    response = client.post("/v1/ask", json={"question": "长" * 10_000})
    assert response.status_code == 422
    assert "问题有 10000 个字符" in response.json()["error"]["message"]


def test_words_stand_for_themselves_where_that_is_wanted(client: TestClient) -> None:
    question = "小微企业贷款利息能补贴一半吗"
    words = [one["from"] for one in _asked(client, question)["expansions"]]
    assert words
    without = _asked(client, question, without_expansions=words[:1])
    assert [one["from"] for one in without["expansions"]] == words[1:]


def test_a_search_says_how_it_was_understood(client: TestClient) -> None:
    context = [{"question": QUESTION, "answer": f"《{TITLE}》第二条", "document_id": None}]
    found = client.post("/v1/search", json={"question": "那贴息期限呢？", "context": context}).json()
    assert found["warnings"][0] == f"按上文理解为：《{TITLE}》贴息期限？"


def test_examples_are_answered_and_facets_are_those_of_the_documents(client: TestClient) -> None:
    examples = [one["question"] for one in client.get("/v1/examples").json()["examples"]]
    assert f"《{TITLE}》什么时候开始施行？" in examples
    for question in examples:
        found = _asked(client, question)
        assert (found["status"], {one["title"] for one in found["citations"]}) == ("answered", {TITLE})
    held = client.get("/v1/documents").json()["documents"]
    facets = client.get("/v1/facets").json()
    assert facets["issuers"] == [{"value": one["issuer"], "documents": 1} for one in held if one["issuer"]]
    assert facets["regions"] == [{"value": one["region"], "documents": 1} for one in held if one["region"]]


@pytest.mark.parametrize("question", ["注册资本的期限？", "注册资本是多少？", "那注册资本的期限呢？"])
def test_a_topic_that_the_document_does_not_name_is_not_answered_by_another(client: TestClient, question: str) -> None:
    found = _asked(client, question, context=[_turn(_asked(client, QUESTION))])
    assert (found["status"], found["citations"]) == ("abstained", [])
    assert f"上文的文件《{TITLE}》里没有写所问的内容" in found["answer"]


def test_a_short_question_is_put_to_the_last_document_first(client: TestClient) -> None:
    found = _asked(client, "贴息期限是多久？", context=[_turn(_asked(client, QUESTION))])
    assert (found["understood_as"], "最长为两年" in found["answer"]) == (f"《{TITLE}》贴息期限是多久？", True)


def test_what_is_offered_for_asking_on_is_answered(client: TestClient) -> None:
    offered = client.get("/v1/documents/d000001/questions").json()["questions"]
    assert {"short": "什么时候开始施行？", "question": f"《{TITLE}》什么时候开始施行？"} in offered
    assert not any("材料" in one["short"] or "利率" in one["short"] for one in offered)
    before = _turn(_asked(client, QUESTION))
    assert {_asked(client, one["question"], context=[before])["status"] for one in offered} == {"answered"}
    assert client.get("/v1/documents/d999999/questions").json() == {"questions": []}
