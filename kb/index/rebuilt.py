"""Segments in a folder of this machine, over rows that other machines share: what is not there is built from the rows.

What versions a segment holds is noted beside the rows, so that every machine builds the same one under its name.
"""

import json
import logging
import re
from collections.abc import Callable, Collection, Sequence

from filelock import FileLock

from kb.errors import HomeDamaged
from kb.index.backend import FolderSegments
from kb.index.keyword import KeywordIndex
from kb.index.segments import EntriesOf, Segment, SegmentContent, SegmentRows
from kb.store.store import Store

logger = logging.getLogger(__name__)

Restore = Callable[[FolderSegments, str, Sequence[int]], None]
"""Builds the segment of a name from the versions of these rows."""

_NAME = re.compile(r"s\d{6,}")


class RebuiltSegments:
    """Folders of segments, those that another machine wrote built here when they are first needed; see SegmentBackend.

    Homes of several machines may as well be one shared folder: then nothing is ever missing. `use` comes before all
    else.
    """

    def __init__(self, inner: FolderSegments, store: Store) -> None:
        self._inner = inner
        self._store = store
        self._restore: Restore | None = None
        self._fingerprint: Callable[[], str] = str

    @property
    def told(self) -> str:
        """What people are told of where the segments lie."""
        return self._inner.told

    def use(self, restore: Restore, fingerprint: Callable[[], str]) -> None:
        """Take what builds a segment, and what its vectors are marked with."""
        self._restore = restore
        self._fingerprint = fingerprint

    def build(self, name: str, content: SegmentContent, *, dim: int) -> None:
        """Write a segment, and note which versions it holds."""
        self._inner.build(name, content, dim=dim)
        self._note(name, content.version_rows)

    def rewrite(self, source: str, name: str, version_rows: Collection[int], entries_of: EntriesOf) -> None:
        """Write the part of a segment that belongs to some of its versions as a new one, and note which."""
        self._fetch(source)
        self._inner.rewrite(source, name, version_rows, entries_of)
        self._note(name, sorted(version_rows))

    def rows(self, name: str) -> SegmentRows:
        """Return which rows a segment holds. Raises HomeDamaged."""
        self._fetch(name)
        return self._inner.rows(name)

    def open(self, name: str) -> Segment:
        """Open a segment. Raises HomeDamaged where it cannot be built, ModelUnusable."""
        self._fetch(name)
        return self._inner.open(name)

    def joined(self, segments: Sequence[Segment]) -> KeywordIndex:
        """Return the words of open segments as one index, and remove the segments that no generation lists any more."""
        found = self._inner.joined(segments)
        self._tidy({one.name for one in segments})
        return found

    def prepare(self, names: Sequence[str]) -> None:
        """Merge the words of small shards."""
        for name in names:
            self._fetch(name)
        self._inner.prepare(names)

    def keep(self, names: Collection[str], published: Sequence[str]) -> None:
        """Remove every segment but these, and the notes of the others."""
        self._inner.keep(names, published)
        self._store.segment_notes.keep(names)

    def size(self, name: str) -> int:
        """Return how many bytes a segment takes here."""
        return self._inner.size(name)

    def problem(self) -> str:
        """Return what keeps segments from being read."""
        return self._inner.problem()

    def close(self) -> None:
        """Release what is open."""
        self._inner.close()

    def _note(self, name: str, version_rows: Sequence[int]) -> None:
        note = json.dumps({"versions": list(version_rows), "vectors": self._fingerprint()})
        self._store.segment_notes.add(name, note)

    def _fetch(self, name: str) -> None:
        """Build a segment that is not there. Raises HomeDamaged where nobody noted what it holds, or for whom."""
        folder = self._inner.folder / name
        if folder.is_dir() or self._restore is None:
            return
        with FileLock(self._inner.folder.parent / "rebuild.lock"):
            if folder.is_dir():
                return
            note = self._store.segment_notes.of(name)
            if note is None:
                raise HomeDamaged(f"索引段 {name} 不在本机，也没有记下它的内容；请运行 kb reindex 重建", segment=name)
            held = json.loads(note)
            if held["vectors"] != self._fingerprint():
                raise HomeDamaged(
                    f"索引段 {name} 不在本机，而且是用另一个向量模型建的；请改回那个模型，或运行 kb reindex 重建",
                    segment=name,
                )
            logger.warning("segment %s is not in %s: it is built here from the rows", name, self._inner.folder)
            self._restore(self._inner, name, held["versions"])

    def _tidy(self, opened: Collection[str]) -> None:
        """Remove folders that another machine's changes have left without use: what they hold may have been purged.

        A writer that shares the folder may be building segments that no generation lists yet: their names are later
        than any that one lists.
        """
        kept = {name for generation in self._store.generations() for name in generation.segments} | set(opened)
        newest = max(map(_number, kept), default=0)
        there = {path.name for path in self._inner.folder.iterdir() if _NAME.fullmatch(path.name)}
        gone = {name for name in there - kept if _number(name) < newest}
        if gone:
            self._inner.remove(gone)


def _number(name: str) -> int:
    return int(name[1:]) if _NAME.fullmatch(name) else 0
