"""Exceptions beside a demand, and ways round the demands that a text opens to some."""

import pytest

from kb.rules.applicant.given import read_facts
from kb.rules.conditions.exceptions import exception_in
from kb.rules.types import Judgment
from kb.rules.verdict.judging import judge
from tests.kb.rules.policy_files import DAY, condition_of, outline

_AID = """东山市企业技术改造补助办法
第一条 申请补助的企业应当具备下列条件：
（一）在本市登记注册满三年，高新技术企业除外；
（二）{demand}。
第二条 有下列情形之一的，不予补助：
（一）{fault}；
（二）拖欠职工工资的。
第三条 给予最高50万元补助。
"""
_FITS = {"region": "东山市", "entity": "企业", "age_months": 40, "revenue_wan": 600, "states": {"拖欠职工工资": False}}


def _outline(text: str) -> list[object]:
    tree = outline(condition_of(text))
    assert isinstance(tree, list)
    return tree


def _tree(demand: str = "上年度营业收入不低于500万元", fault: str = "被列入经营异常名录的") -> list[object]:
    return _outline(_AID.format(demand=demand, fault=fault))


def _judged(fault: str, **facts: object) -> Judgment:
    text = _AID.format(demand="上年度营业收入不低于500万元", fault=fault)
    states = facts.pop("states", {})
    assert isinstance(states, dict)
    given = {**_FITS, **facts, "states": {"拖欠职工工资": False, **states}}
    return judge(condition_of(text), read_facts(given), DAY)


@pytest.mark.parametrize(
    ("words", "demand", "excepted"),
    [
        ("发生安全事故的,因不可抗力造成的除外", "发生安全事故的", "因不可抗力造成"),
        ("成立满三年(高新技术企业除外)", "成立满三年", "高新技术企业"),
        ("营业收入不低于500万元,初创企业不受此限", "营业收入不低于500万元", "初创企业"),
        ("除因不可抗力停产外,近一年正常经营", "近一年正常经营", "因不可抗力停产"),
        ("近两年未受处罚,但已完成信用修复的可不受此限制", "近两年未受处罚", "已完成信用修复"),
    ],
)
def test_whom_a_demand_does_not_bind_is_told_from_the_demand(words: str, demand: str, excepted: str) -> None:
    found = exception_in(words)
    assert found is not None
    assert (words[slice(*found.demand)], words[slice(*found.excepted)]) == (demand, excepted)


@pytest.mark.parametrize(
    "words",
    ["除符合前款条件外,还应当成立满三年", "除法律另有规定外,应当成立满三年", "除助学贷款外,没有其他贷款", "成立满三年"],
)
def test_what_is_demanded_as_well_or_elsewhere_is_no_exception(words: str) -> None:
    assert exception_in(words) is None


def test_a_demand_is_met_by_itself_or_by_its_exception() -> None:
    assert _tree("上年度营业收入不低于500万元，但农产品加工企业除外")[2] == [
        "all",
        "entity: 企业",
        [
            "all",
            ["any", "age_of_firm: 在本市登记注册满三年", "qualification: 高新技术企业"],
            ["any", "measure: 上年度营业收入不低于500万元", "industry: 农产品加工企业"],
        ],
    ]


def test_what_is_taken_out_of_a_name_is_shut_out() -> None:
    text = "东山市企业补助办法\n第一条 支持对象为本市中小企业（不含房地产企业）。\n第二条 给予最高50万元补助。\n"
    named = ["all", "place: 本市", "size: 中小企业"]
    shut = ["none", "industry: 房地产企业"]
    assert outline(condition_of(text)) == ["all", "place: 东山市", ["all", named, shut]]


def test_an_exception_in_its_own_sentence_belongs_to_the_item() -> None:
    assert _tree(fault="上年度发生安全生产事故的。因不可抗力造成的除外")[3] == [
        "none",
        ["all", "other: 上年度发生安全生产事故的", ["none", "other: 因不可抗力造成"]],
        "other: 拖欠职工工资的",
    ]


