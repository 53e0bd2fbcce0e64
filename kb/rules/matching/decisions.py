"""What a single demand comes to for an applicant, and how several alternatives or demands go together."""

from collections.abc import Sequence
from dataclasses import dataclass

from kb.rules.types import Certainty, Fact, Status

DOUBTS = {
    Certainty.UNSURE: "您说得不确定，要先核实",
    Certainty.PENDING: "还在申报或公示中，没有最后定下来",
    Certainty.EXPIRED: "已经过期",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a demand, why, by which facts; and the fact that is wanted where it is open."""

    status: Status
    because: str
    facts: tuple[Fact, ...] = ()
    wants: str | None = None
    """The name of the fact that would decide it."""


def met(because: str, *facts: Fact) -> Decision:
    """Return that a demand is met."""
    return Decision(Status.MET, because, facts)


def unmet(because: str, *facts: Fact) -> Decision:
    """Return that a demand is not met."""
    return Decision(Status.UNMET, because, facts)


def unknown(because: str, wants: str, *facts: Fact) -> Decision:
    """Return that a demand is open until a fact is known."""
    return Decision(Status.UNKNOWN, because, facts, wants)


def left_open(because: str, *facts: Fact) -> Decision:
    """Return that somebody has to look at it."""
    return Decision(Status.DISCRETIONARY, because, facts)


def doubted(decision: Decision, fact: Fact) -> Decision:
    """Return the decision as surely as the fact is said that it rests on."""
    if fact.certainty in DOUBTS and decision.status in (Status.MET, Status.UNMET):
        return left_open(f"{decision.because}，但{DOUBTS[fact.certainty]}", *decision.facts)
    return decision


_WORST_FIRST = (Status.UNMET, Status.UNKNOWN, Status.DISCRETIONARY, Status.MET)
_BEST_FIRST = (Status.MET, Status.UNKNOWN, Status.DISCRETIONARY, Status.UNMET)


def worst(decisions: Sequence[Decision]) -> Decision:
    """Return the decision of several demands that all have to be met."""
    return min(decisions, key=lambda decision: _WORST_FIRST.index(decision.status))


def negated(status: Status) -> Status:
    """Return what an exclusion comes to where its words hold."""
    return {Status.MET: Status.UNMET, Status.UNMET: Status.MET}.get(status, status)


def best(decisions: Sequence[Decision]) -> Decision:
    """Return the decision of the best of several alternatives."""
    return min(decisions, key=lambda decision: _BEST_FIRST.index(decision.status))
