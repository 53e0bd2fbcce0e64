"""What to do next: the questions, who decides, what could be changed, the policy's own steps, and whom to ask."""

from collections.abc import Iterator, Sequence

from kb.rules.steps import Consequence, Step
from kb.rules.types import Condition, ConditionKind, Judged, Judgment, Operation, Status, Verdict
from kb.rules.verdict.reports import DEFAULT, NextStep
from kb.types import Metadata

_MOST_CHANGES = 3
_MOST_CONSEQUENCES = 2
# What nobody can do anything about.
_FIXED = frozenset({ConditionKind.PLACE, ConditionKind.TIME, ConditionKind.ENTITY, ConditionKind.SIZE})


def next_steps(
    text: str, judgment: Judgment, steps: Sequence[Step], consequences: Sequence[Consequence], metadata: Metadata
) -> tuple[NextStep, ...]:
    """Return what an applicant is to do next under a verdict; words of the policy stand as they are written."""
    found: list[NextStep] = []
    if judgment.verdict is Verdict.INSUFFICIENT_INFORMATION:
        found.append(NextStep("answer", f"先回答上面的问题（还有 {len(judgment.ask)} 项），再看结论"))
    if judgment.verdict is Verdict.NEEDS_REVIEW and judgment.conditions is not None:
        found += _decisions(judgment.conditions)
    if judgment.verdict is Verdict.INELIGIBLE and judgment.conditions is not None:
        found += _changes(judgment.conditions)
    if judgment.verdict is not Verdict.INELIGIBLE:
        found += _of_policy(text, steps, consequences)
    return (*found, _contact(metadata, judgment.verdict))


def _of_policy(text: str, steps: Sequence[Step], consequences: Sequence[Consequence]) -> Iterator[NextStep]:
    for step in steps:
        yield NextStep("procedure", step.span.of(text), step.actor, step.deadline, step.address, step.span)
    for one in consequences[:_MOST_CONSEQUENCES]:
        yield NextStep(DEFAULT, one.span.of(text), None, None, one.address, one.span)


def _decisions(conditions: Judged) -> Iterator[NextStep]:
    told: set[str] = set()
    for judged in _leaves(conditions):
        by = judged.condition.discretion_of
        if judged.status is Status.DISCRETIONARY and by not in told:
            told.add(by or "")
            text = f"要等{by}决定" if by else f"要先核实：{judged.because}"
            yield NextStep("decision", text, by, None, judged.condition.address, judged.condition.span)


def _changes(conditions: Judged) -> Iterator[NextStep]:
    """Yield the demands that are not met and could be: alternatives as one."""
    for child in _unmet(conditions, _MOST_CHANGES):
        condition = child.condition
        if condition.kind in _FIXED:
            yield NextStep("change", f"这项政策不适用：{child.because}", None, None, condition.address, condition.span)
        else:
            text = "现在不能享受：" + (child.because or "这一条不符合")
            yield NextStep("change", text, None, None, condition.address, condition.span)


def _unmet(judged: Judged, most: int) -> list[Judged]:
    """Return the highest groups and leaves by which a verdict fails."""
    if judged.condition.operation is Operation.ALL:
        return [one for child in judged.children if child.status is Status.UNMET for one in _unmet(child, most)][:most]
    return [judged]


def _leaves(judged: Judged) -> Iterator[Judged]:
    if judged.condition.operation is Operation.LEAF:
        yield judged
    for child in judged.children:
        if child.status is Status.DISCRETIONARY:
            yield from _leaves(child)


def _contact(metadata: Metadata, verdict: Verdict) -> NextStep:
    issuers = "、".join(issuer.value for issuer in metadata.issuers)
    whom = issuers or "发布这份文件的部门"
    if verdict is Verdict.INELIGIBLE:
        return NextStep("contact", f"情况有变化，或对结论有疑问，可以问{whom}", issuers or None)
    return NextStep("contact", f"以上只按文件原文判断，办理前请向{whom}核实", issuers or None)


def places_in(condition: Condition) -> Iterator[Condition]:
    """Yield the demands of a place that everybody must meet: those directly below the whole."""
    if condition.operation is Operation.LEAF:
        if condition.kind is ConditionKind.PLACE:
            yield condition
    elif condition.operation is Operation.ALL:
        for child in condition.children:
            yield from places_in(child)
