"""What a single demand is about, told from its words."""

import re

from kb.rules.types import ConditionKind

# 高新技术企业, 省级示范企业, “小巨人”企业: a name that somebody gives and that is held or not.
NAMED = re.compile(
    r"高新技术|高企|科技型|专精特新|小巨人|瞪羚|独角兽|雏鹰|领航|隐形冠军|单项冠军|制造业冠军|龙头|领军|示范|孵化器|众创空间|技术中心|研究中心|研发中心"
    r"|实验室|研究院|工作站|创新中心|创新型|绿色工厂|老字号|驰名商标|名牌|规模以上|规上|上市公司|上市后备|上云|贯标|链主|单打冠军|种子企业|培育库|培育企业"
    r"|成长型|引进.{0,6}人才|人才计划|人才工程|人才项目|人才企业|创业大赛|创新创业|(?:国家|省|市|县|区)级|[省市县区](?:重点|优秀|级)|入库企业|白名单"
    r"|奖(?:项|获得)|科技进步奖|许可证|资格证|资质证|证书|认定证"
)
_GIVEN = re.compile(
    r"(?:获评|评为|认定|入选|列入|纳入|获得|取得|授予|入围|备案|命名)[^,。;]{0,24}(?:企业|称号|资质|名单|计划|目录|库|单位|园区|中心|项目|人才)"
)
IDENTITY = re.compile(
    r"毕业生|退役军人|复员|转业|军人|失业人员|就业困难|农民工|残疾人|脱贫|贫困|低收入|刑满释放|网络商户|下岗|退伍|归国|留学|台胞|港澳|青年|妇女|大学生"
    r"|高层次人才|低保|返乡|入乡|失地|渔民|移民|去产能|化解过剩产能|复退军人|新型职业农民|职业农民"
)
_PLACE = re.compile(
    r"户籍|"
    r"(?:[本我全][省市区县州旗镇盟]|辖区|行政区域|境内|辖内|当地|属地|[省市区县州旗](?:范围)?内)[^,。;]{0,12}"
    r"(?:注册|登记|设立|经营|落户|纳税|生产|居住|户籍|从事|工商|内|$)"
    r"|(?:注册|登记|设立|经营|落户|纳税|生产|居住|户籍|办公|工商)[^,。;]{0,8}(?:在|于|为|:)?[^,。;]{0,4}"
    r"(?:[本我全][省市区县州旗镇盟]|辖区|行政区域|境内|辖内|[\u4e00-\u9fff]{2,8}[省市区县州旗](?![场级民外政财属重]))"
    r"|(?:活动|业务|总部|住所|场所|项目)[^,。;]{0,4}(?:在|位于)[^,。;]{0,6}[省市区县州旗]$"
    r"|(?:在|位于)[\u4e00-\u9fff]{2,12}[省市区县州旗](?![场级民外政财属重])[^,。;]{0,10}(?:注册|登记|设立|经营|落户|纳税|生产|居住|工商|内)"
)
_AGE = re.compile(
    r"(?:成立|设立|注册|登记(?!失业)|开办|创办|创业|经营|开业|营业执照|存续|生产经营|持续经营|正常经营|运营)[^,。;\d一二三四五六七八九十两]{0,12}"
    r"(?:满|超过|不足|不满|未满|不超过|不少于|不低于|在|达|已)?[^,。;\d]{0,3}(?:\d+|[一二三四五六七八九十两]+)(?:个)?(?:年|月|完整会计年度|会计年度)"
)
MEASURES: tuple[tuple[str, str, str], ...] = (
    (
        "rd_ratio",
        "研发费用占比",
        r"(?:研发|研究开发|R&D)[^,。;]{0,8}(?:投入|费用|经费|支出)[^,。;]{0,6}(?:占|比重|比例|强度)|研发(?:投入|费用)?(?:占比|强度)",
    ),
    ("rd_expense", "研发费用", r"(?:研发|研究开发)[^,。;]{0,4}(?:投入|费用|经费|支出)"),
    ("rd_staff_ratio", "研发人员占比", r"(?:研发|科技|技术)人员[^,。;]{0,8}(?:占|比)"),
    (
        "overseas_ratio",
        "境外收入占比",
        r"(?:境外|海外|出口|外销)[^,。;]{0,10}?(?:占|比重|比例)|(?:境外|海外|出口|外销)(?:业务)?(?:销售)?(?:收入|额)占比",
    ),
    (
        "hightech_ratio",
        "高新技术产品（服务）收入占比",
        r"(?:高新技术|高技术|新)产品[^,。;]{0,12}?(?:收入|产值|销售)[^,。;]{0,6}(?:占|比重|比例)",
    ),
    ("overseas_revenue", "境外收入", r"(?:境外|海外|出口|外销)(?:业务|销售)*(?:收入|额|总额)|进出口(?:总)?额|出口创汇"),
    ("debt_ratio", "资产负债率", r"资产负债率"),
    (
        "revenue",
        "营业收入",
        r"(?:主营业务|营业|销售|经营)(?:总)?(?:收入|额)|营收|年?产值|主营收入|年销售|销售(?:规模|总额)",
    ),
    ("employees", "从业人员", r"从业人(?:员|数)|职工(?:人数|总数|数)?|员工(?:人数|总数|数)?|参保人数|用工|雇员"),
    ("assets", "资产总额", r"(?:总资产|资产总额|资产规模)"),
    ("net_assets", "净资产", r"净资产"),
    ("registered_capital", "注册资本", r"注册资[本金]|实缴资本|实收资本"),
    ("tax", "纳税额", r"纳税|税收|税款|上缴税|实缴税|入库税|地方(?:经济)?贡献"),
    ("profit", "利润", r"净?利润|盈利额"),
    ("investment", "投资额", r"(?:固定资产|项目)?(?:总)?投资(?:总?额|规模)?|设备投入"),
    ("age", "年龄", r"年龄|周岁"),
    ("debt", "负债", r"负债|贷款余额"),
)
_MEASURE = re.compile("|".join(pattern for _, _, pattern in MEASURES))
_GROWTH = re.compile(r"增长|增速|增幅|同比|下降|提高")
_FIGURE = re.compile(r"[\d一二三四五六七八九十百千万亿两]+ ?(?:万|亿)?(?:元|人|名|%|成|岁|周岁|户|家|项|倍)")
GRADE = re.compile(
    r"(?:评价|评级|评定|评分|绩效|信用|等级|分类|类别|效益|结果|星级|亩均|亩产|考核)[^,。;]{0,14}?[\"“]?(?P<grade>[A-EM][+-]?(?![A-Za-z&])|A{2,3}|[一二三四五甲乙丙丁]级|[一二三四五]星)"
    r"|(?:评价|评级|考核|等级|结果)[^,。;]{0,8}(?P<word>优秀|良好|不?合格)"
    r"|(?P<front>A{1,3}|[B-EM])[\"”]?(?:类|级|档)"
)
_CREDIT = re.compile(r"信用|征信|失信|诚信|不良记录|逾期|被执行人|经营异常|严重违法|黑名单|欠税|欠薪|欠贷|不良贷款")
PRIOR = re.compile(
    r"首次(?:申请|获得|创业|贷款|办理|享受|获贷)|首贷|从未[^,。;]{0,12}(?:贷|享受)|未(?:曾)?(?:获得|享受|取得|申请|使用|办理)过?[^,。;]{0,14}(?:贷款|贴息|补贴|补助|支持|政策|奖励|资助|信贷)"
    r"|(?:没有|无)[^,。;]{0,10}贷款(?:记录|余额|历史)?|已[经]?(?:获得|享受|取得|申请)过?|(?:获得|享受|发生)过|初次(?:创业|申请|贷款|获贷)|再次|重复(?:享受|申报)"
    r"|(?:获得|取得|发生)过?[^,。;]{0,10}(?:补偿|代偿|赔付)"
)
_REQUEST = re.compile(r"贷款(?:用途|期限|金额|额度|资金)|借款(?:用途|期限|金额)|资金用途|用途(?:明确|合法)|用于")
FORBIDS_USE = re.compile(
    r"(?:不得|不能|不可|不应|严禁|禁止|不准|不)(?:将[^,。;]{0,10})?(?:直接|间接|变相|或)*(?:用于|用作|流入|投向|投入|进入)"
)
"""What money must not be used for."""
INDUSTRY = re.compile(
    r"(?:属于|从事|主营|符合|行业|产业|领域|经营范围)[^,。;]{0,30}(?:产业|行业|领域|(?<![企就创从])业|目录|方向)"
    r"|(?:制造|服务|农|工|建筑|零售|批发|餐饮|住宿|软件|信息技术|旅游|物流|养殖|种植|加工)业|房地产|娱乐|类金融|投资类|金融业|金融类|地产"
)
SIZE = re.compile(r"大型|中型|小型|微型|小微|中小(?!板)微?|大中型|小规模")
ENTITY = re.compile(
    r"企业|公司|个体工商户|个体户|工商户|合作社|家庭农场|农场|个人|自然人|农户|经营主体|市场主体|创业者|创业人员|社会组织|社会团体|事业单位|(?<![海行司])机关(?=、|和|及|或|$)|用人单位|民办非企业|法人|居民|合伙|个体经营|(?:个人|企业)(?:借款人|申请人)"
)
BY_STANDARD = re.compile(
    r"(?:属于|符合|按照?|依据)?(?:国家|现行|有关)*(?:的)?(?:中小微?企业)?划型(?:标准)?(?:规定)?(?:条件)?的"
)
"""The standard that sizes are told by, which demands nothing itself."""
_IS_ENTITY = re.compile(rf"(?:{ENTITY.pattern}|法人)(?:资格|单位|组织|机构|等)?(?:\([^()]*\))?$")
# 吸纳脱贫劳动力: what is done for others makes nobody one of them.
_DONE_FOR = re.compile(
    r"^(?:当年|上年度?|新|累计|年度|已|实际)*(?:与|吸纳|招用|招聘|带动|安置|新招|聘用|录用|雇佣?|帮扶|为)(?!业)"
)
_DONE_TO = re.compile(r"(?:拖欠|克扣|安置|安排|吸纳|招用|招聘|聘用|雇佣|雇用|辞退|侵害)[^,;、]{0,6}$")
_THEIRS = re.compile(r"(?:的)?(?:工资|薪酬|社保|就业保障金|占|比例|权益)")
_USED = re.compile(r"^(?:实际|主要|全部|必须|只能)用于(?![^,;]*(?:贷|借)款)")
_LONGEST_NOUN = 30
_TOLD_APART = 2
# What may stand before 企业 without telling one firm from another; 初创企业 and 拟上市企业 are more than firms.
_OF_ANY = re.compile(
    rf"{ENTITY.pattern}|法人|各类|所有|其[他它]|上述|以下|下列|相关|有关|具有|具备|取得|有效|独立|合法|依法|正常|登记|注册|设立|成立|经营|生产|持续|营业|执照|民事|行为能力|完全|主体|资格"
    r"|申请|申报|借款|享受|在?[本我全][省市县区州旗]|境内|辖区|行政区域|符合|条件|农民|专业|实体|存续|开办|创办|从事|有限|责任|股份|工商|非|盈利|营利|性|为|是|属于|单位|组织|机构|等|人"
    r"|[的和或及与、,以者内()“”]"
)
_TRADE_OF_FIRM = re.compile(
    r"(?:加工|制造|生产|种植|养殖|运输|物流|餐饮|零售|批发|建筑|施工|软件|旅游|住宿|外贸|进出口|服务|流通|电商|农业|工业|商贸|制造业|服务业)(?:类|型)?(?:企业|公司|单位|户)$"
)


