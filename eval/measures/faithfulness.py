"""Whether the figures of an answer's own text stand in what it cites.

The automatic side of what Maynez et al., "On Faithfulness and Factuality in Abstractive Summarization" (ACL 2020), call
extrinsic hallucination: a number that the source does not state. Which object a figure is of is not judged.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from eval.datasets import Question
from eval.measures.calculations import CONVERSIONS, Calculation, calculations_in
from eval.replies import Reply
from kb.text.amounts import Figure, Operator, figures_in, same_figure
from kb.text.dates import last_day_of_term
from kb.text.numerals import NUMERAL_CHARS
from kb.text.periods import Period, periods_in
from kb.text.quantities import COUNTS
from kb.text.written_numbers import STARTS, half_width, number_at
from kb.types import Span

_CN = f"[{NUMERAL_CHARS}]"
_NOT_SAID = re.compile(
    r"\[\d{1,2}(?:[,、-]\d{1,2})*\]|【\d{1,2}】"  # marks of citations
    r"|《[^《》]*》|[\[(〔]\d{4}[\])〕]第?\d+号"  # names of documents
    rf"|第(?:{_CN}+|\d+|\((?:{_CN}+|\d+)\))(?:[、至到和-]第?(?:{_CN}+|\d+))*(?:分?编|篇|部分|章|节|条|款|项|目|段|点)(?:之{_CN}+)?"
    rf"|\((?:{_CN}{{1,3}}|\d{{1,2}})\)|[①-⑳]"
    rf"|(?:(?<=^)|(?<=[\n。;:]))\s*(?:\d{{1,2}}[.、](?!\d)|{_CN}{{1,3}}、)"
    rf"|附[件录表图](?:\d+|{_CN})|[表图注]\d+"
)
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_ORDINAL = re.compile(rf"第({_CN}{{1,4}})")
_STARTS = re.compile(f"[{STARTS}]")
_ITEM_MARKS = tuple(
    re.compile(rf"(?:^|(?<=[\n。;:]))\s*(?:{mark})")
    for mark in (r"\d{1,2}[.、](?!\d)", rf"{_CN}{{1,3}}、", rf"\({_CN}{{1,3}}\)", r"\(\d{1,2}\)", "[①-⑳]")
)
_SPOKEN = str.maketrans({"仨": "三个", "俩": "两个"})
# 共10项: as many as are quoted.
_TOGETHER = re.compile(r"(?:共有?|分为|包括) ?$")
_POINTS = {"百分点": 1, "基点": 100}
_TERMS = range(1, 51)
# A day without a year is compared as a day of the same year.
_ANY_YEAR = 2000
_OPPOSITES = frozenset({Operator.AT_MOST, Operator.AT_LEAST})
_SHORTEST_LABEL = 2


@dataclass(frozen=True, slots=True)
class Claim:
    """A number, amount, or time that an answer states, and whether it may."""

    text: str
    faithful: bool


def figure_faithfulness(question: Question, reply: Reply) -> float | None:
    """Return the share of an answer's figures that are faithful; None where it refused, failed, or states none."""
    if reply.abstained or reply.error is not None:
        return None
    claims = claims_of(question, reply)
    return sum(claim.faithful for claim in claims) / len(claims) if claims else None


def claims_of(question: Question, reply: Reply) -> tuple[Claim, ...]:
    """Return the figures of an answer's own text in order.

    A figure is faithful where a cited quote or the question states it in any notation (1千万 and 1000万元, 百分之六十
    and 60%) and not with the opposite limit, where it is an end of a range stated there, or where a calculation shown
    gives it from such figures. 共10项 is, where ten items are quoted, and the last day of a term of years whose first
    day and length are stated. Citation marks, clause labels, titles and numbers of documents are no figures.
    """
    text = _own_words(reply)
    stated = _Stated(question.text, reply.quotes)
    shown = _trusted(calculations_in(text), stated)
    return tuple(
        Claim(span.of(text), any(one.span.contains(span) for one in shown) or faithful)
        for span, faithful in _claims(text, stated, [one.result for one in shown])
    )


def _own_words(reply: Reply) -> str:
    """Return an answer's text, half-width, with labels and marks blanked out."""
    text = half_width(reply.text)
    for citation in reply.cited:
        label = half_width(citation.clause_label)
        if len(label) >= _SHORTEST_LABEL:
            text = re.sub(rf"(?<!\d){re.escape(label)}(?!\d)", " " * len(label), text)
    return _NOT_SAID.sub(lambda found: " " * len(found[0]), text)


