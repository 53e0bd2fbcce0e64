"""bm25s: https://bm25s.github.io."""

from collections.abc import Sequence
from pathlib import Path

from eval.peers.systems.base import DEPTH, jieba_words
from eval.peers.task import TitledText, read_texts


class Bm25sSystem:
    """bm25s over the words that jieba finds, as its documentation shows for languages without spaces."""

    setting = "k1 1.5, b 0.75 (its defaults), jieba words"

    def build(self, task: Path, home: Path) -> int:
        """Index the pieces in memory."""
        import bm25s

        self._texts = read_texts(task)
        self._tokenizer = bm25s.tokenization.Tokenizer(splitter=jieba_words, stopwords=[], stemmer=None)
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
