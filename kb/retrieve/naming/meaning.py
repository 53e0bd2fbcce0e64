"""Which clauses a reference means on a view: of which document, and what is said where it means none or several."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kb.clauses.address import written_forms
from kb.clauses.nearby import nearby
from kb.clauses.references.asked import ClauseReference
from kb.retrieve.naming.short_names import ShortNames
from kb.retrieve.naming.titles import Titles, is_only_a_kind, name_key, number_key, year_said
from kb.retrieve.standing.standings import stated_by
from kb.retrieve.validity import SEARCHED_BY_DEFAULT
from kb.retrieve.view import Shelf, View
from kb.store.rows import VersionRow
from kb.text.keys import compare_key, title_key
from kb.types import DocumentKind, Span, StandingBy

MOST_CANDIDATES = 10
"""The most documents that are named where a reference may mean several."""

_POINTS = re.compile(r"(?P<above>.*?)、?(?P<one>[0-9]+)、(?P<other>[0-9]+)")
_NAMED = re.compile(r"《(?P<title>.+)》\s*(?:[（(](?P<number>[^（()）]*号)[)）])?")
# In a small base every document is looked through; in a large one those that bear the very address.
_FEW = 20

Allowed = Callable[[VersionRow], bool]
"""Tells whether a version may be meant."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a reference means: the clauses of one version, or why there are none."""

    reference: ClauseReference
    row: VersionRow | None = None
    positions: tuple[int, ...] = ()
    problem: str = ""
    """What to tell a reader; empty where clauses were found."""
    candidates: tuple[tuple[VersionRow, int | None], ...] = ()
    """The documents that may be meant, each with the position of the clause where it has it; at most ten."""
    several: int = 0
    """How many documents may be meant, where several may."""
    nearest: tuple[str, ...] = ()
    """Titles (or numbers) most like one that is not held."""
    note: str = ""
    """What to tell of clauses that were found: how the title was understood."""
    repealed_by: StandingBy | None = None
    """The text that repeals what is named and not held."""

    @property
    def key(self) -> tuple[int | None, tuple[int, ...]]:
        """What is the same for references to the same clauses."""
        return (self.row.version_row if self.row else None, self.positions)


