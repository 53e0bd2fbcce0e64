"""The loan that a story asks for, and those that were had before."""

import re
from collections.abc import Iterator

from kb.rules.applicant.choices import guarantee_of
from kb.rules.applicant.spoken import MONEY, MONTHS, Spoken
from kb.rules.applicant.statuses import UNSURE
from kb.rules.story.text import Clause, Story
from kb.rules.types import Certainty, Fact
from kb.text.persons import person_before
from kb.types import Span

_LOAN = re.compile(
    r"贷|借|融资|周转|资金(?:需求|缺口)|缺(?:个|了|着)?(?:\d|[一二两三四五六七八九十几])|额度|授信|需要(?:个|用)?(?:资金|钱|\d|[一二两三四五六七八九十几])|想要|批(?:个|给)|申请(?:个|一笔|一下)?(?:\d|[一二两三四五六七八九十几])"
)
_WANTS = re.compile(
    r"想|要|打算|准备|计划|申请|需要|希望|能不能|可不可以|能否|能贷|可以贷|缺|求|考虑|有意|拟|急需|周转|差|办(?:一笔|个|理)?|期的?|需求|用于"
)
_HAD = re.compile(
    r"(?:贷|借)(?:过|了)|(?:有过|办过|用过|拿过|获得过|做过|背过)[^,。;]{0,8}(?:贷|借款|授信)|还清|结清|还完|还掉|还了|余额|还(?:有|剩|欠)[^,。;]{0,10}(?:贷|没还|欠款)|已经?(?:贷|借)|没还(?:完|清)|正在还|(?<!现)在还(?!想|要|能|没|可|是|差|缺)|(?:上|前)(?:一|几)?(?:笔|次)贷|之前(?:的)?(?:那笔)?贷款|以前(?:的)?贷款|原来(?:的)?贷款|存量|老贷款|续贷|转贷|倒贷|名下(?:有|的)[^,。;]{0,8}贷|房贷|车贷|按揭|欠(?:银行|着)"
)
_OWES = re.compile(r"(?:(?P<none>没有?|无)|有|背着?|还着|欠着?|办过|名下)[^,。;]{0,10}(?:贷款?|按揭|借款|信用卡|网贷)")
_ONE_BEFORE = re.compile(r"(?:有|办|贷|借)过[一几两]?[笔次个]")
_NEVER = re.compile(
    r"(?:从来|从|一直|以前|之前|到现在|至今|还|公司|企业)?(?:都|也)?(?:没有?|未|不曾|没)(?:有)?(?:跟|向|找|在|从)?(?:任何)?(?:银行)?(?:里)?(?:办|贷|借|申请|获|有|用|做|拿)(?:过)?(?:任何|什么|银行|一分|一笔|经营性|企业|信用)*(?:的)?(?:贷?款|钱|贷|授信|借款)?"
    r"|(?:没有?|无|零|没)(?:任何|过|银行|企业|经营性|经营|信用|什么)*(?:的)?(?:贷款|借款|信贷|融资|授信)(?!余额)(?:记录|历史|经历)?|首贷(?!款?(?:政策|贴息))|第一次(?:贷|借|找银行|跟银行|申请贷|办贷|向银行)|头一[次回](?:贷|借|找银行)|首次(?:贷|申请贷|向银行|获贷|办贷)|白户"
)
# Who owes nothing now may have borrowed before.
_NO_BALANCE = re.compile(
    r"(?:没有?|无|零)(?:任何|什么|银行|企业|经营性|存量|未还|未结清)*(?:的)?贷款余额"
    r"|(?:现在|目前|当前|眼下)(?:都|也|已经?)?(?:没有?|无)(?:任何|什么|银行|企业|经营性)*(?:的)?(?:贷款|借款)(?!记录|历史|经历)"
)
_NEVER_WORD = re.compile(r"贷|借|授信|白户|融资")
_REFUSED_NOW = re.compile(r"(?:没有?|未)(?:能)?(?:贷|借|批)(?:到|下来|出来|成)|贷不(?:到|下来|了)|没批|批不")
_OTHERS_LOAN = re.compile(r"房贷|车贷|按揭|装修贷|消费贷|助学贷|花呗|网贷|信用卡")
_TERM = re.compile(r"(?:期限|年限|为期|周转|贷|借|用|分|还款期|期)[^,。;]{0,8}$")
_TERM_BEHIND = re.compile(
    r"^(?:期|的?期限|左右的?(?:贷|借)|后?还|还清|以内还|的?(?:信用|抵押|保证|担保|质押)?(?:贷款|借款|贷|周转))"
)
_NOT_TERM = re.compile(
    r"(?:开了?|成立|经营|注册|干了?|做了?|办厂|开业|从业|当兵|毕业|逾期|已经?|近|前|过去|这|租|借了|贷了|欠了|有效|还有)[^,。;]{0,4}$"
)
_GUARANTEE = re.compile(
    r"(?:知识产权|专利权?|商标权?|著作权|软著|应收(?:账款|款)?|股权|股票|股份|存单|仓单|订单|设备|机器|房子|房产|厂房|土地|车)?(?:来|去|做|拿来|作)?(?:纯)?(?:信用(?=贷|方式|的贷|放|类)|抵押|质押|担保(?!法)|保证(?=贷|担保|人|方式)|联保|免抵押|无抵押)(?:担保)?(?:贷款|贷|方式)?"
)
_NO_COLLATERAL = re.compile(
    r"(?:没有?|无|缺(?:少|乏)?|拿不出|不够|找不到)(?:什么|啥|任何|合适的?|可以|可|能|东西)*(?:做|用来?|来)?(?:抵押|质押|担保|抵质押)(?:物|品|的东西|人)?|(?:抵押|担保)(?:物|品)?(?:都|也)?(?:没有?|不够|不足)"
)
_UNSECURED = re.compile(
    r"(?:不用|不需要|不要|不想|不用提供|不走|免)[^,。;]{0,4}(?:抵押|担保)|(?:^|[,。;]|[我就也想])不(?:做|作|提供|搞)?抵押|(?:免|无)抵押(?:免|无)?担?保?|纯信用|信用贷|信用方式|信用放款|信用类贷款|走信用"
)
# 听说要有抵押才行: what others want is not asked for.
_DEMANDED = re.compile(
    r"才(?:能|行|可以|给|肯)|必须|是不是(?:要|得)|要求|非得|要有|得有|(?:不是|不用|不想)[^,。;]{0,2}(?:抵|质)押"
)
_COLLATERAL = re.compile(
    r"(?:拿|用|以|把|将|有)(?:自己的?|自家的?|公司的?|名下的?|厂里的?|几项|一些|我们?的?)*(?P<what>[\u4e00-\u9fff]{1,8}?)(?:来|去|给银行|做|作为?|可以|能)*(?:抵押|质押|押给)|(?P<own>(?:厂房|房产|房子|商铺|土地|设备|机器|专利|商标|软著|存单|应收账款|股权))(?:可以|能|来|去|给银行|做|作)*(?:抵押|质押)"
)
_PURPOSE = re.compile(
    r"(?:用来|用于|拿来|用在|好用来|主要用于|为了|想用来|钱用来|资金用于|款用于|是用来|主要是|去)(?P<what>[^,。;]{2,14}?)(?=[,。;]|$|的贷|,?想|,?贷)|(?P<plain>(?:资金|流动资金)?周转|流动资金|(?:买|购买|采购|购置|更新|添置|进|上)(?:一?[台套批条些点])?(?:新)?(?:设备|原材料|原料|材料|机器|生产线|货(?!车)|农资|种苗|饲料)|进货|备货|扩(?:大)?(?:生产|产能|建|规模|店)|装修|发工资|付货款|技改|技术改造|搞研发|研发投入|[建盖修](?:厂房|[冷仓]库|大棚|车间|民宿|新厂)|还(?:旧)?债"
    r"|(?:(?<=贷款)|(?<=万)|(?<=贷点)|(?<=想)|(?<=去)|(?<=来))(?:买|购买?)(?:一?[套辆台个])?(?:新|住|商品|学区)*(?:房(?!租)|轿?车(?![间床厢])|股票|基金|理财)|炒(?:股|房|币)|转借(?:给)?[^,。;]{0,4})"
)
_NO_PURPOSE = re.compile(r"问|了解|申请|咨询|贷款|银行|年|打听|享受|看看")
_NOT_AMOUNT = re.compile(
    r"营收|营业|销售|产值|流水|注册|实缴|资产|纳税|交税|的税|利润|赚|亏|投资|投了|工资|房租|货款|订单|合同|估值|评估|价值|罚|欠|余额|还清|还了|结清|最高|封顶|上限|政策|规定|补贴|奖励|负债"
)


