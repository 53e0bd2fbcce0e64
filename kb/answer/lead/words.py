"""The words that a lead line is made of besides those it copies, and the signs by which a clause is read for one.

General wording of official documents; nothing of any single document.
"""

import re

LONGEST = 60
"""The characters that a lead may have."""

EXCEPTED, CONDITIONED = "（有例外，见下）", "（条件见下）"
CAN, CANNOT = "可以", "不可以"
MUST, NEED_NOT = "需要", "不需要"
LISTED, DIFFER, SEE = "在列", "两者不同", "见"
SAYS, NOT_SAID = "条款写的是", "不是"
TEMPLATES = (EXCEPTED, CONDITIONED, CAN, CANNOT, MUST, NEED_NOT, LISTED, DIFFER, SEE, SAYS, NOT_SAID)
"""Every fixed word of a lead; counts (共3步, 共3项) and the names of clauses come beside them."""
ELIDED = "……"
"""Stands for words left out between an operator and its figure."""

_YEAR = r"(?:\d{4}|[一二][〇零○]?[〇零○一二三四五六七八九]{2,3})年"
_DAY_NUMBER = r"(?:\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_MONTH = rf"{_DAY_NUMBER}月(?:\s?{_DAY_NUMBER}日|[上中下]旬|底|初|份)"
DAY = re.compile(
    rf"(?:\d{{4}}年?\s?[至到\-—–~～]{{1,2}}\s?)?{_YEAR}(?:\s?{_MONTH}|\s?{_DAY_NUMBER}月|[底末初])?|{_MONTH}"
)
"""A day, month or year."""
_CLASSIFIERS = "家名人户项处笔批座台件次位场届种类亩吨个"

AFTER = re.compile(
    r"\s?(?:[（(]不?含[^（）()]{0,6}[）)])?(?:及?其?以[上下内后前]|[之]内|[之]?[前后]|左右|上下|内|起|止|不等|者)?"
    r"(?:[（(]不?含[^（）()]{0,6}[）)])?"
)
"""What belongs to a figure behind it: 以上, 以内, 左右, （含） …"""

FAR = (
    r"原则上|一般(?!性|公共|纳税|债|预算|工业|商业|人)|通常|最高(?!人民|[法检院级温层])|最多|最低(?!生活|工资|保障|温)"
    r"|最长|最短|最少|不得?超过|不得?高于|不得?低于|不得?少于|不得?多于|不得?大于|不得?小于|不低于|不超|至少|至多|力争|预计"
    r"|上限为?|下限为?|封顶"
)
"""Words that say how a figure is meant; other words may stand between."""
NEAR = r"大?约|近|超|逾|达到?|突破|超过|超出|高于|低于|不到|不足|不满|多达|仅|满"
"""Words that do so only directly before a figure."""
LINKS = (
    r"可以?|应当?|须|在|不得|给予|予以|再|按照?|控制在|各|分别|均|一律|累计|合计|总计|共计|平均|全年|当年|每[\u4e00-\u9fff]|一次性"
    r"|同比|环比|增长|下降|减少|增加|提高|降低|上浮|下浮|减免|加|减|奖励|补助|补贴|资助|处|罚款"
)
"""Words that lead up to a figure or to its operator and are said with it."""
HEDGES = re.compile(
    r"原则上|一般(?=不|为|在|按|最|控|可|应|情况)|通常|大约|约(?=[\d一二两三四五六七八九十])|左右|力争|预计"
)
"""Words without which a figure would be said too firmly."""

RESERVATIONS = re.compile(
    r"(?<![不非])但(?!凡)|(?<![扣免解清排消拆删开])除(?!依)[^。；;]{1,30}?外|除外|另行|另有|例外|确需|特殊情况|特殊原因|不包括|不含(?!税)"
    r"|有下列情形之一[^。；]{0,10}不|(?:超过|超出|逾)[^，,。；;]{1,12}?(?:的[，,])?(?:需|须|应)|具体(?:额度|金额|比例|标准|期限|利率|数额|费率)(?:由|按|以|根据)"
)
"""Signs of an exception: a lead says it or says that there is one."""
NEGATION = "不未无非勿莫否免禁"
"""Characters that turn what follows them round."""
DENIES = re.compile(r"[不未无勿莫](?![仅但断同来线])(?!得?(?:超过|高于|低于|少于|多于|大于|小于))|禁止|严禁|免于|免除")
"""Words that turn round what follows them in their segment, be it at some distance."""
MODALS = re.compile(r"(?:可以?|应当?|必须|须|需|不得|拟)$")
"""Words that say how binding what follows is: a lead does not begin behind one."""

