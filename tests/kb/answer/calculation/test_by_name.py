"""Calculations whose operands are told by the names of what they measure, and where nothing is said."""

import pytest

from tests.kb.answer.calculation.test_calculate import line

PLAN = "到今年年底，力争全县累计放款突破90亿元、覆盖企业达到4000家。"
STATE = "截至9月末，全县授信96.4亿元，其中实际放款71.5亿元。"
RATES = "9月新发放“棉田贷”加权平均利率3.95%，比年初下降40个基点。"
LATER = "“仓单贷”推出较晚。累计服务企业88家，新发放贷款加权平均利率4.2%。"
COVERED = "小麦保险投保面积12万亩，覆盖率88%；露地蔬菜保险投保面积2万亩，覆盖率46%。"


def test_a_goal_and_what_is_reached_stand_in_different_sentences() -> None:
    assert line("9月末累计放款离年底目标还差多少亿元？", PLAN, STATE) == ("90亿元－71.5亿元＝18.5亿元", (1, 2))


@pytest.mark.parametrize(
    ("question", "clauses"),
    [
        ("9月末累计授信离年底目标还差多少亿元？", (PLAN, STATE)),  # there is no goal of it
        ("6月末累计放款离年底目标还差多少亿元？", (PLAN, STATE)),  # of another month
        ("9月末累计放款离年底目标还差多少亿元？", (PLAN, "截至9月末，东湖区放款31亿元。")),  # of a part
        ("9月末累计放款离年底目标还差多少亿元？", (PLAN, "截至9月末，全县放款93亿元。")),  # reached
    ],
)
def test_no_gap_is_told_of_another_measure(question: str, clauses: tuple[str, ...]) -> None:
    assert line(question, *clauses) is None


@pytest.mark.parametrize(
    ("question", "clause", "said"),
    [
        (
            "新办法施行前贷款平均利率是多少？",
            "9月末贷款平均利率3.6%，比新办法施行前下降0.45个百分点。",
            "新办法施行前：3.6%＋0.45个百分点＝4.05%",
        ),
        (
            "年初全县各项贷款余额是多少？",
            "9月末，全县各项贷款余额412.6亿元，同比增长9.1%，比年初增加30.2亿元。",
            "年初：412.6亿元－30.2亿元＝382.4亿元",
        ),
        (
            "9月末各项贷款增速是多少？",
            "9月末涉农贷款同比增长15.2%，高于各项贷款增速6.1个百分点。",
            "各项贷款增速：15.2%－6.1个百分点＝9.1%",
        ),
    ],
)
def test_the_other_value_of_a_comparison(question: str, clause: str, said: str) -> None:
    assert line(question, clause) == (said, (1,))


@pytest.mark.parametrize(
    "question",
    [
        "贷款余额比年初增加多少？",  # is said
        "贷款余额是多少？",  # is said
        "年初小微企业信用贷款不良余额是多少？",  # is of something else
        "平湖县年初各项贷款余额是多少？",  # is of another place
        "去年同期各项贷款余额是多少？",  # is said as a growth
    ],
)
def test_no_other_value_is_told_where_it_is_not_asked_for(question: str) -> None:
    assert line(question, "9月末，全县各项贷款余额412.6亿元，同比增长9.1%，比年初增加30.2亿元。") is None


def test_two_named_things_are_compared_in_one_measure() -> None:
    asked = "“棉田贷”和“仓单贷”的加权平均利率哪个低、低多少个基点？"
    assert line(asked, RATES + LATER) == ("4.2%－3.95%＝25个基点", (1,))
    assert line("小麦保险与露地蔬菜保险的覆盖率相差多少个百分点？", COVERED) == ("88%－46%＝42个百分点", (1,))
    assert line("小麦保险比露地蔬菜保险的覆盖率低多少个百分点？", COVERED) is None
    assert line("小麦保险与露地蔬菜保险的赔付率相差多少个百分点？", COVERED) is None


def test_two_named_things_are_added() -> None:
    clause = "其中，东湖区首贷金额3.4亿元；西岭区首贷金额1.25亿元；北川县首贷金额0.8亿元。"
    assert line("东湖区和西岭区首贷金额合计多少？", clause) == ("3.4亿元＋1.25亿元＝4.65亿元", (1,))
    assert line("东湖区和南山区首贷金额合计多少？", clause) is None
    assert line("东湖区和西岭区续贷金额合计多少？", clause) is None
