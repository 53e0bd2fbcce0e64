import random
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import httpx
import pytest
import uvicorn

from eval.datasets import Question
from eval.replies import Reply, failed
from eval.runs.questioning import SystemUnreachable, ask_all
from eval.systems.asking import Asking
from eval.systems.http import HttpSystem, http_client
from eval.systems.library import Library
from eval.systems.opening import opened
from eval.systems.retry import Patience
from kb.errors import InvalidQuestion, SourceError
from kb.knowledge_base import KnowledgeBase
from kb.types import Answer, AnswerStatus, Query

DAY = date(2026, 11, 21)


def _questions(texts: "Iterator[str] | str | list[str]") -> list[Question]:
    return [Question(f"q{text}", "sme", "amount", text, False, "", (), ()) for text in texts]


def _client(replies: dict[str, httpx.Response | httpx.HTTPError]) -> httpx.Client:
    def answer(request: httpx.Request) -> httpx.Response:
        assert (request.method, request.url.path) == ("POST", "/v1/ask")
        reply = replies[request.read().decode()]
        if isinstance(reply, httpx.HTTPError):
            raise reply
        return reply

    return httpx.Client(base_url="http://server", transport=httpx.MockTransport(answer))


def _body(text: str) -> str:
    return f'{{"question":"{text}","top_k":7,"as_of":"2026-11-21"}}'


def test_a_server_is_asked_over_the_contract_and_its_faults_are_counted_not_raised() -> None:
    client = _client(
        {
            _body("a"): httpx.Response(200, json={"status": "abstained", "answer": "没有", "confidence": 0.25}),
            _body("b"): httpx.Response(500, text="broken"),
            _body("c"): httpx.Response(200, text="<html>"),
            _body("d"): httpx.ConnectError("refused"),
        }
    )
    with client:
        replies = ask_all(
            HttpSystem(client, Asking(DAY, 7), patience=Patience(retries=0)), _questions("abcd"), workers=2
        )
    assert [reply.abstained for reply in replies] == [True, False, False, False]
    assert (replies[0].text, replies[0].confidence, replies[0].error) == ("没有", 0.25, None)
    assert replies[1].error == "HTTP 500: broken"
    assert replies[2].error is not None
    assert replies[2].error.startswith("the reply is no JSON: ")
    assert replies[3].error == "ConnectError: refused"


class _FakeKnowledgeBase(KnowledgeBase):
    """Answers every question but one with the day asked about."""

    def __init__(self) -> None:
        pass

    def ask(self, query: Query) -> Answer:
        if query.question == "bad":
            raise InvalidQuestion("问题为空")
        return Answer(query.question, AnswerStatus.ANSWERED, f"{query.as_of} {query.top_k}", 1.0, (), ())


def test_the_library_is_asked_with_the_same_words_and_its_errors_are_counted() -> None:
    questions = _questions(["good", "bad"])
    replies = ask_all(Library(_FakeKnowledgeBase(), Asking(DAY, 3)), questions)
    assert replies[0] == Reply("answered", "2026-11-21 3", (), (), 1.0, replies[0].seconds)
    assert replies[1].error == "问题为空"


class _FakeSystem:
    """Answers with the question's own text; what it is told to do instead is done."""

    kind = "http"
    address = "http://fake"

    def __init__(self, instead: Mapping[str, Reply | BaseException] | None = None, remedy: str | None = None) -> None:
        self.instead = instead or {}
        self.remedy = remedy
        self.asked: list[str] = []
        self.stopped = False

    def ask(self, question: str) -> Reply:
        self.asked.append(question)
        reply = self.instead.get(question, Reply("answered", question, (), (), None, 0.0))
        if isinstance(reply, BaseException):
            raise reply
        return reply

    def settings(self) -> Mapping[str, object]:
        return {}

    def hopeless(self, reply: Reply) -> str | None:
        return self.remedy if reply.error else None

    def warnings(self, replies: Sequence[Reply]) -> tuple[str, ...]:
        return ()

    def stop(self) -> None:
        self.stopped = True


