"""How much a figure is changed by where a quote says from what to what: 由200万元提高到260万元."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.answer.calculation.choice import the_one
from kb.answer.calculation.goals import content_of
from kb.answer.calculation.terms import Lines, Reading, is_money, money_result, plain_number, printed
from kb.text.amounts import Figure, Operator, same_figure
from kb.text.quantities import TIMES

_RISES = r"提高|增加|上调|上升|调高|扩大|提升|放宽|延长|增长|涨"
_FALLS = r"降低|下降|下调|减少|调低|缩短|压缩|压减|降|减"
_TO = re.compile(rf"(?:的?(?:大幅|统一|逐步|相应))?(?:(?P<rise>{_RISES})|(?P<fall>{_FALLS}))(?:到|至|为)(?:了|最高)?")
_FROM = re.compile(r"(?:由|从)(?:原来的?|原先的?|之前的?|上年度?的?|去年的?|现行的?)?$")
_ASKS = re.compile(
    r"(?:(?P<rise>提高|增加|上调|调高|延长|放宽|[涨升多高长](?=[了出]))|(?P<fall>降低|下降|下调|减少|缩短|调低|降|[减少低短](?=[了出])))"
    r"[了出掉]{0,2}(?:多少|几(?![成折]))|比[^,。?]{1,12}(?:(?P<more>[多高长])|(?P<less>[少低短]))(?:多少|几)"
    r"|变化多大|变了多少|调了多少"
)


_ASKED_UNIT = re.compile(
    r"(?:多少|几)(?:(?P<money>钱|元|块|万|亿|千万|百万)|个?(?P<rate>百分点|点|基点|%|bp)|个?(?P<other>工作日|天|日|月|年|户|家|人|名|项|笔|倍|次|件|亩))"
)
# What a figure is of tells its unit too.
_UNITS_OF = tuple(
    (re.compile(words), units)
    for words, units in (
        (r"额度|金额|奖[励金]|补[贴助]|保额|保费", frozenset({"元", "美元"})),
        (r"期限|时限|天数|年限|工期", TIMES),
        (r"(?<!效)率|比例|比重|占比", frozenset({"%", "百分点", "基点"})),
    )
)
_UNITS_ALIKE = {
    "天": frozenset({"日", "工作日"}),
    "日": frozenset({"日", "工作日"}),
    "名": frozenset({"人"}),
    "户": frozenset({"户", "家"}),
    "家": frozenset({"户", "家"}),
}


@dataclass(frozen=True, slots=True)
class _Change:
    """Two figures from one of which to the other something is changed."""

    mark: int
    line: str
    rises: bool
    unit: str
    words: str


def change_lines(question: Reading, readings: Sequence[Reading]) -> Lines:
    """Yield the difference between what something was and what it is, of the one change that a question means."""
    asks = _ASKS.search(question.text)
    if not asks or any(is_money(figure) for figure in question.figures):
        return
    wanted = asked_units(question.text)
    found = [change for reading in readings for change in _changes(reading) if not wanted or change.unit in wanted]
    distinct = list({change.line: change for change in reversed(found)}.values())
    place = the_one(question.text, [change.words for change in distinct])
    if place is None:
        return
    change = distinct[place]
    if not set(content_of(_ASKS.sub(" ", question.text))) & set(content_of(change.words)):
        return
    # 降了多少 of what was raised asks for something else.
    if not (asks["fall"] or asks["less"] if change.rises else asks["rise"] or asks["more"]):
        yield change.line, (change.mark,)


def _changes(reading: Reading) -> Iterator[_Change]:
    for first, second in zip(reading.figures, reading.figures[1:], strict=False):
        said = _TO.fullmatch(reading.text, first.span.end, second.span.start)
        alike = first.unit == second.unit and _is_one(first) and _is_one(second)
        if not said or not alike or not _FROM.search(reading.text[: first.span.start]):
            continue
        rises = first.values[0] < second.values[0]
        line = _difference(reading, second, first) if rises else _difference(reading, first, second)
        if line and rises == (said["rise"] is not None) and not same_figure(first, second):
            sentence = reading.sentence(first.span.start)
            ends = [one.span.end for one in reading.within(sentence) if one.span.end < first.span.start]
            head = reading.text[max([sentence.start, *ends]) : second.span.end]
            yield _Change(reading.mark, line, rises, first.unit, f"{reading.about} {head}")


def _is_one(figure: Figure) -> bool:
    return len(figure.values) == 1 and figure.operator is not Operator.ABOUT


def _difference(reading: Reading, more: Figure, less: Figure) -> str | None:
    one, other = printed(reading, more), printed(reading, less)
    result = apart(more, less, one) if one else None
    return f"{one}－{other}＝{result}" if one and other and result else None


def asked_units(question: str) -> frozenset[str]:
    """Return the units in which a difference is asked for; empty where a question leaves them open."""
    asked = _ASKED_UNIT.search(question)
    if asked is None:
        named = [units for words, units in _UNITS_OF if words.search(question)]
        return named[0] if len(named) == 1 and "倍" not in question else frozenset()
    if asked["money"]:
        return frozenset({"元", "美元"})
    if asked["rate"]:
        return frozenset({"%", "百分点", "基点"})
    return _UNITS_ALIKE.get(asked["other"], frozenset({asked["other"]}))


def apart(first: Figure, second: Figure, like: str) -> str | None:
    """Return the printed difference of two figures of one unit, without a sign; None where it would be rounded."""
    value = abs(first.values[0] - second.values[0])
    if is_money(first):
        result, exact = money_result(value, like)
        return result if exact else None
    if first.unit == "%":
        return f"{plain_number(value)}个百分点"
    unit = re.sub(r"^[\d.]+", "", like)
    if unit[:1] in "万亿":
        value /= 10**4 if unit[0] == "万" else 10**8
    return f"{plain_number(value)}{unit}"
