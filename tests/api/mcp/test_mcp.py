"""The tools, called by the protocol's own client: over HTTP and over standard input and output."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from jsonschema import validate
from mcp import Client, MCPError, StdioServerParameters, stdio_client
from mcp_types import CallToolResult, ListToolsResult, TextContent

from api.app import create_app
from api.mcp import stdio
from api.mcp.extra import HOW_TO_GET
from api.mcp.tools import call
from kb.errors import HomeDamaged
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from tests.api.browsers import served
from tests.documented import SHOWN_ADDRESS, blocks
from tests.fakes import HashEncoder
from tests.generated_docs import ROOT
from tests.kb.homes import LOANS, RENT, open_base, take

PAGE = ROOT / "docs" / "mcp.md"
TITLE = "《清河市小微企业贷款贴息办法》"
LINK = "/d/d000001@1#%E7%AC%AC%E4%B8%89%E6%9D%A1"
DAY = "2024-06-01"
CALLS: dict[str, dict[str, Any]] = {
    "search_policies": {"question": "贷款贴息的标准是多少？", "as_of": DAY, "top_k": 2},
    "ask_policy": {"question": "单户每年最高贴息多少？", "as_of": DAY},
    "get_clause": {"reference": f"{TITLE}第三条", "as_of": DAY},
    "check_eligibility": {"story": "我们是清河市的小微企业", "document": "d000001", "as_of": DAY},
    "verify_citation": {"text": f"{TITLE}第三条：单户每年最高500万元。", "as_of": DAY},
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("mcp") / "home"
    base = KnowledgeBase.open(Settings(home=home), encoder=HashEncoder(256))
    take(base, {"贷款.txt": LOANS, "租金.txt": RENT})
    base.warm_up()
    with served(base) as url:
        yield url


def session(server: Any, talk: Callable[[Client], Awaitable[None]]) -> None:
    async def main() -> None:
        async with Client(server) as client:
            await talk(client)

    asyncio.run(main())


def text_of(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


async def every_tool(client: Client) -> dict[str, CallToolResult]:
    """Call every tool; what comes back must be what its schema says."""
    listed: ListToolsResult = await client.list_tools()
    assert [tool.name for tool in listed.tools] == list(CALLS)
    results = {}
    for tool in listed.tools:
        validate(CALLS[tool.name], tool.input_schema)
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint is True
        result = await client.call_tool(tool.name, CALLS[tool.name])
        assert not result.is_error, text_of(result)
        assert tool.output_schema is not None
        validate(result.structured_content, tool.output_schema)
        results[tool.name] = result
    return results


async def clause_and_verdict(client: Client) -> None:
    results = await every_tool(client)
    found = results["get_clause"].structured_content
    assert found is not None
    assert [(one["official_citation"], one["link"]) for one in found["clauses"]] == [(f"{TITLE}第三条", LINK)]
    words = "贴息标准为贷款利息的百分之五十，单户每年最高1000万元。"
    assert text_of(results["get_clause"]) == f"{TITLE}第三条（现行有效） {LINK}\n第三条　{words}"
    assert text_of(results["verify_citation"]).splitlines()[:2] == [
        f"1. 〔没有依据〕{TITLE}第三条：单户每年最高500万元。",
        "   为什么：写的是“500万元”，原文是“1000万元”",
    ]
    answer = results["ask_policy"].structured_content
    assert answer is not None
    assert answer["status"] == "answered"
    assert "1000万元" in text_of(results["ask_policy"])
    assert f"{TITLE}第三条（现行有效" in text_of(results["ask_policy"])
    assert text_of(results["search_policies"]).startswith("1. 《清河市")
    assert "【" in text_of(results["check_eligibility"])


async def refusals(client: Client) -> None:
    absent = await client.call_tool("get_clause", {"reference": f"{TITLE}第九条"})
    assert (absent.is_error, absent.structured_content) == (True, None)
    assert text_of(absent) == f"错误：{TITLE}里没有“第九条”；它只有第一条到第五条"
    assert absent.meta is not None
    assert absent.meta["error"]["code"] == "clause_not_found"
    wrong = await client.call_tool("search_policies", {"question": "贴息", "top_k": 99, "towm": "x"})
    assert text_of(wrong) == "错误：参数有误。top_k：不能大于 20；towm：没有这个字段，请去掉或检查拼写。"
    empty = await client.call_tool("check_eligibility", {})
    assert text_of(empty) == "错误：没有说明情况；请在 story 里写明，或在 facts 里给出各项"
    ambiguous = await client.call_tool("get_clause", {"reference": "第三条"})
    assert ambiguous.meta is not None
    assert len(ambiguous.meta["error"]["detail"]["candidates"]) == 2
    with pytest.raises(MCPError, match="没有名为“drop_table”的工具；有：search_policies、ask_policy"):
        await client.call_tool("drop_table", {})


def test_every_tool_over_http(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    async def talk(client: Client) -> None:
        assert client.server_info is not None
        assert client.server_info.name == "policy-kb"
        await clause_and_verdict(client)
        await refusals(client)

    session(f"{address}/mcp", talk)


def test_every_tool_over_standard_input_and_output(tmp_path: Path) -> None:
    (tmp_path / "贷款.txt").write_text(LOANS, encoding="utf-8")
    base = KnowledgeBase.open(Settings(home=tmp_path / "home"))
    assert [one.status.value for one in base.ingest([tmp_path / "贷款.txt"]).files] == ["added"]
    base.close()
    # As the page configures it, with the paths of this machine.
    (shown,) = blocks(PAGE, "json")
    server = json.loads(shown)["mcpServers"]["policy-kb"]
    assert (server["command"].endswith("/.venv/bin/kb"), list(server["env"])) == (True, ["KB_HOME"])
    parameters = StdioServerParameters(
        command=sys.executable,
        args=["-m", "kb", *server["args"]],
        env={**server["env"], "KB_HOME": str(tmp_path / "home")},
        cwd=ROOT,
    )
    session(stdio_client(parameters), clause_and_verdict)


def test_the_program_that_is_shown_runs(
    address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    (program,) = blocks(PAGE, "python")
    exec(compile(program.replace(SHOWN_ADDRESS, address), "mcp.md", "exec"), {"__name__": "__main__"})
    names, *told = capsys.readouterr().out.splitlines()
    assert names == str(list(CALLS))
    assert told[0] == "1. 〔没有依据〕单户小微企业每年最高30万元。"
    assert "'kind': 'figure_differs'" in told[-1]


def _posted(address: str, **changed: str) -> httpx.Response:
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream", **changed}
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}})
    return httpx.post(f"{address}/mcp", content=body, headers=headers, trust_env=False)


def test_hosts_pages_methods_and_sizes_are_checked_as_everywhere(address: str) -> None:
    assert _posted(address).status_code == 200
    refused = [_posted(address, Host="evil.example"), _posted(address, Origin="https://evil.example")]
    assert [(one.status_code, one.json()["error"]["code"]) for one in refused] == [
        (403, "host_not_allowed"),
        (403, "cross_site"),
    ]
    got = httpx.get(f"{address}/mcp", trust_env=False)
    assert (got.status_code, got.headers["Allow"], got.json()["error"]["code"]) == (405, "POST", "method_not_allowed")
    plain = _posted(address, **{"Content-Type": "text/plain"})
    assert (plain.status_code, plain.json()["error"]["code"]) == (415, "unsupported_media_type")
    large = httpx.post(f"{address}/mcp", content=b" " * 1_000_001, trust_env=False)
    assert (large.status_code, large.json()["error"]["code"]) == (413, "too_large")


def test_without_the_library_the_server_runs_and_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("api.mcp.endpoint.is_installed", lambda: False)
    monkeypatch.setattr("api.mcp.stdio.is_installed", lambda: False)
    with open_base(tmp_path / "home") as base, TestClient(create_app(base), base_url="http://127.0.0.1:8000") as http:
        assert http.get("/healthz").status_code == 200
        response = http.post("/mcp", json={})
    assert (response.status_code, response.json()["error"]["code"]) == (501, "mcp_not_installed")
    assert response.json()["error"]["message"] == f"{HOW_TO_GET}。"
    assert stdio.serve(Settings(home=tmp_path / "other")) == 2
    assert capsys.readouterr().err == f"错误：{HOW_TO_GET}\n"
    assert not (tmp_path / "other").exists()


def test_folders_of_the_home_are_told_on_this_machine_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*given: object, **named: object) -> None:
        raise HomeDamaged("索引缺了 /data/kb/segments；请运行 kb reindex")

    with open_base(tmp_path / "home") as base:
        monkeypatch.setattr(base, "clauses", fail)
        told = {
            is_remote: call(base, "get_clause", {"reference": "第三条"}, is_remote=is_remote)
            for is_remote in (True, False)
        }
    assert {is_remote: one.text for is_remote, one in told.items() if one} == {
        True: "错误：知识库目前无法使用，原因记在服务日志里；请告诉管理员。",
        False: "错误：索引缺了 /data/kb/segments；请运行 kb reindex",
    }