@pytest.mark.parametrize("workers", [1, 3, 50])
def test_replies_are_in_the_order_of_the_questions_and_kept_as_they_come(workers: int) -> None:
    questions = _questions(list(map(str, range(40))))
    kept: list[str] = []
    replies = ask_all(_FakeSystem(), questions, workers=workers, keep=lambda question, reply: kept.append(reply.text))
    assert [reply.text for reply in replies] == [question.text for question in questions]
    assert sorted(kept) == sorted(question.text for question in questions)


def test_nothing_to_ask_asks_nothing() -> None:
    assert ask_all(_FakeSystem(), []) == []


def test_whatever_one_question_meets_is_its_own_error() -> None:
    system = _FakeSystem({"3": ZeroDivisionError("here")})
    replies = ask_all(system, _questions("12345"), workers=2)
    assert [reply.error is None for reply in replies] == [True, True, False, True, True]
    assert re.fullmatch(r"ZeroDivisionError: here at test_questioning\.py:\d+", str(replies[2].error))
    assert system.stopped


def test_an_order_to_end_ends_the_run() -> None:
    system = _FakeSystem({"3": SystemExit(3)})
    with pytest.raises(SystemExit):
        ask_all(system, _questions("12345"), workers=2)
    assert system.stopped


def test_an_interrupted_run_asks_no_further() -> None:
    def interrupt(question: Question, reply: Reply) -> None:
        raise KeyboardInterrupt

    class Waiting(_FakeSystem):
        """Answers one question at once, the others when the run has ended: none can outrun the interruption."""

        ended = threading.Event()

        def ask(self, question: str) -> Reply:
            if self.asked:
                self.ended.wait(1)
            return super().ask(question)

        def stop(self) -> None:
            super().stop()
            self.ended.set()

    system = Waiting()
    with pytest.raises(KeyboardInterrupt):
        ask_all(system, _questions(list(map(str, range(1000)))), keep=interrupt)
    assert system.stopped
    assert len(system.asked) < 1000


@pytest.mark.parametrize(("questions", "asked"), [(7, 7), (100, 20)])
def test_a_run_of_which_no_question_can_be_answered_stops_early(questions: int, asked: int) -> None:
    texts = list(map(str, range(questions)))
    system = _FakeSystem(dict.fromkeys(texts, failed("ConnectError: refused", 0.0)), "start the server")
    kept: list[str] = []
    with pytest.raises(SystemUnreachable, match=f"start the server; none of the first {asked} questions was answered"):
        ask_all(system, _questions(texts), keep=lambda question, reply: kept.append(question.text))
    assert len(kept) == asked


def test_a_run_goes_on_where_one_of_the_first_was_answered_or_the_errors_may_pass() -> None:
    texts = list(map(str, range(50)))
    refused = dict.fromkeys(texts, failed("ConnectError: refused", 0.0))
    del refused["19"]
    assert sum(reply.error is None for reply in ask_all(_FakeSystem(refused, "start it"), _questions(texts))) == 1
    broken = dict.fromkeys(texts, failed("HTTP 500", 0.0))
    assert all(reply.error for reply in ask_all(_FakeSystem(broken), _questions(texts)))


def _wild(seed: int, tries: int) -> tuple[dict[str, list[str]], int, int]:
    """Return what a server does at each try of a thousand questions, how many stay unanswered, and all tries."""
    rng = random.Random(seed)
    plan, unanswered, requests = {}, 0, 0
    for number in range(1000):
        outcomes = [rng.choice(("fine", "fine", "500", "429", "html", "torn", "drop")) for _ in range(tries)]
        plan[str(number)] = outcomes
        unanswered += "fine" not in outcomes
        requests += outcomes.index("fine") + 1 if "fine" in outcomes else tries
    return plan, unanswered, requests


