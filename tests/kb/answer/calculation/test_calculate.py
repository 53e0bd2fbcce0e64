"""Calculations from cited figures: their exact lines for made-up clauses and questions, and where nothing is said."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from kb.answer.calculation.calculate import calculation
from kb.answer.calculation.check import LONGEST
from kb.text.keys import search_key
from kb.types import Citation, Clause, Metadata, SourceMap, Span, Validity, Version

CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[3] / "data" / "calculations.jsonl").read_text(encoding="utf-8").splitlines()
]
SHARE = "企业投保安全生产责任保险的，按实际缴纳保费的40%给予补贴。"


def cited(*clauses: str, whole: str | None = None, title: str = "东山市某某办法") -> list[Citation]:
    """Return citations of whole clauses, each of a document of its own; `whole` is the text around the first."""
    citations = []
    for mark, clause in enumerate(clauses, start=1):
        text = whole if whole and mark == 1 else clause
        start = text.index(clause)
        version = Version(f"d{mark}", 1, "f.txt", text, Metadata(title), SourceMap(()))
        own = Clause(f"第{mark}条", "条", None, None, Span(0, len(text)), Span(0, len(text)), 0, None)
        span = Span(start, start + len(clause))
        citations.append(Citation(mark, clause, span, own, version, Validity.IN_FORCE, "p"))
    return citations


def line(
    question: str, *clauses: str, whole: str | None = None, title: str = "东山市某某办法"
) -> tuple[str, tuple[int, ...]] | None:
    """Return the line and the marks that a reader's question gets."""
    found = calculation(search_key(question), cited(*clauses, whole=whole, title=title))
    return (found.text, found.marks) if found else None


@pytest.mark.parametrize("case", [case for case in CASES if case["line"]], ids=lambda case: case["question"])
def test_what_a_question_asks_to_be_calculated(case: dict[str, str]) -> None:
    assert line(case["question"], case["clause"]) == (case["line"], (1,))
    assert len(case["line"]) <= LONGEST == 60


@pytest.mark.parametrize("case", [case for case in CASES if not case["line"]], ids=lambda case: case["question"])
def test_nothing_is_said_where_it_is_not_certain(case: dict[str, str]) -> None:
    assert line(case["question"], case["clause"]) is None


def test_there_are_enough_cases_of_both() -> None:
    silent = sum(not case["line"] for case in CASES)
    assert (len(CASES) - silent, silent) == (72, 69)


def test_two_quotes_are_compared_by_both_marks() -> None:
    clauses = ("企业贷款期限最长5年。", "个人贷款期限最长3年。")
    assert line("企业贷款和个人贷款的最长期限差几年", *clauses) == ("5年－3年＝2年", (1, 2))


def test_the_goal_and_what_is_reached_may_stand_in_two_quotes() -> None:
    clauses = ("全年计划改造老旧小区48个。", "截至8月底，已改造老旧小区31个。")
    assert line("老旧小区改造离目标还差多少个", *clauses) == ("48个－31个＝17个", (1, 2))


def test_the_quote_that_is_meant_need_not_be_the_first() -> None:
    clauses = ("本办法由市财政局负责解释。", SHARE)
    assert line("买安责险保费交了12万，能补多少", *clauses) == ("12万元×40%＝4.8万元", (2,))


def test_another_quote_that_may_be_meant_silences() -> None:
    other = "企业投保产品质量保险的，按实际缴纳保费的30%给予补贴。"
    assert line("保费交了12万，能补多少", SHARE, other) is None


def test_a_limit_beside_the_quote_silences_where_it_may_bind() -> None:
    whole = f"{SHARE}前款补贴每家企业每年不超过4万元。"
    assert line("买安责险保费交了12万，能补多少", SHARE, whole=whole) is None
    assert line("买安责险保费交了8万，能补多少", SHARE, whole=whole) == ("8万元×40%＝3.2万元", (1,))


def test_what_the_clause_excludes_beside_the_quote_silences() -> None:
    whole = f"{SHARE}矿山企业不予补贴。"
    assert line("矿山投保安责险，保费交了8万，能补多少", SHARE, whole=whole) is None
    assert line("工厂投保安责险，保费交了8万，能补多少", SHARE, whole=whole) == ("8万元×40%＝3.2万元", (1,))


