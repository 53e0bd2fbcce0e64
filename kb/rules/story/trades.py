"""What trade an applicant is in, as a story says it: what it makes, sells or runs, and what it does not do."""

import re
from collections.abc import Iterator
from dataclasses import replace

from kb.rules.applicant.statuses import UNSURE
from kb.rules.story.denials import denied_over
from kb.rules.story.text import Clause, Story
from kb.rules.types import Certainty, Fact
from kb.types import Span

# Words that name a trade or what one is made of: without one of them 做 and 搞 may be about anything.
_NOUN = (
    r"房地产|地产|物业|外贸|内贸|贸易|商贸|进出口|跨境电商|电商|电子商务|网店|淘宝店?|微商|直播|带货|批发|零售|超市|便利店|小卖部|餐饮|饭[馆店庄]|餐[馆厅]|小吃|早[餐点]|夜宵|烧烤"
    r"|火锅|奶茶|咖啡|面[馆条食点]|包子|快餐|食堂|民宿|酒店|宾馆|旅[馆社]|旅游|农家乐|茶[楼馆叶]|物流|运输|货运|客运|快递|仓储|冷链|装[修潢]|装饰|建筑|施工|市政"
    r"|工程|建材|门窗|软件|信息技术|互联网|网络|网站|小程序|游戏|人工智能|大数据|云计算|算法|大模型|芯片|集成电路|半导体|电子(?:元件|元器件|产品)?|光伏|储能|电池"
    r"|新能源|新材料|机械|机床|设备|装备|模具|五金|注塑|塑料|塑胶|橡胶|化工|涂料|制药|医药|药[品材店]|医疗器械|生物|纺织|织[布造]|服装|童装|制衣|毛衫|袜|印染|印刷|包装"
    r"|纸[箱盒品]?|家具|木材|木[器业]|竹|食品|糕点|豆制品|肉|粮[油食]|面粉|大米|饲料|酒(?!店)|饮料|水产|海鲜|养殖|养[猪鱼鸡鸭牛羊蜂虾蟹]|种植|水稻|小麦|玉米|蔬菜|水果|果[树园品蔬]"
    r"|花卉|苗木|食用菌|蘑菇|药材|农[业资机产]|畜牧|家政|保洁|理发|美容|美发|美甲|维修|汽修|修车|洗车|汽配|教育|培训|幼儿园|托[育管]|养老|诊所|牙科|广告|设计|咨询"
    r"|检测|环保|回收|再生资源|矿|石材|砖|水泥|混凝土|玻璃|陶瓷|阀门|轴承|齿轮|弹簧|紧固件|螺丝|电机|电缆|电线|电镀|铸造|锻造|钣金|灯[具饰]|照明|家电|手机|电脑|玩具|鞋|箱包|皮[革具]"
    r"|珠宝|首饰|工艺品|汽车|车床|船|零[部配]件|配件|仪[器表]|传感器|机器人|无人机|影视|动漫|文[化创旅]|传媒|演艺|体育|健身|网吧|KTV|歌厅|酒吧|棋牌|洗浴|典当"
    r"|花店|母婴|宠物|眼镜|文具|烟酒|日用品|百货|杂货|布料|面料|窗帘|油漆|轮胎|二手|加油|农药|化肥|种子"
)  # fmt: skip
_HOUSE = (
    r"(?:加工|制造|制品|生产|经营|专卖|经销|批发|零售|服务|中介|外包|开发|科技|工程|出口|进口|代工|定制|租赁|设计|安装)?"
    r"(?:厂|店|馆|场|坊|作坊|铺|行|庄|摊|园|房|室|部|中心|工作室|合作社|门市)?"
)
_WORKS = r"(?:公司|企业|行业|产业|业务|生意|厂家|商户|户)"
_SIZED = re.compile(
    r"^(?:了|着|的是)?(?:[一几两]?[家个间座处](?![具电政禽纺私用]))?(?:(?:小型微型|小微|中小微?|[大中小微]型|小规模|大规模)的?)?(?:一[家个间])?"
)
# 某市规模以上制造业: where and how large stand before the trade.
_PLACED = re.compile(r"^[^,。;]{0,8}(?:(?<![社园城都小])[省市县区镇](?![政场区级])|规模以上|规上|这家|那家)的?(?=.{2})")
_TAIL = re.compile(r"(?:的|这块|这一块|这行|这一行|为主|起家|出身)+$")
# What is done, with what it is done to: 做外贸, 开饭馆, 搞了五年装修.
_DOING = re.compile(
    r"(?P<verb>从事|经营|主营|生产|加工|制造|承接|代理|出口|进口|销售|经销|供应|做|搞|干|开|办|跑)(?:了|过|着|起|的是)?(?:(?:[\d一二两三四五六七八九十几]+多?)年(?:多)?的?)?"
    rf"(?P<trade>[^,。;了过\d吗呢]{{0,8}}?(?:{_NOUN})(?:(?:和|、|与|及)?(?:{_NOUN}))*{_HOUSE}(?:{_WORKS})?)"
    r"(?=[,。;]|$|的|了|,|为主|这)"
)
_TENDING = re.compile(
    r"(?<![贷培收抚赡保休营包])(?P<verb>养(?!殖)|种(?!植|子)|修(?!理)|卖(?![了过]?[\d一二两三四五六七八九十百千]+[多来]?[万亿块元]))(?:了|着|过)?(?:[\d一二两三四五六七八九十几百千]+(?:多|来)?(?:亩|头|只|棵|塘|棚|公顷)?的?)?"
    r"(?P<what>[^,。;了过着\d的老护活起不到完好补改复正订复整]{1,6}?)(?=[,。;]|$|的|为生|为主)"
)
_GROUNDS = re.compile(r"(?:场|专业户|大户|户|厂|店|铺|基地)$")
_TENDED = {"养": "养殖", "种": "种植", "修": "维修"}
# 一家食品厂, 大型食品企业, 某市的软件公司.
_OWN_HOUSE = re.compile(
    rf"(?P<trade>(?:{_NOUN})(?:{_NOUN})*(?:(?:加工|制造|制品|专卖|经营|批发|零售|服务|中介|外包|开发)?(?:厂|店|馆|场|坊|作坊|铺|行|摊|门市部?|合作社)"
    rf"|(?:加工|制造|制品|服务|开发|中介)?(?=(?:科技|技术|有限|股份|责任)*(?:{_WORKS}|大户|专业户))))"
    r"(?=公司|企业|行业|产业|业务|生意|厂家|商户|大户|专业户|户|科技|技术|有限|股份|的|老板|[,。;]|$|开了|一家|工人|员工)"
)
_ALONE = re.compile(
    rf"(?:我们?|咱们?)?(?:就?是|家|这|一?家|一个)*(?P<trade>(?:小|老)?(?:{_NOUN})(?:{_NOUN})*{_HOUSE})(?:行业|业)?(?:的|一家)?"
)
_EXPLICIT = (
    re.compile(
        r"(?:主要)?(?:从事|主营|经营范围是|主业是|主要做|专门?做|专业做|专注(?:于|做)?|是做|是搞|是开|是干|是生产|业务是|产品是|行业是|属于)(?P<trade>[^,。;了\d]{2,14}?)(?:行业|产业|领域|业务|生意|这块|这一块|这行|这一行|的(?:公司|企业|厂)?|为主)?(?=[,。;]|$|的)"
    ),
    re.compile(
        r"(?<![在要想去来叫当看给])(?:做|搞|干|跑|种|养|卖|生产|加工|制造)(?P<trade>[^,。;了过\d个点些一到不完好成得出]{2,10}?)的(?=[,。;]|$|小|个体|老|生意|[^,。;]{0,6}(?:公司|企业|厂|店|作坊|合作社|农场|商户))"
    ),
    re.compile(
        r"(?P<trade>[\u4e00-\u9fff]{2,6}?(?:制造|加工|服务|餐饮|建筑|物流|零售|批发|养殖|种植|软件|化工|纺织|服装|食品|电子|机械|旅游|运输|农|渔|牧|印刷)业)(?:的)?(?=企业|公司|[,。;]|$|个体)"
    ),
    re.compile(r"(?:我们?|咱们?)(?:家|这)?(?P<trade>[\u4e00-\u9fff]{2,8}?)(?:行业|产业)的?(?=[,。;]|$)"),
)
_SELLING = re.compile(r"(?P<trade>(?:卖|批发)[^,。;了过\d的]{1,8})(?=[,。;]|$|的)")
# Without a known noun only where the clause says nothing else: 做烘焙.
_ANYTHING = re.compile(
    r"(?:(?<=[,。;])|^)\s*(?:我们?|咱们?|俺们?|公司|厂里?|店里?|主要|现在|目前|一直|专门|都是|就是|是|也|转行)*(?P<verb>做|搞)"
    r"(?P<trade>(?![一几点些好大小工过了成])[^\W\dA-Za-z的了过不是有在个这那就都也好完成得出到点些什啥么事活法梦客账题官证人主]{2,5})\s*(?=[,。;]|$)"
)
_NOT_DOING = re.compile(
    rf"(?:不是?|没有?|从不|并不|从没)(?:做|搞|干|开|办|卖|从事|经营|涉及|生产)(?:过|的)?(?P<trade>[^,。;]{{0,4}}?(?:{_NOUN})[^,。;]{{0,16}}?)(?:的|了|这些|之类|业务|行业|生意)*(?=[,。;]|$)"
)
_NO_TRADE = re.compile(
    r"^(?:养[猫狗家孩娃]|[猫狗孩娃]|孩子|老人|卖[力掉点房车]|车养|命|身)|公司|企业|什么|啥|怎么|贷款|资质|我们|高企|小微|没有|这个|事情|证明|好|抵押|担保|准备|申请|申报|什麽|法人|老板|主|自己|合作(?!社)|生意$|老实|本地|创业|周转|样|执照|手续"
    r"|补贴|名录|孵化|贡献|保证|调查|研究|决定|选择|研发|技改|改造|活动|培训员|项目$|[省市县区](?:的|里|内)"
)
_NOT_OWN = re.compile(
    r"(?:给|向|帮|替|卖给|服务|对接|客户|供应|外面的?|别的|其他|哪些|什么样的?|什么|所有|全部|各类|这类|那些|支持|针对|打工的?|隔壁|附近|旁边|对面|楼下|以前|原来|曾经|之前|租)[^,。;]{0,6}$"
)
_WISHED = re.compile(
    r"(?<!主)[想要去]$|打算|准备|计划|(?:贷|借|用|拿|投)[^,。;]{0,8}$|用[于来]|为了|买|采购|装备|[在去](?=$)"
)
_MARK = "从事"


