"""Which held documents the words for one call: by id, by number, by title, by whose they are beside the title."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kb.clauses.label import VALIDITY_WORDS
from kb.clauses.references.asked import ClauseReference
from kb.retrieve.naming.owners import Owned, have_one_owner, of_owner, owned, owner_of
from kb.retrieve.naming.titles import Titles, number_key, year_said
from kb.retrieve.validity import SEARCHED_BY_DEFAULT
from kb.retrieve.view import View
from kb.store.rows import VersionRow
from kb.text.keys import title_key
from kb.text.owner_names import owner_named

Allowed = Callable[[VersionRow], bool]
"""Tells whether a version may be meant."""

_LISTED = "请在文件列表里核对"
_LONGEST_OWNER = 24
_MOST_TOLD = 3


@dataclass(frozen=True, slots=True)
class Called:
    """The versions that words call, and what to tell of them."""

    rows: tuple[VersionRow, ...] = ()
    problem: str = ""
    """Why there are none, where that is more than that none is held by that name."""
    notes: tuple[str, ...] = ()
    said: str = ""
    """The place or issuer by which they were chosen."""
    nearest: tuple[str, ...] = ()
    """The titles of those that are called so elsewhere."""


class Calling:
    """Finds what words call among the documents of a view."""

    def __init__(self, titles: Titles, view: View, allowed: Allowed) -> None:
        """Take the names of the view's documents, the view, and which of its versions may be meant."""
        self._titles = titles
        self._view = self.view = view
        self._allowed = allowed

    def called(self, reference: ClauseReference) -> Called:
        """Return what the words for a document call: by both, where title and number are given."""
        if reference.document:
            return self._by_id(reference.document)
        if not reference.title:
            rows = self.standing(self._titles.numbered(reference.number))
            return self._of_one_title([_of_number(row, reference.number, self._view) for row in rows])
        rows = self._titled(reference.title, reference)
        if not rows:
            return self._owner_within(reference)
        if not reference.of:
            return self._of_one_title(rows)
        return self._chosen(owned(reference.of, rows), rows, reference)

    def standing(self, documents: Sequence[str]) -> list[VersionRow]:
        """Return the versions of documents that stand on the day and may be meant."""
        rows = [self._view.catalog.current(document, self._view.day) for document in documents]
        return [row for row in rows if not row.withdrawn and self._allowed(row)]

    def _by_id(self, key: str) -> Called:
        document, _, version = key.partition("@")
        held = self._view.catalog.versions(document)
        if version:
            rows = [row for row in held if row.version == int(version)]
            numbers = "、".join(f"{document}@{number}" for number in sorted({row.version for row in held}))
            problem = f"没有“{key}”这个版本" + (f"，有的是 {numbers}" if held else "")
        else:
            rows = [self._view.catalog.current(document, self._view.day)] if held else []
            problem = f"没有编号为“{key}”的文件"
        rows = [row for row in rows if not row.withdrawn and self._allowed(row)]
        return Called(tuple(rows), "" if rows else f"{problem}；{_LISTED}")

    def _titled(self, title: str, reference: ClauseReference) -> list[VersionRow]:
        rows = self._edition(self.standing(self._titles.called(title)), title)
        if reference.number:
            rows = [_of_number(row, reference.number, self._view) for row in rows]
            rows = [row for row in rows if row.metadata.doc_number is None or _bears(row, reference.number)]
        return rows

    def _chosen(self, found: Owned, rows: Sequence[VersionRow], reference: ClauseReference) -> Called:
        if found.is_other:
            # The place may be a part of the title: 某县《…办法》 of 《某县…办法》.
            whole = self._titled(found.said + reference.title, reference)
            near = owned(found.said, whole)
            if whole and not near.is_other:
                return self._of_one_title(near.rows, near.said)
            return self._other(found.said, reference.title, rows)
        told = self._of_one_title(found.rows, found.said)
        names = "、".join(dict.fromkeys(f"《{row.metadata.title}》" for row in told.rows[:_MOST_TOLD]))
        return replace(told, notes=(*told.notes, f"{names}{found.note}")) if found.note else told

    def _owner_within(self, reference: ClauseReference) -> Called:
        """Return what a title calls that begins or ends with whose the document is: 某县…办法, …办法（某县）."""
        title = reference.title.strip()
        other: tuple[str, str, list[VersionRow]] | None = None
        for said, name in _parted(title):
            shaped = owner_named(said) is not None
            if not shaped and not self._titles.is_name(name):
                continue
            rows = self._titled(name, reference)
            near = [row for row in rows if of_owner(said, row)]
            if near:
                return self._of_one_title(near, said)
            found = owned(said, rows) if shaped and rows else None
            if found is not None and found.is_other:
                other = other or (said, name, rows)
            elif found is not None and found.rows and self._titles.is_name(name):
                return self._chosen(found, rows, replace(reference, title=name))
        # What held texts repeal under that very name is told with them, not with what others have of it.
        repealed = self._view.catalog.repeals.of_name(title, None) is not None
        return Called() if other is None or repealed else self._other(*other)

    def _other(self, said: str, name: str, rows: Sequence[VersionRow]) -> Called:
        """Return what to say where documents are called so, and none is of the place that is named."""
        shown = "、".join(_owned_title(row) for row in rows[:_MOST_TOLD])
        more = f"等 {len(rows)} 份" if len(rows) > _MOST_TOLD else ""
        nearest = tuple(dict.fromkeys(row.metadata.title for row in rows[:_MOST_TOLD]))
        return Called(problem=f"没有收录{said}的“{name}”；收录的有{shown}{more}；{_LISTED}", nearest=nearest)

    def _edition(self, rows: Sequence[VersionRow], title: str) -> list[VersionRow]:
        """Return of each document the version of the year that is said behind its name, where it has one."""
        year = year_said(title)
        if not year:
            return list(rows)
        chosen = []
        for row in rows:
            held = self._view.catalog.versions(row.document_id)
            dated = [one for one in held if not one.withdrawn and self._allowed(one) and year in years_of(one)]
            own = row in dated or not dated or self._titles.bears(title, row.document_id)
            chosen.append(row if own else dated[-1])
        return [row for row in chosen if year in years_of(row)] or chosen

    def _of_one_title(self, rows: Sequence[VersionRow], said: str = "") -> Called:
        """Return of several texts of one title the one that applies on the day; all where none or more than one does.

        That another place has a document of that title which does not apply is told.
        """
        if len(rows) < 2 or len({title_key(row.metadata.title) for row in rows}) != 1:
            return Called(tuple(rows), said=said)
        applying = [row for row in rows if self._applies(row)]
        if len(applying) != 1:
            return Called(tuple(rows), said=said)
        others = [row for row in rows if row is not applying[0] and not have_one_owner([row, applying[0]])]
        if not others:
            return Called(tuple(applying), said=said)
        whose = owner_of(applying[0].metadata)
        taken = f"《{applying[0].metadata.title}》按{f'{whose}的' if whose else '现行有效的那一份'}理解"
        beside = "、".join(f"{owner_of(row.metadata) or row.document_id}（{self._label(row)}）" for row in others)
        return Called(tuple(applying), notes=(f"{taken}；同名的还有{beside}的",), said=said)

    def _applies(self, row: VersionRow) -> bool:
        return self._view.catalog.validity(row, self._view.day) in SEARCHED_BY_DEFAULT

    def _label(self, row: VersionRow) -> str:
        return VALIDITY_WORDS[self._view.catalog.validity(row, self._view.day)]


