"""The first candidates put in order by a model that reads question and passage together, where one is set."""

from collections.abc import Sequence
from dataclasses import replace
from threading import Lock

from embeddings.cross_encoder import CrossEncoder
from embeddings.errors import EmbeddingError
from kb.clauses.split import embedding_text
from kb.errors import ModelUnusable
from kb.retrieve.fusion import Candidate
from kb.retrieve.view import Shelf, View
from kb.settings import Settings
from kb.store.rows import PassageRow

PAIRED = 30
"""How many candidates are read: each costs a pass through the model."""
CROSS_ENCODER = "cross_encoder"


class PairedRanking:
    """Orders candidates by the cross-encoder of the settings, loaded when it is first needed."""

    def __init__(self, shelf: Shelf, settings: Settings) -> None:
        self._shelf = shelf
        self._settings = settings
        self._loading = Lock()
        self._model: CrossEncoder | None = None

    def ordered(self, question: str, candidates: Sequence[Candidate], view: View) -> list[Candidate]:
        """Return the candidates, the first of them in the model's order; all as they are where none is set.

        The scores stay where they are, from the highest down, so that what is below keeps its place. Raises
        ModelUnusable.
        """
        name = self._settings.cross_encoder
        if name is None or len(candidates) < 2:
            return list(candidates)
        first, rest = list(candidates[:PAIRED]), list(candidates[PAIRED:])
        rows = self._shelf.passages([one.passage_row for one in first])
        first = [one for one in first if one.passage_row in rows and rows[one.passage_row].version_row in view.catalog]
        texts = [self._whole(rows[one.passage_row], view) for one in first]
        scores = self._loaded(name).scores(question, texts)
        order = sorted(range(len(first)), key=lambda place: (-scores[place], place))
        placed = [
            replace(
                first[place],
                score=first[rank].score,
                ranks={**first[place].ranks, CROSS_ENCODER: (rank + 1, scores[place])},
            )
            for rank, place in enumerate(order)
        ]
        return placed + rest

    def _whole(self, row: PassageRow, view: View) -> str:
        """Return a passage below its title and headings."""
        clause = self._shelf.tree(row.version_row).clauses[row.clause_position]
        return embedding_text(view.catalog[row.version_row].metadata.title, row.passage, clause)

    def _loaded(self, name: str) -> CrossEncoder:
        with self._loading:
            if self._model is None:
                try:
                    self._model = CrossEncoder(name, threads=self._settings.threads)
                except EmbeddingError as error:
                    raise ModelUnusable(
                        f"交叉编码器“{name}”不能用：{error}；请检查 KB_CROSS_ENCODER，或不设它", model=name
                    ) from error
            return self._model
