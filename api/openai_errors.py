"""Failures of the OpenAI-compatible routes in the shape that OpenAI's clients read."""

import json
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import response_to
from api.streaming import json_event

_PATHS = ("/v1/chat/", "/v1/models")
# What OpenAI's own server answers to a request that cannot be read.
_STATUS = {422: 400}


def in_openai_shape(status: int, error: dict[str, Any]) -> dict[str, Any]:
    """Return an error with the fields that OpenAI's clients look for."""
    detail = error.get("detail") or {}
    first: dict[str, Any] = next(iter(detail.get("errors", ())), {})
    return {
        "message": error["message"],
        "type": "server_error" if status >= 500 else "invalid_request_error",
        "param": first.get("field") or detail.get("field"),
        "code": error["code"],
        "detail": detail,
    }


def failed(request: HTTPConnection, error: BaseException) -> bytes:
    """Return the event of an error within a stream."""
    response = response_to(request, error)
    body = json.loads(bytes(response.body))
    return json_event({"error": in_openai_shape(response.status_code, body["error"])})


class OpenAIErrors:
    """Rewrite the one shape of errors for the routes that OpenAI's clients call."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; a failure's body is sent anew."""
        if scope["type"] != "http" or scope["method"] == "HEAD" or not scope["path"].startswith(_PATHS):
            await self._app(scope, receive, send)
            return
        started: Message | None = None

        async def send_in_shape(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start" and message["status"] >= 400:
                started = message
            elif started is not None and message["type"] == "http.response.body":
                # An error's body is one JSON text in one message.
                status = started["status"]
                error = in_openai_shape(status, json.loads(message["body"])["error"])
                body = json.dumps({"error": error}, ensure_ascii=False).encode()
                MutableHeaders(scope=started)["Content-Length"] = str(len(body))
                await send({**started, "status": _STATUS.get(status, status)})
                await send({**message, "body": body})
                started = None
            else:
                await send(message)

        await self._app(scope, receive, send_in_shape)
