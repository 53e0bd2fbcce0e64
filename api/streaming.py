"""Server-sent events: sent as they are made, with a sign of life while nothing is, ended when the client goes."""

import asyncio
import json
from collections.abc import Callable, Generator
from typing import Any, Final, TypeAlias

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

Events: TypeAlias = Generator[bytes, None, None]
"""Events in the form in which they are sent; closed early where nobody reads them any more."""

MEDIA_TYPE = "text/event-stream"
HEARTBEAT_SECONDS = 10.0
# A comment: readers of events pass it over, proxies see that the connection lives.
PING: Final = b": ping\n\n"
# Ends of lines to some readers, though not to the format: sent as JSON escapes they cannot break an event.
_ENDS = str.maketrans({end: f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"})


def event(data: str, name: str | None = None) -> bytes:
    """Return one event; `data` is JSON on one line."""
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {data.translate(_ENDS)}\n\n".encode()


def json_event(data: object, name: str | None = None) -> bytes:
    """Return one event with a value as JSON."""
    return event(json.dumps(data, ensure_ascii=False, separators=(",", ":")), name)


class EventStream(Response):
    """Events that are made one after the other in a worker thread.

    When the client goes, the event in the making is the last one: the generator is closed, and what would have come
    is never worked on. An error before the first event is answered like that of any request; after it, it is an
    event, which `failed` makes.
    """

    media_type = MEDIA_TYPE

    def __init__(
        self,
        events: Events,
        failed: Callable[[HTTPConnection, BaseException], bytes],
        *,
        heartbeat: float = HEARTBEAT_SECONDS,
    ) -> None:
        super().__init__(headers={"X-Accel-Buffering": "no"})
        del self.headers["Content-Length"]
        self._events = events
        self._failed = failed
        self._heartbeat = heartbeat
        self._started = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the events until there are no more or the client is gone."""
        gone = asyncio.ensure_future(_gone(receive))
        try:
            await self._send_all(HTTPConnection(scope), gone, send)
        finally:
            gone.cancel()
            await run_in_threadpool(self._events.close)

    async def _send_all(self, request: HTTPConnection, gone: "asyncio.Future[None]", send: Send) -> None:
        data: bytes | None = b""
        while data is not None:
            making = await self._made(gone, send)
            error = making.exception()
            if gone.done():
                return
            if error is None:
                data = making.result()
            elif self._started:
                await self._send(send, self._failed(request, error))
                data = None
            else:
                raise error
            await self._send(send, data or b"", more=data is not None)

    async def _made(self, gone: "asyncio.Future[None]", send: Send) -> "asyncio.Future[bytes | None]":
        """Return the next event, made or failed, None after the last; say now and then that it is in the making."""
        making = asyncio.ensure_future(run_in_threadpool(next, self._events, None))
        either: set[asyncio.Future[Any]] = {making, gone}
        try:
            while not (making.done() or gone.done()):
                await asyncio.wait(either, timeout=self._heartbeat, return_when=asyncio.FIRST_COMPLETED)
                if not (making.done() or gone.done()):
                    await self._send(send, PING)
        finally:
            # A generator that still runs cannot be closed.
            await asyncio.wait({making})
        return making

    async def _send(self, send: Send, body: bytes, *, more: bool = True) -> None:
        if not self._started:
            self._started = True
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": body, "more_body": more})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
