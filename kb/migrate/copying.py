"""Rows copied from one database into another, table by table; what is there already is compared, not copied again."""

from collections.abc import Callable, Iterator, Sequence

import sqlalchemy as sa

from kb.errors import HomeDamaged, StoreUnsuitable
from kb.migrate.digests import TableDigest
from kb.migrate.tables import TABLES, Row, count_of, digest_of, key_of, last_key, moment, moved, rows_of
from kb.store.database import Database

Progress = Callable[[int, int], None]
"""Called with (rows done, rows in all)."""

_BATCH_ROWS, _BATCH_BYTES = 500, 8_000_000
_MOST_TOLD = 5
_TAKES_NUL = "sqlite"


def copy_rows(source: Database, target: Database, progress: Progress | None = None) -> dict[str, int]:
    """Copy every table as it is at this moment; return the number of rows of each, compared on both sides.

    What an earlier run copied stays where it still agrees. Raises StoreUnsuitable where the target cannot hold a
    character, HomeDamaged where what it holds is not what was written.
    """
    with moment(source) as connection:
        _require_writable(connection, target)
        counts = {table.name: count_of(connection, table) for table in TABLES}
        done, total = 0, sum(counts.values())
        for place, table in enumerate(TABLES):
            if progress is not None:
                progress(done, total)
            told = _Told(progress, done, total)
            expected = _copy(connection, target, table, told)
            if _held(target, table) != expected:
                # What an earlier run left is of another state of the source; what refers to it goes first.
                _clear(target, TABLES[place:])
                expected = _copy(connection, target, table, told)
                found = _held(target, table)
                if found != expected:
                    raise _differs(table, expected, found)
            done += expected.rows
        if progress is not None:
            progress(done, total)
    return counts


class _Told:
    """Tells how many rows were read, each once whatever is begun anew."""

    def __init__(self, progress: Progress | None, before: int, total: int) -> None:
        self._progress = progress
        self._before = before
        self._total = total

    def __call__(self, rows: int) -> None:
        if self._progress is not None:
            self._progress(min(self._before + rows, self._total), self._total)


def _copy(source: sa.Connection, target: Database, table: sa.Table, told: Callable[[int], None]) -> TableDigest:
    """Write the rows after the last one that is there; return what all of the source's come to."""
    with target.looking() as connection:
        last = last_key(connection, table)
    digest = TableDigest()

    def missing() -> Iterator[Row]:
        for row in rows_of(source, table):
            digest.add(row)
            if last is None or key_of(table, row) > last:
                yield row

    for batch in _batches(missing()):
        with target.writing() as connection:
            connection.execute(sa.insert(table), [dict(row._mapping) for row in batch])
        told(digest.rows)
    return digest


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += sum(len(value) for value in row if isinstance(value, str | bytes))
        if len(batch) >= _BATCH_ROWS or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _held(target: Database, table: sa.Table) -> TableDigest:
    with target.looking() as connection:
        return digest_of(connection, table)


def _clear(target: Database, tables: Sequence[sa.Table]) -> None:
    with target.writing() as connection:
        for table in reversed(tables):
            connection.execute(sa.delete(table).where(moved(table)))


def _require_writable(source: sa.Connection, target: Database) -> None:
    """Name the texts with a character that PostgreSQL refuses. Raises StoreUnsuitable."""
    if source.dialect.name != _TAKES_NUL or not target.is_shared:
        return
    found = [
        f"{table.name}.{column.name}（{'、'.join(map(str, key))}）"
        for table in TABLES
        for column in table.columns
        if isinstance(column.type, sa.String)
        for key in source.execute(
            sa.select(*table.primary_key.columns).where(sa.func.instr(column, sa.func.char(0)) > 0).limit(_MOST_TOLD)
        )
    ]
    if found:
        raise StoreUnsuitable(
            f"有 {len(found)} 处文字含空字符（NUL），PostgreSQL 存不下：{'，'.join(found[:_MOST_TOLD])}；"
            "什么也没有迁移，请用 kb docs purge 删去含它们的文件或改正这些内容，再重新运行",
            found=found,
        )


def _differs(table: sa.Table, expected: TableDigest, found: TableDigest) -> HomeDamaged:
    return HomeDamaged(
        f"迁移后核对不一致：表 {table.name} 原有 {expected.rows} 行，写入后读出 {found.rows} 行，"
        "校验值不同；目标没有启用，原来的知识库没有改动。请确认没有别的程序在写目标，再运行一次 kb migrate；"
        "仍然如此，请检查目标的磁盘和内存",
        table=table.name,
        expected=expected.rows,
        found=found.rows,
    )
