"""The typed facts of a policy: every figure and time that it states, with operator, unit and scope.

Figures and times are read by `kb.text`; here they get their meaning in the sentence. Facts stand in the order of the
text, each within one clause's own text.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from kb.rules.fact_kinds import SPREAD_UNITS, Surroundings, counts_nothing, kind_of, operator_of
from kb.rules.fact_times import kind_of_time, operator_of_time, value_of_time, yearly
from kb.rules.types import FactKind, FactOperator, PolicyFact
from kb.text.amounts import Figure, figures_in
from kb.text.periods import Period, periods_in
from kb.text.quantities import in_base_unit
from kb.text.written_numbers import half_width
from kb.types import ClauseTree, Span

_BREAK = re.compile(r"[,。;!?\n](?!\d{3}(?!\d))")
_SENTENCE = re.compile(r"[。!?\n]+")
# Shares that are told as they are said: a third is no decimal.
_SAID = re.compile(r"一半|半数|半|[^百千万]{1,3}分之[^百千万]{1,3}|\d+/\d+")
_TITLE_YEARS = re.compile(r"《[^《》]*[(（]((?:19|20)\d\d ?年? ?[-—~至到]+ ?(?:19|20)\d\d ?年)[)）][^《》]{0,4}》")
_SOFTER = re.compile(r"原则上|一般(?![性公纳债预工商])|通常|力争|争取|左右|优先|有条件的")
_LPR = re.compile(r"LPR|lpr|贷款市场报价利率|基准利率")
_FROM = re.compile(r"(?:自|从|在)?([^,。;、自从在]{2,16}?)(?:之日起?|起|后)[^,。;]{0,4}$")
# 三百万元 is 300 万元: the multiples that amounts are counted in.
_MULTIPLES = {"万亿": Decimal(10) ** 12, "亿": Decimal(10) ** 8, "万": Decimal(10) ** 4}
_PRINTED_MULTIPLE = re.compile(r"万亿|亿|万")
_LONGEST_SCOPE = 60
_NUMBERED = re.compile(r"^..?(?:19|20)\d\d ?年 ?第 ?\d+ ?号")
_BEFORE_WHOLE = ("健", "安", "完", "保", "周", "成", "齐", "俱")
_UNKNOWN_YEAR = date(1, 7, 1)


def facts_of(text: str, tree: ClauseTree, published: date | None = None) -> tuple[PolicyFact, ...]:
    """Return the facts of a version's text in order; `published` gives the year where the text leaves it out."""
    found: list[PolicyFact] = []
    for clause in tree.clauses:
        found += _facts(text, clause.own, published)
    return tuple(found)


def _facts(text: str, own: Span, published: date | None) -> Iterator[PolicyFact]:
    plain = half_width(own.of(text))
    day = published or _UNKNOWN_YEAR
    named = (period for period in periods_in(plain, day, day.year) if not _is_of_number(plain, period))
    periods = [*named, *_years_of_titles(plain), *yearly(plain, day.year)]
    figures = [figure for figure in figures_in(plain) if not _within(figure, periods)]
    pieces = _Pieces(plain)
    items: list[Period | Figure] = [*periods, *figures]
    for item in sorted(items, key=lambda one: one.span):
        if isinstance(item, Period):
            fact = _from_period(plain, item, own.start, pieces)
            # Nothing is known of the day where the text leaves out the year and does not say when it was written.
            yield fact if published or item.start.year != day.year else replace(fact, normalised=())
        elif not counts_nothing(item, pieces.around(item.span), plain):
            yield _from_figure(plain, item, own.start, pieces)


def _is_of_number(plain: str, period: Period) -> bool:
    """Tell whether a year is that of a document's number (令2015年第1号), or no time at all (健全年度制度)."""
    if plain[period.span.end : period.span.end + 6].lstrip().startswith("第") and _NUMBERED.search(
        plain[max(0, period.span.start - 2) : period.span.end + 8]
    ):
        return True
    return plain[period.span.start : period.span.end] == "全年" and plain[: period.span.start].endswith(_BEFORE_WHOLE)


def _years_of_titles(plain: str) -> Iterator[Period]:
    """Yield the years that a document's title gives for it: 《…方案(2020—2022年)》."""
    for title in _TITLE_YEARS.finditer(plain):
        for period in periods_in(title[1]):
            span = Span(period.span.start + title.start(1), period.span.end + title.start(1))
            yield replace(period, span=span)


def _within(figure: Figure, periods: Iterable[Period]) -> bool:
    return any(period.span.start < figure.span.end and figure.span.start < period.span.end for period in periods)


