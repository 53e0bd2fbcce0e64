"""What is quoted beside a clause that another text has changed: the words that change it."""

from collections.abc import Sequence
from contextlib import suppress

from kb.answer.quoting.extractive import Quote
from kb.answer.scoring.units import units_of
from kb.errors import NotFound
from kb.retrieve.standing.clauses import AmendedClause, amended_clauses
from kb.retrieve.validity import SEARCHED_BY_DEFAULT
from kb.retrieve.view import Shelf, View
from kb.types import Hit

_MOST = 2


def changing(quotes: Sequence[Quote], view: View, shelf: Shelf) -> list[Quote]:
    """Return the words that changed what is quoted by the view's day, and are not quoted themselves."""
    found: dict[tuple[int, int], Quote] = {}
    for quote in quotes:
        row = view.catalog[quote.version_row]
        for one in amended_clauses(row, view, shelf):
            if one.ends or not one.clause.span.contains(quote.span):
                continue
            made = _quoted(one, view, shelf)
            if made is not None:
                found.setdefault((made.version_row, made.position), made)
    held = {(quote.version_row, quote.position) for quote in quotes}
    return [quote for place, quote in found.items() if place not in held][-_MOST:]


def _quoted(one: AmendedClause, view: View, shelf: Shelf) -> Quote | None:
    by, evidence = one.amendment.by, one.amendment.evidence
    validity = view.catalog.validity(by, view.day)
    if evidence.span is None or validity not in SEARCHED_BY_DEFAULT:
        return None
    # What the store no longer holds was purged after the snapshot was opened.
    with suppress(NotFound):
        version, clauses = shelf.version(by.version_row), shelf.tree(by.version_row).clauses
        for row in shelf.passages_of(by.version_row):
            if row.passage.span.start <= evidence.span.start < row.passage.span.end:
                hit = Hit(row.passage, 0.0, 0, clauses[row.clause_position], version, validity)
                for unit in units_of([hit], shelf, view):
                    if unit.span.start <= evidence.span.start < unit.span.end:
                        return Quote(unit.version_row, unit.position, unit.span, unit)
    return None
