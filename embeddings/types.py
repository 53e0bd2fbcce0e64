"""The contracts of this package: an encoder turns texts into vectors, an index finds neighbours of a vector."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, TypeAlias, runtime_checkable

import numpy as np
import numpy.typing as npt

EmbeddingMatrix: TypeAlias = npt.NDArray[np.float32]
"""float32, shape (n, dim), every row L2-normalised or all zeros (an empty text has no direction)."""

AllowedMask: TypeAlias = npt.NDArray[np.bool_]
"""bool, shape (len(index),): position i is true where the i-th id in insertion order may be returned."""


class Encoder(Protocol):
    """Texts to L2-normalised vectors; questions and passages may be encoded differently."""

    @property
    def dim(self) -> int:
        """The number of dimensions of every vector."""

    @property
    def fingerprint(self) -> str:
        """What the vectors depend on: two encoders with one fingerprint give the same vectors."""

    def encode_queries(self, texts: Sequence[str], /) -> EmbeddingMatrix:
        """Return one row a question, shape (len(texts), dim)."""

    def encode_passages(self, texts: Sequence[str], /) -> EmbeddingMatrix:
        """Return one row a passage, shape (len(texts), dim)."""


@runtime_checkable
class TokenEncoder(Protocol):
    """What an encoder can do besides whose vectors are normalised sums of token vectors."""

    def token_ids(self, texts: Sequence[str], /) -> list[list[int]]:
        """Return the numbers of each text's tokens in order."""

    def token_vectors(self, ids: Sequence[int], /) -> EmbeddingMatrix:
        """Return the vector of each token, shape (len(ids), dim), not normalised."""


@runtime_checkable
class LimitedEncoder(Protocol):
    """What an encoder can do besides that reads only the beginning of a long text."""

    @property
    def max_tokens(self) -> int | None:
        """The number of tokens that are read, prompt and special tokens included; None where there is no limit."""

    def cut_queries(self, texts: Sequence[str], /) -> list[bool]:
        """Tell of each question whether its end is left out."""

    def cut_passages(self, texts: Sequence[str], /) -> list[bool]:
        """Tell of each passage whether its end is left out."""


class VectorIndex(Protocol):
    """Vectors under string ids, searched by inner product."""

    def __len__(self) -> int:
        """Return the number of vectors that can be found."""

    @property
    def dim(self) -> int:
        """The number of dimensions of every vector."""

    @property
    def ids(self) -> Sequence[str]:
        """The ids in insertion order, removed ones left out: position i is bit i of an allowed mask."""

    def add(self, ids: Sequence[str], vectors: EmbeddingMatrix, /) -> None:
        """Add one vector an id. Raises ValueError on a known id, a doubled id or a wrong shape."""

    def remove(self, ids: Sequence[str], /) -> int:
        """Remove the ids that are there; return how many were."""

    def search(
        self, queries: EmbeddingMatrix, top_k: int, /, *, allowed: AllowedMask | None = None
    ) -> list[list[tuple[str, float]]]:
        """Return at most top_k (id, inner product) a query, best first, ties in insertion order, no padding ids."""

    def vectors(self, ids: Sequence[str], /) -> EmbeddingMatrix:
        """Return the stored vectors, shape (len(ids), dim). Raises KeyError on an unknown id."""

    def save(self, folder: Path, /) -> None:
        """Write the index into a folder that does not exist yet."""
