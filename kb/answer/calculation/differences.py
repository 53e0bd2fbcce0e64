"""How far two figures of the quotes are apart, and what is left of a limit: 1000万元－300万元＝700万元."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.answer.calculation.benefits import stated_benefits
from kb.answer.calculation.changes import apart, asked_units
from kb.answer.calculation.choice import conflicts
from kb.answer.calculation.goals import Item, content_of, goal_pairs
from kb.answer.calculation.terms import PLACE, Lines, Reading, is_money, printed
from kb.text.amounts import Figure, Operator
from kb.text.quantities import TIMES
from kb.text.tokens import bigrams
from kb.types import Span

_APART = re.compile(
    r"(?<!时)(?:相|还|到底)?差(?:了|着|出)?(?:多少|多大|多远|几)|相差|差距(?:是|有)?(?:多少|多大|几)|差额"
)
_MORE = re.compile(
    r"(?<![最至不])(?P<way>[多高长贵])(?:了|出|出来|给|补|奖|贷|拿|赔)?(?:多少|几)|(?<![最至不多])(?P<less>[少低短])(?:了|出|给|补|奖|贷|拿|赔)?(?:多少|几)"
)
_WHICH = re.compile(r"是?(?:[多高]了?还是[少低]了?|[少低]了?还是[多高]了?|增加还是减少|增了还是减了)")
_THAN = re.compile(r"(?<![占同环])比(?![例重率如])|相比")
_GOAL = re.compile("目标|任务|计划|指标")
_LEFT = re.compile(r"还差|还剩|缺口|离[^,。?]{0,14}差")
_NUMBER = re.compile(r"\d[\d.]*[万亿]?(?![\d年月日号])")
# A word for what is granted may follow a figure.
_TOLD_BEHIND = 6
_BETWEEN = re.compile(r"和|与|跟|同(?![一时比期])|及|相比|(?<![占同环相])比(?![例重率如])|、|(?<![多高大长])还是")
_SIDE_ENDS = re.compile(r"[,。;?!]|[多少高低]还是|差|相差|(?<!最)[多少高低](?=[贷给补拿借]?(?:多少|几))")
# What is told of a change is no figure beside the others.
_CHANGED = re.compile(r"(?:增加|新增|增长|减少|提高|下降|上升|净增|高出|[多少高低增减])了?$")
_JOINED = 3
_FROM_ON = re.compile(r"以上[^,。;的]?\d")
_NEAR = 8
# The share of a side's words that a saying must have.
_ENOUGH = 0.25
_THIS_YEAR = re.compile("今年|本年度?|当年")
_YEAR_ALONE = re.compile(r"^[,、]?(?:去年|上年度?|上一年度?|前一年)(?:同期)?[为是]?$")
_LAST_YEAR = re.compile(r"去年|上年度?|上一年度?|前一年")
_RATE = re.compile(r"[\u4e00-\u9fff]{2}(?<!效)率")
_RATE_SAID = re.compile(r"([\u4e00-\u9fff]{2}率)(?:达到?|为|是)?$")
_LOAN = frozenset({"loan"})


@dataclass(frozen=True, slots=True)
class _Said:
    """What a quote says of one figure."""

    reading: Reading
    figure: Figure
    printed: str
    """Empty where the figure is none to reckon with."""
    local: str
    """What leads up to it."""
    benefits: frozenset[str]

    @property
    def words(self) -> str:
        """What leads up to it, and what its document is called."""
        return f"{self.reading.about} {self.local}"


def goal_difference_lines(question: Reading, readings: Sequence[Reading]) -> Lines:
    """Yield what is missing to the one goal that a question asks about; nothing where it is reached."""
    if not (_APART.search(question.text) or _LEFT.search(question.text)):
        return
    wanted = asked_units(question.text)
    pairs = [one for one in goal_pairs(question, readings) if not wanted or one[0].figure.unit in wanted]
    of_parts = any(place not in question.text for pair in pairs for item in pair for place in PLACE.findall(item.words))
    if len(pairs) == 1 and not of_parts and pairs[0][0].figure.unit not in TIMES and (line := _missing(*pairs[0])):
        yield line, tuple(sorted({item.reading.mark for item in pairs[0]}))


def _missing(done: Item, goal: Item) -> str | None:
    first, second = (done, goal) if _is_ceiling(goal) else (goal, done)
    one, other = printed(first.reading, first.figure), printed(second.reading, second.figure)
    if one is None or other is None or first.figure.values[0] <= second.figure.values[0]:
        return None
    result = apart(first.figure, second.figure, one)
    return f"{one}－{other}＝{result}" if result else None


def _is_ceiling(goal: Item) -> bool:
    """Tell whether a goal is not to be exceeded."""
    behind = goal.reading.text[goal.figure.span.end : goal.figure.span.end + 10].split(",")[0]
    return goal.figure.operator is Operator.AT_MOST or "控制在" in goal.words or "以内" in behind


def difference_lines(question: Reading, readings: Sequence[Reading]) -> Lines:
    """Yield how far the two things are apart that a question names by words of their own."""
    asks, more = _APART.search(question.text), _MORE.search(question.text)
    which = _WHICH.search(question.text)
    if not (asks or more or which) or any(is_money(figure) for figure in question.figures):
        return
    if (asks and _GOAL.search(question.text) and not _THAN.search(question.text)) or _LEFT.search(question.text):
        return
    every = dict.fromkeys(figure.unit for reading in readings for figure in reading.figures)
    wanted = asked_units(question.text)
    units = [unit for unit in every if not wanted or unit in wanted]
    for unit in units:
        said = _distinct([one for reading in readings for one in _said(reading, unit)])
        sides = _sides(question.text, said)
        if sides is None:
            continue
        one, other = sides
        # 企业和个人差多少: of what, it does not say.
        if not wanted and not {*content_of(question.text)} & {*content_of(one.words)} & {*content_of(other.words)}:
            continue
        if any(_is_other_rate(question.text, said) for said in sides):
            continue
        line = _compared(question.text, one, other, more, which is not None)
        if line and one.figure.values != other.figure.values and not (one.benefits ^ other.benefits) - _LOAN:
            yield line, tuple(sorted({one.reading.mark, other.reading.mark}))
        return


def _is_other_rate(question: str, said: _Said) -> bool:
    """Tell whether a question asks for one rate and a saying is of another: 赔付率 asked, 覆盖率88% said."""
    rate = _RATE_SAID.search(said.local)
    return rate is not None and rate[1] not in question and _RATE.search(question) is not None


def _sides(question: str, said: Sequence[_Said]) -> tuple[_Said, _Said] | None:
    """Return what stands on the two sides of “A和B”, “A比B” in a question; None where that is not one pair.

    A side is the saying with a word of its own nearest to the middle; of only two sayings the other needs none.
    """
    tokens = [set(bigrams(one.words)) for one in said]
    own = [held.difference(*(other for other in tokens if other is not held)) for held in tokens]
    pairs = set()
    for middle in _BETWEEN.finditer(question):
        before = _SIDE_ENDS.split(question[: middle.start()])[-1]
        behind = _SIDE_ENDS.split(question[middle.end() :])[0]
        left, right = _nearest(own, before, from_end=True), _nearest(own, behind, from_end=False)
        if len(said) == 2 and (left is None) != (right is None):
            left, right = (1 - right, right) if right is not None else (left, 1 - (left or 0))
        if left is None or right is None or left == right:
            continue
        one, other = said[left], said[right]
        aimed = bool(_GOAL.search(one.local)) != bool(_GOAL.search(other.local)) and not _GOAL.search(question)
        told = not aimed and _count_alike(one, other) and _tells(one, before[-_NEAR:]) and _tells(other, behind[:_NEAR])
        rest = [held for at, held in enumerate(own) if at not in (left, right)]
        told = told and not any(_names_case(held, side) for held in rest for side in (before, behind))
        if told and one.printed and other.printed and not _conflict(question, one, other):
            pairs.add((left, right))
    if len(pairs) != 1:
        return None
    left, right = pairs.pop()
    return said[left], said[right]


def _names_case(own: set[str], side: str) -> bool:
    """Tell whether a side has several words in turn of a saying that it was not taken for: a case of the one it was."""
    return any(side[at : at + 2] in own and side[at + 1 : at + 3] in own for at in range(len(side) - 2))


def _count_alike(one: _Said, other: _Said) -> bool:
    """Tell whether two sayings have words in common, their documents' names aside, or end alike: 初级补, 高级补."""
    left, right = (_YEAR_ALONE.sub("", said.local) for said in (one, other))
    # 今年12项,上年为13项: the second goes without saying.
    return not (left and right) or left[-1] == right[-1] or bool(set(bigrams(left)) & set(bigrams(right)))


