"""Structured facts of an applicant's standing: grades, states, the measures of a grade, decisions."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kb.rules.applicant.choices import decision_of, grade_of, is_ungraded
from kb.rules.applicant.given_values import day_of, is_unknown, refuse, text_of, texts_of, truth_of
from kb.rules.applicant.schema import PERFORMANCE
from kb.rules.applicant.statuses import certainty_of
from kb.rules.types import Certainty, Fact

_MEASURES_OF_GRADE = re.compile(r"(?P<grade>[a-z]{1,3})_(?:class_)?measures?_(?P<what>in_force|active|until)")
_DOUBTS = (Certainty.UNSURE, Certainty.PENDING)


def grade_facts(name: str, value: object, *, performance: bool) -> Iterator[Fact]:
    """Yield the grades of a text, which is one of the performance grade, or of {scheme: grade}.

    Raises InvalidQuestion.
    """
    if performance:
        yield _grade(name, value, PERFORMANCE)
        return
    if not isinstance(value, Mapping):
        refuse(name, value, '应是 {评价名称: 等级}，例如 {"纳税信用": "A"}')
    for scheme, grade in value.items():
        if not is_unknown(grade):
            yield _grade(f"{name}.{scheme}", grade, str(scheme).strip() or None)


def _grade(name: str, value: object, scheme: str | None) -> Fact:
    text = text_of(name, value)
    if is_ungraded(text):
        return Fact("grades", "", Certainty.DENIED, unit=scheme, words=text)
    certainty = certainty_of(text)
    return Fact(
        "grades",
        grade_of(text) or text,
        certainty if certainty in _DOUBTS else Certainty.STATED,
        unit=scheme,
        words=text,
    )


def state_facts(name: str, value: object) -> Iterator[Fact]:
    """Yield the states of {words: true|false|null}, or of a list of what holds. Raises InvalidQuestion."""
    if not isinstance(value, Mapping):
        yield from (state_of_text(text) for text in texts_of(name, value))
        return
    for words, holds in value.items():
        if is_unknown(holds):
            continue
        truth = truth_of(f"{name}.{words}", holds)
        certainty = Certainty.STATED if truth else Certainty.DENIED
        if truth is None:
            certainty = certainty_of(str(holds)) or Certainty.UNSURE
        yield Fact("states", str(words), certainty, words=str(words))


def state_of_text(text: str) -> Fact:
    """Return a state told in words of the applicant's own."""
    certainty = certainty_of(text)
    return Fact("states", text.strip(), certainty if certainty in _DOUBTS else Certainty.STATED, words=text.strip())


def measures_of_grade(name: str) -> tuple[str, str] | None:
    """Return the state and the part of it that d_measures_in_force and d_measures_until name."""
    match = _MEASURES_OF_GRADE.fullmatch(name.strip().lower())
    if match is None:
        return None
    return f"{match['grade'].upper()}类措施执行期内", "until" if match["what"] == "until" else "in_force"


def with_measures(facts: Sequence[Fact], name: str, words: str, part: str, value: object) -> list[Fact]:
    """Return the facts with whether, or until when, the measures of a grade hold. Raises InvalidQuestion."""
    held = next((fact for fact in facts if fact.name == "states" and fact.value == words), None)
    changed = held or Fact("states", words, words=name)
    if part == "until":
        until, exactness = day_of(name, value)
        if exactness != "日":
            refuse(name, value, '应是到哪一天为止，例如 "2025-06-30"')
        changed = replace(changed, until=until)
    else:
        truth = truth_of(name, value)
        if truth is None:
            refuse(name, value, "应是 true 或 false；不知道就写 null")
        changed = replace(changed, certainty=Certainty.STATED if truth else Certainty.DENIED)
    return [*(fact for fact in facts if fact is not held), changed]


def review_facts(name: str, value: object) -> Iterator[Fact]:
    """Yield what was decided: a text or truth, or one for each who decides. A text that says neither is a state.

    Raises InvalidQuestion.
    """
    for by, said in _decided(value):
        if is_unknown(said):
            continue
        if isinstance(said, bool):
            decision: str | None = "approved" if said else "rejected"
        elif isinstance(said, str):
            decision = decision_of(said)
        else:
            refuse(name, said, "应是 approved（已同意）、rejected（没同意）或 pending（还在审）；不知道就写 null")
        words = str(said).strip() if isinstance(said, str) else ("同意" if said else "不同意")
        yield Fact("review", decision, unit=by, words=words) if decision else state_of_text(words)


def _decided(value: object) -> list[tuple[str | None, object]]:
    if not isinstance(value, Mapping):
        return [(None, value)]
    if "by" in value or "result" in value:
        by = value.get("by")
        return [(str(by) if by else None, value.get("result"))]
    return [(str(by).strip() or None, said) for by, said in value.items()]
