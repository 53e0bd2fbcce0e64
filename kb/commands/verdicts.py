"""Verdicts on a terminal: conditions as a tree, each with its clause and words, then terms and what to do next."""

import json
from collections.abc import Iterator, Sequence

from kb.rules.applicant.shown import fact_words, meaning_of
from kb.rules.fact_kinds import SPREAD_UNITS
from kb.rules.matching.decisions import negated
from kb.rules.types import FactOperator, Judged, Operation, Status, Term, Verdict
from kb.rules.verdict.policy_ranking import is_overruled
from kb.rules.verdict.reports import DEFAULT, EligibilityReport, NextStep, PolicyReport, WithoutConditions
from kb.rules.verdict.why import reasons_for
from kb.text.markdown import without_marks
from kb.types import Span, Version
from kb.wire import eligibility as wire_eligibility

VERDICTS = {
    Verdict.ELIGIBLE: "可以享受",
    Verdict.INELIGIBLE: "不符合",
    Verdict.NEEDS_REVIEW: "要由有关方面决定",
    Verdict.INSUFFICIENT_INFORMATION: "还缺情况，不能判断",
}
_MARKS = {Status.MET: "✓", Status.UNMET: "✗", Status.UNKNOWN: "？", Status.DISCRETIONARY: "◇"}
_GROUPS = {Operation.ALL: "都要符合", Operation.ANY: "符合一条即可", Operation.NONE: "一条也不能有"}
_OPERATORS = {
    FactOperator.MAX: "不超过",
    FactOperator.MIN: "不低于",
    FactOperator.GT: "超过",
    FactOperator.LT: "低于",
    FactOperator.ABOUT: "约",
}
_UNITS = {"工作日": "个工作日", "月": "个月"}
_LONGEST_QUOTE = 60
_MOST_TERMS = 12
_MOST_WHOLE = 3


def report(found: EligibilityReport, *, as_json: bool) -> None:
    """Print what was understood, then every policy; as JSON the one value of `POST /v1/eligibility`."""
    if as_json:
        print(json.dumps(wire_eligibility.eligibility(found), ensure_ascii=False))
        return
    print("\n".join(lines(found)))


def lines(found: EligibilityReport) -> Iterator[str]:
    """Yield what was understood, then every policy, as people read it."""
    if found.applicant.facts:
        yield "我们这样理解："
        yield from (f"  {meaning_of(fact.name)}：{fact_words(fact)}" for fact in found.applicant.facts)
    for one, other in found.applicant.contradictions:
        told = f"“{one.words or fact_words(one)}”", f"“{other.words or fact_words(other)}”"
        overruled = is_overruled(one, other)
        yield f"注意：以填写的{told[0]}为准，不按{told[1]}" if overruled else f"注意：前后不一致，{told[0]}和{told[1]}"
    yield from (f"注意：{warning}" for warning in found.warnings)
    if found.unused:
        yield f"没有用到的情况：{'、'.join(fact_words(fact) for fact in found.unused)}"
    for policy in found.policies[:_MOST_WHOLE]:
        yield from _policy(policy)
    for policy in found.policies[_MOST_WHOLE:]:
        yield f"\n{_heading(policy)}\n  {_because(policy)}"
    if len(found.policies) > _MOST_WHOLE:
        yield "\n各份文件的条件：kb check … --document 编号"
    if len(found.policies) != 1 and found.ask:
        yield "\n还想知道："
        yield from (f"  {ask.question}" for ask in found.ask)
    if found.elsewhere:
        yield f"\n另有 {len(found.elsewhere)} 项是别的地方的："
        yield from (
            f"  《{one.version.metadata.title}》（{one.version.document_id}）：{one.reason}" for one in found.elsewhere
        )
    others = found.total - len(found.policies) - len(found.elsewhere)
    if others > 0:
        yield f"\n还有 {others} 项没有列出；写明更多情况，或用 --document 指定"
    if found.without_conditions is not None:
        yield from _without(found.without_conditions)


