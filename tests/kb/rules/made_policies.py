"""Policies made for tests of eligibility, with what each says."""

from kb.rules.types import Judged, Operation

INTEREST = """青川市科技企业贷款贴息实施办法

第一条 为支持本市科技企业发展，制定本办法。

第二条 贴息对象为在本市登记注册、成立满一年，且符合下列条件之一的小微企业：
（一）高新技术企业；
（二）省级以上专精特新中小企业；
（三）经市科技局审核同意的其他企业。

第三条 有下列情形之一的企业，不予贴息：
（一）被列入失信被执行人名单的；
（二）拖欠职工工资的。

第四条 贴息比例为贷款利息的50%，单户企业每年最高20万元，贴息期限不超过2年。

第五条 办理流程：
（一）申请。企业应当在每年3月31日前向市科技局提出申请。
（二）审核。由市科技局会同市财政局审核，10个工作日内完成。
（三）拨付。市财政局在5个工作日内拨付资金。

第六条 弄虚作假骗取贴息的，追回资金，三年内不得再次申请。

第七条 本办法自2024年1月1日起施行。
"""
ELSEWHERE = """白石市小微企业场地租金补贴办法

第一条 为降低小微企业经营成本，制定本办法。

第二条 补贴对象为在本县登记注册的小微企业。

第三条 按实际租金的30%给予补贴，单户企业每年最高3万元。

第四条 本办法自2023年5月1日起施行。
"""
NOTHING = """青川市古树名木保护规定

第一条 为了加强古树名木保护，制定本规定。

第二条 树龄满三百年的古树实行一级保护，设立石质标牌。

第三条 禁止在古树树冠垂直投影外五米内挖坑取土。
"""
FITTING = {
    "region": "青川市",
    "entity": "企业",
    "size": "小型",
    "established": "2019-05-20",
    "qualifications": ["高新技术企业"],
    "states": {"被列入失信被执行人名单": False, "拖欠职工工资": False},
    "credit_bad": False,
}


def leaves(judged: Judged) -> list[Judged]:
    """Return the leaves of a judged condition, in order."""
    if judged.condition.operation is Operation.LEAF:
        return [judged]
    return [leaf for child in judged.children for leaf in leaves(child)]
