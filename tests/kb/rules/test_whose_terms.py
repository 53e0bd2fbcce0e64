"""Whose a figure is: the applicant's, or a bank's, a guarantor's, an office's."""

from kb.clauses.parse import parse_clauses
from kb.rules.applicant.given import read_facts
from kb.rules.facts import facts_of
from kb.rules.terms import terms_of
from tests.kb.rules.policy_files import condition_of

_TEXT = """东山市中小企业融资担保办法
第一条 支持对象为在本市登记注册的小微企业。
第二条 单户企业贷款额度最高不超过500万元，合作银行贷款利率不超过LPR+100基点。
第三条 担保机构担保费率不超过1%。对担保机构按年度新增担保额的0.5%给予奖励，最高100万元。
第四条 合作银行应在5个工作日内完成审批。对合作银行按新增贷款的0.3%给予奖励。
第五条 对企业按贷款利息的50%给予贴息，每户每年最高20万元。对企业缴纳的担保费给予40%补贴。
第六条 贷款损失由风险池资金、合作银行、担保机构按4:2:4比例分担。
第七条 市科技局自收到申请之日起10个工作日内完成审核。
第八条 企业逾期90日仍未偿还的，由担保机构代偿。
"""


def _terms() -> list[tuple[str, str | None]]:
    tree = parse_clauses(_TEXT)
    applicant = read_facts({"region": "东山市", "entity": "企业", "loan": {"amount_wan": 100}})
    terms, _ = terms_of(_TEXT, tree, facts_of(_TEXT, tree), condition_of(_TEXT), applicant)
    return [(f"{term.fact.value}{term.fact.unit}", term.who) for term in terms]


def test_only_the_applicants_own_figures_lead() -> None:
    assert _terms() == [
        ("500万元", None),
        ("20万元", None),
        ("100基点", None),
        ("50%", None),
        ("40%", None),
        ("90日", None),
        ("1%", "担保机构"),
        ("0.5%", "担保机构"),
        ("0.3%", "银行"),
        ("4:2:4", "各方"),
        ("5工作日", "银行"),
        ("10工作日", "办理部门"),
        ("100万元", "担保机构"),
    ]
