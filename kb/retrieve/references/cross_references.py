"""What the clauses of the documents name, seen from both ends: what a clause cites, and what cites it."""

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date

from kb.errors import ClauseReferenceError
from kb.ingest.report import FileReport
from kb.retrieve.naming.called import keys_of
from kb.retrieve.references.brought import bringing, brought_along
from kb.retrieve.references.citing_notes import noted, repeal_notes
from kb.retrieve.references.targets import CrossReference, Targets
from kb.retrieve.standing.extensions import Extensions
from kb.retrieve.standing.repeals import Repeal, RepealMet, Repeals
from kb.retrieve.validity import SEARCHED_BY_DEFAULT
from kb.retrieve.view import Shelf, View
from kb.store.reference_rows import ReferenceRow, key_of, references_in
from kb.store.rows import VersionRow
from kb.store.store import Store
from kb.types import Citation, ClauseText, SearchResult, Span

# The text that a notice issues has its name before each address; who cites it does not say so.
_ATTACHED = re.compile(r"^(?:【[^【】]*】)+")
_ARTICLE = re.compile(r".*?条(?:之[一二三四五六七八九十]+)*")


@dataclass(frozen=True, slots=True)
class References:
    """What a version or one of its clauses cites, and what cites it; each in the order of the documents and texts."""

    outgoing: tuple[CrossReference, ...]
    incoming: tuple[CrossReference, ...]
    warnings: tuple[str, ...] = ()
    """What to tell of cited documents that do not apply on the day."""


@dataclass(frozen=True, slots=True)
class StatedRepeal:
    """A statement of repeal with the clause that makes it and the words of that clause."""

    met: RepealMet
    clause_address: str
    quote: str


@dataclass(frozen=True, slots=True)
class RepealFacts:
    """What repeals a version, what it repeals itself, and which clauses elsewhere still cite it though it is out."""

    repealed_by: tuple[StatedRepeal, ...]
    repeals: tuple[StatedRepeal, ...]
    still_cited: tuple[CrossReference, ...]


