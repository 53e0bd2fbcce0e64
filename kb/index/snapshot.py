"""What readers see: the published generation with its segments open, exchanged whole when something changes."""

import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from kb.errors import HomeDamaged
from kb.index.allowed import Allowed
from kb.index.backend import SegmentBackend
from kb.index.keyword import KeywordIndex, TantivyIndex
from kb.index.mismatch import model_mismatch
from kb.index.segments import Rows, Segment
from kb.index.token_table import PassageTokens, TokenTable, taken
from kb.store.rows import Generation, VersionRow
from kb.store.store import Store
from kb.text.tokens import bigrams

_COMMON, _COMMON_SHARE = 20, 0.02


def _no_rows() -> Rows:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One published state; a reader that holds it finishes on it."""

    changes: int
    generation: int
    fingerprint: str
    segments: tuple[Segment, ...]
    versions: Sequence[VersionRow]
    keywords: KeywordIndex = field(default_factory=TantivyIndex.empty)
    """The words of all segments as one index; its positions count on from segment to segment."""
    passage_rows: Rows = field(default_factory=_no_rows)
    """The passage at each position of `keywords`."""
    version_rows: Rows = field(default_factory=_no_rows)
    """The version of the passage at each position of `keywords`."""
    held: Rows = field(default_factory=_no_rows)
    """The versions that have passages, in order."""
    allowed: Allowed = field(default_factory=lambda: Allowed(_no_rows()))
    """Which positions belong to which versions."""

    @property
    def passages(self) -> int:
        """The number of passages in all segments."""
        return sum(map(len, self.segments))

    def passages_of(self, version_rows: Sequence[int]) -> int:
        """Return how many passages these versions have in all segments."""
        return int(np.isin(self.version_rows, np.array(version_rows, dtype=np.int64)).sum())

    def frequency(self, token: str) -> int:
        """Return in how many passages' texts a token stands."""
        return self.keywords.frequency(token)

    def title_frequency(self, token: str) -> int:
        """Return how many passages are indexed under a title with the token."""
        return self.keywords.title_frequency(token)

    def is_in_title(self, version_row: int, token: str) -> bool:
        """Tell whether a version was indexed under a title with the token."""
        return self.keywords.is_in_title(version_row, token)

    def phrase_frequency(self, text: str, most: int) -> int:
        """Return in how many passages' texts the words stand one after the other, counting up to `most`."""
        return len(self.keywords.phrase(text, most))

    def version_rows_of(self, passage_rows: Collection[int]) -> dict[int, int]:
        """Return the version row of each of the passages that a segment holds, by passage row."""
        wanted = np.fromiter(passage_rows, dtype=np.int64, count=len(passage_rows))
        found: dict[int, int] = {}
        for segment in self.segments:
            held, positions = segment.rows.positions_of(wanted)
            found.update(zip(wanted[held].tolist(), segment.version_rows[positions].tolist(), strict=True))
        return found

    def tokens_of(self, passage_rows: Sequence[int]) -> PassageTokens | None:
        """Return the tokens of passages that segments hold, in the order given; None where a segment has none."""
        wanted = np.array(passage_rows, dtype=np.int64)
        parts: list[tuple[Rows, TokenTable, Rows]] = []
        for segment in self.segments:
            held, positions = segment.rows.positions_of(wanted)
            if len(held) and segment.tokens is None:
                return None
            if segment.tokens is not None and len(held):
                parts.append((held, segment.tokens, positions))
        return taken(parts, len(wanted)) if sum(len(held) for held, _, _ in parts) == len(wanted) else None

    def is_common(self, words: str) -> bool:
        """Tell whether the documents use these words all the time: each token in 2 of 100 passages, at least in 20."""
        return all(self.frequency(token) >= max(_COMMON, _COMMON_SHARE * self.passages) for token in bigrams(words))

    def require_model(self, fingerprint: str, model: str) -> None:
        """Raise ModelMismatch unless the vectors are those of the encoder with this fingerprint."""
        if self.generation and self.fingerprint != fingerprint:
            published = self.segments[0].rows.model if self.segments else ""
            raise model_mismatch(self.fingerprint, fingerprint, published, model)


class SnapshotKeeper:
    """Gives the newest snapshot; opens only segments that the last one did not hold."""

    def __init__(self, store: Store, segments: SegmentBackend) -> None:
        self._store = store
        self._segments = segments
        self._lock = threading.Lock()
        self._current: Snapshot | None = None

    def problem(self) -> str:
        """Return what keeps segments from being read, empty where nothing does."""
        return self._segments.problem()

    def current(self) -> Snapshot:
        """Return the newest snapshot. Raises HomeDamaged where a segment cannot be opened."""
        changes = self._store.changes()
        held = self._current
        if held is not None and held.changes == changes:
            return held
        with self._lock:
            if self._current is None or self._current.changes != changes:
                self._current = self._open(changes)
            return self._current

    def _open(self, changes: int) -> Snapshot:
        generation = self._store.generation()
        if generation is None:
            return Snapshot(changes, 0, "", (), ())
        try:
            segments, keywords = self._open_segments(generation)
        except HomeDamaged:
            # A purge removes the segments of the generation before it, perhaps between the two steps above.
            if self._store.generation() == generation:
                raise
            return self._open(changes)
        published = frozenset[int]().union(*(segment.rows.covered for segment in segments))
        versions = [row for row in self._store.version_rows() if row.version_row in published]
        held = self._current
        if held is not None and held.keywords is keywords:
            return replace(
                held,
                changes=changes,
                generation=generation.number,
                fingerprint=generation.fingerprint,
                versions=versions,
            )
        passage_rows = np.concatenate([_no_rows(), *(segment.passage_rows for segment in segments)])
        version_rows = np.concatenate([_no_rows(), *(segment.version_rows for segment in segments)])
        return Snapshot(
            changes,
            generation.number,
            generation.fingerprint,
            segments,
            versions,
            keywords,
            passage_rows,
            version_rows,
            np.unique(version_rows),
            Allowed(version_rows),
        )

    def _open_segments(self, generation: Generation) -> tuple[tuple[Segment, ...], KeywordIndex]:
        """Return the segments with their words as one index; what the last snapshot holds is taken from it."""
        current = self._current
        if current is not None and generation.segments == tuple(segment.name for segment in current.segments):
            return current.segments, current.keywords
        held = {segment.name: segment for segment in current.segments} if current else {}
        segments = tuple(held.get(name) or self._segments.open(name) for name in generation.segments)
        return segments, self._segments.joined(segments)
