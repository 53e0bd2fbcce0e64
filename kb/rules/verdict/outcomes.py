"""What a tree of conditions can still come to, and which open leaves can change it.

The outcomes are ordered: unmet, left to somebody's decision, met. An open leaf may still come to unmet or met; every
other has come to one. Demands that hold together come to the least of their outcomes, alternatives to the greatest
(Kleene's strong logic with a value between false and true). As no leaf occurs twice, a tree comes to everything between
its least and its greatest outcome, and an unknown matters where those differ.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.rules.types import Judged, Operation, Status

_RANKS = {Status.UNMET: 0, Status.DISCRETIONARY: 1, Status.MET: 2}
_STATUSES = {rank: status for status, rank in _RANKS.items()}
_WORST, _BEST = 0, 2


@dataclass(frozen=True, slots=True)
class Range:
    """The least and the greatest outcome that something may come to."""

    low: int = _WORST
    high: int = _BEST

    @property
    def status(self) -> Status:
        """The outcome, unknown where there are several."""
        return _STATUSES[self.low] if self.low == self.high else Status.UNKNOWN

    def negated(self) -> "Range":
        """Return what an exclusion comes to whose words come to this."""
        return Range(_BEST - self.high, _BEST - self.low)


def range_of(judged: Judged) -> Range:
    """Return what a judged condition may come to."""
    if judged.condition.operation is Operation.LEAF:
        rank = _RANKS.get(judged.status)
        return Range() if rank is None else Range(rank, rank)
    return group_range(judged.condition.operation, [range_of(child) for child in judged.children])


def group_range(operation: Operation, ranges: Sequence[Range]) -> Range:
    """Return what conditions may come to under an operation."""
    if operation is Operation.ALL:
        return Range(min(one.low for one in ranges), min(one.high for one in ranges))
    either = Range(max(one.low for one in ranges), max(one.high for one in ranges))
    return either.negated() if operation is Operation.NONE else either


def open_leaves(judged: Judged) -> Iterator[tuple[Judged, float]]:
    """Yield the unknown leaves that can still change what the whole comes to, with how much hangs on each.

    A demand that alone shuts out counts one, an alternative its share.
    """
    yield from _open(judged, Range(), 1.0)


def _open(judged: Judged, window: Range, weight: float) -> Iterator[tuple[Judged, float]]:
    """Yield those below a group of which only outcomes within the window tell anything apart."""
    if window.low >= window.high:
        return
    operation = judged.condition.operation
    if operation is Operation.LEAF:
        if judged.status is Status.UNKNOWN:
            yield judged, weight
        return
    inner = window.negated() if operation is Operation.NONE else window
    share = weight if operation is not Operation.ANY else weight / len(judged.children)
    ranges = [range_of(child) for child in judged.children]
    for at, child in enumerate(judged.children):
        beside = ranges[:at] + ranges[at + 1 :]
        if operation is Operation.ALL:
            narrowed = Range(inner.low, min([inner.high, *(one.high for one in beside)]))
        else:
            narrowed = Range(max([inner.low, *(one.low for one in beside)]), inner.high)
        yield from _open(child, narrowed, share)
