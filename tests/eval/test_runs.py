from datetime import date
from pathlib import Path

import httpx
import pytest

from eval.datasets import Question
from eval.replies import Reply
from eval.runs import ask_http, ask_library, opened
from kb.errors import InvalidQuestion, SourceError
from kb.knowledge_base import KnowledgeBase
from kb.types import Answer, AnswerStatus, Query

DAY = date(2026, 11, 21)


def _question(text: str) -> Question:
    return Question("q", "sme", "amount", text, False, "", (), ())


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
        replies = ask_http(client, [_question(text) for text in "abcd"], as_of=DAY, top_k=7)
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
    questions = [_question("good"), _question("bad")]
    replies = ask_library(_FakeKnowledgeBase(), questions, as_of=DAY, top_k=3)
    assert replies[0] == Reply("answered", "2026-11-21 3", (), (), 1.0, replies[0].seconds)
    assert replies[1].error == "问题为空"


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
