"""What follows from a default, asked in everyday words, is told in the text's order, each with its clause."""

from pathlib import Path
from typing import cast

import pytest

from kb.answer.quoting.procedures import consequence_quotes
from kb.answer.scoring.score import ScoredUnit
from kb.knowledge_base import KnowledgeBase
from kb.retrieve.view import Shelf
from kb.settings import Settings
from kb.types import Answer, Query
from tests.fakes import HashEncoder

_TEXT = """东山市小微企业贷款实施细则
一、支持对象
在本市登记注册的小微企业可以申请贷款，单户最高200万元。
二、办理流程
（一）申请。企业向经办银行提出贷款申请。
（二）审核。经办银行在5个工作日内完成审核。
（三）放款。经办银行与企业签订合同后放款。
三、贷后管理
（一）借款企业未按期还款的，经办银行应在逾期后10个工作日内书面告知担保机构。
（二）逾期满60日仍未归还的，由担保机构代偿本金的80%，并依法追偿。
（三）发生代偿的企业，三年内不得再次申请。
（四）企业提供虚假材料骗取贷款的，由市金融局取消资格并追回贴息资金。
四、附则
本细则自2024年1月1日起施行。
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    home: Path = tmp_path_factory.mktemp("consequences") / "home"
    base = KnowledgeBase.open(Settings(home=home, abstention="never"), encoder=HashEncoder(64))
    base.ingest_files([("细则.txt", _TEXT.encode())])
    return base


def _ask(base: KnowledgeBase, question: str) -> Answer:
    return base.ask(Query(question))


@pytest.mark.parametrize(
    "question", ["东山市小微企业贷款还不上会怎样？", "贷款逾期了有什么后果", "企业贷款还不起怎么办"]
)
def test_what_follows_from_not_paying_back_is_told_in_order(base: KnowledgeBase, question: str) -> None:
    assert [citation.clause.address for citation in _ask(base, question).citations] == [
        "三、（一）",
        "三、（二）",
        "三、（三）",
    ]


def test_what_follows_from_deceit_is_another_thing(base: KnowledgeBase) -> None:
    answer = _ask(base, "用虚假材料骗贷款会有什么后果")
    spoken = ("弄假流水蒙到贷款，露馅了会咋样", "造假骗到的贷款，多久不让再贷")
    assert [_ask(base, question).text for question in spoken] == [answer.text] * 2
    assert [citation.clause.address for citation in answer.citations] == ["三、（四）"]
    assert answer.text == "企业提供虚假材料骗取贷款的，由市金融局取消资格并追回贴息资金[1]"


def test_who_asks_for_the_first_step_is_told_the_steps(base: KnowledgeBase) -> None:
    answer = _ask(base, "申请小微企业贷款先办哪一步，找哪个部门")
    assert [citation.clause.address for citation in answer.citations] == ["二、（一）", "二、（二）", "二、（三）"]


def test_who_asks_for_a_figure_or_tells_a_long_story_is_not_told_consequences() -> None:
    shelf = cast("Shelf", None)
    units = cast("list[ScoredUnit]", [object()])
    for question in ("贷款逾期多少日由担保机构代偿", "贷款还不上会怎样" + "，我跟您说说我家的情况" * 6):
        assert consequence_quotes(question, units, shelf, max_chars=500, max_quotes=5) == []
