"""What to ask: the facts that can still change the verdict, each once, first the one that decides most."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from kb.rules.matching.demands import match
from kb.rules.types import Applicant, Ask, Condition, ConditionKind, Judged
from kb.rules.verdict.outcomes import open_leaves
from kb.rules.verdict.questions import LEVEL, question_for

# The place first: who is elsewhere need not be asked anything more.
_FIRST = {ConditionKind.PLACE: 0, ConditionKind.ENTITY: 1, ConditionKind.SIZE: 1, ConditionKind.QUALIFICATION: 2}


@dataclass(slots=True)
class _Wanted:
    """A fact that is wanted, and the leaves that it decides."""

    leaves: list[Condition] = field(default_factory=list)
    weight: float = 0.0
    """How much of the verdict hangs on it: a leaf whose status alone shuts out counts one."""


def waits(leaf: Condition, left: Sequence[Condition]) -> bool:
    """Tell whether a leaf is an exception from a demand that is itself open: it counts only where that fails."""
    demand = leaf.excepted_from
    return demand is not None and any(other.excepted_from is None and other.text in demand for other in left)


def asks_for(judged: Judged, applicant: Applicant, day: date) -> tuple[Ask, ...]:
    """Return the questions for the facts that can still change the verdict.

    An exception is asked for once its demand is known not to hold. Every fact is asked once, and in the worst case all
    of them are needed. Those come first that settle most.
    """
    wanted: dict[str, _Wanted] = {}
    left = list(open_leaves(judged))
    for open_leaf, weight in left:
        leaf = open_leaf.condition
        if waits(leaf, [other.condition for other, _ in left]):
            continue
        name = match(leaf, applicant, day).wants
        if name is None:
            continue
        entry = wanted.setdefault(name, _Wanted())
        entry.leaves.append(leaf)
        entry.weight += weight
    if "qualifications" in wanted:
        # The list of names asks for their levels as well.
        for name in [name for name in wanted if name.startswith(LEVEL)]:
            of_level = wanted.pop(name)
            wanted["qualifications"].leaves += of_level.leaves
            wanted["qualifications"].weight += of_level.weight
    ordered = sorted(wanted.items(), key=lambda item: (_FIRST.get(item[1].leaves[0].kind, 3), -item[1].weight, item[0]))
    return tuple(question_for(name, tuple(entry.leaves), applicant) for name, entry in ordered)
