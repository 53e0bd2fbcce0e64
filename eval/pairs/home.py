"""Wrong passages from the retriever of a home, as its users would see them."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from embeddings.types import EmbeddingMatrix, Encoder
from eval.corpora.inside import look_inside
from eval.corpora.reading import Article
from eval.pairs.pool import Pool
from eval.pairs.search import Candidate
from kb.errors import InvalidQuestion
from kb.retrieve.retriever import MOST_PASSAGES
from kb.settings import Settings
from kb.text.keys import compare_key
from kb.types import Hit, Query

NOT_TRAINING = "stands in no training passage"
NO_QUESTION = "question that the retriever does not take"

# Validity on a day does not matter here: passages of every version are asked for.
_DAY = date(2026, 1, 1)


class HomeSearch:
    """What a home's retriever returns, as passages of the pool.

    A home may hold anything: only what stands in a training clause under the same title counts. Raises HomeDamaged
    where the home cannot be read, ModelMismatch where its vectors are another encoder's.
    """

    def __init__(self, home: Path, encoder: Encoder, pool: Pool, articles: Sequence[Article], depth: int) -> None:
        self._settings = Settings(home=home)
        self._encoder = encoder
        self._pool = pool
        self._depth = min(depth, MOST_PASSAGES)
        self._by_title: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for article in articles:
            self._by_title[compare_key(article.title)].append((compare_key(article.text), article.passage))
        self.passed_over: Counter[str] = Counter()

    def candidates(self, questions: Sequence[str], vectors: EmbeddingMatrix) -> Iterator[list[Candidate]]:
        """Yield for each question what was found, best first."""
        with look_inside(self._settings, self._encoder, _DAY) as inside:
            for question in questions:
                query = Query(question, top_k=self._depth, include_not_in_force=True)
                try:
                    hits = inside.retriever.search(query, inside.view).hits
                except InvalidQuestion:
                    self.passed_over[NO_QUESTION] += 1
                    hits = ()
                yield self._known(hits)

    def _known(self, hits: Sequence[Hit]) -> list[Candidate]:
        found: dict[int, Candidate] = {}
        for hit in hits:
            place = self._place(hit)
            if place is None:
                self.passed_over[NOT_TRAINING] += 1
                continue
            ranks = {name: by.rank for name, by in hit.retrieved_by.items()}
            found.setdefault(place, Candidate(place, ranks.get("dense"), ranks.get("keyword")))
        return list(found.values())

    def _place(self, hit: Hit) -> int | None:
        """Return the training clause that holds a passage, or that it holds."""
        said = compare_key(hit.passage.text)
        for text, passage in self._by_title.get(compare_key(hit.version.metadata.title), ()):
            if said in text or text in said:
                return self._pool.place(passage)
        return None
