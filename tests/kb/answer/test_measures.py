"""What a question wants its answer in, and whether a text has it."""

import pytest

from kb.answer.scoring.measures import asks_for_measure, has_measure


@pytest.mark.parametrize(
    ("question", "text", "has"),
    [
        ("贴息贴几个点?", "利率按市场报价加50个基点。", True),
        ("贴息贴几个点?", "鼓励各地加大贴息力度。", False),
        ("补多少万元?", "每台补贴2万元。", True),
        ("补多少万元?", "给予适当补贴。", False),
        ("几个工作日放款?", "三十个工作日内拨付。", True),
        ("几个工作日放款?", "按自身制度审核。", False),
        ("通知的发文字号是什么?", "东政发[2023]5号", True),
        ("计划招多少名研发人员?", "总投资3亿元。", False),
        ("来了几家企业?", "17家企业参加。", True),
    ],
)
def test_a_text_has_the_measure_or_not(question: str, text: str, has: bool) -> None:
    assert asks_for_measure(question)
    assert has_measure(question, text) is has


@pytest.mark.parametrize("question", ["哪几家单位参加?", "由谁审核?", "支持对象有哪些?"])
def test_names_are_no_measure(question: str) -> None:
    assert not asks_for_measure(question)
