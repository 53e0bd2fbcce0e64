"""Shares that two figures make, and figures said as ranges against bounds."""

import pytest

from kb.rules.applicant.given import read_facts
from kb.rules.story.reading import read_story
from kb.rules.verdict.judging import judge
from tests.kb.rules.made_policies import leaves
from tests.kb.rules.policy_files import DAY, condition_of

_TEXT = """东山市企业补助办法
第一条 申请补助的企业应当具备下列条件：
（一）研发费用占营业收入比例不低于5%；
（二）研发人员占职工总数的10%以上；
（三）境外收入占营业收入的比重超过20%。
第二条 给予最高50万元补助。
"""
_BASE = {"region": "东山市", "entity": "企业"}


def _reasons(facts: dict[str, object] | str) -> tuple[str, list[tuple[str, str]], list[str]]:
    applicant = read_story(facts, DAY) if isinstance(facts, str) else read_facts({**_BASE, **facts})
    judgment = judge(condition_of(_TEXT), applicant, DAY)
    assert judgment.conditions is not None
    told = [(leaf.status.value, leaf.because) for leaf in leaves(judgment.conditions)[2:]]
    return judgment.verdict.value, told, [ask.fact for ask in judgment.ask]


def test_a_share_is_reckoned_from_its_two_figures_which_are_shown() -> None:
    found = _reasons(
        {"rd_expense_wan": 10, "revenue_wan": 200, "rd_staff": 9, "employees": 80, "overseas_revenue_wan": 40}
    )
    assert found == (
        "ineligible",
        [
            ("met", "研发费用10万元÷营业收入200万元=5%，符合要求"),
            ("met", "研发人员9人÷从业人员80人=11.25%，符合要求"),
            ("unmet", "境外收入40万元÷营业收入200万元=20%，没有超过20%"),
        ],
        [],
    )


def test_the_figure_that_is_lacking_is_asked_for() -> None:
    verdict, _, asked = _reasons({"revenue_wan": 200, "rd_staff_ratio": 12})
    assert (verdict, asked) == ("insufficient_information", ["overseas_revenue", "rd_expense"])
    assert _reasons({"rd_staff_ratio": 12})[2] == ["overseas_ratio", "rd_ratio"]


def test_what_is_said_goes_before_what_is_reckoned() -> None:
    assert _reasons({"rd_ratio": 4, "rd_expense_wan": 10, "revenue_wan": 100})[1][0] == (
        "unmet",
        "研发费用占比是4%，不到5%",
    )


@pytest.mark.parametrize(("revenue", "status"), [("100多万", "met"), ("200多万", "unknown"), ("400多万", "unmet")])
def test_a_range_decides_where_both_its_ends_do(revenue: str, status: str) -> None:
    story = f"我们是东山市的企业，研发费用10万，营收{revenue}，80个员工，研发人员12人"
    assert _reasons(story)[1][0][0] == status


def test_a_story_tells_of_researchers_exports_and_research_expenses() -> None:
    facts = read_story("职工100人，其中研发人员15人，研发投入120万，境外收入300万，营业收入1000万", DAY).facts
    assert [(fact.name, str(fact.value)) for fact in facts] == [
        ("employees", "100"),
        ("rd_staff", "15"),
        ("rd_expense", "1200000"),
        ("overseas_revenue", "3000000"),
        ("revenue", "10000000"),
    ]
