"""A look inside the answering of a base, for learning: what is retrieved for a question and how its units score."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from embeddings.types import Encoder
from kb.answer.question import kinds_of
from kb.answer.scoring.features import Rarity
from kb.answer.scoring.score import Scoring, score_units
from kb.answer.scoring.units import Unit, units_of
from kb.index.places import segments_of
from kb.index.snapshot import SnapshotKeeper
from kb.knowledge_base import KnowledgeBase
from kb.retrieve.catalog import Catalog
from kb.retrieve.expand import bundled_plain_words
from kb.retrieve.phrases.places import PhraseFinder
from kb.retrieve.retriever import Retriever
from kb.retrieve.view import Shelf, View
from kb.settings import Settings
from kb.store.store import Store
from kb.types import Query, SearchResult


@dataclass(frozen=True, slots=True)
class Inside:
    """The parts of an open home that answering puts together."""

    shelf: Shelf
    view: View
    retriever: Retriever
    encoder: Encoder
    rarity: Rarity
    settings: Settings

    def retrieve(self, query: Query) -> tuple[SearchResult, list[Unit]]:
        """Return what is found for a query, and its units."""
        result = self.retriever.search(query, self.view)
        return result, units_of(result.hits, self.shelf, self.view)

    def scoring(self, result: SearchResult, units: list[Unit]) -> Scoring:
        """Return the units as the answerer scores them."""
        kinds = kinds_of(result.readings[0])
        return score_units(result.readings, result.terms, units, kinds, self.encoder, self.rarity, result.spoken_of)


@contextmanager
def look_inside(settings: Settings, encoder: Encoder, day: date) -> Iterator[Inside]:
    """Open what a home has published, on a day; nothing is written."""
    store = Store(Path(settings.home) / "kb.sqlite3")
    try:
        shelf = Shelf(store)
        snapshot = SnapshotKeeper(store, segments_of(settings, store)).current()
        yield Inside(
            shelf,
            View(snapshot, Catalog(snapshot.versions), day),
            Retriever(shelf, lambda: encoder, bundled_plain_words, PhraseFinder(store, shelf), settings),
            encoder,
            Rarity(snapshot.frequency, snapshot.passages),
            settings,
        )
    finally:
        store.close()


@contextmanager
def inside_of(files: Sequence[Path], encoder: Encoder, day: date) -> Iterator[Inside]:
    """Open a base built from some files for this purpose and thrown away afterwards."""
    with tempfile.TemporaryDirectory(prefix="kb-practice-") as folder:
        settings = Settings(home=Path(folder) / "home")
        base = KnowledgeBase.open(settings, encoder=encoder)
        base.ingest(files)
        base.close()
        with look_inside(settings, encoder, day) as inside:
            yield inside
