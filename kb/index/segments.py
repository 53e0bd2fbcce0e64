"""Segments: immutable folders that hold the vectors and words of some versions' passages."""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from embeddings.errors import IndexDamaged
from embeddings.faiss_index import IDS_FILE, VECTORS_FILE, FaissIndex
from embeddings.files import whole_folder
from embeddings.types import EmbeddingMatrix, VectorIndex
from kb.errors import HomeDamaged
from kb.index.checksums import differing, write_checksums
from kb.index.keyword import KeywordEntry, KeywordIndex
from kb.index.seams import SeamTable
from kb.index.shards import MOST_PASSAGES, Words, build_shards, joined, shard_size, shards_of
from kb.index.token_table import TokenTable

Rows = npt.NDArray[np.int64]
EntriesOf = Callable[[Sequence[int]], Sequence[KeywordEntry]]
"""Gives the passages of versions as the keyword index reads them, in their order."""

_VECTORS = "vectors"
KEYWORDS = "keywords"
TOKENS = "tokens"
SEAMS = "seams"
ROW_NUMBERS = "rows.json"
_COMPARED = frozenset(f"{_VECTORS}/{name}" for name in (VECTORS_FILE, IDS_FILE))


@dataclass(frozen=True, slots=True)
class SegmentRows:
    """Which rows a segment holds: of passage and version by position, and all its versions."""

    passages: Rows
    versions: Rows
    covered: frozenset[int]
    """The versions it was built for; one of headings alone has no passage."""
    order: Rows
    """Positions in the order of their passage rows."""
    held: Rows
    """The versions that have passages, in order."""
    model: str = ""
    """What the model was called whose vectors it holds; empty where that was not written down."""

    def positions_of(self, passage_rows: Rows) -> tuple[Rows, Rows]:
        """Return which of some passage rows (by place among them) are held, and at which positions."""
        if not len(self.passages):
            return self.order, self.order
        places = np.searchsorted(self.passages, passage_rows, sorter=self.order)
        positions = self.order[np.minimum(places, len(self.order) - 1)]
        held = np.flatnonzero(self.passages[positions] == passage_rows)
        return held, positions[held]


@dataclass(frozen=True, slots=True)
class SegmentContent:
    """What a segment is built from, aligned: passage i has row i, vector i and entry i."""

    version_rows: Sequence[int]
    passage_rows: Sequence[int]
    vectors: EmbeddingMatrix
    entries: Sequence[KeywordEntry]
    tokens: TokenTable | None = None
    """Of an encoder that has token vectors."""
    seams: SeamTable | None = None
    model: str = ""
    """The name of the encoder's model, for messages."""
    versions: Sequence[int] | None = None
    """The version of each passage, where the entries do not tell it."""
    kept: Sequence[Words] | None = None
    """The words where they are not those of the entries: shards of another segment among them."""


