"""Rates by the day, month or year: 500万元×万分之二×5天＝5000元."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kb.answer.calculation.benefits import (
    EXCEPT,
    asked_benefits,
    caps_after,
    hedge_of,
    is_limit,
    lower_limit_elsewhere,
    period_of,
    product_line,
    stated_benefits,
)
from kb.answer.calculation.choice import the_one
from kb.answer.calculation.terms import Lines, Reading, is_certain, is_money, is_time, plain_number, printed
from kb.text.amounts import Figure, Operator, figures_in
from kb.text.quantities import TIMES

_HELPS, _INTEREST = re.compile("贴息|补贴|补助|奖"), re.compile("利率|[年月日]息")
# What holds of many together, is striven for, or is but the lowest of several.
_OF_MANY = re.compile("平均|引导|逐步|力争|目标|低至|最低|[浮波]动|优惠")
_LATE = re.compile(r"逾期|违约|延长|超期|展期|罚息|滞纳|不按|未按")
# What a question says did not happen: 没有延长, 未逾期; 有没有逾期 asks for it.
_NOT_LATE = re.compile(
    r"(?<!有)(?:没有?|未曾?|无|不存在|不涉及|不算)(?:发生|出现|申请|办理|任何|过|再)*(?:逾期|违约|延长|超期|展期)"
)
# What a rate by the period is of, and how a question speaks of that.
_BASE = re.compile(r"[\u4e00-\u9fff]{2,8}(?:金额|数额|所得|总额|[款额费价值])的?$")
_BASES = tuple(
    (re.compile(noun), re.compile(spoken))
    for noun, spoken in (
        ("使用|贷款|借款|本金|融资|周转|担保|转贷|过桥", "贷|借|用|担保|周转|过桥|融"),
        ("逾期|拖欠|欠缴|未还", "逾期|拖|超期|晚|欠|没还"),
        ("罚款", "罚"),
        ("税", "税"),
        ("存款", "存"),
    )
)
# Dues of their own kind: what holds of a loan holds of none of them.
_DUES = tuple(re.compile(word) for word in ("税", "罚", "社保|社会保险", "公积金", "租", "学费", "水费|电费", "物业"))
_OTHER_RATE = re.compile(r"(?i)lpr|报价利率|基准利率")
_BORROWED = re.compile(r"贷|借|用|担保|周转|过桥|融|欠|逾期|罚|税|存")
_OTHER_AMOUNT = re.compile(r"保险金额|保额|产值|收入|产量|成本|投资")
_LONGEST = re.compile(r"最长|期限|时限|不超过|以内")
_ENOUGH = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate or an amount for each that a quote applies to what a question names."""

    reading: Reading
    figure: Figure
    factors: tuple[str, ...]
    """The operands as they are printed."""
    value: Decimal
    words: str


def fee_lines(question: Reading, readings: Sequence[Reading]) -> Lines:
    """Yield what the one rate by the period comes to for the amount and the time of a question, with its mark."""
    wanted = asked_benefits(question.text) - {"loan"}
    amounts = [figure for figure in question.figures if is_money(figure)]
    times = [figure for figure in question.figures if figure.unit in TIMES]
    if not wanted or len(amounts) != 1 or len(times) > 1 or not _BORROWED.search(question.text):
        return
    if is_certain(amounts[0]) and all(is_time(question, time) for time in times):
        found = [
            rate
            for reading in readings
            for rate in _rates(reading, question, amounts[0], times[0] if times else None)
            if _kinds(rate) & wanted
        ]
        yield from lines_of(found, question, readings)


def _kinds(rate: Rate) -> frozenset[str]:
    """Return what a rate by the period may be asked for as: help with interest, interest itself, or a fee."""
    local = rate.reading.segment(rate.figure).of(rate.reading.text)
    if _HELPS.search(local):
        return frozenset({"interest", "grant"})
    return frozenset({"rate"} if _INTEREST.search(local) else {"fee"} if stated_benefits(local) & {"fee"} else ())


def lines_of(found: Sequence[Rate], question: Reading, readings: Sequence[Reading]) -> Lines:
    """Yield what the one rate comes to that a question means, with its mark; 逾期 is meant only where it is said."""
    late = _LATE.search(_NOT_LATE.sub("", question.text)) is not None
    fitting = [rate for rate in found if (_LATE.search(rate.words) is not None) == late]
    lines = [_line(rate, readings) for rate in fitting]
    distinct = {line or rate.words: (line, rate) for line, rate in reversed(list(zip(lines, fitting, strict=True)))}
    candidates = list(distinct.values())
    place = the_one(question.text, [rate.words for _, rate in candidates])
    if place is not None and (line := candidates[place][0]):
        yield line, (candidates[place][1].reading.mark,)


def _line(rate: Rate, readings: Sequence[Reading]) -> str | None:
    hedge, caps = hedge_of(rate.reading, rate.figure), caps_after(rate.reading, rate.figure)
    bounded = min([rate.value, *(cap.values[0] for cap in caps)])
    if hedge is None or len(caps) > 1 or lower_limit_elsewhere(bounded, rate.reading, rate.figure, readings):
        return None
    return product_line(hedge, rate.factors, rate.value, rate.factors[0], rate.reading, caps[0] if caps else None)