def loans_in_story(story: Story) -> Iterator[Fact]:
    """Yield what loan the applicant asks for, and whether there was one before."""
    asked_in = -1
    for clause in story.clauses:
        if not story.of_applicant(clause.start + max(0, len(clause.text.rstrip()) - 1)):
            yield from _of_person(story, clause)
            continue
        yield from _prior(story, clause)
        if _is_former(clause.text):
            continue
        near = _LOAN.search(clause.text) is not None
        if near:
            asked_in = clause.sentence
        yield from _amounts(story, clause, near=near)
        yield from _terms(story, clause, near=near, goes_on=asked_in == clause.sentence)
        yield from _guarantees(story, clause)
        yield from _purposes(story, clause, near=asked_in == clause.sentence)


def _of_person(story: Story, clause: Clause) -> Iterator[Fact]:
    """Yield the loans of somebody whom policies speak of, as said of him: 我老婆有房贷."""
    owes = _OWES.search(clause.text)
    person = person_before(clause.text[: owes.start()]) if owes else None
    if owes is None or person is None or clause.supposes or clause.asks:
        return
    certainty = Certainty.DENIED if owes["none"] else Certainty.STATED
    span = Span(clause.start + person[1], clause.start + owes.end())
    yield Fact("states", f"{person[0]}有贷款", certainty, words=story.words(span), span=span)


