"""What a question asks of its topic, and whether a sentence can state it."""

import json
import re

import pytest

from kb.answer.scoring.asking_rules import read_rules
from kb.answer.scoring.attribute import Attribute
from kb.answer.scoring.attributes import BUNDLED, asked_attributes, askers_named, bundled_rules, qualities_named
from kb.text.keys import search_key
from kb.text.sentences import sentence_spans
from tests.corpus import corpus_dir

_CAP = "单户贷款额度最高500万元，期限不超过3年，年利率不高于LPR加60个基点。"

# attribute, question, a sentence that states it, one that tempts
_CASES = [
    ("interest_subsidy", "财政给不给贴息？", "对实际支付的利息给予补贴。", _CAP),
    ("interest_subsidy", "is there an interest subsidy?", "市财政按年度贴息。", _CAP),
    ("interest_subsidy_rate", "贷这个款政府贴几个点？", "按LPR的50%给予贴息。", "鼓励银行加大信贷投放，执行优惠利率。"),
    ("interest_subsidy_rate", "利息能退多少？", "按实际支付利息的四成返还。", "贷款利率由双方确定，加60个基点。"),
    ("subsidy_amount", "设备补助多少？", "按购置额的15%给予补助。", "组织开展技能培训，每年不少于2000人次。"),
    ("subsidy_money", "每人补多少钱？", "每人补贴1500元。", "按规定给予补贴，并适当提高标准。"),
    ("reward_amount", "举报了奖我多少钱？", "查实的奖励500元至5000元。", "鼓励社会公众举报。"),
    ("cap", "一家公司最多能退多少钱？", "每家最高返还20万元。", "大型企业按实际缴费的30%返还。"),
    ("tax_rate", "小规模纳税人要交多少增值税？", "减按1%征收率征收。", "进出口9697.5亿元，增长16.1%。"),
    ("handling_time", "几天能批下来？", "收到材料后5个工作日内完成审核。", "逾期60日未还的，向担保机构追偿。"),
    ("handling_time", "从递交到放款要多少天？", "受理后3个工作日放款。", _CAP),
    ("handling_time", "钱几天能到我公司账上？", "公示无异议后10日内拨付。", "评估费按实际支出的60%给予补助。"),
    ("handling_time", "how long does it take to get approved?", "七日内作出决定。", "经营满2年的企业。"),
    ("materials", "去办要带啥子东西？", "申请时提交营业执照、身份证复印件。", "可以到服务窗口或者平台提出申请。"),
    ("materials", "申请要准备哪些材料？", "提供下列材料：（一）申请表；", "审核通过后3个工作日放款。"),
    ("seal", "要盖什么章？", "复印件须加盖单位公章。", "申请人登录平台提出申请。"),
    ("early_repayment", "提前还要罚钱吗？", "提前还款不收取违约金。", "逾期按日计收罚息。"),
    ("late_interest", "晚还半个月，罚息怎么算？", "逾期利率按合同利率上浮50%。", _CAP),
    ("fine", "骚扰别人按规定罚几万？", "处一万元以上五万元以下罚款。", "不得采用骚扰等手段催收。"),
    ("points_deducted", "没完成扣几分？", "未完成的每项扣2分。", "未完成的予以通报。"),
    ("premium", "一年要交多少保费？", "每亩保费36元，农户自缴20%。", "实行统一的保险条款和基础费率表。"),
    ("validity_end", "这个政策到哪天作废？", "有效期至2026年9月30日。", "本措施自2023年10月1日起施行。"),
    (
        "voucher_validity",
        "“云创券”领了多久不用就作废？",
        "服务券自领取之日起6个月内有效。",
        "本办法有效期至2026年9月30日。",
    ),
    ("pass_mark", "绩效评价打多少分才算合格？", "评价得分80分以上的为合格。", "评价不合格的不再拨付。"),
    ("pass_mark", "评为甲级的分值标准是多少？", "90分以上为甲级。", "信用分为甲、乙、丙三级。"),
    ("points_of_item", "“管理水平”这一项占多少分？", "管理水平20分。", "满分100分，85分以上为优秀。"),
    (
        "members",
        "评审小组由哪些部门组成？",
        "评审小组由县农业局、县财政局抽调人员组成。",
        "报分管副县长召开评审小组会议审定。",
    ),
    (
        "income_required",
        "给我作保的人，月工资要到多少才行？",
        "保证人月工资不低于5000元。",
        "1名有稳定收入的自然人保证。",
    ),
    ("lead_time", "想续租，得提前几天去申请？", "应当在期满前20日提出。", "可以续租1次，续租期限不超过2年。"),
    ("conditions_named", "列入后备库须具备哪些条件？", "应当经营满1年且没有欠税。", "全县共有后备库102个，占60%。"),
    ("appeal", "评低了不服气，找谁说理？", "可以在5日内向主管部门申诉。", "主管部门在10日内完成初审。"),
    ("loan_balance", "“青禾贷”的贷款余额是多少？", "余额2.3亿元。", "已放贷1.9亿元。"),
    ("decided_by", "装好以后要验收，是哪个部门来验？", "由县农业局现场验收。", "自验收之日起3年内不得转让。"),
    ("decided_by", "奖励由哪个部门审核？", "由市商务局审核。", "市商务局对当年的核心商户奖励5万元。"),
    ("materials", "索赔要准备哪些材料？", "申请理赔须提交损失证明。", "她提交索赔材料后，半个月就收到赔款。"),
    ("interest_rate", "银行那头的贷款利息最高几个点？", "年利率不超过4%。", "年化担保费率0.5%，代偿率上限为4%。"),
    ("number_for_each", "一家公司一年最多能报几个展位？", "每家企业补助展位不超过4个。", "每个展位最高补助3万元。"),
    ("planned_spending", "二期总共打算砸多少钱进去？", "二期计划投资1.2亿元。", "二期明年动工，新增两个项目。"),
    ("time_taken", "那家从递交到拿钱等了几个工作日？", "受理后9个工作日就放了款。", "期限5年，年利率4.1%。"),
    ("npl_ratio", "两家银行的不良率各是多少？", "不良率分别为0.5%和0.8%。", "贷款余额分别为7亿元和9亿元。"),
    (
        "share",
        "走访后发的贷款里信用贷款占比是多少？",
        "其中信用贷款占41%。",
        "6月末贷款余额同比增长16.8%，居全省第一。",
    ),
    (
        "collateral_ratio",
        "专利最多按评估价的几成放款？",
        "贷款不超过评估价值的60%。",
        "可以知识产权质押，利率按LPR加80个基点。",
    ),
    ("fund_total", "贴息资金总额是多少万元？", "安排贴息资金总额800万元。", "每招用1人可贷20万元，额度由银行确定。"),
    ("cap", "单户的上限是多少？", "单户最高不超过300万元。", "公司从银行获得贷款700万元，全市余额23.4亿元。"),
    ("opening_hours", "窗口周六开不开门？", "周六上午照常办理。", "银行应当在5个工作日内反馈。"),
    ("assessment_fee", "请会计事务所的费用大概多少？", "审计费由申请单位承担。", "提交会计师事务所出具的审计报告。"),
    ("appeal", "对结果不服找谁申诉？", "可以书面申请复核。", "担保中心在5个工作日内完成审查。"),
    ("application_deadline", "最晚哪天报名？", "报名截止时间为4月25日。", "参会企业免收展位费。"),
    ("fund_total", "总盘子多大？", "资金池规模3000万元。", "单户最高给予50万元奖励。"),
    ("remaining", "那笔基金还剩多少可以批？", "尚余额度800万元。", "设立2000万元产业基金。"),
    ("phone", "有没有人工客服电话？", "咨询热线：0000-12345678。", "登录平台或者到网点提出申请。"),
    ("document_number", "通知的文号是多少？", "（某政发〔2021〕9号）", "关于印发实施办法的通知"),
    ("quota", "一共多少个名额？", "每年评定100户。", "择业自由，支持灵活就业。"),
    ("guarantee_fee", "担保费率是多少？", "年担保费率不超过0.8%。", "代偿率达到8%的暂停业务。"),
    ("assessment_fee", "找人估价要收我多少评估费？", "评估费按每件3000元收取。", "每头保额1.5万元、保费450元。"),
    ("interest_rate", "一年要付多少利？", _CAP, "30万元以下的在站内签约，承诺2个工作日放款。"),
    ("loan_amount", "一家企业最多能贷多少？", _CAP, "累计为386户企业发放贷款5.27亿元。"),
    ("loan_term", "贷款能用几年？", _CAP, "自受理之日起5个工作日内办结。"),
    ("collateral_ratio", "抵押率是多少？", "抵押率不超过评估价值的70%。", "年利率4.2%。"),
    ("risk_share", "坏账财政兜几成？", "损失由财政、银行按6:4分担。", "取消参与风险分担的资格。"),
    ("npl_ratio", "不良率控制在多少？", "不良率控制在3%以内。", "增速达到15%。"),
    ("registered_capital", "注册资本最低要多少？", "注册资本不低于2000万元。", "净利润连续两年为正。"),
    ("age", "年龄有限制吗？", "不超过60周岁。", "正常经营6个月以上。"),
    ("growth", "同比增长多少？", "同比增长12.5%。", "合计发放42.6亿元。"),
    ("result", "实际拨付了多少万元？", "截至6月末，累计拨付580万元。", "年度预算600万元，力争惠及200家以上。"),
    ("result", "到去年底实际建成几家？", "已建成13家。", "到2025年，建成20家，实现全覆盖。"),
    ("unit_price", "一吨卖多少钱？", "每吨120元。", "总投资3亿元。"),
    ("opening_hours", "几点到几点营业？", "营业时间9:00至17:00。", "迁至中山路27号营业。"),
    ("effective_from", "从什么时候开始施行？", "自2024年6月1日起施行。", "由市财政局负责解释。"),
    ("repeals", "废止了哪个文件？", "原试行办法同时废止。", "各单位遵照执行。"),
    ("appeal", "对认定结果不服找谁？", "可以在5日内申请复核。", "给予6个月整改期。"),
    ("consequence", "虚报面积的如何处理？", "虚报的，追回补贴并取消资格。", "合作社应当在7日内填报面积。"),
    ("reason", "存款掉下去是啥原因？", "受理财分流影响，存款回落。", "存款余额90亿元，同比下降2%。"),
    ("decided_by", "示范农场由哪一级机构认定？", "由县农业农村局认定。", "示范农场每年补贴2万元。"),
    ("decided_by", "这个牌子归谁批？", "报市商务局批准。", "有效期三年。"),
    ("loan_lower_limit", "最少得贷多少万才给办？", "贷款金额不低于20万元。", "贷款额度最高300万元。"),
    ("own_share", "我们自己还得掏几块？", "其余部分由农户自缴18元。", "财政给予支持。"),
    ("reimbursed_rate", "检测费给报几成？", "检测费按40%补助。", "检测合格的，再奖励3万元。"),
    ("renewal_term", "到期能续几年？", "可以续签一次，最长2年。", "年利率4%。"),
    ("term_of", "担保期限最长几年？", "担保期限不超过3年。", "担保费率0.6%。"),
    ("time_limit", "缺的东西几天之内要补齐？", "应当在3日内补正。", "一次性告知。"),
    ("fine", "从本金里扣钱，罚他们多少？", "处5万元以下罚款。", "不得扣除费用，单笔500万元以下。"),
    ("frequency", "这笔钱一年分几次发？", "补贴按季度发放。", "补贴标准300元。"),
    ("compensation_rate", "货款收不回，赔百分之几？", "按损失的八成赔付。", "保费由财政承担，赔付限额20万元。"),
    ("names", "签约的是哪四家银行？", "由甲州银行、乙江农商银行等承办。", "与4家银行签订协议。"),
    ("names", "另外三家分别叫啥？", "包括城东支行、城西支行和城北支行。", "产品由4家支行承办。"),
    ("threshold", "代偿率达到多少时暂停业务？", "代偿率达到6%的，暂停受理。", "代偿率控制在6%以内。"),
    (
        "rate_limit",
        "年利率最高不能超过多少？",
        "年利率不超过4.5%。",
        "按实际利率给予1个百分点贴息，担保费率不超过0.8%。",
    ),
    ("interest_rate", "利息到底是百分之几？", "年利率3.9%。", "享受财政贴息1.5个百分点，年担保费率0.8%。"),
    ("cap", "封顶能拿多少？", "每家最高20万元。", "每千瓦时补助0.08元。"),
    ("cap", "一家最多能退多少钱？", "单户不超过20万元。", "上年度裁员率不高于5.5%。"),
    ("fund_total", "资金总额是多少？", "资金总额2000万元。", "同一企业合计不超过500万元。"),
    ("own_share", "自己还得掏几块？", "其余由农户自缴12元。", "每人次补贴送餐费2元，由食堂自行安排。"),
    ("result", "实际拨付了多少万元？", "已拨付300万元。", "目标任务：拨付900万元。"),
    ("result", "最终新增多少户？", "全年新增320户。", "按当年新发放贷款的1%给予奖励。"),
    ("firms_number", "支持了多少家？", "支持企业45家。", "占全部企业的45%。"),
    ("interest_rate", "年利率到底是几个点？", "年利率3.6%。", "年担保费率0.7%。"),
    ("interest_rate", "违约后按什么利率计算？", "按合同利率加收30%。", "应当及时支付。"),
    ("rate_limit", "利息最高能收到多少？", "年利率不超过5%。", "额度最高40万元。"),
    ("loan_term", "想贷点钱，最长可以用几年？", "贷款期限2年。", "最高60万元。"),
    ("term_of", "排队的时间最长是几个月？", "最长6个月。", "安排排队。"),
    ("early_repayment", "想提前把钱还清，得提早多少天打招呼？", "提前还款应当书面告知。", "到期前30日申请展期。"),
    ("fund_total", "周转基金目前规模多大？", "基金规模3000万元。", "单户最高30万元。"),
    ("consequence", "逾期不装表的，按什么标准处罚？", "予以通报批评。", "10个工作日内装表。"),
    ("decided_by", "收回决定由哪个部门作出？", "由市财政局决定。", "自作出之日起计算。"),
    ("decided_by", "这笔贷款由哪一级审批？", "由县级支行审批。", "额度15万元。"),
    ("handling_time", "钱几天能到手？", "从提交到放款，手续齐备的一般不超过2个工作日。", "额度15万元。"),
    ("decided_by", "批不批是支行说了算还是总行说了算？", "由总公司审批。", "额度15万元。"),
    ("phone", "那个热线号码是多少？", "热线：12345678。", "当天打来。"),
    ("application_deadline", "申报起止日期是哪几天？", "5月1日至31日申报。", "每家最高40万元。"),
    ("validity_end", "证书的有效期各是什么？", "有效期三年。", "持有证书的人。"),
    ("fee", "办这个贷款要收手续费吗？", "不得以任何名义向借款人收取手续费、咨询费。", "手续由经办银行办理。"),
    ("fee", "办展期还要另外交多少钱？", "展期不收取费用。", "应当在到期前办展期。"),
    ("names", "还没拨付的具体是哪2个县？", "分别是甲县和乙县。", "2个县未到账。"),
    ("loan_balance", "柜台贷余额有多少万元？", "贷款余额500万元。", "最高15万元。"),
    ("joint_guarantee", "办的时候要不要签个人连带保证？", "由实际控制人提供保证。", "担保费率0.8%。"),
    ("listed_items", "清单列明的9种情形具体包括哪些？", "包括政策调整、自然灾害。", "清单列明9种情形；"),
    ("lent_total", "累计发放金额是多少？", "发放贷款3亿元。", "单笔期限180天。"),
    ("lent_in_all", "柜台贷上线以来一共放出去多少亿？", "累计发放柜台贷3亿元。", "授信600户、余额3亿元。"),
    ("loan_amount", "柜台贷额度是多少？", "单户额度15万元。", "银行为其办理柜台贷15万元。"),
    ("premium_income", "保费收入合计多少万元？", "保费收入80万元。", "投保13家。"),
    ("tax_saved", "免税额合计多少？", "减免税款20万元。", "享受免税的有300户。"),
    ("dividend", "去年分红多少万元？", "分红30万元。", "营业收入300万元。"),
    ("turnover", "去年一共卖了多少钱？", "营业收入60万元。", "授信900万元。"),
    ("vehicles_number", "计划淘汰多少辆？", "淘汰200辆。", "每辆1.2万元。"),
    ("items_number", "转让协议有多少项？", "转让协议12项。", "金额500万元。"),
    ("phone", "投诉电话是多少？", "投诉电话：12345678。", "经理当天打来电话，已放款129笔。"),
    ("application_deadline", "申报的截止日期是哪天？", "每年3月底前申报。", "年度奖励每家每年最高40万元。"),
    ("guarantee_fee", "担保费收百分之几？", "年化费率不超过1%。", "按保险公司保费的50%给予补助。"),
    ("validity_end", "证书的有效期是几年？", "有效期3年。", "持有有效证书。"),
    ("validity_end", "办法到什么时候失效？", "执行至2027年底。", "截至6月末，余额3亿元；1至6月发放2亿元。"),
    ("consequence", "把奖金分掉了，怎么处罚？", "追回奖励资金。", "不得用于发放奖金。"),
    ("names", "具体是哪2个县？", "分别是青禾县和白石县。", "2个县（市、区）未到账。"),
    ("turnover", "去年一共卖了多少钱？", "销售收入60万元。", "村集体经济收入92万元。"),
    ("share", "县里出的钱占比多大？", "基金规模500万元，由县财政出资300万元。", "基金规模500万元。"),
    ("share", "外地商户占比是多少？", "共签约80户，分别来自本地50户、外地30户。", "共签约80户。"),
    ("materials", "在手机上申请要拍哪些证件？", "拍摄营业执照上传。", "持有营业执照的个体工商户，都可以申请。"),
    ("materials", "申领要交哪些材料？", "提交劳动合同复印件。", "签订一年以上劳动合同并参保。"),
    ("consequence", "截留的给予何种处罚？", "责令限期退还。", "免收5个月租金，不再享受前两项减免。"),
    ("consequence", "不让报名投标要挨啥罚？", "由财政部门责令改正。", "近三年内无严重违法失信记录。"),
    ("pass_mark", "评价打多少分才算合格？", "得分在80分以上的为合格。", "下达后30日内拨付70%。"),
    ("chair", "评审小组的组长由哪个单位的人担任？", "由市财政局分管领导任组长。", "小组由三家单位派员组成。"),
    ("lead_time", "应当在到期日几个工作日前提交申请？", "在到期日7个工作日前提交。", "3个工作日完成审核。"),
    ("borrowers_number", "获得授信的有多少笔？", "其中获得授信5万笔。", "累计申请9万笔，授信金额4亿元。"),
    ("borrowers_number", "拿到贷款的养殖户有多少户？", "向820户养殖户发放贷款。", "走访养殖户8600户。"),
    ("counts_each", "甲类企业、乙类企业分别有多少户？", "甲类20户、乙类27户。", "签约47户，发放13亿元，甲类5亿元。"),
    ("year_on_year", "余额同比增长多少？", "余额同比增长9%。", "余额比年初增加6亿元。"),
    ("conditions_named", "示范村的评定条件有哪些？", "须无逾期贷款。", "全县评定示范村100个。"),
    ("consequence", "没按日子还，会咋罚？", "自逾期之日起收取逾期使用费。", "期限不超过30日。"),
    ("loan_lower_limit", "最少要贷多少？", "单笔贷款不低于10万元。", "单笔金额超过500万元的，可以要求担保。"),
    ("fund_total", "风险补偿金规模是多少？", "风险补偿金规模3000万元。", "可以设立本级风险补偿金。"),
    ("years_in_business", "农场得开满几年才行？", "经营满2年。", "成员不少于10户。"),
]


