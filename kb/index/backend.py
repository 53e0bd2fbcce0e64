"""Where segments lie: in folders beside the rows, or on a server."""

import shutil
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Protocol

from kb.holdings import FILES
from kb.index.keyword import KeywordIndex
from kb.index.merged_words import MERGED, forget_merged_but, merge_words, words_of
from kb.index.segments import EntriesOf, Segment, SegmentContent, SegmentRows, read_rows
from kb.index.shards import joined as joined_shards


class SegmentBackend(Protocol):
    """Segments written once, read by name, and removed when no generation lists them any more.

    What is written is in no answer before a generation that lists it is committed in the store.
    """

    @property
    def told(self) -> str:
        """What people are told of where the segments lie."""

    def build(self, name: str, content: SegmentContent, *, dim: int) -> None:
        """Write a segment; it can be opened whole or not at all."""

    def rewrite(self, source: str, name: str, version_rows: Collection[int], entries_of: EntriesOf) -> None:
        """Write the part of a segment that belongs to some of its versions as a new one. Raises HomeDamaged."""

    def rows(self, name: str) -> SegmentRows:
        """Return which rows a segment holds. Raises HomeDamaged."""

    def open(self, name: str) -> Segment:
        """Open a segment. Raises HomeDamaged where it is not whole."""

    def joined(self, segments: Sequence[Segment]) -> KeywordIndex:
        """Return the words of open segments as one index; positions count on from segment to segment."""

    def prepare(self, names: Sequence[str]) -> None:
        """Do what makes these segments faster to search together, before they are published."""

    def keep(self, names: Collection[str], published: Sequence[str]) -> None:
        """Remove every segment but these, what was left of broken-off runs too; some of them are published."""

    def size(self, name: str) -> int:
        """Return how many bytes a segment takes here."""

    def problem(self) -> str:
        """Return what keeps segments from being read, empty where nothing does."""

    def close(self) -> None:
        """Release connections; the next call opens them again."""


class FolderSegments:
    """Segments in folders: FAISS and tantivy."""

    def __init__(self, folder: Path, *, threads: int) -> None:
        """Take the folder of the segments; it is made where it is not there."""
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self._merged = folder.parent / MERGED
        self._threads = threads

    @property
    def told(self) -> str:
        """What people are told of where the segments lie."""
        return FILES

    def build(self, name: str, content: SegmentContent, *, dim: int) -> None:
        """Write a segment; the folder appears whole or not at all."""
        Segment.build(self.folder / name, content, dim=dim, threads=self._threads)

    def rewrite(self, source: str, name: str, version_rows: Collection[int], entries_of: EntriesOf) -> None:
        """Write the part of a segment that belongs to some of its versions as a new one. Raises HomeDamaged."""
        folder = self.folder
        Segment.rewrite(folder / source, folder / name, version_rows, entries_of, threads=self._threads)

    def rows(self, name: str) -> SegmentRows:
        """Return which rows a segment holds. Raises HomeDamaged."""
        return read_rows(self.folder / name)

    def open(self, name: str) -> Segment:
        """Open a segment. Raises HomeDamaged where its parts are missing or disagree."""
        return Segment.open(self.folder / name, threads=self._threads)

    def joined(self, segments: Sequence[Segment]) -> KeywordIndex:
        """Return the words of open segments as one index; positions count on from segment to segment."""
        if len(segments) == 1:
            return segments[0].keywords
        return joined_shards(*words_of(self._merged, self.folder, [one.name for one in segments]))

    def prepare(self, names: Sequence[str]) -> None:
        """Merge the words of small shards."""
        merge_words(self._merged, self.folder, names)

    def keep(self, names: Collection[str], published: Sequence[str]) -> None:
        """Remove every folder but these, what was left of broken-off runs too; words are merged of published ones."""
        remove_folders_but(self.folder, names)
        forget_merged_but(self._merged, self.folder, published)

    def remove(self, names: Collection[str]) -> None:
        """Remove these segments."""
        for name in names:
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def size(self, name: str) -> int:
        """Return how many bytes a segment takes here."""
        return folder_size(self.folder / name)

    def problem(self) -> str:
        """Return what keeps segments from being read: files are there or are damaged, which opening tells."""
        return ""

    def close(self) -> None:
        """Do nothing: what is open goes with its snapshot."""


def remove_folders_but(folder: Path, names: Collection[str]) -> None:
    """Remove what lies in a folder under other names; what cannot be removed now is at the next time."""
    for one in folder.iterdir():
        if one.name not in names:
            shutil.rmtree(one, ignore_errors=True)


def folder_size(folder: Path) -> int:
    """Return the bytes of all files under a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
