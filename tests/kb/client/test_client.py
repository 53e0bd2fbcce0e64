"""The client against a real server: questions, streams, documents in and out, errors with their remedies."""

import asyncio
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest

from api.server import listen
from kb.client import (
    AsyncClient,
    Citations,
    Client,
    Conflict,
    Done,
    Hits,
    NotFound,
    Piece,
    ReplyUnreadable,
    RequestFailed,
    RequestRefused,
    ServerFailed,
    ServerUnreachable,
)
from kb.client.call import body
from kb.client.events import EventReader
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from tests.api.browsers import served
from tests.fakes import HashEncoder

TITLE = "甲市小微企业贷款贴息办法"
POLICY = f"{TITLE}\n\n第一条 贴息比例为贷款利息的50%，单户企业每年最高20万元。\n\n第二条 本办法自2024年1月1日起施行。\n"
OTHER = "乙市稳岗补贴通知\n\n一、每人每月补贴300元。\n\n二、补贴期限为6个月。\n"
QUESTION = "小微企业贷款贴息单户企业每年最高多少"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    base = KnowledgeBase.open(Settings(home=tmp_path_factory.mktemp("client") / "home"), encoder=HashEncoder(256))
    base.ingest_files([("办法.txt", POLICY.encode())])
    base.warm_up()
    with served(base) as url:
        yield url


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[Client]:
    with Client(address, actor="王芳") as client:
        yield client


def answering(status: int, text: str) -> Client:
    """Return a client of a server that always answers the same."""
    return Client("http://kb.test", transport=httpx.MockTransport(lambda request: httpx.Response(status, text=text)))


def test_a_question_is_answered_with_its_citations(client: Client) -> None:
    reply = client.ask(QUESTION, top_k=1, as_of=date(2024, 5, 1), document_ids=["d000001"])
    assert (reply["status"], len(reply["passages"])) == ("answered", 1)
    assert "单户企业每年最高20万元。" in reply["answer"]
    cited = reply["citations"][0]
    assert (cited["clause_label"], cited["validity"], cited["document_id"]) == ("第一条", "in_force", "d000001")
    text = client.document("d000001")["text"]
    assert text[cited["start"] : cited["end"]] == cited["quote"]


def test_an_answer_on_its_way_ends_with_the_whole(client: Client) -> None:
    hits, *pieces, citations, done = client.stream(QUESTION)
    assert isinstance(hits, Hits)
    assert isinstance(citations, Citations)
    assert isinstance(done, Done)
    whole = client.ask(QUESTION)
    assert (done.reply["answer"], hits.passages, citations.citations) == (
        whole["answer"],
        whole["passages"],
        whole["citations"],
    )
    assert "".join(piece.text for piece in pieces if isinstance(piece, Piece)) == whole["answer"]


def test_a_stream_that_is_refused_raises_like_any_call(client: Client) -> None:
    with pytest.raises(RequestRefused, match="问题是空的"):
        next(client.stream(" "))


def test_clauses_wordings_and_passages_are_found(client: Client) -> None:
    assert client.search(QUESTION)["passages"][0]["clause_label"] == "第一条"
    (found,) = client.clauses(f"《{TITLE}》第一条")["clauses"]
    assert client.clause("d000001", "第一条") == found
    assert client.phrases("最高20万元")["exact"]
    assert [one["address"] for one in client.clause_tree("d000001")["clauses"]][-2:] == ["第一条", "第二条"]
    assert client.references("d000001", clause="第一条") == {"outgoing": [], "incoming": []}
    assert client.check_eligibility("我是甲市的小微企业")["understood"] != []
    assert client.eligibility_schema()["facts"] != []


def test_documents_come_in_are_replaced_go_and_come_back(client: Client, tmp_path: Path) -> None:
    file = tmp_path / "通知.txt"
    file.write_text(OTHER, encoding="utf-8")
    report = client.upload([file, ("空.txt", b"")])
    assert [one["status"] for one in report["files"]] == ["added", "failed"]
    document_id = report["files"][0]["documents"][0]["document_id"]
    assert report["files"][0]["documents"][0]["groups"] == []
    for_few = client.upload([("内.txt", OTHER.replace("乙市", "丙市").encode())], groups=["内部", "财务"])
    assert for_few["files"][0]["documents"][0]["groups"] == ["内部", "财务"]
    client.purge(for_few["files"][0]["documents"][0]["document_id"])
    replaced = client.upload([(file.name, OTHER.replace("300元", "400元").encode())])
    assert (replaced["files"][0]["status"], replaced["files"][0]["documents"][0]["version"]) == ("updated", 2)
    assert [one["version"] for one in client.versions(document_id)["versions"]] == [1, 2]
    assert client.diff(document_id, old=1, new=2)["counts"]["changed"] == 1
    assert client.diff_page(document_id, old=1, new=2).startswith(b"<!doctype html>")
    assert "400元" in client.source(document_id).decode()
    assert client.pages(document_id)["pages"] == []
    client.withdraw(document_id)
    assert client.documents(q="稳岗")["total"] == 0
    assert client.restore(document_id) == {"document_id": document_id, "status": "restored"}
    client.correct(document_id, by="王芳", reason="印发日期", fields={"effective_from": "2024-02-01", "region": None})
    standing = client.history(document_id, version=2)["standing"]
    assert standing["effective_from"]["value"] == "2024-02-01"
    assert client.purge(document_id, version=1)["status"] == "purged"
    assert client.purge(document_id) == {"document_id": document_id, "status": "purged"}
    actors = {one["who"] for one in client.log(limit=5)["entries"]}
    assert actors == {"王芳"}