def _tells(said: _Said, side: str) -> bool:
    """Tell whether a saying has enough of the words by which a question names a side."""
    side = _THIS_YEAR.sub(" ", side)
    tokens = bigrams(side)
    held = set(bigrams(said.words))
    return not side.strip() or sum(token in held for token in tokens) >= _ENOUGH * len(tokens)


def _conflict(question: str, one: _Said, other: _Said) -> bool:
    """Tell whether two sayings are of a kind that a question does not name, while it names another."""
    return conflicts(question, f"{one.words} {other.words}")


def _nearest(own: Sequence[set[str]], words: str, *, from_end: bool) -> int | None:
    """Return which saying has a word of its own nearest to an end of some words; None where none or several have."""
    best: dict[int, int] = {}
    for place, tokens in enumerate(own):
        if from_end:
            ends = [len(words) - words.rfind(token) - len(token) for token in tokens if token in words]
        else:
            ends = [words.find(token) for token in tokens if token in words]
        if ends and min(ends) <= _NEAR:
            best[place] = min(ends)
    nearest = [place for place, distance in best.items() if distance == min(best.values())]
    return nearest[0] if len(nearest) == 1 else None


def _said(reading: Reading, unit: str) -> Iterator[_Said]:
    """Yield the figures of a unit, each with what leads up to it from the last one of that unit in its sentence."""
    for sentence in reading.sentences():
        start = sentence.start
        for figure in reading.within(sentence):
            if figure.unit != unit:
                continue
            words = _behind_numbers(reading, Span(start, figure.span.start))
            start = figure.span.end
            said = printed(reading, figure) if len(figure.values) == 1 else None
            benefits = stated_benefits(words + reading.segment(figure).of(reading.text)[-_TOLD_BEHIND:])
            certain = figure.operator is not Operator.ABOUT and not _in_range(reading, figure)
            certain = certain and _CHANGED.search(words) is None
            yield _Said(reading, figure, said if said and certain else "", words, benefits)


