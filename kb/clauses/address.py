"""Clause addresses: read, printed, and looked up in a tree in every way that people write them."""

from functools import lru_cache

from kb.clauses.steps import MARKS, NAMED, Address, Step, format_address, parse_address
from kb.types import ClauseTree

__all__ = ["Address", "Step", "format_address", "parse_address", "resolve"]

_TOP_LIST = frozenset({"一、", "Ⅰ"})
_LIST = frozenset(MARKS)
_FIRST_PARAGRAPH = (("款", (1,)), ("段", (1,)))
_LOOSE_UNITS = {
    "条": _TOP_LIST,
    "部分": _TOP_LIST | {"篇"},
    "篇": frozenset({"部分"}),
    "点": _LIST | {"项", "目", "条"},
    "项": _LIST | {"目"},
    "目": _LIST | {"项"},
    "款": _LIST | {"项", "段"},
    "段": frozenset({"款"}),
    "章": _TOP_LIST,
    "一、": frozenset({"部分", "条", "项", "章", "1."}),
    "（一）": frozenset({"项", "目", "（1）"}),
    "1.": frozenset({"1.1", "1）", "目", "项", "（1）", "条"}),
    "（1）": frozenset({"1）", "（一）", "项", "目", "1."}),
    "1）": frozenset({"（1）"}),
    "①": frozenset({"目", "项"}),
    "1.1": frozenset({"1."}),
    "附件": frozenset({"附表", "附录", "附图"}),
}
"""Which units a step may mean besides its own: 第五部分 is also said of 五、, 第二款 and 第二项 of （二）."""


def resolve(tree: ClauseTree, text: str) -> list[int]:
    """Return the positions of the clauses that an address means, in text order; none where there is no such clause.

    A canonical address means its clause alone. Elsewhere steps may be left out (the 款 before a 项, the 章 before a 条)
    and marks may be called by other names (五、（二） as 第五条第（二）款); all clauses that fit as well are returned.
    Raises ClauseReferenceError where the text is no address.
    """
    address = parse_address(text)
    try:
        printed = format_address(address)
    except ValueError:
        # A number beyond what Chinese numerals are written for is that of no clause.
        return []
    for position, clause in enumerate(tree.clauses):
        if clause.address == printed:
            return [position]
    paths = _Paths(tree)
    for loose in (False, True):
        found = paths.ending_in(address.steps, loose)
        if found:
            return found
    return []


@lru_cache(maxsize=1 << 16)
def _steps(address: str) -> tuple[Step, ...]:
    return parse_address(address).steps


class _Paths:
    """The steps that lead to each clause of a tree."""

    def __init__(self, tree: ClauseTree) -> None:
        self._clauses = tree.clauses
        self._own = [_steps(clause.address)[-1] for clause in tree.clauses]

    def ending_in(self, steps: tuple[Step, ...], loose: bool) -> list[int]:
        """Return the clauses that the last step names and whose ancestors hold the steps before it, in order."""
        best: list[int] = []
        fewest: int | None = None
        for position in range(len(self._clauses)):
            skipped = self._skipped(position, steps, loose)
            if skipped is None:
                continue
            if fewest is None or skipped < fewest:
                best, fewest = [], skipped
            if skipped == fewest:
                best.append(position)
        return best

    def _skipped(self, position: int, steps: tuple[Step, ...], loose: bool) -> int | None:
        """Return how many steps of the clause's path the address leaves out; None where it does not lead here."""
        wanted = list(steps)
        while len(wanted) > 1 and (wanted[-1].unit, wanted[-1].number) in _FIRST_PARAGRAPH:
            wanted.pop()
        holder: int | None = position
        skipped = 0
        while holder is not None:
            if wanted and self._is_first_paragraph(wanted[-1], holder):
                wanted.pop()
            if wanted and _means(wanted[-1], self._own[holder], loose):
                wanted.pop()
            elif holder == position:
                return None
            elif wanted:
                skipped += 1
            holder = self._clauses[holder].parent
        return None if wanted else skipped

    def _is_first_paragraph(self, step: Step, holder: int) -> bool:
        """Tell whether a step is the first 款 of the clause that is reached next: it is the clause's own text."""
        return (step.unit, step.number) in _FIRST_PARAGRAPH and self._own[holder].unit != step.unit


def _means(wanted: Step, own: Step, loose: bool) -> bool:
    if wanted.ordinal > 1 and wanted.ordinal != own.ordinal:
        return False
    if wanted.unit == NAMED:
        return own.unit == NAMED and wanted.name in own.name
    if wanted.number != own.number:
        return False
    return wanted.unit == own.unit or (loose and own.unit in _LOOSE_UNITS.get(wanted.unit, ()))
