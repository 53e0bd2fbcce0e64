"""The two searches over all segments of a snapshot: by meaning and by words."""

from collections.abc import Sequence

import numpy as np

from embeddings.types import EmbeddingMatrix
from kb.index.segments import Rows, Segment
from kb.index.snapshot import Snapshot

Ranking = list[tuple[int, float]]
"""(passage row, score), best first, ties by passage row."""

# Up to this many searchable versions the keyword index is told each of them; above, what may not be found is dropped
# from a longer list.
_MOST_NAMED_VERSIONS = 500


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
    found: Ranking = []
    for segment in snapshot.segments:
        found.extend(_keyword_in(segment, terms, rows, depth))
    return _best(found, depth)


def keyword_first(snapshot: Snapshot, terms: Sequence[tuple[str, float]], rows: Rows, among: int) -> Ranking:
    """Return those of the version rows' passages that are among the best of each whole segment by BM25, best first.

    A search that need not leave anything out is several times faster than one that must.
    """
    found: Ranking = []
    for segment in snapshot.segments:
        for hit in segment.keywords.search(terms, among):
            if segment.version_rows[hit.position] in rows:
                found.append((int(segment.passage_rows[hit.position]), hit.score))
    return _best(found, among)


def _keyword_in(segment: Segment, terms: Sequence[tuple[str, float]], rows: Rows, depth: int) -> Ranking:
    held = np.unique(segment.version_rows)
    searchable = np.intersect1d(held, rows)
    named = searchable.tolist() if len(searchable) <= _MOST_NAMED_VERSIONS < len(held) else None
    fetch = depth
    while True:
        hits = segment.keywords.search(terms, fetch, version_rows=named)
        positions = np.fromiter((hit.position for hit in hits), dtype=np.int64, count=len(hits))
        allowed = np.isin(segment.version_rows[positions], searchable)
        if int(allowed.sum()) >= depth or len(hits) < fetch:
            kept = [hit for hit, may in zip(hits, allowed, strict=True) if may]
            return [(int(segment.passage_rows[hit.position]), hit.score) for hit in kept[:depth]]
        fetch *= 4


def _best(found: Ranking, depth: int) -> Ranking:
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:depth]
