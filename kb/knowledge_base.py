"""The facade: one knowledge base in one home."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Self

from embeddings.types import Encoder
from kb import warming
from kb.access import Access
from kb.answer.answerer import Answerer
from kb.answer.asking import Asking
from kb.answer.documents.meant import forget_names
from kb.answer.documents.not_held import NotHeld
from kb.answer.documents.relations import Relations
from kb.answer.scoring.texts import forget_texts
from kb.bundles.writing import Bundles
from kb.clauses.address import resolve
from kb.clauses.nearby import nearby, nearest
from kb.clauses.split import embedding_text
from kb.document_groups import DocumentGroups, Groups
from kb.errors import ClauseReferenceError, HomeDamaged, InvalidSetting, NotFound
from kb.feedback import FeedbackBook
from kb.files import FoundFile, find_files, opened_archive
from kb.folder_sync import FolderSync, Take
from kb.holdings import DocumentPage, Stats
from kb.index.backend import SegmentBackend
from kb.index.build import Progress
from kb.index.dense_search import dense_search
from kb.index.generations import Generations
from kb.index.model import HomeModel
from kb.index.places import segments_of
from kb.index.snapshot import SnapshotKeeper
from kb.ingest.readers.isolation import IsolatedReaders
from kb.ingest.readers.process import ReaderLimits
from kb.ingest.report import FileReport, IngestReport
from kb.readiness import Readiness
from kb.rereading import Rereading
from kb.retrieve.document_list import DocumentQuery, listed
from kb.retrieve.naming.documents import DocumentNaming
from kb.retrieve.phrases.places import PhraseFinder, Phrases
from kb.retrieve.references.cross_references import CrossReferences
from kb.retrieve.retriever import Retriever
from kb.retrieve.standing.clauses import Standings, in_its_standing, standing_in
from kb.retrieve.standing.corrections import Corrections
from kb.retrieve.standing.versions import Versions, numbered
from kb.retrieve.view import Shelf
from kb.retrieve.views import Views
from kb.retrieve.words.wordbook import WordBook
from kb.rules.eligibility import Eligibility
from kb.settings import Settings
from kb.source_pages import SourcePages
from kb.store.audience import EVERYTHING
from kb.store.audit import AuditPage, AuditQuery
from kb.store.intake import Intake
from kb.store.rows import VersionRow
from kb.store.schema import SCHEMA_VERSION
from kb.store.store import Store
from kb.types import (
    Answer,
    ClauseText,
    ClauseTree,
    DocumentKind,
    Query,
    SearchResult,
    SourceFile,
    Validity,
    Version,
)
from kb.verify.verification import Verification


class KnowledgeBase:
    """Files in, cited answers out. Safe to share between threads; one process writes at a time."""

    def __init__(self, settings: Settings, *, encoder: Encoder | None = None) -> None:
        settings.home.mkdir(parents=True, exist_ok=True)
        self.settings = settings
        self._store = Store(settings.rows)
        self._segments = self._open_segments()
        self._model = self._open_model(encoder)
        self._writing = self._store.alone
        self._keeper = SnapshotKeeper(self._store, self._segments)
        self.readiness = Readiness(settings.home, self._store, self._keeper, self._in_memory)
        self.generations = Generations(self._store, self._segments, self._model, self._writing)
        self.bundles = Bundles(self._store, settings)
        self.feedback = FeedbackBook(self._store)
        self._shelf = Shelf(self._store)
        self._view = Views(self._keeper, self._shelf)
        self.access = Access(self._store)
        self.groups = DocumentGroups(self._store, self._writing, usual=settings.default_groups)
        self.sync = FolderSync(self._store, self._writing, self._ingest, max_bytes=settings.source_bytes)
        self.corrections = Corrections(self._store, self._writing, self._row, self._view)
        self.words = WordBook(self._store, self._writing, self._view.is_common, in_use=settings.plain_words)
        finder = PhraseFinder(self._store, self._shelf)
        self.phrases = Phrases(finder, self._view)
        self._retriever = Retriever(self._shelf, self._model.encoder, self.words.current, finder, settings)
        self._lookup = self._retriever.lookup
        self._answerer = Answerer(self._shelf, self._model.encoder, settings)
        self.verification = Verification(self._store, self._shelf, finder, self._lookup, self._view)
        self.versions = Versions(self._store, self._shelf, self._view)
        self.standings = Standings(self._shelf, self._view)
        self.references = CrossReferences(self._store, self._shelf, self._writing, self._row, self._view)
        limits = ReaderLimits(settings.reader_seconds, settings.reader_bytes)
        self._readers = IsolatedReaders(limits, processes=settings.threads)
        self.rereading = Rereading(self._store, self._writing, self._readers.read)
        self.pages = SourcePages(self._store, self._readers, self._row)
        self.naming = DocumentNaming(self._lookup.meanings, self._view)
        self.asking = Asking(
            self._retriever,
            self._answerer,
            Relations(self._shelf, self._lookup, self.references),
            NotHeld(self._shelf, self._lookup, finder),
            self.references,
            self.pages,
            self._shelf,
            self._view,
            lambda: settings.fingerprint(self._model.encoder().fingerprint),
            settings,
        )
        self.eligibility = Eligibility(self._shelf, self._view, settings, self.naming)

    @classmethod
    def open(cls, settings: Settings, *, encoder: Encoder | None = None) -> Self:
        """Open the knowledge base of the settings' home, a new one where there is none.

        The embedding model is loaded when it is first needed. Raises HomeVersionMismatch.
        """
        return cls(settings, encoder=encoder)

    def close(self) -> None:
        """Release files and connections, and end the processes that read files."""
        self._readers.close()
        self._model.close()
        self._segments.close()
        self._store.close()

    @property
    def ready(self) -> bool:
        """True once the model and the published indexes are in memory."""
        return all(self._in_memory())

    def _in_memory(self) -> tuple[bool, bool]:
        return self._model.loaded, self._view.is_open

    def warm_up(self) -> None:
        """Load the model and open the indexes. Raises ModelUnusable, ModelMismatch, HomeDamaged."""
        warming.load(lambda: self._view(None), self.words, self._model)

    # --- files in -------------------------------------------------------------------------------------------------

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        progress: Callable[[FileReport], None] | None = None,
        encoding: Progress | None = None,
        groups: Groups = None,
    ) -> IngestReport:
        """Take in files and folders, publish them, and report on each file met. Raises HomeLocked, ModelMismatch."""
        return self._ingest(find_files(paths, max_bytes=self.settings.source_bytes), progress, encoding, groups=groups)

    def ingest_files(self, files: Sequence[tuple[str, bytes]], *, groups: Groups = None) -> IngestReport:
        """Take in files given as (name, bytes), archives opened, publish them to these groups, and report on each."""
        limit = self.settings.source_bytes
        found = (file for name, data in files for file in opened_archive(FoundFile(name, data), max_bytes=limit))
        return self._ingest(found, None, None, groups=groups)

    def _ingest(
        self,
        files: Iterable[FoundFile],
        progress: Callable[[FileReport], None] | None,
        encoding: Progress | None,
        take: Take = Intake.meet,
        groups: Groups = None,
    ) -> IngestReport:
        started = time.perf_counter()
        reports = []
        settings = self.settings
        intake = Intake(
            self._store,
            max_bytes=settings.source_bytes,
            passage_chars=settings.passage_chars,
            read=self._readers.read,
            newcomers=self.groups.newcomers(groups),
        )
        with self._writing():
            publisher = self._model.publisher(self._keeper.current())
            self.references.refresh()
            for file in files:
                report = take(intake, file)
                reports.append(report)
                if progress is not None:
                    progress(report)
            generation = publisher.publish(progress=encoding)
        told = self.references.reported(self._model.warned(reports))
        return IngestReport(told, generation, time.perf_counter() - started)

    def withdraw(self, document_id: str) -> None:
        """Take a document out of every answer, reversibly. Raises NotFound."""
        self._set_withdrawn(document_id, True)

    def restore(self, document_id: str) -> None:
        """Bring a withdrawn document back. Raises NotFound."""
        self._set_withdrawn(document_id, False)

    def purge(self, document_id: str, *, version: int | None = None) -> None:
        """Remove a document for good, from store, indexes, caches and older generations; or only one of its versions.

        Raises NotFound. The document goes with its last version.
        """
        with self._writing():
            # First of all: where the published state cannot be read, nothing is removed that could not be published.
            publisher = self._model.publisher(self._keeper.current())
            held = self._stored(document_id)
            rows = held if version is None else [numbered(held, version)]
            # Before the rows: a purge that is broken off in between leaves no vector that nobody would look for.
            self._model.forget([text for row in rows for text in self._embedded_texts(row)])
            with self._store.writing() as writer:
                if len(rows) == len(held) or version is None:
                    writer.purge(document_id)
                else:
                    writer.purge_version(document_id, version)
            self._shelf.forget()
            forget_texts()
            forget_names()
            self.eligibility.forget()
            self.pages.forget()
            publisher.publish(keep=1)
            self._store.scrub()

    def reindex(self, *, progress: Progress | None = None) -> int:
        """Build every index again with the current model; return the generation's number."""
        with self._writing():
            self.references.refresh(anew=True)
            generation = self._model.publisher_anew().publish(anew=True, progress=progress)
            self._store.scrub()
            return generation

    def model_warnings(self) -> tuple[str, ...]:
        """Return a warning for each document that the model does not read to the end. Raises ModelUnusable."""
        return self._model.warnings()

    # --- questions ------------------------------------------------------------------------------------------------

    def search(self, query: Query) -> SearchResult:
        """Return the passages that answer a question, best first. Raises InvalidQuestion, ModelMismatch."""
        return self.pages.searched(self._retriever.search(query, self._view(query.as_of)))

    def ask(self, query: Query) -> Answer:
        """Answer a question with verified quotations, or abstain. Raises InvalidQuestion, ModelMismatch."""
        return self.asking.answer(query)

    def clauses(self, reference: str, *, as_of: date | None = None) -> tuple[ClauseText, ...]:
        """Return the clauses that a reference such as “《…办法》第五条第二款” names. Raises ClauseReferenceError."""
        view = self._view(as_of)
        return tuple(in_its_standing(one, view, self._shelf) for one in self._lookup.clauses(reference, view))

    # --- documents ------------------------------------------------------------------------------------------------

    def documents(
        self,
        *,
        source: str | None = None,
        text: str | None = None,
        kind: DocumentKind | None = None,
        region: str | None = None,
        issuer: str | None = None,
        validity: Validity | None = None,
        limit: int = 50,
        offset: int = 0,
        include_withdrawn: bool = False,
        facets: bool = False,
        as_of: date | None = None,
    ) -> DocumentPage:
        """Return the documents of a file, of a kind, or with some words in their titles, in the order they came in."""
        asked = DocumentQuery(source, text, kind, region, issuer, validity, limit, offset, include_withdrawn, facets)
        return listed(asked, self._view(as_of))

    def document(self, document_id: str, *, version: int | None = None) -> Version:
        """Return a document's text: the version that stands today, or the one asked for. Raises NotFound."""
        return self._shelf.version(self._row(document_id, version).version_row)

    def clause_tree(self, document_id: str, *, version: int | None = None) -> ClauseTree:
        """Return a document's clauses. Raises NotFound."""
        return self._shelf.tree(self._row(document_id, version).version_row)

    def clause(self, document_id: str, address: str, *, version: int | None = None) -> ClauseText:
        """Return the clause at an address of a document. Raises NotFound, ClauseReferenceError."""
        row = self._row(document_id, version)
        positions = resolve(self._shelf.tree(row.version_row), address)
        if len(positions) != 1:
            tree, book = self._shelf.tree(row.version_row), self._shelf.book(row.version_row)
            problem = "没有" if not positions else f"有 {len(positions)} 处"
            near = "" if positions else f"；{nearby(tree, book, address)}"
            raise ClauseReferenceError(
                f"《{row.metadata.title}》里{problem}“{address}”{near}；请在文件全文里核对条款",
                address=address,
                nearest=list(nearest(tree, book, address)),
            )
        view = self._view(None)
        clause = self._shelf.clause(row.version_row, positions[0], address)
        standing = standing_in(row, clause, view, self._shelf)
        return replace(self._shelf.clause_text(row.version_row, clause, standing.validity), standing=standing)

    def source_file(self, document_id: str, *, version: int | None = None) -> SourceFile:
        """Return the file that a document came in. Raises NotFound."""
        return self._store.source_file(self._row(document_id, version).version_row)

    def validity(self, version: Version, as_of: date | None = None) -> Validity:
        """Return whether a version applies on a day (today where none is given). Raises NotFound."""
        view = self._view(as_of)
        return view.catalog.validity(self._row(version.document_id, version.version), view.day)

    def log(self, wanted: AuditQuery) -> AuditPage:
        """Return what was done to the home, when and by whom, newest first."""
        return self._store.audit(wanted)

    def stats(self) -> Stats:
        """Return how much the base holds."""
        view = self._view(None)
        catalog, snapshot = view.catalog, view.snapshot
        return Stats(
            snapshot.generation,
            len(catalog.documents),
            len(catalog),
            sum(row.clauses for row in snapshot.versions),
            snapshot.passages_of([row.version_row for row in snapshot.versions]),
            len(snapshot.segments),
            self.settings.embedding_model,
            snapshot.fingerprint,
            SCHEMA_VERSION,
            # It counts what is hidden too.
            dense_search(snapshot.segments if view.audience == EVERYTHING else ()),
            self._segments.told,
        )

    def cache_counts(self) -> dict[str, float]:
        """Return how often something was at hand and how often not, since the start."""
        cache, (hits, misses) = self._model.cache, self._shelf.counts()
        shelf = {"shelf_hits": hits, "shelf_misses": misses}
        return {**shelf, "vector_cache_hits": cache.hits, "vector_cache_misses": cache.misses}

    # --- inside ---------------------------------------------------------------------------------------------------

    def _open_segments(self) -> SegmentBackend:
        try:
            return segments_of(self.settings, self._store)
        except InvalidSetting:
            self._store.close()
            raise

    def _open_model(self, encoder: Encoder | None) -> HomeModel:
        try:
            return HomeModel(self.settings, self._store, self._segments, encoder)
        except HomeDamaged:
            self._store.close()
            raise

    def _rows_of(self, document_id: str) -> Sequence[VersionRow]:
        return self._known(document_id, self._view(None).catalog.versions(document_id))

    def _stored(self, document_id: str) -> Sequence[VersionRow]:
        """Return a document's versions as the store holds them, those not yet published included."""
        return self._known(document_id, [row for row in self._store.shown_rows() if row.document_id == document_id])

    def _known(self, document_id: str, rows: Sequence[VersionRow]) -> Sequence[VersionRow]:
        if not rows:
            raise NotFound(f"没有编号为“{document_id}”的文件；请在文件列表里核对", document_id=document_id)
        return rows

    def _row(self, document_id: str, version: int | None) -> VersionRow:
        rows = self._rows_of(document_id)
        if version is None:
            view = self._view(None)
            return view.catalog.current(document_id, view.day)
        return numbered(rows, version)

    def _set_withdrawn(self, document_id: str, withdrawn: bool) -> None:
        with self._writing():
            self._stored(document_id)
            with self._store.writing() as writer:
                writer.set_withdrawn(document_id, withdrawn)

    def _embedded_texts(self, row: VersionRow) -> Iterator[str]:
        clauses = self._shelf.tree(row.version_row).clauses
        titles = self._store.titles(row.version_row)
        for passage in self._shelf.passages_of(row.version_row):
            clause = clauses[passage.clause_position]
            # However the vectors were made before now.
            for title, context in product(titles, (True, False)):
                yield embedding_text(title, passage.passage, clause, context=context)