def trades_in_story(story: Story) -> Iterator[Fact]:
    """Yield the trade of the applicant, several as one, and as states what it says that it does not do."""
    found: list[Fact] = []
    for clause in story.clauses:
        if clause.supposes:
            continue
        denied = _denied(story, clause)
        if denied is not None:
            yield denied
            continue
        fact = _trade(story, clause)
        if fact is not None and fact.certainty is Certainty.DENIED:
            yield replace(fact, name="states", value=f"{_MARK}{fact.value}")
        elif fact is not None:
            found.append(fact)
    yield from _joined(found)


def _denied(story: Story, clause: Clause) -> Fact | None:
    match = _NOT_DOING.search(clause.text)
    if match is None or clause.asks or not story.of_applicant(clause.start + match.start()):
        return None
    span = Span(clause.start + match.start(), clause.start + match.end("trade"))
    return Fact("states", _MARK + match["trade"], Certainty.DENIED, words=story.words(span), span=span)


def _joined(found: list[Fact]) -> Iterator[Fact]:
    """Yield trades, the first with all that are said: who makes clothes and exports them does both."""
    stated: list[Fact] = []
    for fact in found:
        value = str(fact.value)
        if fact.certainty is not Certainty.STATED:
            yield fact
        elif not any(value in str(one.value) for one in stated):
            stated = [one for one in stated if str(one.value) not in value] + [fact]
    if stated:
        yield replace(stated[0], value="、".join(str(one.value) for one in stated))
        yield from stated[1:]


