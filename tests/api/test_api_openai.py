"""OpenAI's own client against a server: answers, streams, citations, refusals and errors."""

import json
from collections.abc import Iterator
from typing import Any, cast

import httpx
import openai
import pytest
from fastapi.testclient import TestClient
from openai.types.chat import ChatCompletion, ChatCompletionMessageParam

from kb.errors import HomeDamaged, InvalidQuestion
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from tests.api.browsers import served
from tests.api.fake_kb import FakeKnowledgeBase
from tests.fakes import HashEncoder

POLICY = """甲市小微企业贷款贴息办法

第一条 贴息比例为贷款利息的50%，单户企业每年最高20万元。

第二条 贴息期限最长为两年。

第三条 本办法自2024年1月1日起施行。
"""
QUESTION = "小微企业贷款贴息单户企业每年最高多少"
PLACE = "《甲市小微企业贷款贴息办法》第一条（现行有效，2024-01-01 起施行；办法.txt）"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("openai") / "home"
    base = KnowledgeBase.open(Settings(home=home), encoder=HashEncoder(256))
    base.ingest_files([("办法.txt", POLICY.encode())])
    with served(base) as url:
        yield url


@pytest.fixture(scope="module")
def chat(address: str) -> Iterator[openai.OpenAI]:
    http = openai.DefaultHttpxClient(trust_env=False)
    with openai.OpenAI(base_url=f"{address}/v1", api_key="unused", max_retries=0, http_client=http) as client:
        yield client


def ask(chat: openai.OpenAI, *messages: tuple[str, str], **more: Any) -> ChatCompletion:
    given = cast(list[ChatCompletionMessageParam], [{"role": role, "content": text} for role, text in messages])
    completion = chat.chat.completions.create(model="policy-kb", messages=given, **more)
    assert isinstance(completion, ChatCompletion)
    return completion


def test_an_answer_has_its_marks_its_sources_and_annotations(chat: openai.OpenAI, address: str) -> None:
    found = ask(chat, ("system", "你是助手"), ("user", QUESTION))
    (choice,) = found.choices
    content = choice.message.content or ""
    assert "单户企业每年最高20万元。[1]" in content
    assert f"\n\n[1] {PLACE}" in content
    assert (choice.finish_reason, choice.message.refusal, choice.message.role) == ("stop", None, "assistant")
    assert choice.message.annotations
    for annotation in choice.message.annotations:
        cited = annotation.url_citation
        assert content[cited.start_index : cited.end_index] == "[1]"
        assert cited.title == "《甲市小微企业贷款贴息办法》第一条"
        assert cited.url.startswith(f"{address}/d/d000001@1#")
        assert httpx.get(cited.url, trust_env=False).status_code == 200
    assert found.usage is not None
    assert (found.usage.prompt_tokens, found.usage.completion_tokens, found.usage.total_tokens) == (0, 0, 0)
    beside = cast(Any, found).knowledge_base
    assert (beside["status"], beside["citations"][0]["validity"]) == ("answered", "in_force")
    assert found.system_fingerprint == beside["fingerprint"]


def test_a_stream_is_the_answer_in_pieces(chat: openai.OpenAI) -> None:
    whole = ask(chat, ("user", QUESTION)).choices[0].message
    with chat.chat.completions.create(
        model="policy-kb",
        messages=[{"role": "user", "content": QUESTION}],
        stream=True,
        stream_options={"include_usage": True},
    ) as stream:
        chunks = list(stream)
    *talk, last = chunks
    assert last.choices == []
    assert last.usage is not None
    assert last.usage.total_tokens == 0
    assert talk[0].choices[0].delta.role == "assistant"
    assert "".join(chunk.choices[0].delta.content or "" for chunk in talk) == whole.content
    assert [chunk.choices[0].finish_reason for chunk in talk] == [None] * (len(talk) - 1) + ["stop"]
    sent = cast(Any, talk[-1].choices[0].delta).annotations
    assert sent == [one.model_dump() for one in whole.annotations or []]
    assert len({chunk.id for chunk in chunks}) == 1


def test_a_refusal_is_said_plainly(chat: openai.OpenAI) -> None:
    found = ask(chat, ("user", "月球背面的温度是多少？"))
    message = found.choices[0].message
    assert "没有" in (message.content or "")
    assert (message.refusal, message.annotations, found.choices[0].finish_reason) == (None, [], "stop")
    assert cast(Any, found).knowledge_base["status"] == "abstained"


def test_earlier_messages_complete_the_last_question(chat: openai.OpenAI) -> None:
    first = ask(chat, ("user", QUESTION)).choices[0].message.content or ""
    found = ask(chat, ("user", QUESTION), ("assistant", first), ("user", "那贴息期限呢？"))
    content = found.choices[0].message.content or ""
    assert content.startswith("（按上文理解为：《甲市小微企业贷款贴息办法》贴息期限？）\n\n")
    assert "最长为两年（贴息期限）" in content
    marks = [one.url_citation for one in found.choices[0].message.annotations or []]
    assert [content[mark.start_index : mark.end_index] for mark in marks] == ["[1]", "[1]"]


