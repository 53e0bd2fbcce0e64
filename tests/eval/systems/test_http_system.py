import socket
import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from eval.datasets import DatasetError
from eval.replies import failed
from eval.systems.asking import Asking
from eval.systems.exchange import read_json
from eval.systems.http import HttpSystem, _proxy, http_client, public
from eval.systems.retry import Patience, asked_wait

ANSWER = httpx.Response(200, json={"status": "answered", "answer": "是"})
Outcome = httpx.Response | httpx.HTTPError


class Waits(Patience):
    """Patience that notes its waits and waits for nothing."""

    __slots__ = ("noted",)

    def __init__(self, retries: int = 3) -> None:
        super().__init__(retries)
        object.__setattr__(self, "noted", [])

    noted: list[float | None]

    def wait(self, attempt: int, asked: float | None) -> bool:
        self.noted.append(asked)
        return attempt <= self.retries


def _system(outcomes: Sequence[Outcome], patience: Patience) -> HttpSystem:
    coming = iter(outcomes)

    def answer(request: httpx.Request) -> httpx.Response:
        outcome = next(coming)
        if isinstance(outcome, httpx.HTTPError):
            raise outcome
        return outcome

    client = httpx.Client(base_url="http://server", transport=httpx.MockTransport(answer))
    return HttpSystem(client, Asking(None, 5), patience=patience)


@pytest.mark.parametrize(
    "passing",
    [
        httpx.ReadTimeout("slow"),
        httpx.ConnectError("refused"),
        httpx.RemoteProtocolError("cut off"),
        httpx.Response(429),
        httpx.Response(500),
        httpx.Response(503),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, content=b'{"answer": "'),
        httpx.Response(200, content=b"\xff\xfe"),
    ],
    ids=["timeout", "connection", "protocol", "429", "500", "503", "html", "torn", "bytes"],
)
def test_what_passes_is_tried_again(passing: Outcome) -> None:
    reply = _system([passing, passing, ANSWER], Waits()).ask("？")
    assert (reply.text, reply.error, reply.attempts) == ("是", None, 3)


@pytest.mark.parametrize("code", [400, 401, 404, 422, 302])
def test_what_stays_is_not(code: int) -> None:
    reply = _system([httpx.Response(code, text="no")], Waits()).ask("？")
    assert (reply.error, reply.attempts) == (f"HTTP {code}: no", 1)


def test_after_the_last_try_it_is_an_error_with_its_reason() -> None:
    patience = Waits(2)
    outcomes: list[Outcome] = [httpx.Response(500), httpx.ReadTimeout("slow"), httpx.Response(503, text="busy")]
    reply = _system(outcomes, patience).ask("？")
    assert (reply.error, reply.attempts) == ("HTTP 503: busy", 3)
    assert patience.noted == [None, None, None]


def test_the_server_is_heard_when_it_says_how_long() -> None:
    patience = Waits()
    busy = httpx.Response(429, headers={"Retry-After": "7"})
    assert _system([busy, ANSWER], patience).ask("？").error is None
    assert patience.noted == [7.0]


