"""A server that is asked what it holds, and those that do not tell."""

import re
from collections.abc import Callable, Sequence

import httpx
import pytest

from eval.judging.held import HeldText, HoldingsUnknown
from eval.systems.retry import Patience
from eval.systems.served_texts import ServedTexts
from kb.types import Clause, ClauseTree, Span

CLAUSE: dict[str, object] = {
    "address": "第一条",
    "kind": "article",
    "label": "第一条",
    "title": None,
    "start": 0,
    "end": 3,
    "own_start": 0,
    "own_end": 3,
    "depth": 0,
    "parent": None,
    "heading_path": [],
}
DOCUMENT = {"source": "a.txt", "title": "甲", "text": "第一条"}


def _served(answer: Callable[[httpx.Request], httpx.Response], retries: int = 0) -> ServedTexts:
    client = httpx.Client(base_url="http://server", transport=httpx.MockTransport(answer))
    return ServedTexts(client, Patience(retries, first_seconds=0.0))


def _listing(names: Sequence[str]) -> Callable[[httpx.Request], httpx.Response]:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/documents":
            offset, limit = int(request.url.params["offset"]), int(request.url.params["limit"])
            shown = [{"document_id": name, "version": 2} for name in names[offset : offset + limit]]
            return httpx.Response(200, json={"documents": shown, "total": len(names)})
        assert request.url.params["version"] == "2"
        if request.url.path.endswith("/clauses"):
            return httpx.Response(200, json={"clauses": [CLAUSE], "gaps": []})
        return httpx.Response(200, json=DOCUMENT)

    return answer


def test_all_pages_of_the_list_are_read() -> None:
    held = list(_served(_listing([f"d{number}" for number in range(401)])).texts())
    assert [text.key for text in held] == [f"d{number}@2" for number in range(401)]
    clause = Clause("第一条", "article", "第一条", None, Span(0, 3), Span(0, 3), 0, None)
    assert held[0] == HeldText("d0@2", "a.txt", "甲", "第一条", ClauseTree((clause,)))


def test_a_failure_that_passes_is_asked_again() -> None:
    tried = []

    def answer(request: httpx.Request) -> httpx.Response:
        tried.append(request.url.path)
        return httpx.Response(503) if len(tried) == 1 else _listing([])(request)

    assert list(_served(answer, retries=1).texts()) == []
    assert tried == ["/v1/documents", "/v1/documents"]


@pytest.mark.parametrize(
    ("response", "said"),
    [
        (httpx.Response(404, text="no"), "GET /v1/documents: HTTP 404: no"),
        (httpx.Response(200, json=[]), "GET /v1/documents: replies in another shape than the contract's"),
        (httpx.Response(200, json={"documents": [{}], "total": 1}), "another shape than the contract's: KeyError"),
        (httpx.Response(200, json={"documents": {}, "total": 1}), "must be a list, got dict"),
        (httpx.Response(200, json={"documents": [], "total": "1"}), "must be a whole number, got '1'"),
    ],
)
def test_a_server_that_does_not_tell_is_named_with_the_reason(response: httpx.Response, said: str) -> None:
    with pytest.raises(HoldingsUnknown, match=re.escape(said)):
        list(_served(lambda request: response).texts())
    if response.status_code == 404:
        assert _served(lambda request: response).text("d1", 1) is None