@pytest.mark.parametrize(
    ("accident", "force", "verdict", "asked"),
    [
        (False, None, "eligible", []),
        (True, None, "insufficient_information", ["states.因不可抗力造成"]),
        (True, True, "eligible", []),
        (True, False, "ineligible", []),
        # Whether it is excepted counts only where there was an accident.
        (None, None, "insufficient_information", ["states.上年度发生安全生产事故的"]),
        (None, True, "eligible", []),
    ],
)
def test_an_exception_is_judged_and_asked_for_where_it_decides(
    accident: bool | None, force: bool | None, verdict: str, asked: list[str]
) -> None:
    judgment = _judged(
        "上年度发生安全生产事故的，因不可抗力造成的除外",
        states={"发生安全生产事故": accident, "因不可抗力造成": force},
    )
    assert (judgment.verdict.value, [ask.fact for ask in judgment.ask]) == (verdict, asked)


def test_the_question_and_the_reason_name_the_demand_and_its_exception() -> None:
    fault = "上年度发生安全生产事故的，因不可抗力造成的除外"
    asked = _judged(fault, states={"发生安全生产事故": True}).ask[0]
    assert asked.question == "文件对“上年度发生安全生产事故”留了例外：“因不可抗力造成”。您属于这种例外吗？"
    young = _judged("被列入经营异常名录的", age_months=20, qualifications=["高新技术企业"], states={"经营异常": False})
    assert young.conditions is not None
    age = young.conditions.children[1].children[1].children[0]
    assert age.because == "成立20个月，不到三年，但是“高新技术企业”（国家级），这种情况可以例外"


_SPECIAL = """东山市企业发展资金办法
第一条 支持对象为在本市登记注册、符合下列条件之一的企业：
（一）高新技术企业；
（二）省级专精特新中小企业。
第二条 申请企业应当成立满三年。
第三条 给予最高50万元补助。
第四条 {special}
"""
_NORMAL = [
    "all",
    [
        "all",
        "place: 在本市登记注册",
        ["any", "qualification: 高新技术企业", "qualification: 省级专精特新中小企业"],
        "entity: 企业",
    ],
    "age_of_firm: 成立满三年",
]


@pytest.mark.parametrize(
    ("special", "who"),
    [
        ("对产业带动作用突出的企业，经市政府常务会议审核同意的，可不受前款限制", "市政府常务会议"),
        ("未达到第一条规定条件但发展潜力较大的企业，经联席会议审核同意，可纳入支持范围", "联席会议"),
    ],
)
def test_special_admission_is_an_alternative_to_the_normal_conditions(special: str, who: str) -> None:
    text = _SPECIAL.format(special=special + "。")
    assert _outline(text)[2] == ["any", _NORMAL, f"other: {special} ?{who}"]
    plain = {"region": "东山市", "entity": "企业", "age_months": 40, "qualifications": []}
    fits = {**plain, "qualifications": ["高新技术企业"]}
    verdicts = [
        judge(condition_of(text), read_facts(facts), DAY).verdict.value
        for facts in (fits, plain, {**plain, "review": {who: "approved"}}, {**plain, "review": {who: "rejected"}})
    ]
    assert verdicts == ["eligible", "needs_review", "eligible", "ineligible"]


def test_a_bank_that_may_do_as_it_likes_lets_in_nobody() -> None:
    special = "合作银行经市金融局审核同意的，可不受前款限制。"
    assert _outline(_SPECIAL.format(special=special))[1:] == _NORMAL[1:]


def test_some_are_freed_from_the_clause_or_the_kind_of_demand_that_is_named() -> None:
    text = _AID.format(demand="上年度营业收入不低于500万元", fault="被列入经营异常名录的").replace(
        "，高新技术企业除外", ""
    )
    text += "第四条 高新技术企业申请补助的，不受第一条第（二）项限制。\n第五条 拟上市企业可不受成立年限限制。\n"
    assert _outline(text)[2] == [
        "all",
        "entity: 企业",
        [
            "all",
            ["any", "age_of_firm: 在本市登记注册满三年", "other: 拟上市企业"],
            ["any", "measure: 上年度营业收入不低于500万元", "qualification: 高新技术企业"],
        ],
    ]
