"""Segments searched together by the sketches of their vectors: only the most promising of all are compared exactly."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from embeddings.faiss_index import FaissIndex
from embeddings.types import AllowedMask, EmbeddingMatrix
from kb.index.segments import Rows, Segment

Scores = npt.NDArray[np.float32]

# Of what the sketches of a segment need to find its own best, so many times as many are looked for in each, and twice
# that are compared exactly of all: of the best 100 of 186,000 clauses of law 99.2 are found, of the best 50 49.9.
_BEYOND = 2
# Where fewer than this share of the passages may be found, every one of them is compared.
_LEAST_SHARE = 0.25


def most_compared(oversampling: int, wanted: int) -> int:
    """Return how many of what the sketches find are compared exactly at most."""
    return _BEYOND * _BEYOND * oversampling * wanted


class SketchedSearch:
    """The search of one reading of a question; what the sketches tell is asked once."""

    def __init__(self, segments: Sequence[Segment], query: EmbeddingMatrix) -> None:
        self._segments = segments
        self._query = query
        self._sketched = {
            place: index for place, index in enumerate(map(_sketched_vectors, segments)) if index is not None
        }
        qualities = (index.quality for index in self._sketched.values())
        self._oversampling = max((quality.oversampling for quality in qualities if quality), default=0)
        self._estimates: dict[int, tuple[Scores, Rows]] = {}

    def nearest(self, allowed: AllowedMask, wanted: int) -> tuple[Rows, Scores] | None:
        """Return the passage rows of about the `wanted` best passages with their scores, in no order.

        `allowed` marks which may be found, by their positions in all segments. None where no segment has sketches, or
        too few passages may be found for sketches to find them.
        """
        if not self._oversampling:
            return None
        share = np.count_nonzero(allowed) / len(allowed)
        if share < _LEAST_SHARE:
            return None
        most = _BEYOND * self._oversampling * wanted
        found: list[tuple[int, Scores, Rows]] = []
        rows: list[Rows] = []
        exact: list[Scores] = []
        start = 0
        for place, segment in enumerate(self._segments):
            may = allowed[start : start + len(segment)]
            start += len(segment)
            if place in self._sketched:
                scores, positions = self._estimated(place, int(most / share))
                kept = may[positions]
                found.append((place, scores[kept], positions[kept]))
            elif may.any():
                hits = segment.vectors.search(self._query[np.newaxis], wanted, allowed=may)[0]
                rows.append(np.array([int(name) for name, _ in hits], dtype=np.int64))
                exact.append(np.array([score for _, score in hits], dtype=np.float32))
        for few, scores in self._compared(found, most_compared(self._oversampling, wanted)):
            rows.append(few)
            exact.append(scores)
        return np.concatenate(rows), np.concatenate(exact)

    def _estimated(self, place: int, count: int) -> tuple[Scores, Rows]:
        vectors = self._sketched[place]
        count = min(count, len(vectors))
        if place not in self._estimates or len(self._estimates[place][1]) < count:
            self._estimates[place] = vectors.estimated(self._query, count)
        return self._estimates[place]

    def _compared(self, found: Sequence[tuple[int, Scores, Rows]], most: int) -> Iterator[tuple[Rows, Scores]]:
        """Give the rows and exact scores of the most promising of what the sketches found, segment by segment."""
        estimates = np.concatenate([scores for _, scores, _ in found])
        least = -np.inf if len(estimates) <= most else -np.partition(-estimates, most)[most]
        for place, scores, positions in found:
            kept = positions[scores >= least]
            yield self._segments[place].passage_rows[kept], self._sketched[place].inner_products(self._query, kept)


def _sketched_vectors(segment: Segment) -> FaissIndex | None:
    vectors = segment.vectors
    return vectors if isinstance(vectors, FaissIndex) and vectors.is_sketched else None
