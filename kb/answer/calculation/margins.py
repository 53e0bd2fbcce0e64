"""A base rate of the question with the points that a quote adds to it: 不超过3.70%＋0.90%＝4.60%."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kb.answer.calculation.benefits import hedge_of
from kb.answer.calculation.choice import leaves_open, named, the_one
from kb.answer.calculation.terms import Lines, Reading, is_certain, plain_number
from kb.text.amounts import Figure
from kb.text.quantities import in_base_unit

_BASE = r"(?:lpr|报价利率|基准利率|基础利率)"
_GIVEN = re.compile(rf"{_BASE}[^%\d,。;]{{0,10}}$")
_GIVEN_BEHIND = re.compile(rf"的?{_BASE}")
_BASE_BEFORE = re.compile(
    rf"(?i){_BASE}\)?(?:利率)?(?:的?基础上)?(?:再|可|最高|最多|不超过|上限)*(?P<sign>[+\-加减]|上浮|下浮|上调|下调)[点去上]?"
)
_BETWEEN = re.compile(r"(?:不超过|最多|最高|不高于|不低于)?$")
_ASKS = re.compile(r"利率|利息|年化|息|几个点|多少|最高|封顶|上限|算下来|合多少|几")
_ASKS_MARGIN = re.compile(
    r"(?<!最)[高加浮减低多少]了?(?:多少|几)个?(?:点|基点|bp)|加点|(?<!最)[高低]多少|差多少|相差|贵多少|降了|下降"
)
_TERM = re.compile(r"[15一五]年期?")
_EXCEPT = re.compile(r"部分|超出|超过的|不予|剩余|其余|以[上下]的?(?:部分|由)")
_SUBJECT = re.compile(r"([\u4e00-\u9fff、]{2,16}?)(?:的?(?:年?化?利率)|原则上|不超过|不得|按|执行|为|在)")


@dataclass(frozen=True, slots=True)
class _Margin:
    """Points that a sentence adds to a base rate, and how they are meant."""

    mark: int
    points: Decimal
    """In per cent; below zero where they are taken off."""
    hedge: str
    words: str
    local: str
    """The words of its own segment."""


def rate_lines(question: Reading, readings: Sequence[Reading]) -> Lines:
    """Yield the rate that a base rate of the question comes to by the one margin that it means, with its mark."""
    bases = [figure for figure in question.figures if _is_base(question, figure)]
    if len(bases) != 1 or not _ASKS.search(question.text) or _ASKS_MARGIN.search(question.text):
        return
    margins = {(m.points, m.hedge, m.local): m for reading in reversed(readings) for m in _margins(reading)}
    meant = _meant(question.text, list(margins.values()))
    lines = [_line(bases[0].values[0], margin, question.text, several=len(meant) > 1) for margin in meant]
    if lines and all(lines) and not any(_other_term(question.text, margin.words) for margin in meant):
        yield "；".join(line for line in lines if line), tuple(sorted({margin.mark for margin in meant}))


def _meant(question: str, found: Sequence[_Margin]) -> Sequence[_Margin]:
    """Return the margin that a question means, those that it names, or all of them where it names none."""
    words = [margin.words for margin in found]
    place = the_one(question, words)
    if place is not None:
        return [found[place]]
    if len({(margin.points, margin.hedge) for margin in found}) == 1:
        return found[:1]
    return [found[place] for place in named(question, words)] or found


def _line(base: Decimal, margin: _Margin, question: str, *, several: bool) -> str | None:
    """Return what a margin comes to, behind the name of what it is for where the question leaves that open."""
    sign = "＋" if margin.points > 0 else "－"
    first, second, result = _alike(base, abs(margin.points), base + margin.points)
    line = f"{margin.hedge}{first}{sign}{second}＝{result}"
    if not several and not leaves_open(question, margin.local):
        return line
    subject = _SUBJECT.match(margin.local)
    return f"{subject[1]}：{line}" if subject else None


def _is_base(question: Reading, figure: Figure) -> bool:
    """Tell whether a figure of a question is said to be the base rate itself."""
    certain = is_certain(figure) and figure.unit == "%" and 0 < figure.values[0] < 20
    before, behind = question.text[: figure.span.start], question.text[figure.span.end :]
    return certain and (_GIVEN.search(before) is not None or _GIVEN_BEHIND.match(behind) is not None)


def _margins(reading: Reading) -> Iterator[_Margin]:
    last = 0
    for figure in reading.figures:
        if figure.unit not in ("基点", "百分点") or len(figure.values) != 1:
            continue
        span = reading.segment(figure)
        head = reading.text[span.start : figure.span.start + (reading.raw(figure)[0] in "+-")]
        found = list(_BASE_BEFORE.finditer(head))
        sentence = reading.sentence(figure.span.start)
        if not found or not _BETWEEN.fullmatch(head, found[-1].end()) or _EXCEPT.search(sentence.of(reading.text)):
            continue
        lowers = found[-1]["sign"] in ("-", "减", "下浮", "下调")
        # 上浮10%: of the rate, not points.
        if "%" in reading.raw(figure) and found[-1]["sign"] not in ("+", "-", "加", "减"):
            continue
        size = in_base_unit((abs(figure.values[0]),), figure.unit)[0][0] / 100
        hedge = hedge_of(reading, figure)
        if hedge is None:
            continue
        yield _Margin(
            reading.mark,
            -size if lowers else size,
            hedge,
            f"{reading.about} {reading.text[max(sentence.start, last) : span.end]}",
            span.of(reading.text),
        )
        last = span.end


def _other_term(question: str, words: str) -> bool:
    """Tell whether a question gives the base rate of another term than the quote adds to."""
    asked = {term[0] for term in _TERM.findall(question.replace("一年", "1年").replace("五年", "5年"))}
    held = {term[0] for term in re.findall(r"([15])年期", words.replace("一年期", "1年期").replace("五年期", "5年期"))}
    return bool(asked and held and asked.isdisjoint(held))


def _alike(*values: Decimal) -> tuple[str, ...]:
    """Return rates with as many decimals as the one that has most: 3.70%, 0.90%."""
    places = max(-int(value.as_tuple().exponent) for value in values)
    least = max((len(plain_number(value).partition(".")[2]) for value in values), default=0)
    count = max(places if places <= 2 else least, 0)
    return tuple(f"{value:.{count}f}%" for value in values)
