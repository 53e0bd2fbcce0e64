"""Whether questions can be answered now, check by check: what fails, what only works in part, and what to do."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

import sqlalchemy as sa
from filelock import FileLock, Timeout

from kb.errors import KnowledgeBaseError, StoreUnreachable, StoreUnsuitable
from kb.index.snapshot import SnapshotKeeper
from kb.store.store import Store

_LITTLE_ROOM = 100_000_000
_WRITE_LOCK = "write.lock"


_Loaded: TypeAlias = Callable[[], tuple[bool, bool]]


class State(StrEnum):
    """How a part of the knowledge base does."""

    OK = "ok"
    DEGRADED = "degraded"
    """Questions are answered; something else is not done."""
    FAILED = "failed"
    """No question can be answered."""


@dataclass(frozen=True, slots=True)
class Check:
    """What one look at one part showed."""

    name: str
    state: State
    message: str
    """In Chinese, what to do included where something is to be done; names no folder."""


class Readiness:
    """Looks at a home that is open. Every look is made anew: what is mended is told at the next one."""

    def __init__(
        self, home: Path, store: Store, keeper: SnapshotKeeper, loaded: Callable[[], tuple[bool, bool]]
    ) -> None:
        """Take what tells whether the model and the published state are in memory."""
        self._home = home
        self._store = store
        self._keeper = keeper
        self._loaded = loaded

    def checks(self) -> tuple[Check, ...]:
        """Return what each part shows: model, store, indexes, disk, writer."""
        model, published = self._loaded()
        return (
            _check("model", model, "向量模型已载入", "向量模型还没有载入；久等不好时请看服务日志"),
            *self._rows_and_indexes(published),
            self._disk(),
            self._writer(),
        )

    def _rows_and_indexes(self, published: bool) -> Iterator[Check]:
        try:
            generation = self._store.generation()
        except (sa.exc.SQLAlchemyError, KnowledgeBaseError) as error:
            said = f"数据库没有应答（{type(error).__name__}）；请检查磁盘，并运行 kb doctor"
            # Of a server the message says which, and no folder.
            told = error.message if isinstance(error, StoreUnreachable | StoreUnsuitable) else said
            yield Check("store", State.FAILED, told)
            yield Check("indexes", State.FAILED, "数据库没有应答，不知道应当打开哪一代索引")
            return
        yield Check("store", State.OK, "数据库有应答")
        if problem := self._keeper.problem():
            yield Check("indexes", State.FAILED, problem)
            return
        if not published:
            yield Check("indexes", State.FAILED, "索引还没有载入；久等不好时请看服务日志")
            return
        try:
            opened = self._keeper.current().generation
        except (sa.exc.SQLAlchemyError, KnowledgeBaseError, OSError) as error:
            said = f"最新一代索引打不开（{type(error).__name__}）；请运行 kb doctor --repair"
            yield Check("indexes", State.FAILED, said)
            return
        wanted = generation.number if generation else 0
        # A newer one may have been published between the two looks.
        yield _check(
            "indexes",
            opened >= wanted,
            f"正在使用第 {opened} 代索引",
            f"打开的是第 {opened} 代索引，已发布的是第 {wanted} 代；请运行 kb doctor",
        )

    def _disk(self) -> Check:
        try:
            with tempfile.TemporaryFile(dir=self._home) as probe:
                probe.write(b"\0")
            free = shutil.disk_usage(self._home).free
        except OSError as error:
            said = f"知识库目录写不进去（{error.strerror}）：可以提问，不能导入和撤回；请检查磁盘空间和权限"
            return Check("disk", State.DEGRADED, said)
        if free < _LITTLE_ROOM:
            said = f"磁盘只剩 {free / 1_000_000:.0f} MB：可以提问，导入随时可能失败；请腾出空间"
            return Check("disk", State.DEGRADED, said)
        return Check("disk", State.OK, f"磁盘剩 {free / 1_000_000_000:.1f} GB")

    def _writer(self) -> Check:
        if self._store.is_shared:
            return Check("writer", State.OK, "写锁在数据库服务器上")
        try:
            with FileLock(self._home / _WRITE_LOCK).acquire(timeout=0):
                return Check("writer", State.OK, "没有人在写")
        except Timeout:
            return Check("writer", State.OK, "正在写入（导入、撤回或重建）")
        except OSError as error:
            said = f"写锁打不开（{error.strerror}）：可以提问，不能导入和撤回；请检查目录权限"
            return Check("writer", State.DEGRADED, said)


def worst(checks: tuple[Check, ...]) -> State:
    """Return how the whole does: as its worst part."""
    states = {check.state for check in checks}
    return next(state for state in (State.FAILED, State.DEGRADED, State.OK) if state in states)


def _check(name: str, holds: bool, good: str, bad: str) -> Check:
    return Check(name, State.OK, good) if holds else Check(name, State.FAILED, bad)
