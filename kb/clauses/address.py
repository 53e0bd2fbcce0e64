"""Clause addresses: read, printed, and looked up in a tree in every way that people write them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import islice, product

from kb.clauses.steps import MARKS, NAMED, Address, Step, format_address, parse_address
from kb.types import ClauseTree

__all__ = ["Address", "AddressBook", "Step", "format_address", "parse_address", "resolve", "written_forms"]

_TOP_LIST = frozenset({"一、", "Ⅰ"})
_LIST = frozenset(MARKS)
# 第一条 is that of the text itself rather than that of what is attached to it.
_ATTACHMENT_LEFT_OUT = 100
_MOST_FORMS = 200
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
    "1.": frozenset({"一、", "1.1", "1）", "目", "项", "（1）", "条"}),
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
    return AddressBook(tree).find(text)


@lru_cache(maxsize=1 << 16)
def _last_step(address: str) -> Step:
    return parse_address(address).steps[-1]


def written_forms(text: str) -> list[str]:
    """Return the canonical addresses that an address may stand for by the units of its steps: 第五条 also for 五、.

    Raises ClauseReferenceError where the text is no address.
    """
    steps = parse_address(text).steps
    choices = [[replace(step, unit=unit) for unit in (step.unit, *_LOOSE_UNITS.get(step.unit, ()))] for step in steps]
    forms = []
    for chosen in islice(product(*choices), _MOST_FORMS):
        # Some units have no mark for a large number.
        with suppress(ValueError, IndexError):
            forms.append(format_address(Address(tuple(chosen))))
    return forms


class AddressBook:
    """Looks addresses up in one tree; made once where a tree is asked often."""

    def __init__(self, tree: ClauseTree) -> None:
        self._clauses = tree.clauses
        self._at = {clause.address: position for position, clause in enumerate(tree.clauses)}

    @cached_property
    def _own(self) -> list[Step]:
        """The step that leads to each clause from its parent."""
        return [_last_step(clause.address) for clause in self._clauses]

    @cached_property
    def _numbered(self) -> Mapping[tuple[int, ...], Sequence[int]]:
        """The clauses of each number, whatever their unit; those called by a name have none."""
        found: dict[tuple[int, ...], list[int]] = defaultdict(list)
        for position, step in enumerate(self._own):
            found[step.number].append(position)
        return found

    def find(self, text: str) -> list[int]:
        """Return what resolve returns. Raises ClauseReferenceError where the text is no address."""
        address = parse_address(text)
        try:
            printed = format_address(address)
        except ValueError:
            # A number beyond what Chinese numerals are written for is that of no clause.
            return []
        if printed in self._at:
            return [self._at[printed]]
        return self._ending_in(address.steps)

    def with_repeated(self, found: Sequence[int], *, articles: bool = False) -> list[int]:
        """Return clauses with the others of the very same number (第三条, 第三条〔2〕), in text order.

        With `articles` alone those that another article of the number makes: lists begin anew in one text, articles
        never do.
        """
        more = [other for one in found for other in self._repeated.get(self._clauses[one].address, ())]
        if articles:
            more = [one for one in more if _repeats_articles(self._clauses[one].address)]
        return sorted({*found, *more}) if more else list(found)

    @cached_property
    def _repeated(self) -> Mapping[str, Sequence[int]]:
        """The further clauses of a number that a text counts twice, by the address of the first."""
        found: dict[str, list[int]] = defaultdict(list)
        for position, clause in enumerate(self._clauses):
            if "〔" not in clause.address:
                continue
            steps = parse_address(clause.address).steps
            # What is called by a word or a name is not counted.
            if all(step.number or step.ordinal == 1 for step in steps):
                first = format_address(Address(tuple(replace(step, ordinal=1) for step in steps)))
                if first != clause.address:
                    found[first].append(position)
        return found

    def between(self, first: int, last: int) -> list[int]:
        """Return the clauses from one to another that are counted as these two are; 第四条之一 is between 四 and 五.

        Of two that are not counted alike (四（二）至九) all that stands between, in the largest clauses there are.
        """
        unit = self._own[first].unit
        if unit == self._own[last].unit:
            return [position for position in range(first, last + 1) if self._own[position].unit == unit]
        found: list[int] = []
        for position in range(first, last + 1):
            within = any(self._is_below(position, above) for above in found)
            if position == last or not (within or self._is_below(last, position)):
                found.append(position)
        return found

    def below(self, holder: int | None) -> list[int]:
        """Return the numbered clauses right below one, or at the top."""
        return [
            position
            for position, clause in enumerate(self._clauses)
            if clause.parent == holder and (self._own[position].number or clause.label)
        ]

    def counted_in(self, unit: str, holder: int | None = None) -> list[int]:
        """Return the clauses counted in a unit, at any depth below one or in all of the tree."""
        return [
            position
            for position, step in enumerate(self._own)
            if step.unit == unit and (holder is None or self._is_below(position, holder))
        ]

    def step_of(self, position: int) -> Step:
        """Return the step that leads to a clause from its parent."""
        return self._own[position]

    def unit_of(self, position: int) -> str:
        """Return what a clause is counted in."""
        return self._own[position].unit

    def _is_below(self, position: int, holder: int) -> bool:
        above = self._clauses[position].parent
        while above is not None and above != holder:
            above = self._clauses[above].parent
        return above == holder

    def _ending_in(self, steps: tuple[Step, ...]) -> list[int]:
        """Return the clauses that the last step names and whose ancestors hold the steps before it, in order.

        Those count to which the address leads most nearly: with every unit as it is written, with the fewest steps left
        out (an attachment is left out last), with the fewest units called otherwise.
        """
        wanted = list(steps)
        while len(wanted) > 1 and (wanted[-1].unit, wanted[-1].number) in _FIRST_PARAGRAPH:
            wanted.pop()
        best: list[int] = []
        least: tuple[bool, int, int] | None = None
        # A name and a word have no number: all of those are looked through.
        for position in self._numbered.get(wanted[-1].number, ()):
            far = self._distance(position, wanted)
            if far is None:
                continue
            if least is None or far < least:
                best, least = [], far
            if far == least:
                best.append(position)
        return best

    def _distance(self, position: int, steps: Sequence[Step]) -> tuple[bool, int, int] | None:
        """Return whether any unit is called otherwise, how much is left out, and how many are called otherwise.

        None where the steps do not lead here.
        """
        wanted = list(steps)
        holder: int | None = position
        otherwise = skipped = 0
        while holder is not None:
            if wanted and self._is_first_paragraph(wanted[-1], holder):
                wanted.pop()
            means = _means(wanted[-1], self._own[holder]) if wanted else None
            if means is not None:
                wanted.pop()
                otherwise += means
            elif holder == position:
                return None
            elif self._own[holder].unit.startswith("附"):
                skipped += _ATTACHMENT_LEFT_OUT
            elif wanted:
                skipped += 1
            holder = self._clauses[holder].parent
        return None if wanted else (otherwise > 0, skipped, otherwise)

    def _is_first_paragraph(self, step: Step, holder: int) -> bool:
        """Tell whether a step is the first 款 of the clause that is reached next: it is the clause's own text."""
        return (step.unit, step.number) in _FIRST_PARAGRAPH and self._own[holder].unit != step.unit


def _repeats_articles(address: str) -> bool:
    return all(step.unit == "条" for step in parse_address(address).steps if step.ordinal > 1)


def _means(wanted: Step, own: Step) -> int | None:
    """Return 0 where a step is meant as it is written, 1 where it is called otherwise or in part; else None."""
    if wanted.ordinal > 1 and wanted.ordinal != own.ordinal:
        return None
    if wanted.unit == NAMED:
        return int(wanted.name != own.name) if own.unit == NAMED and wanted.name in own.name else None
    if wanted.number != own.number:
        return None
    if wanted.unit == own.unit:
        return 0
    return 1 if own.unit in _LOOSE_UNITS.get(wanted.unit, ()) else None
