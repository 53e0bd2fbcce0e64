"""Segments on a Milvus server: the rows of one collection, and what every process keeps of them in its own folder."""

import json
import shutil
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

import numpy as np

from embeddings.errors import EngineError, EngineUnreachable
from embeddings.files import whole_folder
from embeddings.milvus_engine import Column, MilvusEngine, Row
from embeddings.milvus_index import KEY, PART, PLACE, VECTOR, MilvusIndex, columns, key_of, part_of, vector_rows
from embeddings.types import AllowedMask, EmbeddingMatrix
from kb.errors import HomeDamaged, IndexUnavailable
from kb.index.backend import folder_size, remove_folders_but
from kb.index.checksums import differing, write_checksums
from kb.index.engine.address import IndexAddress
from kb.index.engine.counts import WordCounts, mean_lengths
from kb.index.engine.keywords import SPACED, SPARSE, VERSION, KeywordPart, MilvusKeywords
from kb.index.engine.parcels import PIECE_CHARS, digest_of, packed, pieces, unpacked
from kb.index.engine.told import engine_told
from kb.index.engine.weights import spaced, weights_of
from kb.index.keyword import KeywordEntry, KeywordIndex, TantivyIndex
from kb.index.seams import SeamTable
from kb.index.segments import (
    SEAMS,
    TOKENS,
    EntriesOf,
    Segment,
    SegmentContent,
    SegmentRows,
    read_rows,
    write_tables,
)
from kb.index.token_table import TokenTable
from kb.text.tokens import bigrams

_ON_SERVER = "server.json"
_COUNTS = "counts"
_DATA = "data"
_OWNER = "owner"
_WHOLE = -1
"""The place of the row that is written last: with it the segment is whole."""
# A collection must have vectors; the tables' are never searched.
_NO_VECTOR = [1.0, 0.0]
_TABLES = (
    Column(KEY, "name", 64),
    Column(PART, "name", 40),
    Column(PLACE, "number"),
    Column(_DATA, "text", PIECE_CHARS),
    Column(VECTOR, "dense", len(_NO_VECTOR), "FLAT"),
)
_MOST_WORDS = 32_768


@dataclass(frozen=True, slots=True)
class Whole:
    """What the last row of a segment says: where its passages are, how many, and how its tables are checked."""

    collection: str
    dim: int
    passages: int
    pieces: int
    sha256: str

    @classmethod
    def read(cls, text: str, name: str) -> Self:
        """Read it. Raises HomeDamaged."""
        try:
            return cls(**json.loads(text))
        except (ValueError, TypeError) as error:
            raise HomeDamaged(f"索引段 {name} 的说明无法读取（{error}）；请运行 kb reindex 重建") from error


class _Vectors(MilvusIndex):
    """The vectors of a segment, whose server's failures are errors of the domain."""

    def search(
        self, queries: EmbeddingMatrix, top_k: int, /, *, allowed: AllowedMask | None = None
    ) -> list[list[tuple[str, float]]]:
        """Return at most top_k (id, inner product) a query, best first. Raises IndexUnavailable."""
        with engine_told(self.address):
            return super().search(queries, top_k, allowed=allowed)

    def vectors(self, ids: Sequence[str], /) -> EmbeddingMatrix:
        """Return the stored vectors, shape (len(ids), dim). Raises KeyError on an unknown id, IndexUnavailable."""
        with engine_told(self.address):
            return super().vectors(ids)