def test_words_states_and_figures_are_told(client: Client) -> None:
    added = client.add_words("贷款贴息", ["国家给垫利息"])
    assert [one["outcome"] for one in added["changes"]] == ["added"]
    assert client.words(q="国家给垫利息")["total"] == 1
    assert [one["outcome"] for one in client.remove_words("贷款贴息", ["国家给垫利息"])["changes"]] == ["removed"]
    current = client.generations()["generations"][0]
    assert current["current"]
    assert client.stats()["generation"] == current["generation"]
    assert (client.health()["status"], client.readiness()["status"]) == ("ok", "ready")
    with pytest.raises(RequestFailed, match="999"):
        client.roll_back(999)


def test_an_error_brings_the_servers_message_and_its_details(client: Client) -> None:
    with pytest.raises(NotFound) as missing:
        client.document("没有/这份?")
    assert (missing.value.status, missing.value.code) == (404, "not_found")
    assert str(missing.value) == missing.value.message != ""
    with pytest.raises(RequestRefused) as refused:
        client.ask(QUESTION, top_k=500)
    assert str(refused.value) == "请求参数有误。top_k：不能大于 100。"
    with pytest.raises(NotFound, match="图"):
        client.page_picture("d000001", 1)


def test_statuses_are_told_apart() -> None:
    error = '{"error": {"code": "busy", "message": "另一个程序正在写。", "detail": {}}}'
    with answering(409, error) as client, pytest.raises(Conflict, match="另一个程序正在写。"):
        client.withdraw("d1")
    with answering(503, error) as client, pytest.raises(ServerFailed):
        client.readiness()


@pytest.mark.parametrize(
    ("status", "text"), [(200, "<html>"), (502, "Bad Gateway"), (500, "[]"), (404, '{"error": 1}')]
)
def test_what_another_server_says_is_told_as_such(status: int, text: str) -> None:
    with answering(status, text) as client, pytest.raises(ReplyUnreadable, match=r"http://kb\.test/v1/stats"):
        client.stats()


def test_no_server_is_said_with_the_remedy() -> None:
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
    with Client(f"http://127.0.0.1:{port}") as client:
        with pytest.raises(ServerUnreachable, match=f"127.0.0.1:{port}.*kb serve"):
            client.stats()
        with pytest.raises(ServerUnreachable):
            next(client.stream(QUESTION))


def test_a_stream_that_breaks_off_is_told() -> None:
    cut = 'event: answer\ndata: {"text": "最高"}\n\nevent: done\n'
    with answering(200, cut) as client:
        events = client.stream(QUESTION)
        assert next(events) == Piece("最高")
        with pytest.raises(ServerUnreachable, match="中断"):
            next(events)


def test_an_error_within_a_stream_is_raised() -> None:
    said = 'event: error\ndata: {"error": {"code": "internal", "message": "服务器内部出错", "detail": {}}}\n\n'
    with answering(200, said) as client, pytest.raises(ServerFailed, match="服务器内部出错"):
        next(client.stream(QUESTION))


def test_events_are_put_together_however_they_are_cut() -> None:
    text = ': ping\n\nevent: later\ndata: {}\n\nevent: answer\ndata: {"text": "甲\u2028乙"}\n\n'
    reader = EventReader()
    assert [found for letter in text for found in reader.read(letter)] == [Piece("甲\u2028乙")]
    with pytest.raises(ReplyUnreadable, match="hits"):
        list(EventReader().read("event: hits\ndata: {}\n\n"))


def test_what_is_not_given_is_left_out() -> None:
    assert body(a=None, b=date(2024, 5, 1), c=False) == {"b": "2024-05-01", "c": False}


def test_the_asynchronous_client_has_the_same_replies(client: Client, address: str) -> None:
    async def asked() -> None:
        async with AsyncClient(address) as other:
            assert (await other.ask(QUESTION))["answer"] == client.ask(QUESTION)["answer"]
            events = [event async for event in other.stream(QUESTION)]
            assert isinstance(events[-1], Done)
            with pytest.raises(NotFound):
                await other.document("d999999")
            with pytest.raises(RequestRefused):
                [event async for event in other.stream("")]

    asyncio.run(asked())
