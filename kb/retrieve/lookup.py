"""Clauses by key: what a reference names, without any search."""

import re
from collections.abc import Sequence
from dataclasses import replace

from kb.clauses.address import Address, format_address, parse_address, resolve
from kb.clauses.references import ClauseReference, find_reference
from kb.errors import ClauseReferenceError
from kb.retrieve.view import Shelf, View
from kb.store.rows import VersionRow
from kb.text.keys import title_key, to_simplified
from kb.types import ClauseText, ClauseTree, DocumentKind, Query, Span

_MOST_CANDIDATES = 10
# So much of a title, in one piece, names its document and no other that is not held.
_SUREST_PART = 4
_CLAUSE_ID = re.compile(r"(?P<document>d\d+)@(?P<version>\d{1,6})#(?P<address>\S+)")
# A clause's name as citations print it: 《title》（number）address.
_PRINTED = re.compile(r"\s*《(?P<title>.+?)》\s*(?:（[^（）]*号）)?\s*(?P<address>\S+)\s*")


class ClauseLookup:
    """Resolves references to clauses on a view."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def find(self, question: str, view: View, query: Query) -> list[tuple[VersionRow, int]]:
        """Return (version, clause position) of the clause that a question names; empty where it names none for sure.

        Sure is: a title that exactly one of the versions bears, or no title and only one version at all.
        """
        reference = find_reference(question)
        row = self._one_named(reference, view, query) if reference else None
        if reference is None or row is None:
            return []
        return [(row, position) for position in resolve(self._shelf.tree(row.version_row), reference.address)]

    def absent(self, question: str, view: View, query: Query) -> tuple[VersionRow, str] | None:
        """Return the version that a question names with a clause that it does not have, and what it has instead.

        None where the document is not named for sure: then the words may mean another. A report is not the document
        that it reports on, so it lacks nothing.
        """
        reference = find_reference(question)
        row = self._one_named(reference, view, query) if reference else None
        if reference is None or row is None or row.metadata.kind is DocumentKind.NEWS:
            return None
        hint, title = title_key(reference.title), title_key(to_simplified(row.metadata.title))
        sure = not hint or (len(hint) >= _SUREST_PART and hint in title) or title in hint
        if not sure or resolve(self._shelf.tree(row.version_row), reference.address):
            return None
        return row, self._absent(reference, row)

    def _one_named(self, reference: ClauseReference, view: View, query: Query) -> VersionRow | None:
        """Return the one version that a reference names; None where it names none or several."""
        # A clause that is asked for by name is shown whatever its validity, which is said with it.
        nameable = view.catalog.searched(replace(query, include_not_in_force=True), view.day)
        named = self._named(reference, view, [view.catalog[row] for row in nameable.tolist()])
        return named[0] if len(named) == 1 else None

    def clauses(self, text: str, view: View) -> list[ClauseText]:
        """Return the clauses that a reference names. Raises ClauseReferenceError with what exists nearby."""
        simplified = to_simplified(text)
        if (by_id := _CLAUSE_ID.fullmatch(simplified.strip())) is not None:
            return self._by_id(by_id["document"], int(by_id["version"]), by_id["address"], view)
        reference = _as_printed(simplified) or find_reference(simplified)
        if reference is None:
            raise ClauseReferenceError(
                f"“{text}”不是条款引用；请写成“《文件名》第五条第二款”或“文件名五、（二）”的样子", reference=text
            )
        rows = [view.catalog.current(document_id, view.day) for document_id in view.catalog.documents]
        named = self._named(reference, view, [row for row in rows if not row.withdrawn])
        if not named:
            raise ClauseReferenceError(
                f"没有名称像“{reference.title}”的文件；可用 kb docs list 查看已有的文件",
                reference=text,
                title=reference.title,
            )
        found = [
            self._shelf.clause_text(row.version_row, position, view.catalog.validity(row, view.day))
            for row in named
            for position in resolve(self._shelf.tree(row.version_row), reference.address)
        ]
        holders = {clause.version.key for clause in found}
        if len(holders) > 1:
            titles = [row.metadata.title for row in named if row.key in holders][:_MOST_CANDIDATES]
            raise ClauseReferenceError(
                f"“{text}”可能指 {len(holders)} 份文件，请写出文件全名："
                + "；".join(f"《{title}》" for title in titles),
                reference=text,
                candidates=titles,
            )
        if not found:
            raise ClauseReferenceError(self._absent(reference, named[0]), reference=text)
        return found

    def _by_id(self, document_id: str, version: int, address: str, view: View) -> list[ClauseText]:
        row = view.catalog.find(document_id, version)
        if row is None or row.withdrawn:
            raise ClauseReferenceError(f"没有“{document_id}@{version}”这个版本", reference=document_id)
        positions = resolve(self._shelf.tree(row.version_row), address)
        if not positions:
            raise ClauseReferenceError(self._absent(ClauseReference("", address, Span(0, 0)), row), reference=address)
        validity = view.catalog.validity(row, view.day)
        return [self._shelf.clause_text(row.version_row, position, validity) for position in positions]

    def _named(self, reference: ClauseReference, view: View, rows: Sequence[VersionRow]) -> list[VersionRow]:
        if not reference.title:
            return list(rows)
        keys = {row.version_row for row in rows}
        return [row for row in view.catalog.titled(reference.title, view.day) if row.version_row in keys]

    def _absent(self, reference: ClauseReference, row: VersionRow) -> str:
        """Say which clauses there are in the place of one that there is not."""
        tree = self._shelf.tree(row.version_row)
        return f"《{row.metadata.title}》里没有“{reference.address}”；{_there_is(tree, reference.address)}"


def _there_is(tree: ClauseTree, address: str) -> str:
    """Return the clauses nearest to an absent one: those below as much of its address as there is, of its kind."""
    steps = parse_address(address).steps
    for known in range(len(steps) - 1, 0, -1):
        try:
            holders = resolve(tree, format_address(Address(steps[:known])))
        except ValueError:
            continue
        if len(holders) == 1:
            holder = tree.clauses[holders[0]]
            below = [one.address for one in tree.clauses if one.parent == holders[0] and one.label]
            return f"{holder.address}之下" + (f"只有{_from_to(below)}" if below else "不再分款项")
    alike = [one.address for one in tree.clauses if one.label and _is_of_kind(one.address, steps[0].unit)]
    if alike:
        return f"它只有{_from_to(alike)}"
    top = [one.address for one in tree.clauses if one.label and one.parent is None]
    return f"顶层有{_from_to(top)}" if top else "它没有编号的条款"


def _from_to(addresses: Sequence[str]) -> str:
    return addresses[0] if len(addresses) == 1 else f"{addresses[0]}到{addresses[-1]}"


def _is_of_kind(address: str, unit: str) -> bool:
    steps = parse_address(address).steps
    return len(steps) == 1 and steps[0].unit == unit


def _as_printed(text: str) -> ClauseReference | None:
    """Return the reference that a printed name is: all of the text, the address written as citations write it."""
    found = _PRINTED.fullmatch(text)
    if found is None:
        return None
    try:
        parse_address(found["address"])
    except ClauseReferenceError:
        return None
    return ClauseReference(found["title"], found["address"], Span(0, len(text)))
