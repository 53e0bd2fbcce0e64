"""A server that is killed while it answers and takes files in: what it acknowledged is there when it is back."""

import os
import random
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest

from embeddings.loading import BUNDLED_MODEL, load_encoder
from kb.doctor.examining import examine
from kb.settings import load_settings
from tests.api.processes import documents, serving, upload, wait_until_ready
from tests.kb.homes import LOANS, policy

# On a day on which the sample is in force.
_ASKED = {"question": "小微企业贷款贴息单户每年最高多少？", "as_of": "2024-01-01"}
QUOTE = "第三条　贴息标准为贷款利息的百分之五十，单户每年最高1000万元。"
_ASKING = 4
_TRADES = ("养蚕", "制茶", "造船", "晒盐", "烧窑", "编竹", "酿酒", "织布", "打铁", "制伞", "造纸", "刻章")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are killed as Linux does it")


class _Clients:
    """Ask and upload until the server is gone."""

    def __init__(self, url: str, named: str) -> None:
        self._url = url
        self._named = named
        self.answers: list[list[str]] = []
        self.acknowledged: dict[str, str] = {}
        self.threads = [threading.Thread(target=self._ask) for _ in range(_ASKING)]
        self.threads.append(threading.Thread(target=self._upload))

    def _ask(self) -> None:
        while (quotes := _quotes(self._url)) is not None:
            self.answers.append(quotes)

    def _upload(self) -> None:
        for trade in _TRADES:
            title = f"清河市{self._named}{trade}补助办法"
            text = policy(title, f"为了支持{trade}，制定本办法。", f"{trade}每户补助三万元。")
            try:
                self.acknowledged[upload(self._url, f"{self._named}{trade}.txt", text)] = title
            except httpx.TransportError:
                return


def _quotes(url: str) -> list[str] | None:
    try:
        reply = httpx.post(f"{url}/v1/ask", json=_ASKED, trust_env=False, timeout=60)
    except httpx.TransportError:
        return None
    return [citation["quote"] for citation in reply.raise_for_status().json()["citations"]]


@pytest.mark.parametrize("kills", [1, pytest.param(10, marks=pytest.mark.soak)])
def test_what_a_killed_server_acknowledged_is_there_and_it_answers_as_before(tmp_path: Path, kills: int) -> None:
    chance = random.Random(kills)
    home = tmp_path / "home"
    known: dict[str, str] = {}
    for number in range(kills + 1):
        with serving(home) as (url, process):
            wait_until_ready(url)
            if number == 0:
                known[upload(url, "loans.txt", LOANS)] = "清河市小微企业贷款贴息办法"
            titles = documents(url)
            assert titles.items() >= known.items()
            assert _quotes(url) == [QUOTE]
            if number == kills:
                return
            # What was under way when it died may have been taken in, though nobody was told.
            known = titles
            clients = _Clients(url, f"第{'一二三四五六七八九十'[number]}批")
            for thread in clients.threads:
                thread.start()
            until = time.monotonic() + 60
            while not (clients.answers and clients.acknowledged):
                assert time.monotonic() < until
                time.sleep(0.01)
            # In the midst of further ones.
            time.sleep(chance.uniform(0.0, 0.5))
            process.kill()
            for thread in clients.threads:
                thread.join()
            assert {tuple(quotes) for quotes in clients.answers} <= {(QUOTE,)}
            known |= clients.acknowledged
        settings = load_settings(home=home)
        assert examine(settings, lambda: load_encoder(BUNDLED_MODEL), os.environ).faults == ()
