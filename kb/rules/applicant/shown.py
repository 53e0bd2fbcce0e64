"""Facts of an applicant in everyday words, and where each stands among the structured facts."""

from datetime import date
from decimal import Decimal

from kb.rules.applicant.schema import FIELDS, LOAN_FIELDS, PERFORMANCE
from kb.rules.types import Certainty, Fact, FactValue

_CERTAIN = {
    Certainty.DENIED: "没有",
    Certainty.UNSURE: "不确定",
    Certainty.PENDING: "正在申报",
    Certainty.EXPIRED: "已过期",
}
_DECISIONS = {"approved": "已同意", "rejected": "没同意", "pending": "还在审"}
_TRUTHS = {
    "prior_loan": ("贷过款", "从来没有贷过款"),
    "first_time_entrepreneur": ("是首次创业", "不是首次创业"),
    "credit_bad": ("有不良信用记录", "没有不良信用记录"),
}
_MEANINGS = {field.name: field.meaning for field in FIELDS} | {
    f"loan.{field.name}": field.meaning for field in LOAN_FIELDS
}
_UNITS = {"月": "个月"}
LISTED = ("qualifications", "identities", "states")
"""Facts of which an applicant may have several, each by its name."""
_WAN = Decimal(10_000)
_EXACT_BELOW = 1000


def meaning_of(name: str) -> str:
    """Return what a fact of the schema is called in Chinese."""
    # What follows the colon says how it is given.
    return _MEANINGS.get(name, name.removeprefix("figures.")).partition("：")[0]


def path_of(fact: Fact) -> tuple[str, ...]:
    """Return the keys of a fact among the structured facts: what is put there replaces it, null takes it back."""
    head, _, part = fact.name.partition(".")
    if part:
        return head, part
    if fact.name in LISTED:
        return fact.name, str(fact.value)
    if fact.name == "grades":
        return ("performance_grade",) if fact.unit in (None, PERFORMANCE) else ("grades", str(fact.unit))
    if fact.name == "review" and fact.unit:
        return "review", fact.unit
    if fact.name == "region" and fact.unit == "经营地":
        return ("site",)
    return (fact.name,)


def plain_value(value: FactValue) -> str | bool | int | float:
    """Return a value as JSON has it: days as text, numbers as numbers."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def fact_words(fact: Fact) -> str:
    """Return a fact as it is shown back: 高新技术企业（省级，正在申报）, 800万元."""
    remarks = [fact.level] if fact.level and fact.level not in str(fact.value) else []
    if fact.certainty in _CERTAIN and not (fact.name == "grades" and not fact.value):
        remarks.append(_CERTAIN[fact.certainty])
    if fact.until is not None:
        remarks.append(f"到{fact.until.isoformat()}")
    shown = _value_words(fact)
    return f"{shown}（{'，'.join(remarks)}）" if remarks else shown


def _value_words(fact: Fact) -> str:
    value = fact.value
    if isinstance(value, bool):
        words = _TRUTHS.get(fact.name, ("是", "否"))
        return words[0] if value else words[1]
    if isinstance(value, Decimal):
        low = _quantity(value, fact.unit)
        # 800多万 reaches to 8,999,999.
        return low if fact.upper is None else f"{low}到{_quantity(_rounded(fact.upper), fact.unit)}"
    if isinstance(value, date):
        exact = {"年": f"{value.year}年", "月": f"{value.year}年{value.month}月"}
        return exact.get(fact.unit or "", value.isoformat())
    if fact.name == "grades":
        return f"{fact.unit or PERFORMANCE}{value or '没有评级'}"
    if fact.name == "review":
        return f"{fact.unit or '审核'}{_DECISIONS.get(value, value)}"
    return value


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1)) if value < _EXACT_BELOW else Decimal(f"{value:.2e}")


def _quantity(value: Decimal, unit: str | None) -> str:
    if unit == "元" and value >= _WAN:
        return f"{(value / _WAN).normalize():f}万元"
    return f"{value.normalize():f}{_UNITS.get(unit or '', unit or '')}"
