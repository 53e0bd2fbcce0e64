"""What is left of a whole whose other parts are said, and where that is not told."""

import pytest

from tests.kb.answer.calculation.test_calculate import line

BY_TOWN = (
    "截至6月末，“茶园贷”累计发放7.92亿元，惠及企业286家，贷款余额6.35亿元。"
    "分镇看，东山镇余额2.48亿元，南桥镇余额1.97亿元，其余余额分布在西湖镇。"
)
BY_KIND = "中心累计注册企业7420户，促成首贷户1286户，首贷金额9.43亿元。首贷户中，小微企业814户，其余为个体工商户。"
RENEWED = "到10月末已询问1870户，其中有续贷意愿的1142户，已办成1036户。"
TWO = "“茶安保”投保企业391家。上半年两项产品共支付赔款1268万美元，其中“茶暖保”赔款312万美元。"
BESIDE = (
    "截至8月末，全县减免政策惠及摊主2140户。"
    "分区域看，东山镇减免402.6万元，涉及摊主958户；南桥镇减免251.3万元，涉及摊主647户。"
)


@pytest.mark.parametrize(
    ("question", "clause", "said"),
    [
        ("截至6月末，西湖镇的“茶园贷”余额是多少？", BY_TOWN, "6.35亿元－2.48亿元－1.97亿元＝1.9亿元"),
        ("首贷户中个体工商户有多少户？", BY_KIND, "1286户－814户＝472户"),
        ("有续贷意愿、但还没有办成的有多少户？", RENEWED, "1142户－1036户＝106户"),
        ("“茶安保”支付的赔款是多少万美元？", TWO, "1268万美元－312万美元＝956万美元"),
        ("除东山镇、南桥镇以外，其余5个镇享受减免的摊主有多少户？", BESIDE, "2140户－958户－647户＝535户"),
    ],
)
def test_what_is_left_of_a_whole(question: str, clause: str, said: str) -> None:
    assert line(question, clause) == (said, (1,))


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("东山镇的“茶园贷”余额是多少？", BY_TOWN),  # is said
        ("西湖镇的“茶园贷”余额占比是多少？", BY_TOWN),
        ("首贷户中小微企业有多少户？", BY_KIND),
        ("“茶暖保”赔款是多少万美元？", TWO),
        ("“茶安保”投保企业是多少家？", TWO),
        ("有续贷意愿的有多少户？", RENEWED),
        ("除北山镇以外，其余镇享受减免的摊主有多少户？", BESIDE),
    ],
)
def test_nothing_is_left_of_what_is_not_asked_for(question: str, clause: str) -> None:
    found = line(question, clause)
    assert found is None or "－" not in found[0]
