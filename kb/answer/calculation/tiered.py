"""A share that an item grants of what its list divides: 按检修费用分档补助：100万元以上、不满500万元的，按6%补助.

What the question says to be in a case for which the share is raised by points is computed with them: 8%＋1个百分点＝9%.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kb.answer.calculation.benefits import (
    asked_benefits,
    caps_after,
    hedge_of,
    is_limit,
    lower_limit_elsewhere,
    product_line,
    stated_benefits,
)
from kb.answer.calculation.shares import BASES, is_spoken
from kb.answer.calculation.terms import Lines, Reading, is_certain, is_money, plain_number, printed
from kb.answer.lead.text import plain
from kb.text.amounts import Figure
from kb.text.intervals import intervals_in
from kb.text.keys import search_key
from kb.text.tokens import bigrams
from kb.text.written_numbers import half_width

_INTRODUCES = re.compile(r"分[档段级]|按照?[^,。;:]{2,30}(?:金额|费用|投资额?|数额|总额)")
_GRANTED = re.compile(r"[^,。;:]*的,(?:给予|予以|享受|由[^,。;:]{1,8}|按照?|补助|补贴|奖励|[^,。;:\d]{0,4})*$")
_RAISED = re.compile(r"(?:再|另|可以?|相应|在此基础上)*(?:提高|上浮|上调|增加)了?$")
_SENTENCE = re.compile(r"[^。；;\n]+")
_SAYS_NOTHING = re.compile(r"\d|的|以上|以下")
_CHANGES = re.compile(r"提高|上浮|上调|增加|另增|另给|再给|再增|下调|下浮|降低|减半|减按|倍")


@dataclass(frozen=True, slots=True)
class _Raise:
    """What raises a share by points for those whom the question names."""

    mark: int
    points: Decimal
    said: str


def tiered_lines(question: Reading, readings: Sequence[Reading]) -> Lines:
    """Yield what the share of the one tier that holds an amount of the question comes to, with the marks."""
    wanted = asked_benefits(question.text)
    amounts = [one for one in question.figures if is_money(one)]
    if not wanted or len(amounts) != 1 or not is_certain(amounts[0]):
        return
    found = [
        (item, share)
        for lead in readings
        if lead.text.rstrip().endswith(":") and _INTRODUCES.search(lead.text) and stated_benefits(lead.text) & wanted
        if any(noun.search(lead.text) and is_spoken(question, amounts[0], spoken) for noun, spoken in BASES)
        for item in readings
        if item.mark > 0 and item.version == lead.version and (share := _share(item, amounts[0]))
    ]
    if len(found) != 1:
        return
    item, share = found[0]
    raises = list(_raises(question, item, readings))
    if len(raises) <= 1 and None not in raises:
        yield from _lines(question, amounts[0], item, share, readings, raises[0] if raises else None)


def _share(item: Reading, amount: Figure) -> Figure | None:
    """Return the one share that an item grants where its interval holds an amount; None where it is no such item."""
    shares = [one for one in item.figures if one.unit == "%" and len(one.values) == 1]
    if len(shares) != 1:
        return None
    head = item.text[: shares[0].span.start]
    intervals = [one for one in intervals_in(head) if one.unit == "元"]
    limits = [one for one in item.figures if one.unit == "元" and one.span.start > shares[0].span.end]
    if len(intervals) != 1 or not _GRANTED.fullmatch(head) or not all(map(is_limit, limits)):
        return None
    return shares[0] if not intervals[0].figure and intervals[0].holds(amount.values[0]) else None


def _raises(question: Reading, item: Reading, readings: Sequence[Reading]) -> Iterator[_Raise | None]:
    """Yield what changes the share for those whom the question names; None for what is not quoted, or otherwise."""
    beside = [one for one in readings if one.version == item.version and one.mark > 0]
    shared = {token for one in beside if one.text.rstrip().endswith(":") for token in bigrams(one.text)}
    asked = {token for token in bigrams(search_key(question.text)) if not _SAYS_NOTHING.search(token)} - shared
    for sentence in set(_SENTENCE.findall(item.document)):
        change = _CHANGES.search(sentence)
        if change and set(bigrams(search_key(sentence[: change.start()]))) & asked:
            yield next((found for one in beside if (found := _raise(one, sentence))), None)


def _raise(reading: Reading, sentence: str) -> _Raise | None:
    """Return what a quoted sentence raises a share by; None where the quote lacks it, or it does something else."""
    start = reading.text.find(half_width(plain(sentence)))
    points = [
        one for one in reading.figures if one.unit == "百分点" and start <= one.span.start < start + len(sentence)
    ]
    if start < 0 or len(points) != 1 or not is_certain(points[0]):
        return None
    raised = _RAISED.search(reading.text[start : points[0].span.start])
    said = printed(reading, points[0]) if raised else None
    return _Raise(reading.mark, points[0].values[0], said) if said else None


def _lines(
    question: Reading,
    amount: Figure,
    item: Reading,
    share: Figure,
    readings: Sequence[Reading],
    raised: _Raise | None,
) -> Lines:
    hedge, said, rate = hedge_of(item, share), printed(question, amount), printed(item, share)
    if hedge is None or said is None or rate is None:
        return
    of_whole = share.values[0] + (raised.points if raised else 0)
    value = amount.values[0] * of_whole / 100
    caps = caps_after(item, share)
    bounded = min([value, *(cap.values[0] for cap in caps)])
    if len(caps) > 1 or lower_limit_elsewhere(bounded, item, share, readings):
        return
    sum_rate = f"{plain_number(of_whole)}%"
    before = f"{hedge}{rate}＋{raised.said}＝{sum_rate}；" if raised else ""
    line = product_line("" if raised else hedge, (said, sum_rate), value, said, item, caps[0] if caps else None)
    if line is not None:
        yield before + line, tuple(sorted({item.mark, *([raised.mark] if raised else [])}))