class Meanings:
    """Resolves references on views. The names of the last catalog are kept."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._short = ShortNames(shelf)
        self._held: tuple[object, Titles] | None = None

    def titles(self, view: View) -> Titles:
        """Return the names of the documents of a view."""
        held = self._held
        if held is None or held[0] is not view.catalog:
            catalog = view.catalog
            rows = [row for document in catalog.documents for row in catalog.versions(document) if not row.withdrawn]
            numbers = [row.version_row for row in rows]
            held = (catalog, Titles(rows, lambda: self._short.of(numbers)))
            self._held = held
        return held[1]

    def of(self, reference: ClauseReference, view: View, allowed: Allowed) -> Meaning:
        """Return what a reference means among the versions that are allowed."""
        if is_only_a_kind(reference.title) and not reference.number:
            kind = name_key(reference.title)
            return self._untitled(reference, view, lambda row: kind in title_key(row.metadata.title) and allowed(row))
        if not reference.title and not reference.number:
            return self._untitled(reference, view, allowed)
        rows = self._called(reference, view, allowed)
        if not rows:
            return self._not_held(reference, view)
        if problem := self._other_edition(reference, rows, view):
            return Meaning(reference, problem=problem, nearest=(rows[0].metadata.title,))
        found = [(row, positions) for row in rows if (positions := self.locate(reference, row))]
        if len(found) == 1 or self._is_one_text(found):
            row, positions = found[-1]
            return Meaning(reference, row, tuple(positions), note=self._note(reference, row, view))
        if not found and len(rows) == 1:
            return self._absent(reference, rows[0])
        bearing: list[tuple[VersionRow, int | None]] = [(row, positions[0]) for row, positions in found]
        return self._several(reference, bearing or [(row, None) for row in rows])

    def documents(self, reference: ClauseReference, view: View) -> list[VersionRow]:
        """Return the documents that a reference's words call; reports on the document where it is not held itself."""
        rows = self._called(reference, view, lambda row: True)
        reports = () if rows or not reference.title else self.titles(view).reported(reference.title)
        return rows or self._standing(reports, view, lambda row: True)

    def document(self, words: str, view: View, allowed: Allowed) -> Meaning:
        """Return which document words name, without a clause."""
        match = _NAMED.fullmatch(words.strip())
        title, number = (match["title"], match["number"] or "") if match else (words.strip(), "")
        if not match and self.titles(view).numbered(title):
            title, number = "", title
        reference = ClauseReference(title, "", Span(0, len(words)), "", bool(match), number)
        rows = self._called(reference, view, allowed)
        if not rows:
            return self._not_held(reference, view)
        if len(rows) > 1:
            return self._several(reference, [(row, None) for row in rows])
        return Meaning(reference, rows[0])

    def in_document(self, reference: ClauseReference, row: VersionRow) -> Meaning:
        """Return what a reference means in a version."""
        positions = self.locate(reference, row)
        return Meaning(reference, row, tuple(positions)) if positions else self._absent(reference, row)

    def locate(self, reference: ClauseReference, row: VersionRow) -> list[int]:
        """Return the clauses of a version that an address names; of a range all, none where an end is not there."""
        book = self._shelf.book(row.version_row)
        first = book.find(reference.address)
        points = _POINTS.fullmatch(reference.address)
        if not first and points:
            # （二）1、2 is one point below another, or both.
            both = [book.find(f"{points['above']}、{points[name]}".lstrip("、")) for name in ("one", "other")]
            return [position for found in both for position in found] if all(both) else []
        if not reference.until or not first:
            return first
        last = book.find(reference.until)
        if len(first) != 1 or len(last) != 1:
            return []
        return book.between(*sorted((first[0], last[0])))

    def _is_one_text(self, found: Sequence[tuple[VersionRow, list[int]]]) -> bool:
        """Tell whether documents of one title say the same words there: then nothing hangs on which is meant."""
        if len({title_key(row.metadata.title) for row, _ in found}) != 1 or len(found) > MOST_CANDIDATES:
            return False
        texts = set()
        for row, positions in found:
            text, clauses = self._shelf.version(row.version_row).text, self._shelf.tree(row.version_row).clauses
            texts.add(compare_key("".join(clauses[position].span.of(text) for position in positions)))
        return len(texts) == 1

    def _called(self, reference: ClauseReference, view: View, allowed: Allowed) -> list[VersionRow]:
        """Return the versions that the words for a document call: by both, where title and number are given."""
        titles = self.titles(view)
        if not reference.title:
            rows = self._standing(titles.numbered(reference.number), view, allowed)
            return _of_one_title([_of_number(row, reference.number, view) for row in rows], view)
        rows = self._standing(titles.called(reference.title), view, allowed)
        rows = self._edition(rows, reference.title, view, allowed)
        if reference.number:
            rows = [_of_number(row, reference.number, view) for row in rows]
            rows = [row for row in rows if row.metadata.doc_number is None or _bears(row, reference.number)]
        return _of_one_title(rows, view)

    def _not_held(self, reference: ClauseReference, view: View) -> Meaning:
        """Return what to say where no document is called so."""
        titles = self.titles(view)
        listed = "；可用 kb docs list 查看已有的文件"
        if not reference.title:
            near = titles.near_numbers(reference.number)
            beside = f"；同类的文号有{'、'.join(near)}" if near else ""
            gone, by = self._repealed(reference, view)
            problem = f"没有收录文号为“{reference.number}”的文件{gone}{beside}{listed}"
            return Meaning(reference, problem=problem, nearest=tuple(near), repealed_by=by)
        if reference.number and (other := titles.called(reference.title)):
            metadata = view.catalog.current(other[0], view.day).metadata
            held = metadata.doc_number.value if metadata.doc_number else ""
            problem = f"收录的《{metadata.title}》文号是“{held}”，不是“{reference.number}”"
            return Meaning(reference, problem=problem, nearest=(metadata.title,))
        gone, by = self._repealed(reference, view)
        problem = f"没有收录名为“{reference.title}”的文件{gone}"
        if reports := titles.reported(reference.title):
            problem += f"，只有报道它的《{view.catalog.current(reports[0], view.day).metadata.title}》"
        near = titles.nearest(reference.title)
        if near and by is None:
            problem += f"；名称最接近的是{'、'.join(f'《{title}》' for title in near)}"
        return Meaning(reference, problem=problem + listed, nearest=tuple(near), repealed_by=by)

    def _repealed(self, reference: ClauseReference, view: View) -> tuple[str, StandingBy | None]:
        """Return what is known of a document that is not held: which text repeals it, and from when."""
        repeal = view.catalog.repeals.of_name(reference.title or None, reference.number or None)
        if repeal is None:
            return "", None
        by = stated_by(repeal, self._shelf)
        tense = "已" if repeal.from_day <= view.day else "将"
        return f"；它{tense}被{by.named}废止，{repeal.from_day.isoformat()} 起", by

    def _standing(self, documents: Sequence[str], view: View, allowed: Allowed) -> list[VersionRow]:
        rows = [view.catalog.current(document, view.day) for document in documents]
        return [row for row in rows if not row.withdrawn and allowed(row)]

    def _edition(self, rows: Sequence[VersionRow], title: str, view: View, allowed: Allowed) -> list[VersionRow]:
        """Return of each document the version of the year that is said behind its name, where it has one."""
        year = year_said(title)
        if not year:
            return list(rows)
        chosen = []
        for row in rows:
            versions = [one for one in view.catalog.versions(row.document_id) if not one.withdrawn and allowed(one)]
            dated = [one for one in versions if year in _years(one)]
            own = row in dated or not dated or self.titles(view).bears(title, row.document_id)
            chosen.append(row if own else dated[-1])
        return [row for row in chosen if year in _years(row)] or chosen

    def _other_edition(self, reference: ClauseReference, rows: Sequence[VersionRow], view: View) -> str:
        """Return what to say where the year said behind a name is of no text that is held; empty where it may be."""
        year, titles = year_said(reference.title), self.titles(view)
        if not year or any(_may_be_of(year, row) or titles.bears(reference.title, row.document_id) for row in rows):
            return ""
        held = "、".join(
            f"《{row.metadata.title}》（{'、'.join(sorted(_years(row)))}）" for row in rows[:MOST_CANDIDATES]
        )
        return f"没有收录“{reference.title}”这一年的文本；收录的是{held}"

    def _untitled(self, reference: ClauseReference, view: View, allowed: Allowed) -> Meaning:
        rows = self._standing(view.catalog.documents, view, allowed)
        if len(rows) == 1:
            return self.in_document(reference, rows[0])
        if len(rows) > _FEW:
            bearing = self._shelf.bearing(written_forms(reference.address))
            rows = [row for row in rows if row.version_row in bearing]
            if len(rows) > MOST_CANDIDATES:
                return self._several(reference, [(row, None) for row in rows])
        found = [(row, positions) for row in rows if (positions := self.locate(reference, row))]
        if len(found) == 1:
            return Meaning(reference, found[0][0], tuple(found[0][1]))
        if found:
            return self._several(reference, [(row, positions[0]) for row, positions in found])
        named = reference.title + _printed(reference)
        return Meaning(reference, problem=f"“{named}”没有说是哪份文件的，已有的文件里也都没有这一条；请写出文件名")

    def _several(self, reference: ClauseReference, found: Sequence[tuple[VersionRow, int | None]]) -> Meaning:
        named = f"《{reference.title}》" if reference.quoted else f"{reference.title}{reference.number}"
        named += _printed(reference)
        if len(found) > MOST_CANDIDATES:
            shown = "；".join(f"《{row.metadata.title}》" for row, _ in found[:3])
            problem = f"“{named}”可能指 {len(found)} 份文件，请写出文件全名，如{shown}"
        else:
            # A whole name does not tell apart what is called the same.
            is_one_name = len({title_key(row.metadata.title) for row, _ in found}) == 1
            which = "份同名文件，请说明是哪一份" if is_one_name else "份文件，请写出文件全名"
            problem = f"“{named}”可能指 {len(found)} {which}：" + "；".join(
                f"《{row.metadata.title}》{told_apart(row, [one for one, _ in found])}" for row, _ in found
            )
        return Meaning(reference, problem=problem, candidates=tuple(found[:MOST_CANDIDATES]), several=len(found))

    def _absent(self, reference: ClauseReference, row: VersionRow) -> Meaning:
        tree, book = self._shelf.tree(row.version_row), self._shelf.book(row.version_row)
        address = reference.address
        if reference.until and book.find(address):
            address = reference.until
        if (places := len(book.find(address))) > 1:
            problem = f"《{row.metadata.title}》里有 {places} 处“{address}”；请写出它在哪一章或哪一部分"
        else:
            problem = f"《{row.metadata.title}》里没有“{address}”；{nearby(tree, book, address)}"
        return Meaning(reference, row, problem=problem)

    def _note(self, reference: ClauseReference, row: VersionRow, view: View) -> str:
        if not reference.title or self.titles(view).bears(reference.title, row.document_id):
            return ""
        return f"“{reference.title}”按《{row.metadata.title}》理解"


