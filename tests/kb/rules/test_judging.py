from datetime import date

import pytest

from kb.rules.types import Status
from tests.kb.rules.policy_files import condition_of, judged, reasons, text_of, verdict

FIRM = {
    "region": "云州市", "entity": "企业", "credit_bad": False, "performance_grade": "B", "states": {"获得补偿": False},
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"qualifications": ["高新技术企业"]}, "eligible"),
        ({"qualifications": ["高企"]}, "eligible"),
        ({"qualifications": ["高新技术企业"], "region": "江阳市"}, "ineligible"),
        ({"qualifications": ["高新技术企业"], "region": None}, "insufficient_information"),
        ({"qualifications": ["高新技术企业"], "region": "云州市东溪区"}, "eligible"),
        ({"qualifications": ["高新技术企业"], "credit_bad": True}, "ineligible"),
        ({"qualifications": ["高新技术企业"], "performance_grade": "D"}, "ineligible"),
        ({"qualifications": ["高新技术企业"], "performance_grade": None}, "insufficient_information"),
        ({"qualifications": ["高新技术企业"], "entity": "个体工商户"}, "ineligible"),
        ({"qualifications": ["高新技术企业"], "states": {"获得补偿": True}}, "ineligible"),
        ({"qualifications": ["国家级专精特新中小企业"]}, "eligible"),
        ({"qualifications": ["省级专精特新中小企业"]}, "eligible"),
        ({"qualifications": ["专精特新中小企业"], "age_months": 6}, "insufficient_information"),
        ({"qualifications": ["市级专精特新中小企业"], "age_months": 6}, "needs_review"),
        ({"qualifications": ["市级专精特新中小企业"], "age_months": 6, "review": "approved"}, "eligible"),
        ({"qualifications": ["市级专精特新中小企业"], "age_months": 6, "review": "rejected"}, "ineligible"),
        ({"qualifications": ["科小"], "age_months": 36, "revenue_wan": 800, "review": "rejected"}, "eligible"),
        ({"qualifications": ["科小"], "age_months": 36, "revenue_wan": 499, "review": "rejected"}, "ineligible"),
        ({"qualifications": [], "age_months": 36, "revenue_wan": 800, "review": "rejected"}, "ineligible"),
        ({"qualifications": ["科小"], "age_months": 36, "review": "rejected"}, "insufficient_information"),
        ({"qualifications": ["高新技术企业（已过期）"], "age_months": 6}, "needs_review"),
        ({"qualifications": ["高新技术企业（公示中）"], "age_months": 6}, "needs_review"),
        ({"qualifications": ["高新技术企业"], "application_date": "2023-12-31"}, "ineligible"),
        ({"qualifications": ["高新技术企业"], "application_date": "2027-01-01"}, "ineligible"),
    ],
)
def test_the_verdict_on_a_list_of_alternatives(changed: dict[str, object], expected: str) -> None:
    assert verdict(text_of("tech"), {**FIRM, **changed}) == expected


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, "eligible"),
        ({"employees": 301}, "ineligible"),
        ({"employees": 300}, "eligible"),
        ({"revenue": {"value": 0.2, "unit": "亿元"}}, "eligible"),
        ({"revenue_wan": 1999}, "ineligible"),
        ({"industry": "餐饮"}, "ineligible"),
        ({"established": "2024-01-01"}, "ineligible"),
        ({"established": "2023-05-01"}, "eligible"),
        ({"grades": {"纳税信用": "C"}}, "ineligible"),
        ({"grades": {"纳税信用": "A"}}, "eligible"),
        ({"grades": None}, "insufficient_information"),
        ({"region": "临溪区"}, "eligible"),
        ({"region": "西溪区"}, "ineligible"),
    ],
)
def test_thresholds_grades_and_trades(changed: dict[str, object], expected: str) -> None:
    facts: dict[str, object] = {
        "region": "临溪区", "entity": "企业", "employees": 120, "revenue_wan": 5000, "industry": "五金加工",
        "established": "2015-03-01", "credit_bad": False, "grades": {"纳税信用": "B"},
        "states": {"发生重大安全、环保事故": False, "改造项目已通过备案": True, "享受市级同类补贴": False},
    }  # fmt: skip
    assert verdict(text_of("subsidy"), {**facts, **changed}) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"identities": ["退役军人"], "prior_loan": False, "age": 35}, "eligible"),
        ({"identities": ["退役军人"], "prior_loan": False, "age": 61}, "ineligible"),
        ({"identities": [], "prior_loan": False, "age": 35}, "ineligible"),
        ({"identities": None, "prior_loan": False, "age": 35}, "insufficient_information"),
        ({"identities": ["高校毕业生"], "prior_loan": False, "age": 25, "industry": "房地产"}, "ineligible"),
    ],
)
def test_persons_by_what_they_are(facts: dict[str, object], expected: str) -> None:
    person = {"region": "青川县", "entity": "个人", "credit_bad": False, "industry": "餐饮"}
    assert judged("startup", {**person, **facts}).verdict.value == expected


