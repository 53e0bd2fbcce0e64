"""An amount raised by a share for those whom the question names: 800元×20%＝160元；800元＋160元＝960元."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.answer.calculation.choice import the_one
from kb.answer.calculation.terms import Lines, Reading, is_certain, is_money, money_result, printed
from kb.text.amounts import Figure
from kb.text.tokens import bigrams
from kb.types import Span

_ASKS = re.compile(r"多少(?!天|人|家|户|个(?:月|工作日))|几(?:百|千|万|块)|标准(?:是|为)")
_RAISED = re.compile(r"(?:标准|基础上|金额|比例|额度)?(?:再|可以?|均|分别)?(?:上浮|提高|上调|增加|加发|增发)$")
_ELSE = re.compile(r"不(?:再|予|得)?(?:上浮|提高|上调)|至多|最[高多]|不超过|利率|费率")


@dataclass(frozen=True, slots=True)
class _Uplift:
    reading: Reading
    share: Figure
    sentence: Span


def uplift_lines(question: Reading, readings: Sequence[Reading]) -> Lines:
    """Yield what the one amount that a question means comes to with the one uplift whose case it names, with marks."""
    if not _ASKS.search(question.text) or any(map(is_money, question.figures)):
        return
    quoted = [one for one in readings if one.mark > 0]
    uplifts = [one for one in _uplifts(quoted) if _is_named(question.text, one, quoted)]
    if len(uplifts) != 1:
        return
    raised = uplifts[0]
    bases = [
        (one, figure)
        for one in quoted
        if one.version == raised.reading.version
        for figure in one.figures
        if is_money(figure) and one.sentence(figure.span.start) != raised.sentence
    ]
    distinct = list({figure.values: (one, figure) for one, figure in reversed(bases)}.values())
    words = [f"{one.about} {one.sentence(figure.span.start).of(one.text)}" for one, figure in distinct]
    place = the_one(question.text, words)
    if place is None:
        return
    reading, base = distinct[place]
    one, share = printed(reading, base), printed(raised.reading, raised.share)
    if one is None or share is None or not is_certain(base):
        return
    more, exact = money_result(base.values[0] * raised.share.values[0] / 100, one)
    total, whole = money_result(base.values[0] * (100 + raised.share.values[0]) / 100, one)
    if exact and whole:
        yield f"{one}×{share}＝{more}；{one}＋{more}＝{total}", tuple(sorted({reading.mark, raised.reading.mark}))


def _uplifts(readings: Sequence[Reading]) -> Iterator[_Uplift]:
    for reading in readings:
        for figure in reading.figures:
            span = reading.sentence(figure.span.start)
            before = reading.text[span.start : figure.span.start]
            raises = _RAISED.search(before) and not _ELSE.search(span.of(reading.text))
            if figure.unit == "%" and is_certain(figure) and raises:
                yield _Uplift(reading, figure, span)


def _is_named(question: str, uplift: _Uplift, readings: Sequence[Reading]) -> bool:
    """Tell whether a question says words of the case of an uplift that no other sentence of the quotes has."""
    case = uplift.reading.text[uplift.sentence.start : uplift.share.span.start]
    rest = "".join(one.text.replace(uplift.sentence.of(uplift.reading.text), "") + one.about for one in readings)
    own = set(bigrams(_RAISED.sub("", case))) - set(bigrams(rest))
    return any("的" not in token and not token[0].isdigit() for token in own & set(bigrams(question)))
