"""The words of those passages that an audience sees: a word that stands in hidden ones alone stands nowhere."""

from collections.abc import Callable, Sequence

import numpy as np

from kb.index.keyword import KeywordHit, KeywordIndex
from kb.index.segments import Rows

# So many places are looked at one by one; of a word in more, a search tells whether a seen one is among them.
_FEW = 500
# Each of so many hidden versions is asked for its title.
_FEW_VERSIONS = 200
# Tokens remembered, a megabyte: questions share most of theirs.
_MOST_KNOWN = 10_000


class ShownWords:
    """KeywordIndex of another one's passages without those of hidden versions; safe to share between threads.

    A word that few passages hold is counted in those that are seen. One that more passages hold than are hidden keeps
    its count over all, and so does what BM25 weighs with: that moves scores, and tells of no word.
    """

    def __init__(self, words: KeywordIndex, version_rows: Rows, shown: Rows) -> None:
        """Take the words of all, the version of the passage at each position, and the versions that are seen."""
        self._words = words
        self._version_rows = version_rows
        self._is_shown = np.isin(version_rows, shown)
        self._shown: list[int] = shown.tolist()
        self._hidden = int(np.count_nonzero(~self._is_shown))
        self._hidden_rows: list[int] = np.unique(version_rows[~self._is_shown]).tolist()
        self._known: dict[tuple[str, str], int] = {}

    def search(
        self, terms: Sequence[tuple[str, float]], top_k: int, *, version_rows: Sequence[int] | None = None
    ) -> list[KeywordHit]:
        """Return at most top_k seen passages that hold at least one of the terms, best first."""
        if version_rows is not None:
            return self._seen(self._words.search(terms, top_k, version_rows=version_rows))
        return self._best(lambda most: self._words.search(terms, most), top_k)

    def phrase(self, text: str, top_k: int) -> list[KeywordHit]:
        """Return at most top_k seen passages in whose text the words stand one after the other."""
        return self._best(lambda most: self._words.phrase(text, most), top_k)

    def holding(self, text: str) -> list[int]:
        """Return the positions of all seen passages in which the words may stand one after the other, in no order."""
        return [position for position in self._words.holding(text) if self._is_shown[position]]

    def resembling(self, tokens: Sequence[str], top_k: int) -> list[KeywordHit]:
        """Return at most top_k seen passages that have most of the tokens in their text or headings, best first."""
        return self._best(lambda most: self._words.resembling(tokens, most), top_k)

    def frequency(self, token: str) -> int:
        """Return in how many passages' texts a token stands; 0 where none that is seen holds it."""
        return self._remembered("text", token, self._frequency)

    def title_frequency(self, token: str) -> int:
        """Return how many passages are indexed under a title with the token; 0 where none that is seen is."""
        return self._remembered("title", token, self._title_frequency)

    def is_in_title(self, version_row: int, token: str) -> bool:
        """Tell whether a version was indexed under a title with the token."""
        return self._words.is_in_title(version_row, token)

    def _frequency(self, token: str) -> int:
        number = self._words.frequency(token)
        if not number or number > self._hidden:
            return number
        # A lone character is looked for inside of others as well: a search takes it for what it is.
        if number <= _FEW and (len(token) > 1 or token.isascii()):
            return len(self._seen(self._words.phrase(token, number)))
        return number if self._is_found(token) else 0

    def _title_frequency(self, token: str) -> int:
        number = self._words.title_frequency(token)
        if not number or number > self._hidden:
            return number
        if len(self._hidden_rows) > _FEW_VERSIONS:
            return number if self._is_found(token) else 0
        titled = [row for row in self._hidden_rows if self._words.is_in_title(row, token)]
        return number - int(np.isin(self._version_rows, np.array(titled, dtype=np.int64)).sum())

    def _is_found(self, token: str) -> bool:
        return bool(self._words.search([(token, 1.0)], 1, version_rows=self._shown))

    def _remembered(self, where: str, token: str, count: Callable[[str], int]) -> int:
        # Held in a local: another thread may begin another dictionary at any moment.
        known = self._known
        found = known.get((where, token))
        if found is None:
            found = count(token)
            if len(known) >= _MOST_KNOWN:
                self._known = known = {}
            known[where, token] = found
        return found

    def _best(self, find: Callable[[int], list[KeywordHit]], top_k: int) -> list[KeywordHit]:
        """Return the best top_k of the seen ones: more are fetched where hidden ones stand among them."""
        fetch = top_k
        while True:
            hits = find(fetch)
            seen = self._seen(hits)
            if len(seen) >= top_k or len(hits) < fetch or fetch >= top_k + self._hidden:
                return seen[:top_k]
            fetch = min(4 * fetch, top_k + self._hidden)

    def _seen(self, hits: list[KeywordHit]) -> list[KeywordHit]:
        return [hit for hit in hits if self._is_shown[hit.position]]
