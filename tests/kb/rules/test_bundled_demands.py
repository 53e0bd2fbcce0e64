"""Demands that one sentence or list bundles: each on its own words, with exceptions and limits of groups."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from kb.rules.applicant.given import read_facts
from kb.rules.conditions.exceptions import exception_in, is_about
from kb.rules.conditions.kinds import kinds_in
from kb.rules.conditions.thresholds import group_limit
from kb.rules.conditions.windows import hidden, years_counted
from kb.rules.matching.demands import match
from kb.rules.types import Applicant, Ask, Certainty, Condition, ConditionKind, Fact, Judgment, Operation
from kb.rules.verdict.judging import judge
from kb.rules.verdict.questions import question_for
from kb.types import Span
from tests.kb.rules.policy_files import DAY, condition_of, outline, schemes


def _of(text: str) -> list[object]:
    """Return the demands of a policy without its own place."""
    tree = outline(condition_of(text))
    assert isinstance(tree, list)
    return [one for one in tree[1:] if one != "place: 丰和县"]


def _policy(*articles: str) -> str:
    numbers = "一二三四五六"
    lines = [f"第{numbers[at]}条 {article}" for at, article in enumerate([*articles, "单户贷款额度最高不超过50万元。"])]
    return "\n".join(["丰和县贷款贴息办法", *lines, ""])


def _judged(text: str, facts: Mapping[str, object]) -> Judgment:
    return judge(condition_of(text), read_facts({"region": "丰和县", **facts}), DAY)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (
            "在丰和县行政区域内登记注册、正常经营满2年的小型、微型企业，房地产企业除外",
            [
                "all",
                ["all", "place: 在丰和县行政区域内登记注册", "age_of_firm: 正常经营满2年", "size: 小型、微型企业"],
                ["none", "industry: 房地产企业"],
            ],
        ),
        (
            "丰和县行政区域内的个体工商户、小微企业主，以及退役军人",
            [
                "all",
                "place: 丰和县行政区域内",
                ["any", ["any", "entity: 个体工商户", "size: 小微企业主"], "qualification: 退役军人"],
            ],
        ),
        (
            "在本县行政区域内自主创业的就业困难人员、退役军人以及毕业5年内的高校毕业生",
            [
                "all",
                "place: 在本县行政区域内",
                "other: 自主创业",
                [
                    "any",
                    "qualification: 就业困难人员",
                    "qualification: 退役军人",
                    "qualification: 毕业5年内的高校毕业生",
                ],
            ],
        ),
        (
            "在丰和县注册的餐饮、零售、旅游企业",
            ["all", "place: 在丰和县注册", "industry: 餐饮、零售、旅游企业"],
        ),
    ],
)  # fmt: skip
def test_who_is_meant_comes_apart_into_its_demands(who: str, expected: list[object]) -> None:
    assert _of(_policy(f"贴息对象为{who}。")) == [expected]


def test_kinds_of_applicants_share_what_says_where() -> None:
    words = "全县范围内从事粮食种植的家庭农场、合作社,以及县级以上龙头企业"
    found = kinds_in(words)
    assert found is not None
    assert words[slice(*found.modifiers)] == "全县范围内从事粮食种植"
    assert [words[slice(*kind)] for kind in found.kinds] == ["家庭农场", "合作社", "县级以上龙头企业"]
    assert found.bound == 2


@pytest.mark.parametrize(
    "words", ["小型、微型企业", "小微企业和个体工商户", "正常经营满2年的企业", "企业以及其他经批准的单位"]
)
def test_one_kind_with_its_sizes_is_no_enumeration(words: str) -> None:
    assert kinds_in(words) is None


def test_every_demand_of_who_is_meant_decides() -> None:
    text = _policy("贴息对象为在丰和县登记注册、正常经营满2年的小型、微型企业，房地产企业除外。")
    fits: dict[str, object] = {"entity": "企业", "size": "微型", "established": "2020-01-01", "industry": "食品加工"}
    verdicts = {
        change: _judged(text, {**fits, **facts}).verdict.value
        for change, facts in {
            "none": {},
            "large": {"size": "大型"},
            "young": {"established": "2024-12-01"},
            "trade": {"industry": "房地产开发"},
            "elsewhere": {"region": "长乐县"},
        }.items()
    }
    assert verdicts == {
        "none": "eligible", "large": "ineligible", "young": "ineligible", "trade": "ineligible",
        "elsewhere": "ineligible",
    }  # fmt: skip


# --- limits of groups ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "before", "group", "meant", "weaker"),
    [
        ("专精特新企业不低于200万元", "设备投入不低于500万元", "专精特新企业", "设备投入不低于200万元", True),
        ("其中瞪羚企业和独角兽企业不低于80万元", "纳税不低于100万元", "瞪羚企业和独角兽企业", "纳税不低于80万元", True),
        ("大型企业不低于1000万元", "设备投入不低于500万元", "大型企业", "设备投入不低于1000万元", False),
        ("国家级人才可放宽至60周岁", "年龄不超过55周岁", "国家级人才", "年龄不超过60周岁", True),
        ("古村落内的民宿满6个月即可", "开业时间满1年", "古村落内的民宿", "开业时间不低于6个月", True),
    ],
)  # fmt: skip
def test_a_group_has_a_limit_of_its_own(words: str, before: str, group: str, meant: str, weaker: bool) -> None:
    found = group_limit(words, before)
    assert found is not None
    assert (words[slice(*found.group)], found.meant, found.is_weaker) == (group, meant, weaker)


@pytest.mark.parametrize(
    ("words", "before"),
    [
        ("企业资产负债率不高于70%", "纳税额不低于50万元"),
        ("从业人员不少于5人", "成立满2年"),
        ("残疾人不少于5人", "职工人数不少于20人"),
        ("申请企业不低于200万元", "设备投入不低于500万元"),
        ("专精特新企业不低于200万元", "信用良好"),
    ],
)
def test_another_demand_is_no_limit_of_a_group(words: str, before: str) -> None:
    assert group_limit(words, before) is None


@pytest.mark.parametrize(
    ("investment", "names", "expected"),
    [
        ("600万元", [], "eligible"),
        ("300万元", ["专精特新中小企业"], "eligible"),
        ("300万元", [], "ineligible"),
        ("100万元", ["专精特新中小企业"], "ineligible"),
    ],
)
def test_the_lower_limit_of_a_group_is_an_alternative(investment: str, names: list[str], expected: str) -> None:
    text = _policy("申请企业应当符合下列条件：", "给予贴息。").replace(
        "下列条件：", "下列条件：\n（一）设备投入不低于500万元，专精特新企业不低于200万元；\n（二）在丰和县注册。"
    )
    assert _of(text)[0] == [
        "all",
        ["any", "measure: 设备投入不低于500万元", ["all", "qualification: 专精特新企业", "measure: 不低于200万元"]],
        "place: 在丰和县注册",
    ]
    facts = {"entity": "企业", "investment": investment, "qualifications": names}
    assert _judged(text, facts).verdict.value == expected


@pytest.mark.parametrize(
    ("investment", "expected"), [("1200万元", "eligible"), ("600万元", "ineligible")], ids=["enough", "short"]
)
def test_a_stricter_limit_binds_the_group_too(investment: str, expected: str) -> None:
    text = _policy("申请企业应当具备下列条件：（一）设备投入不低于500万元，大型企业不低于1000万元；（二）依法纳税。")
    facts = {"entity": "企业", "size": "大型", "investment": investment, "states": {"依法纳税": True}}
    assert _judged(text, facts).verdict.value == expected


def test_a_bound_means_what_the_words_before_it_measure() -> None:
    text = _policy(
        "申请企业应当具备下列条件：（一）上年度研发费用不低于100万元，且占营业收入比重不低于3%；（二）依法纳税。"
    )
    spent = {"entity": "企业", "rd_expense": "120万元", "states": {"依法纳税": True}}
    assert _judged(text, {**spent, "revenue": "3000万元"}).verdict.value == "eligible"
    assert _judged(text, {**spent, "revenue": "9000万元"}).verdict.value == "ineligible"


# --- exceptions ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "clause",
    [
        "申请人年龄不超过60周岁，退役军人不受年龄限制。",
        "申请人年龄应当在18周岁以上、60周岁以下（退役军人不受年龄限制）。",
        "申请人年龄不超过60周岁。退役军人不受年龄限制。",
    ],
)
def test_a_group_that_the_age_does_not_bind_need_not_be_it(clause: str) -> None:
    text = _policy(clause)
    verdicts = {
        (age, bool(held)): _judged(text, {"entity": "个人", "age": age, "identities": held}).verdict.value
        for age in (40, 65)
        for held in ([], ["退役军人"])
    }
    assert verdicts == {
        (40, False): "eligible", (40, True): "eligible", (65, False): "ineligible", (65, True): "eligible",
    }  # fmt: skip
    reason = _judged(text, {"entity": "个人", "age": 65, "identities": []}).conditions
    assert reason is not None
    assert "‘’" not in reason.because
    assert "“”" not in reason.because


def test_what_an_exception_is_about_is_told() -> None:
    found = exception_in("年龄不超过60周岁,退役军人不受年龄限制")
    assert found is not None
    assert (found.about, is_about("不超过60周岁", found.about), is_about("经营满2年", found.about)) == (
        "年龄",
        True,
        False,
    )


def test_what_does_not_count_stays_with_what_is_denied() -> None:
    text = _policy("借款人应满足：（一）没有其他贷款（助学贷款、住房贷款除外）；（二）依法纳税。")
    assert _of(text) == [
        ["all", "prior_use: 没有其他贷款（助学贷款、住房贷款除外）", "other: 依法纳税"],
    ]


def test_firms_that_nobody_favours_are_shut_out() -> None:
    text = _policy("申请企业应当具备下列条件：（一）生产经营正常，僵尸企业除外；（二）依法纳税。")
    assert ["none", "other: 僵尸企业"] in _flat(_of(text))


def _flat(tree: object) -> list[object]:
    if not isinstance(tree, list):
        return [tree]
    return [tree, *(below for one in tree for below in _flat(one))]


# --- every clause under a heading; things kept apart --------------------------------------------------------------


def test_a_heading_of_one_line_leads_in_a_list() -> None:
    text = _policy("申报条件：\n（一）上年度营业收入不低于500万元；\n（二）依法纳税。")
    assert _of(text) == [["all", "measure: 上年度营业收入不低于500万元", "other: 依法纳税"]]


def test_what_stands_behind_who_is_meant_is_demanded() -> None:
    who = "在丰和区注册的科技型企业，成立不超过3年，从业人员不少于5人。"
    text = f"丰和区租金补贴办法\n一、补贴对象\n{who}\n二、补贴标准\n每年最高10万元。\n"
    tree = outline(condition_of(text))
    assert isinstance(tree, list)
    assert tree[-1] == [
        "all",
        "place: 在丰和区注册",
        "qualification: 科技型企业",
        "age_of_firm: 成立不超过3年",
        "measure: 从业人员不少于5人",
    ]


def test_items_on_kinds_of_applicants_bind_their_own_kind() -> None:
    text = _policy(
        "贴息对象为家庭农场、农民专业合作社。",
        "申请人应当符合下列条件：\n（一）家庭农场须经营满2年；\n（二）农民专业合作社须成员不少于20户。",
    )
    farm = {"entity": "家庭农场", "established": "2020-01-01"}
    assert _judged(text, farm).verdict.value == "eligible"
    assert _judged(text, {**farm, "established": "2025-01-01"}).verdict.value == "ineligible"
    assert _judged(text, {"entity": "农民专业合作社"}).verdict.value == "insufficient_information"


_MEASURES = """丰和县扶持创业若干政策
一、支持对象。丰和县行政区域内的个体工商户，以及返乡创业的农民工。
二、房租补贴。首次创业且正常经营满6个月的，给予每年最高5000元房租补贴；享受过同类补贴的除外。
三、贷款支持。符合条件的个人可申请最高30万元创业担保贷款。申请人除助学贷款外，没有其他贷款。
四、申请人年龄不超过60周岁，退役军人不受年龄限制。
五、主管部门应当在10个工作日内完成审核，银行应当在5个工作日内放款。
"""


def test_things_that_a_text_gives_have_their_own_conditions() -> None:
    found = {scheme.name: [str(one) for one in _flat(outline(scheme.condition))] for scheme in schemes(_MEASURES)}
    assert list(found) == ["房租补贴", "贷款支持"]
    rent, loan = found.values()
    assert "prior_use: 首次创业" in rent
    assert "prior_use: 享受过同类补贴" in rent
    assert "prior_use: 首次创业" not in loan
    assert "prior_use: 除助学贷款外，没有其他贷款" in loan
    for both in (rent, loan):
        assert "entity: 个体工商户" in both
        assert "measure: 年龄不超过60周岁" in both
        assert not [one for one in both if "工作日" in one]


# --- figures ------------------------------------------------------------------------------------------------------


def _leaf(words: str, kind: ConditionKind = ConditionKind.MEASURE) -> Condition:
    return Condition(Operation.LEAF, Span(0, len(words)), "第一条", kind, text=words)


@pytest.mark.parametrize(
    ("words", "story", "value", "expected"),
    [
        ("近两年累计纳税不低于50万元", "近两年一共交税20万元", 200_000, "unmet"),
        ("近两年累计纳税不低于50万元", "近两年一共交税60万元", 600_000, "met"),
        ("近两年累计纳税不低于50万元", "去年交税20万元", 200_000, "unknown"),
        ("近两年累计纳税不低于50万元", "去年交税60万元", 600_000, "met"),
        ("上年度纳税不低于50万元", "近三年交税40万元", 400_000, "unmet"),
        ("上年度纳税不低于50万元", "近三年交税90万元", 900_000, "unknown"),
        ("近三年年均纳税不低于50万元", "去年交税60万元", 600_000, "met"),
        ("人均纳税不低于5万元", "去年交税60万元", 600_000, "unknown"),
        ("纳税额占比不低于3%", "去年交税60万元", 600_000, "unknown"),
    ],
)
def test_a_figure_is_compared_over_the_same_years(words: str, story: str, value: int, expected: str) -> None:
    tax = Fact("tax", Decimal(value), unit="元", words=story)
    assert match(_leaf(words), Applicant((tax,)), DAY).status.value == expected


@pytest.mark.parametrize(("amount", "expected"), [("100万元", "unknown"), ("300万元", "met")])
def test_a_state_with_another_figure_does_not_meet_a_demand(amount: str, expected: str) -> None:
    said = f"近三年获得融资{'不低于' if amount == '300万元' else ''}{amount}"
    state = Fact("states", said, Certainty.STATED, words=said)
    leaf = _leaf("近三年获得融资不低于300万元", ConditionKind.OTHER)
    assert match(leaf, Applicant((state,)), DAY).status.value == expected


def test_the_years_over_which_something_is_counted() -> None:
    found = [
        years_counted(words) for words in ("近三年累计纳税", "近两年年均纳税", "上年度纳税", "最近2个会计年度收入")
    ]
    assert found == [3, 1, 1, 2]
    assert hidden("近三年纳税") == "某某某纳税"


# --- questions ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "question"),
    [
        ("其在本地缴纳社会保险费", "您是不是有“在本地缴纳社会保险费”的情况？"),
        ("申请企业拥有1项发明专利", "您是不是有“拥有1项发明专利”的情况？"),
        ("成员不少于20户", "您是不是有“成员不少于20户”的情况？"),
    ],
)
def test_questions_leave_out_the_words_of_the_law(words: str, question: str) -> None:
    leaf = _leaf(words, ConditionKind.OTHER)
    ask: Ask = question_for(f"states.{words}", (leaf,), Applicant())
    assert ask.question == question


def test_a_limit_of_a_group_is_asked_with_what_it_measures() -> None:
    leaf = Condition(
        Operation.LEAF, Span(0, 7), "第一条", ConditionKind.OTHER, text="不少于20户", meant="成员不低于20户"
    )
    wanted = match(leaf, Applicant(), DAY).wants
    assert wanted == "states.成员不低于20户"
    assert question_for(wanted, (leaf,), Applicant()).question == "您是不是有“成员不低于20户”的情况？"