def _named(name: str) -> Attribute:
    return next(attribute for attribute in bundled_rules().attributes if attribute.name == name)


@pytest.mark.parametrize(("name", "question", "states", "tempts"), _CASES)
def test_a_sentence_states_what_is_asked_or_only_tempts(name: str, question: str, states: str, tempts: str) -> None:
    assert name in [attribute.name for attribute in asked_attributes(search_key(question))]
    assert _named(name).stated_in(states)
    assert not _named(name).stated_in(tempts)


@pytest.mark.parametrize(
    "question",
    [
        "转贷资金写在哪一条？",
        "贴息项目由哪个部门牵头？",
        "哪些企业可以申请？",
        "房地产企业能走这个担保贷款不？",
        "注册资本200万，员工30人，能不能申请？",
        "违建归谁拆？",
        "什么叫普惠小微？",
        "申请未获批准的，窗口怎么处理？",
        "未通过验收的项目如何处理？",
        "验收合格，最终能领几万？",
    ],
)
def test_a_topic_is_not_asked_for(question: str) -> None:
    assert asked_attributes(search_key(question)) == ()


def test_two_questions_in_one_ask_for_both() -> None:
    found = asked_attributes(search_key("能借几年、逾期罚多少？"))
    assert [(attribute.name, attribute.said) for attribute in found] == [
        ("fine", "罚款数额"),
        ("late_interest", "逾期罚息"),
        ("loan_term", "贷款期限"),
    ]