def _years(row: VersionRow) -> set[str]:
    metadata = row.metadata
    days = (metadata.published, metadata.effective_from, metadata.not_before)
    return {day.value[:4] for day in days if day}


def _may_be_of(year: str, row: VersionRow) -> bool:
    """Tell whether a text may be called that of a year; one issued at the end of a year often holds from the next."""
    years = _years(row)
    return not years or year in years or (row.metadata.published is None and str(int(year) + 1) in years)


def _printed(reference: ClauseReference) -> str:
    return f"{reference.address}至{reference.until}" if reference.until else reference.address


def _bears(row: VersionRow, number: str) -> bool:
    return row.metadata.doc_number is not None and number_key(row.metadata.doc_number.value) == number_key(number)


def _of_number(row: VersionRow, number: str, view: View) -> VersionRow:
    """Return the version of a document that bears a number: an older one may; the version itself where none does."""
    if _bears(row, number):
        return row
    return next((one for one in view.catalog.versions(row.document_id) if _bears(one, number)), row)


def _of_one_title(rows: list[VersionRow], view: View) -> list[VersionRow]:
    """Return of several texts of one title the one that applies on the day; all where none or more than one does."""
    if len({title_key(row.metadata.title) for row in rows}) != 1:
        return rows
    applying = [row for row in rows if view.catalog.validity(row, view.day) in SEARCHED_BY_DEFAULT]
    return applying if len(applying) == 1 else rows


def told_apart(row: VersionRow, rows: Sequence[VersionRow]) -> str:
    """Return what tells a document from others of its title: number, issuers, or file; empty where the title does."""
    alike = [other for other in rows if title_key(other.metadata.title) == title_key(row.metadata.title)]
    if len(alike) == 1:
        return ""
    for told in (_number, _issuers):
        if told(row) and len({told(other) for other in alike}) == len(alike):
            return f"（{told(row)}）"
    return f"（{row.source_name}）"


def _number(row: VersionRow) -> str:
    return row.metadata.doc_number.value if row.metadata.doc_number else ""


def _issuers(row: VersionRow) -> str:
    return "、".join(issuer.value for issuer in row.metadata.issuers)


def is_report(row: VersionRow | None) -> bool:
    """Tell whether a version only reports on a document: what it lacks the document may have."""
    return row is not None and row.metadata.kind is DocumentKind.NEWS
