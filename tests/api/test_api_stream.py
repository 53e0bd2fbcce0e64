"""Answers that come as events: their order, their errors, and the end of the work when the client goes."""

import asyncio
import threading
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from fastapi.testclient import TestClient
from starlette.requests import HTTPConnection

from api.app import create_app
from api.streaming import PING, EventStream, event, json_event
from kb.answer.asking import Step
from kb.answer.pieces import answer_pieces
from kb.errors import HomeDamaged, InvalidQuestion
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.types import Query
from tests.api.browsers import served
from tests.api.events import events_of
from tests.api.fake_kb import QUOTE, FakeKnowledgeBase
from tests.fakes import HashEncoder

ASKED = {"question": "贴息最高多少", "stream": True}
POLICY = "甲市小微企业贷款贴息办法\n\n第一条 贴息比例为贷款利息的50%。\n\n第二条 单户企业每年最高20万元。\n"


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    base = KnowledgeBase.open(Settings(home=tmp_path / "home"), encoder=HashEncoder(256))
    base.ingest_files([("办法.txt", POLICY.encode())])
    yield base
    base.close()


def test_an_answer_comes_as_hits_pieces_citations_and_the_whole(client: TestClient) -> None:
    response = client.post("/v1/ask", json=ASKED)
    assert response.headers["Content-Type"] == "text/event-stream; charset=utf-8"
    assert (response.headers["Cache-Control"], response.headers["X-Accel-Buffering"]) == ("no-store", "no")
    found = events_of(response.text)
    assert [name for name, _ in found] == ["hits", "answer", "citations", "done"]
    whole = client.post("/v1/ask", json={**ASKED, "stream": False}).json()
    hits, answer, citations, done = (value for _, value in found)
    assert done == whole
    assert hits == {name: whole[name] for name in ("passages", "expansions", "warnings", "left_out")}
    assert answer == {"text": f"{QUOTE}[1]"}
    assert citations == {"citations": whole["citations"], "links": []}


def test_a_real_answer_streamed_is_the_answer_in_one_piece(base: KnowledgeBase) -> None:
    http = TestClient(create_app(base), base_url="http://127.0.0.1:8000")
    asked = {"question": "小微企业贷款贴息单户企业每年最高多少", "top_k": 1}
    whole = http.post("/v1/ask", json=asked).json()
    found = events_of(http.post("/v1/ask", json={**asked, "stream": True}).text)
    assert whole["status"] == "answered"
    assert found[0][1]["passages"] == whole["passages"]
    assert "".join(value["text"] for name, value in found if name == "answer") == whole["answer"]
    assert found[-1][0] == "done"
    assert {**found[-1][1], "timings_ms": {}} == {**whole, "timings_ms": {}}


def test_what_the_store_alone_tells_comes_in_the_same_order(base: KnowledgeBase) -> None:
    http = TestClient(create_app(base), base_url="http://127.0.0.1:8000")
    found = events_of(
        http.post("/v1/ask", json={"question": "甲市小微企业贷款贴息办法废止了哪些文件？", "stream": True}).text
    )
    names = [name for name, _ in found]
    assert (names[0], names[-2:], set(names[1:-2])) == ("hits", ["citations", "done"], {"answer"})


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", ()),
        ("没有说明。", ("没有说明。",)),
        ("甲[1]\n乙。[2][3]\n丙", ("甲[1]\n", "乙。[2][3]\n", "丙")),
        ("一、甲\n二、乙[1]", ("一、甲\n", "二、乙[1]")),
        ("\n甲", ("\n甲",)),
    ],
)
def test_pieces_keep_their_marks_and_joined_are_the_text(text: str, pieces: tuple[str, ...]) -> None:
    assert answer_pieces(text) == pieces
    assert "".join(answer_pieces(text)) == text


def test_an_error_before_the_first_event_is_an_answer_like_any_other(client: TestClient, kb: FakeKnowledgeBase) -> None:
    kb.failure = InvalidQuestion("问题太长。", limit=3)
    refused = client.post("/v1/ask", json=ASKED)
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "invalid_question")
    assert client.post("/v1/ask", json={**ASKED, "question": " "}).json()["error"]["code"] == "invalid_question"