@pytest.mark.parametrize(
    ("question", "states", "tempts"),
    [
        ("审核通过后几天打到账上？", "公示期满后10个工作日内拨付。", "收到材料后5个工作日内完成审核。"),
        ("批下来要几个工作日？", "20日内提出审核意见。", "审核通过后3日内将资金拨付到户。"),
        ("批下来要几个工作日？", "对材料齐全的申请，3个工作日内给予回复。", "审核通过后3日内将资金拨付到户。"),
        ("到账要几天？", "10日内兑付补助。", "在网站公示5个工作日，无异议的予以兑付。"),
        ("复核交上去了，几天有结果？", "收到复核申请的，7日内作出决定。", "收到申请的，7日内作出决定。"),
        ("申请复核后多少天内答复？", "受理复核后8日内答复。", "可以在15日内向主管部门申请复核。"),
        ("许可证延续，多少个工作日内答复？", "有效期届满需要延续的，20日内作出决定。", "15日内答复贷款申请。"),
        ("多少日内退还已领的钱？", "在30日内退回。", "在30日内完成审核。"),
        ("应在多少个工作日内完成专家评审？", "20个工作日内组织专家评审。", "5个工作日内完成材料审查。"),
        ("申请代偿后，应当在多少个工作日内完成代偿？", "10个工作日内完成代偿。", "5个工作日内完成反担保审查。"),
        (
            "对公示有异议的，多少日内答复？",
            "对异议应当在5日内核实并答复。",
            "15个工作日内完成复核，公示无异议的予以拨付。",
        ),
        ("几个工作日内拨付？", "5个工作日内拨付。", "每年5月底前产生拟发放名单。"),
        ("现场核查应在几个工作日内完成？", "12个工作日内完成现场核查。", "10个工作日内完成形式审查。"),
        ("受理、初审、拨付各要多少个工作日？", "15个工作日内完成初审。", "15个工作日内开展入户宣传。"),
        ("多少个工作日内完成受理和拨付？", "受理后20日内拨付。", "15个工作日内开展入户宣传。"),
    ],
)
def test_how_long_one_step_takes_says_nothing_of_another(question: str, states: str, tempts: str) -> None:
    asked = [one for one in asked_attributes(search_key(question)) if one.name in {"handling_time", "time_limit"}]
    assert asked
    assert all(one.stated_in(states) for one in asked)
    assert not any(one.stated_in(tempts) for one in asked)


