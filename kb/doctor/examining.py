"""A whole home looked over: nothing is changed, and one fault does not hide the others."""

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping

import sqlalchemy as sa
from filelock import FileLock, Timeout

from embeddings.types import Encoder
from kb.bundles.manifest import ROWS, SEGMENTS, VECTORS
from kb.doctor import indexes, rows
from kb.doctor.cache import check_cache
from kb.doctor.findings import Checkup, Finding
from kb.doctor.place import check_leftovers, check_place, check_settings
from kb.doctor.program import check_program
from kb.doctor.reading import opened
from kb.errors import HomeLocked, ModelUnusable, NotFound
from kb.index.build import vector_fingerprint
from kb.index.mismatch import model_mismatch
from kb.settings import Settings
from kb.store.schema import SCHEMA_VERSION

Load = Callable[[], Encoder]
"""Returns the encoder of the settings; raises ModelUnusable."""
_LOCK_SECONDS = 10.0


def examine(settings: Settings, load: Load, environ: Mapping[str, str], *, repaired: tuple[str, ...] = ()) -> Checkup:
    """Look a home over; nobody may write meanwhile. Raises NotFound where there is none, HomeLocked."""
    started = time.perf_counter()
    home = settings.home
    if settings.database_url is not None:
        raise NotFound(
            "知识库的数据在 PostgreSQL 里，kb doctor 只检查文件夹里的知识库；请用 pg_amcheck 检查数据库，"
            "索引坏了运行 kb reindex",
            home=str(home),
        )
    if not (home / ROWS).is_file():
        raise NotFound(f"{home} 里没有知识库；请检查 --home 或 KB_HOME，或先用 kb ingest 导入文件", home=str(home))
    found = [*check_program(), *check_settings(settings, environ), *check_place(home)]
    counts: dict[str, int] = {}
    lock = FileLock(home / "write.lock")
    is_writable = not any(one.code == "read_only" for one in found)
    try:
        if is_writable:
            lock.acquire(timeout=_LOCK_SECONDS)
        found += check_leftovers(home)
        found += _checked_rows(settings, counts, load)
        found += check_cache(home / VECTORS)
    except Timeout as error:
        raise HomeLocked(f"另一个程序正在写知识库 {home}；请等它结束后再检查", home=str(home)) from error
    finally:
        lock.release()
    return Checkup(home, counts, tuple(found), time.perf_counter() - started, repaired)


def _checked_rows(settings: Settings, counts: dict[str, int], load: Load) -> Iterator[Finding]:
    """Yield the findings on rows, indexes and model; a file that cannot be read at all is one, too."""
    try:
        with opened(settings.home / ROWS) as connection:
            schema = rows.schema_of(connection)
            yield from rows.check_schema(schema)
            yield from rows.check_file(connection)
            yield from rows.check_sources(connection)
            if schema == SCHEMA_VERSION:
                yield from rows.check_versions(connection)
            yield from rows.check_counters(connection)
            counts |= rows.count_rows(connection)
            kept = indexes.kept_generations(connection)
            counts |= {"generation": kept[0].number if kept else 0, "segments": len(kept[0].segments) if kept else 0}
            folder = settings.home / SEGMENTS
            if settings.index_url is None:
                yield from indexes.check_indexes(connection, folder, kept, settings.threads)
            else:
                yield indexes.on_server(len(kept))
    except (sa.exc.SQLAlchemyError, sqlite3.Error) as error:
        yield Finding("database_damaged", ROWS, f"数据库文件读不出来（{rows.is_sqlite_fault(error)}）", rows.BACKUP)
        kept = []
    yield from _checked_model(settings, load, kept[0].fingerprint if kept else "")


def _checked_model(settings: Settings, load: Load, published: str) -> Iterator[Finding]:
    try:
        expected = vector_fingerprint(load(), context=settings.embed_context)
    except ModelUnusable as error:
        problem, _, remedy = error.message.partition("；")
        yield Finding("model_unusable", settings.embedding_model, problem, remedy)
        return
    if published and published != expected:
        error_of = model_mismatch(published, expected, "", settings.embedding_model)
        problem, _, remedy = error_of.message.partition("；")
        yield Finding("model_mismatch", settings.embedding_model, problem, remedy)
