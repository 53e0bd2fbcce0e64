"""Demands against what owners say: who is spoken of, whether it is denied, whether it is past."""

from datetime import date

import pytest

from kb.rules.applicant.statuses import until_of
from kb.rules.conditions.leaf_kinds import kind_of
from kb.rules.matching.accidents import grades_of_accident
from kb.rules.matching.demands import match
from kb.rules.matching.polarity import affirms, same_sense
from kb.rules.story.in_its_words import in_its_words
from kb.rules.story.reading import read_story
from kb.rules.types import Applicant, Condition, Operation
from kb.text.written_numbers import half_width
from kb.types import Span

DAY = date(2024, 5, 8)
WAGES = "拖欠职工工资尚未清偿的"
LISTED = "被列入经营异常名录的"
HIGH_TECH = "高新技术企业"
FIRST = "初次认定为高新技术企业的企业"
GRADUATES = "高校毕业生（毕业5年以内）"
ACCIDENT = "近三年发生较大及以上安全事故的"
HERE = "在本县登记注册"


def _read(story: str, words: str) -> tuple[Applicant, Condition]:
    kind = kind_of(half_width(words))
    leaf = Condition(Operation.LEAF, Span(0, len(words)), "一、", kind, text=words, meant="青川县")
    return in_its_words(read_story(story, DAY), story, [leaf]), leaf


def _decided(story: str, words: str) -> str:
    applicant, leaf = _read(story, words)
    return match(leaf, applicant, DAY).status.value


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("拖欠职工工资尚未清偿的", True),
        ("未拖欠职工工资", False),
        ("近三年未发生重大安全事故", False),
        ("不存在欠税情形", False),
        ("有未结清贷款的", True),
        ("没有未结清的贷款", False),
        ("不是没有贷过款", True),
        ("设备不达标", None),
    ],
)
def test_whether_the_head_of_a_wording_is_denied(words: str, expected: bool | None) -> None:
    assert affirms(words) is expected


def test_senses_that_cannot_be_compared_decide_nothing() -> None:
    assert same_sense("拖欠工资", "拖欠职工工资尚未清偿的") is True
    assert same_sense("没欠工资", "拖欠工资") is False
    assert same_sense("有结清贷款", "有未结清贷款") is None


@pytest.mark.parametrize(
    ("story", "words", "expected"),
    [
        ("欠了工人三个月工资没发", WAGES, "met"),
        ("拖欠工资", WAGES, "met"),
        ("没欠工资", WAGES, "unmet"),
        ("不欠薪", WAGES, "unmet"),
        ("从来没拖欠过工资", WAGES, "unmet"),
        ("以前欠过工资，现在都发清了", WAGES, "discretionary"),
        ("从来没拖欠过工资", "不存在拖欠职工工资的情形", "met"),
        ("欠了工人三个月工资没发", "未拖欠职工工资", "unmet"),
        ("我们没有未结清的贷款", "有未结清贷款的", "unmet"),
        ("我们的母公司拖欠工资", WAGES, "unknown"),
        ("列入过经营异常名录，现在已经移出", LISTED, "discretionary"),
        ("曾经被列入经营异常名录", LISTED, "discretionary"),
        ("被列入经营异常名录了", LISTED, "met"),
        ("去年出过一般安全事故", ACCIDENT, "unmet"),
        ("出过安全事故", ACCIDENT, "unknown"),
        ("发生过重大安全事故", ACCIDENT, "met"),
        ("没有出过安全事故", ACCIDENT, "unmet"),
        ("没有重大安全事故", ACCIDENT, "unknown"),
        ("出过一起一般安全事故", "近三年未发生较大及以上安全事故", "met"),
        ("没有重大安全事故", "近三年未发生安全事故", "unknown"),
    ],
)
def test_states(story: str, words: str, expected: str) -> None:
    assert _decided(story, words) == expected


@pytest.mark.parametrize(
    "who",
    [
        "母公司", "子公司", "客户", "供应商", "合作伙伴", "朋友", "隔壁", "同行", "股东", "控股股东", "合伙人", "总部",
        "我们给他们配套的客户",
    ],
)  # fmt: skip
def test_the_name_of_somebody_else_is_not_the_applicants(who: str) -> None:
    assert _decided(f"{who}是国家高新技术企业", HIGH_TECH) == "unknown"
    assert _decided(f"{who}获得过星火计划项目", "获得星火计划项目的") == "unknown"


