"""A calculation that is false, made up, or says less than its quote is refused; a right one is not."""

import pytest

from kb.answer.calculation.check import verify_calculation
from kb.answer.calculation.lines import Calculation, Operation, Step, calculation_of
from kb.answer.cite import QuoteMismatch
from kb.text.keys import search_key
from kb.types import Citation, Clause, Metadata, SourceMap, Span, Validity, Version

SHARE = ("保费花了30万能补多少", "按实际缴纳保费的50%给予补助，每户最高不超过10万元。")
HEDGED = ("lpr3.1%，利率最高多少", "贷款利率原则上不超过同期LPR加90个基点。")
SPLIT = ("坏账100万，银行承担多少", "贷款损失由市财政、担保公司、合作银行按照5:3:2的比例分担。")
ROOM = ("已经贷了300万，还想再贷200万，够不够", "单户贷款额度最高不超过400万元。")
DONE = ("完成了目标的百分之几", "全年目标发放贷款9亿元，截至6月末已发放5亿元。")
FEE = ("借300万用8天要多少费用", "每日按使用金额的万分之三收取。")


def verified(case: tuple[str, str], text: str, marks: tuple[int, ...] = (1,)) -> None:
    """Check a line against the question and the clause of a case."""
    question, clause = case
    verify_calculation(calculation_of(text, marks), cited(clause), search_key(question))


def cited(clause: str) -> list[Citation]:
    """Return the one citation of a clause."""
    span = Span(0, len(clause))
    version = Version("d", 1, "f.txt", clause, Metadata("东山市某某办法"), SourceMap(()))
    own = Clause("第一条", "条", None, None, span, span, 0, None)
    return [Citation(1, clause, span, own, version, Validity.IN_FORCE, "p")]


RIGHT = [
    (SHARE, "30万元×50%＝15万元，超过上限，按10万元"),
    (HEDGED, "原则上不超过3.1%＋0.9%＝4.0%"),
    (SPLIT, "100万元按5∶3∶2分：市财政50万元、担保公司30万元、合作银行20万元"),
    (ROOM, "上限400万元，已用300万元，余100万元，不足200万元"),
    (DONE, "5亿元÷9亿元≈55.6%"),
    (FEE, "300万元×万分之三×8天＝7200元"),
]
WRONG = [
    (SHARE, "30万元×50%＝16万元，超过上限，按10万元", r"says 16万元, not 150000\.0"),
    (SHARE, "30万元×50%≈15万元，超过上限，按10万元", "says 15万元"),
    (SHARE, "30万元×40%＝12万元，超过上限，按10万元", "an operand that stands nowhere: 40%"),
    (SHARE, "20万元×50%＝10万元", "an operand that stands nowhere: 20万元"),
    (SHARE, "30万元×50%＝15万元", "leaves out the limit 10万元"),
    (SHARE, "30万元×50%＝15万元，超过上限，按12万元", "stands nowhere: 12万元"),
    (SHARE, "30万元×50%＝15万元，未超过上限10万元", "says that a limit is kept that is not: 10万元"),
    (SHARE, "不超过30万元×50%＝15万元，超过上限，按10万元", "where the quotes say"),
    (SHARE, "30万元×50%＝15%", "computes what cannot be computed"),
    (SHARE, "30万元＋50%＝15万元", "computes what cannot be computed"),
    (HEDGED, "3.1%＋0.9%＝4.0%", "where the quotes say"),
    (HEDGED, "不超过3.1%＋0.9%＝4.0%", "of what holds as a rule"),
    (HEDGED, "原则上不超过3.1%－0.9%＝2.2%", "an operand that stands nowhere: 0.9%"),
    (HEDGED, "原则上不超过3.1%＋0.9%＝4.1%", "says 4.1%"),
    (SPLIT, "100万元按5∶3∶2分：担保公司50万元、市财政30万元、合作银行20万元", "gives the shares to others"),
    (SPLIT, "100万元按5∶3∶2分：市财政50万元、担保公司20万元、合作银行30万元", "says 20万元"),
    (SPLIT, "100万元按5∶3∶2分：市财政50万元、保险公司30万元、合作银行20万元", "copied from nowhere: 保险公司"),
    (SPLIT, "100万元按2∶3∶5分：市财政20万元、担保公司30万元、合作银行50万元", "stands nowhere: 2∶3∶5"),
    (ROOM, "上限500万元，已用300万元，余200万元，够200万元", "stands nowhere: 500万元"),
    (ROOM, "上限400万元，已用300万元，余100万元，够200万元", "says 200万元"),
    (DONE, "5亿元÷9亿元＝55.6%", "says 55.6%"),
    (DONE, "9亿元÷5亿元＝18%", "says 18%"),
    (FEE, "300万元×万分之三×9天＝8100元", "stands nowhere: 9天"),
    (FEE, "300万元×万分之三＝900元，超过上限，按800元", "says 800元|stands nowhere"),
]


@pytest.mark.parametrize(("case", "text"), RIGHT, ids=[text for _, text in RIGHT])
def test_a_right_line_passes(case: tuple[str, str], text: str) -> None:
    verified(case, text)
    assert calculation_of(text, (1,)).text == text


@pytest.mark.parametrize(("case", "text", "fault"), WRONG, ids=[text for _, text, _ in WRONG])
def test_a_wrong_line_is_refused(case: tuple[str, str], text: str, fault: str) -> None:
    with pytest.raises(QuoteMismatch, match=fault):
        verified(case, text)


@pytest.mark.parametrize("text", ["按50%给予补助", "30万元×50%－1万元＝14万元", "100万元按5∶5分：甲50万元", ""])
def test_what_is_no_calculation_is_refused(text: str) -> None:
    with pytest.raises(QuoteMismatch):
        calculation_of(text, (1,))


@pytest.mark.parametrize("marks", [(), (2,), (1, 2)])
def test_marks_without_citations_are_refused(marks: tuple[int, ...]) -> None:
    with pytest.raises(QuoteMismatch, match="points to citations that are not there"):
        verified(SHARE, "30万元×50%＝15万元，超过上限，按10万元", marks)


def test_other_steps_than_the_text_says_are_refused() -> None:
    text = "30万元×50%＝15万元，超过上限，按10万元"
    steps = (Step(Operation.PRODUCT, ("30万元", "50%"), "15万元"),)
    with pytest.raises(QuoteMismatch, match="has other steps than its text says"):
        verify_calculation(Calculation(text, (1,), steps), cited(SHARE[1]), search_key(SHARE[0]))


def test_a_long_line_is_refused() -> None:
    text = "；".join(["5亿元÷9亿元≈55.6%"] * 5)
    with pytest.raises(QuoteMismatch, match="more than 60 characters"):
        verified(DONE, text)


def test_the_steps_of_a_line_are_read_from_it() -> None:
    assert calculation_of("30万元×50%＝15万元，超过上限，按10万元", (1,)).steps == (
        Step(Operation.PRODUCT, ("30万元", "50%"), "15万元"),
        Step(Operation.LOWER, ("15万元", "10万元"), "10万元"),
    )
    assert calculation_of("比上年少5项（26项－31项）", (1,)).steps == (
        Step(Operation.DIFFERENCE, ("26项", "31项"), "-5项"),
    )
