"""How single clauses stand on a day: ended or changed by another text while the rest of theirs goes on."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from kb.clauses.citation import stable_link
from kb.clauses.label import VALIDITY_WORDS
from kb.errors import NotFound
from kb.holdings import DocumentPage
from kb.retrieve.standing.amendments import Amendment
from kb.retrieve.standing.standings import standing_of, standings_of, stated_by
from kb.retrieve.validity import SEARCHED_BY_DEFAULT
from kb.retrieve.view import Shelf, View
from kb.store.rows import VersionRow
from kb.types import (
    Citation,
    Clause,
    ClauseChange,
    ClauseText,
    Hit,
    Span,
    Standing,
    StandingBy,
    Validity,
    Version,
)

_WORDS = {ClauseChange.REPEALED: "废止", ClauseChange.CHANGED: "修改"}
# A clause that is taken out is not called repealed.
_TAKES_OUT = re.compile(r"删去|删除")
_ENDS = re.compile(r"废止|失效|停止|终止|不再|取消")
_SENTENCE_ENDS = "。；;\n"


@dataclass(frozen=True, slots=True)
class AmendedClause:
    """A clause of a version that another text ends or changes, with the words of that text."""

    clause: Clause
    amendment: Amendment
    by: StandingBy
    """The text that does, with the clause that says so and the day it counts from."""
    quote: str
    """The words of that clause."""
    taken_out: bool = False
    """True where the words are that the clause is taken out (删去第五条) rather than repealed."""

    @property
    def told(self) -> str:
        """What became of the clause: 第五条被《…》废止，2025-06-01 起."""
        since = f"，{self.by.from_day.isoformat()} 起" if self.by.from_day else ""
        return f"{self.clause.address}被{self.by.named}{self.word}{since}"

    @property
    def word(self) -> str:
        """What became of the clause, in one word: 废止, 删去, 修改."""
        return "删去" if self.taken_out else _WORDS[self.amendment.change]

    @property
    def ends(self) -> bool:
        """True where the clause is gone."""
        return self.amendment.change is ClauseChange.REPEALED


@dataclass(frozen=True, slots=True)
class StatedAmendment:
    """What a text says of a clause of another: where it says so, and the clause, where that is held."""

    clause_address: str
    quote: str
    change: ClauseChange
    named: str
    addresses: tuple[str, ...]
    targets: tuple[tuple[VersionRow, str], ...]


class Standings:
    """Tells how versions stand on a day; safe to share between threads."""

    def __init__(self, shelf: Shelf, view: Callable[[date | None], View]) -> None:
        """Take the texts, and what is published on a day."""
        self._shelf = shelf
        self._view = view

    def of(self, version: Version, *, as_of: date | None = None) -> Standing | None:
        """Return how a version stands on a day; None where it is not published any more."""
        view = self._view(as_of)
        row = view.catalog.find(version.document_id, version.version)
        return standing_of(row, view, self._shelf) if row else None

    def of_page(self, page: DocumentPage, *, as_of: date | None = None) -> Mapping[str, Standing]:
        """Return how the documents of a list stand on a day, by `document_id@version`."""
        view = self._view(as_of)
        rows = (view.catalog.find(one.document_id, one.version) for one in page.documents)
        return {row.key: standing_of(row, view, self._shelf) for row in rows if row is not None}

    def amended(self, version: Version, *, as_of: date | None = None) -> tuple[AmendedClause, ...]:
        """Return the clauses of a version that other texts end or change by a day, today where none is given."""
        view = self._view(as_of)
        row = view.catalog.find(version.document_id, version.version)
        return tuple(amended_clauses(row, view, self._shelf)) if row else ()

    def amends(self, version: Version, *, as_of: date | None = None) -> tuple[StatedAmendment, ...]:
        """Return what a version says of clauses of other texts, in text order."""
        view = self._view(as_of)
        row = view.catalog.find(version.document_id, version.version)
        return tuple(stated_amendments(row, view, self._shelf)) if row else ()


def amended_clauses(row: VersionRow, view: View, shelf: Shelf) -> list[AmendedClause]:
    """Return the clauses of a version that other texts end or change by the view's day, in the order of the days."""
    return [
        AmendedClause(clause, one, stated_by(one, shelf), _quote(one, shelf), _takes_out(one, shelf))
        for one in view.catalog.amendments.of(row)
        if one.counts_on(view.day)
        for clause in _clauses(row, one.addresses, shelf)
    ]


def ended_spans(row: VersionRow, view: View, shelf: Shelf) -> list[Span]:
    """Return where a version's text is out of force on the view's day while the rest is not."""
    return [
        clause.span
        for one in view.catalog.amendments.of(row)
        if one.change is ClauseChange.REPEALED and one.counts_on(view.day)
        for clause in _clauses(row, one.addresses, shelf)
    ]


