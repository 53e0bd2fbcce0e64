"""The client knows every call of the server, and what comes back from each."""

import inspect
import re
from collections.abc import Iterator
from typing import Any, get_args, get_type_hints, is_typeddict

import pytest

from api.app import create_app
from kb.client import AsyncClient, Client, calls
from kb.client.call import Call
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from tests.kb.client.shapes import Schemas, fields_of, typed_dicts_in

# OpenAI's own client calls these.
OF_OPENAI = {("POST", "/v1/chat/completions"), ("GET", "/v1/models"), ("GET", "/v1/models/{model}")}
GIVEN: dict[str, tuple[Any, ...]] = {
    "upload": ([("a.txt", b"a")],),
    "add_words": ("贴息", ["补利息"]),
    "clause": ("d1", "第一条"),
    "page_picture": ("d1", 1),
    "import_words": (("a.tsv", b"a"),),
    "give_feedback": ("helpful", "问", "答"),
    "remove_feedback": (1,),
}
CALLS = {
    name: build
    for name, build in vars(calls).items()
    if inspect.isfunction(build) and build.__module__ == calls.__name__ and not name.startswith("_")
}


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    base = KnowledgeBase.open(Settings(home=tmp_path_factory.mktemp("shapes") / "home"))
    yield create_app(base).openapi()
    base.close()


def made(name: str) -> Call[Any]:
    needed = [
        one
        for one in inspect.signature(CALLS[name]).parameters.values()
        if one.default is one.empty and one.kind is not one.KEYWORD_ONLY
    ]
    more = {"by": "王芳", "reason": "更正"} if name == "correct" else {}
    call: Call[Any] = CALLS[name](*GIVEN.get(name, ("d1",) * len(needed)), **more)
    return call


def route_of(call: Call[Any], document: dict[str, Any]) -> tuple[str, str]:
    fitting = [
        path
        for path, operations in document["paths"].items()
        if call.method.lower() in operations
        and re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)), call.path)
    ]
    (route,) = [path for path in fitting if path == call.path] or fitting
    return call.method, route


def test_there_is_a_call_for_every_route(document: dict[str, Any]) -> None:
    there = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert {route_of(made(name), document) for name in CALLS} == there - OF_OPENAI


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_both_clients_have_every_call_with_its_signature(kind: type) -> None:
    assert set(CALLS) <= set(vars(kind))
    for name, build in CALLS.items():
        assert vars(kind)[name].__wrapped__ is build
    assert vars(kind)["stream"].__wrapped__ is calls.ask


@pytest.mark.parametrize("name", sorted(CALLS))
def test_a_reply_has_the_fields_that_the_server_sends(name: str, document: dict[str, Any]) -> None:
    method, route = route_of(made(name), document)
    (reply,) = get_args(get_type_hints(CALLS[name])["return"])
    content = document["paths"][route][method.lower()]["responses"]["200"]["content"]
    if not is_typeddict(reply):
        assert (reply, "application/json" in content) == (bytes, False)
        return
    schemas = Schemas(document)
    compared: set[str] = set()
    waiting = [(reply, content["application/json"]["schema"])]
    while waiting:
        shape, schema = waiting.pop()
        assert fields_of(shape) == schemas.fields(schema), f"{shape.__name__} of kb.replies is not what is sent"
        if shape.__name__ in compared:
            continue
        compared.add(shape.__name__)
        inner = {
            frozenset(fields_of(one)): one for hint in get_type_hints(shape).values() for one in typed_dicts_in(hint)
        }
        waiting += [(inner[frozenset(schemas.fields(one))], one) for one in schemas.within(schema)]


def test_parameters_have_the_names_that_the_server_reads(document: dict[str, Any]) -> None:
    for name in CALLS:
        call = made(name)
        method, route = route_of(call, document)
        operation = document["paths"][route][method.lower()]
        known = {one["name"] for one in operation.get("parameters", []) if one["in"] == "query"}
        assert set(call.params or ()) <= known, name
