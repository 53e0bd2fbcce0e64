"""The quantities of an applicant that a story states: revenue, staff, assets, tax, and what they are called."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.rules.applicant.spoken import MONEY, PEOPLE, SHARE, YEARS_OLD, Spoken
from kb.rules.applicant.statuses import UNSURE
from kb.rules.story.text import Clause, Story
from kb.rules.types import Certainty, Fact
from kb.types import Span


@dataclass(frozen=True, slots=True)
class _Measure:
    """A measure with the unit that it has and the words that name it before or behind the figure."""

    name: str
    unit: str
    words: re.Pattern[str]


def _measure(name: str, unit: str, words: str) -> _Measure:
    return _Measure(name, unit, re.compile(words))


_MEASURES = (
    _measure("rd_ratio", SHARE, r"研发(?:费用?|投入|经费|支出)?(?:占比?|的?比例|强度)?|搞研发|科研投入"),
    _measure("rd_staff_ratio", SHARE, r"(?:研发|科技|技术)人员(?:占比?|比例)?|大专以上"),
    _measure("overseas_ratio", SHARE, r"(?:境外|海外|国外|出口|外销)(?:业务|销售)?(?:收入|额|销售)?(?:占比?|的?比例)?"),
    _measure("hightech_ratio", SHARE, r"(?:高新技术|高技术)产品(?:收入|产值)?(?:占比?|比例)?"),
    _measure("debt_ratio", SHARE, r"资产负债率|负债率"),
    _measure("rd_expense", MONEY, r"研发(?:费用?|投入|经费|支出)?|搞研发|研发上?花|花在研发"),
    _measure(
        "overseas_revenue", MONEY,
        r"(?:境外|海外|国外|出口|外销)(?:的)?(?:业务|销售|贸易)?(?:的)?(?:总)?(?:收入|额|销售额?)?",
    ),
    _measure("hightech_revenue", MONEY, r"(?:高新技术|高技术)产品(?:的)?(?:收入|产值|销售额?)"),
    _measure("registered_capital", MONEY, r"注册资[金本]|注册本金|认缴(?:资[金本])?"),
    _measure("paid_in_capital", MONEY, r"实缴(?:资[金本]|了)?|实收资本"),
    _measure("net_assets", MONEY, r"净资产"),
    _measure("assets", MONEY, r"总资产|资产(?:总额|总计|规模|有)?|家底"),
    _measure(
        "tax", MONEY,
        r"纳税|缴税|交税|税收|税款|上税|缴了?税|交了?税|(?:交|缴|上缴)(?:了|的)?[^,。;]{0,10}税|的税",
    ),
    _measure("profit", MONEY, r"净?利润|盈利|净赚|赚了?|净挣|挣了?"),
    _measure(
        "revenue", MONEY,
        r"营业(?:总)?收入|营业额|营收|销售(?:收入|额|规模)?|年?产值|流水|开票|主营(?:业务)?收入|年收入|年销|业绩|做了|做到|能做|做个|卖了|收入|回款|体量|规模",
    ),
    _measure("investment", MONEY, r"总?投资(?:额|了|总额)?|投了|投入了?|砸了|设备(?:花|投)了?"),
    _measure("debt", MONEY, r"负债|欠(?:银行|款|了|着)?|贷款余额|外债"),
    _measure("age", YEARS_OLD, r""),
    _measure("employees", PEOPLE, r""),
)  # fmt: skip
_RESEARCHERS = _Measure("rd_staff", PEOPLE, re.compile(""))
_RESEARCH_BEFORE = re.compile(
    r"(?:研发|科技|科研|技术)(?:人员|团队|岗位?|部门?|的)(?:总数|数量)?(?:一共|总共|现在|现有|大概|约|就|有|是|共|为|:)*$"
)
_RESEARCH_BEHIND = re.compile(r"^(?:是|都是|在|专门|专职)?(?:做|搞|从事)?(?:的)?(?:研发|科研)")
_NOT_STAFF = re.compile(
    r"股东|合伙|客户|顾客|带动|就业岗位|解决.{0,4}就业|学员|会员|农户|社员|村民|毕业生|军人|残疾|失业|农民工|一家|家里|家人|全家|博士|硕士|高级|研发人员|技术人员|创始人|大家|几个人一起|排队|介绍|没人|有人"
)
_STAFF = re.compile(
    r"员工|职工|工人|人手|从业|用工|团队|厂里|公司|企业|店里|单位|社保|参保|规模|雇|招|手下|总共|一共|现在|现有|连我|加上我|一起|我们|咱|正式|伙计|养着|带着"
)
_ONLY = re.compile(r"(?:我们?|自己|本店|店里|公司|厂里?)*(?:这边|现在|目前)?(?:一共|总共)?(?:只有|才|就|也就|共有|有)*")
_AFTER_LOAN = re.compile(
    r"贷|借|融资|周转|额度|担保|缺口|还款|利息|补贴|补助|奖励|房贷|欠款|抵押|估值|评估|价值|订单|合同|租金|房租|工资|货款|罚款|保证金"
)
_COMING = re.compile(
    r"预计|预期|计划|目标|争取|明年|后年|将要?|打算|准备|希望|想做到|力争|今年(?:能|要|可以|应该能|大概能|预计)"
)
_YEARS_BACK = (
    (re.compile(r"大前年"), 3), (re.compile(r"前年"), 2),
    (re.compile(r"去年|上一?年|上年度|上个年度"), 1), (re.compile(r"今年|本年"), 0),
)  # fmt: skip
_YEAR = re.compile(r"(?<!\d)(?P<year>20\d\d) ?年?(?:度|全年)?")
_YEAR_ALONE = re.compile(
    r"\s*(?P<year>(?:今年|去年|前年|20\d\d ?年?)(?:是|有|到了?|大概|差不多|约|就|也|才|达到?|能有|估计)*)"
)
_MONTHLY = re.compile(r"(?:每个?月|月均|一个月|月(?:销售|营收|流水|收入|营业额)|单月|上个?月|季度|半年|每天|一天|日均)")
_GROWN = re.compile(r"增长|涨了|增加|提高|下降|少了|多了(?!\d)|翻了|降了|亏")
_REACH = 14


def measures_in_story(story: Story) -> Iterator[Fact]:
    """Yield the quantities of the applicant, those of former years as run out, those to come as pending."""
    dated: list[tuple[Fact, int | None]] = []
    for quantity in story.quantities:
        clause = story.clause_at(quantity.start)
        if clause.supposes or not story.of_applicant(quantity.start):
            continue
        measure = _measure_of(story, clause, quantity)
        if measure is None and dated and (alone := _YEAR_ALONE.fullmatch(clause.text[: quantity.start - clause.start])):
            # 前年营收600万,去年800万: the name is said once.
            last = next((one for one in _MEASURES if one.name == dated[-1][0].name and one.unit == quantity.unit), None)
            measure = (last, Span(clause.start + alone.start("year"), quantity.end)) if last else None
        if measure is not None:
            dated.append((_fact(story, clause, quantity, measure), _year_of(story, clause, quantity)))
    for fact, year in dated:
        latest = max((other for one, other in dated if one.name == fact.name and other is not None), default=None)
        former = year is not None and latest is not None and year < latest and fact.certainty is Certainty.STATED
        yield Fact(
            fact.name, fact.value, Certainty.EXPIRED if former else fact.certainty,
            unit=fact.unit, words=fact.words, span=fact.span, upper=fact.upper,
        )  # fmt: skip


def _measure_of(story: Story, clause: Clause, quantity: Spoken) -> tuple[_Measure, Span] | None:
    """Return the measure whose words stand nearest to a figure in its clause, and where they do."""
    if quantity.unit == PEOPLE and _of_research(story, clause, quantity):
        return _RESEARCHERS, Span(quantity.start, quantity.end)
    if quantity.unit == PEOPLE:
        return (_MEASURES[-1], Span(quantity.start, quantity.end)) if _is_staff(story, clause, quantity) else None
    if quantity.unit == YEARS_OLD:
        return _MEASURES[-2], Span(quantity.start, quantity.end)
    others = [one for one in story.within(clause) if one.start != quantity.start and one.unit == quantity.unit]
    low = max((one.end for one in others if one.end <= quantity.start), default=clause.start)
    high = min((one.start for one in others if one.start >= quantity.end), default=clause.end)
    best: tuple[int, int, _Measure, Span] | None = None
    for order, measure in enumerate(_MEASURES):
        if measure.unit != quantity.unit or not measure.words.pattern:
            continue
        for match in measure.words.finditer(story.plain, low, high):
            if match.start() < quantity.end and quantity.start < match.end() and match.group() not in ("的税",):
                between = ""
            else:
                between = story.plain[match.end() : quantity.start] or story.plain[quantity.end : match.start()]
            if len(between) > _REACH or _GROWN.search(between) or _barred(measure, story, clause, quantity):
                continue
            # Behind the figure a name counts as close as before it: 八百多万营业额.
            found = (len(between) + (4 if _is_weak(match.group()) else 0), order, measure, Span(*match.span()))
            if best is None or found[:2] < best[:2]:
                best = found
    return (best[2], best[3]) if best else None


def _of_research(story: Story, clause: Clause, quantity: Spoken) -> bool:
    """Tell whether people are counted who do research: 研发人员12人, 有12个人搞研发."""
    before, behind = story.plain[clause.start : quantity.start], story.plain[quantity.end : clause.end]
    return _RESEARCH_BEFORE.search(before) is not None or _RESEARCH_BEHIND.match(behind) is not None


def _is_weak(words: str) -> bool:
    return words in (
        "做了",
        "做到",
        "能做",
        "做个",
        "卖了",
        "收入",
        "规模",
        "投入",
        "投入了",
        "赚",
        "赚了",
        "挣了",
        "挣",
        "体量",
        "业绩",
        "投了",
        "销售",
    )


def _barred(measure: _Measure, story: Story, clause: Clause, quantity: Spoken) -> bool:
    """Tell whether a figure is of a loan or a month, not of the firm."""
    near = story.plain[max(clause.start, quantity.start - 8) : min(clause.end, quantity.end + 6)]
    if measure.name != "debt" and _AFTER_LOAN.search(near) and not re.search(r"营收|营业|销售|产值|纳税|注册", near):
        return True
    return measure.name in ("revenue", "tax", "profit") and _MONTHLY.search(near) is not None


def _is_staff(story: Story, clause: Clause, quantity: Spoken) -> bool:
    before = story.plain[clause.start : quantity.start]
    behind = story.plain[quantity.end : clause.end]
    if _NOT_STAFF.search(before) or re.match(r"(?:股东|合伙|一起|就业|的?(?:小组|家庭))", behind):
        return False
    named = re.search(
        r"员工|职工|工人|工友|雇员|伙计|女工|师傅|老师|教师|店员|服务员|司机|帮工|学徒|工$",
        story.plain[quantity.start : quantity.end],
    )
    if named or _STAFF.search(before) or _STAFF.search(behind[:8]):
        return True
    if _ONLY.fullmatch(before.strip()):
        return True
    # 二十来号人: alone in its clause, or counted by 号.
    return "号" in story.plain[quantity.start : quantity.end] or not before.strip(" 有就共")


def _fact(story: Story, clause: Clause, quantity: Spoken, measure: tuple[_Measure, Span]) -> Fact:
    named = measure[1]
    span = Span(min(named.start, quantity.start), max(named.end, quantity.end))
    before = story.plain[clause.start : quantity.start]
    certainty = Certainty.STATED
    if _COMING.search(before):
        certainty = Certainty.PENDING
    elif UNSURE.search(clause.text):
        certainty = Certainty.UNSURE
    return Fact(
        measure[0].name, quantity.value, certainty,
        unit=quantity.unit, words=story.words(span), span=span, upper=quantity.upper,
    )  # fmt: skip


def _year_of(story: Story, clause: Clause, quantity: Spoken) -> int | None:
    """Return the year that a figure is of, where the words before it say so."""
    before = story.plain[clause.start : quantity.start]
    found = [(match.end(), int(match["year"])) for match in _YEAR.finditer(before)]
    for pattern, back in _YEARS_BACK:
        found += [(match.end(), story.today.year - back) for match in pattern.finditer(before)]
        if found and pattern.pattern == "大前年":
            break
    return max(found)[1] if found else None