def standing_in(row: VersionRow, clause: Clause, view: View, shelf: Shelf) -> Standing:
    """Return how a clause of a version stands on the view's day: as its text does, unless another speaks of it."""
    whole = standing_of(row, view, shelf)
    if whole.validity not in SEARCHED_BY_DEFAULT:
        return whole
    met = [one for one in amended_clauses(row, view, shelf) if _touches(one.clause, clause)]
    if not met:
        return whole
    # What is gone is gone, whatever changed it before; else the last word counts.
    gone = next((one for one in met if one.ends and one.clause.span.contains(clause.span)), None)
    one = gone or met[-1]
    if gone is not None:
        # The label of a clause that is repealed is that of a text that is.
        label = f"已{one.word}" if one.taken_out else VALIDITY_WORDS[Validity.REPEALED]
        return Standing(Validity.REPEALED, label, one.told, one.by, one.clause.address, one.quote)
    label = f"部分已{one.word}" if one.ends else "已修改"
    return Standing(whole.validity, label, one.told, one.by, one.clause.address, one.quote)


def in_its_standing(found: ClauseText, view: View, shelf: Shelf) -> ClauseText:
    """Return a clause with how it stands by itself."""
    row = view.catalog.find(found.version.document_id, found.version.version)
    if row is None:
        return found
    standing = standing_in(row, found.clause, view, shelf)
    return replace(found, validity=standing.validity, standing=standing)


def told_of(found: Sequence[Hit | Citation], view: View, shelf: Shelf) -> Mapping[str, Standing]:
    """Return how versions and clauses stand of which there is more to tell than that they apply, by key or id."""
    told = dict(standings_of([one.version for one in found], view, shelf))
    amended = view.catalog.amendments
    for one in found:
        row = view.catalog.find(one.version.document_id, one.version.version)
        if row is not None and row.version_row in amended:
            standing = standing_in(row, one.clause, view, shelf)
            if standing.reason:
                told[one.clause_id] = standing
    return told


def stated_amendments(row: VersionRow, view: View, shelf: Shelf) -> list[StatedAmendment]:
    """Return what a version says of clauses of other texts, in text order."""
    version, tree = shelf.version(row.version_row), shelf.tree(row.version_row)
    found = []
    for met in view.catalog.amendments.made_by(row):
        one = met.amendment
        clause = tree.clauses[tree.at(one.evidence.span.start)] if one.evidence.span else tree.clauses[0]
        targets = tuple((held, clause.address) for held in met.rows for clause in _clauses(held, one.addresses, shelf))
        quote = clause.own.of(version.text).strip()
        found.append(StatedAmendment(clause.address, quote, one.change, one.evidence.value, one.addresses, targets))
    return found


def link_of(row: VersionRow, address: str) -> str:
    """Return the stable link of a clause."""
    return stable_link(f"{row.document_id}@{row.version}", address)


def _clauses(row: VersionRow, addresses: Sequence[str], shelf: Shelf) -> Iterator[Clause]:
    # What the store no longer holds was purged after the snapshot was opened.
    with suppress(NotFound):
        for address in addresses:
            for position in shelf.book(row.version_row).find(address)[:1]:
                yield shelf.clause(row.version_row, position, address)


def _quote(amendment: Amendment, shelf: Shelf) -> str:
    """Return the words of the clause that ends or changes another."""
    with suppress(NotFound):
        by, span = amendment.by.version_row, amendment.evidence.span
        tree = shelf.tree(by)
        clause = tree.clauses[tree.at(span.start)] if span else tree.clauses[0]
        return clause.own.of(shelf.version(by).text).strip()
    return ""


def _takes_out(amendment: Amendment, shelf: Shelf) -> bool:
    """Tell whether the sentence that ends a clause says that it is taken out."""
    span = amendment.evidence.span
    if span is None or amendment.change is not ClauseChange.REPEALED:
        return False
    with suppress(NotFound):
        text = shelf.version(amendment.by.version_row).text
        start = max(text.rfind(mark, 0, span.start) for mark in _SENTENCE_ENDS) + 1
        ends = [at for mark in _SENTENCE_ENDS if (at := text.find(mark, span.end)) >= 0]
        said = text[start : min(ends, default=len(text))]
        return _TAKES_OUT.search(said) is not None and _ENDS.search(said) is None
    return False


def _touches(amended: Clause, clause: Clause) -> bool:
    return amended.span.contains(clause.span) or clause.span.contains(amended.span)