def test_the_wait_doubles_and_is_never_the_same_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    patience = Patience(retries=9, first_seconds=0.5)

    def wait(seconds: float) -> bool:
        waited.append(seconds)
        return False

    monkeypatch.setattr(patience.stopped, "wait", wait)
    assert all(patience.wait(attempt, None) for attempt in range(1, 10))
    longest = [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    assert all(most / 2 <= seconds <= most for seconds, most in zip(waited, longest, strict=True))
    assert not patience.wait(10, None)
    assert patience.wait(1, 5.0)
    assert patience.wait(1, 3600.0)
    assert waited[-2:] == [5.0, 120.0]


def test_a_run_that_is_stopped_waits_no_longer() -> None:
    patience = Patience(retries=3, first_seconds=3600)
    system = _system([httpx.Response(500)], patience)
    system.stop()
    assert system.ask("？").attempts == 1


def test_retry_after_is_seconds_or_a_date() -> None:
    soon = datetime.now(UTC) + timedelta(seconds=60)
    asked = asked_wait(format_datetime(soon, usegmt=True))
    assert asked is not None
    assert 50 < asked <= 60
    assert asked_wait(format_datetime(datetime(2020, 1, 1, tzinfo=UTC))) == 0.0
    assert asked_wait("Wed, 01 Jan 2020 00:00:00 -0000") == 0.0
    assert (asked_wait(" 3 "), asked_wait("soon"), asked_wait(None)) == (3.0, None, None)


@pytest.mark.parametrize("header", ["²", "٣", "-1", "1.5", "", "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"])
def test_a_header_that_asks_for_nothing_is_passed_over(header: str) -> None:
    assert asked_wait(header) is None


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("ConnectError: refused", "no connection to http://server (ConnectError: refused); start the server there"),
        ("HTTP 401: who", "http://server lets nobody in (HTTP 401: who); correct the key"),
        ("HTTP 404: what", "http://server knows no such path (HTTP 404: what); correct the address"),
        ("no answer at a: {}", "http://server replies in another shape (no answer at a: {}); correct response.answer"),
    ],
)
def test_what_no_question_can_pass_has_a_remedy(error: str, said: str) -> None:
    remedy = _system([], Waits()).hopeless(failed(error, 0.0))
    assert remedy is not None
    assert remedy.startswith(said)


@pytest.mark.parametrize("error", ["HTTP 500: x", "ReadTimeout: slow", "HTTP 422: long"])
def test_other_errors_leave_hope(error: str) -> None:
    assert _system([], Waits()).hopeless(failed(error, 0.0)) is None


@pytest.mark.parametrize("url", ["", "server:8000", "ftp://x", "http://", "http://[x]", "http://host:65536"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(DatasetError, match="is no address"):
        http_client(url)


def test_a_manifest_never_holds_the_keys_of_an_address() -> None:
    assert public(httpx.URL("https://me:secret@host:8443/api/?key=1#x")) == "https://host:8443/api"


class _Dripping:
    """A server that sends one byte of its reply every tenth of a second, head and body alike."""

    def __init__(self, reply: bytes) -> None:
        self._reply = reply
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        self._ended.set()
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        connection, _ = self._socket.accept()
        with connection, suppress(OSError):
            connection.recv(65536)
            for byte in self._reply:
                connection.sendall(bytes([byte]))
                if self._ended.wait(0.1):
                    return


@pytest.mark.parametrize(
    "reply",
    [b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 500, b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + b" " * 900],
    ids=["head", "body"],
)
def test_a_try_ends_in_time_however_slowly_a_reply_drips(reply: bytes) -> None:
    server = _Dripping(reply)
    try:
        with http_client(server.url, timeout=0.5) as client:
            answer = HttpSystem(client, Asking(None, 5), patience=Waits(0), timeout=0.5).ask("？")
    finally:
        server.close()
    assert answer.error is not None
    assert answer.error.startswith("ReadTimeout: ")
    assert 0.4 < answer.seconds < 3


def test_a_proxy_of_the_environment_is_used_but_where_it_says_not_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "proxy.example:3128")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert _proxy(httpx.URL("http://server/")) == "http://proxy.example:3128"
    assert _proxy(httpx.URL("http://127.0.0.1:8000/")) is None
    with http_client("http://server"):
        pass


def test_a_server_of_another_contract_is_named_with_the_remedy() -> None:
    reply = _system([httpx.Response(200, json={"error": "who"})], Waits()).ask("？")
    assert reply.error == "the reply has neither status nor answer: {'error': 'who'}"
    remedy = _system([], Waits()).hopeless(reply)
    assert remedy is not None
    assert remedy.startswith("http://server speaks another contract (")


def test_what_is_read_can_be_written_again() -> None:
    body = read_json(b'{"a": NaN, "half": "x\\ud83d", "whole": "\\ud83d\\ude00"}')
    assert body == {"a": None, "half": "x?", "whole": "😀"}
    assert read_json(b'{"a": 1e999, "b": -1e999, "c": Infinity, "d": 1.5}') == {
        "a": None,
        "b": None,
        "c": None,
        "d": 1.5,
    }
