"""A load on a real server for a few seconds, and what the checks of a load notice."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest

from eval.__main__ import main
from eval.load.exchange import Exchange
from eval.load.figures import Figures
from eval.load.ledger import Fate, Ledger
from eval.load.memory import Memory
from eval.load.run import Load, put_load, write_report
from eval.load.visitor import Texts, Visitor
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from tests.api.browsers import served
from tests.fakes import HashEncoder

SEEDS = Path(__file__).resolve().parents[3] / "seeds"
QUESTIONS = ("申请补助需要哪些条件", "贷款贴息的比例是多少", "火星上的土地怎么登记")


def test_a_server_under_load_fails_nobody_and_loses_nothing(tmp_path: Path) -> None:
    base = KnowledgeBase.open(Settings(home=tmp_path / "home"), encoder=HashEncoder(64))
    base.ingest(sorted(SEEDS.glob("*.txt"))[:2])
    with served(base) as url:
        load = Load(url, 3.0, 6, 7, QUESTIONS)
        outcome = asyncio.run(put_load(load))
    figures = outcome.figures
    assert figures.faults == []
    assert (figures.server_errors, figures.torn_reads, figures.lost, figures.ghosts, figures.dropped) == (0, 0, 0, 0, 0)
    assert outcome.is_sound
    assert figures.quotes >= 1
    assert figures.requests >= 6
    write_report(outcome, load, tmp_path / "report")
    written = json.loads((tmp_path / "report" / "load.json").read_text(encoding="utf-8"))
    assert (written["sound"], written["clients"], written["seed"]) == (True, 6, 7)
    assert written["memory"]["most_mb"] > 50
    drawn = ElementTree.parse(tmp_path / "report" / "memory.svg").getroot()
    assert drawn.tag == "{http://www.w3.org/2000/svg}svg"


@pytest.mark.soak
@pytest.mark.parametrize(("options", "minutes"), [([], 30.0), (["--kill-every", "20"], 2.0)])
def test_a_long_load_and_one_on_workers_that_are_killed(
    options: list[str], minutes: float, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ["--out", str(SEEDS.parent / "work" / f"load-{minutes:g}-minutes")]
    assert main(["load", *out, "--seconds", str(60 * minutes), "--clients", "32", "--workers", "2", *options]) == 0
    record = json.loads(capsys.readouterr().out)
    # Flat: a quarter of an hour after the start it holds what it will hold.
    assert record["memory"]["last_mb"] <= 1.25 * record["memory"]["after_a_quarter_mb"]


def _visitor(answer: Callable[[httpx.Request], httpx.Response], figures: Figures, ledger: Ledger) -> Visitor:
    http = httpx.AsyncClient(base_url="http://kb", transport=httpx.MockTransport(answer))
    return Visitor(Exchange(http, figures), ledger, Texts(), ["问"], 1, changes=True)


def _passage(document_id: str, text: str, start: int) -> dict[str, object]:
    return {"document_id": document_id, "version": 1, "text": text, "start": start, "end": start + len(text)}


def test_a_quotation_that_is_not_in_its_text_is_a_torn_read() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/search":
            return httpx.Response(200, json={"passages": [_passage("d1", "甲乙", 0), _passage("d1", "丙丁", 0)]})
        assert dict(request.url.params) == {"version": "1"}
        return httpx.Response(200, json={"text": "甲乙丙丁"})

    figures = Figures()
    asyncio.run(_visitor(answer, figures, Ledger(1))._search())
    assert (figures.quotes, figures.torn_reads, figures.is_sound) == (2, 1, False)
    assert figures.faults == ["d1@1 0: '丙丁'"]


@pytest.mark.parametrize(
    ("fate", "found", "expected"),
    [
        (Fate.FINDABLE, True, (0, 0)),
        (Fate.FINDABLE, False, (1, 0)),
        (Fate.WITHDRAWN, True, (0, 1)),
        (Fate.PURGED, True, (0, 1)),
        (Fate.PURGED, False, (0, 0)),
        (Fate.UNKNOWN, False, (0, 0)),
    ],
)
def test_what_was_acknowledged_is_looked_for(fate: Fate, found: bool, expected: tuple[int, int]) -> None:
    ledger, figures = Ledger(1), Figures()
    entry = ledger.new()
    entry.document_id, entry.fate = "d9", fate
    passages = [_passage("d9", f"每年补助{entry.amount}元", 0)] if found else []
    visitor = _visitor(lambda request: httpx.Response(200, json={"passages": passages}), figures, ledger)
    asyncio.run(visitor.look(entry))
    assert (figures.lost, figures.ghosts) == expected


@pytest.mark.parametrize(
    ("status", "code", "headers", "expected"),
    [
        (503, "overloaded", {"Retry-After": "0"}, (1, 0, 0)),
        (429, "too_many_requests", {"Retry-After": "0"}, (1, 0, 0)),
        (503, "timeout", {"Retry-After": "2"}, (0, 0, 1)),
        (500, "internal", {}, (0, 0, 1)),
        (409, "busy", {}, (0, 1, 0)),
        (404, "not_found", {}, (0, 0, 0)),
    ],
)
def test_refusals_are_told_apart(
    status: int, code: str, headers: dict[str, str], expected: tuple[int, int, int]
) -> None:
    figures = Figures()
    body = {"error": {"code": code, "message": "", "detail": {}}}
    visitor = _visitor(lambda request: httpx.Response(status, json=body, headers=headers), figures, Ledger(1))
    visitor._steps = [visitor._search]
    visitor._weights = [1]
    asyncio.run(visitor.go())
    assert (figures.shed, figures.busy, figures.server_errors) == expected


def test_memory_is_told_with_its_growth() -> None:
    flat = Memory([(float(second), 500_000_000) for second in range(100)])
    assert flat.as_record()["growth_mb_an_hour"] == 0.0
    growing = Memory([(float(second), 500_000_000 + 1_000 * second) for second in range(100)])
    record = growing.as_record()
    assert (record["growth_mb_an_hour"], record["first_mb"], record["most_mb"]) == (3.6, 500.0, 500.1)


def test_a_server_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["load", "--url", "http://127.0.0.1:1", "--seconds", "1", "--clients", "1"]) == 2
    assert "start one with `kb serve`" in capsys.readouterr().err
