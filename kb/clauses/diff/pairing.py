"""Which clause of one text is which clause of another."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kb.text.keys import compare_key
from kb.text.tokens import bigrams

# Word pairs shared (Dice) before two clauses are taken for one: anywhere, under one address, between two paired ones.
_ANYWHERE, _SAME_ADDRESS, _BETWEEN = 0.45, 0.25, 0.15
# What the same address counts for among several that may be meant.
_ADDRESS_BONUS = 0.12
# A word pair of so many clauses points to none of them.
_COMMON_SHARE, _COMMON = 0.08, 12
_CANDIDATES = 6
# A clause is part of another where that one says this share of its words, and lost them.
_PART, _LOST = 0.6, 0.5
_SHORTEST_PART = 10


@dataclass(frozen=True)
class Unit:
    """What is compared as one: an article, or another clause's own text."""

    position: int
    address: str
    label: str
    start: int
    text: str
    mark: str | None
    kind: str

    @cached_property
    def key(self) -> str:
        """The words without the number, as they are compared."""
        plain = self.text
        if self.mark and plain.startswith(self.mark):
            plain = plain[len(self.mark) :]
        return compare_key(plain)

    @cached_property
    def grams(self) -> Counter[str]:
        """The pairs of characters that the words hold."""
        return Counter(bigrams(self.key))


def pairs(old: Sequence[Unit], new: Sequence[Unit]) -> list[tuple[int, int]]:
    """Return which unit is which as (old index, new index): the same words first, then the most alike."""
    found = _Pairs(old, new)
    found.take_same_words()
    found.take_alike()
    found.take_between()
    return sorted(found.new_of.items())


def part_of(part: Unit, others: Sequence[Unit], became: Mapping[int, Unit]) -> Unit | None:
    """Return the unit that says a unit's words and does not any more where it is paired; None where none does.

    `became` holds, by index, what the paired ones of the others are on the part's own side.
    """
    if part.grams.total() < _SHORTEST_PART:
        return None
    best, most = None, _PART
    for index, other in enumerate(others):
        share = (part.grams & other.grams).total() / part.grams.total()
        if share < most or other.kind != part.kind:
            continue
        counterpart = became.get(index)
        lost = other.grams - counterpart.grams if counterpart else other.grams
        if (part.grams & lost).total() >= _LOST * part.grams.total():
            best, most = other, share
    return best


class _Pairs:
    """Pairs in the making."""

    def __init__(self, old: Sequence[Unit], new: Sequence[Unit]) -> None:
        self._old = old
        self._new = new
        self.new_of: dict[int, int] = {}
        self._old_of: dict[int, int] = {}

    def take_same_words(self) -> None:
        """Pair units of the same words: under the same address first, then in their order."""
        held: dict[tuple[str, str], list[int]] = defaultdict(list)
        for here, unit in enumerate(self._old):
            held[unit.kind, unit.key].append(here)
        wanted: dict[tuple[str, str], list[int]] = defaultdict(list)
        for there, unit in enumerate(self._new):
            wanted[unit.kind, unit.key].append(there)
        for words, theres in wanted.items():
            heres = held.get(words, [])
            addresses = {self._old[here].address: here for here in heres}
            for there in theres:
                address = self._new[there].address
                if address in addresses:
                    self._pair(addresses[address], there)
            rest = [here for here in heres if here not in self.new_of]
            left = [there for there in theres if there not in self._old_of]
            for here, there in zip(rest, left, strict=False):
                self._pair(here, there)

    def take_alike(self) -> None:
        """Pair what is left by the words shared, the most alike first."""
        scored = sorted(self._scored(), key=lambda one: (-one[0], one[1], one[2]))
        for _, here, there in scored:
            if here not in self.new_of and there not in self._old_of:
                self._pair(here, there)

    def take_between(self) -> None:
        """Pair a lone unit with a lone unit where what stands before and after them is paired."""
        for there in range(len(self._new)):
            if there in self._old_of:
                continue
            before = self._old_of.get(there - 1, -1) if there else -1
            here = before + 1
            is_after = self.new_of.get(here + 1) == there + 1 or (here + 1, there + 1) == (
                len(self._old),
                len(self._new),
            )
            if (there and before < 0) or here >= len(self._old) or here in self.new_of or not is_after:
                continue
            if self._old[here].kind == self._new[there].kind and self._dice(here, there) >= _BETWEEN:
                self._pair(here, there)

    def _scored(self) -> Iterator[tuple[float, int, int]]:
        olds = [here for here in range(len(self._old)) if here not in self.new_of]
        holders: dict[str, list[int]] = defaultdict(list)
        addresses: dict[str, int] = {}
        for here in olds:
            addresses[self._old[here].address] = here
            for gram in self._old[here].grams:
                holders[gram].append(here)
        common = max(_COMMON, _COMMON_SHARE * len(olds))
        for there, unit in enumerate(self._new):
            if there in self._old_of:
                continue
            shared = Counter(here for gram in unit.grams if len(holders[gram]) <= common for here in holders[gram])
            candidates = {here for here, _ in shared.most_common(_CANDIDATES)}
            same = addresses.get(unit.address)
            if same is not None:
                candidates.add(same)
            for here in sorted(candidates):
                if self._old[here].kind != unit.kind:
                    continue
                alike = self._dice(here, there)
                if alike >= (_SAME_ADDRESS if here == same else _ANYWHERE):
                    yield alike + (_ADDRESS_BONUS if here == same else 0.0), here, there

    def _dice(self, here: int, there: int) -> float:
        one, other = self._old[here].grams, self._new[there].grams
        total = one.total() + other.total()
        return 2 * (one & other).total() / total if total else 0.0

    def _pair(self, here: int, there: int) -> None:
        self.new_of[here] = there
        self._old_of[there] = here
