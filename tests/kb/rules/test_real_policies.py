"""Conditions and verdicts of official documents, with profiles made up for them."""

from datetime import date

import pytest

from kb.clauses.parse import parse_clauses
from kb.ingest.metadata.statements import describe
from kb.rules.applicant.given import read_facts
from kb.rules.conditions.scopes import leaves
from kb.rules.conditions.tree import conditions_of, schemes_of
from kb.rules.types import Scheme
from kb.rules.verdict.judging import judge
from tests.corpus import corpus_dir

pytestmark = pytest.mark.corpus

ROBOTS = "xuhui-scraped/徐汇区关于推动具身智能产业发展的若干意见.md"
COUNTY = "liuhe-county/加快重点产业实施意见_2.md"
PERSONAL = "nfra/个人贷款管理办法.md"
WORKING = "nfra/流动资金贷款管理办法.md"
JOBS = "gov.cn-2019/国务院关于做好当前和今后一个时期促进就业工作的若干意见.md"


def _schemes(path: str) -> tuple[Scheme, ...]:
    file = corpus_dir() / "policy" / path
    text = file.read_text(encoding="utf-8")
    return schemes_of(text, parse_clauses(text), describe(text, file.name))


def _verdict(path: str, facts: dict[str, object], day: date = date(2025, 3, 1)) -> str:
    file = corpus_dir() / "policy" / path
    text = file.read_text(encoding="utf-8")
    found = conditions_of(text, parse_clauses(text), describe(text, file.name))
    assert found is not None
    return judge(found, read_facts(facts), day).verdict.value


_GOOD = {"credit_bad": False, "states": {"经营状态正常": True, "符合政策申报条件": True}}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"region": "上海市徐汇区", "entity": "企业", **_GOOD}, "eligible"),
        ({"region": "徐汇区", "entity": "企业", "states": {"经营状态正常": True}, "credit_bad": False}, "needs_review"),
        ({"region": "上海市徐汇区", "entity": "企业", **_GOOD, "credit_bad": True}, "ineligible"),
        ({"region": "上海市静安区", "entity": "企业", **_GOOD}, "ineligible"),
        ({"region": "上海市", "entity": "企业", **_GOOD}, "insufficient_information"),
        ({"region": "上海市徐汇区", "entity": "企业"}, "insufficient_information"),
    ],
)
def test_support_for_those_who_are_registered_there(facts: dict[str, object], expected: str) -> None:
    assert _verdict(ROBOTS, facts) == expected


_BORROWER = {
    "entity": "个人",
    "credit_bad": False,
    "loan": {"purpose": "家庭装修"},
    "states": {
        "具有完全民事行为能力的中华人民共和国公民": True,
        "贷款申请数额、期限和币种合理": True,
        "具备还款意愿和还款能力": True,
    },
}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (_BORROWER, "needs_review"),
        ({**_BORROWER, "credit_bad": True}, "ineligible"),
        ({**_BORROWER, "credit_bad": None}, "insufficient_information"),
        ({**_BORROWER, "review": {"贷款人": "approved"}}, "eligible"),
        ({**_BORROWER, "application_date": "2024-06-30"}, "ineligible"),
    ],
)
def test_a_loan_on_which_the_lender_has_the_last_word(facts: dict[str, object], expected: str) -> None:
    assert _verdict(PERSONAL, facts) == expected


def test_all_demands_on_a_borrower_are_asked_each_once() -> None:
    file = corpus_dir() / "policy" / WORKING
    text = file.read_text(encoding="utf-8")
    found = conditions_of(text, parse_clauses(text), describe(text, file.name))
    assert found is not None
    result = judge(found, read_facts({"entity": "企业"}), date(2025, 3, 1))
    assert {ask.fact for ask in result.ask} == {
        "credit_bad",
        "loan.purpose",
        "states.借款人依法经市场监督管理部门或主管部门核准登记",
        "states.借款人经营合法、合规",
        "states.借款人具有持续经营能力",
        "states.有合法的还款来源",
    }
    # What the money is for is asked once, for the first of the two clauses that need it.
    assert {ask.address for ask in result.ask} == {"第九条第二款", *(f"第十四条第{item}项" for item in "一三四五")}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        # 初次认定为…: that it is for the first time is asked.
        ({"entity": "企业", "qualifications": ["省级企业技术中心"]}, "insufficient_information"),
        ({"entity": "企业", "qualifications": ["省级企业技术中心（首次认定）"]}, "eligible"),
        ({"entity": "企业", "qualifications": ["首次认定的高新技术企业"]}, "eligible"),
        ({"entity": "企业", "size": "小型"}, "eligible"),
    ],
)
def test_measures_of_a_county_are_alternatives(facts: dict[str, object], expected: str) -> None:
    assert _verdict(COUNTY, facts) == expected


def test_measures_of_a_county_are_read_one_by_one() -> None:
    demands = [leaf.text for scheme in _schemes(COUNTY) for leaf in leaves(scheme.condition)]
    assert "初次认定为国家、省级企业技术（研发）中心的企业" in demands
    assert "销售收入超过2000万元" in demands
    assert "规模以上工业企业" in demands


def test_schemes_of_a_national_opinion_have_conditions_of_their_own() -> None:
    demands = [[leaf.text for leaf in leaves(scheme.condition)] for scheme in _schemes(JOBS)]
    assert ["符合条件", "小微企业"] in demands
    assert ["培训合格", "失业人员"] in demands