def test_an_error_after_the_first_event_is_an_event(client: TestClient, kb: FakeKnowledgeBase) -> None:
    kb.asking.before_answer = InvalidQuestion("问题太长。", limit=3)
    found = events_of(client.post("/v1/ask", json=ASKED).text)
    assert [name for name, _ in found] == ["hits", "error"]
    assert found[1][1] == {"error": {"code": "invalid_question", "message": "问题太长。", "detail": {"limit": 3}}}


@pytest.mark.parametrize("error", [HomeDamaged("索引 /secret 坏了"), ValueError("/secret")])
def test_an_event_tells_nothing_of_the_inside(client: TestClient, kb: FakeKnowledgeBase, error: Exception) -> None:
    kb.asking.before_answer = error
    response = client.post("/v1/ask", json=ASKED)
    _, (name, value) = events_of(response.text)
    assert (name, "secret" in response.text) == ("error", False)
    assert value["error"]["detail"]["request_id"] == response.headers["X-Request-ID"]


def test_who_stops_asking_for_steps_stops_the_work(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    answered: list[str] = []
    answer = base._answerer.answer

    def counted(query: Query, *rest: Any) -> Any:
        answered.append(query.question)
        return answer(query, *rest)

    monkeypatch.setattr(base._answerer, "answer", counted)
    steps = base.asking.steps(Query("小微企业贷款贴息单户企业每年最高多少"))
    assert next(steps)
    steps.close()
    assert answered == []


class Endless:
    """Steps without an end: only somebody who goes away ends them."""

    def __init__(self, kb: FakeKnowledgeBase) -> None:
        self._kb = kb
        self.closed = threading.Event()

    def steps(self, query: Query) -> Generator[Step, None, None]:
        try:
            while True:
                yield self._kb.search(query)
        finally:
            self.closed.set()


def test_the_work_ends_when_the_client_goes(kb: FakeKnowledgeBase) -> None:
    endless = Endless(kb)
    kb.asking = cast(Any, endless)
    with served(cast(KnowledgeBase, kb)) as address:
        with httpx.stream("POST", f"{address}/v1/ask", json=ASKED, trust_env=False) as response:
            lines = response.iter_lines()
            assert next(lines) == "event: hits"
            assert not endless.closed.is_set()
        assert endless.closed.wait(10)
        assert httpx.get(f"{address}/healthz", trust_env=False).json() == {"status": "ok"}


def _run(stream: EventStream, sent: list[bytes], *, on_body: Any = None) -> None:
    async def receive() -> Any:
        await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message.get("body", b""))
        if on_body is not None:
            on_body(message.get("body", b""))

    asyncio.run(stream({"type": "http", "headers": []}, receive, send))


def _never(request: HTTPConnection, error: BaseException) -> bytes:
    raise AssertionError(error)


def test_a_slow_answer_gives_signs_of_life() -> None:
    pinged = threading.Event()

    def slow() -> Generator[bytes, None, None]:
        assert pinged.wait(10)
        yield b"data: 1\n\n"

    sent: list[bytes] = []
    _run(
        EventStream(slow(), _never, heartbeat=0.001),
        sent,
        on_body=lambda body: pinged.set() if body == PING else None,
    )
    bodies = [body for body in sent if body]
    assert bodies[0] == PING
    assert bodies[-1] == b"data: 1\n\n"


def test_the_work_in_the_making_is_the_last_when_the_client_goes() -> None:
    worked: list[str] = []
    started, gone = threading.Event(), threading.Event()

    def working() -> Generator[bytes, None, None]:
        try:
            started.set()
            assert gone.wait(10)
            worked.append("first")
            yield b"data: 1\n\n"
            worked.append("second")
        finally:
            worked.append("closed")

    async def receive() -> Any:
        await asyncio.to_thread(started.wait, 10)
        asyncio.get_running_loop().call_soon(gone.set)
        return {"type": "http.disconnect"}

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(EventStream(working(), _never)({"type": "http", "headers": []}, receive, send))
    assert (worked, sent) == (["first", "closed"], [])


def test_no_end_of_line_breaks_an_event() -> None:
    assert json_event({"text": "甲\n乙\u2028丙\x85"}) == 'data: {"text":"甲\\n乙\\u2028丙\\u0085"}\n\n'.encode()
    assert event("{}", "done") == b"event: done\ndata: {}\n\n"