def test_who_takes_one_step_says_nothing_of_another() -> None:
    (decided,) = asked_attributes(search_key("补助由哪个部门复核？"))
    assert decided.name == "decided_by"
    assert decided.stated_in("由市财政局复核。")
    assert not decided.stated_in("由县农业农村局初审。")


@pytest.mark.parametrize(
    ("question", "states", "tempts"),
    [
        ("一共有多少家合作银行？", "与6家银行签订协议。", "为60家企业放款。"),
        ("全市一共有多少家银行在做？", "与6家银行签订协议。", "推送给不少于3家银行。"),
        ("合作银行共有几家？", "合作银行6家。", "为60家企业放款。"),
        ("制造业企业有多少户？", "其中制造业企业80户。", "累计授信900户。"),
        ("为多少家制造业企业诊断？", "为制造业企业免费诊断，每年不少于50家。", "每年诊断不少于50家。"),
        ("有多少户企业？", "惠及30户。", "由5家银行机构承办。"),
        ("评估机构有几家？", "具备资质的评估机构只有3家。", "为30家企业评估。"),
        ("多少家小额贷款公司是A级？", "12家小额贷款公司为A级。", "为12家企业放款。"),
        ("做了多少户？", "共30户。", "占三成。"),
    ],
)
def test_a_number_of_one_kind_says_nothing_of_another(question: str, states: str, tempts: str) -> None:
    number = next(one for one in asked_attributes(search_key(question)) if one.name == "firms_number")
    assert number.stated_in(states)
    assert not number.stated_in(tempts)


