"""Times that a figure is set beside by how far it is apart from theirs."""

from datetime import date

import pytest

from kb.answer.scoring.compared_times import compared_times
from kb.text.periods import periods_in

WRITTEN = date(2024, 10, 20)


@pytest.mark.parametrize(
    ("question", "text", "times"),
    [
        ("有多少家", "今年前三季度，共办理84家，比去年同期增加19家。", [(date(2023, 1, 1), date(2023, 9, 30))]),
        ("有多少家", "今年前三季度，共办理84家，同比多19家。", [(date(2023, 1, 1), date(2023, 9, 30))]),
        ("有多少户", "2024年上半年新增61户，较2021年同期净增7户。", [(date(2021, 1, 1), date(2021, 6, 30))]),
        ("平均利率是多少", "2024年平均利率3.7%，比2022年下降0.4个百分点。", [(date(2022, 1, 1), date(2022, 12, 31))]),
        ("余额多少亿元", "截至3月末余额6.2亿元，比上年末增加1.1亿元。", [(date(2023, 1, 1), date(2023, 12, 31))]),
        ("余额多少亿元", "截至3月末余额6.2亿元，同比增长21%。", []),
        ("有多少家", "截至3月末余额6.2亿元，比上年末增加1.1亿元。", []),
        ("有多少家", "今年前三季度，共办理84家。", []),
    ],
)
def test_a_difference_in_the_measure_asked_for_tells_of_both_times(
    question: str, text: str, times: list[tuple[date, date]]
) -> None:
    found = compared_times(question, text, periods_in(text, WRITTEN), WRITTEN)
    assert [(one.start, one.end) for one in found] == times
