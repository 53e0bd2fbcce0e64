"""Whether a calculation uses only figures and names that stand in its quotes or the question, and computes right."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import prod

from kb.answer.calculation.lines import Calculation, Operation, Statement, Step, statements_in
from kb.answer.calculation.terms import (
    Reading,
    is_counted,
    is_money,
    limit_of,
    matching,
    read_citation,
    read_question,
    rule_of,
    term_of,
    without_sign,
)
from kb.answer.cite import QuoteMismatch
from kb.text.amounts import Figure, Operator, same_figure
from kb.text.keys import compare_key
from kb.types import Citation

LONGEST = 60
"""The characters that a calculation may have."""

_LESS = re.compile(r"(?:减|下浮|下调|-)[点去少]?[^,。;]{0,3}$")


def verify_calculation(calculation: Calculation, citations: Sequence[Citation], question: str) -> None:
    """Raise QuoteMismatch unless a calculation is right and made of nothing but its quotes and a prepared question.

    Every operand stands by value in a marked quote or in the question, every name is copied from one, every result is
    computed again to the printed rounding, and limits that the quotes set (不超过, 原则上, 最高…元) are said.
    """
    if fault := _fault(calculation, citations, question):
        raise QuoteMismatch(f"the calculation {calculation.text!r} {fault}")


def _fault(calculation: Calculation, citations: Sequence[Citation], question: str) -> str | None:
    """Return what is wrong with a calculation, in words that follow it; None where nothing is."""
    if len(calculation.text) > LONGEST:
        return f"has more than {LONGEST} characters"
    cited = [citation for citation in citations if citation.mark in calculation.marks]
    if not cited or {citation.mark for citation in cited} != set(calculation.marks):
        return f"points to citations that are not there: {calculation.marks}"
    statements = list(statements_in(calculation.text))
    if tuple(step for one in statements for step in one.steps) != calculation.steps:
        return "has other steps than its text says"
    quotes = [read_citation(citation) for citation in cited]
    sources = [*quotes, read_question(question)]
    computed: set[str] = set()
    for statement in statements:
        faults = (
            _step_faults(statement, sources, computed),
            _name_faults(statement, quotes, question),
            _limit_faults(statement, quotes),
        )
        for found in faults:
            if fault := next(found, None):
                return fault
    return None


def _step_faults(statement: Statement, sources: Sequence[Reading], computed: set[str]) -> Iterator[str]:
    """Yield what is wrong with operands and results; what a step before has computed may be an operand."""
    for step in statement.steps:
        terms = [term_of(operand) for operand in step.operands]
        if None in terms:
            yield f"has an operand that is no figure: {step.operands}"
            return
        figures = [term for term in terms if term]
        for printed, figure in zip(step.operands, figures, strict=True):
            if printed not in computed and not _stands(step, figure, sources):
                yield f"has an operand that stands nowhere: {printed}"
        result = term_of(step.result.removeprefix("-"))
        value = _computed(step, figures)
        if result is None or value is None or value[1] != result.unit:
            yield f"computes what cannot be computed: {step.operands} to {step.result}"
            return
        shown = -result.values[0] if step.result.startswith("-") else result.values[0]
        off = abs(shown - value[0])
        if off > _rounding(step.result) / 2 or bool(off) == step.exact:
            yield f"says {step.result}, not {value[0]:f}"
        computed.add(step.result)


def _stands(step: Step, figure: Figure, sources: Sequence[Reading]) -> bool:
    """Tell whether an operand stands in a source: a margin by its value in per cent, a deduction as one."""
    for source in sources:
        for other in source.figures:
            if len(other.values) == 1 and other.operator is Operator.ABOUT:
                continue
            if same_figure(figure, other) and (figure.unit != "比" or figure.values == other.values):
                return True
            if _is_margin(step, figure, other) and _deducts(source, other) == (step.operation is Operation.DIFFERENCE):
                return True
    return False


def _is_margin(step: Step, figure: Figure, other: Figure) -> bool:
    """Tell whether per cent that are added to a rate are the points of a source: 0.90% are 90基点."""
    margin = Figure(figure.span, figure.values, "百分点")
    adds = step.operation in (Operation.SUM, Operation.DIFFERENCE) and step.result.endswith("%")
    return adds and figure.unit == "%" and same_figure(margin, without_sign(other))


def _deducts(source: Reading, figure: Figure) -> bool:
    return figure.values[0] < 0 or _LESS.search(source.text[: figure.span.start]) is not None


def _computed(step: Step, figures: Sequence[Figure]) -> tuple[Decimal, str] | None:
    """Return what the operands of a step come to, and its unit; None where they cannot be put together so."""
    values = [figure.values[0] for figure in figures]
    units = [figure.unit for figure in figures]
    match step.operation:
        case Operation.SPLIT:
            whole = figures[1].values
            return (values[0] * whole[step.part] / sum(whole), units[0]) if units == ["元", "比"] else None
        case Operation.PRODUCT:
            fits = units.count("元") == 1 and all(unit in ("元", "%") or is_counted(unit) for unit in units)
            return (prod((_factor(figure) for figure in figures), start=Decimal(1)), "元") if fits else None
        case Operation.QUOTIENT if len(values) == 2 and values[1]:
            if units[0] == units[1] and units[0] != "%":
                return values[0] / values[1] * 100, "%"
            return (values[0] / values[1], "元") if units[0] == "元" and is_counted(units[1]) else None
        case Operation.SUM if len(set(units)) == 1 and units[0] != "比":
            return sum(values, Decimal(0)), units[0]
        case Operation.SUM | Operation.DIFFERENCE if units in (["%", "百分点"], ["%", "基点"]):
            margin = values[1] / 100 if units[1] == "基点" else values[1]
            return values[0] + (margin if step.operation is Operation.SUM else -margin), "%"
        case Operation.DIFFERENCE if len(set(units)) == 1 and len(values) > 1:
            apart = values[0] - sum(values[1:])
            if units[0] == "%" and step.result.endswith("基点"):
                return apart * 100, "基点"
            points = units[0] == "%" and step.result.endswith("百分点")
            return apart, "百分点" if points else units[0]
        case Operation.LOWER if units[0] == units[1]:
            return min(values), units[0]
        case _:
            return None


def _factor(figure: Figure) -> Decimal:
    return figure.values[0] / 100 if figure.unit == "%" else figure.values[0]


def _rounding(printed: str) -> Decimal:
    """Return what one of the last printed digit of a number is."""
    match = re.match(r"-?\d+(?:\.(\d+))?(万亿|亿|万)?", printed)
    scale = {"万亿": 10**12, "亿": 10**8, "万": 10**4}.get(match[2] or "", 1) if match else 1
    return Decimal(scale) / 10 ** len(match[1] or "") if match else Decimal(0)


def _name_faults(statement: Statement, quotes: Sequence[Reading], question: str) -> Iterator[str]:
    """Yield names that nothing says, and names that stand in another order than their shares."""
    texts = [compare_key(quote.text) for quote in quotes]
    for name in statement.names:
        if not any(compare_key(name) in text for text in (*texts, compare_key(question))):
            yield f"has a name that is copied from nowhere: {name}"
    if statement.ordered and not any(_in_order(statement, text) for text in texts):
        yield "gives the shares to others than the quotes do"


def _in_order(statement: Statement, text: str) -> bool:
    """Tell whether a quote has the names in the order of a split, and the shares in that order too."""
    shares = [step.operands[1] for step in statement.steps]
    if statement.steps[0].operation is Operation.SPLIT:
        shares = [compare_key(shares[0])]
    # Equal shares may be said once: 各承担50%.
    shares = shares[:1] if len(set(shares)) == 1 else shares
    return all(
        re.search(".*?".join(re.escape(compare_key(word)) for word in words), text, re.DOTALL)
        for words in (statement.names, shares)
    )


def _limit_faults(statement: Statement, quotes: Sequence[Reading]) -> Iterator[str]:
    """Yield limits of the quotes that are not said, and limits said that no quote sets."""
    caps = [
        figure
        for quote in quotes
        for figure in quote.figures
        if is_money(figure) and figure.operator is Operator.AT_MOST
    ]
    for bound in statement.bounds:
        term = term_of(bound)
        if term is None or not any(matching(term, caps)):
            yield f"has a limit that no quote sets: {bound}"
    first, *rest = statement.steps
    under, result = term_of(statement.under), term_of(first.result)
    if under and result and result.values[0] > under.values[0]:
        yield f"says that a limit is kept that is not: {statement.under}"
    if first.operation in (Operation.PRODUCT, Operation.SUM) or first.result.endswith("%"):
        yield from _hedge_faults(statement, first, quotes)
    if first.operation is Operation.PRODUCT and not rest and not statement.ordered:
        yield from _cap_faults(first, quotes)


def _hedge_faults(statement: Statement, step: Step, quotes: Sequence[Reading]) -> Iterator[str]:
    """Yield how the rate that is applied is meant in every quote that has it, where the line says otherwise."""
    if step.operation is Operation.QUOTIENT:
        return
    held = list(_applied(step, quotes))
    if not held:
        return
    meant = {Operator.AT_MOST: "不超过", Operator.AT_LEAST: "不低于"}
    limits = {meant.get(limit_of(quote, figure), "") for quote, figure in held}
    if statement.limit not in limits:
        yield f"says {statement.limit!r} where the quotes say {sorted(limits)}"
    if statement.rule not in {rule_of(quote, figure) for quote, figure in held}:
        yield f"says {statement.rule!r} of what holds as a rule"


def _applied(step: Step, quotes: Sequence[Reading]) -> Iterator[tuple[Reading, Figure]]:
    """Yield the rates of the quotes, and the amounts where there is no rate, that a step applies."""
    terms = [term for term in map(term_of, step.operands) if term]
    rates = [term for term in terms if term.unit == "%"] or [term for term in terms if term.unit == "元"]
    for quote in quotes:
        for other in quote.figures:
            if any(same_figure(rate, other) or _is_margin(step, rate, other) for rate in rates):
                yield quote, other


def _cap_faults(step: Step, quotes: Sequence[Reading]) -> Iterator[str]:
    """Yield a limit in the sentence of the applied rate that the result exceeds."""
    result = term_of(step.result)
    for quote, rate in _applied(step, quotes):
        for figure in quote.within(quote.sentence(rate.span.start)):
            capped = is_money(figure) and figure.operator is Operator.AT_MOST and figure.span.start > rate.span.start
            if capped and result and figure.values[0] < result.values[0]:
                yield f"leaves out the limit {quote.raw(figure)}"