def _is_former(text: str) -> bool:
    """Tell whether a clause speaks of a loan that was had, not of one that is wanted."""
    had = _HAD.search(text)
    return had is not None and not re.search(
        r"(?:还想|再|想|打算|准备|需要|希望)[^,。;]{0,8}(?:贷|借|申请|周转)", text[had.end() - 1 :]
    )


def _prior(story: Story, clause: Clause) -> Iterator[Fact]:
    if clause.supposes:
        return
    text = clause.text
    if match := _NO_BALANCE.search(text):
        span = Span(clause.start + match.start(), clause.start + match.end())
        yield Fact("states", "有贷款余额", Certainty.DENIED, words=story.words(span), span=span)
        return
    never = next((one for one in _NEVER.finditer(text) if _NEVER_WORD.search(one.group())), None)
    if never and not _REFUSED_NOW.search(text) and not re.match(r"[^,。;]{0,2}(?:逾期|不良|压力)", text[never.end() :]):
        yield _truth(story, clause, never.start(), never.end(), value=False)
        return
    had = _HAD.search(text)
    if had is None and _ONE_BEFORE.search(text) and _loan_before(story, clause):
        yield _truth(story, clause, 0, len(text), value=True)
        return
    if had is None or _NEVER.search(text[: had.start()]) or (clause.asks and not re.search(r"过|还清|结清|余额", text)):
        return
    mentions = re.search(r"贷|借|授信|欠银行", text)
    if mentions and not _OTHERS_LOAN.search(text):
        yield _truth(story, clause, 0, len(text), value=True)
        if re.search(r"(?<!没)(?<!没有)(?<!未)(?:还清|结清|还完|还掉)", text) or _paid_back_next(story, clause):
            span = Span(clause.start, clause.end)
            yield Fact("states", "以前的贷款已还清", words=story.words(span).strip(), span=span)


def _loan_before(story: Story, clause: Clause) -> bool:
    """Tell whether the clause before speaks of loans: 现在没有贷款，两年前有过一笔."""
    before = story.clauses[clause.index - 1] if clause.index else None
    return before is not None and before.sentence == clause.sentence and re.search(r"贷|借款", before.text) is not None


def _paid_back_next(story: Story, clause: Clause) -> bool:
    behind = story.next_clause(clause)
    return behind is not None and re.search(r"还清|结清|还完|还掉", behind.text) is not None and "没" not in behind.text


def _truth(story: Story, clause: Clause, start: int, end: int, *, value: bool) -> Fact:
    span = Span(clause.start + start, clause.start + end)
    certainty = Certainty.UNSURE if UNSURE.search(clause.text) else Certainty.STATED
    return Fact("prior_loan", value, certainty, words=story.words(span).strip(), span=span)


def _amounts(story: Story, clause: Clause, *, near: bool) -> Iterator[Fact]:
    for quantity in story.within(clause):
        if quantity.unit != MONEY or not near:
            continue
        before = story.plain[clause.start : quantity.start]
        behind = story.plain[quantity.end : clause.end]
        if _NOT_AMOUNT.search(before[-10:]) or re.match(
            r"(?:的)?(?:营业|营收|销售|产值|流水|税|订单|货款|工资|设备款|房贷)", behind
        ):
            continue
        if (
            clause.asks
            and not _WANTS.search(before)
            and not _WANTS.search(behind)
            and re.search(r"最[高多]|能贷到?$", before)
        ):
            continue
        yield _quantity(story, clause, quantity, "loan.amount")


