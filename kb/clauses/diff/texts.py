"""What changed between two texts: clause beside clause, renumbering followed, words marked.

An article is compared whole, with its paragraphs and items; elsewhere each clause's own text is compared. Clauses of
the same words are paired first, then those that share most word pairs (see kb.clauses.diff.pairing); what is left was
added or removed, and is searched for in the clauses beside it: it may have been split off one, or merged into one.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kb.clauses.diff.pairing import Unit, pairs, part_of
from kb.clauses.diff.word_runs import Run, word_runs
from kb.clauses.label import clause_label
from kb.types import ClauseTree


class ChangeKind(StrEnum):
    """What became of a clause."""

    UNCHANGED = "unchanged"
    RENUMBERED = "renumbered"
    MOVED = "moved"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Side:
    """A clause on one side: where it stands in its version, and its words."""

    position: int
    address: str
    label: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one clause, with the runs of words that stayed, went and came where it was changed."""

    kind: ChangeKind
    old: Side | None
    new: Side | None
    renumbered: bool = False
    moved: bool = False
    runs: tuple[Run, ...] = ()
    split_from: str | None = None
    """The address of the old clause that an added clause was a part of."""
    merged_into: str | None = None
    """The address of the new clause that a removed clause is a part of."""


@dataclass(frozen=True, slots=True)
class Diff:
    """Every clause of two texts in the order of the new one, removed clauses where they stood."""

    changes: tuple[Change, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many changes there are of each kind."""
        found = Counter(change.kind for change in self.changes)
        return {kind.value: found[kind] for kind in ChangeKind}


def diff(old_text: str, old_tree: ClauseTree, new_text: str, new_tree: ClauseTree) -> Diff:
    """Return what changed from one text to the other."""
    old, new = _units(old_text, old_tree), _units(new_text, new_tree)
    old_of = {there: here for here, there in pairs(old, new)}
    moved = _moved(old_of)
    new_of = {here: there for there, here in old_of.items()}
    changes = []
    for place in _places(len(old), len(new), old_of):
        match place:
            case (int() as here, int() as there):
                changes.append(_change(old[here], new[there], there in moved))
            case (None, int() as there):
                whole = part_of(new[there], old, {here: new[its] for here, its in new_of.items()})
                split_from = whole.address if whole else None
                changes.append(Change(ChangeKind.ADDED, None, _side(new[there]), split_from=split_from))
            case (int() as here, None):
                whole = part_of(old[here], new, {there: old[its] for there, its in old_of.items()})
                merged_into = whole.address if whole else None
                changes.append(Change(ChangeKind.REMOVED, _side(old[here]), None, merged_into=merged_into))
    return Diff(tuple(changes))


def _units(text: str, tree: ClauseTree) -> list[Unit]:
    units: list[Unit] = []
    covered = 0
    for position, clause in enumerate(tree.clauses):
        if clause.span.start < covered:
            continue
        span = clause.span if clause.kind == "article" else clause.own
        if clause.kind == "article":
            covered = clause.span.end
        # The signs of a heading in Markdown are no words of it.
        words = span.of(text).lstrip().removeprefix("#").lstrip("# ")
        if not words:
            continue
        start = span.end - len(words)
        units.append(
            Unit(position, clause.address, clause_label(clause), start, words.rstrip(), clause.label, clause.kind)
        )
    return units


def _change(old: Unit, new: Unit, moved: bool) -> Change:
    renumbered = bool(old.mark or new.mark) and old.address != new.address
    kind = ChangeKind.UNCHANGED
    runs: tuple[Run, ...] = ()
    if old.key != new.key:
        kind, runs = ChangeKind.CHANGED, word_runs(old.text, new.text)
    elif moved:
        kind = ChangeKind.MOVED
    elif renumbered:
        kind = ChangeKind.RENUMBERED
    return Change(kind, _side(old), _side(new), renumbered, moved, runs)


def _side(unit: Unit) -> Side:
    end = unit.start + len(unit.text)
    return Side(unit.position, unit.address, unit.label, unit.start, end, unit.text)


def _places(olds: int, news: int, old_of: Mapping[int, int]) -> Iterator[tuple[int | None, int | None]]:
    """Yield (old, new) in the order of the new text; a removed clause follows the one that stood before it."""
    paired = set(old_of.values())
    after: dict[int, list[int]] = {}
    before = -1
    for here in range(olds):
        if here in paired:
            before = here
        else:
            after.setdefault(before, []).append(here)
    yield from ((here, None) for here in after.get(-1, ()))
    for there in range(news):
        partner = old_of.get(there)
        yield partner, there
        if partner is not None:
            yield from ((here, None) for here in after.get(partner, ()))


def _moved(old_of: Mapping[int, int]) -> set[int]:
    """Return which new clauses stand in another order: those outside the longest run that kept its order."""
    places = sorted(old_of)
    kept = _longest_ascending([old_of[place] for place in places])
    return {place for index, place in enumerate(places) if index not in kept}


def _longest_ascending(values: Sequence[int]) -> set[int]:
    """Return the indexes of a longest strictly ascending subsequence (patience sorting with back links)."""
    tails: list[int] = []
    links: list[int] = []
    for index, value in enumerate(values):
        low, high = 0, len(tails)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if values[tails[middle]] < value else (low, middle)
        links.append(tails[low - 1] if low else -1)
        tails[low : low + 1] = [index]
    found: set[int] = set()
    at = tails[-1] if tails else -1
    while at >= 0:
        found.add(at)
        at = links[at]
    return found