def test_a_thousand_questions_to_a_server_that_fails_at_random_end_with_exact_counts() -> None:
    plan, unanswered, requests = _wild(seed=4, tries=3)
    assert (unanswered, requests) == (378, 2226)
    seen = 0
    lock = threading.Lock()

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal seen
        question = httpx.Response(200, content=request.read()).json()["question"]
        with lock:
            seen += 1
            outcome = plan[question].pop(0)
        if outcome == "drop":
            raise httpx.RemoteProtocolError("cut off")
        bodies = {"fine": f'{{"status": "answered", "answer": "{question}"}}', "html": "<html>", "torn": '{"answer": "'}
        return httpx.Response(int(outcome) if outcome.isdigit() else 200, text=bodies.get(outcome, "no"))

    client = httpx.Client(base_url="http://server", transport=httpx.MockTransport(answer))
    system = HttpSystem(client, Asking(DAY, 5), patience=Patience(retries=2, first_seconds=0.0))
    replies = ask_all(system, _questions(list(map(str, range(1000)))), workers=8)
    assert sum(reply.error is not None for reply in replies) == unanswered
    assert seen == sum(reply.attempts for reply in replies) == requests
    assert all(reply.text == str(number) for number, reply in enumerate(replies) if reply.error is None)


async def _wild_server(scope: Mapping[str, object], receive: object, send: object) -> None:
    """Fail every third request: in turn with 500, with half a reply, and by cutting the connection off."""
    assert callable(receive)
    assert callable(send)
    if scope["type"] != "http":
        return
    message = await receive()
    question = httpx.Response(200, content=message["body"]).json()["question"]
    _SERVED.append(question)
    turn = len(_SERVED)
    status, body = 200, f'{{"status": "answered", "answer": "{question}"}}'.encode()
    if turn % 3 == 0:
        status, body = ((500, b"no"), (200, body[:9]), (200, body))[turn // 3 % 3]
    length = len(body) + (1 if turn % 3 == 0 and turn // 3 % 3 == 2 else 0)
    headers = [(b"content-length", str(length).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


_SERVED: list[str] = []


@contextmanager
def _serving() -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(_wild_server, port=0, log_level="critical", lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)


def test_a_real_server_that_fails_is_asked_again_until_every_question_is_answered() -> None:
    _SERVED.clear()
    questions = _questions(list(map(str, range(200))))
    with _serving() as url, http_client(url, timeout=10, workers=4) as client:
        system = HttpSystem(client, Asking(DAY, 5), patience=Patience(retries=9, first_seconds=0.0))
        replies = ask_all(system, questions, workers=4)
    assert [(reply.text, reply.error) for reply in replies] == [(question.text, None) for question in questions]
    assert sum(reply.attempts for reply in replies) == len(_SERVED)


def test_a_server_that_does_not_listen_is_named_with_the_remedy() -> None:
    with http_client("http://127.0.0.1:9", timeout=2) as client:
        system = HttpSystem(client, Asking(DAY, 5), patience=Patience(retries=0))
        with pytest.raises(SystemUnreachable, match=r"no connection to http://127\.0\.0\.1:9 .*start the server there"):
            ask_all(system, _questions("abc"))


def test_a_seed_that_cannot_be_taken_in_ends_the_run(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "empty.txt").write_text("", encoding="utf-8")
    with pytest.raises(SourceError, match=r"seeds that could not be taken in: .*empty\.txt"), opened(None, seeds):
        pass


def test_a_temporary_home_holds_the_seeds(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "rules.txt").write_text("示例办法\n\n第一条 单个企业贷款额最高不超过300万元。\n", encoding="utf-8")
    with opened(None, seeds) as knowledge:
        assert knowledge.stats().documents == 1


def test_a_home_is_opened_as_it_is(tmp_path: Path) -> None:
    with opened(tmp_path / "home", tmp_path / "absent") as knowledge:
        assert knowledge.stats().documents == 0
