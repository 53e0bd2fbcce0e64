"""A share of an amount that a question names, with its limit: 30万元×50%＝15万元，超过上限，按10万元."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.answer.calculation.benefits import (
    EXCEPT,
    asked_benefits,
    caps_after,
    hedge_of,
    is_condition,
    is_limit,
    lower_limit_elsewhere,
    period_of,
    product_line,
    stated_benefits,
)
from kb.answer.calculation.choice import the_one
from kb.answer.calculation.raised import Raise, raises_named
from kb.answer.calculation.terms import JOINS, Lines, Reading, is_certain, is_money, plain_number, printed
from kb.text.amounts import Figure, Operator
from kb.text.intervals import intervals_in
from kb.text.quantities import TIMES
from kb.text.tokens import bigrams

# What a share is taken of, and how a question speaks of such an amount; the nearest to the share counts.
BASES = tuple(
    (re.compile(noun), re.compile(spoken))
    for noun, spoken in (
        (r"(?<!担)保费|(?<!担)保险费|投保费用|保险支出", r"(?<!担)保费|保险|投保|参保|花|交|付|费"),
        (r"利息", r"利息|利钱|息"),
        (r"租金|房租|场租|租赁费", r"租|花|交|付"),
        (r"薪酬|工资(?!标准)|社会保险费", r"工资|薪|社保|保险费"),
        (r"罚款数?额|税款|欠缴|逾期金额|欠款", r"罚|欠|税|逾期"),
        (r"销售额|销售收入|营业收入|营收|产值", r"销售|营收|营业|收入|卖|产值"),
        (r"出口额", r"出口"),
        (r"合同金?额|交易额|成交额|订单", r"合同|交易|成交|订单|签"),
        (
            r"贷款(?:总额|金额|额|本金|余额|规模)|借款额?|本金|担保金?额|使用金额|融资额|授信额度?",
            r"贷|借|融|担保(?!费)|本金",
        ),
        (
            r"投资额?|投入|造价",
            r"投|买|购|设备|花|上了|机|改造|装|价|采购|研发|建",
        ),
        (
            r"购置[额费款价]?|采购额|设备款|价款|[购买售]价|价格|货款",
            r"买|购|设备|花|上了|机|装|价|采购",
        ),
        (r"费用?|支出|开支|成本|实际发生额", r"花|费|付|交|支出|开支|掏|用了"),
    )
)
_LOAN = re.compile("贷|借|融|本金|余额")
_AFTER = 6
_NOT_BASE = re.compile(
    r"标准|平均|人均|最低|基数|总资产|净资产|注册资本|贡献|利润|新增|增量|增长|超出|(?<!不)超过|剩余|其余"
)
_NOT_AMOUNT = re.compile(r"注册|营收|营业|销售|产值|收入|流水|资产|利润|纳税|税收|年入|估值|市值")
# What costs are for: a question about one is not answered by a clause about another.
_PURPOSES = tuple(
    re.compile(row)
    for row in (
        r"(?<!失业)(?<!养老)(?<!医疗)(?<!社会)(?<!工伤)保险|投保|(?<!担)保费|保单",
        r"社保|社会保险|失业保险|失业险|养老|医疗|医保|工伤|参保|五险", r"研发|科研", r"展", r"租",
        r"评估|估价|估值", r"检测|检验", r"认证", r"培训", r"担保",
        r"运费|运输|物流", r"水电|电费|用电", r"装修", r"设备|机器|机床|购置", r"技改|改造", r"专利|知识产权", r"审计",
        r"律师|诉讼", r"招聘|招工", r"广告|宣传", r"软件|云|算力", r"工资|薪", r"利息",
    )
)  # fmt: skip
# What may stand between the word for a base and the share of it.
_OF_BASE = re.compile(
    r"(?:于[^,。;:的]{1,8}资金|实际|支出|经费|部分|补[助贴]|贴息|奖励|返还|总?额|金额|的|最[高多]|不[超高]过?于?|不低于|原则上|可以?|由|再|均|给予|予以|享受|为|按照?|以|比例|标准|[^,。;:的]{0,6}财政|\([^()]*\))*"
)
# What stands before a share that is of what the share before it is of: 中小企业按60%.
_LIKE_LAST = re.compile(r"[^,。;:]{0,20}(?:按照?|为|享受|给予|予以|提高至?到?|达到?|补[助贴]|奖励|返还|的|企业|个人)")
_OTHERS = re.compile(
    r"(?:对|给予|奖励)[^,。;]{0,8}(?:银行|金融机构|担保(?:公司|机构)|保险公司|保险机构|基金管理|运营机构|中介)"
)
_OTHER_ASKED = re.compile(r"银行|机构|担保公司|保险公司|中介")
_FUNDS = re.compile(r"[^,。;]{0,8}(?:资金|基金|专项|预算)")
_BORNE = re.compile(r"承担|分担|代偿|损失")
_SPECIAL = re.compile(r"属于|其中|列入|首[次台批]|特别|困难|重点|优先|另行|再给|再按")
_TERM_ASKED = re.compile(r"(?:一|每)年")
_NOT_IN = re.compile(r"(?:未|没有|不属于|非)([^,。;的]{1,12})的[^,。;]{2,12},")
_NOT = re.compile("[未没不非][^,。;?]{0,8}")
_STOP = re.compile(r"[,。;?!:、]")
_AFTER_STOP = re.compile(r"[,。;?!:、能可要会用怎咋补给]|政府|财政")


@dataclass(frozen=True, slots=True)
class _Share:
    """A share that a quote may grant or take of the amount that a question names."""

    mark: int
    line: str | None
    """None where it is not certain what the share comes to."""
    words: str
    own: str
    marks: tuple[int, ...] = ()
    """The marks that the line rests on."""


def share_lines(question: Reading, readings: Sequence[Reading]) -> Lines:
    """Yield what the one share that a question means comes to, with its mark."""
    wanted = asked_benefits(question.text)
    times = [one for one in question.figures if one.unit in TIMES and not _TERM_ASKED.fullmatch(question.raw(one))]
    if not wanted or times or not any(is_money(figure) for figure in question.figures):
        return
    found = [share for reading in readings for share in _shares(reading, question, wanted, readings)]
    distinct = list({share.line or share.words: share for share in reversed(found)}.values())
    place = the_one(question.text, [share.words for share in distinct])
    if place is None or (line := distinct[place].line) is None:
        return
    # Whoever is not in a list is meant only where a question says so.
    left_out = _NOT_IN.search(distinct[place].own)
    if left_out and not _says_not(question.text, left_out[1]):
        return
    # What the question does not say to be the special case may be one all the same.
    if not any(_SPECIAL.search(share.own) for share in distinct if share is not distinct[place]):
        yield line, distinct[place].marks


def _says_not(question: str, words: str) -> bool:
    """Tell whether a question denies something that some words name: 没进名单, 列入名单."""
    return any(token in denied for denied in _NOT.findall(question) for token in bigrams(words))


def _shares(
    reading: Reading, question: Reading, wanted: frozenset[str], readings: Sequence[Reading]
) -> Iterator[_Share]:
    last: re.Pattern[str] | None = None
    end = 0
    for figure in reading.figures:
        if figure.unit != "%" or len(figure.values) != 1 or figure.operator is Operator.ABOUT:
            continue
        segment = reading.segment(figure)
        head, local = reading.text[segment.start : figure.span.start], segment.of(reading.text)
        last = last if "。" not in reading.text[end : figure.span.start] else None
        spoken = _base_of(reading, head, segment.start) or (last if _LIKE_LAST.fullmatch(head) else None)
        whole = reading.sentence(figure.span.start).of(reading.text)
        words = f"{whole[: whole.find(local)]}{local}"
        own = reading.text[max(end, reading.sentence(figure.span.start).start) : segment.end]
        last, end = spoken, figure.span.end
        granted = (stated_benefits(local) or stated_benefits(whole)) & wanted
        if _cross_purposes(question.text, words, f"{reading.about} {reading.text}"):
            continue
        if spoken is None or not granted or _is_other(head, reading.text[end:], words, question.text):
            continue
        amounts = [one for one in question.figures if is_money(one) and is_spoken(question, one, spoken)]
        if len(amounts) == 1 and is_certain(amounts[0]):
            unsure = EXCEPT.search(whole) or not _conditions_hold(reading, figure, question, amounts[0])
            raises = raises_named(question, reading, readings)
            raised = raises[0] if raises else None
            unsure = bool(unsure) or len(raises) > 1 or None in raises
            line = None if unsure else _line(reading, figure, question, amounts[0], readings, raised)
            marks = tuple(sorted({reading.mark, *([raised.mark] if raised else [])}))
            yield _Share(reading.mark, line, f"{reading.about} {own}", own, marks)


def _is_other(head: str, after: str, words: str, question: str) -> bool:
    """Tell whether a share is a rate by the period, shares a loss, or goes to banks."""
    by_period = period_of(head, after) is not None and "每年" not in head
    to_others = _OTHERS.search(words) is not None and _OTHER_ASKED.search(question) is None
    return by_period or to_others or _BORNE.search(f"{head}{after[:8]}") is not None


def _base_of(reading: Reading, head: str, start: int) -> re.Pattern[str] | None:
    """Return how a question would speak of what a share is of: what stands before it, or ends the segment before."""
    return _spoken_base(head) or (_spoken_base(reading.text[:start].rstrip(",:")) if _OF_BASE.fullmatch(head) else None)


def _spoken_base(head: str) -> re.Pattern[str] | None:
    """Return how a question would speak of what stands nearest before a share; None where that is nothing known."""
    found = [(match.end(), spoken) for noun, spoken in BASES for match in noun.finditer(head)]
    if not found:
        return None
    end, spoken = max(found, key=lambda one: one[0])
    # A word of the base itself may make another amount of it: 新增贷款额, 月最低工资.
    start = max(head.rfind(word, 0, end) for word in ("按照", "按", "给予", ",", "对"))
    other = _NOT_BASE.search(head, max(start, 0))
    return spoken if other is None and _OF_BASE.fullmatch(head, end) else None


def is_spoken(question: Reading, figure: Figure, spoken: re.Pattern[str]) -> bool:
    """Tell whether a question speaks of an amount as of such a base, by the words around the amount."""
    ends = [other.span.end for other in question.figures if other.span.end <= figure.span.start and is_money(other)]
    stops = [match.end() for match in _STOP.finditer(question.text, 0, figure.span.start)]
    start = max([0, *ends, *stops])
    end = figure.span.end + _AFTER
    # What stands right before the next amount is said of that one: 贷了40万一年利息2万, but 100万保费和30万利息.
    said_of_next = any(figure.span.end < other.span.start <= end for other in question.figures if is_money(other))
    behind = question.text[figure.span.end : end]
    after = "" if said_of_next and not JOINS.search(behind) else _AFTER_STOP.split(behind)[0]
    before = question.text[start : figure.span.start]
    other = _NOT_AMOUNT.search(before)
    return spoken.search(f"{before}|{after}") is not None and not (other and not spoken.search(other.group()))


def _cross_purposes(question: str, words: str, around: str) -> bool:
    """Tell whether a question's costs are for something that neither a sentence nor what stands around it names."""
    asked = [row for row in _PURPOSES if row.search(question)]
    held = [row for row in _PURPOSES if row.search(words)] or [row for row in _PURPOSES if row.search(around)]
    return bool(asked) and not any(row in held for row in asked)


