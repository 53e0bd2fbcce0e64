"""The verdict of a policy on an applicant: every condition decided, the whole in three-valued logic."""

from datetime import date

from kb.rules.matching.decisions import negated
from kb.rules.matching.demands import match
from kb.rules.matching.place import applied_on
from kb.rules.matching.said import on_day
from kb.rules.types import Applicant, Condition, Fact, Judged, Judgment, Operation, Status, Verdict
from kb.rules.verdict.asking import asks_for
from kb.rules.verdict.outcomes import group_range, range_of

_VERDICTS = {
    Status.MET: Verdict.ELIGIBLE,
    Status.UNMET: Verdict.INELIGIBLE,
    Status.DISCRETIONARY: Verdict.NEEDS_REVIEW,
    Status.UNKNOWN: Verdict.INSUFFICIENT_INFORMATION,
}
# What is wanted of a loan is compared with the terms, not with the conditions.
_OF_THE_LOAN = "loan."


def judge(condition: Condition, applicant: Applicant, day: date) -> Judgment:
    """Return the verdict of a policy's conditions on an applicant who applies on a day, with what is to be asked.

    Where the applicant says on which day it applies, that day counts.
    """
    day = applied_on(applicant, day)
    applicant = on_day(applicant, day)
    judged = judged_for(condition, applicant, day)
    verdict = _VERDICTS[judged.status]
    ask = asks_for(judged, applicant, day) if verdict is Verdict.INSUFFICIENT_INFORMATION else ()
    used = set(map(id, _used(judged)))
    unused = tuple(fact for fact in applicant.facts if id(fact) not in used and not fact.name.startswith(_OF_THE_LOAN))
    return Judgment(verdict, judged, ask, unused=unused)


def judged_for(condition: Condition, applicant: Applicant, day: date) -> Judged:
    """Return a condition with what becomes of it and of all below it."""
    if condition.operation is Operation.LEAF:
        decision = match(condition, applicant, day)
        return Judged(condition, decision.status, decision.because, facts=decision.facts)
    children = tuple(judged_for(child, applicant, day) for child in condition.children)
    status = group_range(condition.operation, [range_of(child) for child in children]).status
    return Judged(condition, status, _because(condition.operation, status, children), children)


def _because(operation: Operation, status: Status, children: tuple[Judged, ...]) -> str:
    """Return why a group comes to its status: the reasons of the children that make it so."""
    decisive = negated(status) if operation is Operation.NONE else status
    reasons = list(dict.fromkeys(child.because for child in children if child.status is decisive and child.because))
    if not reasons:
        return ""
    if operation is Operation.ANY and status is Status.UNMET:
        return "所列的条件一条也不符合：" + "；".join(reasons)
    if operation is Operation.ALL and status is Status.MET:
        return "所列的条件都符合"
    if operation is Operation.NONE and status is Status.MET:
        return "没有所列的排除情形"
    return "；".join(reasons)


def _used(judged: Judged) -> list[Fact]:
    return [*judged.facts, *(fact for child in judged.children for fact in _used(child))]
