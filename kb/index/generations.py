"""The generations that are kept: what each holds, and how an older one is published again."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from kb.errors import HomeDamaged, IndexUnavailable, NotFound, RollbackRefused
from kb.index.backend import SegmentBackend
from kb.index.model import HomeModel
from kb.index.segments import SegmentRows
from kb.store.audit import AuditAction
from kb.store.rows import Generation, VersionRow
from kb.store.store import Store

Writing = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class GenerationFacts:
    """A kept generation; passages and versions are None where its segments cannot be read."""

    number: int
    created_at: str
    segments: int
    versions: int | None
    passages: int | None
    size: int
    """Bytes of its segments on disk; generations share segments."""
    model: str
    fingerprint: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Rollback:
    """An older generation published again: as which, and the versions in the store that it does not hold."""

    number: int
    again: int
    left: int
    not_found: tuple[VersionRow, ...]


class Generations:
    """The generations of a home, newest first."""

    def __init__(self, store: Store, segments: SegmentBackend, model: HomeModel, writing: Writing) -> None:
        self._store = store
        self._segments = segments
        self._model = model
        self._writing = writing

    def list(self) -> tuple[GenerationFacts, ...]:
        """Return the generations that are kept, newest first; the first one is searched."""
        kept = self._store.generations()
        return tuple(self._facts(one, is_current=one == kept[0]) for one in kept)

    def rollback(self, number: int | None = None) -> Rollback:
        """Publish an older generation again, by default the one before the current; readers finish on theirs.

        What was withdrawn or purged since stays so. Raises NotFound where the generation is not kept, RollbackRefused
        where it is of another model or cannot be gone back to for another reason, HomeLocked, ModelUnusable.
        """
        with self._writing():
            kept = self._store.generations()
            if not kept:
                raise RollbackRefused("还没有发布过任何一代；请先用 kb ingest 导入文件", generation=number)
            wanted = _before(kept) if number is None else _numbered(kept, number)
            if _is_same(wanted, kept[0]):
                raise RollbackRefused(
                    f"第 {wanted.number} 代与正在使用的第 {kept[0].number} 代内容相同，不用回退",
                    generation=wanted.number,
                )
            held = self._held(wanted)
            self._require_model(wanted, held)
            rows = {row.version_row: row for row in self._store.version_rows()}
            covered = frozenset[int]().union(*(one.covered for one in held))
            if not covered <= rows.keys():
                raise RollbackRefused(
                    f"第 {wanted.number} 代里有后来彻底删除的内容，不能再用；kb generations list 列出其余各代",
                    generation=wanted.number,
                )
            with self._store.writing() as writer:
                again = writer.publish(wanted.segments, wanted.fingerprint)
                writer.audit.add(AuditAction.ROLLED_BACK, detail={"generation": again, "again": wanted.number})
        missing = tuple(row for version_row, row in rows.items() if version_row not in covered)
        return Rollback(again, wanted.number, kept[0].number, missing)

    def _held(self, generation: Generation) -> tuple[SegmentRows, ...]:
        try:
            return tuple(self._segments.rows(name) for name in generation.segments)
        except HomeDamaged as error:
            raise RollbackRefused(
                f"第 {generation.number} 代的索引读不出来，不能回退到它（{error.message}）",
                generation=generation.number,
            ) from error

    def _require_model(self, generation: Generation, held: tuple[SegmentRows, ...]) -> None:
        expected = self._model.fingerprint()
        if generation.fingerprint != expected:
            published = held[0].model if held else ""
            name = f"模型 {published} " if published and published != self._model.name else "另一个模型（或另外的设置）"
            raise RollbackRefused(
                f"第 {generation.number} 代的向量是{name}算的，与当前模型 {self._model.name} 不能混用；"
                "请先改回当时的 KB_EMBEDDING_MODEL、KB_EMBEDDING_DIM、KB_QUERY_PROMPT 和 KB_EMBED_CONTEXT，"
                "或留在现在这一代",
                generation=generation.number,
                found=generation.fingerprint,
                expected=expected,
            )

    def _facts(self, generation: Generation, *, is_current: bool) -> GenerationFacts:
        size = sum(map(self._segments.size, generation.segments))
        versions: int | None
        passages: int | None
        try:
            held = [self._segments.rows(name) for name in generation.segments]
            versions, passages = sum(len(one.covered) for one in held), sum(len(one.passages) for one in held)
            model = held[0].model if held else ""
        except (HomeDamaged, IndexUnavailable):
            versions, passages, model = None, None, ""
        return GenerationFacts(
            generation.number,
            generation.created_at,
            len(generation.segments),
            versions,
            passages,
            size,
            model,
            generation.fingerprint,
            is_current,
        )


def _is_same(one: Generation, other: Generation) -> bool:
    return (one.segments, one.fingerprint) == (other.segments, other.fingerprint)


def _before(kept: list[Generation]) -> Generation:
    """Return the generation before the current one; before the one that it repeats where it is a rollback."""
    first = min(one.number for one in kept if _is_same(one, kept[0]))
    older = [one for one in kept if one.number < first]
    if not older:
        raise RollbackRefused(
            f"第 {first} 代之前没有还保留着的一代；保留几代由 KB_KEEP_GENERATIONS 决定，彻底删除之后只留最新一代",
            generation=first,
        )
    return older[0]


def _numbered(kept: list[Generation], number: int) -> Generation:
    found = next((one for one in kept if one.number == number), None)
    if found is None:
        held = "、".join(str(one.number) for one in kept)
        raise NotFound(f"第 {number} 代没有保留；还有第 {held} 代，kb generations list 列出详情", generation=number)
    return found