def _conditions_hold(reading: Reading, figure: Figure, question: Reading, amount: Figure) -> bool:
    """Tell whether no other amount of the sentence is another grant, or a condition that the question does not meet."""
    others = [one for one in reading.within(reading.sentence(figure.span.start)) if one.unit == "元"]
    others = [one for one in others if not _FUNDS.match(reading.text, one.span.end)]
    others = [one for one in others if not _is_reached(reading, one, figure, amount)]
    if _is_tier_of_another(reading, figure, question, amount):
        others = [one for one in others if one.span.start > figure.span.start]
    return all(is_limit(other) and not is_condition(reading, other) for other in others)


def _is_tier_of_another(reading: Reading, figure: Figure, question: Reading, amount: Figure) -> bool:
    """Tell whether what stands before a share is a tier that the one other amount of a question lies in.

    贷款余额50万元以上200万元以下的，按利息的40%: of 贷款80万，利息4万 the loan tells the tier, the interest is shared.
    """
    head = reading.text[reading.sentence(figure.span.start).start : figure.span.start]
    tiers = [one for one in intervals_in(head) if one.unit == "元" and not one.figure]
    others = [one for one in question.figures if is_money(one) and one is not amount]
    if len(tiers) != 1 or len(others) != 1 or not is_certain(others[0]) or not tiers[0].holds(others[0].values[0]):
        return False
    # Items behind the first one need not say again what they divide.
    divided = next((spoken for noun, spoken in BASES if noun.search(head[: tiers[0].start])), _LOAN)
    return is_spoken(question, others[0], divided) and not is_spoken(question, amount, divided)


