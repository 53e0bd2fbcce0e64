"""Whether an enterprise is judged as the policy has it: verdicts, the clauses that decide, what is asked for."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from eval.judging.matching import normalise, rests_on
from eval.readers.eligibility import VERDICTS, DecidingClause, EligibilityCase
from eval.scored import Scored
from kb.clauses.address import Step, parse_address
from kb.clauses.references.asked import title_matches
from kb.errors import ClauseReferenceError
from kb.rules.applicant.schema import field_named
from kb.text.tokens import bigrams

INSUFFICIENT = "insufficient_information"
NONE = "none"
"""The verdict of a reply that judges no such policy or gives no verdict."""
# A question asks for a fact where it says this much of it.
_ASKED = 0.5
_QUOTED = re.compile(r"“([^“”]{2,})”")


@dataclass(frozen=True, slots=True)
class JudgedProfile:
    """One profile with what a system said of it."""

    case: EligibilityCase
    verdict: str
    right: bool
    clauses_cited: float | None
    """Share of the deciding clauses that stand among the conditions returned; None where none is named."""
    facts_asked: float | None
    """Share of the missing facts that were asked for; None where none is missing."""
    missing_asked: int
    """How many of the missing facts were asked for."""
    asked: int | None
    """How many questions were asked; None where the case does not say what it misses."""
    asked_needed: int
    """How many of them ask for a missing fact."""
    milliseconds: float
    failed: bool


def judge_profile(case: EligibilityCase, record: Mapping[str, object] | None, seconds: float = 0.0) -> JudgedProfile:
    """Return what a reply of `POST /v1/eligibility` is worth; None stands for a request that failed.

    The policy judged is the one that the case names, or the only one there is.
    """
    policy = _policy(case, record or {})
    verdict = policy.get("verdict")
    given = verdict if isinstance(verdict, str) and verdict in VERDICTS else NONE
    asked = [asks_for(case.missing, one) for one in _objects(policy, "ask")]
    missing = [any(fact in one for one in asked) for fact in case.missing]
    # Only a case that names what it misses, or that misses nothing, tells which questions are needed.
    told = bool(case.missing) or INSUFFICIENT not in case.accepted
    return JudgedProfile(
        case=case,
        verdict=given,
        right=given in case.accepted,
        clauses_cited=_share([_is_cited(one, policy) for one in case.deciding]),
        facts_asked=_share(missing),
        missing_asked=sum(missing),
        asked=len(asked) if told else None,
        asked_needed=sum(map(bool, asked)),
        milliseconds=seconds * 1000,
        failed=record is None,
    )


def scored_profiles(judged: Sequence[JudgedProfile]) -> tuple[Scored, ...]:
    """Return the figures of each profile, for estimates, comparison and gate like those of questions."""
    return tuple(_scored(one) for one in judged)


def _scored(one: JudgedProfile) -> Scored:
    figures = {
        "eligibility_accuracy": float(one.right),
        "deciding_clauses_cited": one.clauses_cited,
        "missing_facts_asked": one.facts_asked,
        "unneeded_questions": None if not one.asked else 1 - one.asked_needed / one.asked,
        "errors": float(one.failed),
    }
    return Scored(
        query_id=one.case.case_id,
        question=one.case.text,
        persona="",
        type=one.case.verdict,
        answerable=True,
        abstained=False,
        failed=one.failed,
        confidence=None,
        milliseconds=one.milliseconds,
        figures={name: value for name, value in figures.items() if value is not None},
    )


def confusion(judged: Sequence[JudgedProfile]) -> dict[str, dict[str, int]]:
    """Return how many profiles of each verdict (rows) were given which (columns).

    A verdict that is accepted beside the preferred one counts as the preferred one.
    """
    counts = Counter((one.case.verdict, one.case.verdict if one.right else one.verdict) for one in judged)
    return {
        expected: {given: counts[expected, given] for given in (*VERDICTS, NONE)}
        for expected in VERDICTS
        if any(one.case.verdict == expected for one in judged)
    }


def confusion_table(judged: Sequence[JudgedProfile]) -> str:
    """Return the confusion as a Markdown table, the verdicts that would be right in rows."""
    columns = (*VERDICTS, NONE)
    lines = [f"| expected \\ given | {' | '.join(columns)} |", f"|---|{'---|' * len(columns)}"]
    for expected, row in confusion(judged).items():
        lines.append(f"| {expected} | {' | '.join(str(row[given]) for given in columns)} |")
    return "\n".join(lines)


def _policy(case: EligibilityCase, record: Mapping[str, object]) -> Mapping[str, object]:
    policies = list(_objects(record, "policies"))
    named = [
        policy
        for policy in policies
        if case.policy
        and (policy.get("document_id") == case.policy or title_matches(case.policy, _text(policy, "title")))
    ]
    chosen = named or (policies if len(policies) == 1 else [])
    return chosen[0] if chosen else {}


def _is_cited(clause: DecidingClause, policy: Mapping[str, object]) -> bool:
    """Tell whether a condition rests on the clause, on one within it, or quotes its words."""
    wanted = _steps(clause.address)
    for condition in _conditions(policy.get("conditions")):
        given = _steps(_text(condition, "clause_label")) or _steps(_text(condition, "clause_id").partition("#")[2])
        if wanted and given[: len(wanted)] == wanted:
            return True
        quote = _text(condition, "quote")
        if clause.quote and normalise(quote) and rests_on(quote, [clause.quote]):
            return True
    return False


def _conditions(node: object) -> Iterator[Mapping[str, object]]:
    """Yield a condition and all within it."""
    if isinstance(node, Mapping):
        yield node
        for child in _objects(node, "children"):
            yield from _conditions(child)


def _steps(address: str) -> tuple[Step, ...]:
    try:
        return parse_address(address).steps
    except ClauseReferenceError:
        return ()


def asks_for(missing: Sequence[str], ask: Mapping[str, object]) -> frozenset[str]:
    """Return which of the missing facts a question asks for.

    It does where it says at least half of the fact's pairs of characters or a name quoted in it, or where the fact is
    told in the words of the schema for what is asked (注册地 for `region`).
    """
    choices = " ".join(_text(choice, "label") for choice in _objects(ask, "choices"))
    words = f"{_text(ask, 'fact')}\n{_text(ask, 'question')}\n{choices}"
    said = set(bigrams(words))
    field = field_named(_text(ask, "fact").partition(".")[0])
    names = [name for name in field.aliases if len(name) > 1 and not name.isascii()] if field is not None else []
    return frozenset(
        fact
        for fact in missing
        if _is_said(fact, said)
        or any(name in words for name in _QUOTED.findall(fact))
        or any(name in fact for name in names)
    )


def _is_said(fact: str, said: set[str]) -> bool:
    wanted = set(bigrams(fact))
    return bool(wanted) and len(wanted & said) >= _ASKED * len(wanted)


def asked_lines(judged: Sequence[JudgedProfile]) -> list[str]:
    """Return how many of all missing facts were asked for, and how many of all questions ask for none."""
    missing = sum(len(one.case.missing) for one in judged)
    questions = sum(one.asked or 0 for one in judged)
    if not missing and not questions:
        return []
    asked = sum(one.missing_asked for one in judged)
    needed = sum(one.asked_needed for one in judged if one.asked)
    return [f"missing facts asked {asked} of {missing}; questions not needed {questions - needed} of {questions}"]


def _share(found: Sequence[bool]) -> float | None:
    return sum(found) / len(found) if found else None


def _text(record: Mapping[str, object], name: str) -> str:
    value = record.get(name)
    return value if isinstance(value, str) else ""


def _objects(record: Mapping[str, object], name: str) -> Iterator[Mapping[str, object]]:
    values = record.get(name)
    yield from (value for value in values if isinstance(value, Mapping)) if isinstance(values, list) else ()
