"""What a server loads and makes before the first question."""

import threading
from pathlib import Path

import pytest

from api.workers import WarmUp
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.types import Answer, AnsweredBy, Query
from tests.fakes import HashEncoder
from tests.kb.homes import LOANS


def test_a_question_is_rehearsed_once_everything_is_loaded_and_no_model_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = KnowledgeBase.open(Settings(home=tmp_path / "home"), encoder=HashEncoder(64))
    base.ingest_files([("贷款.txt", LOANS.encode())])
    heard_of = threading.Event()
    asked: list[tuple[bool, AnsweredBy | None]] = []
    ask = base.ask

    def heard(query: Query) -> Answer:
        asked.append((base.ready, query.answerer))
        heard_of.set()
        return ask(query)

    monkeypatch.setattr(base, "ask", heard)
    warming = WarmUp(base)
    warming.start()
    assert heard_of.wait(60)
    warming.stop()
    assert asked == [(True, AnsweredBy.EXTRACTIVE)]
    base.close()
