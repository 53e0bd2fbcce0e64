"""What a question wants an amount of, what a clause grants or takes, and the limits that the clause sets to it."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from kb.answer.calculation.terms import Reading, is_denied, is_money, limit_of, money_result, printed, rule_of
from kb.text.amounts import Figure, Operator, figures_in
from kb.types import Span

# What a clause does with an amount, and how a question asks for that.
_BENEFITS = tuple(
    (name, re.compile(stated), re.compile(asked))
    for name, stated, asked in (
        (
            "grant",
            r"补助|补贴|奖励|奖补|资助|扶持|奖金|返还|报销|后补助|给予支持|支持$|的支持|减免|补偿|救助",
            r"补(?!充|缴|交|税)|奖|贴(?!息)|资助|扶持|返|退(?!休)|报(?!名|告|考|道|价|案|警|税|关)|支持|减免|政府给|财政给"
            r"|给(?:我|咱|俺|企业|多少|几)|[能可][以]?[拿领]|[拿领]到?多少|救助",
        ),
        ("interest", r"贴息|利息[^,。;]{0,12}补[助贴]", r"贴|补"),
        (
            "fee",
            r"收取|计收|加收|[费税]率|缴[纳存]|交纳|违约金|滞纳金|加处罚款",
            r"收|交|缴|付|费|掏|扣|罚|花多少|违约金|滞纳金",
        ),
        ("rate", r"利率|年息|月息|日息", r"利息|利钱|息"),
        ("cover", r"赔付|赔偿|赔|理赔|代偿", r"赔|补偿|代偿|兜"),
        ("penalty", r"罚款|罚金|没收", r"罚"),
        ("loan", r"贷款|额度|授信|融资", r"贷(?!款?[^,。?]{0,6}[补贴奖费息])|借|额度|授信"),
    )
)
_GRANTED = frozenset({"grant", "interest", "fee", "rate", "cover", "penalty"})
_ASKED = re.compile(
    r"(?:多少|几[十百千万块多])(?!材料|资料|天|人|家|次|份|条|年|月|个(?!钱)|时间|户|种|项|岁|小时|工作日|比例|点|%|成)|怎么算|咋算"
)
_ASKED_SHARE = re.compile(r"几成|百分之[几多]|几个点|比例|占比|多少个点|多少倍|几倍|平均|相差|差多少|多还是少")
# How far the word for what is asked about stands from 多少.
_BEFORE, _BEHIND = 8, 6
_STOP = re.compile(r"[,。;?!:]")
# An upper end that says for whom, not how much.
_BELOW = re.compile(
    r"(?:\([^()]*\))?(?:以[下内里]|之内)?(?:的(?![^,。;]{0,6}(?:贷款|补|奖|额度|标准|资助|支持|扶持|资金))|[^,。;]{0,12}的[,:])"
)
_NEXT = re.compile(r"单|每|同一|最[高多]|补|奖|贴息|年度|当年|累计|总额|合计|且|全年|资金")
_ENDS = {Operator.AT_MOST: "不超过", Operator.AT_LEAST: "不低于", Operator.EXACT: ""}
# A limit for each of several things that one payment may be for: 每台最高2万元, 每个展位最高1万元.
_FOR_EACH_THING = re.compile(
    r"[每单]一?个?(?![一个]|[家户人名位笔年月次]|季度|年度|[\u4e00-\u9fff]{0,4}(?:企业|单位|主体|机构|公司|申请人|项目|合作社|农场|平台|个体))"
    r"[\u4e00-\u9fff]"
)
EXCEPT = re.compile(
    r"部分|前[一二三两\d]+年|第[一二三\d]年|首年|逐年|后[一二三两\d]+年|孰[高低]|就[高低]|[较更]低|[较更]高者?|每增加|每提高|累进|分档"
    r"|基础上|递[增减]|减半|倍"
)
"""Words with which a share is not simply one of the whole."""


_DAY = re.compile(r"每个?(?:工作)?[日天]|按日|日费率|日[利息]率?|逐日")
_MONTH = re.compile(r"每个?月|按月|月费率|月[利息]率?|月化")
_YEAR = re.compile(r"每年|按年|年化|年费率|年[利息]率?|年担保费率")
_PERIODS = (("日", _DAY), ("月", _MONTH), ("年", _YEAR))
_PERIOD_BEHIND = re.compile(r"[/每]个?([日天月年])")


def period_of(head: str, after: str) -> str | None:
    """Return the unit of time that a rate is for; None where the words before and behind it say none or several."""
    behind = _PERIOD_BEHIND.match(after)
    found = {unit for unit, said in _PERIODS if said.search(head)}
    found |= {"日" if behind[1] == "天" else behind[1]} if behind else set()
    return found.pop() if len(found) == 1 else None


def asked_benefits(question: str) -> frozenset[str]:
    """Return what a question wants to know the amount of; empty where it asks for no amount."""
    if _ASKED_SHARE.search(question):
        return frozenset()
    found: set[str] = set()
    for asked in _ASKED.finditer(question):
        stops = [match.end() for match in _STOP.finditer(question)]
        start = max((stop for stop in stops if stop <= asked.start()), default=0)
        end = min((stop - 1 for stop in stops if stop > asked.start()), default=len(question))
        near = question[max(start, asked.start() - _BEFORE) : min(end, asked.end() + _BEHIND)]
        found |= {name for name, _, asks in _BENEFITS if asks.search(near)}
    return frozenset(found)


def spoken_benefits(question: str) -> frozenset[str]:
    """Return what a question speaks of, whether or not it asks for an amount of it."""
    return frozenset(name for name, _, asks in _BENEFITS if asks.search(question))


def stated_benefits(text: str) -> frozenset[str]:
    """Return what a text grants or takes; that it speaks of loans counts only where it does nothing else."""
    found = {name for name, states, _ in _BENEFITS if states.search(text)}
    return frozenset(found & _GRANTED or found)


def hedge_of(reading: Reading, figure: Figure) -> str | None:
    """Return how a figure is meant, as a calculation begins with it; None where it is vague or does not hold."""
    limit = limit_of(reading, figure)
    holds = limit in _ENDS and not is_denied(reading, figure)
    return rule_of(reading, figure) + _ENDS[limit] if holds else None


def product_line(
    hedge: str, operands: Sequence[str], value: Decimal, like: str, reading: Reading, cap: Figure | None
) -> str | None:
    """Return the line of a product with the limit that it exceeds or keeps; None where how often that holds is open."""
    result, exact = money_result(value, like)
    line = f"{hedge}{'×'.join(operands)}{'＝' if exact else '≈'}{result}"
    limit = printed(reading, cap) if cap else None
    if cap is None or limit is None:
        return line
    if value <= cap.values[0]:
        return f"{line}，未超过上限{limit}"
    before = reading.text[reading.segment(cap).start : cap.span.start]
    return None if _FOR_EACH_THING.search(before) else f"{line}，超过上限，按{limit}"


def caps_after(reading: Reading, figure: Figure) -> list[Figure]:
    """Return the distinct upper limits in money behind a figure: of its sentence, and of the next if it goes on."""
    sentences = reading.sentences()
    place = next(at for at, span in enumerate(sentences) if span.start <= figure.span.start < span.end)
    spans = [Span(figure.span.end, sentences[place].end)]
    following = sentences[place + 1 : place + 2]
    if following and _NEXT.match(following[0].of(reading.text)) and _adds_limit(reading, following[0]):
        spans += following
    found = (one for span in spans for one in reading.within(span))
    return list(_distinct(one for one in found if is_limit(one) and not is_condition(reading, one)))


def _adds_limit(reading: Reading, sentence: Span) -> bool:
    figures = [figure for figure in reading.within(sentence) if figure.unit in ("元", "%")]
    return len(figures) == 1 and is_limit(figures[0])


def is_limit(figure: Figure) -> bool:
    """Tell whether a figure is an upper limit in money."""
    return is_money(figure) and figure.operator is Operator.AT_MOST


def is_condition(reading: Reading, figure: Figure) -> bool:
    """Tell whether a limit says for whom something holds, not how much it is: 贷款20万元以内的."""
    return _BELOW.match(reading.text, figure.span.end) is not None


def _distinct(figures: Iterator[Figure]) -> Iterator[Figure]:
    seen: set[Decimal] = set()
    for figure in figures:
        if figure.values[0] not in seen:
            seen.add(figure.values[0])
            yield figure


def lower_limit_elsewhere(value: Decimal, reading: Reading, figure: Figure, readings: Sequence[Reading]) -> bool:
    """Tell whether the clause, or another quote of the document, has a limit below a value that may concern it.

    A limit beside another share belongs to that share; an amount for each is no limit to the sum.
    """
    own = reading.sentence(figure.span.start).of(reading.text)
    wanted = stated_benefits(own)
    alike = [other.text for other in readings if other.version == reading.version]
    for text in dict.fromkeys([reading.leaf, *alike]):
        for sentence in re.findall("[^。;]+", text):
            benefits = stated_benefits(sentence)
            if sentence in own or own in sentence or "%" in sentence or (benefits and not benefits & wanted):
                continue
            limits = [one for one in figures_in(sentence) if is_limit(one) and one.values != figure.values]
            if any(one.values[0] < value for one in limits):
                return True
    return False
