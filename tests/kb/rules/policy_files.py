"""The policies of this folder, read: texts written for these tests, of places and programmes that do not exist."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from kb.clauses.parse import parse_clauses
from kb.ingest.metadata.statements import describe
from kb.rules.applicant.given import read_facts
from kb.rules.conditions.tree import conditions_of, schemes_of
from kb.rules.types import Condition, Judged, Judgment, Operation, Scheme
from kb.rules.verdict.judging import judge

DAY = date(2025, 5, 1)
_FOLDER = Path(__file__).with_name("policies")


def text_of(name: str) -> str:
    return (_FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def condition_of(text: str, name: str = "policy") -> Condition:
    found = conditions_of(text, parse_clauses(text), describe(text, f"{name}.txt"))
    assert found is not None
    return found


def schemes(text: str, name: str = "policy") -> tuple[Scheme, ...]:
    return schemes_of(text, parse_clauses(text), describe(text, f"{name}.txt"))


def judged(name: str, facts: Mapping[str, object], day: date = DAY) -> Judgment:
    return judge(condition_of(text_of(name), name), read_facts(facts), day)


def verdict(text: str, facts: Mapping[str, object], day: date = DAY) -> str:
    return judge(condition_of(text), read_facts(facts), day).verdict.value


def outline(condition: Condition) -> object:
    """Return a tree as nested lists: leaves as `kind: words`, with ? and who decides."""
    if condition.operation is Operation.LEAF:
        who = f" ?{condition.discretion_of}" if condition.discretion_of else ""
        return f"{condition.kind.value}: {condition.text}{who}"
    return [condition.operation.value, *map(outline, condition.children)]


def reasons(judged_condition: Judged) -> dict[str, str]:
    """Return the status of every leaf by its words."""
    if not judged_condition.children:
        return {judged_condition.condition.text: judged_condition.status.value}
    return {words: status for child in judged_condition.children for words, status in reasons(child).items()}
