"""Whose credit a story speaks of, what was decided last, first times, and places that are but part of a name."""

import pytest

from kb.rules.story.reading import read_story
from kb.rules.verdict.judging import judge
from tests.kb.rules.policy_files import DAY, condition_of

_TEXT = """东山市企业贷款办法
第一条 申请贷款的企业应当具备下列条件：
（一）在本市登记注册；
（二）{record}。
第二条 贷款额度最高不超过50万元。
"""


def _facts(story: str) -> list[tuple[str, str, str]]:
    facts = read_story(story, DAY).facts
    return [(fact.name, str(fact.value), fact.certainty.value) for fact in facts if fact.name != "entity"]


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ("合伙人征信有逾期，公司信用良好", [("states", "合伙人贷款逾期", "stated"), ("credit_bad", "False", "stated")]),
        ("控股股东被列入失信被执行人", [("states", "控股股东列入失信被执行人名单", "stated")]),
        ("法人代表有逾期记录", [("states", "法定代表人贷款逾期", "stated")]),
        (
            "公司和法定代表人征信都良好",
            [("states", "法定代表人有不良信用记录", "denied"), ("credit_bad", "False", "stated")],
        ),
        ("客户的法定代表人有逾期", []),
        ("公司有逾期", [("states", "贷款逾期", "stated")]),
    ],
)
def test_the_record_of_a_person_is_not_the_firms(story: str, expected: list[tuple[str, str, str]]) -> None:
    assert _facts(story) == expected


@pytest.mark.parametrize(
    ("record", "story", "verdict"),
    [
        ("信用良好", "合伙人征信有逾期，公司信用良好", "eligible"),
        ("企业及其法定代表人无不良信用记录", "法定代表人被列入失信名单，公司信用良好", "ineligible"),
        ("企业及其法定代表人无不良信用记录", "合伙人被列入失信名单，公司信用良好", "eligible"),
        ("企业无不良信用记录", "法定代表人信用不好", "insufficient_information"),
        ("法定代表人无不良信用记录", "公司信用良好", "insufficient_information"),
        ("法定代表人无不良信用记录", "法定代表人信用良好", "eligible"),
    ],
)
def test_a_demand_is_decided_by_the_record_of_whom_it_names(record: str, story: str, verdict: str) -> None:
    applicant = read_story(f"我们是东山市的企业。{story}", DAY)
    assert judge(condition_of(_TEXT.format(record=record)), applicant, DAY).verdict.value == verdict


@pytest.mark.parametrize(
    ("story", "decision"),
    [
        ("联席会议成员单位有异议，但会商后通过了", "approved"),
        ("联席会议有成员提出异议，后来经会商同意", "approved"),
        ("联席会议有成员提出异议", "rejected"),
        ("联席会议有异议，会商后没有通过", "rejected"),
    ],
)
def test_what_was_decided_last_counts(story: str, decision: str) -> None:
    assert {fact.value for fact in read_story(story, DAY).facts if fact.name == "review"} == {decision}


def test_a_province_within_a_name_is_no_place_to_be() -> None:
    assert _facts("我们是浙江省专精特新企业") == [("qualifications", "专精特新中小企业", "stated")]
    assert ("region", "云溪县", "stated") in _facts("我们是浙江省专精特新企业，注册在云溪县")


_FIRST = """东山市工业奖励办法
第一条 奖励对象为在本市登记注册、{who}。
第二条 给予20万元奖励。
"""


@pytest.mark.parametrize(
    ("who", "story", "verdict"),
    [
        ("首次认定的高新技术企业", "去年第一次评上高新技术企业", "eligible"),
        ("首次认定的高新技术企业", "去年重新认定了高新技术企业", "ineligible"),
        ("首次认定的高新技术企业", "是高新技术企业", "insufficient_information"),
    ],
)
def test_a_first_time_is_demanded_of_the_fact(who: str, story: str, verdict: str) -> None:
    applicant = read_story(f"我们是东山市的企业，{story}", DAY)
    judgment = judge(condition_of(_FIRST.format(who=who)), applicant, DAY)
    assert judgment.verdict.value == verdict
    if judgment.ask:
        assert judgment.ask[0].question == "文件写的是“首次认定的高新技术企业”，您是不是第一次？"


def test_the_question_for_the_place_is_a_whole_sentence() -> None:
    applicant = read_story("我们是杭州的企业，信用良好", DAY)
    text = _TEXT.format(record="信用良好").replace("东山市", "淳安县").replace("本市", "本县")
    assert [ask.question for ask in judge(condition_of(text), applicant, DAY).ask] == [
        "您说在杭州，注册地或者经营地是在淳安县吗？"
    ]
