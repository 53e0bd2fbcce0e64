"""What an applicant is, as a story says it: kind, size, trade, and how long the firm has been there."""

import re
from collections.abc import Iterator
from datetime import date

from kb.rules.applicant.choices import size_of
from kb.rules.applicant.spoken import MONTHS, Spoken
from kb.rules.applicant.statuses import UNSURE
from kb.rules.story.scope import denied_before
from kb.rules.story.text import Clause, Story
from kb.rules.types import Certainty, Fact, FactValue
from kb.text.periods import periods_in
from kb.types import Span

_ENTITY = re.compile(
    r"(?P<合作社>(?:农民)?(?:专业)?合作社)|(?P<家庭农场>家庭农场)|(?P<个体工商户>个体工商户|个体户|个体经营户?|个体工商|个体老板|(?:是|就|搞|做|干)个体(?![^,。;]{0,2}(?:差异|经济)))"
    r"|(?P<社会组织>社会组织|社会团体|民办非企业(?:单位)?|民非)|(?P<机关事业单位>事业单位)"
    r"|(?P<企业>(?:有限责任|股份有限|有限|股份|独资|合资|合伙|民营|国有|外资|科技|贸易|制造|小微|小型|微型|中小|中型|大型|初创|工业)*(?:公司|企业)(?!家))"
    r"|(?P<个人>(?:我|就)?(?<![\d一二三四五六七八九十两几多来这那每])(?:个人|自然人)(?=想|要|贷|申|创业|经营|名义|身份|,|。|$)|以个人)"
)
_ENTITY_VALUES = {"合作社": "农民专业合作社"}
_OWN = re.compile(r"我|咱|俺|本|开|办|注册|是|属于|经营|成立|自己|们|一家|家|登记|搞|做")
_NOT_OWN = re.compile(
    r"(?:给|向|帮|替|卖给|服务|对接|客户|供应|担保|保险|小贷|贷款|银行|上市|物业|外面的?|别的|其他|哪些|什么样的?|什么|所有|全部|各类|这类|那些|支持|针对|打工的?)[^,。;]{0,3}$"
)
_NOT_ENTITY = re.compile(r"^(?:能|可以|怎么|如何|都能|才|贷款(?:政策|条件)|所得税|法|名录|信用|注册地|名下|征信)")
_TEMPLATE = re.compile(r"(?:担保|保险|小额贷款|贷款|评估|中介|租赁|物业|银行|典当)(?:公司|企业)$")
_SIZE = re.compile(
    r"(?:小型微型|小微|中小微|中小型|中小|微型|小型|中型|大型)(?=企业|公司|工业企业|的企业|制造|规模|的|,|。|$|这|类|划型)|规模(?:是|属于|为)(?P<said>[大中小微]型)|划型(?:是|为|结果是)?(?P<typed>[大中小微]型)"
)
_TRADES = (
    re.compile(
        r"(?:主要)?(?:从事|主营|经营范围是|主业是|主要做|专门?做|专业做|专注(?:于|做)?|是做|是搞|是开|是干|是生产|业务是|产品是|行业是|属于)(?P<trade>[^,。;了\d]{2,14}?)(?:行业|产业|领域|业务|生意|这块|这一块|这行|这一行|的(?:公司|企业|厂)?|为主)?(?=[,。;]|$|的)"
    ),
    re.compile(
        r"(?<![在要想去来叫当看给])(?:做|搞|干|跑|种|养|卖|生产|加工|制造)(?P<trade>[^,。;了过\d个点些一到不完好成得出]{2,10}?)的(?=[,。;]|$|小|个体|老|生意|[^,。;]{0,6}(?:公司|企业|厂|店|作坊|合作社|农场|商户))"
    ),
    re.compile(
        r"(?:开|办)(?:了|的是?|着)?(?:一)?(?:家|个|间)?(?:小|大)?(?P<trade>[^,。;了过\d一在]{0,7}?(?:饭店|餐馆|面馆|火锅店|餐厅|民宿|酒店|宾馆|旅馆|超市|便利店|网店|淘宝店|理发店|美容院|药店|诊所|服装店|早餐店|奶茶店|快餐店|小吃店|幼儿园|修理厂|洗车店|养殖场|农家乐|印刷厂|家具厂|食品厂|服装厂|纺织厂|五金厂|机械厂|塑料厂|模具厂|茶厂|酒厂|木器厂|鞋厂|玩具厂|包装厂|电子厂|砖厂|铸造厂))"
    ),
    re.compile(
        r"(?P<trade>[\u4e00-\u9fff]{2,6}?(?:制造|加工|服务|餐饮|建筑|物流|零售|批发|养殖|种植|软件|化工|纺织|服装|食品|电子|机械|旅游|运输|农|渔|牧|印刷)业)(?:的)?(?=企业|公司|[,。;]|$|个体)"
    ),
    re.compile(r"(?:我们?|咱们?)(?:家|这)?(?P<trade>[\u4e00-\u9fff]{2,8}?)(?:行业|产业)的?(?=[,。;]|$)"),
)
_NAMED_SHOP = re.compile(
    r"(?P<trade>(?:五金|食品|服装|家具|模具|塑料|印刷|机械|化工|纺织|电子|紧固件|箱包|鞋|玩具|建材|饲料|酒|茶|米|面粉|纸|砖|水泥|木材|皮革|电器|灯具|罐头|糕点|毛衫|袜|阀门|铸造|电镀|汽配|汽修|加工|制衣)厂"
    r"|KTV|歌厅|网吧|酒吧|棋牌室|典当行|小卖部|茶楼|茶馆|农家乐|(?:奶茶|早餐|面|饭|理发|美容|服装|童装|鞋|水果|花|药|文具|母婴|烟酒|五金|快餐|小吃|火锅|烧烤|蛋糕|面包|咖啡|汽修|修车|洗车|宠物|眼镜|手机)(?:店|馆|铺))"
    r"(?=的|老板|$|[,。;]|开了|一家)",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"[给向帮替](?:[^,。;]{0,8})$|隔壁|附近|旁边|对面|楼下|以前|原来|曾经|之前|租[^,。;]{0,6}$|打工")
