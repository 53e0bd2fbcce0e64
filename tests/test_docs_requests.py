"""Every request and every program that the pages show does what they say."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from tests.api.browsers import served
from tests.documented import SHOWN_ADDRESS, Request, blocks, requests
from tests.fakes import HashEncoder
from tests.generated_docs import READMES, ROOT

PAGES = [*READMES, *sorted((ROOT / "docs").glob("*.md"))]
REQUESTS = [(page.name, request) for page in PAGES for request in requests(page)]
POLICY = """某市小微企业贷款贴息办法

第一条 贴息比例为贷款利息的50%，单户小微企业每年最高20万元。

第二条 申请贴息的企业应当同时符合下列条件：
（一）属于小微企业；
（二）没有不良信用记录。

第三条 本办法自2024年1月1日起施行。
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("documented") / "home"
    base = KnowledgeBase.open(Settings(home=home), encoder=HashEncoder(256))
    base.ingest_files([("办法.txt", POLICY.encode())])
    base.ingest_files([("旧闻.txt", "旧闻一则\n\n昨日无事。\n".encode())])
    base.warm_up()
    with served(base) as url:
        yield url


def test_the_pages_show_requests_of_every_kind() -> None:
    shown = {name for name, _ in REQUESTS}
    assert {"README.md", "README.zh-CN.md", "http-api.md", "clients.md"} <= shown
    routes = {request.url.removeprefix(SHOWN_ADDRESS) for _, request in REQUESTS}
    assert {"/v1/ask", "/v1/eligibility", "/v1/words", "/v1/chat/completions", "/v1/models"} <= routes


@pytest.mark.parametrize(("page", "request_shown"), REQUESTS, ids=lambda one: getattr(one, "url", one))
def test_a_request_that_is_shown_is_answered(page: str, request_shown: Request, address: str) -> None:
    response = httpx.request(
        request_shown.method,
        request_shown.url.replace(SHOWN_ADDRESS, address),
        content=request_shown.content,
        headers=request_shown.headers,
        files=[("files", (name, POLICY.encode())) for name in request_shown.files] or None,
        trust_env=False,
        timeout=60,
    )
    assert response.status_code == 200, f"{page}: {response.text}"
    if response.headers["Content-Type"].startswith("text/event-stream"):
        assert response.text.count("event: done\n") == 1


def test_the_programs_that_are_shown_run(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    programs = blocks(ROOT / "docs" / "clients.md", "python")
    assert len(programs) == 5
    (tmp_path / "办法.txt").write_text(POLICY.replace("50%", "60%"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    for program in programs:
        exec(compile(program.replace(SHOWN_ADDRESS, address), "clients.md", "exec"), {"__name__": "__main__"})
    output = capsys.readouterr().out
    for said in (
        "贴息比例为贷款利息的50%，单户小微企业每年最高20万元。[1]\n",
        f"《某市小微企业贷款贴息办法》第一条 {address}/d/d000001@1#",
        "answered ",
        "《某市小微企业贷款贴息办法》第一条 in_force\n",
        "第一条 贴息比例为贷款利息的60%，单户小微企业每年最高20万元。\n",
        "insufficient_information\n",
        "restored\n",
        "404 没有编号为“d999999”的文件",
        "\n[]\n",
    ):
        assert said in output
