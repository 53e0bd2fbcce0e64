"""KeywordIndex on a Milvus collection: BM25 as an inner product of sparse vectors, phrases by their tokens."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.milvus_engine import MOST_HITS, MilvusEngine
from embeddings.milvus_index import PART, PLACE, part_of
from kb.index.engine.counts import WordCounts
from kb.index.engine.told import engine_told
from kb.index.engine.weights import BODY, HEADING, TITLE, asked, number_of, spaced
from kb.index.keyword import FIELD_WEIGHTS, KeywordHit
from kb.text.tokens import bigrams

SPARSE, SPACED, VERSION = "sparse", "words", "version"
"""What the columns are called that words are searched in."""
_NUMBERS = {"body": BODY, "heading": HEADING, "title": TITLE}
# Fetched beyond what is wanted, so that equal passages around the last place are seen together.
_TIE_MARGIN = 16
_TIE_SHARE = 1e-6


@dataclass(frozen=True, slots=True)
class KeywordPart:
    """A segment inside the index: where its passages' positions begin, and what its words add up to."""

    name: str
    start: int
    counts: WordCounts


class MilvusKeywords:
    """KeywordIndex over some segments of a collection; positions count on from segment to segment.

    At most 16,384 passages are found at once. Raises IndexUnavailable.
    """

    def __init__(self, engine: MilvusEngine, collection: str, parts: Sequence[KeywordPart]) -> None:
        self._engine = engine
        self._collection = collection
        self._parts = tuple(parts)
        self._starts = {part.name: part.start for part in parts}
        self._own = part_of(*self._starts)
        self._passages = sum(part.counts.passages for part in parts)

    def __len__(self) -> int:
        return self._passages

    @property
    def collection(self) -> str:
        """The collection."""
        return self._collection

    @property
    def parts(self) -> tuple[KeywordPart, ...]:
        """The segments."""
        return self._parts

    def search(
        self, terms: Sequence[tuple[str, float]], top_k: int, *, version_rows: Sequence[int] | None = None
    ) -> list[KeywordHit]:
        """Return at most top_k passages that hold at least one of the terms, best first."""
        if version_rows is not None and not len(version_rows):
            return []
        wanted: dict[int, float] = defaultdict(float)
        for token, weight in terms:
            for field, field_weight in FIELD_WEIGHTS.items():
                wanted[number_of(_NUMBERS[field], token)] += weight * field_weight
        named = "" if version_rows is None else f" and {VERSION} in {[int(row) for row in version_rows]}"
        return self._found(wanted, top_k, self._own + named)

    def phrase(self, text: str, top_k: int) -> list[KeywordHit]:
        """Return at most top_k passages in whose text the words stand one after the other, all with one score."""
        return [KeywordHit(position, 1.0) for position in self._holding(text, min(top_k, MOST_HITS))]

    def holding(self, text: str) -> list[int]:
        """Return the positions of all passages in which the words may stand one after the other, in no order."""
        return self._holding(text, None)

    def resembling(self, tokens: Sequence[str], top_k: int) -> list[KeywordHit]:
        """Return at most top_k passages that have most of the tokens in their text or headings, best first."""
        wanted: dict[int, float] = defaultdict(float)
        for token in tokens:
            for field in (BODY, HEADING):
                wanted[number_of(field, token)] += 1.0
        return self._found(wanted, top_k, self._own)

    def frequency(self, token: str) -> int:
        """Return in how many passages' texts a token stands."""
        return self._count(number_of(BODY, token))

    def title_frequency(self, token: str) -> int:
        """Return how many passages are indexed under a title with the token."""
        return self._count(number_of(TITLE, token))

    def is_in_title(self, version_row: int, token: str) -> bool:
        """Tell whether a version was indexed under a title with the token."""
        return any(part.counts.has_title(version_row, number_of(TITLE, token)) for part in self._parts)

    def _count(self, number: int) -> int:
        return sum(part.counts.count_of(number) for part in self._parts)

    def _found(self, wanted: dict[int, float], top_k: int, condition: str) -> list[KeywordHit]:
        vector = asked(wanted, {number: self._count(number) for number in wanted}, self._passages)
        if not vector or top_k < 1:
            return []
        fetch = min(top_k + _TIE_MARGIN, MOST_HITS)
        while True:
            with engine_told(self._engine.address):
                (hits,) = self._engine.search(self._collection, SPARSE, [vector], fetch, condition, [PART, PLACE])
            tied = len(hits) == fetch and hits[top_k - 1].score - hits[-1].score <= _TIE_SHARE * hits[-1].score
            if not tied or fetch == MOST_HITS:
                break
            fetch = min(4 * fetch, MOST_HITS)
        found = [KeywordHit(self._starts[hit.row[PART]] + int(hit.row[PLACE]), hit.score) for hit in hits]
        return sorted(found, key=lambda hit: (-hit.score, hit.position))[:top_k]

    def _holding(self, text: str, limit: int | None) -> list[int]:
        tokens = bigrams(text)
        if not tokens or not self._parts:
            return []
        # A lone character at the edge is half of a bigram in the text.
        words = spaced(tokens)
        words = words[1:] if _is_lone(tokens[0]) else words
        words = words[:-1] if _is_lone(tokens[-1]) else words
        with engine_told(self._engine.address):
            rows = self._engine.rows(
                self._collection, f'{self._own} and {SPACED} like "%{words}%"', [PART, PLACE], limit=limit
            )
        return sorted(self._starts[row[PART]] + int(row[PLACE]) for row in rows)


def _is_lone(token: str) -> bool:
    return len(token) == 1 and not token.isascii()
