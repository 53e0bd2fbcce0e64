"""What is missing to a goal that another sentence sets than the one that says what is reached."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.answer.calculation.changes import apart, asked_units
from kb.answer.calculation.goals import Item, items_of
from kb.answer.calculation.terms import Lines, Reading, is_money, printed
from kb.text.amounts import Operator
from kb.text.quantities import TIMES
from kb.text.tokens import bigrams

_ASKS = re.compile(
    r"差(?:了|着)?(?:多少|多大|多远|几)|缺口|还[差缺剩]|相差|差距|还[需要得须应]+(?:再|要|得|继续)*[^,。;?]{0,8}(?:多少|几)"
    r"|(?:[需要得须应]|至少|还)[^,。;?]{0,12}?(?:再|多|新|继续)(?:增加|新增|增|投放|发放|完成|拓展|培育|支持|服务|惠及)(?:多少|几)"
)
_AIM = re.compile("目标|任务|计划|指标|要求")
_AIMS_AT = re.compile(r"到(?:\d{4}年|[今明]年|本年)?(?:\d{1,2}月)?年?[底末]")
# What stands before a measure, or behind it before its figure, and makes no other of it.
_FILLING = re.compile(
    r"实际|累计|合计|目前|已经?|其中|全[市县省区国年行]|[该本我][行市县省区社]|总共|达到?|突破|超过|完成|实现|力争|确保|预计|计划|目标|任务"
    r"|提高到|降到|降至|下降到|提升到|控制在|将|上半年|[上前][一二三]个?季度|[一二三四]季度|前\d+个月|不低于|不少于|不超过|要|为|是|至|在|共|约|总?金额|以[上下内]|20\d\d年|今年|年底前?"
)
_ALIKE = ((re.compile("发放贷款|贷款发放|投放贷款|贷款投放|发放"), "放款"), (re.compile("户数$"), "户"))
# What a quoted name that ends a clause counts: 第一次卖到国外的“首单户”.
_NAMED = re.compile(r"的[“\"]([^“”\"]{2,8})[”\"](?:达到?|为|有|共|约)?$")
_PRODUCT = re.compile(r"“([^“”,。;]{2,12})”")
_WHEN = re.compile(r"\d{1,2}月|[一二三四]季度|上半年|前\d+个月")
# 9月末 and 前三季度 are the same time for what has come together since the beginning of a year.
_SAME_TIME = {
    "3月": ("一季度",),
    "6月": ("上半年", "二季度"),
    "9月": ("三季度", "前三个季度"),
    "12月": ("全年", "四季度"),
}
_YEAR = re.compile(r"20\d\d(?=年)")
_HEAD = re.compile(r"^.*?(?:到|截至|截止)?(?:\d{4}年|[今去明]年)?(?:\d{1,2}月)?[年月]?(?:底|末|份),?")
_CHANGED = re.compile(r"(?:增加|新增|增长|减少|提高|下降|上升|净增|高出|[比较][^,]{1,10}[多少高低增减])了?$")
_HEAD_LENGTH = 3


@dataclass(frozen=True, slots=True)
class _Measured:
    item: Item
    measure: str
    carried: str = ""
    """The measure of the product that its sentence named before: “棉田贷”放款90笔，贷款余额8亿元."""


def gap_lines(question: Reading, readings: Sequence[Reading]) -> Lines:
    """Yield what is missing to the one goal of a measure that a question names, with the marks of goal and state."""
    text = question.text
    if not (_ASKS.search(text) and _AIM.search(text)) or any(map(is_money, question.figures)):
        return
    wanted = asked_units(text)
    items = [
        _measured(one)
        for one in items_of(readings)
        if not wanted or one.figure.unit in wanted or one.figure.unit == "%"
    ]
    asked = set(bigrams(_spoken(text)))
    goals = [one for one in items if _is_goal(one.item) and one.measure and set(bigrams(one.measure)) & asked]
    goals = [one for one in goals if not _of_other_year(text, one.item)]
    goals = _most(goals, text)
    pairs: dict[tuple[object, ...], tuple[_Measured, _Measured]] = {}
    for goal in goals:
        for done in items:
            if _is_state(done.item) and done.item.figure.unit == goal.item.figure.unit and _same(text, goal, done):
                pairs.setdefault((goal.item.figure.values, done.item.figure.values), (goal, done))
    best = _nearest(text, list(pairs.values()))
    if best and (line := _line(*best)):
        yield line, tuple(sorted({best[0].item.reading.mark, best[1].item.reading.mark}))


def _measured(item: Item) -> _Measured:
    """Return a figure with the bare name of what it measures; empty where that does not stand right before it."""
    reading, figure = item.reading, item.figure
    segment = reading.segment(figure)
    words = re.split("[、:]", reading.text[segment.start : figure.span.start])[-1]
    named_last = _NAMED.search(words)
    measure = "" if _CHANGED.search(words) else _bare(named_last[1] if named_last else words)
    sentence = reading.sentence(figure.span.start)
    named = [] if _PRODUCT.search(words) else _PRODUCT.findall(reading.text[sentence.start : figure.span.start])
    of_loans = measure.removeprefix("贷款") if named and named[-1].endswith("贷") else measure
    return _Measured(item, measure, f"{_bare(named[-1])}{of_loans}" if measure and named else "")


def _bare(words: str) -> str:
    return re.sub(r"[^\u4e00-\u9fffa-z\d]", "", _FILLING.sub("", _spoken(_HEAD.sub("", words))))


def _spoken(words: str) -> str:
    for pattern, name in _ALIKE:
        words = pattern.sub(name, words)
    return words


def _is_goal(item: Item) -> bool:
    led_up = _led_up(item)
    aims = _AIMS_AT.search(led_up) is not None and "已" not in led_up
    return item.figure.unit not in TIMES and (item.goal is True or aims)


def _led_up(item: Item) -> str:
    """Return what stands before a figure in its sentence."""
    return item.reading.text[item.reading.sentence(item.figure.span.start).start : item.figure.span.start]


def _of_other_year(question: str, goal: Item) -> bool:
    """Tell whether a goal is set for another year than all that a question names."""
    asked, said = set(_YEAR.findall(question)), set(_YEAR.findall(goal.sentence))
    return bool(asked and said) and asked.isdisjoint(said)


def _is_state(item: Item) -> bool:
    before = _led_up(item)
    aims = re.search(r"力争|目标|计划|确保", before) or _AIMS_AT.search(before)
    return item.goal is not True and not aims and item.figure.operator is Operator.EXACT


def _same(question: str, goal: _Measured, done: _Measured) -> bool:
    """Tell whether two figures are of one measure: their names are one, or what one has more the question says."""
    if goal.item.figure.values == done.item.figure.values:
        return False
    if not any(_are_one(question, goal.measure, name) for name in (done.measure, done.carried)):
        return False
    when = set(_WHEN.findall(question)) - set(_WHEN.findall("".join(re.findall(r"目标[^,]*", question))))
    held = f"{done.item.reading.about}{done.item.reading.leaf}"
    return all(any(said in held for said in (one, *_SAME_TIME.get(one, ()))) for one in when)


def _are_one(question: str, goal: str, done: str) -> bool:
    one, other = sorted((goal, done), key=len)
    further = _further(one, other) if len(one) > 1 else None
    return further is not None and all(part in _spoken(question) for part in further)


def _further(shorter: str, longer: str) -> list[str] | None:
    """Return the words that a longer name has and a shorter one lacks; None where the shorter has others."""
    parts, place = [""], 0
    for character in longer:
        if place < len(shorter) and character == shorter[place]:
            place += 1
            parts.append("")
        else:
            parts[-1] += character
    return [part for part in parts if part] if place == len(shorter) else None


def _most(goals: Sequence[_Measured], question: str) -> list[_Measured]:
    """Return the goals whose measures a question has most of."""
    spoken = _spoken(question)
    held = [sum(token in spoken for token in bigrams(one.measure)) / len(bigrams(one.measure)) for one in goals]
    if best := [one for one, share in zip(goals, held, strict=True) if share == max(held) and share > 0.5]:
        return best
    # Of 新增小微企业无贷户 the last word alone may be said: 无贷户.
    named = [one for one in goals if len(one.measure) > _HEAD_LENGTH and one.measure[-_HEAD_LENGTH:] in spoken]
    return named if len({one.item.figure.values for one in named}) == 1 else []


def _nearest(question: str, pairs: Sequence[tuple[_Measured, _Measured]]) -> tuple[_Measured, _Measured] | None:
    """Return the only pair, or the one whose state is said in most words of the question."""
    if len(pairs) < 2:
        return pairs[0] if pairs else None
    if len({goal.item.figure.values for goal, _ in pairs}) > 1:
        return None
    asked = set(bigrams(question))
    held = [len(asked & set(bigrams(done.item.sentence))) for _, done in pairs]
    best = [pair for pair, count in zip(pairs, held, strict=True) if count == max(held)]
    return best[0] if len(best) == 1 else None


def _line(goal: _Measured, done: _Measured) -> str | None:
    """Return the difference; None where the goal is reached."""
    aim, state = goal.item, done.item
    ceiling = aim.figure.operator is Operator.AT_MOST or "控制在" in aim.words or re.search("[降压]", aim.words[-6:])
    first, second = (state, aim) if ceiling else (aim, state)
    one, other = printed(first.reading, first.figure), printed(second.reading, second.figure)
    if one is None or other is None or first.figure.values[0] <= second.figure.values[0]:
        return None
    result = apart(first.figure, second.figure, one)
    return f"{one}－{other}＝{result}" if result else None
