"""Two figures of the quotes put in relation: done ÷ goal, part ÷ whole, an amount for each of so many."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from kb.answer.calculation.benefits import spoken_benefits, stated_benefits
from kb.answer.calculation.choice import the_one
from kb.answer.calculation.goals import Item, content_of, goal_pairs, items_of, read_items
from kb.answer.calculation.terms import PLACE, Lines, Reading, is_money, money_result, percent_result, printed
from kb.text.amounts import Figure, Operator
from kb.text.quantities import COUNTS

_ASKS_DONE_SHARE = re.compile(
    r"(?:完成|做到|实现|达成|干|进度|达到)[^,。?]{0,12}(?:几成|百分之[几多]|百分比|多少(?![户家人亿万元项个名]))"
    r"|完成率|完成比例|完成度"
)
_ASKS_SHARE = re.compile(
    r"占(?:了|到|比|全|总|整|据)?[^,。?]{0,14}(?:多少(?![户家人亿万元项个名])|几成|百分之[几多]|多大|比例|比重)"
    r"|占比|比重|[占是][^,。?]{0,10}几成"
)
_STATED_SHARE = re.compile(r"(?:完成|占|达到|比例|比重|率)[^,。;]{0,12}$")
_OF_ALL = re.compile(r"全部|总|所有|整个|全[市县区省国镇乡部年]|一共|合计|里|中")
_NAMES_BOTH = re.compile(
    r"(?P<part>[^,;。?占]{2,30}?)占(?:了|到|全部|总)?(?P<whole>[^,;。?占]{2,24}?)的?(?:比重|比例|多少|几成|百分之[几多]|多大)"
)
_WHEN = re.compile(r"^.*?\d{2,4}年(?:度?[底末初]|[一二三四前上下]+个?(?:季度|半年)[底末]?|\d+月[底末份]?)?(?:[底末])?")
_ASKS_AVERAGE = re.compile(
    r"(?P<one>户|人|家|笔|台|亩|件|项|个)均|平均(?:到|摊到)?(?:每|一)个?(?P<two>户|人|家|笔|台|亩|件|项|个|企业|农户)"
    r"|(?:每|一)个?(?P<three>户|人|家|笔|台|亩|件|项|企业|农户)(?:[^,。?]{0,4})?(?:平均|均摊|合多少|大概)"
)
_CHANGE = re.compile(r"(?:增加|新增|增长|减少|比[^,。;]{0,8}|提高|下降|净增|多)了?$")
_ALIKE = {"企业": ("家", "户"), "农户": ("户",), "家": ("家", "户"), "户": ("户", "家")}
_SINGLE = re.compile(r"每|单[笔个户家]|首[笔批家]|最[高低多少大小]|人均|户均|罚|带动|吸纳")
_NOT_CUSTOMERS = re.compile(r"银行|金融|保险|担保|机构|网点|部门|单位")


def reached_lines(question: Reading, readings: Sequence[Reading]) -> Lines:
    """Yield what share of its goals is reached, unless a quote says so itself."""
    if not _ASKS_DONE_SHARE.search(question.text):
        return
    pairs = [(done, goal) for done, goal in goal_pairs(question, readings) if _is_amount(done.figure)]
    if pairs and not any(_states_share(item) for pair in pairs for item in pair):
        said = [_quotient(done, goal) for done, goal in pairs]
        marks = {item.reading.mark for pair in pairs for item in pair}
        if all(said):
            yield "；".join(one for one in said if one), tuple(sorted(marks))


def _is_amount(figure: Figure) -> bool:
    return is_money(figure) or figure.unit in COUNTS or figure.unit in ("亩", "吨")


def _states_share(item: Item) -> bool:
    """Tell whether the sentence of a figure says a share itself, directly before or behind it."""
    reading = item.reading
    sentence = reading.sentence(item.figure.span.start)
    return any(
        one.unit == "%" and _STATED_SHARE.search(reading.text[sentence.start : one.span.start])
        for one in reading.within(sentence)
    )


def _quotient(part: Item, whole: Item) -> str | None:
    one, other = printed(part.reading, part.figure), printed(whole.reading, whole.figure)
    if one is None or other is None or not whole.figure.values[0]:
        return None
    result, exact = percent_result(part.figure.values[0] / whole.figure.values[0] * 100)
    return f"{one}÷{other}{'＝' if exact else '≈'}{result}"


def share_of_whole_lines(question: Reading, readings: Sequence[Reading]) -> Lines:
    """Yield what share of a whole its part is where a quote says 其中, unless it says the share itself."""
    if not _ASKS_SHARE.search(question.text):
        return
    found = [pair for reading in readings for pair in _parts(question, reading)] or _named_pairs(question, readings)
    distinct = list(
        {(part.figure.values, whole.figure.values): (part, whole) for part, whole in reversed(found)}.values()
    )
    place = the_one(question.text, [part.words for part, _ in distinct])
    if place is None:
        return
    part, whole = distinct[place]
    if any(name not in part.sentence and name not in part.reading.about for name in PLACE.findall(question.text)):
        return
    if not _states_share(part) and part.figure.values[0] < whole.figure.values[0] and (line := _quotient(part, whole)):
        yield line, (part.reading.mark,)


def _parts(question: Reading, reading: Reading) -> Iterator[tuple[Item, Item]]:
    """Yield the parts behind 其中 that a question names, each with the one figure of its unit before it."""
    asked = set(content_of(question.text))
    items = items_of([reading])
    for place, part in enumerate(items):
        before = reading.text[: part.figure.span.start]
        among = before.rfind("其中")
        if among < 0 or "。" in before[among:] or not _is_amount(part.figure):
            continue
        unit = [one for one in items[:place] if one.figure.unit == part.figure.unit and one.figure.span.end <= among]
        near = [one for one in unit if reading.sentence(one.figure.span.start).end >= among - 1]
        wholes = [one for one in near if not _CHANGE.search(one.words)]
        named = asked & set(content_of(part.words))
        if len(wholes) != 1 or not named or _CHANGE.search(part.words):
            continue
        if _OF_ALL.search(question.text) or asked & set(content_of(wholes[0].words)):
            yield part, wholes[0]


def _named_pairs(question: Reading, readings: Sequence[Reading]) -> list[tuple[Item, Item]]:
    """Return part and whole where a question names both (甲占乙的比重) and one sentence has a figure of each by name.

    Of the whole nothing but its name is said between the part's figure and its own: 甲 3亿元,乙 9亿元.
    """
    asks = _NAMES_BOTH.search(question.text)
    if asks is None:
        return []
    part, whole = (set(content_of(_WHEN.sub("", asks[name]))) for name in ("part", "whole"))
    found = []
    for reading in readings:
        items = [one for one in items_of([reading]) if is_money(one.figure) or one.figure.unit in COUNTS]
        for one, other in permutations(items, 2):
            alike = one.figure.unit == other.figure.unit and one.sentence == other.sentence
            if alike and _is_named(one, part, whole) and _is_named(other, whole, part):
                found.append((one, other))
    return found


def _is_named(item: Item, name: set[str], other: set[str]) -> bool:
    """Tell whether the words right before a figure are this name and say nothing that only the other one has."""
    words = set(content_of(re.split("[,、;:]", item.words)[-1]))
    return bool(name) and name <= words and not words & (other - name) and not _CHANGE.search(item.words)


def average_lines(question: Reading, readings: Sequence[Reading]) -> Lines:
    """Yield the amount for each of so many where a sentence has one amount and one number, and no average."""
    asks = _ASKS_AVERAGE.search(question.text)
    if not asks or not content_of(_ASKS_AVERAGE.sub(" ", question.text)):
        return
    unit = asks["one"] or asks["two"] or asks["three"]
    found = [pair for reading in readings for pair in _averaged(question, reading, _ALIKE.get(unit, (unit,)))]
    distinct = list({one.line or one.words: one for one in reversed(found)}.values())
    place = the_one(question.text, [one.words for one in distinct])
    stated = any(re.search(rf"{unit}均|平均", reading.text) for reading in readings if reading.mark > 0)
    if place is not None and not stated and (line := distinct[place].line):
        yield line, (distinct[place].mark,)


@dataclass(frozen=True, slots=True)
class _Average:
    """What a sentence with amounts and numbers gives for each; no line where it has several of either."""

    mark: int
    line: str | None
    words: str


def _averaged(question: Reading, reading: Reading, units: tuple[str, ...]) -> Iterator[_Average]:
    asked = set(content_of(_ASKS_AVERAGE.sub(" ", question.text)))
    changes = _CHANGE.search(question.text[: question.text.find("均")]) is not None or "新增" in question.text
    for sentence in reading.sentences():
        inside = [one for one in read_items(reading) if sentence.start <= one.figure.span.start < sentence.end]
        fit = [
            one
            for one in inside
            if changes == bool(_CHANGE.search(one.words)) or (changes and not is_money(one.figure))
        ]
        whole = [one for one in fit if not _SINGLE.search(one.words)]
        totals = [one for one in whole if is_money(one.figure)]
        counts = [one for one in whole if one.figure.unit in units and _is_customers(one)]
        if totals and counts and asked & set(content_of(f"{reading.about} {sentence.of(reading.text)}")):
            sure = len(totals) == len(counts) == 1 and totals[0].goal == counts[0].goal
            line = _average(question.text, totals[0], counts[0]) if sure else None
            yield _Average(reading.mark, line, f"{reading.about} {sentence.of(reading.text)}")


def _is_customers(count: Item) -> bool:
    """Tell whether a number counts those whom an amount goes to: no banks, no part of them."""
    behind = _NOT_CUSTOMERS.match(count.reading.text, count.figure.span.end)
    return behind is None and "其中" not in count.words


def _average(question: str, total: Item, count: Item) -> str | None:
    reading = total.reading
    stated = stated_benefits(f"{total.words}{reading.segment(total.figure).of(reading.text)}")
    asked = spoken_benefits(question)
    one, other = printed(reading, total.figure), printed(reading, count.figure)
    exact = total.figure.operator is count.figure.operator is Operator.EXACT
    if not exact or one is None or other is None or not 1 < count.figure.values[0] < total.figure.values[0]:
        return None
    if stated and asked and not stated & asked:
        return None
    result, whole = money_result(total.figure.values[0] / count.figure.values[0], one)
    return f"{one}÷{other}{'＝' if whole else '≈'}{result}"
