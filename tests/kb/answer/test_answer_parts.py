"""The parts of an answer by themselves."""

import pytest

from kb.answer.question import QuestionKind, kinds_of, may_answer
from kb.retrieve.weights import WordWeights


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("一家公司最多能借多少钱", QuestionKind.AMOUNT),
        ("利率最高是多少", QuestionKind.RATE),
        ("贷款期限多久", QuestionKind.PERIOD),
        ("什么时候开始施行", QuestionKind.WHEN),
        ("由哪个部门负责", QuestionKind.WHO),
        ("一共几家单位", QuestionKind.COUNT),
        ("办理流程是什么", QuestionKind.STEPS),
        ("支持对象有哪些", QuestionKind.LIST),
        ("什么是损失", QuestionKind.DEFINITION),
        ("文号是什么", QuestionKind.WORDING),
    ],
)
def test_the_wording_shows_what_is_asked_for(question: str, kind: QuestionKind) -> None:
    assert kind in kinds_of(question)


def test_a_question_without_a_sign_is_of_no_special_kind() -> None:
    assert kinds_of("种粮贷款") == frozenset({QuestionKind.OTHER})


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (QuestionKind.AMOUNT, "最高不超过300万元", True),
        (QuestionKind.AMOUNT, "最高不超过三百万元", True),
        (QuestionKind.AMOUNT, "由财政局拨付", False),
        (QuestionKind.RATE, "LPR加50个基点", True),
        (QuestionKind.RATE, "按4∶4∶2的比例", True),
        (QuestionKind.PERIOD, "5个工作日内", True),
        (QuestionKind.WHEN, "自2023年5月1日起施行", True),
        (QuestionKind.WHEN, "由财政局拨付", False),
        (QuestionKind.LIST, "任何文字", True),
    ],
)
def test_a_text_shows_whether_it_has_what_is_asked_for(kind: QuestionKind, text: str, expected: bool) -> None:
    assert may_answer(kind, text) is expected


def test_words_that_all_texts_share_tell_nothing_apart() -> None:
    weights = WordWeights.among([("贷款", 1.0), ("额度", 1.0)], ["贷款额度", "贷款利率", "贷款名单"])
    assert weights.coverage("贷款利率") == pytest.approx(0.37917, abs=1e-5)
    assert weights.coverage("贷款额度") == pytest.approx(1.0)
    assert WordWeights.among([], ["贷款"]).coverage("贷款") == 0.0
