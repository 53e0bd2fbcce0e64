"""Clauses that a text does not have and that another text put into it: where that says so."""

import re
from dataclasses import dataclass, replace

from kb.clauses.steps import Address, Step, format_step, parse_address
from kb.errors import ClauseReferenceError
from kb.retrieve.standing.standings import stated_by
from kb.retrieve.view import Shelf, View
from kb.store.rows import VersionRow
from kb.text.numerals import to_chinese
from kb.types import StandingBy

_ADDS = re.compile(r"增加|增设|增补|补充|新增")


@dataclass(frozen=True, slots=True)
class Change:
    """What another text says of the place where a clause is asked for: where it says so, and whether it adds it."""

    row: VersionRow
    position: int
    by: StandingBy
    quote: str
    adds: bool

    @property
    def told(self) -> str:
        """The other text and its clause, with the day from which it counts."""
        since = f"（{self.by.from_day.isoformat()} 起）" if self.by.from_day else ""
        return f"{self.by.named}{since}"


def changes_of(address: str, row: VersionRow, view: View, shelf: Shelf) -> list[Change]:
    """Return what other texts say by the view's day of an absent clause or of what would hold it, what adds it first.

    What is said of an article counts for its 款 and 项; an article that is put between two counts where a text that
    changes this one names it as new.
    """
    wanted = parse_address(address)
    found: dict[tuple[int, int], Change] = {}
    for one in view.catalog.amendments.of(row):
        if not one.counts_on(view.day):
            continue
        by = one.by.version_row
        text, tree = shelf.version(by).text, shelf.tree(by)
        stated = tree.at(one.evidence.span.start) if one.evidence.span else 0
        said = stated_by(one, shelf)
        for position, clause in enumerate(tree.clauses):
            quote = clause.own.of(text).strip()
            holds = position == stated and any(_holds(held, wanted) for held in one.addresses)
            adds = _adds(quote, wanted) and (holds or len(wanted.steps) == 1)
            if holds or adds:
                change = Change(one.by, position, replace(said, address=clause.address), quote, adds)
                found.setdefault((by, position), change)
    return sorted(found.values(), key=lambda one: not one.adds)


def _holds(address: str, wanted: Address) -> bool:
    try:
        steps = parse_address(address).steps
    except ClauseReferenceError:
        return False
    return steps == wanted.steps[: len(steps)]


def _adds(quote: str, wanted: Address) -> bool:
    """Tell whether a clause says that it puts in what is called as the last step wanted: 增加一项，作为第三项."""
    return _ADDS.search(quote) is not None and any(
        re.search(rf"(?:作为|列为|为)\s*{re.escape(name)}(?!之)", quote) for name in _names(wanted.steps[-1])
    )


def _names(step: Step) -> list[str]:
    if step.unit not in ("（一）", "项"):
        return [format_step(step, in_article=True)]
    number = to_chinese(step.number[0])
    return [f"第{number}项", f"第（{number}）项", f"（{number}）", f"第{step.number[0]}项"]
