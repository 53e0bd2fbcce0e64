"""What owners say in everyday words: everything read from a story, and demands that it answers in other words."""

from datetime import date
from pathlib import Path

import pytest

from kb.rules.applicant.given import read_facts
from kb.rules.applicant.shown import fact_words
from kb.rules.conditions.leaf_kinds import kind_of
from kb.rules.matching.demands import match
from kb.rules.story.in_its_words import in_its_words
from kb.rules.story.reading import read_story
from kb.rules.types import Condition, Operation
from kb.text.written_numbers import half_width
from kb.types import Span

DAY = date(2026, 11, 22)
_FILE = Path(__file__).parent / "everyday_stories.tsv"
STORIES = [line.split("\t") for line in _FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


def _leaf(words: str) -> Condition:
    return Condition(Operation.LEAF, Span(0, len(words)), "一、", kind_of(half_width(words)), text=words)


@pytest.mark.parametrize(("story", "facts", "unread"), STORIES)
def test_all_that_a_story_says(story: str, facts: str, unread: str) -> None:
    applicant = read_story(story, DAY)
    assert " | ".join(f"{fact.name}={fact_words(fact)}" for fact in applicant.facts) == facts
    assert " | ".join(applicant.unread) == unread


@pytest.mark.parametrize(
    ("story", "words", "expected"),
    [
        ("没欠薪", "近三年无欠薪记录", "met"),
        ("没欠过工资", "近三年无欠薪记录", "met"),
        ("去年欠过工资", "近三年无欠薪记录", "discretionary"),
        ("没失信", "企业或者其法定代表人被列为失信被执行人的", "unmet"),
        ("没享受其他贴息", "已享受其他财政贴息的", "unmet"),
        ("没享受过其他财政贴息", "已享受其他财政贴息的", "unmet"),
        ("没裁员", "上年度未裁员或者裁员率不高于5%", "met"),
        ("裁员率3%", "上年度未裁员或者裁员率不高于5%", "met"),
        ("去年裁员率8%", "上年度未裁员或者裁员率不高于5%", "unmet"),
        ("去年裁了20%的人", "上年度未裁员或者裁员率不高于5%", "unmet"),
        ("不过受灾了", "受灾企业", "met"),
        ("没有外资和国资持股", "外资企业、国有企业持股比例合计不超过50%", "met"),
        ("没有外资", "外资企业、国有企业持股比例合计不超过50%", "unknown"),
        ("国有持股10%，外资持股20%", "外资企业、国有企业持股比例合计不超过50%", "met"),
        ("国企持股60%", "外资企业、国有企业持股比例合计不超过50%", "unmet"),
        ("国有持股40%外资持股20%", "外资企业、国有企业持股比例合计不超过50%", "unmet"),
        ("有4项软件著作权", "至少拥有1项发明专利或者3项软件著作权", "met"),
        ("有2项软件著作权，没有发明专利", "至少拥有1项发明专利或者3项软件著作权", "unmet"),
        ("有2项软著", "至少拥有1项发明专利或者3项软件著作权", "unknown"),
        ("没发生过重大安全、环境污染事故", "近三年发生重大安全、环境污染事故的", "unmet"),
        ("没出过安全事故", "近三年发生重大安全、环境污染事故的", "unknown"),
        ("没出过事故", "近三年发生重大安全、环境污染事故的", "unmet"),
        ("没出过安全事故，也没有环境污染事故", "近三年发生重大安全、环境污染事故的", "unmet"),
        ("去年出过重大安全事故", "近三年发生重大安全、环境污染事故的", "met"),
        ("没欠薪欠税也没失信", "存在欠税、欠薪情形的", "unmet"),
        ("没欠税", "存在欠税、欠薪情形的", "unknown"),
        ("欠税了", "存在欠税、欠薪情形的", "met"),
        ("没有不良记录", "无不良信用记录", "met"),
        ("没有欠薪", "未发生拖欠职工工资、社保等违法违规行为", "unknown"),
        ("在国家级孵化器里", "市级以上孵化器在孵企业", "met"),
        ("在孵化器里", "市级以上孵化器在孵企业", "unknown"),
        ("在县级孵化器里", "市级以上孵化器在孵企业", "unmet"),
        ("我们不搞房地产", "房地产企业", "unmet"),
        ("前老板是失信被执行人，现在的法定代表人不是", "企业或者其法定代表人被列为失信被执行人的", "unmet"),
        ("合伙人以前失信过", "被列为失信被执行人的", "unknown"),
        ("我老婆有贷款", "没有其他贷款", "unknown"),
        ("没进过经营异常名录", "列入经营异常名录的企业", "unmet"),
        ("发明专利6项", "拥有有效发明专利5件以上", "met"),
        ("没有专利", "拥有有效发明专利5件以上", "unknown"),
        ("正常经营，没停产", "停产歇业的", "unmet"),
        ("没有环保处罚", "近一年受到环保处罚的", "unmet"),
        ("没拿过补贴", "享受过同类补贴的", "unmet"),
    ],
)
def test_a_demand_is_answered_in_other_words(story: str, words: str, expected: str) -> None:
    leaf = _leaf(words)
    applicant = in_its_words(read_story(story, DAY), story, [leaf])
    assert match(leaf, applicant, DAY).status.value == expected


def test_a_figure_decides_with_the_words_it_was_said_in() -> None:
    decision = match(_leaf("至少拥有3项软件著作权"), read_story("我们有4项软件著作权", DAY), DAY)
    assert (decision.status.value, decision.because) == ("met", "说了“4项软件著作权”")


def test_figures_may_be_given_and_shares_add_up() -> None:
    given = read_facts(
        {"figures": {"国有持股": "20%", "外资持股比例": {"value": 35, "unit": "%"}, "软著": "4件", "商标": None}}
    )
    assert [(fact.name, fact_words(fact)) for fact in given.facts] == [
        ("figures.国有持股", "20%"), ("figures.外资持股", "35%"), ("figures.软件著作权", "4项"),
    ]  # fmt: skip
    assert match(_leaf("外资企业、国有企业持股比例合计不超过50%"), given, DAY).status.value == "unmet"


def test_two_figures_of_one_thing_contradict_each_other() -> None:
    applicant = read_story("我们有4项软件著作权。我们软件著作权有2项", DAY)
    assert [(one.words, other.words) for one, other in applicant.contradictions] == [
        ("4项软件著作权", "软件著作权有2项")
    ]


def test_what_stands_beside_a_grade_is_read_in_the_words_of_a_demand() -> None:
    story = "亩均D但今年刚新上规"
    leaf = _leaf("当年新上规企业")
    applicant = in_its_words(read_story(story, DAY), story, [leaf])
    assert match(leaf, applicant, DAY).status.value == "met"
