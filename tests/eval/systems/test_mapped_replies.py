import json
from datetime import date
from pathlib import Path

import httpx
import pytest

from eval.replies import RepliedCitation, RepliedPassage, Reply
from eval.systems.asking import Asking
from eval.systems.http import HttpSystem
from eval.systems.mapped import Mapped
from eval.systems.mapping import read_mapping

EXAMPLES = Path(__file__).resolve().parents[3] / "eval" / "system_examples"
KEYS = dict.fromkeys(("DIFY_API_KEY", "RAGFLOW_API_KEY", "FASTGPT_API_KEY", "MAXKB_API_KEY"), "secret")
ENVIRONMENT = {**KEYS, "RAGFLOW_CHAT_ID": "c1", "MAXKB_APPLICATION_ID": "a1"}
ASKING = Asking(date(2026, 11, 21), 7)


def _ask(name: str, body: object) -> tuple[Reply, httpx.Request]:
    """Ask the system of an example, whose server answers with the body."""
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, content=json.dumps(body))

    mapping = read_mapping(EXAMPLES / f"{name}.toml", ENVIRONMENT)
    with httpx.Client(base_url=mapping.url, transport=httpx.MockTransport(answer)) as client:
        reply = HttpSystem(client, ASKING, Mapped(mapping)).ask("最高多少？")
    return reply, asked[0]


def test_the_plain_shape() -> None:
    reply, request = _ask("plain", {"answer": "300万元", "contexts": ["最高300万元。", "其他。"]})
    assert (request.method, str(request.url)) == ("POST", "http://127.0.0.1:8080/ask")
    assert json.loads(request.content) == {"question": "最高多少？", "top_k": 7}
    assert (reply.status, reply.text, reply.error) == ("answered", "300万元", None)
    assert reply.found == (RepliedPassage("最高300万元。"), RepliedPassage("其他。"))
    assert reply.cited == ()
    assert reply.body == {"answer": "300万元", "contexts": ["最高300万元。", "其他。"]}


def test_dify() -> None:
    resource = {
        "segment_id": "s1",
        "document_id": "d1",
        "document_name": "办法.txt",
        "score": 0.9,
        "content": "最高300万元。",
    }
    body = {"answer": "最高300万元。", "metadata": {"retriever_resources": [resource]}}
    reply, request = _ask("dify", body)
    assert str(request.url) == "http://127.0.0.1/v1/chat-messages"
    assert request.headers["Authorization"] == "Bearer secret"
    sent = json.loads(request.content)
    assert sent == {"query": "最高多少？", "response_mode": "blocking", "user": "evaluation", "inputs": {}}
    assert reply.found == (RepliedPassage("最高300万元。", "s1", document_id="d1", title="办法.txt", score=0.9),)
    assert reply.cited == (RepliedCitation("最高300万元。", title="办法.txt"),)


def test_ragflow_cites_only_what_the_answer_points_to() -> None:
    chunks = [
        {"id": f"k{number}", "content": text, "document_name": "办法.txt", "document_id": "d", "similarity": 0.5}
        for number, text in enumerate(("甲句。", "乙句。", "丙句。"))
    ]
    body = {"code": 0, "data": {"answer": "乙[ID:1]，再乙 ##1$$，没有 [ID:9]。", "reference": {"chunks": chunks}}}
    reply, request = _ask("ragflow", body)
    sent = json.loads(request.content)
    assert sent == {"chat_id": "c1", "messages": [{"role": "user", "content": "最高多少？"}], "stream": False}
    assert reply.quotes == ("乙句。",)
    assert reply.passages == ("甲句。", "乙句。", "丙句。")
    assert reply.text == "乙，再乙 ，没有 。"


def test_ragflow_says_its_errors_in_the_body() -> None:
    reply, _ = _ask("ragflow", {"code": 102, "message": "Please input your question."})
    assert reply.error == "the system says no: Please input your question."
    assert not reply.abstained


def test_fastgpt() -> None:
    quoted = {"id": "x", "q": "最高300万元。", "a": "", "collectionId": "c", "sourceName": "办法.txt"}
    quoted_too = {"id": "y", "q": "问", "a": "答", "score": [{"type": "embedding", "value": 0.5}]}
    body = {
        "choices": [{"message": {"role": "assistant", "content": "300万元"}}],
        "responseData": [{"moduleName": "开始"}, {"quoteList": [quoted, quoted_too]}],
    }
    reply, _ = _ask("fastgpt", body)
    assert reply.found == (
        RepliedPassage("最高300万元。", "x", document_id="c", title="办法.txt"),
        RepliedPassage("问\n答", "y", score=0.5),
    )
    assert reply.quotes == ("最高300万元。", "问\n答")


