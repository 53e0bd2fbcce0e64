"""The two searches over all segments of a snapshot: by meaning and by words."""

from collections.abc import Sequence

import numpy as np

from embeddings.types import EmbeddingMatrix
from kb.index.keyword import KeywordHit
from kb.index.segments import Rows
from kb.index.snapshot import Snapshot

Ranking = list[tuple[int, float]]
"""(passage row, score), best first, ties by passage row."""

# Up to this many searchable versions the keyword index is told each of them; above, what may not be found is dropped
# from a longer list.
_MOST_NAMED_VERSIONS = 500
# Fetched beyond what is wanted, so that equal passages around the last place are seen together.
_TIE_MARGIN = 16


def dense_ranking(snapshot: Snapshot, readings: EmbeddingMatrix, rows: Rows, depth: int) -> Ranking:
    """Return at most depth passages of the version rows, best first, none at or below 0.

    A passage's score is its inner product with the reading of the question (one row each) that it is nearest to.
    """
    found: dict[int, float] = {}
    for segment in snapshot.segments:
        allowed = np.isin(segment.version_rows, rows)
        for ranking in segment.vectors.search(readings, depth, allowed=allowed):
            for name, score in ranking:
                if score > found.get(int(name), 0.0):
                    found[int(name)] = score
    return _best(list(found.items()), depth)


def keyword_ranking(snapshot: Snapshot, terms: Sequence[tuple[str, float]], rows: Rows, depth: int) -> Ranking:
    """Return at most depth passages of the version rows, best first by BM25 of the (token, weight) terms."""
    searchable = snapshot.held[np.isin(snapshot.held, rows)]
    named = searchable.tolist() if len(searchable) <= _MOST_NAMED_VERSIONS < len(snapshot.held) else None
    fetch = depth + _TIE_MARGIN
    while True:
        hits = snapshot.keywords.search(terms, fetch, version_rows=named)
        found = _among(hits, searchable, snapshot)
        # Which of several equal ones come first is told by their rows: all that are as good as the last are needed.
        if len(hits) < fetch or (len(found) >= depth and found[depth - 1][1] > hits[-1].score):
            return _best(found, depth)
        fetch *= 4


def keyword_first(snapshot: Snapshot, terms: Sequence[tuple[str, float]], rows: Rows, among: int) -> Ranking:
    """Return those of the version rows' passages that are among the best of all by BM25, best first.

    A search that need not leave anything out is several times faster than one that must.
    """
    return _best(_among(snapshot.keywords.search(terms, among), rows, snapshot), among)


def _among(hits: Sequence[KeywordHit], rows: Rows, snapshot: Snapshot) -> Ranking:
    positions = np.fromiter((hit.position for hit in hits), dtype=np.int64, count=len(hits))
    allowed = np.isin(snapshot.version_rows[positions], rows)
    return [
        (int(snapshot.passage_rows[hit.position]), hit.score) for hit, may in zip(hits, allowed, strict=True) if may
    ]


def _best(found: Ranking, depth: int) -> Ranking:
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:depth]
