"""A value that follows from another and from how far apart a quote says they are: 3.68%＋0.47个百分点＝4.15%."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.answer.calculation.changes import asked_units
from kb.answer.calculation.goals import content_of
from kb.answer.calculation.terms import PLACE, Lines, Reading, is_certain, is_money, money_result, plain_number, printed
from kb.text.amounts import Figure
from kb.text.quantities import COUNTS
from kb.text.tokens import bigrams

_RISES = r"增加|新增|提高|上升|上调|增长|净增|多增?|高出?|增"
_FALLS = r"下降|减少|降低|回落|下调|缩短|少|低|降|减"
_OTHER = r"\d{4}年(?:\d{1,2}月)?[末底]?|[^,。;:、\d]{0,3}(?:\d{1,4}年(?:\d{1,2}月)?)?[^,。;:、\d]{1,16}?"
# What stands between a value and how far another one is from it; it ends where that figure begins.
_THAN = re.compile(
    rf"(?:[比较](?P<before>{_OTHER})的?(?:(?P<rise>{_RISES})|(?P<fall>{_FALLS}))了?"
    rf"|(?:(?P<over>高于|高出|多于|超过|超出)|(?P<under>低于|少于))(?P<behind>{_OTHER}))$"
)
_TIME = re.compile(r"[年月季初末底前]|同期|之?前$")
_ASKS_CHANGE = re.compile(
    r"(?:增加|新增|提高|上升|上调|增长|净增|下降|减少|降低|回落|下调|变化|[高多少低降升涨])了?(?:多少|几)|相差|差多少|差几|幅度|还是"
)
_ASKS = re.compile(r"多少|几(?![成家个])|多大|多高")
_BESIDE = re.compile("^(?:同期|全[市县省区国])|的|同比")
# So much of what a question names must be named by the sentence or by what it stands under.
_ENOUGH = 0.55
_ENOUGH_OTHER = 0.7
# 增速 is asked for where a sentence says 同比增长.
_SPEEDS = re.compile("增速|增幅|增长率")
_GROWS = re.compile("(?:增长|下降|增)$")


@dataclass(frozen=True, slots=True)
class _Compared:
    """A value, the figure by which another one differs from it, and what a quote calls the other one."""

    reading: Reading
    value: Figure
    by: Figure
    other: str
    measure: str
    """The words right before the value."""
    more: bool
    """Whether the value is the greater one."""


def compared_lines(question: Reading, readings: Sequence[Reading]) -> Lines:
    """Yield the other value of the one comparison whose other side a question asks for, with its mark."""
    text = question.text
    if not _ASKS.search(text) or _ASKS_CHANGE.search(text) or any(map(is_money, question.figures)):
        return
    wanted = asked_units(text)
    found = [
        one
        for reading in readings
        for one in _compared(reading)
        if _is_asked(text, one) and (not wanted or one.value.unit in wanted)
    ]
    lines = {line: one for one in reversed(found) if (line := _line(one))}
    if len(lines) == 1:
        line, one = next(iter(lines.items()))
        yield line, (one.reading.mark,)


def _compared(reading: Reading) -> Iterator[_Compared]:
    for sentence in reading.sentences():
        inside = reading.within(sentence)
        for place, by in enumerate(inside):
            start = max((one.span.end for one in inside[:place]), default=sentence.start)
            than = _THAN.search(reading.text, start, by.span.start)
            if than is None or (not is_certain(by) and not than["over"] and not than["under"]):
                continue
            values = [one for one in inside[:place] if _alike(one, by)]
            if not values or not is_certain(values[-1]) or "其中" in reading.text[values[-1].span.end : by.span.start]:
                continue
            value = values[-1]
            # A change of another value may stand between: 余额9亿元,利率4%,比年初下降1个百分点 is of the rate.
            if len([one for one in inside[:place] if one.span.start > value.span.start and one.unit not in ("%",)]) > 0:
                continue
            segment = reading.segment(value)
            more = than["rise"] is not None or than["over"] is not None
            yield _Compared(
                reading,
                value,
                by,
                than["before"] or than["behind"],
                reading.text[segment.start : value.span.start],
                more,
            )


def _alike(value: Figure, by: Figure) -> bool:
    """Tell whether a figure may be what another one is told to differ from."""
    if len(value.values) != 1 or len(by.values) != 1:
        return False
    if by.unit in ("百分点", "基点"):
        return value.unit == "%"
    return value.unit == by.unit and (is_money(value) or value.unit in COUNTS)


def _is_asked(question: str, one: _Compared) -> bool:
    """Tell whether a question asks for the other value: names it and what is measured, and little that is not said."""
    text, other = one.reading.text, one.other
    if re.search(f"[比较]{re.escape(other)}", question) or not _share(other, question) >= _ENOUGH_OTHER:
        return False
    sentence = one.reading.sentence(one.value.span.start).of(text)
    held = f"{one.reading.about} {_before(one.reading.leaf, sentence)} {sentence}"
    if any(place not in held and place not in one.reading.leaf for place in PLACE.findall(question)):
        return False
    if _TIME.search(_BESIDE.sub("", other)):
        measure = set(content_of(one.measure))
        if not measure & set(content_of(question)) or _share(one.measure[-4:], question) < _ENOUGH:
            return False
    elif _SPEEDS.search(question) is None and _GROWS.search(one.measure):
        return False
    asked = content_of(_SPEEDS.sub(" ", question))
    return bool(asked) and sum(token in held for token in asked) >= _ENOUGH * len(asked)


def _before(leaf: str, sentence: str) -> str:
    """Return what stands before a sentence behind the last full stop, where what it is of may be named."""
    return leaf[: max(leaf.find(sentence), 0)].rpartition("。")[2]


def _share(words: str, question: str) -> float:
    """Return how much of some words a question has."""
    question = _BESIDE.sub("", question)
    words = _BESIDE.sub("", words)
    tokens = [token for token in bigrams(words) if len(token) > 1] or [words]
    return sum(token in question for token in tokens) / len(tokens)


def _line(one: _Compared) -> str | None:
    value, by = printed(one.reading, one.value), printed(one.reading, one.by)
    points = one.by.values[0] / 100 if one.by.unit == "基点" else one.by.values[0]
    result = one.value.values[0] - points if one.more else one.value.values[0] + points
    if value is None or by is None or result < 0:
        return None
    if is_money(one.value):
        shown, exact = money_result(result, value)
    elif one.value.unit == "%":
        shown, exact = f"{plain_number(result)}%", True
    else:
        scale = next((size for sign, size in (("亿", 10**8), ("万", 10**4)) if sign in value), 1)
        shown, exact = f"{plain_number(result / scale)}{value.lstrip('0123456789.')}", True
    return f"{one.other}：{value}{'－' if one.more else '＋'}{by}＝{shown}" if exact else None
