"""LangChain: https://docs.langchain.com."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from eval.peers.systems.base import DEPTH, jieba_words, shipped_encoder
from eval.peers.task import TitledText, read_texts

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings


class LangChainSystem:
    """LangChain's ensemble of BM25Retriever and the FAISS store, half and half, by reciprocal rank fusion."""

    setting = "EnsembleRetriever, weights 0.5/0.5, FAISS flat, BM25Retriever with jieba words"

    def build(self, task: Path, home: Path) -> int:
        """Index the pieces in memory with the model that ships with this project."""
        from langchain_classic.retrievers import EnsembleRetriever
        from langchain_community.retrievers import BM25Retriever
        from langchain_community.vectorstores import FAISS
        from langchain_core.documents import Document

        texts = read_texts(task)
        documents = [
            Document(page_content=piece.indexed, metadata={"position": place}) for place, piece in enumerate(texts)
        ]
        keywords = BM25Retriever.from_documents(documents, preprocess_func=jieba_words)
        keywords.k = DEPTH
        vectors = FAISS.from_documents(documents, _embeddings()).as_retriever(search_kwargs={"k": DEPTH})
        self._texts = texts
        self._ensemble = EnsembleRetriever(retrievers=[keywords, vectors], weights=[0.5, 0.5])
        return len(texts)

    def search(self, question: str) -> Sequence[TitledText]:
        """Return the fused pieces."""
        found = self._ensemble.invoke(question)
        return [self._texts[document.metadata["position"]] for document in found[:DEPTH]]


def _embeddings() -> "Embeddings":
    from langchain_core.embeddings import Embeddings

    encoder = shipped_encoder()

    class ShippedEmbeddings(Embeddings):
        """The shipped model under LangChain's interface."""

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            """Return one vector a text."""
            return [list(map(float, row)) for row in encoder.encode_passages(texts)]

        def embed_query(self, text: str) -> list[float]:
            """Return the vector of a question."""
            return list(map(float, encoder.encode_queries([text])[0]))

    return ShippedEmbeddings()
