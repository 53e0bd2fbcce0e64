"""A server and the library on the same home are judged by the same clauses, and come to the same figures."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn

from api.app import create_app
from eval.__main__ import main
from eval.judging.held import HeldText
from eval.judging.resolve import resolve_in
from eval.readers.detect import read_dataset
from eval.runs.finished import FinishedRun, read_run
from eval.systems.home_texts import HomeTexts
from eval.systems.http import http_client
from eval.systems.served_texts import ServedTexts
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from tests.kb.homes import LOANS, RENT, TREES, take

QUESTIONS = (
    ("q1", "贷款贴息最高多少", "贴息标准为贷款利息的百分之五十，单户每年最高1000万元。", "loans.txt"),
    ("q2", "古树旁边能不能挖坑取土", "禁止在古树树冠垂直投影外五米内挖坑取土。", "trees.txt"),
    ("q3", "房租补助给多久", "补助期限不超过二十四个月，由人力资源部门按季度拨付。", ""),
    ("q4", "每平方米补多少房租", "按每平方米十五元给予房租补助。", "loans.txt"),
    ("q5", "公交车票价是多少", "", ""),
)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[KnowledgeBase]:
    base = KnowledgeBase.open(Settings(home=tmp_path / "home"))
    take(base, {"loans.txt": LOANS, "rent.txt": RENT, "trees.txt": TREES})
    yield base
    base.close()


@contextmanager
def _served(base: KnowledgeBase) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(create_app(base), port=0, log_level="critical", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)


def _written(path: Path, *names: str) -> Path:
    lines = []
    for query_id, text, quote, source in QUESTIONS:
        if names and query_id not in names:
            continue
        evidence = [{"source": source, "quote": quote}] if quote else []
        lines.append(
            {
                "id": query_id,
                "persona": "sme",
                "type": "amount",
                "question": text,
                "answerable": bool(quote),
                "reference_answer": "",
                "key_facts": [],
                "evidence": evidence,
            }
        )
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n", encoding="utf-8")
    return path


def _measured(questions: Path, out: Path, *system: str) -> FinishedRun:
    assert main(["run", "--questions", str(questions), "--out", str(out), "--as-of", "2026-11-21", *system]) == 0
    return read_run(out)


def test_both_kinds_of_run_give_equal_figures(home: KnowledgeBase, tmp_path: Path) -> None:
    questions = _written(tmp_path / "q.jsonl")
    inside = _measured(questions, tmp_path / "inside", "--home", str(tmp_path / "home"))
    with _served(home) as url:
        over_http = _measured(questions, tmp_path / "http", "--url", url)
    assert over_http.dataset.questions == inside.dataset.questions
    assert inside.dataset.questions[0].clause_ids == ("d000001@1#第三条",)
    assert over_http.dataset.gold == inside.dataset.gold
    for run in (inside, over_http):
        assert {"R@1", "quotes_verbatim", "evidence@5", "refusal_f1"} <= run.figures.estimates.keys()
    timeless = [name for name in inside.figures.estimates if not name.startswith("latency")]
    assert {name: repr(over_http.figures.estimates.get(name)) for name in timeless} == {
        name: repr(inside.figures.estimates[name]) for name in timeless
    }
    for name in ("qrels.trec", "run.trec"):
        assert (tmp_path / "http" / name).read_text() == (tmp_path / "inside" / name).read_text()


def test_a_server_tells_the_same_texts_as_the_home(home: KnowledgeBase) -> None:
    inside = HomeTexts(home)
    with _served(home) as url, http_client(url) as client:
        served = ServedTexts(client)
        assert list(served.texts()) == [_without_gaps(text) for text in inside.texts()]
        assert [text.key for text in served.texts("rent.txt")] == ["d000002@1"]
        assert list(served.texts("nowhere.txt")) == []
        assert served.text("d000003", 1) == inside.text("d000003", 1)
        assert (served.text("d000009", 1), served.text("a/b", 1), inside.text("d000009", 1)) == (None, None, None)


def _without_gaps(text: HeldText) -> HeldText:
    """Return a text as it is served; the gaps in its numbering are none here."""
    assert text.tree.gaps == ()
    return text


class _Counting:
    """What a home holds, and which files were asked for."""

    def __init__(self, home: KnowledgeBase) -> None:
        self._home = HomeTexts(home)
        self.asked: list[str | None] = []

    def texts(self, source: str | None = None) -> Iterator[HeldText]:
        self.asked.append(source)
        return self._home.texts(source)

    def text(self, document_id: str, version: int) -> str | None:
        return self._home.text(document_id, version)


@pytest.mark.parametrize(
    ("names", "asked"),
    [
        (("q1", "q2"), ["loans.txt", "trees.txt"]),
        (("q1", "q3"), [None]),
        (("q1", "q4"), ["loans.txt", None]),
    ],
)
def test_only_the_files_that_evidence_names_are_read_where_they_hold_it(
    home: KnowledgeBase, tmp_path: Path, names: tuple[str, ...], asked: list[str | None]
) -> None:
    counting = _Counting(home)
    resolution = resolve_in(counting, read_dataset(_written(tmp_path / "q.jsonl", *names)))
    assert counting.asked == asked
    assert all(question.clause_ids for question in resolution.dataset.questions)
    assert len(resolution.faults) == ("q4" in names)
