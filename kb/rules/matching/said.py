"""What an applicant says of a demand in its own words: states, and what somebody decided."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from kb.rules.matching.accidents import of_accidents, without_grades
from kb.rules.matching.polarity import NEGATION, affirms, same_sense
from kb.rules.types import Applicant, Certainty, Fact
from kb.text.persons import names_firm, persons_in
from kb.text.remembered import remembered_texts
from kb.text.written_numbers import half_width

STATES, REVIEW = "states", "review"

_FILLING = re.compile(
    r"被|曾经?|已经?|的|了|过|是|有|处于|属于|存在|具有|具备|企业|公司|申请人|借款人|本人|目前|现在|我们|或者?|和|及|与|且|并|等|[^\w\u4e00-\u9fff]"
)
_ENOUGH = 0.8
FIRST_TIME = re.compile(r"首次|首度|初次|第一次|头一[次回]|第1次")
"""The words for a first time."""
_SHORTEST = 3


def states(applicant: Applicant) -> Iterator[tuple[str, bool, Fact]]:
    """Yield the states an applicant tells of: their words, whether they hold, and the fact."""
    for fact in applicant.facts:
        if fact.name == STATES:
            yield str(fact.value), fact.certainty is not Certainty.DENIED, fact


def state_of(words: str, applicant: Applicant) -> tuple[bool, Fact] | None:
    """Return whether what the words say holds, by a state of the applicant in much the same words.

    States that contradict each other decide nothing surely: one comes back as unsure. Where it cannot be told whether
    a state says the same or the opposite it decides nothing.
    """
    found: list[tuple[float, bool, Fact]] = []
    for said, holds, fact in states(applicant):
        if not _same_subject(said, words, applicant):
            continue
        likeness = alike(without_grades(said), without_grades(words))
        if likeness < _ENOUGH:
            continue
        same = same_sense(said, words)
        follows = of_accidents(said, words, holds=holds == same) if same is not None else None
        if follows is not None:
            found.append((likeness, follows, fact))
    if not found:
        return None
    _, holds, fact = max(found, key=lambda one: one[0])
    if any(other != holds for _, other, _ in found):
        fact = replace(fact, certainty=Certainty.UNSURE)
    return holds, fact


def _same_subject(said: str, words: str, applicant: Applicant) -> bool:
    """Tell whether a state and a demand may be of the same one, and of a first time where the demand is.

    What a partner or the legal representative did is not the firm's; what is said of the firm is not theirs.
    """
    own, wanted = persons_in(half_width(said)), persons_in(half_width(words))
    if FIRST_TIME.search(words) and not FIRST_TIME.search(said):
        return False
    if own:
        return bool(own & wanted)
    return not wanted or names_firm(half_width(words)) or is_person(applicant)


def is_person(applicant: Applicant) -> bool:
    """Tell whether the applicant is a person or a trader, whose record is his own."""
    return any(str(fact.value) in ("个人", "个体工商户", "农户") for fact in applicant.of("entity"))


@remembered_texts(4096)
def alike(said: str, words: str) -> float:
    """Return how much of the shorter of two wordings the other has in the same order, negations aside."""
    one, other = _content(said), _content(words)
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < _SHORTEST:
        return 1.0 if shorter and shorter == longer else 0.0
    return _common(shorter, longer) / len(shorter)


@remembered_texts(4096)
def negative(words: str) -> bool:
    """Tell whether the words deny something."""
    return affirms(words) is False


def _content(words: str) -> str:
    return _FILLING.sub("", NEGATION.sub("", FIRST_TIME.sub("首次", half_width(words)))).lower()


def _common(one: str, other: str) -> int:
    """Return the length of the longest common subsequence."""
    row = [0] * (len(other) + 1)
    for char in one:
        last = 0
        for at, against in enumerate(other, start=1):
            last, row[at] = row[at], last + 1 if char == against else max(row[at], row[at - 1])
    return row[-1]


_OUTCOMES = {"approved": True, "rejected": False}


def review_of(who: str, applicant: Applicant) -> tuple[bool | None, Fact] | None:
    """Return how somebody decided on the applicant (None: not yet), and the fact that says so."""
    for fact in applicant.facts:
        if fact.name == REVIEW and (fact.unit is None or alike(fact.unit, who) >= _ENOUGH):
            return _OUTCOMES.get(str(fact.value)), fact
    return None


def on_day(applicant: Applicant, day: date) -> Applicant:
    """Return the applicant as it stands on a day: what held until an earlier day holds no more."""
    return replace(applicant, facts=tuple(_on_day(fact, day) for fact in applicant.facts))


def _on_day(fact: Fact, day: date) -> Fact:
    if fact.until is None or fact.until >= day or fact.certainty is not Certainty.STATED:
        return fact
    return replace(fact, certainty=Certainty.DENIED if fact.name == STATES else Certainty.EXPIRED)


def first(applicant: Applicant, *names: str) -> Fact | None:
    """Return the first fact of the first of the names that the applicant says."""
    return next((fact for name in names for fact in applicant.of(name)), None)


def truth(fact: Fact) -> bool | None:
    """Return whether a fact of yes or no holds; None where it says neither."""
    if isinstance(fact.value, bool):
        return fact.value != (fact.certainty is Certainty.DENIED)
    return None


def amount(fact: Fact) -> Decimal | None:
    """Return the number of a fact in base units (元, 人, 月; shares as parts of one); None where it is no number."""
    if not isinstance(fact.value, Decimal):
        return None
    factor = _FACTORS.get(fact.unit or "", Decimal(1))
    return fact.value * factor


_FACTORS = {
    "万元": Decimal(10_000), "万": Decimal(10_000), "亿元": Decimal(10) ** 8, "亿": Decimal(10) ** 8,
    "千元": Decimal(1000), "%": Decimal("0.01"), "年": Decimal(12),
}  # fmt: skip
