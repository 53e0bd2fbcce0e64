"""The figures of quotes told to be goals or reached, and which of them belong together."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.answer.calculation.choice import the_one
from kb.answer.calculation.terms import Reading
from kb.answer.lead.words import NOT_ASKED
from kb.text.amounts import Figure, Operator
from kb.text.tokens import bigrams
from kb.types import Span

_GOAL = re.compile(
    r"目标|计划(?!生育)|任务|力争|指标|确保|要求|年初定|拟|(?<![主重需纲概摘首])要(?![素求点件闻])|控制在"
    r"|到\d{4}年(?:底|末)?,?(?!全)"
)
_DONE = re.compile(r"已(?!有)|实际|截至|截止|目前|当前|现有")
_DONE_WEAKLY = re.compile(r"完成|实现|累计|同比增长|达到?")
_GOAL_BEHIND = re.compile(r"的?(?:预期|年度|全年|年初)?(?:目标|任务|计划)")
_ASKS_GOAL = re.compile(r"还差|目标|任务|计划|指标|要求|定下|定的|承诺|完成|达标|进度")
# So many tokens in common make one thing of two: 普惠小微企业贷款利率, 普惠小微企业贷款平均利率.
_ENOUGH = 4
_COUNT = re.compile(r"\d[\d.]*")
_YEAR = re.compile(r"20\d\d(?=年)")


@dataclass(frozen=True, slots=True)
class Item:
    """A figure of a quote, with the words that lead up to it and whether it is aimed at or reached."""

    reading: Reading
    figure: Figure
    words: str
    goal: bool | None
    """None where the quote does not say."""

    @property
    def sentence(self) -> str:
        """The words of its sentence."""
        return self.reading.sentence(self.figure.span.start).of(self.reading.text)


def items_of(readings: Sequence[Reading]) -> list[Item]:
    """Return the exact figures of quotes, limits among them, each told to be a goal or reached where that is said."""
    items = (item for reading in readings for item in read_items(reading))
    return [item for item in items if item.figure.operator is not Operator.ABOUT]


def read_items(reading: Reading) -> Iterator[Item]:
    """Yield the figures of a quote with one value each, those that are only about so much among them."""
    for sentence in reading.sentences():
        start, state = sentence.start, None
        for figure in reading.within(sentence):
            words = Span(start, figure.span.start).of(reading.text)
            state = True if _GOAL_BEHIND.match(reading.text, figure.span.end) else _state(words, state)
            start = figure.span.end
            if len(figure.values) == 1:
                yield Item(reading, figure, words, state)


def _state(words: str, state: bool | None) -> bool | None:
    goal, done = _GOAL.search(words), _DONE.search(words)
    if goal and done:
        return None
    if goal or done:
        return goal is not None
    return False if _DONE_WEAKLY.search(words) and state is None else state


def goal_pairs(question: Reading, readings: Sequence[Reading]) -> list[tuple[Item, Item]]:
    """Return what is reached with what is aimed at, by unit; only pairs that are the only ones or that are named."""
    if not _ASKS_GOAL.search(question.text):
        return []
    items = items_of(readings)
    asked = set(content_of(question.text))
    pairs = []
    for unit in dict.fromkeys(item.figure.unit for item in items):
        goal = _only(question, [item for item in items if item.figure.unit == unit and item.goal])
        alike = [item for item in items if item.figure.unit == unit]
        reached = [item for item in alike if item.goal is False] or [one for one in alike if goal and _same(one, goal)]
        done = _only(question, reached)
        if goal and done and _belong(goal, done) and _is_asked(asked, goal, done):
            pairs.append((done, goal))
    return pairs


def _same(item: Item, goal: Item) -> bool:
    """Tell whether what counts neither as reached nor as a goal counts the very thing that a goal does."""
    alike = set(_subject(item.words)) & set(_subject(goal.words))
    return item.goal is None and len(alike) >= _ENOUGH


def _only(question: Reading, items: Sequence[Item]) -> Item | None:
    distinct = list({item.figure.values: item for item in reversed(items)}.values())
    place = the_one(question.text, [f"{item.reading.about} {item.words}" for item in distinct])
    return distinct[place] if place is not None else None


def _belong(goal: Item, done: Item) -> bool:
    """Tell whether what is reached and what is aimed at are of one thing and no two years."""
    years = set(_YEAR.findall(goal.words)), set(_YEAR.findall(done.words))
    if all(years) and years[0].isdisjoint(years[1]):
        return False
    if goal.sentence == done.sentence and goal.reading is done.reading:
        return True
    held = set(content_of(goal.reading.about + goal.sentence))
    return any(token in held for token in content_of(done.sentence))


def _is_asked(asked: set[str], goal: Item, done: Item) -> bool:
    """Tell whether a question asks about what two figures count: it names that, or no other thing that is counted."""
    counted = {token for item in (goal, done) for token in _subject(item.words)}
    beside = {token for item in (goal, done) for part in _COUNT.split(item.sentence)[:-1] for token in _subject(part)}
    return bool(asked & counted) or not asked & beside


def _subject(words: str) -> list[str]:
    """Return the tokens of what stands directly before a number, behind the last stop and the word for a goal."""
    last = re.split("[,、:。;]", words)[-1]
    parts = [part for part in re.split(f"{_GOAL.pattern}|{_DONE.pattern}", last) if content_of(part)]
    return content_of(parts[-1]) if parts else []


def content_of(words: str) -> list[str]:
    """Return the tokens of words of a quote or question that name things."""
    marks = re.sub(f"{_GOAL.pattern}|{_DONE.pattern}|{_DONE_WEAKLY.pattern}|[\\d.%万亿元年月日]+", " ", words)
    return [token for token in bigrams(NOT_ASKED.sub(" ", marks)) if len(token) > 1]
