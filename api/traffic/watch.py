"""What every request leaves behind: its figures, and one line in the log."""

import logging
import time

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access import address_of, caller_of
from api.actor import actor_of
from api.traffic import identity
from api.traffic.admission import PROBES
from api.traffic.logs import REQUESTS, with_fields
from api.traffic.metrics import Metrics

logger = logging.getLogger(REQUESTS)

_GONE = 499
"""The status, by custom, of a request whose client had gone before it was answered."""
_NO_ROUTE = "none"


class Watch:
    """Give each request its id, count it and log it when it is over: no address, question, body or key of it."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        identity.named(scope)
        seen = _Seen(receive, send)
        self._metrics.began()
        started = time.perf_counter()
        try:
            await self._app(scope, seen.receive, seen.send)
        except Exception:
            # It is answered, and logged with its traceback, outside of all middleware.
            seen.status = 500
            raise
        finally:
            seconds = time.perf_counter() - started
            route = route_of(scope)
            self._metrics.ended(scope["method"], route, seen.status, seconds)
            _log(scope, route, seen, seconds)


class _Seen:
    """What passes in both directions, measured."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self.status = _GONE
        self.bytes_in = 0
        self.bytes_out = 0
        self._receive = receive
        self._send = send

    async def receive(self) -> Message:
        """Receive and count."""
        message = await self._receive()
        self.bytes_in += len(message.get("body", b""))
        return message

    async def send(self, message: Message) -> None:
        """Send and count."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
        else:
            self.bytes_out += len(message.get("body", b""))
        await self._send(message)


def route_of(scope: Scope) -> str:
    """Return the template of the route that a request came to, never its address."""
    route = scope.get("route")
    template = getattr(route, "path_format", None) or getattr(route, "path", None)
    if isinstance(template, str):
        return template
    path = scope["path"]
    return "/web" if path.startswith("/web/") else "/mcp" if path == "/mcp" else _NO_ROUTE


def _log(scope: Scope, route: str, seen: _Seen, seconds: float) -> None:
    # Whoever watches a server asks every few seconds.
    level = logging.DEBUG if scope["path"] in PROBES and seen.status < 400 else logging.INFO
    if not logger.isEnabledFor(level):
        return
    named = actor_of(Headers(scope=scope))
    fields = {
        "method": scope["method"],
        "route": route,
        "status": seen.status,
        "ms": round(seconds * 1000, 1),
        "bytes_in": seen.bytes_in,
        "bytes_out": seen.bytes_out,
        "client": address_of(scope),
        "actor": caller.signed(named) if (caller := caller_of(scope)) else named,
    }
    logger.log(level, "request", extra=with_fields(fields))
