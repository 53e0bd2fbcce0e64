"""The full name of a document that only a report speaks of."""

from collections.abc import Iterator
from datetime import date

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.types import Query

NAMES = "本报讯 松溪县农业农村局近日印发《关于支持养蜂产业发展若干措施的通知》，提出十条措施。"
GRANTS = "《通知》要求，对新建蜂场每个补助三万元，对蜂农参加养蜂培训给予补贴。"
REPORT = f"松溪县十条措施支持养蜂\n\n{NAMES}\n{GRANTS}\n"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    base = KnowledgeBase.open(Settings(home=tmp_path_factory.mktemp("named") / "home"))
    base.ingest_files([("养蜂.txt", REPORT.encode())])
    yield base
    base.close()


def _quotes(base: KnowledgeBase, question: str) -> list[str]:
    return [one.quote for one in base.ask(Query(question, as_of=date(2026, 1, 1))).citations]


def test_the_sentence_that_names_it_is_the_answer(base: KnowledgeBase) -> None:
    assert _quotes(base, "支持养蜂的那份通知全称是什么？") == [NAMES]


def test_what_else_is_asked_for_is_quoted_behind_it(base: KnowledgeBase) -> None:
    first, *others = _quotes(base, "支持养蜂的通知全称是什么，新建蜂场补助多少？")
    assert NAMES in first
    assert "对新建蜂场每个补助三万元" in "".join((first, *others))


def test_a_question_for_something_else_gets_no_name(base: KnowledgeBase) -> None:
    assert NAMES not in "".join(_quotes(base, "新建蜂场补助多少？"))
