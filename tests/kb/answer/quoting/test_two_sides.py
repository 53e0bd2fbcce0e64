import pytest

from kb.answer.quoting.exceptions import needed_beside
from kb.answer.quoting.two_sides import compared, is_of
from kb.types import Span


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("“苗信贷”和“苗保贷”的利率哪个低", ("苗信贷", "苗保贷")),
        ("短期险与中长期险的补助比例有何差别", ("短期险", "中长期险")),
        ("青禾公司与木楠工坊所获贷款有何不同", ("青禾公司", "木楠工坊")),
        ("“苗信贷”和“苗保贷”怎么申请", None),
        ("企业与银行签订合同", None),
    ],
)
def test_two_things_set_beside_one_another_are_told(question: str, expected: tuple[str, str] | None) -> None:
    assert compared(question) == expected


def test_a_text_is_of_the_side_whose_own_words_it_has() -> None:
    assert is_of("短期险", "中长期险", "投保短期出口信用保险的，补助50%")
    assert not is_of("中长期险", "短期险", "投保短期出口信用保险的，补助50%")
    assert not is_of("短期险", "中长期险", "单户最高80万元")


def test_a_text_is_not_of_what_it_only_sets_itself_apart_from() -> None:
    assert is_of("苗保贷", "苗信贷", "与“苗信贷”不同，“苗保贷”须有保单")
    assert not is_of("苗信贷", "苗保贷", "与“苗信贷”不同，“苗保贷”须有保单")


def test_what_holds_for_a_case_is_quoted_with_the_rule_in_the_same_words() -> None:
    text = "贷款损失由基金承担50%；企业属于首次贷款的，由基金承担65%；材料由银行保存5年。"
    first = Span(0, text.index("；") + 1)
    assert [span.of(text) for span in needed_beside(text, first, Span(0, len(text)))] == [
        "企业属于首次贷款的，由基金承担65%；"
    ]


def test_another_case_is_no_exception_to_a_case() -> None:
    text = "属于保证贷款的，由基金承担40%；属于信用贷款的，由基金承担80%。"
    assert needed_beside(text, Span(0, text.index("；") + 1), Span(0, len(text))) == []
