"""Who gets in when many come: places, lines, rates, time limits, slow clients; each said with when to come again."""

import asyncio
import socket
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any, cast

import httpx
import pytest
import uvicorn
from fastapi.testclient import TestClient

from api.app import create_app
from api.server import listen
from api.traffic.lanes import Lane, NoPlace
from api.traffic.rates import Rates
from kb.answer.asking import Step
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.types import Query, SearchResult
from tests.api.fake_kb import FakeKnowledgeBase

ASKED = {"question": "贴息最高多少"}


def test_places_are_given_in_the_order_of_asking() -> None:
    async def run() -> list[str]:
        lane = Lane("reading", places=1, waiting=2, seconds=5)
        order: list[str] = []

        async def work(name: str) -> None:
            await lane.enter()
            order.append(name)
            await asyncio.sleep(0)
            lane.leave()

        await asyncio.gather(*(work(name) for name in "abc"))
        assert (lane.busy, lane.waiting) == (0, 0)
        return order

    assert asyncio.run(run()) == ["a", "b", "c"]


def test_who_finds_no_room_in_the_line_or_waits_too_long_is_sent_away() -> None:
    async def run() -> None:
        lane = Lane("reading", places=1, waiting=1, seconds=0.01)
        await lane.enter()
        waiting = asyncio.ensure_future(lane.enter())
        await asyncio.sleep(0)
        with pytest.raises(NoPlace):
            await lane.enter()
        with pytest.raises(NoPlace):
            await waiting
        assert (lane.busy, lane.waiting) == (1, 0)
        lane.leave()
        assert lane.step_in()

    asyncio.run(run())


def test_who_leaves_the_line_gives_the_place_to_the_next() -> None:
    async def run() -> None:
        lane = Lane("reading", places=1, waiting=2, seconds=5)
        await lane.enter()
        first, second = (asyncio.ensure_future(lane.enter()) for _ in range(2))
        await asyncio.sleep(0)
        lane.leave()
        # The turn has come, and whoever it came to goes.
        first.cancel()
        await second
        assert (lane.busy, lane.waiting) == (1, 0)

    asyncio.run(run())


def test_a_caller_may_come_so_often() -> None:
    now = [0.0]
    rates = Rates(60, now=lambda: now[0])
    assert [rates.take("a") for _ in range(12)] == [0] * 10 + [1, 1]
    assert rates.take("b") == 0
    now[0] = 2.0
    assert [rates.take("a") for _ in range(3)] == [0, 0, 1]
    assert {Rates(0).take("a") for _ in range(1000)} == {0}


def test_too_many_requests_of_one_caller_are_told_when_to_come_again() -> None:
    kb = FakeKnowledgeBase(Settings(rate_limit=6))
    client = TestClient(create_app(cast(KnowledgeBase, kb)), base_url="http://127.0.0.1:8000")
    assert client.post("/v1/search", json=ASKED).status_code == 200
    refused = client.post("/v1/search", json=ASKED)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "10")
    error = refused.json()["error"]
    assert (error["code"], error["detail"]["retry_after_seconds"]) == ("too_many_requests", 10)
    assert refused.headers["X-Content-Type-Options"] == "nosniff"
    for path in ("/healthz", "/readyz", "/metrics", "/"):
        assert client.get(path).status_code == 200
    assert 'kb_refused_requests_total{reason="rate"} 1.0' in client.get("/metrics").text


