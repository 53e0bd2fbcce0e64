"""Answers over a small base: what is quoted, in which order, and when nothing is."""

from datetime import date

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.types import Answer, AnswerStatus, Query
from tests.kb.answer.conftest import MEASURES


def ask(base: KnowledgeBase, question: str) -> Answer:
    return base.ask(Query(question, as_of=date(2026, 1, 1)))


def test_the_sentence_with_the_figure_answers_an_amount(measures: KnowledgeBase) -> None:
    answer = ask(measures, "种粮贷款额度最高多少万元？")
    first = answer.citations[0]
    assert answer.status is AnswerStatus.ANSWERED
    assert first.quote == "单个经营主体的种粮贷款额度最高不超过300万元。"
    assert first.clause.address == "二、（一）"
    assert answer.text.startswith(
        "最高不超过300万元（单个经营主体）[1]\n单个经营主体的种粮贷款额度最高不超过300万元。[1]"
    )


def test_an_item_is_quoted_after_its_lead_in(measures: KnowledgeBase) -> None:
    answer = ask(measures, "市级示范家庭农场能办种粮贷款吗")
    quotes = [citation.quote for citation in answer.citations]
    assert quotes[:2] == ["种粮贷款的扶持对象为符合以下条件之一的经营主体：", "2.市级示范家庭农场；"]
    assert [citation.clause.address for citation in answer.citations[:2]] == ["一、（一）", "一、（一）2"]


def test_steps_are_quoted_whole_and_in_order(measures: KnowledgeBase) -> None:
    answer = ask(measures, "种粮贷款的办理流程有哪几步？")
    assert [citation.quote for citation in answer.citations] == [
        "种粮贷款按下列流程办理：",
        "1.申报：经营主体向乡镇提交申请；",
        "2.审核：市农业农村局核对名单；",
        "3.放款：合作银行签订合同后发放。",
    ]
    assert [citation.mark for citation in answer.citations] == [1, 2, 3, 4]


def test_a_clause_named_by_its_title_is_quoted_by_key(measures: KnowledgeBase) -> None:
    answer = ask(measures, "《东山市种粮贷款扶持办法》二、（二）怎么规定的")
    assert [citation.clause.address for citation in answer.citations] == ["二、（二）"]
    assert answer.citations[0].quote == "种粮贷款利率原则上不超过同期贷款市场报价利率（LPR）加50个基点。"
    assert answer.confidence == 1.0
    assert [hit.retrieved_by.keys() for hit in answer.hits] == [{"reference"}]


def test_every_quote_stands_where_its_span_says(measures: KnowledgeBase) -> None:
    for question in ("利率怎么定？", "名单由谁公布？", "补贴什么时候拨付？", "扶持对象有哪些"):
        for citation in ask(measures, question).citations:
            assert citation.version.text[citation.span.start : citation.span.end] == citation.quote
            assert citation.clause.own.contains(citation.span)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("宁波市的种粮贷款额度最高多少？", "资料里没有关于“宁波市”的内容"),
        ("2019年的种粮贷款额度最高多少？", "资料里没有2019年的内容"),
    ],
)
def test_a_place_or_year_that_no_text_has_is_named_in_the_refusal(
    measures: KnowledgeBase, question: str, missing: str
) -> None:
    answer = ask(measures, question)
    assert answer.status is AnswerStatus.ABSTAINED
    assert answer.citations == ()
    assert answer.text.startswith(f"资料中没有找到答案：{missing}。")
    assert "《东山市种粮贷款扶持办法》" in answer.text


def test_the_part_of_a_question_that_no_text_has_is_named_beside_the_answer(measures: KnowledgeBase) -> None:
    answer = ask(measures, "2023年的种粮贷款额度最高多少万元？宁波市2019年的种粮贷款额度最高多少万元？")
    assert answer.status is AnswerStatus.PARTIAL
    assert answer.citations[0].quote == "单个经营主体的种粮贷款额度最高不超过300万元。"
    assert answer.text.endswith("没有找到答案的部分：资料里没有关于“宁波市”的内容；资料里没有2019年的内容。")


def test_a_place_that_may_be_meant_for_the_whole_question_refuses_it(measures: KnowledgeBase) -> None:
    answer = ask(measures, "种粮贷款额度最高多少万元？宁波市的种粮贷款利率是多少？")
    assert answer.status is AnswerStatus.ABSTAINED


def test_a_question_about_something_else_is_refused(measures: KnowledgeBase) -> None:
    answer = ask(measures, "zebra quagga okapi")
    assert (answer.status, answer.citations) == (AnswerStatus.ABSTAINED, ())


def test_an_answer_keeps_to_its_limits(measures: KnowledgeBase) -> None:
    for question in ("种粮贷款", "补贴多少钱，什么时候拨付，谁拨付？", "额度利率名单流程施行日期"):
        answer = ask(measures, question)
        assert len(answer.citations) <= 5
        assert len(answer.text) <= 300


def test_the_same_question_gives_the_same_answer(measures: KnowledgeBase) -> None:
    answers = [ask(measures, "种粮贷款额度最高多少万元？") for _ in range(2)]
    assert answers[0].text == answers[1].text
    assert answers[0].citations == answers[1].citations


def test_a_text_without_a_start_of_force_is_warned_about(measures: KnowledgeBase) -> None:
    assert ask(measures, "购买联合收割机每台补贴多少？").warnings == (
        "《东山市农机补贴通知》没有写明施行日期，是否有效请向发文单位核实",
    )
    assert "自2023年5月1日起施行" in MEASURES
    assert ask(measures, "种粮贷款额度最高多少万元？").warnings == ()


def test_what_a_question_asks_to_be_calculated_stands_first(measures: KnowledgeBase) -> None:
    answer = ask(measures, "买了3台联合收割机，一共能补多少钱？")
    assert answer.status is AnswerStatus.ANSWERED
    assert answer.text.startswith("2万元×3台＝6万元[1]\n一、购买联合收割机的，每台补贴2万元。[1]")


def test_the_marks_of_a_calculation_are_those_of_its_quotes(measures: KnowledgeBase) -> None:
    answer = ask(measures, "LPR是3.1%，种粮贷款利率最高多少？")
    mark = next(one.mark for one in answer.citations if one.clause.address == "二、（二）")
    assert answer.text.startswith(f"原则上不超过3.1%＋0.5%＝3.6%[{mark}]\n")
