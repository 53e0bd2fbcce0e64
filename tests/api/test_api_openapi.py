"""The OpenAPI document: valid, complete, with examples that are true to the schemas."""

from typing import Any

import pytest
from fastapi.openapi.models import OpenAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel

from api import examples
from api.document_schemas import ClausesResponse, DocumentsResponse
from api.report_schemas import IngestResponse
from api.responses import ErrorResponse
from api.schemas import AskRequest, AskResponse, SearchResponse
from api.word_schemas import WordsRequest, WordsResponse

OPERATIONS = {
    "POST /v1/ask": {400, 403, 413, 415, 422, 500, 503},
    "POST /v1/search": {400, 403, 413, 415, 422, 500, 503},
    "GET /v1/clauses": {403, 404, 409, 422, 500, 503},
    "GET /v1/examples": {403, 422, 500, 503},
    "GET /v1/documents/{document_id}/questions": {403, 422, 500, 503},
    "GET /v1/facets": {403, 422, 500, 503},
    "GET /v1/phrases": {403, 422, 500, 503},
    "POST /v1/verify": {400, 403, 413, 415, 422, 500, 503},
    "GET /v1/documents": {403, 422, 500, 503},
    "POST /v1/documents": {400, 403, 409, 413, 415, 422, 500, 503},
    "GET /v1/documents/{document_id}": {403, 404, 409, 422, 500, 503},
    "DELETE /v1/documents/{document_id}": {403, 404, 409, 422, 500, 503},
    "POST /v1/eligibility": {400, 403, 404, 413, 415, 422, 500, 503},
    "GET /v1/eligibility/schema": {403, 500, 503},
    "GET /v1/documents/{document_id}/clauses": {403, 404, 422, 500, 503},
    "GET /v1/documents/{document_id}/clauses/{address}": {403, 404, 409, 422, 500, 503},
    "GET /v1/documents/{document_id}/pages": {403, 404, 422, 500, 503},
    "GET /v1/documents/{document_id}/pages/{page}.png": {403, 404, 422, 500, 503},
    "GET /v1/documents/{document_id}/references": {403, 404, 409, 422, 500, 503},
    "GET /v1/documents/{document_id}/source": {403, 404, 422, 500, 503},
    "GET /v1/documents/{document_id}/versions": {403, 404, 422, 500, 503},
    "GET /v1/documents/{document_id}/diff": {403, 404, 422, 500, 503},
    "GET /v1/documents/{document_id}/diff.html": {403, 404, 422, 500, 503},
    "POST /v1/documents/{document_id}/restore": {403, 404, 409, 422, 500, 503},
    "PATCH /v1/documents/{document_id}": {400, 403, 404, 409, 413, 415, 422, 500, 503},
    "GET /v1/documents/{document_id}/history": {403, 404, 422, 500, 503},
    "GET /v1/words": {403, 422, 500, 503},
    "POST /v1/words": {400, 403, 409, 413, 415, 422, 500, 503},
    "DELETE /v1/words": {403, 404, 409, 422, 500, 503},
    "GET /v1/words/file": {403, 422, 500, 503},
    "POST /v1/words/file": {400, 403, 409, 413, 415, 422, 500, 503},
    "POST /v1/feedback": {400, 403, 413, 415, 422, 500, 503},
    "GET /v1/feedback": {403, 422, 500, 503},
    "GET /v1/feedback/export/questions.jsonl": {403, 422, 500, 503},
    "DELETE /v1/feedback/{number}": {403, 404, 422, 500, 503},
    "GET /v1/evaluation": {403, 500, 503},
    "GET /v1/evaluation/report": {403, 404, 500, 503},
    "GET /v1/generations": {403, 500, 503},
    "POST /v1/generations/rollback": {400, 403, 404, 409, 413, 415, 422, 500, 503},
    "GET /healthz": set(),
    "GET /readyz": {500, 503},
    "GET /v1/stats": {403, 500, 503},
    "GET /v1/session": {403, 500, 503},
    "POST /v1/session": {400, 403, 413, 415, 422, 500, 503},
    "DELETE /v1/session": {403, 500, 503},
    "GET /v1/log": {403, 422, 500, 503},
}
OPENAI = {
    "POST /v1/chat/completions": {"400", "403", "404", "413", "415", "4XX", "500", "503"},
    "GET /v1/models": {"403", "500", "503"},
    "GET /v1/models/{model}": {"403", "404", "4XX", "500", "503"},
}


@pytest.fixture
def document(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


def test_the_document_is_openapi(document: dict[str, Any]) -> None:
    assert OpenAPI.model_validate(document).openapi.startswith("3.1")


def test_every_operation_documents_its_failures_in_the_one_shape(document: dict[str, Any]) -> None:
    failures = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"]
            if f"{method.upper()} {path}" in OPENAI:
                continue
            responses = {int(status): response for status, response in operation["responses"].items() if status >= "4"}
            for response in responses.values():
                schema = response["content"]["application/json"]["schema"]
                assert schema == {"$ref": "#/components/schemas/ErrorResponse"}
            failures[f"{method.upper()} {path}"] = set(responses)
    # Whatever may be refused to somebody may be refused for want of a key.
    assert failures == {name: found | ({401} if 403 in found else set()) for name, found in OPERATIONS.items()}


def test_the_operations_of_openai_document_theirs(document: dict[str, Any]) -> None:
    for name, failures in OPENAI.items():
        method, path = name.split()
        responses = document["paths"][path][method.lower()]["responses"]
        assert {status for status in responses if status >= "4"} == failures | {"401"}
        for status in failures:
            schema = responses[status]["content"]["application/json"]["schema"]
            assert schema == {"$ref": "#/components/schemas/OpenAIErrorResponse"}


def test_the_shapes_of_the_contract_have_examples(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    # The framework leaves out what is null.
    stated = {name: value for name, value in examples.ASK_REQUEST.items() if value is not None}
    assert schemas["AskRequest"]["examples"] == [stated]
    for name in (
        "AskResponse",
        "SearchResponse",
        "ClausesResponse",
        "DocumentsResponse",
        "IngestResponse",
        "WordsResponse",
    ):
        assert schemas[name]["example"]
    assert schemas["ErrorResponse"]["example"] == examples.ERROR


@pytest.mark.parametrize(
    ("model", "example"),
    [
        (AskRequest, examples.ASK_REQUEST),
        (AskResponse, examples.ASK_RESPONSE),
        (SearchResponse, examples.SEARCH_RESPONSE),
        (ClausesResponse, examples.CLAUSES_RESPONSE),
        (DocumentsResponse, examples.DOCUMENTS_RESPONSE),
        (IngestResponse, examples.INGEST_RESPONSE),
        (WordsRequest, examples.WORDS_REQUEST),
        (WordsResponse, examples.WORDS_RESPONSE),
        (ErrorResponse, examples.ERROR),
    ],
)
def test_an_example_is_what_its_schema_sends(model: type[BaseModel], example: dict[str, Any]) -> None:
    assert model.model_validate(example).model_dump(mode="json", by_alias=True) == example


def test_unknown_fields_of_requests_are_documented_as_refused(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    assert schemas["AskRequest"]["additionalProperties"] is False
    assert schemas["FiltersBody"]["additionalProperties"] is False
    assert schemas["WordsRequest"]["additionalProperties"] is False


def test_the_upload_is_documented_as_multipart(document: dict[str, Any]) -> None:
    body = document["paths"]["/v1/documents"]["post"]["requestBody"]
    assert body["content"].keys() == {"multipart/form-data"}