def _terms(story: Story, clause: Clause, *, near: bool, goes_on: bool) -> Iterator[Fact]:
    for quantity in story.within(clause):
        if quantity.unit != MONTHS or quantity.value > 600:
            continue
        before = story.plain[clause.start : quantity.start]
        behind = story.plain[quantity.end : clause.end]
        if _NOT_TERM.search(before):
            continue
        loan_before = re.search(r"期限|分$|周转|借|贷", before) is not None
        alone = goes_on and not before.strip(" 就先") and not behind.strip(" 吧的就行左右")
        beside = near and _beside_amount(story, quantity)
        if alone or beside or _TERM_BEHIND.match(behind) or (_TERM.search(before) and (near or loan_before)):
            yield _quantity(story, clause, quantity, "loan.term_months")


def _beside_amount(story: Story, quantity: Spoken) -> bool:
    """Tell whether a time stands directly beside an amount: 借300万三年, 三年300万."""
    return any(
        one.unit == MONEY and (0 <= quantity.start - one.end <= 2 or 0 <= one.start - quantity.end <= 3)
        for one in story.quantities
    )


def _quantity(story: Story, clause: Clause, quantity: Spoken, name: str) -> Fact:
    start = clause.start
    before = story.plain[start : quantity.start]
    certainty = Certainty.UNSURE if re.search(r"好像|也许|可能|估计|不确定", before) else Certainty.STATED
    lead = re.search(
        r"(?:想|要|打算|准备|申请|需要|希望)?(?:再)?(?:贷款?|借款?|融资|周转|期限|额度|缺|用|分)?(?:个|是|为|大概|差不多|大约)*$",
        before,
    )
    span = Span(start + (lead.start() if lead else len(before)), quantity.end)
    return Fact(
        name, quantity.value, certainty, unit=quantity.unit, words=story.words(span), span=span, upper=quantity.upper
    )


def _guarantees(story: Story, clause: Clause) -> Iterator[Fact]:
    text = clause.text
    if match := _UNSECURED.search(text):
        yield _text(story, clause, match, "loan.guarantee", "信用", Certainty.STATED)
        return
    if match := _NO_COLLATERAL.search(text):
        # What is missing is said; that a loan on credit is wanted only follows from it.
        yield _text(story, clause, match, "loan.guarantee", "信用", Certainty.UNSURE)
        return
    if _DEMANDED.search(text):
        return
    for match in _GUARANTEE.finditer(text):
        value = guarantee_of(match.group())
        before, behind = text[: match.start()], text[match.end() :]
        if value is None or re.match(r"公司的?(?:员工|老板)|物(?:权|价)|率|给(?:别|其他|他|朋)", behind):
            continue
        if before.endswith("创业") and match.group().startswith("担保"):
            # 创业担保贷款 is the name of a programme.
            continue
        if re.search(r"我(?:来|给[他她]|替[他她]|是)?$", before) and match.group().endswith("担保"):
            continue
        if re.search(r"(?:被|对外|给(?:别人|朋友|其他|他人)|为(?:别人|他人|其他))[^,。;]{0,6}$", before):
            continue
        if re.search(r"(?:都|已经?)[^,。;]{0,6}$", before) and re.match(r"(?:给了|出去|掉|了)", behind):
            continue
        certainty = (
            Certainty.UNSURE
            if re.search(r"或者?|还是", text) and len(_GUARANTEE.findall(text)) > 1
            else Certainty.STATED
        )
        yield _text(story, clause, match, "loan.guarantee", value, certainty)
        found = _COLLATERAL.search(text)
        if found and (what := found["what"] or found["own"]) and what not in ("银行", "什么", "东西", "这个"):
            yield _text(story, clause, found, "loan.collateral", what, certainty)
        if certainty is Certainty.STATED:
            return


def _purposes(story: Story, clause: Clause, *, near: bool) -> Iterator[Fact]:
    behind_loan = near or any(
        _LOAN.search(one.text) for one in story.clauses[max(0, clause.index - 1) : clause.index + 2]
    )
    if not behind_loan:
        return
    for match in _PURPOSE.finditer(clause.text):
        what = (match["what"] or match["plain"] or "").strip()
        if len(what) >= 2 and not (match["what"] and _NO_PURPOSE.search(what)) and not re.search(r"\d", what):
            yield _text(story, clause, match, "loan.purpose", what, Certainty.STATED)
            return


def _text(story: Story, clause: Clause, match: re.Match[str], name: str, value: str, certainty: Certainty) -> Fact:
    span = Span(clause.start + match.start(), clause.start + match.end())
    return Fact(name, value, certainty, words=story.words(span), span=span)