def test_maxkb_has_answers_only() -> None:
    reply, request = _ask("maxkb", {"choices": [{"message": {"content": "抱歉，没有找到相关内容。"}}]})
    assert request.url.path == "/chat/api/a1/chat/completions"
    assert (reply.status, reply.found, reply.cited) == ("abstained", (), ())


@pytest.mark.parametrize("body", [{"result": "x"}, [], "text", None, 3])
def test_a_reply_without_an_answer_is_an_error_that_shows_it(body: object) -> None:
    reply, _ = _ask("plain", body)
    assert reply.error == f"no answer at answer: {body}"


@pytest.mark.parametrize(
    "contexts", [None, "text", 3, {}, [None, None], {"a": None}], ids=["null", "text", "number", "object", "nulls", "n"]
)
def test_what_is_missing_or_mistyped_counts_as_empty(contexts: object) -> None:
    reply, _ = _ask("plain", {"answer": None, "contexts": contexts})
    assert (reply.text, reply.found, reply.error) == ("", (), None)


def _mapped(tmp_path: Path, response: str) -> Mapped:
    path = tmp_path / "x.toml"
    path.write_text(f'url = "http://x"\n[response]\n{response}', encoding="utf-8")
    return Mapped(read_mapping(path, {}))


@pytest.mark.parametrize(
    ("value", "status"),
    [("none", "abstained"), (False, "abstained"), ("fine", "answered"), ("half", "partial"), (None, "answered")],
)
def test_the_systems_own_words_for_its_status(value: object, status: str, tmp_path: Path) -> None:
    named = (
        'answer = "a"\nstatus = "s"\n[response.statuses]\nnone = "abstained"\nfalse = "abstained"\nhalf = "partial"\n'
    )
    assert _mapped(tmp_path, named).read({"a": "x", "s": value}, 0.0).status == status


def test_a_status_in_our_own_words_needs_no_table(tmp_path: Path) -> None:
    endpoint = _mapped(tmp_path, 'answer = "a"\nstatus = "s"\nconfidence = "c"\nfingerprint = "f"\n')
    reply = endpoint.read({"a": "x", "s": "abstained", "c": "0.25", "f": 7}, 0.0)
    assert (reply.abstained, reply.confidence, reply.fingerprint) == (True, 0.25, "7")


@pytest.mark.parametrize("value", [10**400, "9" * 400, float("inf")])
def test_a_confidence_beyond_all_numbers_is_none(value: object, tmp_path: Path) -> None:
    endpoint = _mapped(tmp_path, 'answer = "a"\nconfidence = "c"\n')
    assert endpoint.read({"a": "x", "c": value}, 0.0).confidence is None


def test_paths_that_lead_nowhere_in_any_reply_are_named(tmp_path: Path) -> None:
    endpoint = _mapped(
        tmp_path,
        'answer = "a"\nconfidence = "c"\n[response.passages]\nitems = "p[*]"\ntext = "t"\ntitle = "tite"\n'
        '[response.citations]\nitems = "pasages[*]"\nquote = "t"\n',
    )
    bodies = [{"a": "x", "p": [{"t": "甲", "title": "乙"}]}, {"a": "y", "p": [], "c": None}]
    replies = [*(endpoint.read(body, 0.0) for body in bodies), endpoint.read({"e": 1}, 0.0)]
    assert endpoint.warnings(replies) == (
        "x: response.citations.items: 'pasages[*]' leads nowhere in any of the 2 replies",
        "x: response.passages.title: 'tite' leads nowhere in any of the 1 items",
    )
    assert endpoint.warnings([]) == ()


def test_a_reply_that_is_a_list_is_followed_too(tmp_path: Path) -> None:
    endpoint = _mapped(tmp_path, 'answer = "[0].a"\n[response.passages]\nitems = "[0].p[*]"\ntext = "."\n')
    assert endpoint.warnings([endpoint.read([{"a": "x", "p": ["甲"]}], 0.0)]) == ()


def test_another_mapping_file_is_another_setting(tmp_path: Path) -> None:
    first = _mapped(tmp_path, 'answer = "a"\n').settings()
    assert first == _mapped(tmp_path, 'answer = "a"\n').settings()
    assert first != _mapped(tmp_path, 'answer = "b"\n').settings()


def test_a_question_may_go_into_the_address(tmp_path: Path) -> None:
    path = tmp_path / "get.toml"
    path.write_text(
        'url = "http://x/api"\nmethod = "get"\npath = "search"\n[query]\nq = "{question}"\nday = "{as_of}"\n'
        '[response]\nanswer = "a"\n',
        encoding="utf-8",
    )
    with httpx.Client(base_url="http://x/api") as client:
        request = Mapped(read_mapping(path, {})).request(client, "多少 & 几", Asking(None, 3))
    assert (request.method, request.url.path, dict(request.url.params)) == (
        "GET",
        "/api/search",
        {"q": "多少 & 几", "day": ""},
    )
    assert request.content == b""
