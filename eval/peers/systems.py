"""The systems that are put side by side, each configured as its own documentation advises for Chinese.

The libraries are loaded by the system that needs them only: a process holds one system.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from embeddings.loading import bundled_folder, load_encoder
from eval.datasets import DatasetError
from eval.peers.task import TitledText, read_files, read_texts

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

# From which neighbours an answer would be made; also what LangChain's retrievers are asked for.
DEPTH = 10


class PeerSystem(Protocol):
    """A system that indexes a set and finds the pieces for a question."""

    setting: str

    def build(self, task: Path, home: Path) -> int:
        """Index the set of a task folder, keeping files under `home`; return how many pieces are held."""

    def search(self, question: str) -> Sequence[TitledText]:
        """Return the best pieces, best first, at most `DEPTH`."""


class KnowledgeBaseSystem:
    """The knowledge base as it is installed: the files taken in, `search` asked."""

    setting = "as installed"

    def build(self, task: Path, home: Path) -> int:
        """Take in the files of the task. Raises DatasetError where one could not be taken in."""
        from kb.ingest.report import IngestStatus
        from kb.knowledge_base import KnowledgeBase
        from kb.settings import Settings

        self._knowledge = KnowledgeBase.open(Settings(home=home))
        report = self._knowledge.ingest(read_files(task))
        faults = [f"{file.name}: {file.reason}" for file in report.files if file.status is IngestStatus.FAILED]
        if faults:
            raise DatasetError(f"files that could not be taken in: {'; '.join(faults[:5])}")
        return self._knowledge.stats().passages

    def search(self, question: str) -> Sequence[TitledText]:
        """Return the hits' passages; text out of force counts, as the others know no validity."""
        from kb.types import Query

        result = self._knowledge.search(Query(question, top_k=DEPTH, include_not_in_force=True))
        return [TitledText(hit.version.metadata.title, hit.passage.text) for hit in result.hits]


class Bm25sSystem:
    """bm25s over the words that jieba finds, as its documentation shows for languages without spaces."""

    setting = "bm25s 0.3, k1 1.5, b 0.75 (its defaults), jieba words"

    def build(self, task: Path, home: Path) -> int:
        """Index the pieces in memory."""
        import bm25s

        self._texts = read_texts(task)
        self._tokenizer = bm25s.tokenization.Tokenizer(splitter=_jieba_words, stopwords=[], stemmer=None)
        tokens = self._tokenizer.tokenize([piece.indexed for piece in self._texts], show_progress=False)
        self._index = bm25s.BM25()
        self._index.index(tokens, show_progress=False)
        return len(self._texts)

    def search(self, question: str) -> Sequence[TitledText]:
        """Return the best pieces by BM25; a question without a known word finds nothing."""
        tokens = self._tokenizer.tokenize([question], update_vocab=False, show_progress=False)
        if not tokens[0]:
            return []
        found, _ = self._index.retrieve(tokens, k=min(DEPTH, len(self._texts)), show_progress=False)
        return [self._texts[int(position)] for position in found[0]]


class LangChainSystem:
    """LangChain's ensemble of BM25Retriever and the FAISS store, half and half, by reciprocal rank fusion."""

    setting = "EnsembleRetriever, weights 0.5/0.5, FAISS flat, BM25Retriever with jieba words, the same model"

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
        keywords = BM25Retriever.from_documents(documents, preprocess_func=_jieba_words)
        keywords.k = DEPTH
        vectors = FAISS.from_documents(documents, _embeddings()).as_retriever(search_kwargs={"k": DEPTH})
        self._texts = texts
        self._ensemble = EnsembleRetriever(retrievers=[keywords, vectors], weights=[0.5, 0.5])
        return len(texts)

    def search(self, question: str) -> Sequence[TitledText]:
        """Return the fused pieces."""
        found = self._ensemble.invoke(question)
        return [self._texts[document.metadata["position"]] for document in found[:DEPTH]]


SYSTEMS: Mapping[str, Callable[[], PeerSystem]] = {
    "this project": KnowledgeBaseSystem,
    "bm25s": Bm25sSystem,
    "langchain": LangChainSystem,
}
"""The systems by the names under which they are asked for."""


def _jieba_words(text: str) -> list[str]:
    import rjieba

    return [word for word in rjieba.cut_for_search(text) if word.strip()]


def _embeddings() -> "Embeddings":
    from langchain_core.embeddings import Embeddings

    encoder = load_encoder(str(bundled_folder()))

    class BundledEmbeddings(Embeddings):
        """The shipped model under LangChain's interface."""

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            """Return one vector a text."""
            return [list(map(float, row)) for row in encoder.encode_passages(texts)]

        def embed_query(self, text: str) -> list[float]:
            """Return the vector of a question."""
            return list(map(float, encoder.encode_queries([text])[0]))

    return BundledEmbeddings()
