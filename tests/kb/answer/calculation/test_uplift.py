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


def test_a_share_is_raised_by_points_for_those_whom_the_question_names() -> None:
    share = "茶厂检修设备的，按实际支付检修费用的30%给予补助，每户每年最高25万元。"
    raised = "首次入库的茶厂，当年补助比例在前款基础上提高5个百分点，最高限额不变。"
    text = f"{share}\n{raised}\n"
    said = "30%＋5个百分点＝35%；60万元×35%＝21万元，未超过上限25万元"
    assert line("我们茶厂首次入库，检修费用花了60万元，能补助多少？", text, share, raised) == said
    plain = "60万元×30%＝18万元，未超过上限25万元"
    assert line("检修费用花了60万元，能补助多少？", text, share, raised) == plain