@dataclass(frozen=True, slots=True)
class Segment:
    """An open segment."""

    name: str
    vectors: VectorIndex
    keywords: KeywordIndex
    rows: SegmentRows
    tokens: TokenTable | None = None
    seams: SeamTable | None = None
    """None in a segment that was built before there were any."""

    def __len__(self) -> int:
        return len(self.rows.passages)

    @property
    def passage_rows(self) -> Rows:
        """The passage at each position of both indexes."""
        return self.rows.passages

    @property
    def version_rows(self) -> Rows:
        """The version of the passage at each position of both indexes."""
        return self.rows.versions

    @classmethod
    def build(cls, folder: Path, content: SegmentContent, *, dim: int, threads: int) -> None:
        """Write a segment; the folder appears whole or not at all."""
        with whole_folder(folder) as draft:
            vectors = FaissIndex(dim, threads=threads)
            vectors.add([str(row) for row in content.passage_rows], content.vectors)
            vectors.save(draft / _VECTORS)
            build_shards(draft / KEYWORDS, [content.entries] if content.kept is None else content.kept)
            write_tables(draft, content)
            write_checksums(draft)

    @classmethod
    def rewrite(
        cls, source: Path, folder: Path, version_rows: Collection[int], entries_of: EntriesOf, *, threads: int
    ) -> None:
        """Write the part of a segment that belongs to some of its versions as a new one: nothing else is in its files.

        Vectors and tokens are taken over, and so are the words of each shard that loses nothing; `entries_of` gives
        the words of the others again. Raises HomeDamaged where the old segment cannot be read.
        """
        held = cls.open(source, threads=threads)
        places = np.isin(held.version_rows, list(version_rows))
        versions = held.version_rows[places].tolist()
        rows = held.passage_rows[places].tolist()
        words: list[Words] = []
        start = 0
        for shard in shards_of(source / KEYWORDS):
            end = start + shard_size(shard)
            inside = places[start:end]
            if inside.all() and len(inside) <= MOST_PASSAGES:
                words.append(shard)
            elif inside.any():
                words.append(entries_of(list(dict.fromkeys(held.version_rows[start:end][inside].tolist()))))
            start = end
        content = SegmentContent(
            sorted(version_rows),
            rows,
            held.vectors.vectors([str(row) for row in rows]),
            (),
            held.tokens.kept(places) if held.tokens else None,
            held.seams.kept(version_rows) if held.seams else None,
            held.rows.model,
            versions,
            words,
        )
        cls.build(folder, content, dim=held.vectors.dim, threads=threads)

    @classmethod
    def open(cls, folder: Path, *, threads: int) -> Self:
        """Open a segment. Raises HomeDamaged where a file is not as it was written, or parts are missing or differ."""
        rows = read_rows(folder)
        # The vectors compare their own files when they are read.
        if wrong := differing(folder, but=_COMPARED):
            raise HomeDamaged(
                f"索引段 {folder.name} 的文件“{wrong[0]}”与写入时的校验值不符（共 {len(wrong)} 个文件）；"
                "请运行 kb reindex 重建",
                folder=str(folder),
            )
        try:
            vectors = FaissIndex.open(folder / _VECTORS, threads=threads)
        except (OSError, ValueError, IndexDamaged) as error:
            raise HomeDamaged(
                f"索引段 {folder.name} 无法读取（{error}）；请运行 kb reindex 重建", folder=str(folder)
            ) from error
        keywords = joined(shards_of(folder / KEYWORDS))
        tokens = TokenTable.open(folder / TOKENS)
        counts = {len(vectors), len(keywords), len(rows.passages), len(rows.versions)}
        counts |= set() if tokens is None else {len(tokens)}
        if len(counts) != 1:
            raise HomeDamaged(
                f"索引段 {folder.name} 的各部分数目不一致：{sorted(counts)}；请运行 kb reindex 重建", folder=str(folder)
            )
        return cls(folder.name, vectors, keywords, rows, tokens, SeamTable.open(folder / SEAMS))


def write_tables(folder: Path, content: SegmentContent) -> None:
    """Write what is kept beside vectors and words: the row numbers, the tokens, the seams."""
    if content.tokens is not None:
        content.tokens.save(folder / TOKENS)
    if content.seams is not None:
        content.seams.save(folder / SEAMS)
    versions = content.versions
    rows = {
        "passages": list(content.passage_rows),
        "versions": [entry.version_row for entry in content.entries] if versions is None else list(versions),
        "covered": list(content.version_rows),
        "model": content.model,
    }
    (folder / ROW_NUMBERS).write_text(json.dumps(rows), encoding="utf-8")


def read_rows(folder: Path) -> SegmentRows:
    """Return which rows a segment holds. Raises HomeDamaged."""
    try:
        rows = json.loads((folder / ROW_NUMBERS).read_text(encoding="utf-8"))
        passages, versions = (np.asarray(rows[name], dtype=np.int64) for name in ("passages", "versions"))
        covered, model = frozenset(rows["covered"]), str(rows.get("model", ""))
        return SegmentRows(passages, versions, covered, np.argsort(passages), np.unique(versions), model)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise HomeDamaged(
            f"索引段 {folder.name} 的行号表无法读取（{error}）；请运行 kb reindex 重建", folder=str(folder)
        ) from error
