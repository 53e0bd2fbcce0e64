"""Two things that a question sets beside one another (甲与乙有何不同): the likeliest sentence of each."""

import re
from collections.abc import Sequence

from kb.answer.scoring.score import ScoredUnit
from kb.answer.scoring.units import Unit
from kb.text.keys import search_key
from kb.text.tokens import bigrams

_SET_BESIDE = re.compile(
    r"不同|区别|差别|差异|分别|各(?:自|是|为|有|[^，,。？?]{0,6}(?:多少|几))|相差|差多少|差几|哪一?个|谁更|相比|对比|比较"
)
_QUOTED = re.compile(r"[“\"]([^“”\"]{1,20})[”\"](?:与|和|跟|同|及|、)[“\"]([^“”\"]{1,20})[”\"]")
_NAMED = re.compile(
    r"(?:^|[，,。；;：:？?！!]|比较)([^，,。；;：:？?！!“”\"]{2,20}?)(?:与|和|跟)([^，,。；;：:？?！!“”\"]{2,16}?)"
    r"(?=的|所|在|中|[，,：:？?]|哪|各|分别|相|之间|有)"
)
# What only sets a text's own subject apart from another: 与“甲贷”不同，“乙贷”….
_CONTRAST = re.compile(
    r"(?:与|和|跟|同|相比|比起|区别于|不同于)[^，,。；;]{1,16}(?:不同|相比|不一样|有别|类似)?[，,](?<=[同比样别似][，,])"
)
# A side counts as answered where its sentence stands so near the best one; one that is of neither side keeps its score.
_BOTH = 0.9
# What the sentence itself does not name may be named in its clause before it.
_IN_CLAUSE = 0.5
_LEAST = 0.004
_HAS_FIGURE = re.compile(r"\d|[一二三四五六七八九十百千]+(?:倍|成|年|个月|次|家|户)")


def compared(question: str) -> tuple[str, str] | None:
    """Return the names of the two things that a prepared question compares; None where there are none."""
    if not _SET_BESIDE.search(question):
        return None
    match = _QUOTED.search(question) or _NAMED.search(question)
    return (match[1], match[2]) if match and match[1] != match[2] else None


def is_of(side: str, other: str, text: str) -> bool:
    """Tell whether a text has more of the words of one of two names than of the other's, as far as the two differ."""
    held = set(bigrams(search_key(_CONTRAST.sub("", text))))
    own, others = _own(side, other), _own(other, side)
    return bool(own) and len(own & held) / len(own) > (len(others & held) / len(others) if others else 0.0)


def with_both_sides(question: str, scored: Sequence[ScoredUnit]) -> list[float] | None:
    """Return scores by which the likeliest sentence of each of two compared things is nearly as good as the best.

    None where the question compares none, or where one of the two has no sentence.
    """
    sides = compared(question)
    if sides is None:
        return None
    scores = [one.score for one in scored]
    chosen = [_likeliest(side, other, scored) for side, other in (sides, sides[::-1])]
    if any(place is None for place in chosen):
        return None
    for place in chosen:
        if place is not None:
            scores[place] = max(scores[place], _BOTH * scored[0].score)
    return scores


def _likeliest(side: str, other: str, scored: Sequence[ScoredUnit]) -> int | None:
    """Return the place of the likeliest sentence that is of a side, with a figure before one without."""
    best, found = 0.0, None
    figures = _HAS_FIGURE.search(scored[0].unit.text) is not None
    for place, one in enumerate(scored):
        if one.score < _LEAST * scored[0].score or one.unit.version_row != scored[0].unit.version_row:
            continue
        value = one.score * _share_of(side, other, one.unit)
        if figures and not _HAS_FIGURE.search(one.unit.text):
            value *= _IN_CLAUSE
        if value > best:
            best, found = value, place
    return found


def _share_of(side: str, other: str, unit: Unit) -> float:
    """Return how surely a sentence is of a side: 1 where it names it, less where only its clause does, else 0."""
    if is_of(side, other, unit.text):
        return 1.0
    if is_of(other, side, unit.text):
        return 0.0
    text, own = unit.hit.version.text, unit.hit.clause.own
    # A paragraph of an article is no clause of its own.
    start = max(own.start if own.start <= unit.span.start < own.end else 0, text.rfind("\n", 0, unit.span.start) + 1)
    return _IN_CLAUSE if is_of(side, other, text[start : unit.span.start]) else 0.0


def _own(side: str, other: str) -> set[str]:
    return set(bigrams(search_key(side))) - set(bigrams(search_key(other)))