def test_content_in_parts_is_read_and_the_day_can_be_given(chat: openai.OpenAI) -> None:
    found = chat.chat.completions.create(
        model="policy-kb",
        messages=[{"role": "user", "content": [{"type": "text", "text": QUESTION}]}],
        temperature=0.2,
        max_completion_tokens=5,
        extra_body={"as_of": "2023-06-01"},
    )
    assert cast(Any, found).knowledge_base["left_out"][0]["validity"] == "not_yet"


def test_the_models_are_listed_and_found(chat: openai.OpenAI) -> None:
    (model,) = chat.models.list().data
    assert (model.id, model.object, model.owned_by) == ("policy-kb", "model", "policy-knowledge-base")
    assert chat.models.retrieve("policy-kb") == model


def test_an_unknown_model_is_refused_in_openais_shape(chat: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as refused:
        chat.chat.completions.create(model="gpt-x", messages=[{"role": "user", "content": QUESTION}])
    assert (refused.value.code, refused.value.param, refused.value.type) == (
        "model_not_found",
        "model",
        "invalid_request_error",
    )
    assert cast(Any, refused.value.body)["message"] == (
        "没有名为“gpt-x”的模型，可用：policy-kb（GET /v1/models 列出全部）。"
    )
    with pytest.raises(openai.NotFoundError, match="没有名为“gpt-x”的模型"):
        chat.models.retrieve("gpt-x")


@pytest.mark.parametrize(
    ("given", "code", "param"),
    [
        ({"messages": []}, "invalid_request", "messages"),
        ({"messages": [{"role": "user", "content": " "}]}, "invalid_question", "question"),
        ({"messages": [{"role": "system", "content": "你好"}]}, "invalid_question", "messages"),
        ({"messages": [{"role": "user", "content": "问" * 10_000}]}, "invalid_question", "question"),
        ({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:,"}}]}]},
         "invalid_question", "messages"),
        ({"n": 2}, "invalid_question", "n"),
        ({"response_format": {"type": "json_object"}}, "invalid_question", "response_format"),
        ({"tool_choice": "required"}, "invalid_question", "tool_choice"),
        ({"extra_body": {"as_of": "昨天"}}, "invalid_request", "as_of"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_a_bad_request(
    chat: openai.OpenAI, given: dict[str, Any], code: str, param: str
) -> None:
    asked: dict[str, Any] = {"model": "policy-kb", "messages": [{"role": "user", "content": QUESTION}], **given}
    with pytest.raises(openai.BadRequestError) as refused:
        chat.chat.completions.create(**asked)
    assert (refused.value.code, refused.value.param, refused.value.type) == (code, param, "invalid_request_error")


@pytest.mark.parametrize(
    ("content", "media_type", "status", "code"),
    [
        (b"{", "application/json", 400, "invalid_json"),
        (b"{}", "text/plain", 415, "unsupported_media_type"),
        (b" " * 1_000_001, "application/json", 413, "too_large"),
    ],
)
def test_bodies_that_are_none_are_refused_in_openais_shape(
    address: str, content: bytes, media_type: str, status: int, code: str
) -> None:
    response = httpx.post(
        f"{address}/v1/chat/completions", content=content, headers={"Content-Type": media_type}, trust_env=False
    )
    error = response.json()["error"]
    assert (response.status_code, error["code"], error["type"]) == (status, code, "invalid_request_error")


def test_a_foreign_host_name_is_refused_in_openais_shape(client: TestClient) -> None:
    response = client.get("/v1/models", headers={"Host": "evil.example"})
    assert (response.status_code, response.json()["error"]["type"]) == (403, "invalid_request_error")


def test_head_is_answered_without_a_body(client: TestClient) -> None:
    assert (client.head("/v1/models").status_code, client.head("/v1/models/gpt-x").status_code) == (200, 404)
    assert client.head("/v1/models/gpt-x").content == b""


def test_an_error_within_a_stream_reaches_the_client(kb: FakeKnowledgeBase) -> None:
    kb.asking.before_answer = InvalidQuestion("问题太长。", field="question")
    with served(cast(KnowledgeBase, kb)) as url:
        http = openai.DefaultHttpxClient(trust_env=False)
        with (
            openai.OpenAI(base_url=f"{url}/v1", api_key="unused", max_retries=0, http_client=http) as chat,
            chat.chat.completions.create(
                model="policy-kb", messages=[{"role": "user", "content": "贴息"}], stream=True
            ) as stream,
        ):
            assert next(stream).choices[0].delta.role == "assistant"
            with pytest.raises(openai.APIError, match="问题太长。"):
                next(stream)


def test_an_error_of_the_server_tells_nothing_of_the_inside(client: TestClient, kb: FakeKnowledgeBase) -> None:
    kb.failure = HomeDamaged("索引 /secret 坏了")
    body = {"model": "policy-kb", "messages": [{"role": "user", "content": "贴息"}]}
    response = client.post("/v1/chat/completions", json=body)
    assert (response.status_code, response.json()["error"]["type"]) == (503, "server_error")
    kb.failure = None
    kb.asking.before_answer = ValueError("/secret")
    streamed = client.post("/v1/chat/completions", json={**body, "stream": True})
    last = json.loads(streamed.text.strip().split("\n\n")[-1].removeprefix("data: "))
    assert (last["error"]["code"], last["error"]["type"]) == ("internal", "server_error")
    assert "secret" not in response.text + streamed.text