class MilvusSegments:
    """Segments of which the server holds the passages' vectors and words, and a copy of the tables beside them.

    The tables (row numbers, tokens, seams, counts of words) are fetched once into a folder of this process. Raises
    IndexUnavailable where the server does not answer, refuses, or holds the segments of another knowledge base.
    """

    def __init__(self, folder: Path, url: str, *, token: str = "", owner: Callable[[], str]) -> None:
        """Take the folder for the tables; `owner` tells the knowledge bases of a server apart."""
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.address = IndexAddress.of(url)
        self.engine = MilvusEngine(self.address.server, token=token, database=self.address.database)
        self._owner = owner
        self._tables = f"{self.address.collection}_segments"
        self._is_own = False

    @property
    def told(self) -> str:
        """What people are told of where the segments lie."""
        kind = "Milvus Lite" if self.address.is_local else "Milvus"
        return f"{kind} {self.address.server}（集合 {self.address.collection}，{self.address.index}）"

    def close(self) -> None:
        """Close the connection; the next call opens one again."""
        self.engine.close()

    def build(self, name: str, content: SegmentContent, *, dim: int) -> None:
        """Write a segment: its passages, its tables, and last the row that says it is whole."""
        collection = f"{self.address.collection}_rows_{dim}"
        tokens = [_tokens(entry) for entry in content.entries]
        versions = [entry.version_row for entry in content.entries]
        counts = WordCounts.of(tokens, versions)
        means = mean_lengths([*self._counts(), counts])
        rows = vector_rows(name, content.vectors)
        for row, version, words in zip(rows, versions, tokens, strict=True):
            row[VERSION] = version
            row[SPACED] = spaced(words[0])
            row[SPARSE] = weights_of(words, means)
        with whole_folder(self.folder / name) as draft:
            write_tables(draft, content)
            counts.save(draft / _COUNTS)
            write_checksums(draft)
            data = packed(draft)
            parts = pieces(data)
            whole = Whole(collection, dim, len(rows), len(parts), digest_of(data))
            with engine_told(self.engine.address):
                self._require_own()
                self.engine.require(collection, _columns(dim, self.address.index))
                self._require_free(name)
                self.engine.insert(collection, rows)
                self.engine.insert(self._tables, [_table_row(name, place, part) for place, part in enumerate(parts)])
                self.engine.settle(collection)
                self.engine.insert(self._tables, [_table_row(name, _WHOLE, json.dumps(asdict(whole)))])
            (draft / _ON_SERVER).write_text(json.dumps(asdict(whole)), encoding="utf-8")

    def rewrite(self, source: str, name: str, version_rows: Collection[int], entries_of: EntriesOf) -> None:
        """Write the part of a segment that belongs to some of its versions as a new one. Raises HomeDamaged."""
        held = self.open(source)
        places = np.isin(held.version_rows, list(version_rows))
        rows = held.passage_rows[places].tolist()
        content = SegmentContent(
            sorted(version_rows),
            rows,
            held.vectors.vectors([str(row) for row in rows]),
            entries_of(list(dict.fromkeys(held.version_rows[places].tolist()))),
            held.tokens.kept(places) if held.tokens else None,
            held.seams.kept(version_rows) if held.seams else None,
            held.rows.model,
        )
        self.build(name, content, dim=held.vectors.dim)

    def rows(self, name: str) -> SegmentRows:
        """Return which rows a segment holds. Raises HomeDamaged."""
        return read_rows(self._fetched(name))

    def open(self, name: str) -> Segment:
        """Open a segment. Raises HomeDamaged where the server or the tables do not have all of it."""
        folder = self._fetched(name)
        if wrong := differing(folder):
            raise HomeDamaged(
                f"索引段 {name} 的文件“{wrong[0]}”与写入时的校验值不符；请删去 {folder}，它会重新取得",
                folder=str(folder),
            )
        whole = Whole.read((folder / _ON_SERVER).read_text(encoding="utf-8"), name)
        rows = read_rows(folder)
        with engine_told(self.engine.address):
            self.engine.require(whole.collection, _columns(whole.dim, self.address.index))
            held = self.engine.count(whole.collection, part_of(name))
        if held != whole.passages or len(rows.passages) != held:
            raise HomeDamaged(
                f"索引服务器上索引段 {name} 有 {held} 段，应有 {whole.passages} 段；请运行 kb reindex 重建",
                folder=str(folder),
            )
        ids = [str(row) for row in rows.passages.tolist()]
        vectors = _Vectors(self.engine, whole.collection, whole.dim, part=name, ids=ids)
        counts = WordCounts.open(folder / _COUNTS)
        keywords = MilvusKeywords(self.engine, whole.collection, [KeywordPart(name, 0, counts)])
        tokens = TokenTable.open(folder / TOKENS)
        return Segment(name, vectors, keywords, rows, tokens, SeamTable.open(folder / SEAMS))

    def joined(self, segments: Sequence[Segment]) -> KeywordIndex:
        """Return the words of open segments as one index; positions count on from segment to segment."""
        parts: list[KeywordPart] = []
        collection = ""
        start = 0
        for segment in segments:
            words = segment.keywords
            if isinstance(words, MilvusKeywords):
                collection = words.collection
                parts += [KeywordPart(part.name, start + part.start, part.counts) for part in words.parts]
            start += len(segment)
        return MilvusKeywords(self.engine, collection, parts) if parts else TantivyIndex.empty()

    def prepare(self, names: Sequence[str]) -> None:
        """Do nothing: one search asks all segments of the collection."""

    def keep(self, names: Collection[str], published: Sequence[str]) -> None:
        """Remove every segment but these from the server, what was left of broken-off runs too."""
        used = set()
        for name in names:
            folder = self._fetched(name)
            used.add(Whole.read((folder / _ON_SERVER).read_text(encoding="utf-8"), name).collection)
        others = f"not ({part_of('', *sorted(names))})"
        with engine_told(self.engine.address):
            self._require_own()
            self.engine.delete(self._tables, others)
            for collection in self.engine.names():
                stem, _, dim = collection.rpartition("_")
                if stem != f"{self.address.collection}_rows" or not dim.isdigit():
                    continue
                if collection in used:
                    self.engine.delete(collection, others)
                else:
                    self.engine.drop(collection)
        remove_folders_but(self.folder, names)

    def size(self, name: str) -> int:
        """Return how many bytes the tables of a segment take here."""
        return folder_size(self.folder / name)

    def problem(self) -> str:
        """Return what keeps segments from being read, empty where nothing does."""
        try:
            self.engine.ping()
        except EngineUnreachable:
            return "索引服务器（Milvus）没有应答；请检查它是否在运行，以及 KB_INDEX_URL"
        except EngineError as error:
            return f"索引服务器（Milvus）不能用（{type(error).__name__}）；请检查它的版本和日志"
        return ""

    def _counts(self) -> list[WordCounts]:
        """Return the counts of the segments that are here: how long texts are in general changes little."""
        return [WordCounts.open(one / _COUNTS) for one in sorted(self.folder.glob("s*")) if (one / _COUNTS).is_dir()]

    def _fetched(self, name: str) -> Path:
        """Return the folder with the tables of a segment, fetched where it is not there."""
        folder = self.folder / name
        if (folder / _ON_SERVER).is_file():
            return folder
        with engine_told(self.engine.address):
            found: list[Row] = []
            if self.engine.has(self._tables):
                self._require_own()
                found = self.engine.rows(self._tables, part_of(name), [PLACE, _DATA])
        texts = {int(row[PLACE]): str(row[_DATA]) for row in found}
        if _WHOLE not in texts:
            raise HomeDamaged(
                f"索引服务器 {self.address.server} 上没有完整的索引段 {name}"
                f"（集合 {self.address.collection}）；请检查 KB_INDEX_URL，或运行 kb reindex 重建",
                folder=str(folder),
            )
        whole = Whole.read(texts[_WHOLE], name)
        # Of another backend, under the same name.
        shutil.rmtree(folder, ignore_errors=True)
        with whole_folder(folder) as draft:
            unpacked([texts.get(place, "") for place in range(whole.pieces)], whole.sha256, draft)
            (draft / _ON_SERVER).write_text(texts[_WHOLE], encoding="utf-8")
        return folder

    def _require_own(self) -> None:
        """Take the collections for this knowledge base. Raises IndexUnavailable where they are another's."""
        if self._is_own:
            return
        self.engine.require(self._tables, _TABLES)
        found = self.engine.rows(self._tables, f'{KEY} == "{_OWNER}"', [_DATA])
        own = self._owner()
        if not found:
            self.engine.insert(self._tables, [_owner_row(own)])
        elif found[0][_DATA] != own:
            raise IndexUnavailable(
                f"索引服务器 {self.address.server} 上的集合 {self.address.collection} 属于另一个知识库；"
                "请在 KB_INDEX_URL 末尾用 ?collection=名称 另起一个名称，再运行 kb reindex",
                address=self.address.server,
                collection=self.address.collection,
            )
        self._is_own = True

    def _require_free(self, name: str) -> None:
        """Names are never given twice: what bears this one was written after the rows that were restored here."""
        if self.engine.count(self._tables, part_of(name)):
            raise IndexUnavailable(
                f"索引服务器 {self.address.server} 上已有索引段 {name}：它由本知识库较新的一份写成；"
                "请在 KB_INDEX_URL 末尾用 ?collection=名称 另起一个名称，再运行 kb reindex",
                address=self.address.server,
                collection=self.address.collection,
            )


def _columns(dim: int, index: str) -> tuple[Column, ...]:
    return (
        *columns(dim, index),
        Column(VERSION, "number"),
        Column(SPACED, "text", _MOST_WORDS),
        Column(SPARSE, "sparse", 0, "SPARSE_INVERTED_INDEX"),
    )


def _tokens(entry: KeywordEntry) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    return bigrams(entry.body), bigrams(entry.heading), bigrams(entry.title)


def _table_row(name: str, place: int, data: str) -> Row:
    return {KEY: key_of(name, place), PART: name, PLACE: place, _DATA: data, VECTOR: _NO_VECTOR}


def _owner_row(owner: str) -> Row:
    return {KEY: _OWNER, PART: "", PLACE: 0, _DATA: owner, VECTOR: _NO_VECTOR}