def _trade(story: Story, clause: Clause) -> Fact | None:
    for pattern in (_DOING, *_EXPLICIT, _TENDING, _OWN_HOUSE, _SELLING, _ANYTHING):
        for match in pattern.finditer(story.plain, clause.start, clause.end):
            fact = _fact_of(story, clause, match, weak=pattern not in _EXPLICIT)
            if fact is not None:
                return fact
    start = clause.end - len(clause.text.lstrip())
    alone = _ALONE.fullmatch(story.plain, start, start + len(clause.text.strip()))
    return _fact_of(story, clause, alone, weak=True) if alone is not None else None


def _fact_of(story: Story, clause: Clause, match: re.Match[str], *, weak: bool) -> Fact | None:
    groups = match.groupdict()
    if "what" in groups:
        verb = match["verb"]
        what = _GROUNDS.sub("", match["what"]) or match["what"]
        trade = f"{'汽车' if what == '车' else what}{_TENDED[verb]}" if verb in _TENDED else f"{verb}{what}"
        at = match.start()
    else:
        trade = match["trade"]
        at = match.start() if "verb" in groups or not weak else match.start("trade")
    trade = _TAIL.sub("", _SIZED.sub("", _PLACED.sub("", trade.strip(" 的"))))
    before = story.plain[clause.start : at]
    if len(trade) < 2 or _NO_TRADE.search(trade) or not story.of_applicant(at):
        return None
    if _NOT_OWN.search(before) or (_WISHED.search(before) if weak else re.search(r"[想要]$|打算|准备", before)):
        return None
    if weak and clause.asks:
        return None
    certainty = Certainty.STATED
    if UNSURE.search(before):
        certainty = Certainty.UNSURE
    elif denied_over(before):
        certainty = Certainty.DENIED
    span = Span(at, match.end())
    return Fact("industry", trade, certainty, words=story.words(span), span=span)