_SELLING = re.compile(r"在[^,。;]{2,12}?(?P<trade>(?:卖|批发)[^,。;了过\d的]{1,8})(?=[,。;]|$|的)")
_NO_TRADE = re.compile(
    r"公司|企业|什么|啥|怎么|贷款|资质|我们|高企|小微|没有|这个|事情|证明|好|抵押|担保|准备|申请|申报|什麽|法人|老板|主|自己|合作|生意$|老实|本地|创业|周转|样"
)
_BORN = re.compile(
    r"(?:注册|成立|创办|设立|开业|开办|创立|建厂|开厂|开店|办厂|领(?:的|了)?(?:营业)?执照|办(?:的|了|下来)?(?:营业)?执照|拿(?:的|了|到)?(?:营业)?执照|(?<!刚)开的|办的|起步|登记|创业|建的|开张|投产|成立于|注册于|始于|创建|组建|挂牌成立)"
)
_NOT_BORN = re.compile(
    r"注册(?:资|地|在|商标|会计|会员)|登记失业|失业登记|成立(?:了)?(?:研发|党|工会|专班)|办的(?:贷款|资质)|(?:贷|借|欠)"
)
_AGED = re.compile(
    r"(?:(?:公司|企业|厂|店|我们|合作社|工厂|生意)?(?:都|已经?|也)?(?:开了?|办了?|成立了?|经营了?|运营了?|营业了?|注册了?|创办了?|创业|存续|干了?|做了?|开业|建厂|办厂|开厂|开店|成立时间|营业执照|执照办了|执照)(?:至今|到现在|到今天|以来)?(?:已经?|都|也|快|将近|才|刚刚?|大概|差不多|有|满|了|不到|不满|不足|还没满|没满|还不到|足足|整整|正好|超过|近|接近|得有|大约|约|应该|好像|可能|估计)*)$"
)
_AGED_BEHIND = re.compile(
    r"^(?:的)?(?:历史|厂|公司|企业|老店|老厂|光景|执照|的时间)|^(?:前|以前|之前)(?:注册|成立|开|办|创办)"
)
_CRAFT = re.compile(r"(?:行业|这行|这一行|本行|手艺|技术|打工|从业|工作|经验|当兵|上班|贷|借)")


