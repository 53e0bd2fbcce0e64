"""The two searches over all segments of a snapshot: by meaning and by words."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from embeddings.types import AllowedMask, EmbeddingMatrix
from kb.index.keyword import KeywordHit
from kb.index.segments import Rows, Segment
from kb.index.sketched import SketchedSearch
from kb.index.snapshot import Snapshot
from kb.retrieve.linear import Figures

Ranking = list[tuple[int, float]]
"""(passage row, score), best first, ties by passage row."""

# Up to this many searchable versions the keyword index is told each of them; above, what may not be found is dropped
# from a longer list.
_MOST_NAMED_VERSIONS = 500
# Fetched beyond what is wanted, so that equal passages around the last place are seen together.
_TIE_MARGIN = 16
# So many times as many are fetched of all as are wanted of some, so that one search is nearly always enough.
_MORE = 2


@dataclass(frozen=True, slots=True)
class Searches:
    """What is sought for one question, once: by meaning, by words, and what ranking saw of passages, by row."""

    meaning: "MeaningSearch"
    words: "WordSearch"
    seen: dict[int, Figures] = field(default_factory=dict)


class MeaningSearch:
    """The search by meaning of one question; what was found once is not sought again.

    Most of what is held may be found: all of it is searched, and what may not be found is dropped from a longer list.
    """

    def __init__(self, snapshot: Snapshot, readings: EmbeddingMatrix) -> None:
        """Take the question's readings, a row each."""
        self._snapshot = snapshot
        self._readings = readings
        self._sketches = [SketchedSearch(snapshot.segments, reading) for reading in readings]
        self._whole: dict[int, tuple[int, Sequence[Sequence[tuple[str, float]]]]] = {}

    def ranking(self, rows: Rows, depth: int) -> Ranking:
        """Return at most depth passages of the version rows, best first, none at or below 0.

        A passage's score is its inner product with the reading of the question that it is nearest to.
        """
        everywhere = self._snapshot.allowed.of(rows)
        sketched = self._sketched(everywhere, depth)
        if sketched is not None:
            return sketched
        found: dict[int, float] = {}
        start = 0
        for place, segment in enumerate(self._snapshot.segments):
            allowed = everywhere[start : start + len(segment)]
            for row, score in self._in(place, segment, allowed, depth):
                if score > found.get(row, 0.0):
                    found[row] = score
            start += len(segment)
        return _best(list(found.items()), depth)

    def _sketched(self, allowed: AllowedMask, depth: int) -> Ranking | None:
        """Return the ranking by sketches and exact scores; None where every passage must be compared."""
        readings = [search.nearest(allowed, depth) for search in self._sketches]
        found = [one for one in readings if one is not None]
        if not found or len(found) < len(readings):
            return None
        rows, scores = (np.concatenate(parts) for parts in zip(*found, strict=True))
        order = np.lexsort((rows, -scores))
        ranking: dict[int, float] = {}
        for row, score in zip(rows[order].tolist(), scores[order].tolist(), strict=True):
            if score <= 0 or len(ranking) >= depth:
                break
            ranking.setdefault(row, score)
        return list(ranking.items())

    def _in(self, place: int, segment: Segment, allowed: AllowedMask, depth: int) -> Ranking:
        reachable = int(np.count_nonzero(allowed))
        if _MORE * reachable > len(segment):
            kept: Ranking = []
            for ranking in self._in_whole(place, segment, _MORE * depth):
                best = [(int(name), score) for name, score in ranking]
                _, positions = segment.rows.positions_of(np.array([row for row, _ in best], dtype=np.int64))
                own = [pair for pair, may in zip(best, allowed[positions], strict=True) if may]
                if len(own) < min(depth, reachable):
                    break
                kept.extend(own)
            else:
                return kept
        found = segment.vectors.search(self._readings, depth, allowed=allowed)
        return [(int(name), score) for ranking in found for name, score in ranking]

    def _in_whole(self, place: int, segment: Segment, depth: int) -> Sequence[Sequence[tuple[str, float]]]:
        fetched, found = self._whole.get(place, (0, ()))
        if fetched < depth:
            found = segment.vectors.search(self._readings, depth)
            self._whole[place] = depth, found
        return found


class WordSearch:
    """The search by words of one question, BM25 of its (token, weight) terms; nothing is sought twice."""

    def __init__(self, snapshot: Snapshot, terms: Sequence[tuple[str, float]]) -> None:
        self._snapshot = snapshot
        self._terms = terms
        self._whole: tuple[int, Sequence[KeywordHit]] = (0, ())

    def ranking(self, rows: Rows, depth: int) -> Ranking:
        """Return at most depth passages of the version rows, best first."""
        snapshot = self._snapshot
        searchable = snapshot.held[np.isin(snapshot.held, rows)]
        named = searchable.tolist() if len(searchable) <= _MOST_NAMED_VERSIONS < len(snapshot.held) else None
        fetch = _MORE * depth + _TIE_MARGIN
        while True:
            if named is None:
                hits = self._in_whole(fetch)
            else:
                hits = snapshot.keywords.search(self._terms, fetch, version_rows=named)
            found = _among(hits, searchable, snapshot)
            # Which of several equal ones come first is told by their rows: all that are as good as the last are needed.
            if len(hits) < fetch or (len(found) >= depth and found[depth - 1][1] > hits[-1].score):
                return _best(found, depth)
            fetch *= 4

    def first(self, rows: Rows, among: int) -> Ranking:
        """Return those of the version rows' passages that are among the best of all, best first.

        A search that need not leave anything out is several times faster than one that must.
        """
        return _best(_among(self._in_whole(among), rows, self._snapshot), among)

    def _in_whole(self, among: int) -> Sequence[KeywordHit]:
        fetched, hits = self._whole
        if fetched < among:
            hits = self._snapshot.keywords.search(self._terms, among)
            self._whole = among, hits
        return hits[:among]


def _among(hits: Sequence[KeywordHit], rows: Rows, snapshot: Snapshot) -> Ranking:
    positions = np.fromiter((hit.position for hit in hits), dtype=np.int64, count=len(hits))
    allowed = np.isin(snapshot.version_rows[positions], rows)
    return [
        (int(snapshot.passage_rows[hit.position]), hit.score) for hit, may in zip(hits, allowed, strict=True) if may
    ]


def _best(found: Ranking, depth: int) -> Ranking:
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:depth]
