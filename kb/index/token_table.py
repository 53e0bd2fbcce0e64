"""The tokens of passages, as numbers, beside the vectors of a segment: what ranking looks at token by token."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from embeddings.types import EmbeddingMatrix, TokenEncoder
from kb.errors import HomeDamaged

Ids = npt.NDArray[np.unsignedinteger]
Counts = npt.NDArray[np.int64]

# Token numbers below this fit into two bytes.
_SHORT_IDS = 1 << 16
# Passages taken at a time: the vectors of their tokens stay below 100 MB.
_BLOCK = 512
# Of a passage: its own tokens, those above it, both.
_SUMS = 3
_FILES = ("ids", "ends", "lengths")


@dataclass(frozen=True, slots=True)
class PassageTokens:
    """The tokens of some passages in order: of each its own, then those above it (title, headings, lead-in)."""

    ids: Ids
    counts: Counts
    """How many tokens of `ids` each part has: the own parts of all passages, then their parts above."""
    lengths: EmbeddingMatrix
    """Shape (n, 3): the length of the sum of the token vectors of the own part, of the part above, of both."""


@dataclass(frozen=True, slots=True)
class TokenTable:
    """The tokens of all passages of a segment, by position."""

    ids: Ids
    """Of each passage the tokens of its own text, then of what stands above it."""
    ends: Counts
    """Shape (n, 2): where in `ids` the own part ends, and the part above it."""
    lengths: EmbeddingMatrix

    def __len__(self) -> int:
        return len(self.ends)

    @classmethod
    def build(cls, encoder: TokenEncoder, own: Sequence[str], above: Sequence[str]) -> Self:
        """Return the table of passages by their own texts and the texts above them."""
        blocks = [
            _block(encoder, own[start : start + _BLOCK], above[start : start + _BLOCK])
            for start in range(0, len(own), _BLOCK)
        ]
        ids = np.concatenate([np.zeros(0, dtype=np.uint32), *(ids for ids, _, _ in blocks)])
        if ids.size == 0 or int(ids.max()) < _SHORT_IDS:
            ids = ids.astype(np.uint16)
        counts = np.concatenate([np.zeros(0, dtype=np.int64), *(counts for _, counts, _ in blocks)])
        lengths = [np.zeros((0, _SUMS), dtype=np.float32), *(lengths for _, _, lengths in blocks)]
        return cls(ids, np.cumsum(counts).reshape(-1, 2), np.concatenate(lengths))

    def save(self, folder: Path) -> None:
        """Write the table into a new folder."""
        folder.mkdir()
        for name in _FILES:
            np.save(folder / f"{name}.npy", getattr(self, name))

    @classmethod
    def open(cls, folder: Path) -> Self | None:
        """Read a table; None where there is none: the segment is of a model without token vectors.

        Raises HomeDamaged where it cannot be read.
        """
        if not folder.is_dir():
            return None
        try:
            ids, ends, lengths = (np.load(folder / f"{name}.npy", mmap_mode="r") for name in _FILES)
        except (OSError, ValueError) as error:
            raise HomeDamaged(
                f"索引段的词表 {folder} 无法读取（{error}）；请运行 kb reindex 重建", folder=str(folder)
            ) from error
        return cls(ids, ends, lengths)

    def kept(self, places: npt.NDArray[np.bool_]) -> "TokenTable":
        """Return the table of the passages at some places alone."""
        counts = np.diff(self.ends.reshape(-1), prepend=0).reshape(-1, 2)
        ids = self.ids[np.repeat(places, counts.sum(axis=1))]
        return TokenTable(ids, np.cumsum(counts[places]).reshape(-1, 2), self.lengths[places])

    def starts_and_counts(self, positions: Counts) -> tuple[Counts, Counts]:
        """Return where in `ids` the parts of some passages begin, and how long they are, each of shape (2, n).

        The first row is of their own tokens, the second of those above them.
        """
        ends = np.asarray(self.ends[positions]).T
        before = np.where(positions > 0, np.asarray(self.ends[np.maximum(positions, 1) - 1, 1]), 0)
        starts = np.stack((before, ends[0]))
        return starts, ends - starts


def taken(parts: Sequence[tuple[Counts, TokenTable, Counts]], size: int) -> PassageTokens:
    """Return the tokens of `size` passages: of each part those at some places among them, by their table's positions.

    Every place is in one part.
    """
    counts = np.zeros((2, size), dtype=np.int64)
    lengths = np.zeros((size, _SUMS), dtype=np.float32)
    found = []
    for places, table, positions in parts:
        starts, held = table.starts_and_counts(positions)
        counts[:, places], lengths[places] = held, table.lengths[positions]
        found.append((places, table, starts))
    flat = counts.reshape(-1)
    begins = (np.cumsum(flat) - flat).reshape(2, size)
    wide = any(table.ids.dtype != np.uint16 for _, table, _ in found)
    kind: type[np.unsignedinteger] = np.uint32 if wide else np.uint16
    ids: Ids = np.zeros(int(flat.sum()), dtype=kind)
    for places, table, starts in found:
        many = counts[:, places].reshape(-1)
        ids[_each(begins[:, places].reshape(-1), many)] = table.ids[_each(starts.reshape(-1), many)]
    return PassageTokens(ids, flat, lengths)


def _each(starts: Counts, counts: Counts) -> Counts:
    """Return the numbers from each start on, as many as its count."""
    ends = np.cumsum(counts)
    return np.repeat(starts - (ends - counts), counts) + np.arange(int(ends[-1]) if len(ends) else 0)


def _block(encoder: TokenEncoder, own: Sequence[str], above: Sequence[str]) -> tuple[Ids, Counts, EmbeddingMatrix]:
    """Return the tokens of some passages (of each its own, then those above it), their counts, the lengths of sums."""
    # Most texts stand above several passages: all of a document share its title.
    distinct = list(dict.fromkeys(above))
    known = dict(zip(distinct, encoder.token_ids(distinct), strict=True))
    pairs = zip(encoder.token_ids(own), (known[text] for text in above), strict=True)
    parts = [part for pair in pairs for part in pair]
    counts = np.array([len(part) for part in parts], dtype=np.int64)
    ids = np.fromiter((token for part in parts for token in part), dtype=np.uint32, count=int(counts.sum()))
    tokens, places = np.unique(ids, return_inverse=True)
    vectors = encoder.token_vectors(tokens.tolist())
    sums = np.zeros((len(parts), vectors.shape[1] if len(tokens) else 1), dtype=np.float32)
    filled = np.flatnonzero(counts)
    if len(filled):
        sums[filled] = np.add.reduceat(vectors[places], (np.cumsum(counts) - counts)[filled], axis=0)
    each = (sums[::2], sums[1::2], sums[::2] + sums[1::2])
    return ids, counts, np.stack([np.linalg.norm(part, axis=1) for part in each], axis=1)