def firm_in_story(story: Story) -> Iterator[Fact]:
    """Yield the kind, size and trade of the applicant, and when it began."""
    for clause in story.clauses:
        if clause.supposes:
            continue
        yield from _entities(story, clause)
        yield from _sizes(story, clause)
        yield from _trades(story, clause)
        yield from _beginnings(story, clause)


def _entities(story: Story, clause: Clause) -> Iterator[Fact]:
    for match in _ENTITY.finditer(story.plain, clause.start, clause.end):
        before = story.plain[clause.start : match.start()]
        behind = story.plain[match.end() : clause.end]
        if re.search(r"从[^,。;]{0,3}$", before) and re.match(r"转|变|升|改|过渡", behind):
            continue
        if not story.of_applicant(match.start()) or _NOT_OWN.search(before) or _TEMPLATE.search(match.group()):
            continue
        own = _OWN.search(before) or not before.strip() or match.lastgroup != "企业"
        if clause.asks and _NOT_ENTITY.match(behind) and not _OWN.search(before):
            continue
        if own or match.end() - match.start() > 2 or re.search(r"[\u4e00-\u9fff]$", before):
            value = _ENTITY_VALUES.get(match.lastgroup or "", match.lastgroup or "")
            yield _fact(story, "entity", value, clause, Span(*match.span()), before)


def _sizes(story: Story, clause: Clause) -> Iterator[Fact]:
    for match in _SIZE.finditer(story.plain, clause.start, clause.end):
        before = story.plain[clause.start : match.start()]
        size = size_of(match.group())
        if size and story.of_applicant(match.start()) and not _NOT_OWN.search(before):
            if re.match(r"[^,。;]{0,3}(?:贷款政策|能不能|才能)", story.plain[match.end() : clause.end]):
                continue
            if re.search(r"科技型$|创新型$|专精特新$|特色$", before):
                continue
            yield _fact(story, "size", size, clause, Span(*match.span()), before)


def _trades(story: Story, clause: Clause) -> Iterator[Fact]:
    for pattern in _TRADES:
        for match in pattern.finditer(story.plain, clause.start, clause.end):
            trade = match["trade"].strip(" 的")
            if len(trade) < 2 or _NO_TRADE.search(trade) or not story.of_applicant(match.start()):
                continue
            before = story.plain[clause.start : match.start()]
            if _NOT_OWN.search(before) or re.search(r"[想要]$|打算|准备", before):
                continue
            yield _fact(story, "industry", trade, clause, Span(*match.span()), before)
            return
    for pattern in (_NAMED_SHOP, _SELLING):
        shop = pattern.search(story.plain, clause.start, clause.end)
        if shop is None or not story.of_applicant(shop.start()) or clause.asks:
            continue
        before = story.plain[clause.start : shop.start("trade")]
        if not (_NOT_OWN.search(before) or _BESIDE.search(before) or re.search(r"[想要买去]$|打算|准备", before)):
            yield _fact(story, "industry", shop["trade"], clause, Span(*shop.span("trade")), before)
            return


