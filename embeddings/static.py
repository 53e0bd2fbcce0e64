"""A static model without torch: the mean of token vectors, equal to what sentence-transformers computes."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from embeddings.errors import require_dim
from embeddings.prompts import choose_prompts
from embeddings.static_folder import read_static_model
from embeddings.types import EmbeddingMatrix

# Token vectors gathered at once: 16 MB at 512 dimensions. No passage is as long; a pasted file may be.
_TOKENS_AT_ONCE = 8192
# Part of the fingerprint: raise it when the arithmetic below changes the vectors by more than the rounding of a sum.
_ARITHMETIC = 1


class StaticEncoder:
    """Encode by a static model folder with tokenizers and numpy only; whole-precision weights stay memory-mapped.

    `dim` keeps only the first dimensions of a model that was trained to bear it. Raises ModelUnavailable where the
    folder is no static model, DimensionMismatch where it has fewer dimensions, ModelCorrupt where a file is not that of
    checksums.json or cannot be read.
    """

    def __init__(self, folder: Path, query_prompt: str | None = None, *, dim: int | None = None) -> None:
        model = read_static_model(folder)
        require_dim(dim, model.weights.shape[1], folder.name)
        # A plain view where the weights are kept whole: every slice of a memmap would be made one itself, which takes
        # longer than the sum. Those in half precision are widened once: numpy sums halves many times slower.
        self._weights = np.asarray(model.weights, dtype=np.float32)[:, :dim]
        self._tokenizer = model.tokenizer
        self._prompts = choose_prompts(folder.name, model.prompts, query_prompt)
        self._dim = int(self._weights.shape[1])
        what = [_ARITHMETIC, *model.digests, self._prompts.query, self._prompts.passage]
        what += [dim] if dim is not None else []
        self._fingerprint = "static-" + hashlib.sha256(json.dumps(what).encode()).hexdigest()[:32]

    @property
    def dim(self) -> int:
        """The number of dimensions of every vector."""
        return self._dim

    @property
    def fingerprint(self) -> str:
        """What the vectors depend on: weights, tokenizer, prompts and the arithmetic."""
        return self._fingerprint

    def encode_queries(self, texts: Sequence[str], /) -> EmbeddingMatrix:
        """Return one row a question, shape (len(texts), dim)."""
        return self._encode(self._prompts.query, texts)

    def encode_passages(self, texts: Sequence[str], /) -> EmbeddingMatrix:
        """Return one row a passage, shape (len(texts), dim)."""
        return self._encode(self._prompts.passage, texts)

    def token_ids(self, texts: Sequence[str], /) -> list[list[int]]:
        """Return the numbers of each text's tokens in order; no prompt is put before a text."""
        return [encoding.ids for encoding in self._tokenizer.encode_batch_fast(texts, add_special_tokens=False)]

    def token_vectors(self, ids: Sequence[int], /) -> EmbeddingMatrix:
        """Return the vector of each token, shape (len(ids), dim), not normalised: a longer one counts for more."""
        return self._weights[np.asarray(ids, dtype=np.int64)].astype(np.float32)

    def _encode(self, prompt: str, texts: Sequence[str]) -> EmbeddingMatrix:
        rows = np.zeros((len(texts), self._dim), dtype=np.float32)
        for row, ids in zip(rows, self.token_ids([prompt + text for text in texts]), strict=True):
            # A text at a time stays in the processor's cache, and a sum over whole rows is taken in vector registers.
            for start in range(0, len(ids), _TOKENS_AT_ONCE):
                row += self._weights[ids[start : start + _TOKENS_AT_ONCE]].sum(axis=0, dtype=np.float32)
        # Dividing by the number of tokens would change only the length, which is set to 1 here.
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        np.divide(rows, lengths, out=rows, where=lengths > 0)
        return rows
