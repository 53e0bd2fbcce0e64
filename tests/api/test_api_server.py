"""The server process: its address, its start and its end."""

import json
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from api.server import AddressUnavailable, address, listen, serve
from kb.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys
from pathlib import Path
from api.server import serve
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from tests.fakes import HashEncoder
settings = Settings(home=Path(sys.argv[1]), port=int(sys.argv[2]))
sys.exit(serve(settings, open_kb=lambda settings: KnowledgeBase.open(settings, encoder=HashEncoder())))
"""


def free_port() -> int:
    with listen("127.0.0.1", 0) as listener:
        port: int = listener.getsockname()[1]
    return port


def test_a_port_in_use_is_said_with_the_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        assert serve(Settings(home=tmp_path / "home", port=port)) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert f"端口 {port}" in said.err
    assert "--port" in said.err
    assert not (tmp_path / "home").exists()


def test_an_unknown_host_is_said_with_the_remedy() -> None:
    with pytest.raises(AddressUnavailable, match=r"找不到地址 no-such-host\.invalid。.*--host"):
        listen("no-such-host.invalid", 8000)


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/"),
        ("localhost", "http://localhost:8000/"),
        ("0.0.0.0", "http://127.0.0.1:8000/"),
        ("::", "http://[::1]:8000/"),
        ("[::1]", "http://[::1]:8000/"),
    ],
)
def test_the_address_can_be_opened_in_a_browser(host: str, url: str) -> None:
    assert address(host, 8000) == url


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_the_server_starts_answers_and_ends_cleanly(tmp_path: Path, stop: signal.Signals) -> None:
    port = free_port()
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "home"), str(port)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stdout is not None
        assert process.stderr.readline() == f"政策知识库已启动：http://127.0.0.1:{port}/（按 Ctrl+C 停止）\n"
        # The socket listens already: the request waits for the first accept.
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=30) as response:
            assert json.load(response) == {"status": "ok"}
            assert "server" not in response.headers
        process.send_signal(stop)
        assert process.wait(timeout=30) == 0
        told = process.stderr.read().splitlines()
        assert told == ["知识库还是空的：在网页的“管理”里上传文件，或运行 kb ingest 文件夹。", "已停止。"]
        assert process.stdout.read() == ""
