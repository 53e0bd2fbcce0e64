"""The facade: one knowledge base in one home."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Self

from filelock import FileLock, Timeout

from embeddings.cache import VectorCache
from embeddings.errors import EmbeddingError
from embeddings.loading import load_encoder
from embeddings.types import Encoder
from kb.answer.answerability import bundled_judge
from kb.answer.answerer import Answerer
from kb.answer.attributes import bundled_attributes
from kb.answer.document_meant import forget_names
from kb.answer.texts import forget_texts
from kb.clauses.address import resolve
from kb.clauses.split import embedding_text
from kb.errors import ClauseReferenceError, HomeDamaged, HomeLocked, ModelUnusable, NotFound
from kb.files import FoundFile, find_files
from kb.index.build import KEEP_GENERATIONS, Progress, Publisher, vector_fingerprint
from kb.index.snapshot import Snapshot, SnapshotKeeper
from kb.ingest.report import FileReport, IngestReport
from kb.retrieve.catalog import Catalog, names_of
from kb.retrieve.lexicon import bundled_lexicon
from kb.retrieve.lookup import ClauseLookup
from kb.retrieve.retriever import Retriever
from kb.retrieve.view import Shelf, View
from kb.retrieve.wordbook import WordBook
from kb.settings import Settings
from kb.store.intake import Intake
from kb.store.rows import VersionRow
from kb.store.schema import SCHEMA_VERSION
from kb.store.store import Store
from kb.text.keys import compare_key
from kb.types import (
    Answer,
    ClauseText,
    ClauseTree,
    DocumentKind,
    DocumentPage,
    Query,
    SearchResult,
    SourceFile,
    Stats,
    Validity,
    Version,
)

_LOCK_SECONDS = 10.0
_TRIES = 3


class KnowledgeBase:
    """Files in, cited answers out. Safe to share between threads; one process writes at a time."""

    def __init__(self, settings: Settings, *, encoder: Encoder | None = None) -> None:
        settings.home.mkdir(parents=True, exist_ok=True)
        self.settings = settings
        self._store = Store(settings.home / "kb.sqlite3")
        self._segments = settings.home / "segments"
        self._segments.mkdir(exist_ok=True)
        self._cache = self._open_cache()
        self._lock = FileLock(settings.home / "write.lock")
        self._keeper = SnapshotKeeper(self._store, self._segments, threads=settings.threads)
        self._shelf = Shelf(self._store)
        self._loading = threading.Lock()
        self._loaded: Encoder | None = encoder
        self._catalog: tuple[Snapshot, Catalog] | None = None
        self.words = WordBook(self._store, self._writing, self._is_common, in_use=settings.plain_words)
        self._retriever = Retriever(self._shelf, self._encoder, self.words.current, settings)
        self._lookup = ClauseLookup(self._shelf)
        self._answerer = Answerer(self._shelf, self._encoder, settings)

    @classmethod
    def open(cls, settings: Settings, *, encoder: Encoder | None = None) -> Self:
        """Open the knowledge base of the settings' home, a new one where there is none.

        The embedding model is loaded when it is first needed. Raises HomeVersionMismatch.
        """
        return cls(settings, encoder=encoder)

    def close(self) -> None:
        """Release files and connections."""
        self._cache.close()
        self._store.close()

    @property
    def ready(self) -> bool:
        """True once the model and the published indexes are in memory."""
        return self._loaded is not None and self._catalog is not None

    def warm_up(self) -> None:
        """Load the model and open the indexes. Raises ModelUnusable, ModelMismatch, HomeDamaged."""
        bundled_judge()
        bundled_attributes()
        bundled_lexicon()
        self.words.current()
        encoder = self._encoder()
        view = self._view(None)
        view.snapshot.require_model(self._vector_fingerprint(encoder), self.settings.embedding_model)

    # --- files in -------------------------------------------------------------------------------------------------

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        progress: Callable[[FileReport], None] | None = None,
        encoding: Progress | None = None,
    ) -> IngestReport:
        """Take in files and folders, publish them, and report on each file met. Raises HomeLocked, ModelMismatch."""
        return self._ingest(find_files(paths), progress, encoding)

    def ingest_files(self, files: Sequence[tuple[str, bytes]]) -> IngestReport:
        """Take in files given as (name, bytes), publish them, and report on each."""
        return self._ingest((FoundFile(name, data) for name, data in files), None, None)

    def _ingest(
        self, files: Iterable[FoundFile], progress: Callable[[FileReport], None] | None, encoding: Progress | None
    ) -> IngestReport:
        started = time.perf_counter()
        reports = []
        settings = self.settings
        intake = Intake(self._store, max_bytes=settings.source_bytes, passage_chars=settings.passage_chars)
        with self._writing():
            publisher = self._publisher()
            for file in files:
                report = file.report or intake.take(file.name, file.data)
                reports.append(report)
                if progress is not None:
                    progress(report)
            generation = publisher.publish(progress=encoding)
        return IngestReport(tuple(reports), generation, time.perf_counter() - started)

    def withdraw(self, document_id: str) -> None:
        """Take a document out of every answer, reversibly. Raises NotFound."""
        self._set_withdrawn(document_id, True)

    def restore(self, document_id: str) -> None:
        """Bring a withdrawn document back. Raises NotFound."""
        self._set_withdrawn(document_id, False)

    def purge(self, document_id: str) -> None:
        """Remove a document for good, from store, indexes, caches and older generations. Raises NotFound."""
        with self._writing():
            # First of all: where the published state cannot be read, nothing is removed that could not be published.
            publisher = self._publisher()
            rows = self._stored(document_id)
            texts = [text for row in rows for text in self._embedded_texts(row)]
            with self._store.writing() as writer:
                writer.purge(document_id)
            self._shelf.forget()
            forget_texts()
            forget_names()
            publisher.publish(keep=1)
            self._cache.forget(texts)
            self._store.scrub()

    def reindex(self, *, progress: Progress | None = None) -> int:
        """Build every index again with the current model; return the generation's number."""
        with self._writing():
            generation = self._publisher_with(self._encoder()).publish(
                anew=True, keep=KEEP_GENERATIONS, progress=progress
            )
            self._store.scrub()
            return generation

    # --- questions ------------------------------------------------------------------------------------------------

    def search(self, query: Query) -> SearchResult:
        """Return the passages that answer a question, best first. Raises InvalidQuestion, ModelMismatch."""
        return self._retriever.search(query, self._view(query.as_of))

    def ask(self, query: Query) -> Answer:
        """Answer a question with verified quotations, or abstain. Raises InvalidQuestion, ModelMismatch."""
        wide = replace(query, top_k=max(query.top_k, self.settings.answer_depth))
        for _ in range(_TRIES):
            view = self._view(query.as_of)
            # What is purged between search and answer is gone: the question is asked again of what is left.
            with suppress(NotFound):
                return self._answerer.answer(query, self._retriever.search(wide, view), view)
        view = self._view(query.as_of)
        return self._answerer.answer(query, self._retriever.search(wide, view), view)

    def clauses(self, reference: str, *, as_of: date | None = None) -> tuple[ClauseText, ...]:
        """Return the clauses that a reference such as “《…办法》第五条第二款” names. Raises ClauseReferenceError."""
        return tuple(self._lookup.clauses(reference, self._view(as_of)))

    # --- documents ------------------------------------------------------------------------------------------------

    def documents(
        self,
        *,
        source: str | None = None,
        text: str | None = None,
        kind: DocumentKind | None = None,
        limit: int = 50,
        offset: int = 0,
        include_withdrawn: bool = False,
    ) -> DocumentPage:
        """Return the documents of a file, of a kind, or with some words in their titles, in the order they came in."""
        view = self._view(None)
        rows = [view.catalog.current(document_id, view.day) for document_id in view.catalog.documents]
        wanted = compare_key(text or "")
        chosen = [
            row
            for row in rows
            if (include_withdrawn or not row.withdrawn)
            and (source is None or row.source_name == source)
            and (kind is None or row.metadata.kind is kind)
            and any(wanted in compare_key(name) for name in names_of(row.metadata))
        ]
        page = chosen[offset : offset + limit]
        return DocumentPage(tuple(view.catalog.summary(row, view.day) for row in page), len(chosen))

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
            problem = "没有" if not positions else f"有 {len(positions)} 处"
            raise ClauseReferenceError(
                f"《{row.metadata.title}》里{problem}“{address}”；kb docs show {document_id} 列出全部条款",
                address=address,
            )
        view = self._view(None)
        return self._shelf.clause_text(row.version_row, positions[0], view.catalog.validity(row, view.day))

    def source_file(self, document_id: str, *, version: int | None = None) -> SourceFile:
        """Return the file that a document came in. Raises NotFound."""
        return self._store.source_file(self._row(document_id, version).version_row)

    def validity(self, version: Version, as_of: date | None = None) -> Validity:
        """Return whether a version applies on a day (today where none is given). Raises NotFound."""
        view = self._view(as_of)
        return view.catalog.validity(self._row(version.document_id, version.version), view.day)

    def stats(self) -> Stats:
        """Return how much the base holds."""
        view = self._view(None)
        catalog, snapshot = view.catalog, view.snapshot
        return Stats(
            snapshot.generation,
            len(catalog.documents),
            len(catalog),
            sum(row.clauses for row in snapshot.versions),
            sum(map(len, snapshot.segments)),
            len(snapshot.segments),
            self.settings.embedding_model,
            snapshot.fingerprint,
            SCHEMA_VERSION,
        )

    # --- inside ---------------------------------------------------------------------------------------------------

    def _open_cache(self) -> VectorCache:
        file = self.settings.home / "vectors.sqlite3"
        try:
            return VectorCache(file)
        except EmbeddingError as error:
            self._store.close()
            raise HomeDamaged(
                f"向量缓存 {file} 已损坏（{error}）；可以删去它，缺的向量会重新计算", file=str(file)
            ) from error

    def _encoder(self) -> Encoder:
        if self._loaded is None:
            with self._loading:
                if self._loaded is None:
                    try:
                        self._loaded = load_encoder(self.settings.embedding_model, self.settings.query_prompt)
                    except EmbeddingError as error:
                        raise ModelUnusable(
                            f"向量模型“{self.settings.embedding_model}”不能用：{error}；"
                            "请检查 KB_EMBEDDING_MODEL，或改回随程序附带的模型",
                            model=self.settings.embedding_model,
                        ) from error
        return self._loaded

    def _is_common(self, words: str) -> bool:
        return self._keeper.current().is_common(words)

    def _view(self, as_of: date | None) -> View:
        snapshot = self._keeper.current()
        held = self._catalog
        if held is None or held[0] is not snapshot:
            self._shelf.forget()
            held = (snapshot, Catalog(snapshot.versions))
            self._catalog = held
        return View(snapshot, held[1], as_of or date.today())

    def _rows_of(self, document_id: str) -> Sequence[VersionRow]:
        return self._known(document_id, self._view(None).catalog.versions(document_id))

    def _stored(self, document_id: str) -> Sequence[VersionRow]:
        """Return a document's versions as the store holds them, those not yet published included."""
        return self._known(document_id, [row for row in self._store.version_rows() if row.document_id == document_id])

    def _known(self, document_id: str, rows: Sequence[VersionRow]) -> Sequence[VersionRow]:
        if not rows:
            raise NotFound(f"没有编号为“{document_id}”的文件；可用 kb docs list 查看", document_id=document_id)
        return rows

    def _row(self, document_id: str, version: int | None) -> VersionRow:
        rows = self._rows_of(document_id)
        if version is None:
            view = self._view(None)
            return view.catalog.current(document_id, view.day)
        for row in rows:
            if row.version == version:
                return row
        raise NotFound(
            f"文件“{document_id}”没有第 {version} 版，现有 {'、'.join(str(row.version) for row in rows)}",
            document_id=document_id,
            version=version,
        )

    def _set_withdrawn(self, document_id: str, withdrawn: bool) -> None:
        with self._writing():
            self._stored(document_id)
            with self._store.writing() as writer:
                writer.set_withdrawn(document_id, withdrawn)

    def _embedded_texts(self, row: VersionRow) -> Iterator[str]:
        clauses = self._shelf.tree(row.version_row).clauses
        for passage in self._shelf.passages_of(row.version_row):
            clause = clauses[passage.clause_position]
            # However the vectors were made before now.
            for context in (True, False):
                yield embedding_text(row.metadata.title, passage.passage, clause, context=context)

    def _publisher(self) -> Publisher:
        """Return a publisher for the published model's vectors. Raises ModelMismatch."""
        encoder = self._encoder()
        self._keeper.current().require_model(self._vector_fingerprint(encoder), self.settings.embedding_model)
        return self._publisher_with(encoder)

    def _publisher_with(self, encoder: Encoder) -> Publisher:
        threads, context = self.settings.threads, self.settings.embed_context
        return Publisher(self._store, self._segments, encoder, self._cache, threads=threads, context=context)

    def _vector_fingerprint(self, encoder: Encoder) -> str:
        return vector_fingerprint(encoder, context=self.settings.embed_context)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with self._lock.acquire(timeout=_LOCK_SECONDS):
                yield
        except Timeout as error:
            raise HomeLocked(
                f"另一个程序正在写知识库 {self.settings.home}；请等它结束后再试", home=str(self.settings.home)
            ) from error