def test_a_name_that_another_document_has_silences() -> None:
    citations = cited("贷款利率不高于LPR加60个基点。")
    question = search_key("麦穗信用贷按lpr3.1%算利率最高多少")
    text = "市农商银行推出“麦穗信用贷”，单户最高30万元。"
    other = Version("d9", 1, "g.txt", text, Metadata("东山市某某通知"), SourceMap(()))
    found = calculation(question, citations)
    assert found is not None
    assert found.text == "不超过3.1%＋0.6%＝3.7%"
    assert calculation(question, citations, [other]) is None


def test_the_title_may_say_what_an_amount_for_each_is_of() -> None:
    clause = "合伙创业的，可以按照每人20万元、总额不超过100万元的标准申请。"
    assert line("我们4个人合伙，一共能贷多少", clause) is None
    assert line("我们4个人合伙，一共能贷多少", clause, title="东山市创业担保贷款办法") == (
        "20万元×4个人＝80万元，未超过上限100万元",
        (1,),
    )


def test_an_item_beside_the_quoted_one_may_be_meant() -> None:
    items = "（一）种植类主体按实际支付利息的50%给予贴息；", "（二）加工类主体按实际支付利息的30%给予贴息。"
    citation = cited(items[0], whole="\n".join(items))[0]
    leaf = replace(citation.clause, own=citation.span, span=citation.span)
    for question, expected in (
        ("付了20万利息，能贴多少", None),
        ("种植户付了20万利息，能贴多少", "20万元×50%＝10万元"),
    ):
        found = calculation(search_key(question), [replace(citation, clause=leaf)])
        assert (found.text if found else None) == expected


def test_without_citations_there_is_nothing() -> None:
    assert calculation("我花了30万能补多少", []) is None


TIERED = "保费按年出口额补助：900万美元以下的，按实缴保费的60%补助；900万美元以上的，按实缴保费的40%补助。"


def test_of_tiers_the_one_that_holds_the_figure_of_the_question_is_calculated() -> None:
    asked = "我们年出口额1200万美元，实缴保费10万元，能补助多少"
    assert line(asked, TIERED) == ("10万元×40%＝4万元", (1,))
    assert line(asked.replace("1200万", "300万"), TIERED) == ("10万元×60%＝6万元", (1,))
    assert line("实缴保费10万元，能补助多少", TIERED) is None


LOAN_TIER = "（二）50万元以上200万元（含）以下的，按实际支付利息的40%贴息；"


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("贷款余额80万，一年付利息4万，能贴多少", "4万元×40%＝1.6万元"),
        ("贷了80万一年利息4万，能补多少", "4万元×40%＝1.6万元"),
        # The loan lies in another tier.
        ("贷款余额30万，一年付利息4万，能贴多少", None),
        # Nothing says how high the loan is.
        ("一年付利息4万，能贴多少", None),
        ("营业收入80万，一年付利息4万，能贴多少", None),
    ],
)
def test_the_loan_tells_the_tier_and_the_interest_is_shared(question: str, found: str | None) -> None:
    assert line(question, LOAN_TIER) == (found and (found, (1,)))


def test_what_is_said_not_to_have_happened_is_no_reason_for_its_rate() -> None:
    rates = "周转金日费率为0.3‰。经批准延长的，延长期间日费率按0.5‰执行。"
    assert line("周转金用了100万元，占用6天、没有延长，使用费要交多少", rates) == ("100万元×0.3‰×6天＝1800元", (1,))
    assert line("周转金用了100万元，延长6天，使用费要交多少", rates) == ("100万元×0.5‰×6天＝3000元", (1,))


def test_what_is_still_to_be_done_for_a_goal_is_the_difference() -> None:
    clauses = ("到今年年末，“苗易贷”全年投放要达到12亿元，首贷户新增900户。", "上半年，全市“苗易贷”共投放7.4亿元。")
    assert line("对照全年目标，“苗易贷”下半年还要再投放多少亿元", *clauses) == ("12亿元－7.4亿元＝4.6亿元", (1, 2))


def test_the_other_value_of_a_comparison_is_in_the_unit_asked_for() -> None:
    clause = "6月末，“苗保贷”不良率1.26%，比“苗信贷”高0.35个百分点。"
    assert line("6月末“苗信贷”的不良率是多少", clause) == ("“苗信贷”：1.26%－0.35个百分点＝0.91%", (1,))
    assert line("6月末“苗信贷”和“苗保贷”不良贷款各是多少亿元", clause) is None
