"""The published generations compared with their checksums and with the rows that they were built from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from kb.doctor.findings import Finding, Mending, Severity
from kb.errors import HomeDamaged
from kb.index.checksums import differing, has_checksums
from kb.index.segments import Segment, SegmentRows, read_rows
from kb.store import codec
from kb.store.disk_faults import may_write
from kb.store.schema import generations, passages, versions

_REBUILD = "请运行 kb doctor --repair（或 kb reindex）重建；重建只用库里的原文和向量，不需要原件"


@dataclass(frozen=True, slots=True)
class Kept:
    """A generation that is kept: its number, its segments, whose vectors they hold."""

    number: int
    segments: tuple[str, ...]
    fingerprint: str


def kept_generations(connection: sa.Connection) -> list[Kept]:
    """Return the generations, the published one first."""
    rows = connection.execute(sa.select(generations).order_by(generations.c.generation.desc()))
    return [Kept(row.generation, codec.strings_from_json(row.segments), row.fingerprint) for row in rows]


def check_indexes(connection: sa.Connection, folder: Path, kept: list[Kept], threads: int) -> Iterator[Finding]:
    """Yield what is wrong with the segments, and what the published ones lack or hold besides."""
    opened: dict[str, SegmentRows | None] = {}
    for generation in kept:
        is_current = generation is kept[0]
        for name in generation.segments:
            if name not in opened:
                opened[name], problem = _opened(folder / name, threads)
                if problem and is_current:
                    yield Finding("segment_damaged", name, problem, _REBUILD, mending=Mending.REINDEX)
        if not is_current and any(opened[name] is None for name in generation.segments):
            yield Finding(
                "generation_damaged",
                f"第 {generation.number} 代",
                f"保留的第 {generation.number} 代索引读不出来，不能回退到它；正在使用的一代不受影响",
                "请运行 kb doctor --repair 去掉它",
                mending=Mending.GENERATION,
                number=generation.number,
            )
    unproven = [name for name, rows in opened.items() if rows is not None and not has_checksums(folder / name)]
    if unproven:
        yield Finding(
            "checksums_missing",
            "、".join(unproven),
            f"{len(unproven)} 个索引段由较早的程序写成，还没有校验值",
            "运行 kb doctor --repair 补上",
            Severity.NOTE,
            Mending.CHECKSUMS,
        )
    yield from _orphans(folder, {name for generation in kept for name in generation.segments})
    current = [opened[name] for name in kept[0].segments] if kept else []
    if None not in current:
        yield from _compared(connection, [rows for rows in current if rows is not None])


def on_server(kept: int) -> Finding:
    """Return the note that the segments of so many generations lie elsewhere."""
    return Finding(
        "indexes_on_server",
        "索引",
        f"保留的 {kept} 代索引在 KB_INDEX_URL 的索引服务器上，这里不检查",
        "每次打开时都核对段数和附表的校验值，不符时会说明；kb reindex 可随时从库里的原文重建",
        Severity.NOTE,
    )


def _opened(folder: Path, threads: int) -> tuple[SegmentRows | None, str]:
    """Return the rows of a segment that is whole; else None, and what is wrong."""
    if not folder.is_dir():
        return None, f"索引段 {folder.name} 不见了"
    if wrong := differing(folder):
        return None, f"索引段 {folder.name} 的文件“{wrong[0]}”与写入时的校验值不符（共 {len(wrong)} 个文件）"
    try:
        # The keyword index locks its folder when it is opened: in one that may only be read the checksums must do.
        if may_write(folder):
            Segment.open(folder, threads=threads)
        return read_rows(folder), ""
    except HomeDamaged as error:
        return None, error.message.partition("；")[0]


def _orphans(folder: Path, wanted: Iterable[str]) -> Iterator[Finding]:
    known = set(wanted)
    left = sorted(path.name for path in folder.iterdir() if path.name not in known) if folder.is_dir() else []
    if left:
        yield Finding(
            "segments_left",
            "、".join(left),
            f"索引目录里有 {len(left)} 项不属于任何一代（中途被终止的运行留下的），不影响使用",
            "下一次 kb ingest 自动清除；也可运行 kb doctor --repair",
            Severity.NOTE,
            Mending.LEFTOVERS,
        )


def _compared(connection: sa.Connection, segments: list[SegmentRows]) -> Iterator[Finding]:
    query = sa.select(passages.c.passage_row, passages.c.version_row).order_by(passages.c.passage_row)
    stored = np.array([tuple(row) for row in connection.execute(query)], dtype=np.int64).reshape(-1, 2)
    held = set(connection.execute(sa.select(versions.c.version_row)).scalars())
    covered = [row for one in segments for row in one.covered]
    if missing := held - set(covered):
        yield Finding(
            "unpublished",
            "索引",
            f"{len(missing)} 个版本已经入库、还没有发布，暂时查不到（中途被终止的运行留下的，或回退到了较早的一代）",
            "下一次 kb ingest 会发布；也可运行 kb doctor --repair",
            Severity.NOTE,
            Mending.PUBLISH,
        )
    if set(covered) - held:
        yield Finding(
            "purge_unfinished",
            "索引",
            f"索引里还留有 {len(set(covered) - held)} 个已彻底清除的版本，已经查不到（清除中途被终止）",
            "下一次 kb ingest 会清干净；也可运行 kb doctor --repair",
            Severity.NOTE,
            Mending.PUBLISH,
        )
    if len(covered) != len(set(covered)):
        yield Finding("index_differs", "索引", "有的版本在索引里出现两次", _REBUILD, mending=Mending.REINDEX)
        return
    pairs = [np.stack([one.passages, one.versions], axis=1) for one in segments]
    indexed = np.concatenate([np.zeros((0, 2), dtype=np.int64), *pairs])
    indexed = indexed[np.isin(indexed[:, 1], list(held))]
    wanted = stored[np.isin(stored[:, 1], covered)]
    if not np.array_equal(indexed[np.argsort(indexed[:, 0], kind="stable")], wanted):
        yield Finding(
            "index_differs",
            "索引",
            f"索引里有 {len(indexed)} 段，库里相应的版本有 {len(wanted)} 段，两者不一致",
            _REBUILD,
            mending=Mending.REINDEX,
        )