def test_how_many_there_are_now_is_not_stated_by_a_plan() -> None:
    result, number = asked_attributes(search_key("目前实有多少家企业？"))
    assert (result.name, number.name) == ("result", "firms_number")
    assert number.stated_in("现有企业300家。")
    assert not number.stated_in("力争到2026年企业达到300家。")


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("租房补贴每人每月实际标准是多少元？", []),
        ("实际发放了多少户？", ["result"]),
        ("三十亩全上保险，自个儿一共要出多少钱？", []),
        ("财政一共拿出多少钱？", ["fund_total"]),
        ("网上提了需求，几天内得给个准话受不受理？", []),
        ("发票丢了，几天内得补交？", ["time_limit"]),
    ],
)
def test_what_is_only_worded_alike_asks_for_something_else(question: str, names: list[str]) -> None:
    asked = {one.name for one in asked_attributes(search_key(question))}
    assert [name for name in ("result", "fund_total", "time_limit") if name in asked] == names


def test_the_groups_that_a_question_names() -> None:
    assert [one.name for one in askers_named(search_key("我是个体工商户，开面馆的，合作社也行不？"))] == [
        "trader",
        "cooperative",
    ]
    assert askers_named(search_key("额度最高多少？")) == ()
    assert [one.name for one in qualities_named(search_key("刚毕业，有软著，能贷多少？"))] == ["graduate", "copyright"]
    (trader,) = askers_named(search_key("个体户能贷吗？"))
    assert trader.named_in("小微企业和个体工商户")
    assert not trader.named_in("在本市注册的小微企业")


