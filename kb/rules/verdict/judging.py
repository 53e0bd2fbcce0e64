"""The verdict of a policy on an applicant: every condition decided, the whole in three-valued logic."""

from datetime import date

from kb.rules.matching.decisions import negated
from kb.rules.matching.demands import match
from kb.rules.matching.place import applied_on
from kb.rules.matching.said import on_day
from kb.rules.matching.wording import quoted, together
from kb.rules.types import Applicant, Condition, Fact, Judged, Judgment, Operation, Status, Verdict
from kb.rules.verdict.asked_for import APPLIES_FOR
from kb.rules.verdict.asking import asks_for
from kb.rules.verdict.outcomes import group_range, range_of
from kb.rules.verdict.unread import unsettled

_VERDICTS = {
    Status.MET: Verdict.ELIGIBLE,
    Status.UNMET: Verdict.INELIGIBLE,
    Status.DISCRETIONARY: Verdict.NEEDS_REVIEW,
    Status.UNKNOWN: Verdict.INSUFFICIENT_INFORMATION,
}
# What is wanted of a loan is compared with the terms, not with the conditions.
_OF_THE_LOAN = ("loan.", APPLIES_FOR)


def judge(condition: Condition, applicant: Applicant, day: date) -> Judgment:
    """Return the verdict of a policy's conditions on an applicant who applies on a day, with what is to be asked.

    Where the applicant says on which day it applies, that day counts.
    """
    day = applied_on(applicant, day)
    applicant = on_day(applicant, day)
    judged = unsettled(judged_for(condition, applicant, day), applicant)
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
    return Judged(condition, status, _because(condition, status, children), children)


def _because(condition: Condition, status: Status, children: tuple[Judged, ...]) -> str:
    """Return why a group comes to its status, as one sentence: the reasons of the children that make it so."""
    operation = condition.operation
    decisive = negated(status) if operation is Operation.NONE else status
    reasons = together([child.because for child in children if child.status is decisive])
    if not reasons:
        return ""
    freed = [child for child in children if is_exception(child.condition)]
    if freed and len(freed) < len(children) and operation in (Operation.ANY, Operation.ALL):
        of = _because_of_exception if operation is Operation.ANY else _because_shut_out
        return of(status, children, freed)
    if operation is Operation.ANY and status is Status.UNMET and len(reasons) > 1:
        return "所列的条件一条也不符合：" + "；".join(reasons)
    if operation is Operation.ALL and status is Status.MET:
        return "所列的条件都符合"
    if operation is Operation.NONE and status is Status.MET:
        return "没有所列的排除情形"
    return "；".join(reasons)


def _because_of_exception(status: Status, children: tuple[Judged, ...], freed: list[Judged]) -> str:
    """Return why a demand with an exception comes to its status: by the demand where it can, else by the exception."""
    bound = next((child for child in children if child not in freed), children[0])
    excepted = freed[0]
    if bound.status is status and status is not Status.UNMET:
        return bound.because
    if status is Status.UNMET:
        return f"{bound.because}，也不属于可以例外的{quoted(excepted.condition.text)}"
    if excepted.status is status and bound.status is Status.UNMET:
        return f"{bound.because}，但{excepted.because}，这种情况可以例外"
    return excepted.because if excepted.status is status else bound.because


def _because_shut_out(status: Status, children: tuple[Judged, ...], freed: list[Judged]) -> str:
    """Return why what shuts out but for an exception comes to its status: it holds unless the exception does."""
    bound = next((child for child in children if child not in freed), children[0])
    if bound.status is not Status.MET or status is Status.MET:
        return bound.because
    return f"{bound.because}，但{freed[0].because}，这种情况可以例外"


def is_exception(condition: Condition) -> bool:
    """Tell whether a condition speaks of those whom the demand beside it does not bind."""
    if condition.operation is Operation.LEAF:
        return condition.excepted_from is not None
    return bool(condition.children) and all(is_exception(child) for child in condition.children)


def _used(judged: Judged) -> list[Fact]:
    return [*judged.facts, *(fact for child in judged.children for fact in _used(child))]