@pytest.mark.parametrize(
    ("size", "expected"),
    [("小型", "eligible"), ("微型", "eligible"), ("中型", "ineligible"), (None, "insufficient_information")],
)
def test_firms_by_their_size(size: str | None, expected: str) -> None:
    facts = {
        "region": "青川县", "entity": "企业", "size": size, "credit_bad": False, "industry": "软件",
        "states": {"当年新招用符合条件人员达到10%以上": True, "拖欠职工工资、欠缴社会保险费": False},
    }  # fmt: skip
    assert judged("startup", facts).verdict.value == expected


def test_what_a_report_leaves_unsaid_is_left_to_review() -> None:
    result = judged("news", {"entity": "个人", "prior_loan": False})
    assert result.verdict.value == "needs_review"
    assert result.conditions is not None
    assert reasons(result.conditions)["符合条件"] == "discretionary"


def test_a_region_around_the_place_leaves_it_open() -> None:
    result = judged("tech", {**FIRM, "qualifications": ["高新技术企业"], "region": "云"})
    assert [ask.fact for ask in result.ask] == ["region"]


def test_every_reason_is_told() -> None:
    result = judged("tech", {**FIRM, "qualifications": ["高新技术企业"], "region": "江阳市"})
    assert result.conditions is not None
    assert result.conditions.because == "在江阳市，不在云州市"
    assert result.conditions.status is Status.UNMET


def test_what_is_asked_is_what_decides_and_the_place_comes_first() -> None:
    result = judged("tech", {})
    assert [(ask.fact, ask.question, ask.choices) for ask in result.ask] == [
        ("region", "您在哪里登记、经营？是不是在云州市？", ("云州市", "别的地方")),
        ("entity", "您是企业、个体工商户，还是个人？", ("企业", "个体工商户", "个人", "农民专业合作社", "其他")),
        (
            "qualifications",
            "下面这些资质、称号，您现在有哪些（在有效期内的）？",
            (
                "有效期内的高新技术企业",
                "省级及以上专精特新中小企业",
                "科技型中小企业",
                "入选市级“种子企业”培育库的企业",
                "都没有",
            ),
        ),
        ("credit_bad", "征信上有没有逾期、失信这类不良记录？", ("没有", "有", "不清楚")),
        ("performance_grade", "最近一次绩效综合评价，您评的是哪一档？", ("A", "B", "C", "D", "没有参加")),
        ("states.获得补偿", "您是不是有“获得补偿”的情况？", ("是", "不是", "不清楚")),
        ("established", "营业执照上的成立日期是哪一天？", ()),
        ("revenue", "上一年的营业收入大约是多少？", ("500万元及以上", "不到500万元")),
    ]


def test_nothing_is_asked_that_changes_nothing() -> None:
    met = {**FIRM, "qualifications": ["高新技术企业"]}
    assert judged("tech", met).ask == ()
    assert [ask.fact for ask in judged("tech", {**met, "performance_grade": None}).ask] == ["performance_grade"]
    assert judged("tech", {**met, "performance_grade": None, "region": "江阳市"}).ask == ()