def test_who_serves_a_holder_holds_nothing() -> None:
    assert _decided("我们是高企的供应商", HIGH_TECH) == "unknown"


@pytest.mark.parametrize(
    ("story", "words", "expected"),
    [
        ("我们是高企。我们不是高企", HIGH_TECH, "discretionary"),
        ("高企证书在有效期内，不过高企资格被取消了", HIGH_TECH, "discretionary"),
        ("我们是高企，2023年拿到证书", HIGH_TECH, "met"),
        ("高企，2019年12月认定，有效期三年", HIGH_TECH, "discretionary"),
        ("高企证书去年到期了，纳税信用A级", HIGH_TECH, "discretionary"),
        ("高企证书去年到期了，纳税信用A级", "纳税信用A级企业", "met"),
        ("打算明年评省级小巨人", "专精特新“小巨人”企业", "discretionary"),
        ("我们是高企", FIRST, "unknown"),
        ("我们今年第一次评上高企", FIRST, "met"),
        ("我们是高企，重新认定的", FIRST, "unmet"),
        ("我是高校毕业生", GRADUATES, "unknown"),
        ("我大学毕业8年了", GRADUATES, "unmet"),
        ("高校毕业生，毕业8年", GRADUATES, "unmet"),
        ("我是应届毕业生", GRADUATES, "met"),
        ("我2022年大学毕业", GRADUATES, "met"),
        ("我2019年大学毕业", GRADUATES, "unknown"),
        ("高校毕业生，毕业3年", "毕业5年以内的高校毕业生", "met"),
        ("我是退役军人", "退役军人（退役3年内）", "unknown"),
        ("我们有80个人", "且不超过100人", "met"),
        ("我们有120个人", "且不超过100人", "unmet"),
        ("原来在青川，去年迁到剑阁了", HERE, "unmet"),
        ("原来是青川县的公司，去年迁到剑阁了", HERE, "unmet"),
        ("去年从剑阁迁到青川", HERE, "met"),
        ("我们是剑阁的厂，评上了青川县瞪羚企业", HERE, "unmet"),
    ],
)
def test_names_bounds_and_places(story: str, words: str, expected: str) -> None:
    assert _decided(story, words) == expected


def test_a_name_given_long_ago_is_held_and_to_be_checked() -> None:
    applicant, leaf = _read("2020年认定的高新技术企业", HIGH_TECH)
    decision = match(leaf, applicant, DAY)
    assert decision.status.value == "met"
    assert decision.because.endswith("2020年得到的，要核实证书是不是还在有效期")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2023年拿到证书", None),
        ("前年认定的", None),
        ("有效期三年", None),
        ("2021年12月认定,有效期三年", date(2024, 12, 31)),
        ("2022年取得,2025年到期", date(2025, 12, 31)),
        ("有效期到2025年6月", date(2025, 6, 30)),
        ("去年到期了", date(2023, 12, 31)),
    ],
)
def test_the_year_of_an_award_is_no_end(words: str, expected: date | None) -> None:
    assert until_of(words, DAY) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("较大及以上安全事故", {"较大", "重大", "特别重大"}),
        ("一般安全事故", {"一般"}),
        ("特大事故", {"特别重大"}),
        ("安全生产事故", set()),
    ],
)
def test_grades_of_accidents(words: str, expected: set[str]) -> None:
    assert grades_of_accident(words) == expected


@pytest.mark.parametrize(
    ("story", "place", "trade"),
    [
        ("徐汇区奶茶店", "徐汇区", "奶茶店"),
        ("我在昆明卖衣服", "昆明", "卖衣服"),
        ("某某县食品厂", "某某县", "食品厂"),
        ("昆山五金厂", "昆山", "五金厂"),
        ("我开了个KTV", None, "KTV"),
        ("我们是典当行", None, "典当行"),
        ("开小卖部的", None, "小卖部"),
        ("昆山市省专精特新企业，在青川", "青川", None),
    ],
)
def test_places_and_trades(story: str, place: str | None, trade: str | None) -> None:
    applicant = read_story(story, DAY)
    assert [fact.value for fact in applicant.of("region")] == ([place] if place else [])
    assert [fact.value for fact in applicant.of("industry")] == ([trade] if trade else [])


def test_who_sells_clothes_does_not_make_them() -> None:
    assert _decided("我在昆明卖服装", "属于制造业") == "unmet"
    assert _decided("昆山五金厂", "属于制造业") == "met"
    assert _decided("我开了个KTV", "从事娱乐业的") == "met"
