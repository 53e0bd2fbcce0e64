"""Questions made to be answered: under which structured fact an answer goes, and what each choice stands for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kb.rules.applicant.schema import PERFORMANCE, Form, field_named, loan_field_named
from kb.rules.applicant.shown import LISTED
from kb.rules.types import Applicant, Ask, Certainty

Value = str | bool | None | list[str] | dict[str, bool]

_NONE = frozenset({"都没有", "都不是"})
_TRUE = frozenset({"是", "能", "有", "贷过"})
_FALSE = frozenset({"不是", "不能", "没有", "从来没有"})
_NOT_SURE = frozenset({"不清楚"})
_ELSEWHERE = frozenset({"别的地方", "其他"})
_TRUTHS = frozenset({"prior_loan", "first_time_entrepreneur", "credit_bad"})
_LISTS = frozenset({"qualifications", "identities"})
_INPUTS = {Form.NUMBER: "number", Form.DAY: "date"}
# 不到300万元 is no figure to reckon with: the figure itself is asked for.
_BOUND = re.compile(r"及以[上下]$|^(?:不到|超过)\d")
_OTHER_GRADES = "grades."


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers that are offered."""

    label: str
    value: Value
    """What goes among the structured facts: of a list the item, of a level {name: true}, null where it is unknown."""
    is_other: bool = False
    """True where the answer is to be written."""


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """How a question is answered."""

    path: tuple[str, ...]
    """The keys of the structured facts that the answer goes under."""
    input: str
    """text, number, date; none where only the choices answer it."""
    unit: str | None
    multiple: bool
    """Whether several choices may be taken; the answer is then a list."""
    choices: tuple[Choice, ...]


def form_of(ask: Ask) -> AnswerForm:
    """Return how a question is answered."""
    path = _path(ask)
    multiple = ask.fact in _LISTS and any(choice in _NONE for choice in ask.choices)
    field = loan_field_named(path[1]) if path[0] == "loan" and len(path) == 2 else field_named(path[0])
    is_value = len(path) == 1 or path[0] == "loan"
    kind = _INPUTS.get(field.form, "text") if field is not None and is_value else "text"
    truth = ask.fact in _TRUTHS or (len(path) == 2 and path[0] in LISTED)
    closed = truth or (bool(ask.choices) and path[0] not in ("region", "entity", "industry") and kind == "text")
    choices = tuple(_choice(ask, label, truth) for label in ask.choices if not _BOUND.search(label))
    unit = field.unit if field is not None and is_value else None
    return AnswerForm(path, "none" if closed else kind, unit, multiple, choices)


def _path(ask: Ask) -> tuple[str, ...]:
    head, _, rest = ask.fact.partition(".")
    if ask.fact.startswith(_OTHER_GRADES) and rest == PERFORMANCE:
        return ("performance_grade",)
    return (head, rest) if rest else (head,)


def _choice(ask: Ask, label: str, truth: bool) -> Choice:
    if label in _NONE:
        return Choice(label, [])
    if label in _NOT_SURE:
        return Choice(label, None)
    if label in _ELSEWHERE:
        return Choice(label, None, is_other=True)
    if truth and label in _TRUE | _FALSE:
        return Choice(label, label in _TRUE)
    if ask.fact in _LISTS and not any(choice in _NONE for choice in ask.choices):
        # Only the level is asked for: of what else is held nothing is said.
        return Choice(label, {label: True})
    return Choice(label, label)


def with_answer(
    facts: Mapping[str, object], form: AnswerForm, value: object, applicant: Applicant
) -> dict[str, object]:
    """Return the structured facts with an answer among them.

    A list says everything that is held: what the applicant told of before stays in it.
    """
    changed = dict(facts)
    if len(form.path) == 2:
        head, inner = form.path
        held = changed.get(head)
        parts = dict.fromkeys(map(str, held), True) if isinstance(held, list) else held
        changed[head] = {**(parts if isinstance(parts, Mapping) else {}), inner: value}
        return changed
    name = form.path[0]
    if form.multiple and isinstance(value, list):
        offered = {choice.label for choice in form.choices}
        value = [*value, *(one for one in told(applicant, name) if one not in offered and one not in value)]
    held = changed.get(name)
    if isinstance(value, Mapping):
        changed[name] = _with_levels(held, value)
    else:
        changed[name] = value
    return changed


def _with_levels(held: object, said: Mapping[str, object]) -> object:
    """Return a list or mapping of what is held in which some names now have their level."""
    if isinstance(held, list):
        return [*(one for one in held if not any(label.endswith(str(one).split("（")[0]) for label in said)), *said]
    return {**(held if isinstance(held, Mapping) else {}), **said}


def told(applicant: Applicant, name: str) -> tuple[str, ...]:
    """Return what an applicant tells of a list, with remarks as the schema reads them: 某某企业（已过期）."""
    remarks = {Certainty.PENDING: "（正在申报）", Certainty.EXPIRED: "（已过期）", Certainty.UNSURE: "（不确定）"}
    return tuple(
        f"{fact.value}{remarks.get(fact.certainty, '')}"
        for fact in applicant.of(name)
        if fact.certainty is not Certainty.DENIED
    )