def _is_reached(reading: Reading, least: Figure, figure: Figure, amount: Figure) -> bool:
    """Tell whether a figure before a share is what an amount must reach and does: 达到5000万元以上的,按…的1%."""
    condition = least.operator is Operator.AT_LEAST and least.span.end < figure.span.start
    alone = [one for one in reading.within(reading.sentence(figure.span.start)) if one.unit == "%"] == [figure]
    return condition and alone and amount.values[0] >= least.values[0]


def _line(
    reading: Reading,
    figure: Figure,
    question: Reading,
    amount: Figure,
    readings: Sequence[Reading],
    raised: Raise | None,
) -> str | None:
    hedge, said, rate = hedge_of(reading, figure), printed(question, amount), printed(reading, figure)
    of_whole = figure.values[0] + (raised.points if raised else 0)
    value = amount.values[0] * of_whole / 100
    caps = caps_after(reading, figure) or _limits_before(reading, figure, asked_benefits(question.text))
    if hedge is None or said is None or rate is None or len(caps) > 1:
        return None
    bounded = min(value, caps[0].values[0]) if caps else value
    if lower_limit_elsewhere(bounded, reading, figure, readings):
        return None
    if raised is None:
        return product_line(hedge, (said, rate), value, said, reading, caps[0] if caps else None)
    total = f"{plain_number(of_whole)}%"
    line = product_line("", (said, total), value, said, reading, caps[0] if caps else None)
    return f"{hedge}{rate}＋{raised.said}＝{total}；{line}" if line else None


def _limits_before(reading: Reading, figure: Figure, wanted: frozenset[str]) -> list[Figure]:
    """Return the upper limits of loans that stand before a share of one in its sentence."""
    sentence = reading.sentence(figure.span.start)
    before = [one for one in reading.within(sentence) if is_limit(one) and one.span.start < figure.span.start]
    return before if wanted == {"loan"} else []
