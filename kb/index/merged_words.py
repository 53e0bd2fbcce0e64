"""The words of many shards as one index: every part that a search asks costs it a third of a millisecond.

Merged words stand beside the shards, in a folder of their own, and can be left out at any time: a reader then asks the
shards. They are made when a generation is published, and go with the first shard of theirs that goes.
"""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import TypeAlias

import tantivy

from embeddings.files import whole_folder
from kb.index.checksums import differing, write_checksums
from kb.index.keyword import Places, version_query
from kb.index.segments import KEYWORDS, read_rows
from kb.index.shards import META, MOST_PASSAGES, laid_together, shard_size, shards_of, stems_of

MERGED = "merged"
"""The folder of a home that holds merged words."""
# tantivy merges so many parts of about one size, not fewer; more make a merge slow: two seconds for this many.
_FEWEST, _MOST = 8, 24
_LIST = "shards.json"
_HEAP_BYTES = 15_000_000

Name: TypeAlias = tuple[str, str, int]
"""A shard: its segment, its folder there (empty where it is the only one), its passages."""


@dataclass(frozen=True, slots=True)
class _Merged:
    folder: Path
    shards: tuple[Name, ...]
    places: Places
    """Where the passages of these shards stand, counted from the first."""


def words_of(home_words: Path, segments: Path, names: Sequence[str]) -> tuple[list[Path], Mapping[Path, Places]]:
    """Return the folders that hold the words of segments in order, and where those of merged ones stand.

    Raises HomeDamaged where a shard is missing.
    """
    shards = _shards(segments, names)
    folders: list[Path] = []
    places: dict[Path, Places] = {}
    begun = {one.shards[0]: one for one in _held(home_words)}
    while len(shards):
        merged = begun.get(shards[0][0])
        many = len(merged.shards) if merged else 1
        # Damaged ones are left out: the shards themselves were compared when their segments were opened.
        is_whole = merged is not None and not differing(merged.folder)
        if merged and is_whole and tuple(name for name, _ in shards[:many]) == merged.shards:
            folders.append(merged.folder)
            places[merged.folder] = merged.places
        else:
            many = 1
            folders.append(shards[0][1])
        shards = shards[many:]
    return folders, places


def merge_words(home_words: Path, segments: Path, names: Sequence[str]) -> None:
    """Merge the shards of these segments that are many and are merged with none yet.

    Called before the segments are published, so that nobody opens the shards one by one.
    """
    shards = [name for name, _ in _shards(segments, names)]
    covered = {name for one in _held(home_words) if _follow(one.shards, shards) for name in one.shards}
    for run in _runs(shards, covered):
        for some in _evenly(run):
            _merge(home_words, segments, some)


def forget_merged_but(home_words: Path, segments: Path, names: Sequence[str]) -> None:
    """Remove merged words that are not of these segments alone: what was purged is in none of them."""
    shards = [name for name, _ in _shards(segments, names)]
    kept = {one.folder for one in _held(home_words) if _follow(one.shards, shards)}
    for folder in home_words.iterdir() if home_words.is_dir() else ():
        if folder not in kept:
            shutil.rmtree(folder, ignore_errors=True)


def _shards(segments: Path, names: Sequence[str]) -> list[tuple[Name, Path]]:
    found: list[tuple[Name, Path]] = []
    for name in names:
        whole = segments / name / KEYWORDS
        for shard in shards_of(whole):
            found.append(((name, "" if shard == whole else shard.name, shard_size(shard)), shard))
    return found


def _held(home_words: Path) -> list[_Merged]:
    """Return the merged words that are there and can be read."""
    found = []
    for folder in sorted(home_words.iterdir()) if home_words.is_dir() else ():
        try:
            told = json.loads((folder / _LIST).read_text(encoding="utf-8"))
            shards = tuple((str(one), str(other), int(size)) for one, other, size in told["shards"])
            places = Places(tuple(map(int, told["begins"])), tuple(map(int, told["positions"])))
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if shards and tantivy.Index.exists(str(folder)):
            found.append(_Merged(folder, shards, places))
    return found


def _follow(some: Sequence[Name], among: Sequence[Name]) -> bool:
    """Tell whether some shards follow each other among others."""
    place = among.index(some[0]) if some[0] in among else len(among)
    return tuple(among[place : place + len(some)]) == tuple(some)


def _runs(shards: Sequence[Name], covered: set[Name]) -> Iterator[list[Name]]:
    """Give the shards that follow each other and are merged with none yet; a huge one is left by itself."""
    run: list[Name] = []
    for name in shards:
        if name in covered or not 0 < name[2] <= MOST_PASSAGES:
            yield run
            run = []
        else:
            run.append(name)
    yield run


def _evenly(run: Sequence[Name]) -> Iterator[Sequence[Name]]:
    groups = -(-len(run) // _MOST)
    for number in range(groups):
        some = run[len(run) * number // groups : len(run) * (number + 1) // groups]
        if len(some) >= _FEWEST:
            yield some


def _merge(home_words: Path, segments: Path, shards: Sequence[Name]) -> None:
    with laid_together([_folder(segments, name) for name in shards]) as place:
        index = tantivy.Index.open(str(place))
        writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
        # A commit of nothing lets it look at its parts, and they are many enough to be merged.
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        told = _told(index, segments, shards)
        if told is None:
            return
        own = stems_of(place)
        target = home_words / f"{shards[0][0]}.{shards[0][1] or '000'}-{len(shards)}"
        shutil.rmtree(target, ignore_errors=True)
        with whole_folder(target) as draft:
            for file in place.iterdir():
                if file.name == META or file.name.partition(".")[0] in own:
                    shutil.copyfile(file, draft / file.name)
            (draft / _LIST).write_text(json.dumps(told), encoding="utf-8")
            write_checksums(draft)


def _told(index: tantivy.Index, segments: Path, shards: Sequence[Name]) -> dict[str, object] | None:
    """Return which shards lie where in a merged index; None where that is not plain.

    A merge lays its parts one after the other, the largest first: each is found by its first passage, and its last
    must stand where it then has to.
    """
    searcher = index.searcher()
    if searcher.num_segments != 1 or searcher.num_docs != sum(size for _, _, size in shards):
        return None
    begins: list[tuple[int, int]] = []
    starts = accumulate((size for _, _, size in shards), initial=0)
    for name, start in zip(shards, starts, strict=False):
        ends = _ends(segments, name)
        found = [_doc(searcher, index, version, position) for version, position in ends]
        if found[0] is None or found[1] is None or found[1] - found[0] != name[2] - 1:
            return None
        begins.append((found[0], start))
    begins.sort()
    return {"shards": shards, "begins": [begin for begin, _ in begins], "positions": [start for _, start in begins]}


def _ends(segments: Path, name: Name) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the version of a shard's first and last passage, and their positions in the shard."""
    versions = read_rows(segments / name[0]).versions
    before = 0
    for shard in shards_of(segments / name[0] / KEYWORDS):
        if shard.name == name[1] or not name[1]:
            break
        before += shard_size(shard)
    return (int(versions[before]), 0), (int(versions[before + name[2] - 1]), name[2] - 1)


def _doc(searcher: tantivy.Searcher, index: tantivy.Index, version: int, position: int) -> int | None:
    hits = searcher.search(version_query(index.schema, [version]), limit=searcher.num_docs, count=False).hits
    found = [address.doc for _, address in hits if searcher.doc(address)["position"][0] == position]
    return found[0] if len(found) == 1 else None


def _folder(segments: Path, name: Name) -> Path:
    folder = segments / name[0] / KEYWORDS
    return folder / name[1] if name[1] else folder
