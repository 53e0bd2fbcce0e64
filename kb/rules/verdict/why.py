"""Why a verdict is what it is, in at most three plain sentences, each with the clause that it rests on."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kb.rules.matching.wording import together
from kb.rules.types import Condition, ConditionKind, Judged, Operation, Status
from kb.rules.verdict.asking import waits
from kb.rules.verdict.outcomes import open_leaves
from kb.types import Span

MOST_REASONS = 3
_ITEM = re.compile(r"(?:第[^第]{1,4}[项目]|（[^（）]{1,4}）|[0-9]{1,2})$")
_TELLING = (
    ConditionKind.QUALIFICATION, ConditionKind.PRIOR_USE, ConditionKind.GRADE, ConditionKind.MEASURE,
    ConditionKind.AGE_OF_FIRM, ConditionKind.INDUSTRY, ConditionKind.SIZE, ConditionKind.ENTITY,
    ConditionKind.CREDIT_RECORD, ConditionKind.OTHER, ConditionKind.REQUEST, ConditionKind.PLACE, ConditionKind.TIME,
)  # fmt: skip
"""Of what is met, that is told first which fewest have."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for a verdict: a sentence without its stop, and where its condition stands."""

    text: str
    address: str
    span: Span


def reasons_for(judged: Judged) -> tuple[Reason, ...]:
    """Return the reasons for what a judged policy comes to, those that decide first."""
    make = {
        Status.UNMET: _failing, Status.DISCRETIONARY: _left_to_somebody, Status.UNKNOWN: _unsaid, Status.MET: _holding,
    }[judged.status]  # fmt: skip
    return tuple(_shortened(make(judged)))[:MOST_REASONS]


def _shortened(found: Iterable[tuple[str, Condition]]) -> Iterator[Reason]:
    """Yield the reasons of one clause that say the same of several names as one, and none twice."""
    by_address: dict[str, list[tuple[str, Condition]]] = {}
    for text, condition in found:
        if text:
            by_address.setdefault(_list_of(condition), []).append((text, condition))
    told: set[str] = set()
    for reasons in by_address.values():
        for text in together([text for text, _ in reasons]):
            if text not in told:
                told.add(text)
                place = next((one for said, one in reasons if said == text), reasons[0][1])
                yield Reason(text, place.address, place.span)


def _list_of(condition: Condition) -> str:
    """Return the address of the list that a condition is an item of: reasons of its items go together."""
    return _ITEM.sub("", condition.address) or condition.address


def _failing(judged: Judged) -> Iterator[tuple[str, Condition]]:
    condition = judged.condition
    if condition.operation is Operation.ALL:
        for child in judged.children:
            if child.status is Status.UNMET:
                yield from _failing(child)
    elif condition.operation is Operation.NONE:
        for child in judged.children:
            if child.status is Status.MET:
                yield f"{child.because}，文件写明这种情况不能享受", child.condition
    else:
        yield judged.because, condition


def _left_to_somebody(judged: Judged) -> Iterator[tuple[str, Condition]]:
    if judged.condition.operation is Operation.ANY:
        for child in judged.children:
            if child.status is Status.UNMET and child.condition.operation is Operation.LEAF:
                yield child.because, child.condition
    if not judged.children:
        yield judged.because, judged.condition
    for child in judged.children:
        if child.status is Status.DISCRETIONARY:
            yield from _left_to_somebody(child)


def _unsaid(judged: Judged) -> Iterator[tuple[str, Condition]]:
    # Those first on which most hangs.
    left = sorted(open_leaves(judged), key=lambda one: -one[1])
    for leaf, _ in left:
        if not waits(leaf.condition, [other.condition for other, _ in left]):
            yield leaf.because, leaf.condition


def _holding(judged: Judged) -> Iterator[tuple[str, Condition]]:
    met = [leaf for leaf in _met(judged) if leaf.condition.operation is Operation.LEAF]
    shut = [group for group in _met(judged) if group.condition.operation is Operation.NONE]
    met.sort(key=lambda leaf: _TELLING.index(leaf.condition.kind))
    for one in (*met[: MOST_REASONS - bool(shut)], *shut[:1]):
        yield one.because, one.condition


def _met(judged: Judged) -> Iterator[Judged]:
    """Yield what is met: leaves, and groups of what shuts out."""
    if judged.status is not Status.MET:
        return
    if judged.condition.operation in (Operation.LEAF, Operation.NONE):
        yield judged
        return
    for child in judged.children:
        yield from _met(child)