class _Pieces:
    """The parts and sentences of a text, by offset."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._parts = [0, *(match.end() for match in _BREAK.finditer(text)), len(text) + 1]
        self._sentences = [0, *(match.end() for match in _SENTENCE.finditer(text)), len(text) + 1]

    def part(self, offset: int) -> Span:
        return self._of(self._parts, offset)

    def sentence(self, offset: int) -> Span:
        return self._of(self._sentences, offset)

    def around(self, span: Span) -> Surroundings:
        part, sentence = self.part(span.start), self.sentence(span.start)
        start = max(part.start, sentence.start)
        return Surroundings(
            self._text[start : part.end], span.start - start, span.end - start, self._text[sentence.start : start]
        )

    def _of(self, starts: list[int], offset: int) -> Span:
        place = bisect_right(starts, offset)
        start, end = starts[place - 1], min(starts[place], len(self._text))
        while start < end and self._text[start].isspace():
            start += 1
        while end > start and self._text[end - 1].isspace():
            end -= 1
        return Span(start, end)


def _from_period(plain: str, period: Period, shift: int, pieces: _Pieces) -> PolicyFact:
    around = pieces.around(period.span)
    words = plain[period.span.start : period.span.end]
    value, unit = value_of_time(period, words)
    end = () if period.end in (date.max, period.start) else (period.end,)
    kind = kind_of_time(period, words, around.lead, around.rest)
    # A deadline of a year or day is that time itself: by the end of 2025.
    operator = operator_of_time(period, around.rest)
    sentence = pieces.sentence(period.span.start)
    return PolicyFact(
        kind, value, unit, operator, (period.start, *end), "date", _softer(around), _scope(around), None,
        _shifted(period.span, shift), _shifted(sentence, shift),
    )  # fmt: skip


def _from_figure(plain: str, figure: Figure, shift: int, pieces: _Pieces) -> PolicyFact:
    around = pieces.around(figure.span)
    kind = kind_of(figure, around)
    operator = operator_of(figure, kind, around, plain)
    if (
        kind is FactKind.PERIOD
        and operator is FactOperator.MAX
        and figure.operator_span
        and _only_within(plain, figure)
    ):
        kind = FactKind.DEADLINE
    value, unit = _printed(plain, figure)
    normalised, base = _normalised(figure)
    sentence = pieces.sentence(figure.span.start)
    relative = "LPR" if figure.unit in SPREAD_UNITS and _LPR.search(around.before + around.part) else None
    if kind is FactKind.DEADLINE and (since := _FROM.search(around.lead)):
        relative = since[1]
    return PolicyFact(
        kind, value, unit, operator, normalised, base, _softer(around), _scope(around), relative,
        _shifted(figure.span, shift), _shifted(sentence, shift),
    )  # fmt: skip


def _only_within(plain: str, figure: Figure) -> bool:
    span = figure.operator_span
    return span is not None and plain[span.start : span.end].strip() in ("内", "之内", "以内")


def _printed(plain: str, figure: Figure) -> tuple[str, str]:
    """Return the value and unit as written: 1000万元 is (1000, 万元), 六成 is (60, %)."""
    if figure.unit == "比":
        return ":".join(_number(value) for value in figure.values), ""
    words = plain[figure.span.start : figure.span.end]
    if _SAID.fullmatch(words):
        return words, ""
    multiples = _PRINTED_MULTIPLE.findall(words)
    mark = multiples[-1] if multiples else ""
    factor = _MULTIPLES.get(mark, Decimal(1))
    values = [value / factor for value in figure.values]
    return "-".join(_number(value) for value in values), mark + figure.unit


def _number(value: Decimal) -> str:
    plain = format(value.normalize(), "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _normalised(figure: Figure) -> tuple[tuple[Decimal | date, ...], str]:
    if figure.unit == "比":
        whole = sum(figure.values)
        return tuple(value / whole for value in figure.values) if whole else figure.values, "1"
    if figure.unit in ("%", "折"):
        percent, _ = in_base_unit(figure.values, figure.unit)
        return tuple(value / 100 for value in percent), "1"
    return in_base_unit(figure.values, figure.unit)


def _softer(around: Surroundings) -> str | None:
    found = list(_SOFTER.finditer(around.before + around.part))
    return found[-1][0] if found else None


def _scope(around: Surroundings) -> str:
    """Return the figure's part of the sentence, with the part before it where its own says too little."""
    words = around.part.strip(" ,。;!?\n")
    if around.at < 6 and around.before:
        words = around.before.rstrip(",; \n").rsplit(",", 1)[-1] + "，" + words
    return words if len(words) <= _LONGEST_SCOPE else words[: _LONGEST_SCOPE - 1] + "…"


def _shifted(span: Span, shift: int) -> Span:
    return Span(span.start + shift, span.end + shift)
