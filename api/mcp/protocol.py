"""The tools in the protocol's own words. Needs the extra `mcp`, which this module alone imports."""

from functools import partial
from importlib.metadata import version
from typing import Any

from mcp import MCPError
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp_types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    TextContent,
    ToolAnnotations,
)
from mcp_types import Tool as ToolShown
from starlette.concurrency import run_in_threadpool

from api.limits import JSON_BYTES
from api.mcp.tools import TOOLS, Tool, call, names, schema_of
from kb.knowledge_base import KnowledgeBase

_INSTRUCTIONS = (
    "政策文件知识库：每个回答都引用有编号条款的原文，附官方引用、效力和链接。"
    "引用时照抄 official_citation 和 quote，不改数字；效力不是 in_force 或 unknown 的要说明。"
    "自己组织的文字，给用户之前用 verify_citation 核对，unsupported 的句子改掉或去掉。"
    "文件没有写明的就说没有写明。链接是相对于本服务地址的路径。"
)


def server_of(kb: KnowledgeBase, *, is_remote: bool) -> Server[Any]:
    """Return a server of the tools over an open knowledge base, whose closing stays with the caller."""

    async def list_tools(context: object, params: object) -> ListToolsResult:
        return ListToolsResult(tools=[_shown(tool) for tool in TOOLS])

    async def call_tool(context: object, params: CallToolRequestParams) -> CallToolResult:
        wanted = partial(call, kb, params.name, params.arguments or {}, is_remote=is_remote)
        outcome = await run_in_threadpool(wanted)
        if outcome is None:
            raise MCPError(INVALID_PARAMS, f"没有名为“{params.name}”的工具；有：{names()}")
        return CallToolResult(
            content=[TextContent(type="text", text=outcome.text)],
            structured_content=None if outcome.result is None else dict(outcome.result),
            is_error=outcome.error is not None,
            _meta=None if outcome.error is None else {"error": dict(outcome.error)},
        )

    return Server(
        "policy-kb",
        version=version("policy-knowledge-base"),
        title="政策知识库",
        instructions=_INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def session_manager(kb: KnowledgeBase) -> StreamableHTTPSessionManager:
    """Return what answers requests over HTTP: each by itself, so that any process behind one address can.

    Host and Origin are checked by the application, as for all of its routes.
    """
    return StreamableHTTPSessionManager(
        server_of(kb, is_remote=True), json_response=True, stateless=True, max_request_body_size=JSON_BYTES
    )


async def speak(kb: KnowledgeBase) -> None:
    """Serve the tools over standard input and output until the input ends."""
    server = server_of(kb, is_remote=False)
    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())


def _shown(tool: Tool[Any]) -> ToolShown:
    return ToolShown(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=schema_of(tool.takes, sent=False),
        output_schema=schema_of(tool.returns, sent=True),
        annotations=ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False),
    )
