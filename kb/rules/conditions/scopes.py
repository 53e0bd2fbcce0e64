"""How the gates of a policy go together: what holds for all, and what for one kind of applicant or one measure only."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.rules.conditions.heads import Role
from kb.rules.conditions.phrase_sides import joined
from kb.rules.conditions.policy_text import PolicyText
from kb.rules.types import Condition, ConditionKind, Operation, Scheme
from kb.types import Span

_SUBJECTS = (
    ("企业", re.compile(r"企业|公司")),
    (
        "个人",
        re.compile(
            r"个人(?!住房|消费|征信|信用|账户|独资|经营性)|自然人|人员|毕业生|军人|创业者|农户|居民|农民|学生|青年|妇女|残疾人|人才|借款人为"
        ),
    ),
    ("个体工商户", re.compile(r"个体")),
    ("合作社", re.compile(r"合作社|家庭农场|合作组织")),
)
# 个人贷款对象为…: the lead-in says which of the things given it is about.
_FOR_WHOM = re.compile(
    r"[^,。;:的]{0,12}?(?:贷款|补贴|补助|奖励|贴息|资助)(?:的)?(?:支持)?(?:对象|条件|范围)(?=为|是|:|包括|应)"
)
GIVES_MONEY = re.compile(
    r"(?:给予|补贴|补助|奖励|贴息|资助|申请|额度|最高)[^。]{0,40}?\d[\d.,]* ?(?:万|亿|%|元)"
    r"|\d[\d.,]* ?(?:万|亿)?(?:元|%)[^。]{0,12}(?:奖励|补贴|补助|资助|贷款|贴息)"
)


@dataclass(frozen=True, slots=True)
class Gate:
    """What a passage demands of an applicant, or shuts out."""

    role: Role
    condition: Condition
    position: int
    """Position of its clause."""
    subject: str = ""
    """The words that say of whom."""
    offer: bool = False
    """Whether it is one offer beside others, and no gate to them all."""
    name: str = ""
    """What is offered."""


def combined(policy: PolicyText, gates: list[Gate]) -> tuple[list[Condition], list[Scheme]]:
    """Return what everybody must meet, and the alternatives: what is for one kind of applicant, or one measure."""
    opening = [gate for gate in gates if gate.role is not Role.EXCLUDE]
    apart = _by_subject(policy, opening) or _by_measure(policy, opening)
    alternatives = [gate for group in apart for gate in group]
    common = [gate.condition for gate in gates if gate not in alternatives]
    options: list[Scheme] = []
    for group in apart:
        first = group[0].condition
        demands = [_subject_itself(policy, group[0]), *(gate.condition for gate in group)]
        whole = joined(Operation.ALL, demands, first.span, first.address)
        if whole is not None:
            options.append(Scheme(_name(policy, group[0]), whole))
    return common, options


def _name(policy: PolicyText, gate: Gate) -> str:
    """Return what a group of gates leads to, as the text names it."""
    title = policy.clauses[gate.position].title
    return gate.name or title or gate.subject or policy.clauses[gate.position].address


def _subject_itself(policy: PolicyText, gate: Gate) -> Condition | None:
    """Return that the applicant is of the kind that a gate is for, where its own demands do not say so."""
    if gate.offer or any(leaf.kind in (ConditionKind.ENTITY, ConditionKind.SIZE) for leaf in leaves(gate.condition)):
        return None
    clause = policy.clauses[gate.position]
    pattern = next((pattern for name, pattern in _SUBJECTS if name == _subject_of(policy, gate)), None)
    match = pattern.search(policy.plain, clause.own.start, clause.own.end) if pattern else None
    if match is None:
        return None
    span = Span(*match.span())
    return Condition(Operation.LEAF, span, clause.address, ConditionKind.ENTITY, text=span.of(policy.text))


def leaves(condition: Condition) -> Iterator[Condition]:
    """Yield the leaves of a condition in text order."""
    if condition.operation is Operation.LEAF:
        yield condition
    for child in condition.children:
        yield from leaves(child)


def _by_subject(policy: PolicyText, gates: list[Gate]) -> list[list[Gate]]:
    """Return the gates by the kind of applicant they are for, where there are several kinds."""
    offered = [gate for gate in gates if gate.offer]
    if offered:
        return [[gate] for gate in offered]
    groups: dict[str, list[Gate]] = {}
    for gate in gates:
        subject = _subject_of(policy, gate)
        if subject is not None:
            groups.setdefault(subject, []).append(gate)
    return list(groups.values()) if len(groups) > 1 else []


def _subject_of(policy: PolicyText, gate: Gate) -> str | None:
    """Return the one kind of applicant a gate is for; None where it is for several or does not say."""
    clause = policy.clauses[gate.position]
    opening = _FOR_WHOM.match(policy.of(policy.body(gate.position)))
    for words in (
        opening.group() if opening else "", gate.subject, clause.title or "", *reversed(clause.heading_path)
    ):  # fmt: skip
        named = [name for name, pattern in _SUBJECTS if pattern.search(words)]
        if len(named) == 1:
            return named[0]
        if named:
            return None
    return None


def _by_measure(policy: PolicyText, gates: list[Gate]) -> list[list[Gate]]:
    """Return the gates by the section that gives something of its own, where there are several such sections."""
    groups: dict[int, list[Gate]] = {}
    for gate in gates:
        section = _section(policy, gate.position)
        if section is not None:
            groups.setdefault(section, []).append(gate)
    return list(groups.values()) if len(groups) > 1 else []


def _section(policy: PolicyText, position: int) -> int | None:
    """Return the innermost clause around that gives money, the clause itself included; None where none does."""
    at: int | None = position
    while at is not None:
        clause = policy.clauses[at]
        if clause.kind not in ("part", "chapter") and GIVES_MONEY.search(
            policy.plain, clause.span.start, clause.span.end
        ):
            return at
        at = clause.parent
    return None
