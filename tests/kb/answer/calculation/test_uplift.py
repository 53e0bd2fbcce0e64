"""What an amount comes to with the uplift for those whom the question names, and where nothing is said."""

import pytest

from tests.kb.answer.calculation.test_tiered import line

MATE = "（二）大副每人每月800元；"
CREW = "（三）水手每人每月500元。"
UPLIFT = "在青崖镇、白渡镇出海的，按照前款标准上浮20%。"
CAPPED = "在青崖镇出海的，按照前款标准上浮20%，最高不超过900元。"


@pytest.mark.parametrize(
    ("question", "quotes", "said"),
    [
        ("青崖镇的大副每月补多少元？", (MATE, CREW, UPLIFT), "800元×20%＝160元；800元＋160元＝960元"),
        ("红沙镇的大副每月补多少元？", (MATE, CREW, UPLIFT), None),
        ("青崖镇的船员每月补多少元？", (MATE, CREW, UPLIFT), None),
        ("青崖镇的大副每月补多少元？", (MATE, CREW, CAPPED), None),
        ("青崖镇的大副补多少个月？", (MATE, CREW, UPLIFT), None),
    ],
)
def test_an_amount_with_its_uplift(question: str, quotes: tuple[str, ...], said: str | None) -> None:
    assert line(question, "".join(quotes), *quotes) == said


def test_a_premium_that_is_said_of_each_behind_its_name() -> None:
    clause = "保费每亩80元，其中县财政补贴60%，养殖户自缴40%。"
    assert line("我有5亩塘，自己要出多少钱？", clause, clause) == "80元×40%×5亩＝160元"