def kind_of(words: str) -> ConditionKind:
    """Return what the half-width words of a demand are about."""
    measured = _FIGURE.search(words) is not None or re.search(r"\d", words) is not None
    if _AGE.search(words) and not (NAMED.search(words) and "认定" in words):
        return ConditionKind.AGE_OF_FIRM
    if GRADE.search(words) and not _MEASURE.search(words.split("纳税信用")[0]):
        return ConditionKind.GRADE
    if measured and _MEASURE.search(words) and not _GROWTH.search(words) and not re.search(r"新招|新增", words):
        return ConditionKind.MEASURE
    if PRIOR.search(words):
        return ConditionKind.PRIOR_USE
    if _CREDIT.search(words):
        return ConditionKind.CREDIT_RECORD
    if NAMED.search(words) or _GIVEN.search(words) or _names_person(words):
        return ConditionKind.QUALIFICATION
    if FORBIDS_USE.search(words):
        return ConditionKind.REQUEST
    if _PLACE.search(words):
        return ConditionKind.PLACE
    if _REQUEST.search(words) and not ENTITY.search(words[-6:]) and not _USED.match(words):
        return ConditionKind.REQUEST
    if SIZE.search(words) and not re.search(r"从事|主营|行业|产业|领域", words):
        return ConditionKind.SIZE
    if INDUSTRY.search(words):
        return ConditionKind.INDUSTRY
    if SIZE.search(words):
        return ConditionKind.SIZE
    if _TRADE_OF_FIRM.search(words):
        return ConditionKind.INDUSTRY
    if is_kind_of_firm(words) and len(_OF_ANY.sub("", words)) < _TOLD_APART:
        return ConditionKind.ENTITY
    return ConditionKind.OTHER


def _names_person(words: str) -> bool:
    """Tell whether half-width words name somebody as what he is: not 无拖欠农民工工资行为, 虚假安置残疾人的."""
    if _DONE_FOR.match(words):
        return False
    return any(
        not _DONE_TO.search(words[: found.start()]) and not _THEIRS.match(words, found.end())
        for found in IDENTITY.finditer(words)
    )


def is_measured(words: str) -> bool:
    """Tell whether half-width words name something that is measured: 职工人数, 营业收入."""
    return _MEASURE.search(words) is not None


def is_kind_of_firm(words: str) -> bool:
    """Tell whether half-width words are a noun for those who apply and no other kind of demand, whatever it adds."""
    return (
        _IS_ENTITY.search(words) is not None
        and len(words) <= _LONGEST_NOUN
        and not any(
            pattern.search(words) for pattern in (NAMED, _GIVEN, IDENTITY, SIZE, INDUSTRY, _TRADE_OF_FIRM, _PLACE)
        )
    )
