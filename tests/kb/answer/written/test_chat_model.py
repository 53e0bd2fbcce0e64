"""The client of a chat model: whole replies out, everything else a reason in words."""

import json
from collections.abc import Callable, Iterator

import httpx
import pytest

from kb.answer.written.chat import ChatFailed, ChatModel

MESSAGES = [{"role": "user", "content": "问"}]


def model(answer: Callable[[httpx.Request], httpx.Response], clock: Callable[[], float] = lambda: 0.0) -> ChatModel:
    transport = httpx.MockTransport(answer)
    return ChatModel("http://model.test/v1/", "qwen", "sk-1", 5.0, transport=transport, clock=clock)


def streamed(*records: object, done: bool = True) -> httpx.Response:
    lines = [f"data: {json.dumps(one, ensure_ascii=False)}\n\n" for one in records]
    return httpx.Response(200, text="".join([": ping\n\n", *lines, *(["data: [DONE]\n\n"] if done else [])]))


def piece(text: str | None, reason: str | None = None) -> dict[str, object]:
    return {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": reason}]}


def test_the_request_is_what_the_interface_wants_and_carries_the_key() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return streamed(piece("甲"), piece("乙\u2028。"), {"choices": [], "usage": {}})

    assert model(answer).reply(MESSAGES).text == "甲乙\u2028。"
    (request,) = seen
    assert str(request.url) == "http://model.test/v1/chat/completions"
    assert request.headers["Authorization"] == "Bearer sk-1"
    assert json.loads(request.content) == {
        "model": "qwen",
        "messages": MESSAGES,
        "temperature": 0,
        "max_tokens": 800,
        "stream": True,
        "stream_options": {"include_usage": True},
    }


def test_a_reply_in_one_piece_is_read_as_well() -> None:
    whole = {"choices": [{"message": {"content": "答。[1]"}, "finish_reason": "stop"}]}
    assert model(lambda request: httpx.Response(200, json=whole)).reply(MESSAGES).text == "答。[1]"


@pytest.mark.parametrize(
    ("response", "why"),
    [
        (httpx.Response(200, text='{"choices": ['), "语言模型的回复不是有效的 JSON"),
        (httpx.Response(200, text="<html></html>"), "语言模型的回复不是有效的 JSON"),
        (httpx.Response(200, json=[]), "语言模型的回复缺少 choices"),
        (httpx.Response(200, json={"error": {"message": "x"}}), "语言模型报告出错"),
        (httpx.Response(200, json={"choices": [{"message": {"content": 3}}]}), "语言模型的回复不是文字"),
        (httpx.Response(200, json={"choices": [{"message": {"refusal": "no"}}]}), "语言模型拒绝回答"),
        (streamed(piece("甲", "content_filter")), "语言模型拒绝回答"),
        (streamed(piece("甲"), done=False), "语言模型的回复中途断开"),
        (streamed(piece(None)), "语言模型的回复是空的"),
        (httpx.Response(200, text="x" * 1_000_001), "语言模型的回复过长"),
        (httpx.Response(401), "语言模型不接受密钥（401），请核对 KB_LLM_API_KEY"),
        (httpx.Response(404), "语言模型的地址或名称不对（404），请核对 KB_LLM_BASE_URL 和 KB_LLM_MODEL"),
        (httpx.Response(500), "语言模型出错（500）"),
        (httpx.Response(302, headers={"Location": "http://elsewhere.test/"}), "语言模型出错（302）"),
        (httpx.Response(429), "语言模型繁忙（429）"),
        (httpx.Response(503), "语言模型繁忙（503）"),
    ],
)
def test_what_is_no_reply_is_named(response: httpx.Response, why: str) -> None:
    with pytest.raises(ChatFailed) as failed:
        model(lambda request: response).reply(MESSAGES)
    assert str(failed.value) == why


def test_a_server_that_is_down_is_left_alone_for_a_while() -> None:
    now = 0.0
    asked = 0

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise httpx.ConnectError("refused")
        return streamed(piece("甲"))

    chat = model(answer, lambda: now)
    with pytest.raises(ChatFailed, match="连不上语言模型"):
        chat.reply(MESSAGES)
    with pytest.raises(ChatFailed, match="暂不询问"):
        chat.reply(MESSAGES)
    assert asked == 1
    now = 20.0
    assert chat.reply(MESSAGES).text == "甲"


def test_a_reply_that_trickles_ends_at_the_time_allowed() -> None:
    now = 0.0

    def trickle() -> Iterator[bytes]:
        nonlocal now
        while True:
            now += 2.0
            yield b": ping\n\n"

    with pytest.raises(ChatFailed, match="在 5 秒内没有写完"):
        model(lambda request: httpx.Response(200, content=trickle()), lambda: now).reply(MESSAGES)
    assert now == 6.0
