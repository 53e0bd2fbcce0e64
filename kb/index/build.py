"""Generations: what the store holds, turned into segments and published by one committed row."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from embeddings.cache import VectorCache, encode_passages_cached
from embeddings.errors import CacheDamaged, EmbeddingError
from embeddings.types import EmbeddingMatrix, Encoder, TokenEncoder
from kb.clauses.split import embedding_text, text_above
from kb.errors import HomeDamaged, ModelUnusable
from kb.index.backend import SegmentBackend
from kb.index.keyword import KeywordEntry
from kb.index.mismatch import WITHOUT_CONTEXT
from kb.index.seams import SeamTable
from kb.index.segments import SegmentContent
from kb.index.token_table import TokenTable
from kb.store.audit import AuditAction
from kb.store.rows import Generation, PassageRow, VersionRow
from kb.store.store import Store
from kb.text.placed_titles import placed_title
from kb.types import Clause, Span

# Up to so many passages are built anew beside a change: it takes half a second.
_MERGE_AT_ONCE = 1_000
# A large change may take longer: it merges up to so many times what it adds.
_MERGE_BY_ADDED = 4
# Beyond so many small segments they are merged: every search by meaning asks each of them.
_MOST_SMALL = 8
# Passages of a full segment. A purge writes the segment anew that held the text: its vectors fill 50 MB.
_SEGMENT_PASSAGES = 32_000
# A very large base has fewer and larger segments than that makes.
_MOST_FULL = 6
# Generations kept for readers that still hold them, and to go back to.
KEEP_GENERATIONS = 3

Progress = Callable[[int, int], None]
"""Called with (passages that have their vector, passages): first with what was cached, then after each batch."""


@dataclass(frozen=True, slots=True)
class SegmentPlan:
    """Which segments stay as they are, which lose what was purged, and which versions are built."""

    kept: tuple[str, ...]
    versions: tuple[int, ...]
    rewritten: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SegmentSize:
    """What a published segment holds; stale where it also holds versions that were purged."""

    name: str
    versions: tuple[int, ...]
    passages: int
    stale: bool


def plan_segments(sizes: Sequence[SegmentSize], missing: Sequence[int], added: int) -> SegmentPlan:
    """Return what to build for `missing` versions with `added` passages beside the published segments.

    A small base is built anew. Else new versions get a segment of their own, which takes in the smallest ones when
    there are many of them, as far as that costs little beside the change. Stale segments are written again.
    """
    if added + sum(size.passages for size in sizes) <= _MERGE_AT_ONCE:
        merged = list(sizes)
    else:
        merged = _smallest(sizes, max(_MERGE_AT_ONCE, _MERGE_BY_ADDED * added))
    names = {size.name for size in merged}
    rows = {row for size in merged for row in size.versions} | set(missing)
    stale = tuple(size.name for size in sizes if size.stale and size.versions and size.name not in names)
    gone = names | {size.name for size in sizes if size.stale}
    return SegmentPlan(tuple(size.name for size in sizes if size.name not in gone), tuple(sorted(rows)), stale)


def _smallest(sizes: Sequence[SegmentSize], most: int) -> list[SegmentSize]:
    """Return the smallest segments, together of at most so many passages, where small ones are many; else none."""
    small = sorted((size for size in sizes if size.passages < _SEGMENT_PASSAGES // 2), key=lambda size: size.passages)
    if len(small) < _MOST_SMALL:
        return []
    sums = accumulate(size.passages for size in small)
    return [size for size, total in zip(small, sums, strict=True) if total <= most]


def vector_fingerprint(encoder: Encoder, *, context: bool) -> str:
    """Return what the vectors of a generation depend on: the encoder, and whether titles and headings are embedded."""
    return encoder.fingerprint if context else f"{encoder.fingerprint}{WITHOUT_CONTEXT}"


def _cut(versions: Sequence[VersionRow], counts: Mapping[int, int], most: int) -> Iterator[Sequence[VersionRow]]:
    """Yield the versions in parts of at most so many passages; a version that has more is a part by itself."""
    start = held = 0
    for place, version in enumerate(versions):
        size = counts.get(version.version_row, 0)
        if place > start and held + size > most:
            yield versions[start:place]
            start, held = place, 0
        held += size
    if versions:
        yield versions[start:]


def seams_of(store: Store, version_rows: Sequence[int]) -> SeamTable:
    """Return the seams of some versions."""
    spans: dict[int, list[Span]] = defaultdict(list)
    for row in store.passages_of(version_rows):
        spans[row.version_row].append(row.passage.span)
    return SeamTable.build((row, text, spans[row]) for row, text in store.texts(version_rows))


class Publisher:
    """Builds segments and publishes generations. One writer at a time (the caller holds the home's lock)."""

    def __init__(
        self,
        store: Store,
        segments: SegmentBackend,
        encoder: Encoder,
        cache: VectorCache,
        *,
        context: bool = True,
        model: str = "",
        keep: int = KEEP_GENERATIONS,
    ) -> None:
        self._store = store
        self._segments = segments
        self._encoder = encoder
        self._cache = cache
        self._context = context
        self._model = model
        self._keep = keep

    def publish(self, *, anew: bool = False, keep: int | None = None, progress: Progress | None = None) -> int:
        """Publish a generation that holds every version of the store and nothing else; return its number.

        `anew` builds every segment again (another model, damage). Where nothing changed, the published generation
        stays. Generations beyond the newest `keep` (by default as many as the home keeps) are removed; a reader that
        holds one has all of its files open or in memory.
        """
        keep = self._keep if keep is None else keep
        current = None if anew else self._store.generation()
        rows = {row.version_row: row for row in self._store.version_rows()}
        sizes = [self._size(name, rows) for name in current.segments] if current else []
        covered = {row for size in sizes for row in size.versions}
        missing = [row for row in rows if row not in covered]
        if current and not missing and not any(size.stale for size in sizes):
            self._prune(keep, rows)
            self._segments.prepare(current.segments)
            return current.number
        counts = self._store.passage_counts()
        plan = plan_segments(sizes, missing, sum(counts.get(row, 0) for row in missing))
        names = [*plan.kept, *(self._rewrite(name, rows) for name in plan.rewritten)]
        names += self._build_all([rows[row] for row in plan.versions], counts, progress)
        # Where something was purged nobody is to wait for it: the next change merges what is left.
        if not plan.rewritten:
            self._segments.prepare(names)
        with self._store.writing() as writer:
            number = writer.publish(names, vector_fingerprint(self._encoder, context=self._context))
            if anew:
                writer.audit.add(AuditAction.REINDEXED, detail={"generation": number, "model": self._model})
        self._prune(keep, rows)
        return number

    def _size(self, name: str, rows: Mapping[int, VersionRow]) -> SegmentSize:
        held = self._segments.rows(name)
        stale = not held.covered <= rows.keys()
        return SegmentSize(name, tuple(sorted(held.covered & rows.keys())), len(held.passages), stale)

    def _rewrite(self, name: str, rows: Mapping[int, VersionRow]) -> str:
        """Write a segment again without what was purged; return the new one's name."""
        left = sorted(self._segments.rows(name).covered & rows.keys())

        def entries_of(version_rows: Sequence[int]) -> list[KeywordEntry]:
            return [entry for row in version_rows for _, _, entry in self._passages(rows[row])]

        new = self._new_name()
        self._segments.rewrite(name, new, left, entries_of)
        return new

    def _new_name(self) -> str:
        with self._store.writing() as writer:
            return writer.take_segment_name()

    def _build_all(
        self, versions: Sequence[VersionRow], counts: Mapping[int, int], progress: Progress | None
    ) -> Iterator[str]:
        """Build segments of the versions, none much larger than a full one; give their names."""
        total, done = sum(counts.values()), 0
        full = max(_SEGMENT_PASSAGES, total // _MOST_FULL)
        wanted = sum(counts.get(version.version_row, 0) for version in versions)
        for some in _cut(versions, counts, full):

            def told(ready: int, _: int, before: int = done) -> None:
                if progress is not None:
                    progress(before + ready, wanted)

            yield self._build(some, told)
            done += sum(counts.get(version.version_row, 0) for version in some)

    def _passages(self, version: VersionRow) -> Iterator[tuple[PassageRow, Clause, KeywordEntry]]:
        """Give the passages of a version with their clauses, and as the keyword index reads them."""
        tree = self._store.clause_tree(version.version_row)
        title = placed_title(version.metadata)
        for row in self._store.passages_of([version.version_row]):
            clause = tree.clauses[row.clause_position]
            heading = "\n".join((*clause.heading_path, clause.title or "", row.passage.lead_in))
            yield row, clause, KeywordEntry(version.version_row, title, heading, row.passage.text)

    def restore(self, segments: SegmentBackend, name: str, version_rows: Sequence[int]) -> None:
        """Build a segment that was published under a name once more, from its versions as far as they are held."""
        rows = {row.version_row: row for row in self._store.version_rows()}
        content = self._content([rows[row] for row in version_rows if row in rows], lambda _, __: None)
        segments.build(name, content, dim=self._encoder.dim)

    def _build(self, versions: Sequence[VersionRow], progress: Progress) -> str:
        content = self._content(versions, progress)
        name = self._new_name()
        self._segments.build(name, content, dim=self._encoder.dim)
        return name

    def _content(self, versions: Sequence[VersionRow], progress: Progress) -> SegmentContent:
        passage_rows: list[int] = []
        texts: list[str] = []
        above: list[str] = []
        entries: list[KeywordEntry] = []
        for version in versions:
            title = placed_title(version.metadata)
            for row, clause, entry in self._passages(version):
                passage_rows.append(row.passage_row)
                above.append(text_above(title, row.passage, clause))
                texts.append(embedding_text(title, row.passage, clause, context=self._context))
                entries.append(entry)
        vectors = self._vectors(texts, progress)
        tokens = None
        if isinstance(self._encoder, TokenEncoder):
            tokens = TokenTable.build(self._encoder, [entry.body for entry in entries], above)
        version_rows = [version.version_row for version in versions]
        seams = seams_of(self._store, version_rows)
        return SegmentContent(version_rows, passage_rows, vectors, entries, tokens, seams, self._model)

    def _vectors(self, texts: Sequence[str], progress: Progress) -> EmbeddingMatrix:
        try:
            return encode_passages_cached(self._encoder, texts, self._cache, progress)
        except CacheDamaged as error:
            raise HomeDamaged(f"向量缓存已损坏（{error}）；可以删去它，缺的向量会重新计算") from error
        except EmbeddingError as error:
            raise ModelUnusable(f"向量模型“{self._model}”算不出向量：{error}", model=self._model) from error

    def _prune(self, keep: int, rows: dict[int, VersionRow]) -> None:
        """Remove the generations beyond the newest `keep`, and those that hold what is purged; a crash leaves some."""
        newest, *older = self._store.generations()
        kept = [newest, *(generation for generation in older[: keep - 1] if self._is_whole(generation, rows))]
        if len(kept) <= len(older):
            with self._store.writing() as writer:
                writer.forget_generations([generation.number for generation in kept])
        self._segments.keep({name for generation in kept for name in generation.segments}, newest.segments)

    def _is_whole(self, generation: Generation, rows: Mapping[int, VersionRow]) -> bool:
        """Tell whether a generation can be read and holds only versions that the store holds."""
        try:
            return not any(self._size(name, rows).stale for name in generation.segments)
        except HomeDamaged:
            return False