class CrossReferences:
    """Finds references both ways; safe to share between threads.

    They are kept when a text comes in. Texts of before are searched when something first asks what cites a document,
    once for a home, and by `kb reindex`; what they mean is told from what is held at the moment.
    """

    def __init__(
        self,
        store: Store,
        shelf: Shelf,
        writing: Callable[[], AbstractContextManager[None]],
        row: Callable[[str, int | None], VersionRow],
        view: Callable[[date | None], View],
    ) -> None:
        """Take the store, what keeps other writers out, and what gives a version's row and a view of a day."""
        self._store = store
        self._shelf = shelf
        self._writing = writing
        self._row = row
        self._view = view

    def of(
        self, document_id: str, *, version: int | None = None, address: str | None = None, as_of: date | None = None
    ) -> References:
        """Return what a document or one of its clauses cites, and what cites it.

        Raises NotFound, ClauseReferenceError, HomeLocked where older texts are yet to be searched and another writer
        is at work.
        """
        row = self._row(document_id, version)
        span = None
        if address is not None:
            positions = self._shelf.book(row.version_row).find(address)
            if not positions:
                raise ClauseReferenceError(
                    f"《{row.metadata.title}》里没有“{address}”；请在文件全文里核对条款",
                    address=address,
                )
            clause = self._shelf.tree(row.version_row).clauses[positions[0]]
            span, address = clause.span, clause.address
        return self._of(row, span, address, self._seen_whole(as_of))

    def naming(self, title: str | None, number: str | None, *, as_of: date | None = None) -> tuple[CrossReference, ...]:
        """Return what names a document that is not held, by title or number. Raises HomeLocked as `of` does."""
        view = self._seen_whole(as_of)
        keys = [key for key in (key_of(title, None), key_of(None, number)) if key]
        targets = Targets(self._shelf, view)
        found = (one for one in self._store.references_to(keys) if self._stands(one, view))
        return tuple(targets.resolved(one) for one in found)

    def of_clause(self, found: ClauseText, *, as_of: date | None = None) -> References:
        """Return what a clause cites, and what cites it or a part of it. Raises HomeLocked as `of` does."""
        view = self._seen_whole(as_of)
        row = view.catalog.find(found.version.document_id, found.version.version)
        if row is None:
            return References((), ())
        return self._of(row, found.clause.span, found.clause.address, view)

    def joined(self, result: SearchResult, view: View) -> SearchResult:
        """Return hits with the clauses that the first of them rest on, where the question asks for what those say."""
        targets = Targets(self._shelf, view)
        cited = []
        for hit in bringing(result):
            row = view.catalog.find(hit.version.document_id, hit.version.version)
            inside = (
                (found for found in self._stored(row) if hit.passage.span.contains(found.citing.span)) if row else ()
            )
            cited.append([targets.resolved(found) for found in inside])
        return brought_along(result, cited, self._shelf, view) if any(cited) else result

    def warnings(self, citations: Iterable[Citation], view: View) -> tuple[str, ...]:
        """Return what to tell of quoted clauses that cite documents which do not apply on the day."""
        targets = Targets(self._shelf, view)
        told: dict[str, None] = {}
        for citation in citations:
            row = view.catalog.find(citation.version.document_id, citation.version.version)
            if row is None:
                continue
            for found in self._stored(row):
                if found.clause_address == citation.clause.address:
                    who = f"[{citation.mark}]《{row.metadata.title}》{found.clause_address}"
                    told.update(dict.fromkeys(noted([targets.resolved(found)], view, self._shelf, who=who)))
        return tuple(told)

    def repeals(self, document_id: str, *, version: int | None = None, as_of: date | None = None) -> RepealFacts:
        """Return what repeals a version, what it repeals, and who still cites it. Raises NotFound, HomeLocked."""
        row = self._row(document_id, version)
        view = self._view(as_of)
        repeals = view.catalog.repeals
        out = view.catalog.validity(row, view.day) not in SEARCHED_BY_DEFAULT
        by = tuple(self._stated(repeal, row) for repeal in repeals.every(row))
        made = tuple(self._said(met) for met in repeals.made_by(row))
        return RepealFacts(by, made, self._still_citing(row, as_of) if out else ())

    def reported(self, reports: Sequence[FileReport]) -> tuple[FileReport, ...]:
        """Return reports on files with what became of the repeals that their texts state."""
        taken = {(one.document_id, one.version) for report in reports for one in report.documents}
        rows = self._store.shown_rows() if taken else []
        return repeal_notes(
            reports, [row for row in rows if (row.document_id, row.version) in taken], Repeals(rows), Extensions(rows)
        )

    def refresh(self, *, anew: bool = False) -> None:
        """Search the texts that were never searched by today's rules, or all of them. The caller keeps writers out."""
        rows = self._store.unsearched()
        if anew:
            rows = [row.version_row for row in self._store.version_rows()]
        if not rows:
            return
        with self._store.writing() as writer:
            for version_row in rows:
                version, tree = self._store.version(version_row), self._store.clause_tree(version_row)
                writer.set_references(version_row, references_in(version.text, tree, version.metadata))

    # --- inside ---------------------------------------------------------------------------------------------------

    def _seen_whole(self, as_of: date | None) -> View:
        """Return a view once every text has been searched for references."""
        if self._store.unsearched():
            with self._writing():
                self.refresh()
        return self._view(as_of)

    def _stored(self, row: VersionRow) -> list[ReferenceRow]:
        """Return a version's references: as they are kept, or found in its text where none are kept yet."""
        kept = self._store.references_of(row.version_row)
        if kept is not None:
            return kept
        version, tree = self._shelf.version(row.version_row), self._shelf.tree(row.version_row)
        return [
            ReferenceRow(row.version_row, one, tree.clauses[one.position].address, one.span.of(version.text))
            for one in references_in(version.text, tree, row.metadata)
        ]

    def _of(self, row: VersionRow, span: Span | None, address: str | None, view: View) -> References:
        targets = Targets(self._shelf, view)
        article = _ARTICLE.match(_ATTACHED.sub("", address or ""))

        def may_mean(found: ReferenceRow) -> bool:
            # A clause of an article is named by the number of the article.
            return article is None or _ATTACHED.sub("", found.citing.address or "").startswith(article.group())

        own = self._stored(row)
        outgoing = [targets.resolved(found) for found in own if span is None or span.contains(found.citing.span)]
        elsewhere = (one for one in self._store.references_to(self._keys(row, view)) if self._counts(one, row, view))
        meaning = [targets.resolved(found) for found in (*own, *elsewhere) if may_mean(found)]
        incoming = [one for one in meaning if self._leads_to(one, row, span)]
        who = "本条" if span is not None else None
        return References(tuple(outgoing), tuple(incoming), noted(outgoing, view, self._shelf, who=who) if who else ())

    def _keys(self, row: VersionRow, view: View) -> list[str]:
        versions = view.catalog.versions(row.document_id)
        return list(dict.fromkeys(key for one in versions for key in keys_of(one)))

    def _counts(self, found: ReferenceRow, row: VersionRow, view: View) -> bool:
        """Tell whether a reference of another document stands in the text that counts on the day."""
        return self._stands(found, view) and view.catalog[found.version_row].document_id != row.document_id

    def _stands(self, found: ReferenceRow, view: View) -> bool:
        if found.version_row not in view.catalog:
            return False
        by = view.catalog[found.version_row]
        if by.withdrawn:
            return False
        return view.catalog.current(by.document_id, view.day).version_row == by.version_row

    def _leads_to(self, one: CrossReference, row: VersionRow, span: Span | None) -> bool:
        target = one.target
        if target is None or target.row.version_row != row.version_row:
            return False
        if span is None:
            return target.clause is not None or not one.is_own
        # What stands in the clause itself is seen with it.
        own_place = one.row.version_row == row.version_row and span.contains(one.span)
        return target.clause is not None and span.contains(target.clause.span) and not own_place

    def _still_citing(self, row: VersionRow, as_of: date | None) -> tuple[CrossReference, ...]:
        view = self._seen_whole(as_of)
        catalog = view.catalog
        return tuple(
            one
            for one in self._of(row, None, None, view).incoming
            if one.row.document_id != row.document_id
            and catalog.validity(one.row, view.day) in SEARCHED_BY_DEFAULT
            and not any(repealed.span and repealed.span.contains(one.span) for repealed in one.row.metadata.repeals)
        )

    def _stated(self, repeal: Repeal, row: VersionRow) -> StatedRepeal:
        made = self._view(None).catalog.repeals.made_by(repeal.by)
        met = next(one for one in made if one.repeal is repeal)
        return self._said(met)

    def _said(self, met: RepealMet) -> StatedRepeal:
        by, span = met.repeal.by, met.repeal.evidence.span
        if span is None:
            return StatedRepeal(met, "", met.repeal.evidence.value)
        version, tree = self._shelf.version(by.version_row), self._shelf.tree(by.version_row)
        clause = tree.clauses[tree.at(span.start)]
        return StatedRepeal(met, clause.address, clause.own.of(version.text).strip())
