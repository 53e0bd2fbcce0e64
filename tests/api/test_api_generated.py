"""Requests made from the OpenAPI document, right and wrong ones: never a 500, and every answer as it is documented.

schemathesis makes the requests, in every run the same ones; `make soak` sends many more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import hypothesis
import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase
from requests import Session
from schemathesis import Case, GenerationMode
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.python import asgi
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.app import create_app
from api.headers import SECURITY_HEADERS
from tests.kb.homes import LOANS, RENT, TREES, open_base, take

_SHAPES: list[CheckFunction] = [response_headers_conformance, response_schema_conformance]
_CHECKS: list[CheckFunction] = [not_a_server_error, status_code_conformance, content_type_conformance]
_DOCUMENT = "d000001"
# Each upload starts the process that reads it, and each change of the words reads the whole dictionary.
_SLOW = {"POST /v1/documents", "GET /v1/words", "DELETE /v1/words", "POST /v1/words/file", "GET /v1/words/file"}


Operation = APIOperation[Any, Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Server:
    """The application with what schemathesis knows of it, and the session that reaches it."""

    operations: dict[str, Operation]
    session: Session


def _operations(app: FastAPI) -> dict[str, Operation]:
    schema = schemathesis.openapi.from_dict(app.openapi())
    schema.app = app
    found = [one.ok() for one in schema.get_all_operations() if isinstance(one, Ok)]
    # None of them may be a fault of the document, which would hide an operation.
    assert len(found) == sum(len(methods) for methods in app.openapi()["paths"].values())
    return {operation.label: operation for operation in found}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with open_base(tmp_path_factory.mktemp("generated"), reader_seconds=5.0) as base:
        take(base, {"贷款.txt": LOANS, "租金.txt": RENT, "古树.txt": TREES})
        base.warm_up()
        app = create_app(base)
        with asgi.get_client(cast(Any, app)) as session:
            yield Server(_operations(app), session)


def _labels() -> list[str]:
    # The document of the application is the same over every knowledge base; none is needed to number its operations.
    from tests.api.fake_kb import FakeKnowledgeBase

    return sorted(_operations(create_app(FakeKnowledgeBase())))  # type: ignore[arg-type]  # its stand-in


def _send(server: Server, case: Case[Any], number: int, mode: GenerationMode) -> None:
    if number % 2 and "document_id" in (case.path_parameters or {}):
        # Otherwise no request would ever meet a document.
        case.path_parameters["document_id"] = _DOCUMENT
    response = case.call(base_url="http://127.0.0.1:8000", session=server.session)
    # A file that is sent as it came has a stricter policy than a page.
    assert [name for name in SECURITY_HEADERS if name.lower() not in response.headers] == []
    # Events are no document of JSON: tests/api/test_api_stream.py reads them.
    is_stream = response.headers["content-type"][0].startswith("text/event-stream")
    # Too large is refused as well, before anything else is looked at.
    looked_at = mode is GenerationMode.NEGATIVE and not number % 2 and response.status_code != 413
    wrong: list[CheckFunction] = [negative_data_rejection] if looked_at else []
    case.validate_response(response, checks=_CHECKS + ([] if is_stream else _SHAPES) + wrong)


def _try(server: Server, label: str, mode: GenerationMode, examples: int) -> int:
    """Send requests to an operation; return how many there were."""
    operation, sent = server.operations[label], 0

    @hypothesis.settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def attempt(case: Case[Any]) -> None:
        nonlocal sent
        sent += 1
        _send(server, case, sent, mode)

    try:
        attempt()
    except hypothesis.errors.Unsatisfiable:
        # An operation without parameters and body cannot be called wrongly.
        assert mode is GenerationMode.NEGATIVE
        assert not list(operation.iter_parameters())
    return sent


@pytest.mark.parametrize("label", _labels())
def test_right_and_wrong_requests_are_answered_as_documented(server: Server, label: str) -> None:
    examples = 3 if label in _SLOW else 6
    assert _try(server, label, GenerationMode.POSITIVE, examples) >= 1
    _try(server, label, GenerationMode.NEGATIVE, examples)


@pytest.mark.soak
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("label", _labels())
def test_many_right_and_wrong_requests_are_answered_as_documented(
    server: Server, label: str, mode: GenerationMode
) -> None:
    assert _try(server, label, mode, 40 if label in _SLOW else 400) >= 0
