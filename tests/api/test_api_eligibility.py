"""`POST /v1/eligibility` and the schema of facts, over a real knowledge base."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.eligibility_examples import ELIGIBILITY_REQUEST, ELIGIBILITY_RESPONSE
from api.eligibility_schemas import EligibilityRequest, EligibilityResponse
from kb.knowledge_base import KnowledgeBase
from kb.rules.applicant.given import read_facts
from kb.rules.applicant.schema_examples import EXAMPLES
from kb.settings import Settings
from kb.wire import eligibility as wire_eligibility
from tests.fakes import HashEncoder
from tests.kb.rules.made_policies import ELSEWHERE, FITTING, INTEREST, NOTHING

DAY = "2024-06-01"
DOCUMENT_KEYS = {"document_id", "title", "verdict", "conditions", "ask", "terms"}
CONDITION_KEYS = {"op", "status", "clause_id", "clause_label", "quote", "because", "children"}
TERM_KEYS = {"kind", "value", "unit", "operator", "scope", "clause_id", "quote"}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    base = KnowledgeBase.open(Settings(home=tmp_path_factory.mktemp("eligible") / "home"), encoder=HashEncoder(64))
    for name, text in (("贴息.txt", INTEREST), ("租金.txt", ELSEWHERE), ("古树.txt", NOTHING)):
        base.ingest_files([(name, text.encode())])
    yield base
    base.close()


@pytest.fixture(scope="module")
def client(base: KnowledgeBase) -> Iterator[TestClient]:
    with TestClient(create_app(base), base_url="http://127.0.0.1:8000") as client:
        yield client


def check(client: TestClient, **body: Any) -> Any:
    response = client.post("/v1/eligibility", json={"as_of": DAY, **body})
    assert response.status_code == 200, response.text
    return response.json()


def nodes(condition: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield condition
    for child in condition["children"]:
        yield from nodes(child)


def test_a_fitting_firm_is_eligible_and_every_word_quoted_stands_in_the_text(client: TestClient) -> None:
    found = check(client, document_id="d000001", facts=FITTING)
    (policy,) = found["policies"]
    assert (policy["verdict"], policy["ask"], found["ask"]) == ("eligible", [], [])
    assert policy.keys() >= DOCUMENT_KEYS
    text = client.get("/v1/documents/d000001").json()["text"]
    quoted = [*nodes(policy["conditions"]), *policy["terms"]]
    quoted += [step for step in policy["next_steps"] if step["quote"]]
    assert all(text[one["start"] : one["end"]] == one["quote"] != "" for one in quoted)
    assert all(node.keys() >= CONDITION_KEYS for node in nodes(policy["conditions"]))
    assert all(term.keys() >= TERM_KEYS for term in policy["terms"])
    held = [node for node in nodes(policy["conditions"]) if node["clause_label"] == "第二条第一项"]
    assert [(node["op"], node["status"], node["kind"], node["quote"]) for node in held] == [
        ("leaf", "met", "qualification", "高新技术企业")
    ]
    assert held[0]["clause_id"] == "d000001@1#第二条第一项"
    caps = [term for term in policy["terms"] if term["kind"] == "amount"]
    assert [(cap["value"], cap["unit"], cap["operator"], cap["clause_label"]) for cap in caps] == [
        ("20", "万元", "max", "第四条")
    ]


def test_the_steps_of_the_procedure_come_in_order_with_who_acts_and_by_when(client: TestClient) -> None:
    (policy,) = check(client, document_id="d000001", facts=FITTING)["policies"]
    steps = [(one["kind"], one["actor"], one["deadline"], one["clause_label"]) for one in policy["next_steps"]]
    assert steps == [
        ("procedure", "企业", "每年3月31日前", "第五条第一项"),
        ("procedure", "市科技局", "10个工作日内", "第五条第二项"),
        ("procedure", "市财政局", "5个工作日内", "第五条第三项"),
        ("default", None, None, "第六条"),
        ("contact", None, None, None),
    ]


def test_what_is_missing_is_asked_for_and_the_answer_put_where_it_says(client: TestClient) -> None:
    facts: dict[str, Any] = {name: value for name, value in FITTING.items() if name != "size"}
    found = check(client, document_id="d000001", facts=facts)
    assert found["policies"][0]["verdict"] == "insufficient_information"
    (ask,) = found["ask"]
    assert (ask["fact"], ask["path"], ask["clause_label"]) == ("size", ["size"], "第二条")
    assert [choice["label"] for choice in ask["choices"]] == ["微型", "小型", "中型", "大型"]
    for label, verdict in (("小型", "eligible"), ("大型", "ineligible")):
        value = next(choice["value"] for choice in ask["choices"] if choice["label"] == label)
        answered = check(client, document_id="d000001", facts={**facts, ask["path"][0]: value})
        assert answered["policies"][0]["verdict"] == verdict


def test_a_story_is_shown_back_with_its_words_and_null_takes_back(client: TestClient) -> None:
    story = "我们是青川市的公司，高新技术企业，30来人"
    told = {one["fact"]: one for one in check(client, profile=story)["understood"]}
    assert told["region"]["value"] == "青川市"
    held = told["qualifications"]
    assert (held["value"], held["from"], held["path"]) == (
        "高新技术企业", "高新技术企业", ["qualifications", "高新技术企业"]
    )  # fmt: skip
    assert story[held["start"] : held["end"]] == held["from"]
    facts = {"employees": None, "qualifications": {"高新技术企业": None}}
    left = {one["fact"] for one in check(client, profile=story, facts=facts)["understood"]}
    assert left == told.keys() - {"employees", "qualifications"}


def test_without_a_document_all_in_force_are_judged_best_first_and_those_elsewhere_are_folded(
    client: TestClient,
) -> None:
    found = check(client, facts={**FITTING, "region": "北京市海淀区"})
    assert (found["policies"], found["total"]) == ([], 2)
    assert {one["title"] for one in found["elsewhere"]} == {
        "青川市科技企业贷款贴息实施办法", "白石市小微企业场地租金补贴办法"
    }  # fmt: skip
    assert all("不在" in one["reason"] for one in found["elsewhere"])
    found = check(client, facts=FITTING)
    assert [one["title"] for one in found["policies"]] == ["青川市科技企业贷款贴息实施办法"]
    before = check(client, facts=FITTING, as_of="2023-06-01")
    assert before["total"] == 1  # the other was not yet in force


def test_the_place_is_asked_alone_where_it_decides(client: TestClient) -> None:
    found = check(client, facts={"entity": "企业", "size": "小型"})
    assert [(one["fact"], one["question"]) for one in found["ask"]] == [
        ("region", "您在哪个省、市、县（区）登记、经营？")
    ]
    assert found["total"] == 2


def test_a_document_without_conditions_says_so_with_what_it_has(client: TestClient) -> None:
    found = check(client, document_id="d000003", facts=FITTING)
    assert (found["policies"], found["total"]) == ([], 0)
    assert found["without_conditions"]["title"] == "青川市古树名木保护规定"
    assert found["warnings"] == ["《青川市古树名木保护规定》没有写明谁可以享受、要什么条件，没法判断"]


def test_nothing_told_is_said_and_not_guessed(client: TestClient) -> None:
    found = check(client, document_id="d000001")
    assert found["understood"] == []
    assert found["policies"][0]["verdict"] == "insufficient_information"
    assert found["warnings"][0].startswith("还不知道您的情况")


def test_contradictions_are_named_and_asked_back_first(client: TestClient) -> None:
    found = check(client, document_id="d000001", profile="我们是青川市的企业，有20个员工，职工80人")
    assert [pair["fact"] for pair in found["contradictions"]] == ["employees"]
    assert found["ask"][0]["fact"] == "employees"
    assert "哪个对" in found["ask"][0]["question"]


def test_what_is_given_goes_before_the_story(client: TestClient) -> None:
    found = check(client, document_id="d000001", profile="我们在青川市，有30个人", facts={"employees": 50})
    assert [one["value"] for one in found["understood"] if one["fact"] == "employees"] == [50]
    assert [ask["fact"] for ask in found["ask"] if ask["fact"] == "employees"] == []
    assert [pair["fact"] for pair in found["contradictions"]] == ["employees"]


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ({"facts": {"established": "去年春天"}}, 422, "invalid_question", "established"),
        ({"facts": {"revenue": "很多"}}, 422, "invalid_question", "revenue"),
        ({"profile": "长" * 2001}, 422, "invalid_question", "profile"),
        ({"document_id": "d000099"}, 404, "not_found", None),
    ],
)
def test_what_cannot_be_read_is_refused_by_field(
    client: TestClient, body: dict[str, Any], status: int, code: str, field: str | None
) -> None:
    response = client.post("/v1/eligibility", json=body)
    error = response.json()["error"]
    assert (response.status_code, error["code"], error["detail"].get("field")) == (status, code, field)


@pytest.mark.parametrize(
    ("body", "field"),
    [({"facts": ["高新技术企业"]}, "facts"), ({"as_of": "2024-13-01"}, "as_of"), ({"story": "x"}, "story")],
)
def test_a_request_of_another_shape_is_refused_by_field(client: TestClient, body: dict[str, Any], field: str) -> None:
    response = client.post("/v1/eligibility", json=body)
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (422, "invalid_request")
    assert [one["field"] for one in error["detail"]["errors"]] == [field]


def test_the_schema_lists_every_fact_with_an_example_that_is_read(client: TestClient) -> None:
    schema = client.get("/v1/eligibility/schema").json()
    named = {field["name"]: field for field in schema["facts"]}
    assert {"region", "entity", "qualifications", "states", "loan", "review", "application_date"} <= named.keys()
    assert all(field["example"] is not None and field["meaning"] for field in schema["facts"])
    assert [part["name"] for part in named["loan"]["fields"]] == [
        "guarantee", "collateral", "amount", "term_months", "purpose"
    ]  # fmt: skip
    assert schema["suffixes"]["wan"] == {"times": 10000, "unit": "元"}
    read = read_facts(EXAMPLES)
    assert read.unread == ()
    assert read_facts(schema["example"]).unread == ()


def test_http_and_command_line_send_the_same_values(client: TestClient, base: KnowledgeBase) -> None:
    report = base.eligibility.check("d000001", "我们是青川市的公司", {}, None)
    sent = EligibilityResponse.from_report(report).model_dump(mode="json")
    assert sent == wire_eligibility.eligibility(report)


def test_the_documented_example_has_the_shape_that_is_sent() -> None:
    EligibilityRequest.model_validate(ELIGIBILITY_REQUEST)
    assert EligibilityResponse.model_validate(ELIGIBILITY_RESPONSE).model_dump(mode="json") == ELIGIBILITY_RESPONSE


def test_a_purged_document_is_judged_no_more(tmp_path: Path) -> None:
    base = KnowledgeBase.open(Settings(home=tmp_path / "home"), encoder=HashEncoder(64))
    try:
        base.ingest_files([("贴息.txt", INTEREST.encode())])
        assert base.eligibility.check(facts=FITTING).total == 1
        base.withdraw("d000001")
        assert base.eligibility.check(facts=FITTING).total == 0
        base.restore("d000001")
        assert base.eligibility.check(facts=FITTING).total == 1
        base.purge("d000001")
        assert base.eligibility.check(facts=FITTING).total == 0
    finally:
        base.close()
