"""How far two things that a question names are apart in one measure, or what they come to together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kb.answer.calculation.changes import apart, asked_units
from kb.answer.calculation.goals import content_of
from kb.answer.calculation.terms import PLACE, Lines, Reading, is_certain, is_money, money_result, plain_number, printed
from kb.text.amounts import Figure
from kb.text.quantities import COUNTS
from kb.text.tokens import bigrams

_ASKS = re.compile(
    r"(?P<apart>相差|差距?(?:是|有)?(?:多少|多大|几))|(?<![最至不])(?P<more>[多高长贵])出?(?:多少|几)|(?<![最至不多])(?P<less>[少低短])(?:多少|几)"
)
_TOTAL = re.compile(r"合计|总共|加起来|一共|之和|共计|总计|合起来")
_GOAL = re.compile("目标|任务|计划|上限|原来|去年|上年|同期|之前|年初")
_QUOTED = re.compile('["“]([^"“”]{2,16})["”]')
_PAIR = re.compile(
    r"(?P<one>[^,。;?!、的\"]{2,14}?)(?:的[^,。;?!、的\"]{2,8})?(?:与|和|跟|比|同|较)(?P<other>[^,。;?!、的\"]{2,14})"
)
_THAN = re.compile("比(?![例重率如])|较")
_CHANGED = re.compile(r"(?:增加|新增|增长|减少|提高|下降|上升|净增|高出|[比较高低][^,]{1,12})了?$")
_VERBS = re.compile(r"(?:达到?|为|是|有|至|共|约|了|分别|由|从|到|:|的)+$")
_BARE = re.compile(r"[^\u4e00-\u9fff]")
_SHORTEST, _LONG = 2, 4
_ENOUGH = 0.5


@dataclass(frozen=True, slots=True)
class _Value:
    reading: Reading
    figure: Figure
    printed: str
    side: int
    measured: int
    """How many characters of what stands right before it the question says too."""


def side_lines(question: Reading, readings: Sequence[Reading]) -> Lines:
    """Yield the difference or the sum of the one measure of two things that a question names, with its marks.

    A figure belongs to the name that stands nearest before it; there must be one value for each.
    """
    text = question.text
    asks, total = _ASKS.search(text), _TOTAL.search(text)
    names = _names(text)
    if bool(asks) == bool(total) or names is None or any(map(is_money, question.figures)):
        return
    if _GOAL.search(text):
        return
    wanted = asked_units(text)
    found = [one for reading in readings for one in _values(question, reading, names, wanted)]
    units = {one.figure.unit for one in found}
    for unit in units:
        alike = [one for one in found if one.figure.unit == unit]
        best = max(one.measured for one in alike)
        sides = [
            {one.figure.values: one for one in reversed(alike) if one.side == side and one.measured == best}
            for side in (0, 1)
        ]
        if len(units) == 1 and all(len(side) == 1 for side in sides):
            first, second = (next(iter(side.values())) for side in sides)
            line = _difference(text, first, second, asks) if asks else _sum(first, second)
            if line:
                yield line, tuple(sorted({first.reading.mark, second.reading.mark}))


def _names(text: str) -> tuple[str, str] | None:
    """Return what two things a question names: two names in quotation marks, or what stands around 与."""
    quoted = list(dict.fromkeys(_QUOTED.findall(text)))
    if quoted:
        return (quoted[0], quoted[1]) if len(quoted) == 2 else None
    pairs = list(_PAIR.finditer(text))
    if not pairs:
        return None
    one, other = pairs[0]["one"], pairs[0]["other"]
    # 甲区和乙区首贷金额合计多少: the second name ends as the first one does.
    end = other.find(one[-1], 1)
    return one, other[: end + 1] if end > 0 else other


def _values(question: Reading, reading: Reading, names: tuple[str, str], wanted: frozenset[str]) -> list[_Value]:
    found = []
    for figure in reading.figures:
        fits = figure.unit in wanted if wanted else (is_money(figure) or figure.unit == "%" or figure.unit in COUNTS)
        said = printed(reading, figure) if fits and is_certain(figure) and figure.unit in ("元", "%", *COUNTS) else None
        if said is None:
            continue
        segment, sentence = reading.segment(figure), reading.sentence(figure.span.start)
        words = re.split("、", reading.text[segment.start : figure.span.start])[-1]
        side = _side(reading, figure, sentence.start, names, question.text)
        measured = 0 if _CHANGED.search(words) else _measured(words, question.text, names)
        if side is not None and measured >= _SHORTEST and _is_meant(question.text, reading, figure, names):
            found.append(_Value(reading, figure, said, side, measured))
    return found


def _is_meant(question: str, reading: Reading, figure: Figure, names: tuple[str, str]) -> bool:
    """Tell whether the words up to a figure have the place and most of what else a question names."""
    for name in names:
        question = question.replace(name, " ")
    sentence = reading.sentence(figure.span.start)
    before = reading.text[sentence.start : figure.span.start]
    if any(place not in before for place in PLACE.findall(question)):
        return False
    asked = content_of(_ASKS.sub(" ", _TOTAL.sub(" ", question)))
    held = f"{reading.about} {reading.leaf}"
    return sum(token in held for token in asked) >= _ENOUGH * len(asked)


def _measured(words: str, question: str, names: tuple[str, str]) -> int:
    """Return how long the end of some words is that a question has too, the names of its two sides aside."""
    for name in names:
        question, words = question.replace(name, " "), words.replace(name, " ")
    words, plain = _BARE.sub("", _VERBS.sub("", words)), question.replace("的", "")
    size = max((size for size in range(len(words) + 1) if words[len(words) - size :] in plain), default=0)
    # 首贷金额 is not 续贷金额: a short end that cuts a word off is another measure.
    return size if size == len(words) or size >= _LONG else 0


def _side(reading: Reading, figure: Figure, start: int, names: tuple[str, str], question: str) -> int | None:
    """Return which name stands nearest before a figure: in its sentence; one in quotation marks also before that."""
    before = reading.text[start : figure.span.start]
    quoted = f'"{names[0]}"' in question
    ends = [_last(before, name, other) for name, other in (names, names[::-1])]
    if max(ends) >= 0:
        # Another name in quotation marks behind it is what the figure is of.
        behind = before[max(ends) :]
        return None if ends[0] == ends[1] or _QUOTED.search(behind) else ends.index(max(ends))
    if not quoted or _QUOTED.search(before):
        return None
    place = reading.leaf.find(reading.sentence(figure.span.start).of(reading.text))
    said = _QUOTED.findall(reading.leaf[: max(place, 0)])
    return names.index(said[-1]) if said and said[-1] in names else None


def _last(text: str, name: str, other: str) -> int:
    """Return where the last word ends that only one of two names has, -1 where too few of its words stand there."""
    own = [token for token in bigrams(name) if token not in bigrams(other)]
    held = [token for token in own if token in text]
    if name in text:
        return text.rfind(name) + len(name)
    told = bool(own) and (own[0] in held or len(held) >= _ENOUGH * len(own))
    return max(text.rfind(token) + len(token) for token in held) if told else -1


def _difference(question: str, one: _Value, other: _Value, asks: re.Match[str]) -> str | None:
    high, low = (one, other) if one.figure.values > other.figure.values else (other, one)
    said = asks["more"] or asks["less"]
    # 甲比乙低多少: where it is the other way round, something else is meant.
    if said and _THAN.search(question) and (high is one) != (asks["more"] is not None):
        return None
    if one.figure.values == other.figure.values:
        return None
    result = apart(high.figure, low.figure, high.printed)
    if high.figure.unit == "%" and re.search("基点|bp", question):
        points = (high.figure.values[0] - low.figure.values[0]) * 100
        result = f"{plain_number(points)}个基点"
    return f"{high.printed}－{low.printed}＝{result}" if result else None


def _sum(one: _Value, other: _Value) -> str | None:
    value = one.figure.values[0] + other.figure.values[0]
    if is_money(one.figure):
        result, exact = money_result(value, one.printed)
        return f"{one.printed}＋{other.printed}＝{result}" if exact else None
    if one.figure.unit == "%":
        return None
    scale = next((Decimal(size) for sign, size in (("亿", 10**8), ("万", 10**4)) if sign in one.printed), Decimal(1))
    unit = one.printed.lstrip("0123456789.")
    return f"{one.printed}＋{other.printed}＝{plain_number(value / scale)}{unit}"
