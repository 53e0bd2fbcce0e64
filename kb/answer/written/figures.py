"""Whether every figure, day and number of a sentence stands in what it cites, meant as it is meant there."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from kb.answer.written.support import ANY_YEAR, Support
from kb.text.amounts import Figure, Operator, figures_in, same_figure
from kb.text.numerals import NUMERAL_CHARS
from kb.text.periods import Period, periods_in
from kb.text.quantities import in_base_unit
from kb.text.tokens import bigrams
from kb.text.values import Value, values_in
from kb.text.written_numbers import STARTS, number_at
from kb.types import Span

_STARTS = re.compile(f"[{STARTS}]")
_NUMERAL = f"[{NUMERAL_CHARS}]"
_DIGITS = re.compile(r"\d+(?:[,.]\d+)*")
_STOP = re.compile(r"[。;!?\n]")
_CLAUSE_STOP = re.compile(r"[,。;:!?\n]")
_FAR_LIMIT = re.compile(r"(?P<most>不[得应可]?(?:超过|高于|大于|多于))|(?P<least>不[得应可]?(?:低于|少于|小于))")
_SIGN = re.compile(r"加|减|\+|上浮|下浮|-")
_SIGN_KINDS = {"加": "+", "+": "+", "上浮": "+", "减": "-", "-": "-", "下浮": "-"}
_SIGNED = frozenset({"基点", "百分点", "%"})
# One, as a part of words that count nothing.
_ONE = "一"
_BOUNDS = {Operator.AT_MOST: "最高、不超过等上限", Operator.AT_LEAST: "不低于、以上等下限", Operator.ABOUT: "“约”"}
_FEW = 2
_HAN = re.compile(r"[\u4e00-\u9fff]")


def figure_fault(text: str, support: Support) -> str | None:
    """Return what is wrong with the figures of a half-width sentence, labels and titles blanked out; None if nothing.

    Numbers are compared by value in any notation, with how they are meant (最高, 不低于, 约, 原则上), with their sign
    (加, 减), and with the words before them where the clause has other figures of the unit.
    """
    taken: list[Span] = []
    for period in periods_in(text, year=ANY_YEAR):
        written = period.span.of(text)
        if not _has_period(period, written, support):
            return f"日期“{written}”不在所引条款里"
        taken.append(period.span)
    figures = [one for one in figures_in(text) if not _overlaps(one.span, taken)]
    for figure in figures:
        alike = [one for one in figures if _base(one) == _base(figure)]
        if fault := _figure_fault(text, figure, alike, support):
            return fault
        taken.append(figure.span)
    for span, value in values_in(text):
        if not _overlaps(span, taken):
            if value not in support.values:
                return f"“{span.of(text)}”不在所引条款里"
            taken.append(span)
    return _number_fault(text, taken, support)


def _overlaps(span: Span, others: Sequence[Span]) -> bool:
    return any(span.start < other.end and other.start < span.end for other in others)


def _has_period(period: Period, written: str, support: Support) -> bool:
    same = (one for one in support.periods if (one.start, one.end, one.open_start) == _days(period))
    return any(same) or _stands(written, support.texts)


def _days(period: Period) -> tuple[date, date, bool]:
    return period.start, period.end, period.open_start


def _stands(written: str, texts: Sequence[str]) -> bool:
    """Tell whether words with a number stand in a text, no digit cut off."""
    behind = rf"(?![\d.{NUMERAL_CHARS}])" if written[-1].isdecimal() or written[-1] in NUMERAL_CHARS else ""
    pattern = re.compile(rf"(?<![\d.,{NUMERAL_CHARS}]){re.escape(written)}{behind}")
    return any(pattern.search(text) for text in texts)


def _figure_fault(text: str, figure: Figure, alike: Sequence[Figure], support: Support) -> str | None:
    written = figure.span.of(text)
    same = [(held, one) for held, one in support.figures if same_figure(figure, one)]
    if not same:
        known = _is_between(figure, support) or _is_article(figure, support)
        return None if known else f"“{written}”不在所引条款里"
    operator = _operator(text, figure)
    operators = [(_operator(held, one), held, one) for held, one in same]
    meant = [(held, one) for how, held, one in operators if how is operator]
    if not meant:
        lost = next((_BOUNDS[how] for how, _, _ in operators if how in _BOUNDS), None)
        return f"“{written}”漏掉或改变了{lost}" if lost else f"“{written}”在条款里不是{_BOUNDS[operator]}"
    if not figure.principle and all(one.principle for _, one in meant):
        return f"“{written}”漏掉了“原则上”"
    if figure.unit in _SIGNED and not any(_sign(text, figure) in (_sign(held, one), "") for held, one in meant):
        return f"“{written}”的加减与条款相反"
    return _scope_fault(text, figure, alike, meant, support)


def _operator(text: str, figure: Figure) -> Operator:
    """Return how a figure is meant, by words far before it too: 不超过…公布的同期利率+90基点."""
    if figure.operator is not Operator.EXACT:
        return figure.operator
    start = max((match.end() for match in _CLAUSE_STOP.finditer(text, 0, figure.span.start)), default=0)
    held = text[start : figure.span.start]
    limits = list(_FAR_LIMIT.finditer(held))
    if not limits or any(char.isdigit() for char in held[limits[-1].end() :]):
        return Operator.EXACT
    return Operator.AT_MOST if limits[-1].lastgroup == "most" else Operator.AT_LEAST


def _sign(text: str, figure: Figure) -> str:
    """Return + or - where the figure is added or taken off; empty where neither is said."""
    near = text[max(0, figure.span.start - 2) : figure.span.start + 1]
    found = _SIGN.search(near)
    return _SIGN_KINDS[found[0]] if found else ""


def _is_between(figure: Figure, support: Support) -> bool:
    """Tell whether a range lies between two limits that are stated: 3—5年 of 3年以上5年以下.

    The end of a range is not the range: 100亩以上 of 100—500亩 is something else.
    """
    if figure.unit == "比" or len(figure.values) != _FEW:
        return False
    wanted = ((figure.values[0], Operator.AT_LEAST), (figure.values[1], Operator.AT_MOST))
    return all(
        any(
            one.operator is operator and same_figure(replace(figure, values=(value,)), one)
            for _, one in support.figures
        )
        for value, operator in wanted
    )


def _is_article(figure: Figure, support: Support) -> bool:
    """Tell whether a figure is a plain one (1张) that the clauses write as an article (一张)."""
    value = Value(*in_base_unit(figure.values, figure.unit))
    return figure.operator is Operator.EXACT and figure.values == (Decimal(1),) and value in support.values


def _base(figure: Figure) -> str:
    return in_base_unit(figure.values, figure.unit)[1]


def _scope_fault(
    text: str, figure: Figure, alike: Sequence[Figure], meant: Sequence[tuple[str, Figure]], support: Support
) -> str | None:
    """Return that a figure is given to something else than in the clause: the words before it fit another figure."""
    others = [
        (held, one) for held, one in support.figures if _base(one) == _base(figure) and not same_figure(one, figure)
    ]
    if not others:
        return None
    behind = len(_HAN.findall(_words(text, figure, alike, behind=False))) < _FEW
    wanted = set(bigrams(_words(text, figure, alike, behind=behind)))

    def shared(held: str, stated: Figure) -> int:
        near = [one for where, one in support.figures if where is held and _base(one) == _base(stated)]
        return len(wanted & set(bigrams(_words(held, stated, near, behind=behind))))

    own = max(shared(held, one) for held, one in meant)
    other = max(shared(held, one) for held, one in others)
    return f"“{figure.span.of(text)}”在条款里说的不是这一项" if other > own else None


def _words(text: str, figure: Figure, others: Sequence[Figure], *, behind: bool) -> str:
    """Return the words of the sentence before a figure, from the last figure of its unit on, or those behind it."""
    if behind:
        stop = _STOP.search(text, figure.span.end)
        following = [one.span.start for one in others if one.span.start >= figure.span.end]
        return text[figure.span.end : min([len(text), *([stop.start()] if stop else []), *following])]
    stops = [match.end() for match in _STOP.finditer(text, 0, figure.span.start)]
    ends = [one.span.end for one in others if one.span.end <= figure.span.start]
    return text[max([0, *stops, *ends]) : figure.span.start]


def _number_fault(text: str, taken: Sequence[Span], support: Support) -> str | None:
    """Return a number that counts nothing known and does not stand in the clauses."""
    stated = {number for held in support.texts for number in _numbers(held)}
    for match in _DIGITS.finditer(text):
        if not _overlaps(Span(*match.span()), taken) and _decimal(match[0]) not in stated:
            return f"“{match[0]}”不在所引条款里"
    for match in re.finditer(f"{_NUMERAL}+", text):
        if _overlaps(Span(*match.span()), taken) or match[0] == _ONE:
            continue
        around = {text[max(0, match.start() - 1) : match.end()], text[match.start() : match.end() + 1]}
        if not any(fold in held for fold in around if len(fold) > len(match[0]) for held in support.texts):
            return f"“{text[match.start() : match.end() + 1]}”不在所引条款里"
    return None


def _numbers(text: str) -> Iterator[Decimal]:
    for match in _DIGITS.finditer(text):
        yield _decimal(match[0])
    position = 0
    while start := _STARTS.search(text, position):
        number = number_at(text, start.start())
        if number:
            yield from number.values
        position = number.end if number else start.end()


def _decimal(digits: str) -> Decimal:
    """Return the value of digits; what is no number (2.3.1) has a value of its own."""
    plain = digits.replace(",", "")
    return Decimal(plain) if plain.count(".") < _FEW else Decimal(-int(plain.replace(".", "")))


def wordless(text: str) -> str:
    """Return a half-width sentence with its figures and times blanked out, offsets kept."""
    spans = [*(one.span for one in periods_in(text, year=ANY_YEAR)), *(span for span, _ in values_in(text))]
    plain = list(text)
    for span in spans:
        plain[span.start : span.end] = " " * len(span)
    return "".join(plain)
