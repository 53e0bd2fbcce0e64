"""Which of several things that a policy gives an applicant asks for, by their names in what is asked."""

import re
from collections.abc import Sequence

from kb.rules.types import Applicant, Condition, Operation, Scheme
from kb.text.written_numbers import half_width

APPLIES_FOR = "applies_for"
_THING = re.compile(r"(?:贷款|贷|补贴|补助|奖励|奖补|贴息|资助|担保|补偿|资金|保险|券|支持|融资|补助金|津贴|减免)$")
_SHORTEST = 4


def asked_for(schemes: Sequence[Scheme], story: str, applicant: Applicant, named: str = "") -> tuple[Scheme, ...]:
    """Return the schemes that a story, the fact `applies_for` or the name asked by speaks of; none where it says none.

    A policy that gives one thing has nothing to choose from.
    """
    if len(schemes) < 2:
        return ()
    said = [named, *(str(fact.value) for fact in applicant.of(APPLIES_FOR))]
    by_name = tuple(scheme for scheme in schemes if any(names(scheme.name, words) for words in said))
    told = half_width(story)
    return by_name or tuple(
        scheme
        for scheme in schemes
        if len(scheme.name) >= _SHORTEST and _THING.search(scheme.name) and half_width(scheme.name) in told
    )


def names(scheme: str, words: str) -> bool:
    """Tell whether words name a scheme: one has the other whole."""
    one, other = half_width(scheme).strip(), half_width(words).strip()
    return min(len(one), len(other)) >= _SHORTEST and (one in other or other in one)


def either(schemes: Sequence[Scheme]) -> Condition:
    """Return the condition of one of several schemes."""
    first = schemes[0].condition
    if len(schemes) == 1:
        return first
    return Condition(Operation.ANY, first.span, first.address, children=tuple(scheme.condition for scheme in schemes))
