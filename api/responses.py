"""The one shape of failures, and which of them a route documents."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from api.examples import ERROR

_MEANINGS = {
    400: "The body cannot be parsed.",
    401: "No key where one is needed, or one that is not good.",
    403: "A foreign host name, a page of another site, or a key that may not do this.",
    404: "No such document, version or clause.",
    409: "Another writer is at work, or the reference may mean several documents.",
    413: "The body or a file is over its limit.",
    415: "Not the media type that is wanted.",
    422: "A parameter is missing, unknown or out of range.",
    500: "An error of the server; the request id leads to the log.",
    503: "The server is not ready, or its data cannot be used.",
}


class ErrorBody(BaseModel):
    """What went wrong: a code for programs, a message for people, the values in question."""

    code: str
    message: str
    detail: dict[str, Any]


class ErrorResponse(BaseModel):
    """The one shape of every failure."""

    model_config = ConfigDict(json_schema_extra={"example": ERROR})

    error: ErrorBody


def refusals(*statuses: int, model: type[BaseModel] = ErrorResponse) -> dict[int | str, dict[str, Any]]:
    """Return the documentation of these statuses, and of those that go with them or that every route has."""
    # Whatever may be refused to somebody may be refused to somebody unknown.
    asked = (401, *statuses) if 403 in statuses else statuses
    return {status: {"model": model, "description": _MEANINGS[status]} for status in (*asked, 500, 503)}
