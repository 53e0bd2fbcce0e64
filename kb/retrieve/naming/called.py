"""Documents by what other texts call them: by number, by title, by a title without its country or its trial mark."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from kb.store.reference_rows import key_of
from kb.store.rows import VersionRow
from kb.text.keys import title_key
from kb.text.title_names import name_key
from kb.types import DocumentKind

_SHORTEST_ENDING = 2


class Called:
    """The documents of a catalog by name and number. Reports are not the documents that they report on."""

    def __init__(self, rows: Iterable[VersionRow]) -> None:
        self._by_key: dict[str, list[str]] = defaultdict(list)
        self._titles: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            if row.withdrawn or row.metadata.kind is DocumentKind.NEWS:
                continue
            for key in keys_of(row):
                if row.document_id not in self._by_key[key]:
                    self._by_key[key].append(row.document_id)
            self._titles[row.document_id].add(title_key(row.metadata.title))

    def documents(self, title: str | None, number: str | None, *, quoted: bool = True) -> Sequence[str]:
        """Return the ids of the documents that may be meant; those of the very title alone where there are any.

        Of a name without title marks words of the sentence may stand in front: then the longest ending that is a
        name counts.
        """
        numbered = self._by_key.get(key_of(None, number) or "", []) if number else []
        if numbered:
            return tuple(numbered)
        if title is None:
            return ()
        key = name_key(title)
        found = self._by_key.get(key, [])
        if not found and not quoted:
            endings = (key[at:] for at in range(1, len(key) - _SHORTEST_ENDING + 1))
            found = next((self._by_key[ending] for ending in endings if ending in self._by_key), [])
        very = [one for one in found if title_key(title) in self._titles[one]]
        return tuple(very or found)


def keys_of(row: VersionRow) -> list[str]:
    """Return the keys under which a version is looked for."""
    number = row.metadata.doc_number
    return [name_key(row.metadata.title), *([key_of(None, number.value) or ""] if number else [])]
