"""Where a place of a text stands in its tree: the 条, 款 and 项 around it, and those before it."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence

from kb.clauses.steps import MARKS, Address, Step, format_address, parse_address
from kb.types import ClauseTree

Steps = tuple[Step, ...]

_LIST = frozenset({*MARKS, "项", "目"})
_PARAGRAPHS = frozenset({"款", "段"})


class Surroundings:
    """Finds the clauses around an offset of one version."""

    def __init__(self, tree: ClauseTree) -> None:
        self._clauses = tree.clauses
        self._starts = [clause.own.start for clause in tree.clauses]
        self._addresses = {clause.address for clause in tree.clauses}
        self.has_articles = any(clause.kind == "article" for clause in tree.clauses)
        self._steps: dict[int, Steps] = {}
        self._children: dict[int | None, list[int]] = defaultdict(list)
        for position, clause in enumerate(tree.clauses):
            self._children[clause.parent].append(position)

    def at(self, offset: int) -> int:
        """Return the position of the clause whose own text holds the offset."""
        return max(bisect_right(self._starts, offset) - 1, 0)

    def has(self, address: str) -> bool:
        """Tell whether there is a clause of that very address."""
        return address in self._addresses

    def steps(self, position: int) -> Steps:
        """Return the steps of a clause's address."""
        found = self._steps.get(position)
        if found is None:
            found = self._steps[position] = parse_address(self._clauses[position].address).steps
        return found

    def unit(self, position: int) -> str:
        """Return the unit of a clause itself."""
        return self.steps(position)[-1].unit

    def article(self, position: int) -> int | None:
        """Return the 条 that a clause is or lies in; None outside of every 条."""
        return next((one for one in self._upwards(position) if self._clauses[one].kind == "article"), None)

    def holder(self, position: int) -> int | None:
        """Return what 本条 means: the 条, or where there is none the outermost numbered clause around."""
        article = self.article(position)
        if article is not None:
            return article
        numbered = [one for one in self._upwards(position) if self._clauses[one].label and self.unit(one) in _LIST]
        return numbered[-1] if numbered else None

    def around(self, unit: str, position: int) -> Steps:
        """Return the steps of what 本条, 本款, 本项, 本章 … mean at a place; none where there is no such thing."""
        if unit in ("章", "节", "编"):
            return next((self.steps(one) for one in self._upwards(position) if self.unit(one) == unit), ())
        if unit == "款" and (paragraphs := self.paragraphs(position)) is not None:
            return paragraphs[0][paragraphs[1]]
        if unit == "项":
            return self.steps(position)
        holder = self.holder(position)
        return self.steps(holder) if holder is not None else ()

    def earlier_articles(self, position: int, count: int) -> list[Steps]:
        """Return the articles before the one around a clause, nearest last; fewer where there are not so many."""
        article = self.article(position)
        if article is None:
            return []
        before = [one for one in range(article) if self._clauses[one].kind == "article"]
        return [self.steps(one) for one in before[-count:]]

    def paragraphs(self, position: int) -> tuple[list[Steps], int] | None:
        """Return the 款 of the clause around a place and which of them the place is in; None where there are none.

        The first is the clause's own text.
        """
        holder = paragraph = None
        for one in self._upwards(position):
            if self.unit(one) in _PARAGRAPHS and self._clauses[one].parent is not None:
                paragraph, holder = one, self._clauses[one].parent
                break
            if self._clauses[one].kind == "article" or any(
                self.unit(child) in _PARAGRAPHS for child in self._children[one]
            ):
                holder = one
                break
        if holder is None:
            return None
        further = [one for one in self._children[holder] if self.unit(one) in _PARAGRAPHS]
        unit = "款" if self._clauses[holder].kind == "article" or not further else self.unit(further[0])
        of_holder = self.steps(holder)
        found = [(*of_holder, Step(unit, (1,))), *(self.steps(one) for one in further)]
        return found, 0 if paragraph is None else 1 + further.index(paragraph)

    def earlier_items(self, position: int, count: int) -> list[Steps]:
        """Return the items before the one around a place, nearest last."""
        for one in self._upwards(position):
            if self.unit(one) in _LIST:
                alike = [other for other in self._children[self._clauses[one].parent] if self._is_item(other)]
                return [self.steps(other) for other in alike[: alike.index(one)][-count:]]
        return []

    def items(self, position: int, number: int) -> Steps | None:
        """Return the item of that number in the nearest list around a place; None where there is none."""
        for one in self._upwards(position):
            for child in self._children[one]:
                if self._is_item(child) and self.steps(child)[-1].number == (number,):
                    return self.steps(child)
            if self._clauses[one].kind == "article":
                return None
        return None

    def _is_item(self, position: int) -> bool:
        return self.unit(position) in _LIST

    def _upwards(self, position: int) -> Iterator[int]:
        one: int | None = position
        while one is not None:
            yield one
            one = self._clauses[one].parent


def printed(steps: Sequence[Step]) -> str:
    """Print steps as an address."""
    return format_address(Address(tuple(steps)))