def test_a_level_that_is_not_said_is_asked() -> None:
    facts = {**FIRM, "qualifications": ["专精特新中小企业"], "age_months": 6}
    [ask] = judged("tech", facts).ask
    assert (ask.fact, ask.question) == ("qualifications", "您的“专精特新中小企业”是哪一级认定的？")
    assert ask.choices == tuple(f"{level}专精特新中小企业" for level in ("国家级", "省级", "市级", "县级"))


def test_facts_that_no_condition_uses_are_told() -> None:
    result = judged("tech", {**FIRM, "qualifications": ["高新技术企业"], "employees": 30})
    assert [fact.name for fact in result.unused] == ["employees"]


def test_measures_of_a_grade_end_on_their_day() -> None:
    text = "云州市企业贷款办法\n第一条 支持对象为本市企业。\n第二条 处于D类差别化措施执行期内的企业，不予纳入。\n"
    firm = {"region": "云州市", "entity": "企业", "performance_grade": "D"}
    assert verdict(text, firm) == "insufficient_information"
    assert verdict(text, {**firm, "d_measures_in_force": True}) == "ineligible"
    assert verdict(text, {**firm, "d_measures_in_force": False}) == "eligible"
    until = {**firm, "d_measures_in_force": True, "d_measures_until": "2025-04-30"}
    assert verdict(text, until) == "eligible"
    assert verdict(text, until, date(2025, 4, 30)) == "ineligible"
    assert verdict(text, {**firm, "performance_grade": "C"}) == "eligible"


def test_renamed_and_renumbered_throughout_the_verdicts_follow() -> None:
    text = text_of("tech")
    renamed = text
    for old, new in (
        ("云州市", "石亭县"),
        ("本市", "本县"),
        ("科技信贷联席会议", "创新贷款评审会"),
        ("联席会议", "评审会"),
        ("高新技术企业", "瞪羚企业"),
        ("专精特新中小企业", "科技型中小企业"),
        ("500万元", "900万元"),
        ("成立满2年", "成立满5年"),
        ("D类", "C类"),
        ("2024年1月1日", "2025年2月1日"),
        ("（一）有效期内的", "1.有效期内的"),
        ("（二）省级", "2.省级"),
        ("（三）同时", "3.同时"),
        ("（四）入选", "4.入选"),
        ("（五）经", "5.经"),
        ("1.成立满", "（1）成立满"),
        ("2.上年度", "（2）上年度"),
        ("第（一）至（四）项", "1至4项"),
        ("第（五）项", "第5项"),
    ):
        assert old in renamed, old
        renamed = renamed.replace(old, new)
    there = {
        "region": "石亭县", "entity": "企业", "credit_bad": False, "performance_grade": "B",
        "states": {"获得补偿": False}, "age_months": 6,
    }  # fmt: skip
    assert verdict(renamed, {**there, "qualifications": ["瞪羚企业"]}) == "eligible"
    assert verdict(renamed, {**there, "qualifications": ["高新技术企业"]}) == "needs_review"
    assert verdict(renamed, {**there, "qualifications": ["瞪羚企业"], "region": "云州市东溪区"}) == "ineligible"
    assert verdict(renamed, {**there, "qualifications": ["瞪羚企业"], "performance_grade": "C"}) == "ineligible"
    assert verdict(renamed, {**there, "qualifications": ["瞪羚企业"], "performance_grade": "D"}) == "eligible"
    assert verdict(renamed, {**there, "qualifications": ["瞪羚企业"]}, date(2025, 1, 31)) == "ineligible"
    firm = {**there, "qualifications": [], "review": "rejected"}
    assert verdict(renamed, {**firm, "age_months": 60, "revenue_wan": 900}) == "ineligible"
    small = {**firm, "qualifications": ["市级科技型中小企业"]}
    assert verdict(renamed, {**small, "age_months": 60, "revenue_wan": 900}) == "eligible"
    assert verdict(renamed, {**small, "age_months": 59, "revenue_wan": 900}) == "ineligible"
    assert verdict(renamed, {**small, "age_months": 60, "revenue_wan": 899}) == "ineligible"
    before, after = condition_of(text), condition_of(renamed)
    assert [child.operation for child in before.children] == [child.operation for child in after.children]
