"""Titles that staff set after a text was indexed: found by their words at once, as the index would find them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kb.index.keyword import TITLE_WEIGHT
from kb.index.segments import Rows
from kb.index.snapshot import Snapshot
from kb.retrieve.search import Ranking
from kb.retrieve.view import Shelf
from kb.text.placed_titles import placed_title
from kb.text.tokens import bigrams


@dataclass(frozen=True, slots=True)
class _Alias:
    """A version with the tokens of its title that the index does not know of."""

    version_row: int
    tokens: frozenset[str]


class TitleAliases:
    """Raises passages of versions whose title was corrected since they were indexed; safe to share between threads."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._held: tuple[Snapshot, tuple[_Alias, ...]] | None = None

    def ranking(
        self, found: Ranking, snapshot: Snapshot, terms: Sequence[tuple[str, float]], rows: Rows, depth: int
    ) -> Ranking:
        """Return a keyword ranking with what the corrected titles add to it: at most depth passages, best first."""
        aliases = [alias for alias in self._of(snapshot) if alias.version_row in rows]
        scores = dict(found)
        for alias in aliases:
            passages = self._shelf.passages_of(alias.version_row)
            gain = _gain(alias, terms, snapshot, len(passages))
            for row in passages if gain else ():
                scores[row.passage_row] = scores.get(row.passage_row, 0.0) + gain
        return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:depth] if aliases else found

    def _of(self, snapshot: Snapshot) -> tuple[_Alias, ...]:
        held = self._held
        if held is None or held[0] is not snapshot:
            retitled = [row for row in snapshot.versions if row.stated_title is not None]
            aliases = []
            for row in retitled:
                tokens = frozenset(
                    token
                    for token in bigrams(placed_title(row.metadata))
                    if not snapshot.is_in_title(row.version_row, token)
                )
                if tokens:
                    aliases.append(_Alias(row.version_row, tokens))
            held = (snapshot, tuple(aliases))
            self._held = held
        return held[1]


def _gain(alias: _Alias, terms: Sequence[tuple[str, float]], snapshot: Snapshot, passages: int) -> float:
    """Return what the words of a question add where they stand in a title once (BM25 of a title of usual length)."""
    return sum(
        TITLE_WEIGHT * weight * _rarity(snapshot.title_frequency(token) + passages, snapshot.passages)
        for token, weight in terms
        if token in alias.tokens
    )


def _rarity(held: int, passages: int) -> float:
    """Return the weight of a token that so many of the passages have (BM25's idf)."""
    return math.log(1 + max(0.0, passages - held + 0.5) / (held + 0.5))
