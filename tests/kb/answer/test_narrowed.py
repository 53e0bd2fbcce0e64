"""What narrows something that a question asks for to one case of it, and what then states it."""

import pytest

from kb.answer.scoring.asking_rules import read_rules
from kb.answer.scoring.attributes import asked_attributes
from kb.text.keys import search_key

# attribute, question, a sentence that states it of the case asked for, one that states it of another
_CASES = [
    ("reimbursed_rate", "担保费能补几成？", "按实际缴纳担保费的40%补助。", "按实际支付利息的30%给予贴息。"),
    ("reimbursed_rate", "再担保费按多大比例补贴？", "对再担保费补贴50%。", "按实际缴纳担保费的50%补贴。"),
    ("reimbursed_rate", "评估费能报几成？", "专利评估费按60%补助。", "贷款利息按30%补贴。"),
    ("reimbursed_rate", "保费财政补百分之几？", "保险费由财政补贴70%。", "检测仪器按购置额补助20%。"),
    ("subsidy_amount", "水果走空运，一吨能补多少？", "航空运输的每吨补助300元。", "班列出口的每箱补助600元。"),
    ("reward_amount", "机器一台奖几万？", "每台奖励2万元。", "按设备投资额的10%给予补助。"),
    ("subsidy_money", "种这个一亩补多少钱？", "每亩补贴80元。", "每户补贴2000元。"),
    ("lower_limit", "最少得给几个人缴社保？", "缴纳社会保险的职工不少于3人。", "近6个月连续缴纳社会保险费。"),
    ("handling_time", "这钱财政多少天打给我？", "财政局在10日内拨付。", "银行在3个工作日内放款。"),
    ("handling_time", "银行几天要给回话？", "银行应当在5日内答复。", "核心企业应当在7日内确认金额并答复。"),
    ("npl_ratio", "个体工商户贷款不良率是多少？", "个体工商户贷款不良率1.2%。", "首次贷款的不良率为1.7%。"),
    ("premium_income", "高新区的保费收入是多少？", "高新区保费收入900万元。", "全市高新企业保费收入4000万元。"),
    (
        "term_of",
        "社保缓缴能不能连医保一起缓，最长几个月？",
        "医疗保险费缓缴不超过3个月。",
        "养老保险费缓缴不超过4个月。",
    ),
    ("planned_spending", "营地二期总共打算砸多少钱？", "二期计划投资5000万元。", "采购帐篷总投资2100万元。"),
    ("cap", "担保费能补几成，一年最多补多少？", "担保费补贴每户最高5万元。", "每户贴息最高50万元。"),
    ("growth", "余额同比增长多少？", "余额同比增长9%。", "余额比年初增加6亿元。"),
    ("firms_number", "参展补贴一共惠及多少家企业？", "补贴惠及企业60家。", "有实绩的企业782家。"),
    ("firms_number", "转贷资金累计帮多少家企业周转了几亿元？", "转贷600户。", "新增1200户。"),
    ("decided_by", "评估机构由谁确定？", "评估机构由市财政局公开遴选。", "经市财政局评估通过。"),
]


@pytest.mark.parametrize(("name", "question", "states", "tempts"), _CASES)
def test_what_holds_for_one_case_says_nothing_of_another(name: str, question: str, states: str, tempts: str) -> None:
    asked = {one.name: one for one in asked_attributes(search_key(question))}
    assert asked[name].stated_in(search_key(states))
    assert not asked[name].stated_in(search_key(tempts))


def test_an_attribute_that_nothing_narrows_is_stated_of_any_case() -> None:
    asked = {one.name: one for one in asked_attributes("能补几成?")}
    assert asked["reimbursed_rate"].stated_in("按实际缴纳担保费的40%补助")


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ('[[narrowed]]\nname = "a"\nasks = "费"\nshows = "费"', "narrowed a lacks attributes"),
        (
            '[[narrowed]]\nname = "a"\nattributes = ["fee"]\nasks = "费"\nshows = "费"',
            "narrowed a names unknown attributes: fee",
        ),
        ('[[narrowed]]\nname = "a"\nasks = "费"\nshow = "费"', "narrowed a has unknown fields: show"),
    ],
)
def test_malformed_narrowings_are_named(rules: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_rules(rules)