def _claims(text: str, stated: "_Stated", computed: Sequence[Figure]) -> Iterator[tuple[Span, bool]]:
    found: list[tuple[Span, bool]] = []
    for period in periods_in(text, year=_ANY_YEAR):
        if not _STARTS.search(period.span.of(text)):
            # 全年, 去年: no number; which year is for the reader to see.
            continue
        found.append((period.span, stated.has_period(period, period.span.of(text))))
    for figure in figures_in(text):
        if not _overlaps(figure.span, found):
            known = (
                stated.has_figure(figure, figure.span.of(text))
                or any(same_figure(figure, one) for one in computed)
                or stated.lists(figure, text[: figure.span.start])
            )
            found.append((figure.span, known))
    for match in [*_NUMBER.finditer(text), *_ORDINAL.finditer(text)]:
        span = Span(*match.span())
        if not _overlaps(span, found):
            found.append((span, bool(set(_numbers(match[0])) & stated.numbers)))
    yield from sorted(found, key=lambda claim: claim[0].start)


def _overlaps(span: Span, found: Iterable[tuple[Span, bool]]) -> bool:
    return any(span.start < other.end and other.start < span.end for other, _ in found)


def _trusted(calculations: Sequence[Calculation], stated: "_Stated") -> list[Calculation]:
    """Return the calculations whose operands are stated, or the results of such."""
    trusted: list[Calculation] = []
    for one in sorted(calculations, key=lambda calculation: calculation.span.start):
        results = [earlier.result for earlier in trusted]
        if all(
            stated.has_figure(operand, "") or any(same_figure(operand, result) for result in [*results, *stated.points])
            for operand in one.operands
        ) and all(number in stated.numbers | CONVERSIONS for number in one.bare):
            trusted.append(one)
    return trusted


class _Stated:
    """What the texts that an answer may take figures from state."""

    def __init__(self, question: str, quotes: Sequence[str]) -> None:
        self._texts = [half_width(text.translate(_SPOKEN)) for text in (question, *quotes)]
        self._figures = [figure for text in self._texts for figure in figures_in(text)]
        self._periods = [period for text in self._texts for period in periods_in(text, year=_ANY_YEAR)]
        self._last_days = {
            last_day_of_term(period.start, int(figure.values[0]))
            for period in self._periods
            if period.end in (period.start, date.max)
            for figure in self._figures
            if figure.unit == "年" and figure.values[0] in _TERMS
        }
        self.points = [
            replace(figure, values=tuple(value / _POINTS[figure.unit] for value in figure.values), unit="%")
            for figure in self._figures
            if figure.unit in _POINTS
        ]
        """基点 and 百分点 as they are added to a rate: 90基点 is 0.90%."""
        self._listed = {sum(len(mark.findall(text)) for text in self._texts[1:]) for mark in _ITEM_MARKS} - {0}
        self.numbers = frozenset(number for text in self._texts for number in _numbers(text))

    def has_figure(self, figure: Figure, written: str) -> bool:
        """Tell whether a figure is stated, not with the opposite limit; a range also where both its ends are."""
        same = [other for other in self._figures if same_figure(figure, other)]
        if same:
            return any(not {figure.operator, other.operator} >= _OPPOSITES for other in same)
        if figure.unit == "比":
            return self._has_words(written)
        ends = (Figure(figure.span, (value,), figure.unit) for value in figure.values)
        return all(any(_is_end(end, other) for other in self._figures) for end in ends) or self._has_words(written)

    def lists(self, figure: Figure, before: str) -> bool:
        """Tell whether a figure says how many items there are, and as many are quoted."""
        return figure.unit in COUNTS and _TOGETHER.search(before) is not None and figure.values[0] in self._listed

    def has_period(self, period: Period, written: str) -> bool:
        """Tell whether a time is stated: the same days, the same words within a longer date, or the end of a term."""
        return (
            any(_same_days(period, other) for other in self._periods)
            or self._has_words(written)
            or period.end in self._last_days
        )

    def _has_words(self, written: str) -> bool:
        """Tell whether words stand in a text, no digit of a number cut off."""
        if not written:
            return False
        behind = r"(?![\d.])" if written[-1].isdecimal() else ""
        pattern = re.compile(rf"(?<![\d.{NUMERAL_CHARS}])(?<!\d,){re.escape(written)}{behind}")
        return any(pattern.search(text) for text in self._texts)


def _is_end(end: Figure, stated: Figure) -> bool:
    if stated.unit == "比":
        return False
    return any(same_figure(end, Figure(stated.span, (value,), stated.unit)) for value in stated.values)


def _same_days(one: Period, other: Period) -> bool:
    open_ended = date.max in (one.end, other.end)
    return one.start == other.start and (one.end == other.end or open_ended)


def _numbers(text: str) -> Iterator[Decimal]:
    """Yield the numbers that a half-width text writes, in any notation."""
    for match in _NUMBER.finditer(text):
        yield Decimal(match[0].replace(",", ""))
    position = 0
    while start := _STARTS.search(text, position):
        number = number_at(text, start.start())
        yield from number.values if number else ()
        position = number.end if number else start.end()
