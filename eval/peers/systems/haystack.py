"""Haystack: https://docs.haystack.deepset.ai."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from eval.peers.systems.base import DEPTH, shipped_encoder
from eval.peers.task import TitledText, read_texts

if TYPE_CHECKING:
    from haystack import Document

_SETTINGS = {
    "keyword": "InMemoryBM25Retriever: BM25L, k1 1.5, b 0.75, its own tokens (one a Chinese character)",
    "dense": "InMemoryEmbeddingRetriever, dot product",
    "hybrid": "both retrievers joined by DocumentJoiner, reciprocal_rank_fusion",
}


class HaystackSystem:
    """Haystack's in-memory document store and its retrievers with the settings that they come with.

    The joiner's other modes add or compare scores of unlike kinds; its documentation ranks their result with a further
    model, which no system here has.
    """

    def __init__(self, kind: Literal["keyword", "dense", "hybrid"]) -> None:
        self.setting = _SETTINGS[kind]
        self._by_words = kind != "dense"
        self._by_meaning = kind != "keyword"

    def build(self, task: Path, home: Path) -> int:
        """Write the pieces into the store, with their vectors where these are searched."""
        from haystack import Document
        from haystack.components.joiners import DocumentJoiner
        from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        self._texts = read_texts(task)
        documents = [
            Document(content=piece.indexed, meta={"position": place}) for place, piece in enumerate(self._texts)
        ]
        if self._by_meaning:
            self._encoder = shipped_encoder()
            vectors = self._encoder.encode_passages([piece.indexed for piece in self._texts])
            for document, vector in zip(documents, vectors, strict=True):
                document.embedding = vector.tolist()
        store = InMemoryDocumentStore()
        store.write_documents(documents)
        self._keywords = InMemoryBM25Retriever(store, top_k=DEPTH)
        self._vectors = InMemoryEmbeddingRetriever(store, top_k=DEPTH)
        self._joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=DEPTH)
        return len(self._texts)

    def search(self, question: str) -> Sequence[TitledText]:
        """Return the best pieces."""
        lists: list[list[Document]] = []
        if self._by_words:
            lists.append(self._keywords.run(query=question)["documents"])
        if self._by_meaning:
            vector = self._encoder.encode_queries([question])[0].tolist()
            lists.append(self._vectors.run(query_embedding=vector)["documents"])
        found = lists[0] if len(lists) == 1 else self._joiner.run(documents=lists)["documents"]
        return [self._texts[document.meta["position"]] for document in found]
