"""Honest stand-ins: the same contracts, meaning without a model."""

import zlib
from collections.abc import Mapping, Sequence

import numpy as np

from embeddings.types import EmbeddingMatrix


class HashEncoder:
    """Bag of characters and character bigrams in hashed dimensions: same text, same vector; near text, near vector.

    zlib.crc32 and not hash(), which is salted anew in every process.
    """

    def __init__(self, dim: int = 64) -> None:
        self._dim = dim

    @property
    def dim(self) -> int:
        return self._dim

    @property
    def fingerprint(self) -> str:
        return f"hash-{self._dim}"

    def encode_queries(self, texts: Sequence[str], /) -> EmbeddingMatrix:
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str], /) -> EmbeddingMatrix:
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> EmbeddingMatrix:
        rows = np.zeros((len(texts), self._dim), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for start in range(len(text)):
                for part in {text[start : start + 1], text[start : start + 2]}:
                    row[zlib.crc32(part.encode()) % self._dim] += 1.0
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        np.divide(rows, lengths, out=rows, where=lengths > 0)
        return rows


class LetterEncoder:
    """A token encoder whose tokens are letters with vectors that a test gives; other characters are no tokens."""

    fingerprint = "letters"

    def __init__(self, vectors: Mapping[str, Sequence[float]]) -> None:
        self._letters = list(vectors)
        self._vectors = np.array(list(vectors.values()), dtype=np.float32)

    @property
    def dim(self) -> int:
        return int(self._vectors.shape[1])

    def token_ids(self, texts: Sequence[str], /) -> list[list[int]]:
        return [[self._letters.index(letter) for letter in text if letter in self._letters] for text in texts]

    def token_vectors(self, ids: Sequence[int], /) -> EmbeddingMatrix:
        vectors: EmbeddingMatrix = self._vectors[np.asarray(ids, dtype=np.int64)]
        return vectors

    def encode_queries(self, texts: Sequence[str], /) -> EmbeddingMatrix:
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str], /) -> EmbeddingMatrix:
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> EmbeddingMatrix:
        rows = np.stack([self.token_vectors(ids).sum(axis=0) for ids in self.token_ids(texts)])
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        np.divide(rows, lengths, out=rows, where=lengths > 0)
        directions: EmbeddingMatrix = rows
        return directions
