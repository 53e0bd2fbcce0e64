"""Clauses by key: what a reference names, without any search."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from kb.clauses.citation import stable_link
from kb.clauses.references.asked import ClauseReference, NameEnding, asks_only, find_references, without_asking
from kb.errors import AmbiguousReference, ClauseReferenceError
from kb.retrieve.naming.calling import Allowed
from kb.retrieve.naming.cited import Cited
from kb.retrieve.naming.meaning import MOST_CANDIDATES, Meaning, Meanings, is_report, told_apart
from kb.retrieve.naming.owners import have_one_owner, owner_of
from kb.retrieve.naming.printed import by_id, cut
from kb.retrieve.naming.titles import Titles, is_only_a_kind
from kb.retrieve.standing.standings import standing_of
from kb.retrieve.view import Shelf, View
from kb.store.rows import VersionRow
from kb.text.keys import search_key, to_simplified
from kb.types import Clause, ClauseText, Link, Query, Span

_END = re.compile(r"[\s。.？?！!]+$")
_WIDTHS = str.maketrans("０１２３４５６７８９．－", "0123456789.-")
# By so much of a name must a question speak of one document for its bare 第五条 to be that one's.
_SPOKEN_OF = 0.6
# A remembered name without a word for the kind of document must have so many characters.
_SHORTEST_REMEMBERED = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """What a question names: clauses that are there, and what to tell of references that lead to none."""

    found: tuple[tuple[VersionRow, Clause], ...] = ()
    problems: tuple[str, ...] = ()
    """What must be told instead of an answer from elsewhere."""
    notes: tuple[str, ...] = ()
    """What to tell beside the answer."""
    only: VersionRow | None = None
    """The version that lacks a clause that is named with it: nothing else is what was asked for."""
    links: tuple[Link, ...] = ()
    """The documents that may be meant, to choose from, and the texts that repeal what is named."""


class ClauseLookup:
    """Resolves references to clauses on a view."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self.meanings = Meanings(shelf)
        """What references mean; documents are named by it as well."""
        self._cited = Cited(shelf)

    def read(self, question: str, view: View, query: Query) -> Reading:
        """Return what a question names.

        A clause that is asked for by name is shown whatever its validity, which is said with it. A clause that names no
        document is of the one that the question speaks of; where it speaks of none, which is meant is asked back if
        nothing else is asked, and told beside the search if something is.
        """
        text = to_simplified(question).translate(_WIDTHS)
        references = self._printed(text, view) or find_references(text, self.ending(view))
        if not references and "《" not in text:
            return Reading()
        nameable = view.catalog.searched(replace(query, include_not_in_force=True), view.day)
        allowed = frozenset(nameable.tolist())
        cited = [one for one in self._cited.find(_END.sub("", text), view) if one[0].version_row in allowed]
        if len(cited) == 1 and not self._is_repeated(*cited[0]):
            return Reading(tuple(cited))
        if not references:
            return Reading()
        bare_question = asks_only(text, references)
        read = [
            self._meant(reference, text, view, lambda row: row.version_row in allowed, bare_question)
            for reference in references
        ]
        found = self._places(read)
        failed = [one for one in read if one.problem and not is_report(one.row)]
        told = [one for one in failed if bare_question or _names_document(one.reference)]
        only = [one.row for one in told if one.row]
        return Reading(
            tuple(dict.fromkeys(found)),
            tuple(dict.fromkeys(one.problem for one in told)),
            tuple(dict.fromkeys([*(note for one in read for note in one.notes), *_beside(failed, told)])),
            only[0] if len(only) == 1 and not found else None,
            tuple(dict.fromkeys(link for one in told for link in self._links(one, question))),
        )

    def _links(self, meaning: Meaning, question: str) -> Iterator[Link]:
        """Yield the documents that a reference may mean, and the text that repeals what it names."""
        rows = [row for row, _ in meaning.candidates]
        for row, position in meaning.candidates:
            address = None if position is None else self._shelf.tree(row.version_row).clauses[position].address
            text = f"《{row.metadata.title}》{told_apart(row, rows)}"
            # A number says little to who looks for a county: whose it is goes before it.
            whose = owner_of(row.metadata)
            if whose and whose not in text and not have_one_owner(rows):
                text = f"{whose}{text}"
            yield Link(text, row.document_id, row.version, address, question=question)
        if by := meaning.repealed_by:
            yield Link(by.named, by.document_id, by.version, by.address)

    def clauses(self, text: str, view: View) -> list[ClauseText]:
        """Return the clauses that references name, in their order.

        Raises ClauseReferenceError with what exists nearby where any of them names none, AmbiguousReference with the
        documents that may be meant where one may mean several.
        """
        simplified = to_simplified(text).translate(_WIDTHS)
        cited = self._cited.find(simplified, view)
        if len(cited) == 1 and not self._is_repeated(*cited[0]):
            return [self._text(*cited[0], view)]
        references = self._references(simplified, view)
        if not references and cited:
            raise self._error(text, [self._several_cited(text, cited)], (), view)
        if not references:
            raise ClauseReferenceError(
                f"“{text}”不是条款引用；请写成“《文件名》第五条第二款”或“文件名五、（二）”的样子", reference=text
            )
        read = [self.meanings.of(reference, view, lambda row: True) for reference in references]
        failed = [one for one in read if one.problem]
        if cited and failed and not any(one.candidates for one in failed):
            failed = [self._several_cited(text, cited)]
        if failed:
            raise self._error(text, failed, [one for one in read if not one.problem], view)
        told = {one.row.version_row: "；".join(one.notes) for one in read if one.row and one.notes}
        return [
            replace(self._text(row, clause, view), read_as=told.get(row.version_row))
            for row, clause in dict.fromkeys(self._places(read))
        ]

    def named(self, words: str, view: View, query: Query) -> Meaning:
        """Return what words mean that are nothing but the name of a document or a reference to a clause of one.

        A document as a whole has no positions; where several may be meant, or none is held, the problem says so.
        """
        text = to_simplified(words).translate(_WIDTHS)
        allowed = frozenset(view.catalog.searched(replace(query, include_not_in_force=True), view.day).tolist())
        references = self._references(text, view)
        if len(references) == 1 and references[0].address:
            return self.meanings.of(references[0], view, lambda row: row.version_row in allowed)
        return self.meanings.document(text, view, lambda row: row.version_row in allowed)

    def links(self, meaning: Meaning, question: str) -> tuple[Link, ...]:
        """Return the documents that are to be chosen from, and the text that repeals what is named and not held."""
        return tuple(self._links(meaning, question))

    def _meant(
        self, reference: ClauseReference, question: str, view: View, allowed: Allowed, bare_question: bool
    ) -> Meaning:
        if reference.document or reference.number or (reference.title and not is_only_a_kind(reference.title)):
            return self.meanings.of(reference, view, allowed)
        untitled = replace(reference, title="")
        spoken_of = self._spoken_of(question, view, allowed)
        if spoken_of is not None:
            return self.meanings.in_document(untitled, spoken_of, view)
        meaning = self.meanings.of(untitled, view, allowed)
        if meaning.positions and not bare_question and not self._is_alone(view, allowed):
            # That only one document has such a clause does not say that the question is of it.
            return Meaning(untitled, problem=f"没有说明“{reference.address}”是哪份文件的条款")
        return meaning

    def _is_alone(self, view: View, allowed: Allowed) -> bool:
        rows = (view.catalog.current(document, view.day) for document in view.catalog.documents)
        return sum(not row.withdrawn and allowed(row) for row in rows) == 1

    def _is_repeated(self, row: VersionRow, clause: Clause) -> bool:
        """Tell whether other clauses of a version bear the same number as one that is cited."""
        tree, book = self._shelf.tree(row.version_row), self._shelf.book(row.version_row)
        at = next((place for place, one in enumerate(tree.clauses) if one.address == clause.address), None)
        return at is not None and len(book.with_repeated([at])) > 1

    def _spoken_of(self, question: str, view: View, allowed: Allowed) -> VersionRow | None:
        """Return the one version that the rest of a question speaks of by name."""
        meant = view.catalog.names.meant(search_key(question))
        sure = [view.catalog[row] for row, share in meant.items() if share >= _SPOKEN_OF and row in view.catalog]
        rows = {row.version_row: row for row in sure if allowed(row)}
        return next(iter(rows.values())) if len(rows) == 1 else None

    def cited(self, text: str, view: View) -> list[tuple[VersionRow, Clause]]:
        """Return the clauses of which a text is the official citation, as it is printed for them."""
        return self._cited.find(text, view)

    def ending(self, view: View, *, only: bool = False) -> NameEnding:
        """Return what finds the names of a view's documents at the end of words; shorter ones `only` by themselves."""
        return partial(_name_ending, self.meanings.titles(view), shortest=2 if only else _SHORTEST_REMEMBERED)

    def _references(self, text: str, view: View) -> list[ClauseReference]:
        """Return the references of a text that is nothing but references."""
        titles = self.meanings.titles(view)
        if printed := self._printed(text, view):
            return printed
        remembered = partial(cut, text, lambda title, quoted: title[0] != "《" and titles.only(title))
        # A heading may hold anything, another reference too.
        if "【" in text and (found := remembered()):
            return found
        return find_references(text, self.ending(view, only=True), only=True) or remembered()

    def _printed(self, text: str, view: View) -> list[ClauseReference]:
        """Return the references of a text that is an id or a whole name and an address behind it."""
        titles, whole = self.meanings.titles(view), _END.sub("", text)
        return by_id(whole) or cut(
            whole, lambda title, quoted: bool(titles.called(title)) if quoted else titles.is_name(title)
        )

    def _places(self, read: Sequence[Meaning]) -> list[tuple[VersionRow, Clause]]:
        return [
            (
                one.row,
                self._shelf.clause(one.row.version_row, position, "" if one.reference.until else one.reference.address),
            )
            for one in read
            if one.row
            for position in one.positions
        ]

    def _text(self, row: VersionRow, clause: Clause, view: View) -> ClauseText:
        standing = standing_of(row, view, self._shelf)
        return replace(self._shelf.clause_text(row.version_row, clause, standing.validity), standing=standing)

    def _error(
        self, text: str, failed: Sequence[Meaning], found: Sequence[Meaning], view: View
    ) -> ClauseReferenceError:
        message = "；".join(dict.fromkeys(one.problem for one in failed))
        detail: dict[str, object] = {"reference": text}
        first = failed[0]
        if found:
            detail["found"] = [f"{row.key}#{clause.address}" for row, clause in self._places(found)]
        if first.nearest:
            detail["nearest"] = list(first.nearest)
        if by := first.repealed_by:
            link = stable_link(f"{by.document_id}@{by.version}", by.address)
            named = {"document_id": by.document_id, "version": by.version, "title": by.title}
            detail["repealed_by"] = {**named, "doc_number": by.doc_number, "clause_label": by.address, "link": link}
        if not any(one.candidates for one in failed):
            if first.reference.title and first.row is None:
                detail["title"] = first.reference.title
            return ClauseReferenceError(message, **detail)
        several = next(one for one in failed if one.candidates)
        detail["candidates"] = [
            self._candidate(row, position, way, view)
            for (row, position), way in zip(several.candidates, several.ways, strict=True)
        ]
        return AmbiguousReference(message, **detail, total=several.several)

    def _several_cited(self, text: str, cited: Sequence[tuple[VersionRow, Clause]]) -> Meaning:
        """Return what to say where several documents have a clause that is cited so."""
        ids = tuple(f"{row.key}#{clause.address}" for row, clause in cited)
        at = tuple((row, self._shelf.tree(row.version_row).clauses.index(clause)) for row, clause in cited)
        shown, problem = at[:MOST_CANDIDATES], f"“{text.strip()}”可能指 {len(ids)} 处，请写编号：{'；'.join(ids)}"
        reference = ClauseReference("", "", Span(0, len(text)))
        return Meaning(reference, problem=problem, candidates=shown, ways=ids[:MOST_CANDIDATES], several=len(ids))

    def _candidate(self, row: VersionRow, position: int | None, way: str, view: View) -> dict[str, object]:
        summary = view.catalog.summary(row, view.day)
        return {
            "document_id": row.document_id,
            "version": row.version,
            "title": summary.title,
            "issuer": summary.issuer,
            "doc_number": summary.doc_number,
            "published": summary.published,
            "effective_from": summary.effective_from,
            "validity": summary.validity.value,
            "clause_id": None if position is None else self._clause_id(row, position),
            "link": stable_link(row.key, None if position is None else self._address(row, position)),
            "reference": way,
        }

    def _clause_id(self, row: VersionRow, position: int) -> str:
        return f"{row.key}#{self._address(row, position)}"

    def _address(self, row: VersionRow, position: int) -> str:
        return self._shelf.tree(row.version_row).clauses[position].address


def _name_ending(titles: Titles, words: str, *, shortest: int) -> int | None:
    """Return where the name of a held document begins that words end with.

    In full, or remembered in part by at least so many characters where that is one document's name alone.
    """
    start = titles.ending(words)
    if start is not None:
        return start
    start = without_asking(words)
    return start if len(words) - start >= shortest and titles.only(words[start:]) else None


def _names_document(reference: ClauseReference) -> bool:
    return bool(reference.document or reference.number or (reference.title and not is_only_a_kind(reference.title)))


def _beside(failed: Sequence[Meaning], told: Sequence[Meaning]) -> Iterable[str]:
    return (f"{one.problem}。下面是按内容检索的结果" for one in failed if one not in told)
