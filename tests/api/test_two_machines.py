"""Two servers that share no folder: rows on one PostgreSQL, indexes on one Milvus; either may die while it writes."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from kb.knowledge_base import KnowledgeBase
from kb.types import Query
from tests.api.processes import documents, serving, upload, wait_until_ready
from tests.api.test_api_server import ROOT
from tests.kb.homes import LOANS, RENT, TREES, open_base, policy, take
from tests.milvus import MilvusServer
from tests.postgres import Server

_SECONDS = 180.0
# Found by the other within this time, starting from the acknowledgement.
_SOON = 15.0
_TRADES = ("养蚕", "制茶", "造船", "晒盐", "烧窑", "编竹", "酿酒", "织布", "打铁", "制伞", "造纸", "刻章")
_KILLED = """
import os, signal, sys
from pathlib import Path
from kb.index.engine.segments import MilvusSegments
from tests.kb.homes import TREES, open_base, take
build = MilvusSegments.build
def stop(self, *given, **named):
    build(self, *given, **named)
    os.kill(os.getpid(), signal.SIGKILL)
MilvusSegments.build = stop
with open_base(Path(sys.argv[1]), database_url=sys.argv[2], index_url=sys.argv[3]) as base:
    take(base, {"trees.txt": TREES})
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are killed as Linux does it")


@pytest.fixture
def places(postgres_server: Server, milvus_server: MilvusServer) -> Iterator[dict[str, str]]:
    """Give an empty database and a collection of its own."""
    name = f"kb{uuid4().hex[:8]}"
    with postgres_server.database(name) as address:
        yield {"database_url": address, "index_url": f"milvus+{milvus_server.address}?collection={name}"}


def _found(base: KnowledgeBase, text: str) -> list[str]:
    return [hit.passage.passage_id for hit in base.search(Query(text, include_not_in_force=True)).hits]


def test_a_killed_writer_leaves_whole_indexes_and_another_goes_on(tmp_path: Path, places: dict[str, str]) -> None:
    with open_base(tmp_path / "one", database_url=places["database_url"], index_url=places["index_url"]) as one:
        take(one, {"loans.txt": LOANS})
        before = _found(one, "贷款贴息标准")
        # Its segment is on the server, its generation is not committed.
        program = [sys.executable, "-c", _KILLED, str(tmp_path / "dead"), *places.values()]
        assert subprocess.run(program, cwd=ROOT, check=False).returncode == -signal.SIGKILL
        assert one.stats().generation == 1
        assert _found(one, "贷款贴息标准") == before != []
        with open_base(tmp_path / "other", database_url=places["database_url"], index_url=places["index_url"]) as other:
            report = take(other, {"rent.txt": RENT})
            assert [document.document_id for document in report[0].documents] == ["d000003"]
            for question, first in (("古树保护", "d000002"), ("租金补助", "d000003"), ("贷款贴息标准", "d000001")):
                assert _found(one, question) == _found(other, question)
                assert _found(one, question)[0].startswith(first)


def _search(url: str, text: str) -> list[dict[str, Any]]:
    asked = {"question": text, "include_not_in_force": True}
    reply = httpx.post(f"{url}/v1/search", json=asked, trust_env=False, timeout=30)
    return list(json.loads(reply.raise_for_status().content)["passages"])


def _trade(name: str, amount: int) -> str:
    return policy(f"清河市{name}补助办法", f"为了支持{name}，制定本办法。", f"{name}每户补助{amount}万元。")


@pytest.mark.soak
@pytest.mark.parametrize(("files", "later"), [(1, 0.02), (4, 0.08), (8, 0.14)])
def test_what_one_server_took_in_the_other_answers_also_when_the_first_is_killed(
    tmp_path: Path, places: dict[str, str], files: int, later: float
) -> None:
    with (
        serving(tmp_path / "one", settings=places) as (one, writer),
        serving(tmp_path / "other", settings=places) as (other, _),
    ):
        wait_until_ready(one)
        wait_until_ready(other)
        document = upload(one, "trees.txt", TREES)
        until = time.monotonic() + _SOON
        while document not in {hit["document_id"] for hit in _search(other, "古树保护")}:
            assert time.monotonic() < until
        acknowledged: dict[str, str] = {}

        def keep_uploading() -> None:
            for amount, name in enumerate(_TRADES, 1):
                try:
                    acknowledged[upload(one, f"{name}.txt", _trade(name, amount))] = name
                except httpx.TransportError:
                    return

        uploads = threading.Thread(target=keep_uploading)
        uploads.start()
        until = time.monotonic() + _SECONDS
        while len(acknowledged) < files:
            assert time.monotonic() < until
            time.sleep(0.005)
        # In the midst of the next one.
        time.sleep(later)
        os.kill(writer.pid, signal.SIGKILL)
        uploads.join(_SECONDS)
        assert len(acknowledged) < len(_TRADES)
        # The lock of the dead is free; what it had taken in and not published is published with what comes now.
        last = upload(other, "rent.txt", RENT)
        held = documents(other)
        assert held.keys() >= acknowledged.keys() | {document, last}
        assert len(held) <= len(acknowledged) + 3
        for title in held.values():
            name = title.removeprefix("清河市").removesuffix("补助办法")
            if name in _TRADES:
                amount = _TRADES.index(name) + 1
                assert f"{name}每户补助{amount}万元" in _search(other, f"{name}每户补助多少")[0]["text"]
    # A machine that comes later finds the same.
    with serving(tmp_path / "third", settings=places) as (third, _):
        wait_until_ready(third)
        assert documents(third) == held