class Held(FakeKnowledgeBase):
    """Searches that last until they are let go."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.began = threading.Semaphore(0)
        self.let_go = threading.Event()

    def search(self, query: Query) -> SearchResult:
        self.began.release()
        assert self.let_go.wait(20)
        return super().search(query)


@contextmanager
def running(kb: FakeKnowledgeBase) -> Iterator[str]:
    with listen("127.0.0.1", 0) as listener:
        server = uvicorn.Server(uvicorn.Config(create_app(cast(KnowledgeBase, kb)), log_config=None))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def _in_background(url: str, answers: list[httpx.Response]) -> threading.Thread:
    def ask() -> None:
        answers.append(httpx.post(f"{url}/v1/search", json=ASKED, trust_env=False, timeout=20))

    thread = threading.Thread(target=ask)
    thread.start()
    return thread


def test_a_full_server_sheds_and_recovers_while_probes_and_uploads_get_through() -> None:
    kb = Held(Settings(requests_at_once=2, requests_waiting=0))
    answers: list[httpx.Response] = []
    with running(kb) as url, httpx.Client(base_url=url, trust_env=False) as client:
        asking = [_in_background(url, answers) for _ in range(2)]
        assert all(kb.began.acquire(timeout=10) for _ in asking)
        shed = client.post("/v1/search", json=ASKED)
        assert (shed.status_code, shed.headers["Retry-After"]) == (503, "2")
        assert shed.json()["error"]["code"] == "overloaded"
        assert [client.get(path).status_code for path in ("/healthz", "/readyz", "/metrics")] == [200, 200, 200]
        upload = client.post("/v1/documents", files={"files": ("新.txt", "新通知\n内容。\n".encode())})
        assert upload.json()["files"][0]["status"] == "added"
        figures = client.get("/metrics").text
        assert 'kb_refused_requests_total{reason="reading_full"} 1.0' in figures
        # The two that are asked for, and this one.
        assert "kb_in_flight_requests 3.0" in figures
        kb.let_go.set()
        for thread in asking:
            thread.join()
        assert [answer.status_code for answer in answers] == [200, 200]
        assert client.post("/v1/search", json=ASKED).status_code == 200


def test_a_request_that_takes_too_long_is_answered_and_keeps_its_place_until_it_ends() -> None:
    kb = Held(Settings(requests_at_once=1, requests_waiting=0, request_seconds=0.2))
    with running(kb) as url, httpx.Client(base_url=url, trust_env=False) as client:
        late = client.post("/v1/search", json=ASKED)
        assert (late.status_code, late.json()["error"]["code"]) == (503, "timeout")
        assert client.post("/v1/search", json=ASKED).json()["error"]["code"] == "overloaded"
        kb.let_go.set()
        until = time.monotonic() + 10
        while client.post("/v1/search", json=ASKED).status_code != 200:
            assert time.monotonic() < until


def _connected(url: str) -> socket.socket:
    host, port = url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=10)


def _head(path: str, length: int) -> bytes:
    kind = "Content-Type: application/json\r\n"
    return f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{kind}Content-Length: {length}\r\n\r\n".encode()


def test_a_body_that_does_not_come_is_given_up_and_holds_no_place() -> None:
    kb = FakeKnowledgeBase(Settings(requests_at_once=1, requests_waiting=0, client_seconds=0.3))
    with running(kb) as url, _connected(url) as slow:
        slow.sendall(_head("/v1/search", 100) + b'{"question"')
        assert httpx.post(f"{url}/v1/search", json=ASKED, trust_env=False).status_code == 200
        answer = slow.recv(65536)
        assert answer.startswith(b"HTTP/1.1 408 ")


class Flood(FakeKnowledgeBase):
    """Answers in more steps than any buffer holds."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.ended = threading.Event()
        self.asking = cast(Any, self)

    def steps(self, query: Query) -> Generator[Step, None, None]:
        found = self.search(query)
        wide = SearchResult(found.hits, found.expansions, ("提醒" * 100_000,), {})
        try:
            while True:
                yield wide
        finally:
            self.ended.set()


@pytest.mark.parametrize("goes", [True, False])
def test_a_stream_that_nobody_reads_ends_and_frees_its_place(goes: bool) -> None:
    kb = Flood(Settings(requests_at_once=1, requests_waiting=0, client_seconds=0.3))
    body = b'{"question": "\xe8\xb4\xb4\xe6\x81\xaf\xe6\x9c\x80\xe9\xab\x98\xe5\xa4\x9a\xe5\xb0\x91", "stream": true}'
    with running(kb) as url, _connected(url) as reader:
        reader.sendall(_head("/v1/ask", len(body)) + body)
        assert reader.recv(1024).startswith(b"HTTP/1.1 200 ")
        if goes:
            reader.close()
        assert kb.ended.wait(10)
        until = time.monotonic() + 10
        while httpx.post(f"{url}/v1/search", json=ASKED, trust_env=False).status_code != 200:
            assert time.monotonic() < until


def test_a_body_without_a_length_is_limited_too() -> None:
    kb = FakeKnowledgeBase()
    with running(kb) as url:

        def pieces() -> Iterator[bytes]:
            for _ in range(12):
                yield b" " * 100_000

        headers = {"Content-Type": "application/json"}
        refused = httpx.post(f"{url}/v1/search", content=pieces(), headers=headers, trust_env=False)
        assert (refused.status_code, refused.json()["error"]["code"]) == (413, "too_large")
