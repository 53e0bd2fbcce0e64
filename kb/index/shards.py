"""Shards: the words of a segment in small keyword indexes, searched as one with those of every other segment.

BM25 weighs a word by how rare it is among all passages. Were each segment searched by itself, a new document beside a
large base would be weighed by its own few passages. So the files of all shards are laid into one index: tantivy adds up
the counts of its parts, and a passage has the very score that it would have in an index that was built in one go.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeAlias

from kb.errors import HomeDamaged
from kb.index.keyword import KeywordEntry, Places, TantivyIndex
from kb.store.disk_faults import may_write

SHARD_PASSAGES = 8_000
"""About how many passages a shard holds. A purge writes the shard anew that held the text: a second; twenty shards
instead of one cost a search one millisecond."""

MOST_PASSAGES = 2 * SHARD_PASSAGES
"""A larger shard, as earlier versions of the program wrote them, is cut when its segment is written again."""
Words: TypeAlias = Path | Sequence[KeywordEntry]
"""A shard that was written before, or what new ones are to hold."""
META = "meta.json"


def shards_of(folder: Path) -> list[Path]:
    """Return the shards of a segment's keyword folder in order; the folder itself where it is the only one."""
    if (folder / META).is_file() or not folder.is_dir():
        return [folder]
    return sorted(one for one in folder.iterdir() if one.is_dir()) or [folder]


def build_shards(folder: Path, words: Sequence[Words]) -> None:
    """Write a keyword folder anew: shards that stay as they are, and new ones of entries, in this order.

    The passages of a version stay together.
    """
    parts = [part for one in words for part in ([one] if isinstance(one, Path) else _parts(one))]
    places = [folder / f"{number:03d}" for number in range(len(parts))] if len(parts) > 1 else [folder]
    folder.parent.mkdir(parents=True, exist_ok=True)
    for place, part in zip(places, parts or [()], strict=True):
        if isinstance(part, Path):
            _link_shard(part, place)
        else:
            TantivyIndex.build(place, part)


def shard_size(folder: Path) -> int:
    """Return how many passages a shard holds. Raises HomeDamaged where it cannot be read."""
    return sum(int(part["max_doc"]) for part in _meta(folder)["segments"])


def joined(folders: Sequence[Path], merged: Mapping[Path, Places] | None = None) -> TantivyIndex:
    """Open shards as one index; positions count on from shard to shard.

    `merged` tells where passages stand in those of the folders that hold several shards. The common folder holds links
    and is gone when the index is open: a reader leaves nothing behind. Raises HomeDamaged where a shard is missing or
    cannot be read.
    """
    if not folders:
        return TantivyIndex.empty()
    places: list[Places | int] = []
    start = 0
    for folder in folders:
        sizes = [int(part["max_doc"]) for part in _meta(folder)["segments"]]
        own = (merged or {}).get(folder, Places((0,), (0,)) if len(sizes) == 1 else None)
        places += [own.after(start)] if own else [start for _ in sizes]
        start += sum(sizes)
    # tantivy locks the folder that it opens: one that may only be read is opened by links.
    if len(folders) == 1 and may_write(folders[0]):
        return TantivyIndex.open(folders[0], places=places)
    with laid_together(folders) as place:
        return TantivyIndex.open(place, places=places, name=folders[0])


@contextmanager
def laid_together(folders: Sequence[Path]) -> Iterator[Path]:
    """Yield a temporary folder in which the parts of all shards are those of one index, in order.

    Raises HomeDamaged where a shard is missing or cannot be read.
    """
    metas = [_meta(folder) for folder in folders]
    common = dict(metas[0])
    common["segments"] = [part for meta in metas for part in meta["segments"]]
    common["opstamp"] = max(int(meta["opstamp"]) for meta in metas)
    with _common_folder() as place:
        for folder in folders:
            _link_parts(folder, place)
        (place / META).write_text(json.dumps(common), encoding="utf-8")
        yield place


def stems_of(folder: Path) -> set[str]:
    """Return what the names of the files of an index's parts begin with. Raises HomeDamaged."""
    return {str(part["segment_id"]).replace("-", "") for part in _meta(folder)["segments"]}


def _link_shard(source: Path, target: Path) -> None:
    """Put a shard, which is never written again, into another segment as well."""
    target.mkdir(parents=True)
    for path in source.iterdir():
        if path.suffix != ".lock":
            _link(path, target / path.name)


@contextmanager
def _common_folder() -> Iterator[Path]:
    place = Path(tempfile.mkdtemp(prefix="kb-keywords-"))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _link_parts(folder: Path, place: Path) -> None:
    stems = stems_of(folder)
    for path in folder.iterdir():
        if path.name.partition(".")[0] in stems:
            _link(path, place / path.name, symbolic=True)


def _link(source: Path, target: Path, *, symbolic: bool = False) -> None:
    """Make a file appear under another name as well, by a copy where the system has no links for us."""
    for link in ([os.symlink] if symbolic else []) + [os.link]:
        with suppress(OSError, NotImplementedError):
            link(source.resolve(), target)
            return
    shutil.copyfile(source, target)


def _parts(entries: Sequence[KeywordEntry]) -> Iterator[Sequence[KeywordEntry]]:
    start = 0
    for place in range(1, len(entries)):
        if place - start >= SHARD_PASSAGES and entries[place].version_row != entries[place - 1].version_row:
            yield entries[start:place]
            start = place
    yield entries[start:]


def _meta(folder: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((folder / META).read_text(encoding="utf-8"))
        if not isinstance(found["segments"], list) or not isinstance(found["opstamp"], int):
            raise TypeError("no list of parts")
    except FileNotFoundError as error:
        raise HomeDamaged(f"关键词索引不见了：{folder}；请运行 kb reindex 重建", folder=str(folder)) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise HomeDamaged(
            f"关键词索引已损坏：{folder}（{error}）；请运行 kb reindex 重建", folder=str(folder)
        ) from error
    return found