def years_of(row: VersionRow) -> set[str]:
    """Return the years of the days that a version tells of itself."""
    metadata = row.metadata
    days = (metadata.published, metadata.effective_from, metadata.not_before)
    return {day.value[:4] for day in days if day}


def _parted(title: str) -> list[tuple[str, str]]:
    """Return the ways in which a title may be whose the document is and its name, the longest name first."""
    parted = [(title[:end], title[end:].lstrip("的")) for end in range(2, min(_LONGEST_OWNER, len(title) - 2))]
    if title[-1:] in "）)" and (opening := max(title.rfind("（"), title.rfind("("))) > 1:
        parted.insert(0, (title[opening + 1 : -1], title[:opening]))
    return parted


def _owned_title(row: VersionRow) -> str:
    whose = owner_of(row.metadata)
    return f"{f'{whose}的' if whose else ''}《{row.metadata.title}》"


def _bears(row: VersionRow, number: str) -> bool:
    return row.metadata.doc_number is not None and number_key(row.metadata.doc_number.value) == number_key(number)


def _of_number(row: VersionRow, number: str, view: View) -> VersionRow:
    """Return the version of a document that bears a number: an older one may; the version itself where none does."""
    if _bears(row, number):
        return row
    return next((one for one in view.catalog.versions(row.document_id) if _bears(one, number)), row)