def _in_range(reading: Reading, figure: Figure) -> bool:
    """Tell whether a figure is an end of a range that is said in two: 10%以上20%以下."""
    before, behind = reading.text[: figure.span.start][-_JOINED:], reading.text[figure.span.end :][:_JOINED]
    return "以上" in before or _FROM_ON.match(behind) is not None


def _behind_numbers(reading: Reading, span: Span) -> str:
    """Return the words of a span behind the last number whose unit is not known: it parts them like any figure."""
    known = [figure.span for figure in reading.figures]
    numbers = [
        match.end() + span.start
        for match in _NUMBER.finditer(span.of(reading.text))
        if not any(one.start <= match.start() + span.start < one.end for one in known)
    ]
    return reading.text[max([span.start, *numbers]) : span.end]


def _distinct(said: Sequence[_Said]) -> list[_Said]:
    return list({(one.reading.version, one.figure.values, one.words): one for one in reversed(said)}.values())


def _compared(question: str, one: _Said, other: _Said, more: re.Match[str] | None, which: bool) -> str | None:
    """Return the line that compares two figures; what is said to be more must be, or the way is said."""
    last = _LAST_YEAR.search(question)
    greater = one.figure.values[0] > other.figure.values[0]
    if which:
        return _against_last_year(one, other, last.group()) if last else None
    if more and (not _THAN.search(question) or greater != (more["way"] is not None)):
        return None
    high, low = (one, other) if greater else (other, one)
    result = apart(high.figure, low.figure, high.printed)
    return f"{high.printed}－{low.printed}＝{result}" if result else None


def _against_last_year(one: _Said, other: _Said, said: str) -> str | None:
    """Return how much more or less there is than the year before, where exactly one of two sayings is of that year."""
    old = [saying for saying in (one, other) if _LAST_YEAR.search(saying.words)]
    if len(old) != 1:
        return None
    new = other if old[0] is one else one
    greater = new.figure.values[0] > old[0].figure.values[0]
    result = apart(new.figure, old[0].figure, new.printed)
    ways = "高低" if new.figure.unit == "%" else "多少"
    return f"比{said}{ways[0] if greater else ways[1]}{result}（{new.printed}－{old[0].printed}）" if result else None
