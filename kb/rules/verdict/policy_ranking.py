"""Policies put in order, and what to ask over all of them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kb.rules.applicant.shown import LISTED, fact_words, path_of
from kb.rules.types import Applicant, Ask, ConditionKind, Fact, Judged, Operation, Status, Verdict
from kb.rules.verdict.questions import WHERE
from kb.rules.verdict.reports import PolicyReport

MOST_ASKED = 5
REGION = "region"
_ORDER = (Verdict.ELIGIBLE, Verdict.NEEDS_REVIEW, Verdict.INSUFFICIENT_INFORMATION, Verdict.INELIGIBLE)


def standing(report: PolicyReport) -> tuple[int, int, bool, int, int]:
    """Return the key by which policies are put in order, best first.

    By verdict; then those of which fewer demands fail, those of the applicant's own place, those of which least is
    open, and the more specific, of which more demands are met that the text itself makes.
    """
    judged = report.judgment.conditions
    met = [leaf.condition for leaf in _leaves(judged) if leaf.status is Status.MET] if judged is not None else []
    elsewhere = not any(condition.kind is ConditionKind.PLACE for condition in met)
    specific = sum(1 for condition in met if condition.inferred is None)
    return _ORDER.index(report.judgment.verdict), _failed(judged), elsewhere, len(report.judgment.ask), -specific


def overall_asks(applicant: Applicant, reports: Sequence[PolicyReport]) -> tuple[Ask, ...]:
    """Return what to ask next: what contradicts itself, then the place alone where it decides, then what decides most.

    Of one policy all that it asks; of several at most five questions at a time, choices of the same fact together.
    """
    contradicted = tuple(_contradictions(applicant))
    if len(reports) == 1:
        asks = reports[0].judgment.ask
    else:
        asks = _merged(reports)
        if any(ask.fact == REGION for ask in asks):
            asks = tuple(ask for ask in asks if ask.fact == REGION)
        asks = asks[:MOST_ASKED]
    names = {ask.fact for ask in contradicted}
    return (*contradicted, *(ask for ask in asks if ask.fact not in names))


def _merged(reports: Sequence[PolicyReport]) -> tuple[Ask, ...]:
    """Return the questions of several policies, each fact once, those first that most policies want."""
    found: dict[str, list[Ask]] = {}
    for report in reports:
        for ask in report.judgment.ask:
            found.setdefault(ask.fact, []).append(ask)
    ordered = sorted(found.values(), key=lambda asks: -len(asks))
    return tuple(_one_of(asks) for asks in ordered)


def _one_of(asks: Sequence[Ask]) -> Ask:
    first = asks[0]
    if first.fact == REGION:
        if len({ask.question for ask in asks}) == 1:
            return first
        return replace(first, question=WHERE, choices=())
    differing = any(set(ask.choices) != set(first.choices) for ask in asks)
    if not differing:
        return first
    # 都没有 stays the last of the choices.
    last = first.choices[-1:] if first.choices and all(ask.choices[-1:] == first.choices[-1:] for ask in asks) else ()
    every = dict.fromkeys(choice for ask in asks for choice in ask.choices if choice not in last)
    return replace(first, choices=(*every, *last))


def _contradictions(applicant: Applicant) -> Iterator[Ask]:
    asked: set[str] = set()
    for one, other in applicant.contradictions:
        if is_overruled(one, other):
            continue
        listed = one.name in LISTED
        name = f"{one.name}.{one.value}" if listed else one.name if one.name != "grades" else ".".join(path_of(one))
        if name not in asked:
            asked.add(name)
            said = [f"“{fact.words.strip() or fact_words(fact)}”" for fact in (one, other)]
            shown = tuple(dict.fromkeys(_answer(fact) for fact in (one, other)))
            choices = ("是", "不是", "不清楚") if listed or isinstance(one.value, bool) else shown
            which = f"：“{one.value}”现在是不是？" if listed else "，哪个对？"
            yield Ask(name, f"您说了{said[0]}，又说了{said[1]}{which}", choices)


def is_overruled(one: Fact, other: Fact) -> bool:
    """Tell whether a given fact stands against the story: it goes before it, and nothing is left to ask."""
    return one.span is None and other.span is not None


def _answer(fact: Fact) -> str:
    return str(fact.value) if fact.name == "grades" and fact.value else fact_words(fact)


def _leaves(judged: Judged) -> Iterator[Judged]:
    if judged.condition.operation is Operation.LEAF:
        yield judged
    for child in judged.children:
        yield from _leaves(child)


def _failed(judged: Judged | None) -> int:
    """Return how many of the demands that hold together fail."""
    if judged is None or judged.status is not Status.UNMET:
        return 0
    if judged.condition.operation is Operation.ALL:
        return sum(_failed(child) for child in judged.children)
    return 1