_COUNTED_RULE = '[shapes]\ncounting = "多少家"\n[[counted]]\nname = "bank"\nasks = "银行"\n'


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ('[[counted]]\nname = "bank"\nasks = "银行"\nshows = "银行"\n', "no shape counting"),
        (_COUNTED_RULE, "counted bank lacks shows"),
        (_COUNTED_RULE + 'shows = "("\n', "counted bank: .* is no pattern"),
    ],
)
def test_malformed_kinds_are_named(rules: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_rules(rules)


def test_the_papers_of_one_matter_are_not_those_of_another() -> None:
    (materials,) = asked_attributes(search_key("申请展期要交哪些材料？"))
    assert materials.stated_in("申请展期的，应当提交展期申请书。")
    assert not materials.stated_in("申请贷款的，应当提交营业执照。")


@pytest.mark.parametrize(
    ("question", "states", "tempts"),
    [
        ("想领贷款贴息，要准备哪些材料？", "申请贴息应当提交借款合同。", "申领扩岗补贴应当提交劳动合同复印件。"),
        ("那个给贷款贴利息的要带哪些材料？", "凭付息凭证提出贴息申请。", "申领扩岗补贴应当提交劳动合同复印件。"),
        ("银行申请奖励应当提交哪些材料？", "申请奖励的，提交首贷户清单。", "申请贴息，应当提交借款合同。"),
        (
            "想进市里的机构名录，要交哪些材料？",
            "申请列入名录的，提交营业执照。",
            "申领服务券，提交服务合同和成员名单。",
        ),
        ("保费补贴要提交哪些材料？", "投保后提交保单和发票复印件。", "申请缓缴的，提交缓缴申请表。"),
    ],
)
def test_the_papers_of_one_benefit_are_not_those_of_another(question: str, states: str, tempts: str) -> None:
    (materials,) = [one for one in asked_attributes(search_key(question)) if one.name == "materials"]
    assert materials.stated_in(search_key(states))
    assert not materials.stated_in(search_key(tempts))


def test_headings_and_lead_in_count() -> None:
    materials = _named("materials")
    assert not materials.stated_in("（二）法定代表人简历；")
    assert materials.stated_in("申请人应当提交下列材料：\n（二）法定代表人简历；")


def test_a_text_is_read_in_any_width_and_script() -> None:
    assert _named("handling_time").stated_in("自受理之日起１０個工作日內 辦結。")


@pytest.mark.parametrize(
    ("row", "states"),
    [
        ("第二档　第4至5个工作日　0.15‰", True),
        ("| 农业银行 | 3500 | 1000 |", True),
        ("第十三条　单户不超过500万元。", False),
        ("农业银行 3500", False),
    ],
)
def test_the_row_of_a_table_may_state_anything(row: str, states: bool) -> None:
    assert _named("premium_rate").stated_in(row) is states


def test_figures_of_something_else_are_not_seen() -> None:
    term = _named("loan_term")
    assert term.stated_in("贷款期限最长3年。")
    assert not term.stated_in("贷款逾期3个月的，予以通报。")


def test_every_attribute_has_a_name_and_words_of_its_own() -> None:
    attributes = bundled_rules().attributes
    assert read_rules(BUNDLED.read_text(encoding="utf-8"), checked=True).attributes == attributes
    assert len({attribute.name for attribute in attributes}) == len(attributes)
    assert len({attribute.said for attribute in attributes}) == len(attributes)
    for attribute in attributes:
        assert re.fullmatch(r"[a-z]+(?:_[a-z]+)*", attribute.name)
        assert re.fullmatch(r"[\u4e00-\u9fff]+", attribute.said)
        assert not attribute.asked_in("")
        assert not attribute.stated_in("")


def test_the_step_asked_about_is_found_behind_the_asking_word_first() -> None:
    steps = bundled_rules().steps
    for question, name in (
        ("审批完几天能到账", "pay"),
        ("从递材料到放款要几天", "pay"),
        ("投诉交上去了,几天能办结", "complaint"),
        ("几天能办好", "anything"),
    ):
        step = steps.asked_in(question, 0)
        assert step is not None and step.name == name
    assert steps.asked_in("几天", 0) is None


_STEP_RULE = '[shapes]\nasking = "几天"\n[[step]]\nname = "pay"\nasks = "到账"\n'


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ('[[step]]\nname = "pay"\nasks = "到账"\nshows = "拨付"\n', "no shape asking"),
        (_STEP_RULE, "step pay lacks shows"),
        (_STEP_RULE + 'shows = "("\n', "step pay: .* is no pattern"),
        (_STEP_RULE + 'shows = "拨付"\nsaid = "拨付"\n', "step pay has unknown fields: said"),
    ],
)
def test_malformed_steps_are_named(rules: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_rules(rules)


_RULE = '[[attribute]]\nname = "fee"\nsaid = "收费"\nasks = ["收费"]\nstates = ["<sum>"]\n'


def test_shapes_stand_for_patterns() -> None:
    (fee,) = read_rules('[shapes]\ndigits = "[0-9]+"\nsum = "<digits>元|免费"\n' + _RULE).attributes
    assert [fee.stated_in(text) for text in ("收20元。", "免费。", "收元。")] == [True, True, False]


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        (_RULE, "attribute fee names an unknown shape <sum>"),
        ('[shapes]\nsum = "<x>"\n', "shape sum names an unknown shape <x>"),
        ('[shapes]\nsum = "("\n' + _RULE, "attribute fee: .* is no pattern"),
        ('[shapes]\nsum = "元"\n' + _RULE + 'asked = ["?"]\n', "attribute fee has unknown fields: asked"),
        ('[shapes]\nsum = "元"\n' + _RULE.replace("said", "asks_"), "attribute fee has unknown fields: asks_"),
        ('[shapes]\nsum = "元"\n' + _RULE.replace('said = "收费"\n', ""), "attribute fee lacks said"),
        ('[shapes]\nsum = "元"\n' + _RULE + _RULE, "attributes described twice: fee"),
    ],
)
def test_malformed_rules_are_named(rules: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_rules(rules)


def test_clauses_that_answer_are_hardly_ever_said_to_lack_what_is_asked() -> None:
    folder = corpus_dir() / "lay"
    asked, lacking = 0, 0
    for number in range(1, 7):
        texts = {}
        for line in (folder / f"train{number}.clauses.jsonl").read_text(encoding="utf-8").splitlines():
            clause = json.loads(line)
            text = clause["text"]
            texts[clause["id"]] = [f"{clause['title']}\n{span.of(text)}" for span in sentence_spans(text)]
        for line in (folder / f"train{number}.questions.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            for attribute in asked_attributes(search_key(row["question"])):
                asked += 1
                lacking += not any(attribute.stated_in(text) for text in texts[row["clause_id"]])
    assert asked > 200
    assert lacking <= asked / 100


@pytest.mark.parametrize(
    ("question", "states", "tempts"),
    [
        ("核销损失要交哪些材料？", "申请核销的，提交损失证明。", "申请补偿的，提交借款合同。"),
        ("从受理到放款一般要几个工作日？", "受理后3个工作日内放款。", "她家从受理到放款用了9个工作日。"),
        ("审核申请表的时限是几个工作日？", "5个工作日内审核。", "由县农业局审核申请表。"),
        ("损失大了，申请核销风险补偿资金要哪些材料？", "核销的，提交损失证明。", "申请补偿的，提交借款合同。"),
        ("她家那笔从受理到放款花了几个工作日？", "受理到放款用了9个工作日。", "期限1年。"),
    ],
)
def test_the_matter_and_the_rule_asked_about_are_looked_for(question: str, states: str, tempts: str) -> None:
    asked = asked_attributes(search_key(question))
    assert asked and all(one.stated_in(states) and not one.stated_in(tempts) for one in asked)
