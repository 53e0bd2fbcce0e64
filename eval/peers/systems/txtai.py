"""txtai: https://neuml.github.io/txtai."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from eval.peers.systems.base import DEPTH, shipped_encoder
from eval.peers.task import TitledText, read_texts

_SETTINGS = {
    "keyword": "keyword=True: BM25, k1 1.2, b 0.75, its own tokens (UAX 29: one a Chinese character)",
    "dense": "its FAISS index, as its size asks for",
    "hybrid": "hybrid=True: its keyword and dense index, scores added half and half",
}


class TxtaiSystem:
    """txtai's embeddings database with the settings that it comes with."""

    def __init__(self, kind: Literal["keyword", "dense", "hybrid"]) -> None:
        self.setting = _SETTINGS[kind]
        self._kind = kind
        self._asking = False

    def build(self, task: Path, home: Path) -> int:
        """Index the pieces in memory."""
        from txtai import Embeddings

        self._texts = read_texts(task)
        self._embeddings = Embeddings(self._configuration())
        self._embeddings.index((place, piece.indexed) for place, piece in enumerate(self._texts))
        self._asking = True
        return len(self._texts)

    def search(self, question: str) -> Sequence[TitledText]:
        """Return the best pieces."""
        return [self._texts[place] for place, _ in self._embeddings.search(question, DEPTH)]

    def _configuration(self) -> dict[str, Any]:
        if self._kind == "keyword":
            return {"keyword": True}
        encoder = shipped_encoder()

        # txtai calls only what is a plain function, and does not tell it questions from pieces.
        def transform(texts: list[str]) -> npt.NDArray[np.float32]:
            return encoder.encode_queries(texts) if self._asking else encoder.encode_passages(texts)

        return {"method": "external", "transform": transform} | ({"hybrid": True} if self._kind == "hybrid" else {})