PERMITS = re.compile(
    r"可以(?!不)|(?<![不许认尚])可(?![以能靠持行再复转视控及见观抗或谓不])|允许|自动纳入|予以(?!处罚)|(?<!不)给予(?!处分|处罚|警告|通报)"
    r"|鼓励|(?<!不)支持(?=[^，。；]{2})|(?<!不)享受"
)
FORBIDS = re.compile(
    r"不予|(?:不得|不能|不可以?)(?!超过|高于|低于|少于|多于|大于|小于|抗|或|不)|不允许|禁止|严禁|除外|不享受|不纳入|不包括|不属于"
    r"|不适用|不(?:再)?支持|不再"
)
REQUIRES = re.compile(r"应当|必须|(?<![不无])须|(?<![不无])需(?!求)")
EXEMPTS = re.compile(r"无需|无须|不需|毋须|免于|可以?不(?!能)|免交|免除|免收")

NOT_ASKED = re.compile(
    r"[有没]+有?没?有?|多少|多久|多长|多大|几多|几[个天年家成种项步点级号月户名次份类条款笔处万百日]|谁|哪[里儿些个家位种项天年]?"
    r"|什么时候|什么|啥时候|啥|何时|怎么样|怎么办|怎么|怎样|如何|咋办|咋样|咋|是不是|能不能|可不可以|行不行|要不要|需不需要"
    r"|可以|是否|能否|可否|请问|具体|大概|一般|到底|究竟|我们|咱们|你们|他们|自己|这个|那个|这种|那种|最[高多低少长短]"
    r"|[的了呢吗么嘛吧啊呀是在由要去来又还都也能会行对不它他她这那个我你您俺咱算给得到再才就请问和与及]"
)
"""The words of asking, which say nothing of what is asked about."""
ASKED_MONEY = re.compile(r"钱|元|万|亿|额|贷|借|拿|领|补|奖|罚|费|价|资|块")
ASKED_COUNT = re.compile(rf"(?:多少|几)(?:百|千|万|亿|十)?([{_CLASSIFIERS}])")
CLASSIFIERS_ALIKE = ("人名位", "家户")
"""Classifiers that count the same things."""
ASKED_TERM = re.compile(r"(?:多少|几)个?(?:工作日|日|天|年|月|周|小时)")

ALIKE = (
    ("额度", "金额", "限额", "数额", "总额", "最多", "最高", "多少", "封顶", "上限", "标准"),
    ("贷款", "授信", "借款", "借", "贷"),
    ("期限", "时限", "时间", "有效期", "久", "多长", "几年", "几个月", "几天", "最长", "工作日"),
    ("年利率", "利率", "利息", "息"),
    ("比例", "几成", "百分之几", "占比"),
    ("补贴", "补助", "奖励", "资助", "奖补", "奖金", "补", "奖"),
    ("罚款", "罚金", "罚"),
)
"""General words for what is measured: one that a question has lets the others of its row go unsaid."""
MEASURE_WORDS = frozenset({"额度", "限额", "数额", "利率", "年利率"})
"""Those that name no thing of their own (贷款, 补贴)."""
_BEARERS = (
    r"(?:企业|公司|主体|机构|银行|项目|家庭|农户|农场|单位|商户|借款人|申请人|个人|法人|合作社|团队|园区|平台|客户"
    r"|户|人|笔)"
)
ENTITY = re.compile(
    rf"(?:单个|每个|同一)[\u4e00-\u9fff“”]{{0,12}}?{_BEARERS}"
    rf"|(?:单户|单家|单笔|每户|每家|每人|每名)(?:[\u4e00-\u9fff“”]{{0,12}}?{_BEARERS})?"
)
"""Who or what a figure is for, one by one."""
PURPOSE = re.compile(
    r"为了|为(?:进一步|加强|规范|促进|鼓励|加快|贯彻|落实|推动)|(?:根据|依据)[^，,]*(?:规定|精神|要求|部署)$"
)
"""How a segment begins that only says what for or by what right."""
GRANTED = re.compile(
    r"的(?:一次性)?(?:奖励|奖补|补助|补贴|贷款|资助|罚款|罚金|资金|标准|比例|利率|额度|期限|贴息|担保|保费|支持|奖金|经费|优惠"
    r"|补偿|滞纳金|违约金|低息|信用|专项|财政|政府|授信|融资)"
)
"""What may follow a figure that is granted; any other 的 makes it a condition (年销售额2000万元以上的企业)."""
