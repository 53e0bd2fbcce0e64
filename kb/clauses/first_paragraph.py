"""The first 款 of a clause: its own text before the second, which alone stands in the tree as a clause of its own."""

from dataclasses import replace

from kb.clauses.steps import Address, format_address, parse_address
from kb.types import Clause, ClauseTree, Span

_UNITS = frozenset({"款", "段"})


def addressed(tree: ClauseTree, position: int, address: str) -> Clause:
    """Return what an address means of the clause that it leads to: that 款 alone where it ends in 第一款.

    Raises ClauseReferenceError where the text is no address.
    """
    clause = tree.clauses[position]
    if not address:
        return clause
    last = parse_address(address).steps[-1]
    if last.unit not in _UNITS or last.number != (1,) or parse_address(clause.address).steps[-1].unit in _UNITS:
        return clause
    return first_paragraph(tree, position) or clause


def first_paragraph(tree: ClauseTree, position: int) -> Clause | None:
    """Return the first 款 of a clause, with the 项 in it; None where there is no second one to tell it from."""
    clause = tree.clauses[position]
    for below in tree.clauses[position + 1 :]:
        if below.span.start >= clause.span.end:
            return None
        if below.parent != position:
            continue
        *above, last = parse_address(below.address).steps
        if last.unit in _UNITS and last.number == (2,):
            first = format_address(Address((*above, replace(last, number=(1,), ordinal=1))))
            span = Span(clause.span.start, below.span.start)
            return replace(below, address=first, span=span, own=clause.own)
    return None