def _beginnings(story: Story, clause: Clause) -> Iterator[Fact]:
    if not story.of_applicant(clause.start + len(clause.text) // 2):
        return
    born = [match for match in _BORN.finditer(clause.text) if not _NOT_BORN.match(clause.text, match.start())]
    dates = _birthday(story, clause) if born and not _CRAFT.search(clause.text) else None
    if dates is not None:
        day, exactness, span = dates
        certainty = Certainty.UNSURE if UNSURE.search(clause.text) else Certainty.STATED
        yield Fact("established", day, certainty, unit=exactness, words=story.words(span), span=span)
        return
    for quantity in story.within(clause):
        before = story.plain[clause.start : quantity.start]
        behind = story.plain[quantity.end : clause.end]
        if (
            quantity.unit != MONTHS
            or _CRAFT.search(before)
            or re.match(r"[^,。;]{0,6}(?:行业|这行|手艺|经验)|期", behind)
        ):
            continue
        if _goes_on(story, clause, before + behind):
            span = Span(quantity.start, quantity.end)
            yield _age(story, quantity, span, Certainty.STATED)
            continue
        aged, follows = _AGED.search(before), _AGED_BEHIND.match(behind)
        if not aged and not follows:
            continue
        start = clause.start + aged.start() if aged else quantity.start
        end = quantity.end + (follows.end() if follows and not aged else 0)
        certainty = Certainty.UNSURE if UNSURE.search(before) else Certainty.STATED
        span = Span(start, end)
        yield _age(story, quantity, span, certainty)


def _goes_on(story: Story, clause: Clause, beside: str) -> bool:
    """Tell whether a clause is but a time behind one that opens a business: 开了间药店，三年多."""
    if beside.strip(" 了的吧多") or not clause.index:
        return False
    before = story.clauses[clause.index - 1]
    return before.sentence == clause.sentence and _OPENED.search(before.text) is not None


def _age(story: Story, quantity: Spoken, span: Span, certainty: Certainty) -> Fact:
    return Fact(
        "age_months",
        quantity.value,
        certainty,
        unit=MONTHS,
        words=story.words(span),
        span=span,
        upper=quantity.upper,
    )


_OPENED = re.compile(r"(?:开|办|创办|成立)(?:了|的|着)|(?:开|办)(?:家|间|个)")
_SHORT_YEAR = re.compile(
    r"(?<!\d)(?P<year>[0-2]\d|[〇零一二][〇零一二三四五六七八九])年(?P<part>(?:[年]?[初底末])|(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份)?)?"
)
_POINTED = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)[-./](?P<month>1[0-2]|0?[1-9])(?![-./]?\d)")
_BARE_YEAR = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?=注册|成立|创办|开|建|设立|创立)")
_STRETCH_BEFORE = re.compile(
    r"(?:成立|注册|创办|创立|开业|开办|经营|营业|开|办|干|做)(?:了|已经?|有|快|将近|差不多|大概|足足|都|整整|满)*$"
)
_STRETCH_BEHIND = re.compile(r"以?前|之前|多|来(?!的)|左右|有余|出头|了")
_HAN = {character: str(value) for value, character in enumerate("零一二三四五六七八九")} | {"〇": "0"}


def _birthday(story: Story, clause: Clause) -> tuple[date, str, Span] | None:
    """Return the day from which a firm is there, how exactly it is said, and the words."""
    text = clause.text
    span = Span(clause.start, clause.end)
    for period in periods_in(text, story.today):
        if period.end == date.max or (period.start > story.today and period.end > story.today):
            continue
        return period.start, _exactness(period.start, period.end), span
    if match := _POINTED.search(text):
        return date(int(match["year"]), int(match["month"]), 1), "月", span
    if match := _BARE_YEAR.search(text):
        return date(int(match["year"]), 1, 1), "年", span
    match = _SHORT_YEAR.search(text)
    if match and not _is_stretch(text, match):
        digits = "".join(_HAN.get(one, one) for one in match["year"])
        year = 2000 + int(digits)
        rest = periods_in(f"{year}年{match['part'] or ''}", story.today)
        if year <= story.today.year and rest:
            return rest[0].start, _exactness(rest[0].start, rest[0].end), span
    return None


def _is_stretch(text: str, match: re.Match[str]) -> bool:
    """Tell whether two figures before 年 count years: 成立10年, 10年前成立, not 成立于10年, 10年成立."""
    return match["part"] is None and bool(
        _STRETCH_BEFORE.search(text, 0, match.start()) or _STRETCH_BEHIND.match(text, match.end())
    )


def _exactness(start: date, end: date) -> str:
    days = (end - start).days
    return "日" if days == 0 else "月" if days < 31 else "年"


def _fact(story: Story, name: str, value: FactValue, clause: Clause, span: Span, before: str) -> Fact:
    certainty = Certainty.STATED
    if UNSURE.search(before) or re.search(r"是不是|算不算", before):
        certainty = Certainty.UNSURE
    elif denied_before(before) and not before.rstrip().endswith("的"):
        certainty = Certainty.DENIED
        span = Span(clause.start, span.end)
    elif re.search(r"(?:打算|准备|想|计划|拟)[^,。;]{0,6}$", before):
        certainty = Certainty.PENDING
    return Fact(name, value, certainty, words=story.words(span), span=span)
