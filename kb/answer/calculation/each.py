"""Amounts for each of so many: 2万元×3台＝6万元, 500元×5人×6个月＝1.5万元."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from kb.answer.calculation.benefits import EXCEPT, asked_benefits, is_limit
from kb.answer.calculation.fees import Rate, in_period, is_wanted, lines_of, longer
from kb.answer.calculation.terms import Lines, Reading, is_certain, is_money, is_time, plain_number, printed
from kb.text.amounts import Figure, Operator, figures_in
from kb.text.quantities import COUNTS, TIMES

_EACH = re.compile(
    r"每(?:(?:新?(?:招用|吸纳|雇用|聘用|录用|招聘|增加|培训|引进|接收|安置|新增|带动|认定|建成|购置|完成|增)|新增)[1一]?|一)?个?"
    r"(?P<unit>人|名|位|户|家|台|亩|辆|头|只|株|篇|项|件|套|次|场|笔|批|千瓦时|吨|平方米)"
)
_EACH_BEHIND = re.compile(
    r"[/每](?P<unit>人|名|位|户|家|台|亩|辆|头|只|株|篇|项|件|套|次|场|笔|批)(?![/·每]?(?:夜|晚|次|课|节|小时|[\u4e00-\u9fff]{1,4}/))"
)
_PER_PERIOD = re.compile(r"(?:每人?|/(?:人·?)?)(?P<period>[日天月年])")
_ALIKE = {"名": "人", "位": "人"}
_PEOPLE = re.compile(
    r"(?:[招聘雇带]了?|招[用聘]了?|吸纳了?|录用了?|我们|咱们?|俺们?|哥|姐|他们|她们|合伙)[^,。;]{0,3}$"
)


def each_lines(question: Reading, readings: Sequence[Reading]) -> Lines:
    """Yield what an amount for each comes to for the number that a question names, with its mark."""
    wanted = asked_benefits(question.text)
    if not wanted or any(is_money(figure) for figure in question.figures):
        return
    found = [rate for reading in readings for rate in _each(reading, question) if is_wanted(rate, wanted)]
    yield from lines_of(found, question, readings)


def _each(reading: Reading, question: Reading) -> Iterator[Rate]:
    for figure in reading.figures:
        if not is_money(figure) or figure.operator is Operator.ABOUT:
            continue
        segment, sentence = reading.segment(figure), reading.sentence(figure.span.start)
        head, after = reading.text[segment.start : figure.span.start], reading.text[figure.span.end : segment.end]
        each = next(iter([*_EACH.finditer(head)][-1:]), None) or _EACH_BEHIND.match(after)
        whole = sentence.of(reading.text)
        if not each or EXCEPT.search(whole) or not _alone(reading, figure):
            continue
        count = _count(question, _ALIKE.get(each["unit"], each["unit"]))
        amount = printed(reading, figure)
        period = _PER_PERIOD.search(head) or _PER_PERIOD.match(after)
        spent = _spent(question, reading, figure, period["period"] if period else "")
        if count and amount and spent:
            factors = (amount, count[0], *([spent[0]] if spent[0] else []))
            words = reading.text[sentence.start : segment.end]
            yield Rate(reading, figure, factors, figure.values[0] * count[1] * spent[1], f"{reading.about} {words}")


def _alone(reading: Reading, figure: Figure) -> bool:
    """Tell whether the other amounts of the sentence are upper limits behind an amount."""
    others = [one for one in reading.within(reading.sentence(figure.span.start)) if one.unit == "元" and one != figure]
    return all(is_limit(one) and one.span.start > figure.span.end for one in others)


def _count(question: Reading, unit: str) -> tuple[str, Decimal] | None:
    """Return the one number of a unit that a question names, as it is printed; people may be counted by 个."""
    found = [figure for figure in question.figures if figure.unit == unit]
    heads = not found and unit == "人"
    if heads:
        alike = [figure for figure in question.figures if figure.unit == "个"]
        found = [one for one in alike if _PEOPLE.search(question.text[: one.span.start])]
    others = [one for one in question.figures if one.unit in COUNTS and one not in found and one.unit != "个"]
    if len(found) != 1 or others or not is_certain(found[0]):
        return None
    said = f"{plain_number(found[0].values[0])}人" if heads else printed(question, found[0])
    return (said, found[0].values[0]) if said else None


def _spent(question: Reading, reading: Reading, figure: Figure, period: str) -> tuple[str, Decimal] | None:
    """Return the time of a question in the period of an amount; ("", 1) where the amount is for no period."""
    times = [one for one in question.figures if one.unit in TIMES]
    if not period:
        return ("", Decimal(1)) if not times else None
    if len(times) != 1 or not is_time(question, times[0]):
        return None
    terms = [one for one in figures_in(reading.leaf) if one.unit in TIMES and one.operator is Operator.AT_MOST]
    if any(longer(times[0], term) for term in terms):
        return None
    spent = in_period(question, times[0], "日" if period == "天" else period)
    # What is paid by the year is not always paid by halves.
    return spent if spent and spent[1] == int(spent[1]) else None