def _policy(policy: PolicyReport) -> Iterator[str]:
    judgment, version = policy.judgment, policy.version
    yield f"\n{_heading(policy)}"
    if judgment.conditions is not None:
        yield from (f"  {reason.text}（{reason.address}）" for reason in reasons_for(judgment.conditions))
    if policy.schemes:
        yield from (f"  {scheme.name}：{VERDICTS[scheme.verdict]}" for scheme in policy.schemes)
    if judgment.conditions is not None:
        # That the whole is one group goes without saying.
        is_group = judgment.conditions.condition.operation is Operation.ALL
        for judged in _flat(judgment.conditions) if is_group else (judgment.conditions,):
            yield from _condition(judged, version, 1)
    yield from (f"  注意：{note}" for note in judgment.notes)
    if judgment.ask:
        yield "  还缺："
        yield from (f"    {ask.question}（{ask.address}）" for ask in judgment.ask)
    if judgment.terms and judgment.verdict is not Verdict.INELIGIBLE:
        own = [term for term in judgment.terms if term.who is None]
        if own:
            yield "  内容和数额："
            yield from (f"    {line}" for line in _terms(own[:_MOST_TERMS], version))
        if len(own) > _MOST_TERMS:
            yield f"    另有 {len(own) - _MOST_TERMS} 项，见 --json"
        others = dict.fromkeys(term.who for term in judgment.terms if term.who is not None)
        for who in others:
            yield f"  对{who}的："
            theirs = [term for term in judgment.terms if term.who == who]
            yield from (f"    {line}" for line in _terms(theirs, version))
    yield "  下一步："
    for number, step in enumerate((one for one in policy.next_steps if one.kind != DEFAULT), 1):
        yield f"    {number}. {_step(step)}"
    yield from (f"  要注意：{_step(step)}" for step in policy.next_steps if step.kind == DEFAULT)


def _heading(policy: PolicyReport) -> str:
    version = policy.version
    return f"【{VERDICTS[policy.judgment.verdict]}】《{version.metadata.title}》（{version.document_id}）"


def _because(policy: PolicyReport) -> str:
    judged = policy.judgment.conditions
    reasons = reasons_for(judged) if judged is not None else ()
    return reasons[0].text if reasons else ""


def _step(step: NextStep) -> str:
    by = "，".join(part for part in (step.actor, step.deadline) if part and part not in step.text)
    return f"{_short(step.text)}{f'［{by}］' if by else ''}{f'（{step.address}）' if step.address else ''}"


def _condition(judged: Judged, version: Version, depth: int, *, excludes: bool = False) -> Iterator[str]:
    condition = judged.condition
    indent = "  " * depth
    # Of what shuts out, it is good that it does not hold.
    mark = _MARKS[negated(judged.status) if excludes else judged.status]
    if condition.operation is Operation.LEAF:
        because = f"：{judged.because}" if judged.because else ""
        yield f"{indent}{mark} {condition.address} “{_inner(condition.span.of(version.text))}”{because}"
        return
    yield f"{indent}{mark} {_GROUPS[condition.operation]}（{condition.address}）"
    for child in _flat(judged):
        yield from _condition(child, version, depth + 1, excludes=condition.operation is Operation.NONE)


def _flat(judged: Judged) -> Iterator[Judged]:
    """Yield what is below a group; demands within demands are one list."""
    for child in judged.children:
        if judged.condition.operation is Operation.ALL is child.condition.operation:
            yield from _flat(child)
        else:
            yield child


def _terms(terms: Sequence[Term], version: Version) -> Iterator[str]:
    """Yield a line a sentence, with all figures that it states."""
    by_sentence: dict[Span, list[Term]] = {}
    for term in terms:
        by_sentence.setdefault(term.fact.sentence, []).append(term)
    for sentence, stated in by_sentence.items():
        figures = "；".join(map(_figure, stated))
        yield f"{figures}（{stated[0].address}）“{_inner(sentence.of(version.text))}”"


def _figure(term: Term) -> str:
    fact = term.fact
    # What is more than a limit is no rule of thumb: 原则上 is said of the limit.
    qualifier = "" if fact.operator is FactOperator.GT else fact.qualifier or ""
    base = f"{fact.relative_to}+" if fact.unit in SPREAD_UNITS and fact.relative_to else ""
    scope = f"{term.applies_to}：" if term.applies_to else ""
    operator = _OPERATORS.get(fact.operator, "")
    return f"{scope}{qualifier}{operator}{base}{fact.value}{_UNITS.get(fact.unit, fact.unit)}"


def _without(found: WithoutConditions) -> Iterator[str]:
    if found.headings:
        yield f"它写了：{'、'.join(found.headings)}"
    for fact in found.facts:
        yield f"  “{_inner(fact.sentence.of(found.version.text))}”"


def _short(words: str) -> str:
    plain = " ".join(without_marks(words).split())
    return plain if len(plain) <= _LONGEST_QUOTE else plain[: _LONGEST_QUOTE - 1] + "…"


def _inner(words: str) -> str:
    """Return words to stand between quotation marks: those within them are single."""
    return _short(words).replace("“", "‘").replace("”", "’")
