"""Which of several things a document gives is judged: what the ask names, by fact, by story or by its own name."""

from pathlib import Path

import pytest

from kb.errors import NotFound
from kb.knowledge_base import KnowledgeBase
from kb.rules.verdict.reports import PolicyReport
from kb.settings import Settings
from tests.fakes import HashEncoder
from tests.kb.rules.made_policies import ELSEWHERE

_TWO = """南屏市促进创业若干措施

一、创业担保贷款。对在本市登记注册、成立不满三年的小微企业，给予最高300万元的创业担保贷款。

二、场地租金补贴。对在本市登记注册的个体工商户，给予每年最高2万元的场地租金补贴。
"""
_TRADER = {"region": "南屏市", "entity": "个体工商户", "age_months": 12}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    home: Path = tmp_path_factory.mktemp("asked_for") / "home"
    base = KnowledgeBase.open(Settings(home=home), encoder=HashEncoder(64))
    base.ingest_files([("措施.txt", _TWO.encode()), ("租金.txt", ELSEWHERE.encode())])
    return base


def _judged(base: KnowledgeBase, document: str, story: str = "", **facts: object) -> PolicyReport:
    return base.eligibility.check(document, story, {**_TRADER, **facts}).policies[0]


def _told(report: PolicyReport) -> tuple[str, list[tuple[str, str, bool]]]:
    schemes = [(one.name, one.verdict.value, one.asked) for one in report.schemes]
    return report.judgment.verdict.value, schemes


def test_without_a_name_a_document_comes_to_the_best_of_what_it_gives(base: KnowledgeBase) -> None:
    verdict, schemes = _told(_judged(base, "南屏市促进创业若干措施"))
    assert verdict == "eligible"
    assert [(name, asked) for name, _, asked in schemes] == [("创业担保贷款", False), ("场地租金补贴", False)]


@pytest.mark.parametrize(
    ("document", "story", "facts"),
    [
        ("南屏市促进创业若干措施", "", {"applies_for": "创业担保贷款"}),
        ("南屏市促进创业若干措施", "想申请创业担保贷款", {}),
        ("创业担保贷款", "", {}),
    ],
)
def test_what_the_ask_names_is_judged(base: KnowledgeBase, document: str, story: str, facts: dict[str, object]) -> None:
    report = _judged(base, document, story, **facts)
    assert _told(report) == (
        "ineligible",
        [("创业担保贷款", "ineligible", True), ("场地租金补贴", "eligible", False)],
    )
    assert [fact.name for fact in report.judgment.unused] == []


def test_what_no_document_gives_is_not_found(base: KnowledgeBase) -> None:
    with pytest.raises(NotFound):
        base.eligibility.check("没有的贷款")
