"""How a question is answered: where the answer goes, what each choice stands for; facts taken back and in words."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from kb.rules.applicant.given import read_facts
from kb.rules.applicant.shown import fact_words, meaning_of, path_of
from kb.rules.applicant.taken_back import without_taken_back
from kb.rules.story.in_its_words import in_its_words
from kb.rules.story.reading import read_story
from kb.rules.types import Applicant, Ask, Certainty, Condition, ConditionKind, Fact, Operation
from kb.rules.verdict.answers import form_of, with_answer
from kb.types import Span

DAY = date(2024, 6, 1)
LISTED = Ask("qualifications", "有哪些？", ("高新技术企业", "科技型中小企业", "都没有"))
LEVEL = Ask("qualifications", "是哪一级的？", ("国家级专精特新中小企业", "省级专精特新中小企业"))


@pytest.mark.parametrize(
    ("ask", "path", "written", "values"),
    [
        (Ask("size", "多大？", ("微型", "小型")), ("size",), "none", ["微型", "小型"]),
        (Ask("region", "在哪里？", ("某市", "别的地方")), ("region",), "text", ["某市", None]),
        (Ask("established", "哪天成立？"), ("established",), "date", []),
        (Ask("revenue", "多少？", ("300万元及以上", "不到300万元")), ("revenue",), "number", []),
        (Ask("prior_loan", "贷过吗？", ("从来没有", "贷过")), ("prior_loan",), "none", [False, True]),
        (Ask("credit_bad", "有没有？", ("没有", "有", "不清楚")), ("credit_bad",), "none", [False, True, None]),
        (
            Ask("states.正常经营", "是不是？", ("是", "不是", "不清楚")),
            ("states", "正常经营"),
            "none",
            [True, False, None],
        ),
        (Ask("loan.purpose", "做什么用？"), ("loan", "purpose"), "text", []),
        (Ask("grades.纳税信用", "哪一档？", ("A", "B")), ("grades", "纳税信用"), "none", ["A", "B"]),
        (LISTED, ("qualifications",), "none", ["高新技术企业", "科技型中小企业", []]),
        (LEVEL, ("qualifications",), "none", [{"国家级专精特新中小企业": True}, {"省级专精特新中小企业": True}]),
    ],
)
def test_a_question_says_where_its_answer_goes(
    ask: Ask, path: tuple[str, ...], written: str, values: list[object]
) -> None:
    form = form_of(ask)
    assert (form.path, form.input, [choice.value for choice in form.choices]) == (path, written, values)
    assert form.multiple is (ask is LISTED)


def test_what_was_told_before_stays_in_a_list_that_is_answered() -> None:
    applicant = read_story("我们是专精特新中小企业，正在申报", DAY)
    facts = with_answer({}, form_of(LISTED), ["高新技术企业"], applicant)
    assert facts == {"qualifications": ["高新技术企业", "专精特新中小企业（正在申报）"]}


@pytest.mark.parametrize(
    ("given", "ask", "value", "expected"),
    [
        ({"qualifications": ["专精特新中小企业", "高新技术企业"]}, LEVEL, {"省级专精特新中小企业": True},
         {"qualifications": ["高新技术企业", "省级专精特新中小企业"]}),
        ({}, LEVEL, {"省级专精特新中小企业": True}, {"qualifications": {"省级专精特新中小企业": True}}),
        ({"states": {"盈利": True}}, Ask("states.欠税", "？"), False, {"states": {"盈利": True, "欠税": False}}),
        ({"size": None}, Ask("size", "？"), "小型", {"size": "小型"}),
    ],
)  # fmt: skip
def test_an_answer_goes_among_the_facts(
    given: Mapping[str, object], ask: Ask, value: object, expected: Mapping[str, object]
) -> None:
    facts = with_answer(given, form_of(ask), value, Applicant())
    assert facts == expected
    assert read_facts(facts).unread == ()


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ({}, {"region", "employees", "qualifications", "entity", "loan.amount"}),
        ({"region": None}, {"employees", "qualifications", "entity", "loan.amount"}),
        ({"地区": None, "loan": {"amount": None}}, {"employees", "qualifications", "entity"}),
        ({"qualifications": {"高新技术企业": None}}, {"region", "employees", "entity", "loan.amount"}),
        (
            {"employees": 30, "states": {"正常经营": None}},
            {"region", "employees", "qualifications", "entity", "loan.amount"},
        ),
    ],
)
def test_null_takes_back_what_the_story_says(given: Mapping[str, object], left: set[str]) -> None:
    story = read_story("我们是青川市的公司，高新技术企业，有30个员工，想贷200万", DAY)
    assert {fact.name for fact in without_taken_back(story, given).facts} == left


@pytest.mark.parametrize(
    ("fact", "words", "path"),
    [
        (Fact("qualifications", "高新技术企业", Certainty.PENDING, level="国家级"), "高新技术企业（国家级，正在申报）",
         ("qualifications", "高新技术企业")),
        (Fact("revenue", Decimal(8_000_000), unit="元"), "800万元", ("revenue",)),
        (Fact("revenue", Decimal(8_000_000), unit="元", upper=Decimal(8_999_999)), "800万元到900万元", ("revenue",)),
        (Fact("loan.term_months", Decimal(12), unit="月"), "12个月", ("loan", "term_months")),
        (Fact("established", date(2019, 1, 1), unit="年"), "2019年", ("established",)),
        (Fact("prior_loan", False), "从来没有贷过款", ("prior_loan",)),
        (Fact("states", "欠税", Certainty.DENIED), "欠税（没有）", ("states", "欠税")),
        (Fact("grades", "B", unit="纳税信用"), "纳税信用B", ("grades", "纳税信用")),
        (Fact("review", "approved", unit="联席会议"), "联席会议已同意", ("review", "联席会议")),
    ],
)  # fmt: skip
def test_a_fact_is_shown_in_words_with_its_place(fact: Fact, words: str, path: tuple[str, ...]) -> None:
    assert (fact_words(fact), path_of(fact)) == (words, path)


def test_a_fact_has_a_short_name() -> None:
    assert (meaning_of("states"), meaning_of("loan.amount"), meaning_of("未知")) == ("其他情况", "贷款金额", "未知")


def _demand(words: str, kind: ConditionKind = ConditionKind.OTHER) -> Condition:
    return Condition(Operation.LEAF, Span(0, len(words)), "第一条", kind, text=words)


def test_what_is_said_in_the_words_of_a_policy_is_a_state() -> None:
    story = "没有拖欠过职工工资，老板人不错"
    told = Applicant(unread=(story,))
    found = in_its_words(told, story, [_demand("拖欠职工工资的"), _demand("经营地在本县", ConditionKind.PLACE)])
    assert [(fact.name, fact.value, fact.span) for fact in found.facts] == [
        ("states", "没有拖欠过职工工资", Span(0, 9))
    ]
    assert found.unread == ("老板人不错",)
    assert in_its_words(told, story, [_demand("工资")]) == Applicant(unread=("没有拖欠过职工工资，老板人不错",))
