"""Facts that cannot both hold: several values of what there is one of, one thing affirmed and denied."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import combinations

from kb.rules.applicant.schema import SINGLE
from kb.rules.types import Certainty, Fact
from kb.text.dates import add_months

_HELD = frozenset({Certainty.STATED, Certainty.UNSURE})
# Said with doubt, of the future or of former times, a value denies no other.
_OTHER_TIMES = frozenset({Certainty.UNSURE, Certainty.PENDING, Certainty.EXPIRED})
_NOT_HELD = frozenset({Certainty.DENIED, Certainty.EXPIRED})
_AGE_SLACK = 12
# A size is told by a narrower word as well.
_WIDER = {
    "小微": {"小型", "微型"},
    "中小": {"中型", "小型", "小微"},
    "中小微": {"中型", "小型", "微型", "小微", "中小"},
}


def contradictions_in(facts: Sequence[Fact], today: date | None = None) -> tuple[tuple[Fact, Fact], ...]:
    """Return the pairs of facts that contradict each other, in the order they were said."""
    return tuple((one, other) for one, other in combinations(facts, 2) if contradict(one, other, today))


def contradict(one: Fact, other: Fact, today: date | None = None) -> bool:
    """Tell whether two facts cannot both hold. What is unsure or applied for contradicts nothing but its like."""
    if today and {one.name, other.name} == {"established", "age_months"}:
        born, age = (one, other) if one.name == "established" else (other, one)
        return _ages_differ(born, age, today)
    if not same_thing(one, other):
        return False
    if one.name in ("qualifications", "identities", "states"):
        return _opposed(one, other) or _opposed(other, one)
    if {one.certainty, other.certainty} & _OTHER_TIMES and one.certainty is not other.certainty:
        return False
    denied = [fact.certainty is Certainty.DENIED for fact in (one, other)]
    if any(denied):
        return denied[0] != denied[1] and one.value == other.value
    return not _agree(one, other)


def same_thing(one: Fact, other: Fact) -> bool:
    """Tell whether two facts speak of one thing, of which only one can hold."""
    if one.name != other.name:
        return False
    if one.name in ("qualifications", "identities", "states"):
        return one.value == other.value and (one.level == other.level or None in (one.level, other.level))
    if one.name in ("grades", "review"):
        return one.unit == other.unit or None in (one.unit, other.unit)
    if one.name == "region":
        return one.unit == other.unit
    return one.name in SINGLE or one.name.startswith("figures.")


def _opposed(one: Fact, other: Fact) -> bool:
    return one.certainty is Certainty.STATED and other.certainty in _NOT_HELD


def _agree(one: Fact, other: Fact) -> bool:
    left, right = one.value, other.value
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return left <= (other.upper or right) and right <= (one.upper or left)
    if isinstance(left, date) and isinstance(right, date):
        return _same_day(left, right, {one.unit, other.unit})
    if isinstance(left, str) and isinstance(right, str):
        narrower = right in _WIDER.get(left, ()) or left in _WIDER.get(right, ())
        # 某市 and 某市某区 are one place.
        nested = one.name in ("region", "home", "industry", "loan.guarantee") and (left in right or right in left)
        return left == right or narrower or nested
    return left == right


def _same_day(left: date, right: date, exactness: set[str | None]) -> bool:
    if "年" in exactness:
        return left.year == right.year
    if "月" in exactness:
        return (left.year, left.month) == (right.year, right.month)
    return left == right


def _ages_differ(born: Fact, age: Fact, today: date) -> bool:
    if not isinstance(born.value, date) or not isinstance(age.value, Decimal):
        return False
    latest = add_months(today, -int(age.value))
    earliest = add_months(today, -int(age.upper or age.value))
    slack = {"年": _AGE_SLACK, "月": 2}.get(born.unit or "", 2) + 11
    return not add_months(earliest, -slack) <= born.value <= add_months(latest, slack)
