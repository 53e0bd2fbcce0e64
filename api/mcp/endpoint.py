"""`/mcp`: the tools over HTTP. The protocol's library is loaded with the first request, not when the server starts."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from api.deps import require_json
from api.errors import error_response
from api.mcp.extra import HOW_TO_GET, is_installed
from kb.knowledge_base import KnowledgeBase

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

logger = logging.getLogger(__name__)


class McpEndpoint:
    """Answers the protocol's requests while the application runs."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._wanted: asyncio.Event | None = None
        self._settled: asyncio.Event | None = None
        self._manager: StreamableHTTPSessionManager | None = None

    @asynccontextmanager
    async def running(self, app: object) -> AsyncIterator[None]:
        """Be there for requests until the application ends."""
        self._wanted, self._settled = asyncio.Event(), asyncio.Event()
        task = asyncio.create_task(self._manage(self._wanted, self._settled))
        try:
            yield
        finally:
            self._wanted = self._settled = None
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or say why that cannot be done. Raises RequestRejected where the body is no JSON."""
        if scope["method"] != "POST":
            message = f"/mcp 只接受 POST，收到的是 {scope['method']}；用法见 docs/mcp.md。"
            response = error_response(405, "method_not_allowed", message, {"path": "/mcp"}, {"Allow": "POST"})
        elif not is_installed():
            response = error_response(501, "mcp_not_installed", f"{HOW_TO_GET}。")
        elif (manager := await self._managed()) is None:
            response = error_response(503, "mcp_unavailable", "MCP 服务没有启动，原因记在服务日志里；请重启服务。")
        else:
            await require_json(Request(scope))
            await manager.handle_request(scope, receive, send)
            return
        await response(scope, receive, send)

    async def _managed(self) -> "StreamableHTTPSessionManager | None":
        if self._wanted is None or self._settled is None:
            return None
        self._wanted.set()
        await self._settled.wait()
        return self._manager

    async def _manage(self, wanted: asyncio.Event, settled: asyncio.Event) -> None:
        await wanted.wait()
        try:
            async with (await asyncio.to_thread(self._made)).run():
                settled.set()
                await asyncio.Event().wait()
        except ImportError:
            logger.exception("the library of the Model Context Protocol cannot be loaded")
        finally:
            self._manager = None
            settled.set()

    def _made(self) -> "StreamableHTTPSessionManager":
        # Half a second of imports that most servers never need.
        from api.mcp.protocol import session_manager

        self._manager = session_manager(self._kb)
        return self._manager
