"""Clauses by the official citation that is printed for them: 《标题》（文号）第五条第（二）项, 据…报道《标题》第2段."""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

from kb.clauses.citation import clause_part, quoted_title, reported
from kb.clauses.references.asked import without_asking
from kb.retrieve.kept import KeptByAudience
from kb.retrieve.naming.owners import of_owner
from kb.retrieve.naming.titles import number_key
from kb.retrieve.view import Shelf, View
from kb.store.rows import VersionRow
from kb.text.keys import compare_key
from kb.types import Clause

_TITLED = re.compile(r"(?P<before>[^《》]{0,60})(?P<title>《[^》]+》)(?P<behind>.+)", re.DOTALL)
_NUMBER = re.compile(r"\s*[（(](?P<number>[^（()）]*(?:[（(][^（()）]*[）)][^（()）]*)?)[)）]")
_REPORTED = re.compile("据.*报道")
_TREES_HELD = 64

Places = Mapping[str, tuple[int, ...]]


class Cited:
    """Finds what a citation was printed for. Holds the titles of the last catalog it was asked of."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._by_title = KeptByAudience(self._made)
        self._parts = lru_cache(maxsize=_TREES_HELD)(self._read_parts)

    def find(self, text: str, view: View) -> list[tuple[VersionRow, Clause]]:
        """Return the clauses of which a text is the citation, of every kind of document; empty where it is of none."""
        found = _TITLED.fullmatch(text.strip())
        if found is None:
            return []
        places: list[tuple[VersionRow, Clause]] = []
        for row in self._titled(found["title"], view):
            behind = found["behind"]
            number = _NUMBER.match(behind)
            if number and row.metadata.doc_number:
                if number_key(number["number"]) != number_key(row.metadata.doc_number.value):
                    continue
                behind = behind[number.end() :]
            if _is_of(found["before"], row):
                clauses = self._shelf.tree(row.version_row).clauses
                at = self._parts(row.version_row, row.metadata.title).get(compare_key(behind), ())
                places.extend((row, clauses[position]) for position in at)
        return places

    def _titled(self, title: str, view: View) -> tuple[VersionRow, ...]:
        rows = self._by_title.of(view).get(compare_key(title), ())
        current = [row for row in rows if view.catalog.current(row.document_id, view.day) is row]
        return tuple(current or rows)

    def _made(self, view: View) -> Mapping[str, tuple[VersionRow, ...]]:
        # The clauses of what is no longer held must not be remembered.
        self._parts.cache_clear()
        titled: dict[str, list[VersionRow]] = defaultdict(list)
        for document in view.catalog.documents:
            for row in view.catalog.versions(document):
                if not row.withdrawn:
                    titled[compare_key(quoted_title(row.metadata))].append(row)
        return {key: tuple(rows) for key, rows in titled.items()}

    def _read_parts(self, version_row: int, title: str) -> Places:
        found: dict[str, list[int]] = defaultdict(list)
        for position, clause in enumerate(self._shelf.tree(version_row).clauses):
            found[compare_key(clause_part(clause, title))].append(position)
        return {key: tuple(positions) for key, positions in found.items()}


def _is_of(before: str, row: VersionRow) -> bool:
    """Tell whether the words before a title are what a citation of a document begins with."""
    words = before[without_asking(before) :].strip()
    if not words:
        return True
    if _REPORTED.fullmatch(words):
        return reported(row.metadata) in (words, "据报道") or words == "据报道"
    return of_owner(words, row)
