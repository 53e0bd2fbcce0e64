"""What an applicant is, as a story says it: kind, size, trade, and how long the firm has been there."""

import re
from collections.abc import Iterator
from datetime import date

from kb.rules.applicant.choices import size_of
from kb.rules.applicant.spoken import MONTHS, Spoken
from kb.rules.applicant.statuses import UNSURE
from kb.rules.story.scope import denied_before
from kb.rules.story.text import Clause, Story
from kb.rules.story.trades import trades_in_story
from kb.rules.types import Certainty, Fact, FactValue
from kb.text.periods import periods_in
from kb.types import Span

_ENTITY = re.compile(
    r"(?P<合作社>(?:农民)?(?:专业)?合作社)|(?P<家庭农场>家庭农场)|(?P<个体工商户>个体工商户|个体户|个体经营户?|个体工商|个体老板|个体(?=\s*(?:[,。;]|$))|(?:是|就|搞|做|干)个体(?![^,。;]{0,2}(?:差异|经济)))"
    r"|(?P<社会组织>社会组织|社会团体|民办非企业(?:单位)?|民非)|(?P<机关事业单位>事业单位)"
    r"|(?P<企业>(?:有限责任|股份有限|有限|股份|独资|合资|合伙|民营|国有|外资|科技|贸易|制造|小微|小型|微型|中小|中型|大型|初创|工业)*(?:公司|企业)(?!家))"
    r"|(?P<个人>(?:我|就)?(?<![\d一二三四五六七八九十两几多来这那每])(?:个人|自然人)(?=想|要|贷|申|创业|经营|名义|身份|,|。|$)|以个人)"
)
_ENTITY_VALUES = {"合作社": "农民专业合作社"}
_OWN = re.compile(r"我|咱|俺|本|开|办|注册|是|属于|经营|成立|自己|们|一家|家|登记|搞|做")
_NOT_OWN = re.compile(
    r"(?:给|向|帮|替|卖给|服务|对接|客户|供应|担保|保险|小贷|贷款|银行|上市|物业|外面的?|别的|其他|哪些|什么样的?|什么|所有|全部|各类|这类|那些|支持|针对|打工的?|[他她]们?|人家|对方)[^,。;]{0,3}$"
)
_NOT_ENTITY = re.compile(r"^(?:能|可以|怎么|如何|都能|才|贷款(?:政策|条件)|所得税|法|名录|信用|注册地|名下|征信)")
_TEMPLATE = re.compile(r"(?:担保|保险|小额贷款|贷款|评估|中介|租赁|物业|银行|典当)(?:公司|企业)$")
_SIZE = re.compile(
    r"(?:小型微型|小微|中小微|中小型|中小|微型|小型|中型|大型)(?=企业|公司|工业企业|的企业|制造|规模|的|,|。|$|这|类|划型"
    r"|(?!货车|汽车|客车|机械设备|电机|家电|车)[^,。;的是]{0,8}?(?:厂|店|场|馆|铺|坊|超市|合作社|公司|企业|作坊|民宿|酒店|商户))"
    r"|规模(?:是|属于|为)(?P<said>[大中小微]型)|划型(?:是|为|结果是)?(?P<typed>[大中小微]型)"
)
# 大型企业的供应商, 大型商场供货: the size of somebody else.
_OF_OTHERS = re.compile(
    r"[^,。;]{0,8}?(?:企业|公司|厂)的(?:供应商|供货商|客户|经销商|代理|配套|子公司|分公司|合作|下游|上游|员工)|(?:商场|连锁|集团)[^,。;]{0,4}(?:供|配)"
)
# 做小型电机的厂: the size of what is made.
_MADE = re.compile(r"(?:做|生产|卖|加工|制造|修|造|开发|经营|买|租|用|采购|台|辆)$")
_BORN = re.compile(
    r"(?:注册|成立|创办|设立|开业|开办|创立|建厂|开厂|开店|办厂|领(?:的|了)?(?:营业)?执照|办(?:的|了|下来)?(?:营业)?执照|拿(?:的|了|到)?(?:营业)?执照|(?<!刚)开的|办的|起步|登记|创业|建的|开张|投产|成立于|注册于|始于|创建|组建|挂牌成立)"
)
_NOT_BORN = re.compile(
    r"注册(?:资|地|在|商标|会计|会员)|登记失业|失业登记|成立(?:了)?(?:研发|党|工会|专班)|办的(?:贷款|资质)|(?:贷|借|欠)"
)
_AGED = re.compile(
    r"(?:(?:公司|企业|厂|店|我们|合作社|工厂|生意)?(?:都|已经?|也)?(?:开了?|办了?|成立了?|经营了?|运营了?|营业了?|注册了?|创办了?|创业|存续|干了?|做了?|开业|建厂|办厂|开厂|开店|[开办](?:公司|企业|饭店)|成立时间|营业执照|执照办了|执照)(?:至今|到现在|到今天|以来)?(?:已经?|都|也|快|将近|才|刚刚?|大概|差不多|有|满|了|不到|不满|不足|还没满|没满|还不到|足足|整整|正好|超过|近|接近|得有|大约|约|应该|好像|可能|估计)*)$"
)
_AGED_BEHIND = re.compile(
    r"^(?:的)?(?:历史|厂|公司|企业|老店|老厂|光景|执照|的时间)|^(?:前|以前|之前)(?:注册|成立|开|办|创办)"
)
_CRAFT = re.compile(r"(?:行业|这行|这一行|本行|手艺|技术|打工|从业|工作|经验|当兵|上班|贷|借)")


def firm_in_story(story: Story) -> Iterator[Fact]:
    """Yield the kind and size of the applicant, its trade, and when it began."""
    yield from trades_in_story(story)
    for clause in story.clauses:
        if clause.supposes:
            continue
        yield from _entities(story, clause)
        yield from _sizes(story, clause)
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
            if _OF_OTHERS.match(story.plain, match.end(), clause.end):
                continue
            if re.search(r"科技型$|创新型$|专精特新$|特色$", before) or _MADE.search(before):
                continue
            yield _fact(story, "size", size, clause, Span(*match.span()), before)


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
