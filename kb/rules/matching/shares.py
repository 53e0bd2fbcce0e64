"""Shares that two figures of an applicant make: research expenses of 10 in a revenue of 200 are 5 %."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from kb.rules.matching.said import amount, first
from kb.rules.types import Applicant, Certainty, Fact

_WAN = Decimal(10_000)
_HUNDRED = Decimal(100)
PARTS: Mapping[str, tuple[str, str]] = {
    "rd_ratio": ("rd_expense", "revenue"),
    "rd_staff_ratio": ("rd_staff", "employees"),
    "overseas_ratio": ("overseas_revenue", "revenue"),
    "hightech_ratio": ("hightech_revenue", "revenue"),
    "debt_ratio": ("debt", "assets"),
}
"""Of which two facts a share is made: the part and the whole."""
FIGURES: Mapping[str, str] = {
    "rd_expense": "研发费用", "revenue": "营业收入", "rd_staff": "研发人员", "employees": "从业人员",
    "overseas_revenue": "境外收入", "hightech_revenue": "高新技术产品（服务）收入",
    "debt": "负债", "assets": "资产总额",
}  # fmt: skip
"""The figures that shares are made of, by their names for people."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share in per cent, between two ends where one of its figures is a range, with how it was reckoned."""

    low: Decimal
    high: Decimal
    facts: tuple[Fact, Fact]
    reckoned: str
    """研发费用10万元÷营业收入200万元=5%"""


def share_of(name: str, applicant: Applicant) -> Share | None:
    """Return the share of a name that the applicant's two figures make; None where one is missing or surely not so."""
    if name not in PARTS:
        return None
    part, whole = (_figure(applicant, one) for one in PARTS[name])
    if part is None or whole is None or amount(whole) == 0:
        return None
    (part_low, part_high), (whole_low, whole_high) = ends_of(part), ends_of(whole)
    low, high = part_low / whole_high * _HUNDRED, part_high / whole_low * _HUNDRED
    shown = [f"{FIGURES[fact.name]}{_shown(fact)}" for fact in (part, whole)]
    result = _plain(low) if low == high else f"{_plain(low)}%到{_plain(high)}"
    return Share(low, high, (part, whole), f"{shown[0]}÷{shown[1]}={result}%")


def missing_part(name: str, applicant: Applicant) -> str | None:
    """Return the one figure that a share lacks, the other being known; None where both or neither are."""
    if name not in PARTS:
        return None
    lacking = [one for one in PARTS[name] if _figure(applicant, one) is None]
    return lacking[0] if len(lacking) == 1 else None


def ends_of(fact: Fact) -> tuple[Decimal, Decimal]:
    """Return the least and the greatest number that a fact means, in base units."""
    low = amount(fact) or Decimal(0)
    if fact.upper is None or not isinstance(fact.value, Decimal) or not fact.value:
        return low, max(low, fact.upper or low)
    return low, low / fact.value * fact.upper


def _figure(applicant: Applicant, name: str) -> Fact | None:
    fact = first(applicant, name)
    if fact is None or fact.certainty in (Certainty.DENIED, Certainty.EXPIRED) or amount(fact) is None:
        return None
    return fact


def _shown(fact: Fact) -> str:
    low, high = ends_of(fact)
    unit = "人" if fact.name in ("rd_staff", "employees") else "元"
    if unit == "元" and low >= _WAN:
        low, high, unit = low / _WAN, high / _WAN, "万元"
    return f"{_plain(low)}{unit}" if low == high else f"{_plain(low)}到{_plain(high)}{unit}"


def _plain(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.01')).normalize():f}"
