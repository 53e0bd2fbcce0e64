"""How much a request may carry, counted while it is read: a body without Content-Length is no way around."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import RequestRejected, error_response

UPLOAD_PATH = "/v1/documents"
JSON_BYTES = 1_000_000
UPLOAD_FILES = 100
# The files of one upload are held in memory together while they are taken in.
_UPLOAD_TOTAL_SOURCES = 10
# Boundaries and part headers beside the files themselves.
_MULTIPART_OVERHEAD = 1_000_000


def upload_bytes(source_bytes: int) -> int:
    """Return the most bytes of files that one upload may carry, given the limit of one file."""
    return source_bytes * _UPLOAD_TOTAL_SOURCES


class BodyLimit:
    """Answer 413 to a body over the limit: at once where its length is announced, else as soon as it is passed."""

    def __init__(self, app: ASGIApp, *, source_bytes: int) -> None:
        self._app = app
        self._upload_bytes = upload_bytes(source_bytes) + _MULTIPART_OVERHEAD

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its body counted, or answer 413."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._upload_bytes if scope["path"] == UPLOAD_PATH else JSON_BYTES
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdecimal() and int(announced) > limit:
            error = _too_large(limit)
            response = error_response(error.status_code, error.code, error.message, error.fields)
            await response(scope, receive, send)
            return
        received = 0

        async def receive_counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise _too_large(limit)
            return message

        await self._app(scope, receive_counted, send)


def _too_large(limit: int) -> RequestRejected:
    message = f"请求体超过 {limit} 字节的上限。请缩短内容，或分几次上传。"
    return RequestRejected(413, "too_large", message, limit_bytes=limit)
