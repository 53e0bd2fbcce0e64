"""Why a verdict is what it is: at most three plain sentences, each quoted once and with its clause."""

import pytest

from kb.rules.applicant.given import read_facts
from kb.rules.matching.wording import quoted, quoted_noun, together
from kb.rules.verdict.judging import judge
from kb.rules.verdict.why import reasons_for
from tests.kb.rules.made_policies import FITTING, INTEREST
from tests.kb.rules.policy_files import DAY, condition_of


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("属于“住宿和餐饮业”的", "“属于‘住宿和餐饮业’”"),
        ("且信用良好，", "“信用良好”"),
        ("“小巨人”企业", "“‘小巨人’企业”"),
        ("“小巨人”", "“小巨人”"),
    ],
)
def test_words_are_quoted_once(words: str, shown: str) -> None:
    assert quoted(words) == shown


def test_what_is_denied_to_belong_is_named_without_belonging() -> None:
    assert quoted_noun("属于住宿业的") == "“住宿业”"


def test_reasons_that_say_the_same_of_several_names_are_one() -> None:
    told = ["说的资质里没有“甲”", "说的资质里没有“乙”", "成立20个月，不到三年，", "说的资质里没有“甲”"]
    assert together(told) == ("说的资质里没有“甲”、“乙”", "成立20个月，不到三年")
    assert together([f"没有说有没有“{name}”" for name in "甲乙丙丁"]) == ("没有说有没有“甲”、“乙”、“丙”等4项",)


def _why(**changed: object) -> list[tuple[str, str]]:
    judged = judge(condition_of(INTEREST), read_facts({**FITTING, **changed}), DAY).conditions
    assert judged is not None
    return [(reason.text, reason.address) for reason in reasons_for(judged)]


def test_each_verdict_has_its_reasons() -> None:
    assert _why() == [
        ("是“高新技术企业”（国家级）", "第二条第一项"),
        ("成立71个月，符合要求", "第二条"),
        ("没有所列的排除情形", "第三条"),
    ]
    assert _why(qualifications=[]) == [
        ("说的资质里没有“高新技术企业”、“省级以上专精特新中小企业”", "第二条第一项"),
        ("要由市科技局决定", "第二条第三项"),
    ]
    assert _why(states={"拖欠职工工资": True, "被列入失信被执行人名单": False}) == [
        ("说了“拖欠职工工资”，文件写明这种情况不能享受", "第三条第二项")
    ]
    assert _why(size=None, region="青川市")[0] == ("没有说企业是大型、中型、小型还是微型；要是小微企业", "第二条")