def is_wanted(rate: Rate, wanted: frozenset[str]) -> bool:
    """Tell whether a quote states what is asked for where it states the rate; that it is of loans its title may say."""
    local = rate.reading.segment(rate.figure).of(rate.reading.text)
    stated = stated_benefits(local)
    if stated or _OTHER_AMOUNT.search(local):
        return bool(stated & wanted)
    sentence = rate.reading.sentence(rate.figure.span.start).of(rate.reading.text)
    return wanted == {"loan"} and stated_benefits(sentence) <= wanted and "贷款" in rate.words


def _rates(reading: Reading, question: Reading, amount: Figure, time: Figure | None) -> Iterator[Rate]:
    said = printed(question, amount)
    for figure in reading.figures:
        if figure.unit != "%" or len(figure.values) != 1 or figure.operator is Operator.ABOUT or said is None:
            continue
        segment, sentence = reading.segment(figure), reading.sentence(figure.span.start)
        head = reading.text[segment.start : figure.span.start]
        words = reading.text[sentence.start : segment.end]
        rate, spent = printed(reading, figure), _spent(question, time, head, reading.text[figure.span.end :])
        base = _BASE.search(head)
        if base and not any(noun.search(base[0]) and spoken.search(question.text) for noun, spoken in _BASES):
            continue
        if (
            rate is None
            or spent is None
            or _OTHER_RATE.search(words)
            or _OF_MANY.search(words)
            or any(due.search(question.text) and not due.search(f"{reading.about} {words}") for due in _DUES)
            or _odd(reading, figure, amount, time)
        ):
            continue
        beside = [one for one in reading.within(sentence) if one.unit == "%" and one.span.start < figure.span.start]
        if beside:
            # 甲日费率为0.3‰,乙日费率为0.2‰: what is said of the first is not said of the second.
            first = reading.segment(beside[0]).start
            words = reading.text[sentence.start : first] + reading.text[segment.start : segment.end]
        value = amount.values[0] * figure.values[0] / 100 * spent[1]
        yield Rate(reading, figure, (said, rate, *([spent[0]] if spent[0] else [])), value, f"{reading.about} {words}")


def _spent(question: Reading, time: Figure | None, head: str, after: str) -> tuple[str, Decimal] | None:
    """Return the time that a rate is applied for; a fee for a guarantee is taken by the year where nothing is said."""
    guarantee = "担保费率" in head
    if time is None:
        return ("", Decimal(1)) if guarantee else None
    period = period_of(head, after) or ("年" if guarantee else None)
    spent = in_period(question, time, period) if period else None
    # Over more than a year a part is paid back.
    return None if spent and period == "年" and spent[1] > 1 else spent


def in_period(question: Reading, time: Figure, period: str) -> tuple[str, Decimal] | None:
    """Return a time in the unit of a rate, as it is printed and as a number; None where it cannot be told."""
    value, unit = time.values[0], "日" if time.unit == "工作日" else time.unit
    if unit == period:
        said = printed(question, time)
        return (said, value) if said else None
    factor = {("月", "年"): Decimal(1) / 12, ("年", "月"): Decimal(12), ("季度", "年"): Decimal("0.25")}.get(
        (unit, period)
    )
    if factor is None:
        return None
    turned = (value * factor).quantize(_ENOUGH)
    exact = abs(turned - value * factor) < _ENOUGH / 100
    return (f"{plain_number(turned)}{'个月' if period == '月' else '年'}", turned) if exact else None


def _odd(reading: Reading, figure: Figure, amount: Figure, time: Figure | None) -> bool:
    """Tell whether a rate does not hold for the whole of a time: of another tier, for a shorter term, for a part."""
    sentence = reading.sentence(figure.span.start)
    tiers = [one for one in reading.within(sentence) if one.unit in TIMES and one.span.start < figure.span.start]
    tiered = any(one.operator is not Operator.AT_MOST or time is None or longer(time, one) for one in tiers)
    if tiered or (EXCEPT.search(sentence.of(reading.text)) and not tiers):
        return True
    amounts = [one for one in reading.within(sentence) if one.unit == "元"]
    if any(
        not is_limit(one) or one.values[0] < amount.values[0] for one in amounts if one.span.start < figure.span.start
    ):
        return True
    if any(not is_limit(one) for one in amounts):
        return True
    if time is None:
        return False
    # Five working days may be seven days.
    if time.unit == "工作日" and "工作日" not in f"{reading.text}{reading.leaf}":
        return True
    parts = [part for part in re.findall("[^。;]+", reading.leaf) if _LONGEST.search(part)]
    terms = [
        one for part in parts for one in figures_in(part) if one.unit in TIMES and one.operator is Operator.AT_MOST
    ]
    return any(longer(time, term) for term in terms if term.values[-1] > 0 and not _is_tier(reading, term))


def _is_tier(reading: Reading, term: Figure) -> bool:
    return (
        any(term.values == one.values and term.unit == one.unit for one in reading.figures) and "部分" in reading.text
    )


def longer(time: Figure, term: Figure) -> bool:
    """Tell whether a time is longer than a term, or may be, days and working days being so much alike."""
    # Half days: a year is twelve months.
    days = {"日": 2, "工作日": 2, "周": 14, "月": 61, "季度": 183, "年": 732}
    if time.unit not in days or term.unit not in days:
        return True
    return time.values[0] * days[time.unit] > term.values[-1] * days[term.unit]
