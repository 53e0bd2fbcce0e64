"""Several processes at one socket: one home, one state of it, and another process where one dies."""

import os
import signal
import sys
import time
from pathlib import Path

import httpx
import pytest

from eval.load.memory import children_of
from tests.api.processes import serving, wait_until_ready

NOTICE = "试验镇晒谷补助办法\n第一条 为了方便农户，制定本办法。\n第二条 晒谷面积超过三十平方米的，每年补助八十元。\n"
ASKED = {"question": "晒谷每年补助多少元"}


def _workers(pid: int) -> list[int]:
    return [one for one in children_of(pid) if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]


def _search(url: str) -> set[str]:
    # A connection of its own: whichever process is free takes it.
    reply = httpx.post(f"{url}/v1/search", json=ASKED, trust_env=False, timeout=30)
    return {passage["document_id"] for passage in reply.raise_for_status().json()["passages"]}


@pytest.mark.soak
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_what_one_process_takes_in_all_find_and_one_that_dies_is_replaced(tmp_path: Path) -> None:
    with serving(tmp_path / "home", "--workers", "2") as (url, process):
        wait_until_ready(url)
        files = {"files": ("办法.txt", NOTICE.encode())}
        added = httpx.post(f"{url}/v1/documents", files=files, trust_env=False, timeout=60).json()
        document = added["files"][0]["documents"][0]["document_id"]
        assert all(_search(url) == {document} for _ in range(6))
        before = _workers(process.pid)
        assert len(before) == 2
        os.kill(before[0], signal.SIGKILL)
        # The connections of the dead one are gone; whoever comes now is answered by the other.
        assert all(_search(url) == {document} for _ in range(6))
        until = time.monotonic() + 60
        while len(after := _workers(process.pid)) < 2 or before[0] in after:
            assert time.monotonic() < until
            time.sleep(0.1)
        assert before[1] in after
        figures = httpx.get(f"{url}/metrics", trust_env=False).text
        # Of both processes, and of the one that died.
        assert 'kb_searches_total{found="yes"} 12.0' in figures
