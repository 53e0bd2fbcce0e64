"""A sentence is no nearer to a question for naming the place that the right document has in its title."""

from collections.abc import Iterator
from datetime import date

import pytest

from kb.answer.scoring.asked_places import without_places
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.types import Query

RULE = """浏阳市农机贷款支持办法

第一条　为支持农机更新，制定本办法。

第二条　贷款种类包括信用贷款、抵押贷款。

第三条　单户农机贷款额最高不超过60万元。

第四条　合作银行按照自身制度对贷款进行审核，并确认具体贷款金额。

第五条　本办法自2023年6月1日起施行。
"""
VISIT = """农学院调研组到访

调研组一行先后参观了浏阳智创园和浏阳人才之家。

在浏阳智创园，调研组一行听取了园区发展情况，对浏阳的服务表示高度评价。

调研组表示，学院与浏阳的企业十分契合。
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    # With the model that ships: token vectors alone tell what of a question a title does not say.
    base = KnowledgeBase.open(Settings(home=tmp_path_factory.mktemp("rest") / "home"))
    base.ingest_files([("rule.txt", RULE.encode()), ("visit.txt", VISIT.encode())])
    yield base
    base.close()


def test_what_names_the_place_alone_does_not_go_before_what_answers(base: KnowledgeBase) -> None:
    answer = base.ask(Query("在浏阳买农机，钱是谁来定给多少的？", as_of=date(2025, 1, 1)))
    assert [one.clause.address for one in answer.citations] == ["第四条", "第三条"]
    assert {one.version.metadata.title for one in answer.citations} == {"浏阳市农机贷款支持办法"}


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("浏阳市农机贷款最高多少", "农机贷款最高多少"),
        ("浏阳和白石县的农机贷款各多少", "和的农机贷款各多少"),
        ("农机贷款最高多少", "农机贷款最高多少"),
    ],
)
def test_the_names_of_places_are_taken_out(question: str, rest: str) -> None:
    assert without_places(question) == rest
