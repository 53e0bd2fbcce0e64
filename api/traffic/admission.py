"""Who gets in: a rate for each caller, places for so many requests at once, and a time within which each is answered.

Reading, uploading and changing have places of their own, so that none keeps the others out.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access import address_of, caller_of, too_often
from api.errors import RequestRejected, error_response
from api.limits import UPLOAD_PATH
from api.streaming import MEDIA_TYPE
from api.traffic.lanes import RETRY_SECONDS, Lane, NoPlace
from api.traffic.rates import Rates
from api.traffic.slow import ClientGone, ClientTooSlow, WholeBody, patient_receive, patient_send
from kb.settings import Settings

logger = logging.getLogger(__name__)

PROBES = frozenset({"/healthz", "/readyz", "/metrics"})
"""What tells of the server's state: always answered, whatever else is refused."""
_PAGE = ("/web/",)
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# What is asked with a body changes nothing.
_ASKING = ("/v1/ask", "/v1/search", "/v1/chat/", "/v1/eligibility", "/v1/verify", "/v1/phrases", "/v1/clauses", "/mcp")

_UPLOADS_AT_ONCE, _UPLOADS_WAITING = 2, 16
_CHANGES_AT_ONCE, _CHANGES_WAITING = 1, 32
# Bodies are read before their requests take a place: this many at once take at most as many megabytes.
_BODIES_AT_ONCE = 256
# An upload may be long; a pause in it may not.
_UPLOAD_PAUSES = 20


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request was not let in, as the figures name it."""

    reason: str
    status: int
    code: str
    message: str
    retry_seconds: int


class Admission:
    """Let requests in, or answer 429 or 503 with Retry-After, 408 to bodies that do not come, 503 after too long."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        settings: Settings,
        rates: Rates,
        lanes: "Lanes",
        shed: Callable[[str], None] = lambda reason: None,
    ) -> None:
        self._app = app
        self._settings = settings
        self._rates = rates
        self._lanes = lanes
        self._shed = shed
        self._left_behind: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on when its turn comes, or refuse it."""
        if scope["type"] != "http" or (lane := self._lanes.of(scope)) is None:
            await self._app(scope, receive, send)
            return
        send = patient_send(send, self._settings.client_seconds)
        try:
            await self._let_in(lane, scope, receive, send)
        except (ClientGone, ClientTooSlow) as gone:
            self._shed("client_gone" if isinstance(gone, ClientGone) else "client_too_slow")
        except RequestRejected as error:
            await error_response(error.status_code, error.code, error.message, error.fields)(scope, receive, send)

    async def _let_in(self, lane: Lane, scope: Scope, receive: Receive, send: Send) -> None:
        wait = self._rates.take(_whose(scope))
        if wait:
            self._shed("rate")
            await too_often(wait)(scope, receive, send)
            return
        pause = self._settings.client_seconds
        if lane is self._lanes.uploading:
            try:
                await lane.enter()
            except NoPlace:
                await self._refuse(_overloaded(lane), scope, receive, send)
                return
            await self._work(lane, scope, patient_receive(receive, pause, _UPLOAD_PAUSES * pause), send, None)
            return
        bodies = self._lanes.receiving
        try:
            await bodies.enter()
        except NoPlace:
            await self._refuse(_overloaded(bodies), scope, receive, send)
            return
        try:
            body = await WholeBody.read(patient_receive(receive, pause, pause))
        finally:
            bodies.leave()
        try:
            await self._enter(lane, body)
            await self._work(lane, scope, body.receive, send, self._settings.request_seconds)
        except NoPlace:
            await self._refuse(_overloaded(lane), scope, receive, send)
        finally:
            body.close()

    async def _enter(self, lane: Lane, body: WholeBody) -> None:
        """Take a place. Raises NoPlace, and ClientGone where the client went while it waited."""
        if lane.step_in():
            return
        entering = asyncio.ensure_future(lane.enter())
        either: set[asyncio.Future[Any]] = {entering, body.gone}
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            entering.cancel()
            raise
        if entering.done():
            entering.result()
            return
        entering.cancel()
        await asyncio.wait({entering})
        if not entering.cancelled() and entering.exception() is None:
            lane.leave()
        raise ClientGone

    async def _work(self, lane: Lane, scope: Scope, receive: Receive, send: Send, seconds: float | None) -> None:
        """Have the request answered within the time; what still runs after it keeps its place until it ends."""
        answer = _Answer(lane, send)
        task = asyncio.ensure_future(self._app(scope, receive, answer.send))
        task.add_done_callback(lambda _: answer.leave())
        try:
            await asyncio.wait({task}, timeout=seconds)
        except asyncio.CancelledError:
            task.cancel()
            raise
        if task.done() or answer.started:
            await task
            return
        answer.abandoned = True
        self._left_behind.add(task)
        task.add_done_callback(self._ended_late)
        await self._refuse(_too_long(seconds or 0.0), scope, receive, send)

    def _ended_late(self, task: "asyncio.Task[None]") -> None:
        self._left_behind.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("a request that had been given up failed", exc_info=error)

    async def _refuse(self, refusal: Refusal, scope: Scope, receive: Receive, send: Send) -> None:
        self._shed(refusal.reason)
        headers = {"Retry-After": str(refusal.retry_seconds)}
        detail: Mapping[str, object] = {"retry_after_seconds": refusal.retry_seconds}
        await error_response(refusal.status, refusal.code, refusal.message, detail, headers)(scope, receive, send)


class Lanes:
    """The places of a server."""

    def __init__(self, settings: Settings) -> None:
        seconds = settings.wait_seconds
        self.reading = Lane(
            "reading", places=settings.requests_at_once, waiting=settings.requests_waiting, seconds=seconds
        )
        self.uploading = Lane("uploading", places=_UPLOADS_AT_ONCE, waiting=_UPLOADS_WAITING, seconds=seconds)
        self.changing = Lane("changing", places=_CHANGES_AT_ONCE, waiting=_CHANGES_WAITING, seconds=seconds)
        self.receiving = Lane("receiving", places=_BODIES_AT_ONCE, waiting=0, seconds=0.0)

    def of(self, scope: Scope) -> Lane | None:
        """Return where a request must find a place; None where it needs none."""
        path, method = scope["path"], scope["method"]
        if path in PROBES or path == "/" or path.startswith(_PAGE):
            return None
        if path == UPLOAD_PATH and method == "POST":
            return self.uploading
        return self.reading if method in _SAFE_METHODS or path.startswith(_ASKING) else self.changing

    def all(self) -> tuple[Lane, ...]:
        """Return every kind of place that requests are worked on in."""
        return self.reading, self.uploading, self.changing


class _Answer:
    """What is sent of an answer, and the place that it holds: until it is made, of a stream until it has ended."""

    def __init__(self, lane: Lane, send: Send) -> None:
        self.started = False
        self.abandoned = False
        self._lane: Lane | None = lane
        self._send = send

    async def send(self, message: Message) -> None:
        """Send a part of the answer, unless the request was answered otherwise."""
        if self.abandoned:
            return
        self.started = True
        if message["type"] == "http.response.start" and not _is_stream(message):
            self.leave()
        await self._send(message)

    def leave(self) -> None:
        """Give the place back, once."""
        lane, self._lane = self._lane, None
        if lane is not None:
            lane.leave()


def _whose(scope: Scope) -> str:
    """Return whose requests are counted together: those of a key, wherever they come from, or of an address."""
    caller = caller_of(scope)
    return f"key {caller.key.name}" if caller is not None and caller.key is not None else address_of(scope)


def _is_stream(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith(MEDIA_TYPE)


def _overloaded(lane: Lane) -> Refusal:
    message = f"服务器正忙，请 {RETRY_SECONDS} 秒后重试。"
    return Refusal(f"{lane.name}_full", 503, "overloaded", message, RETRY_SECONDS)


def _too_long(seconds: float) -> Refusal:
    message = f"{seconds:g} 秒内没有得出结果。请缩短问题，或稍后重试。"
    return Refusal("timeout", 503, "timeout", message, RETRY_SECONDS)
