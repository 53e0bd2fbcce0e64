"""Vectors of any number with the distribution of real ones, made anew from a seed whenever they are asked for."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.types import EmbeddingMatrix
from eval.datasets import DatasetError
from kb.index.backend import FolderSegments
from kb.index.places import SEGMENTS
from kb.settings import load_settings
from kb.store.store import Store

HalfRows = npt.NDArray[np.float16]

BLOCK = 8192
# Neighbours in the order of the texts that a made vector may lie towards, and how far at most.
_NEIGHBOURS, _MOST_TOWARDS = 8, 0.5
# The length of what is added by chance: a made vector is about as near to its real one (cosine .95 at the median) as a
# text whose numerals, places and sentences were changed is to the text before.
_NOISE = 0.25


class ManyVectors:
    """Real vectors, and variations of them in unlimited number; the first ones are the real ones themselves."""

    def __init__(self, real: HalfRows, count: int, *, seed: int = 1) -> None:
        """Take real vectors in the order of their texts. Raises DatasetError where there are none."""
        if not len(real):
            raise DatasetError("there are no vectors to vary")
        self._real = real
        self._count = count
        self._seed = seed

    def __len__(self) -> int:
        return self._count

    @property
    def dim(self) -> int:
        """The number of dimensions."""
        return int(self._real.shape[1])

    def blocks(self) -> Iterator[tuple[int, EmbeddingMatrix]]:
        """Give the position of the first vector of each block, and its vectors as half precision holds them."""
        for start in range(0, self._count, BLOCK):
            yield start, self.block(start)

    def block(self, start: int) -> EmbeddingMatrix:
        """Return the block that begins at a position, a multiple of BLOCK."""
        end = min(start + BLOCK, self._count)
        real = self._real[start : min(end, len(self._real))].astype(np.float32)
        made = self._varied(start, end - start - len(real)) if len(real) < end - start else real[:0]
        return np.concatenate((real, made))

    def _varied(self, start: int, count: int) -> EmbeddingMatrix:
        chance = np.random.default_rng((self._seed, start))
        at = chance.integers(len(self._real), size=count)
        near = np.clip(at + chance.integers(-_NEIGHBOURS, _NEIGHBOURS + 1, size=count), 0, len(self._real) - 1)
        towards = chance.random((count, 1), dtype=np.float32) * _MOST_TOWARDS
        rows = self._real[at].astype(np.float32) * (1 - towards) + self._real[near].astype(np.float32) * towards
        noise = chance.standard_normal(rows.shape, dtype=np.float32)
        noise *= chance.random((count, 1), dtype=np.float32) * 2 * _NOISE / np.sqrt(self.dim)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        rows += noise
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        made: EmbeddingMatrix = rows.astype(np.float16).astype(np.float32)
        return made


def vectors_of_home(home: Path) -> HalfRows:
    """Return the published vectors of a home in the order of their rows. Raises DatasetError where it has none."""
    settings = load_settings(home=home, database_url=None, index_url=None)
    if not settings.home.joinpath("kb.sqlite3").is_file():
        raise DatasetError(f"{home} holds no knowledge base")
    store = Store(home / "kb.sqlite3")
    try:
        generation = store.generation()
    finally:
        store.close()
    if generation is None or not generation.segments:
        raise DatasetError(f"nothing is published in {home}")
    folder = FolderSegments(home / SEGMENTS, threads=1)
    found = []
    for name in generation.segments:
        segment = folder.open(name)
        found.append(segment.vectors.vectors([str(row) for row in segment.passage_rows]).astype(np.float16))
    return np.concatenate(found)
