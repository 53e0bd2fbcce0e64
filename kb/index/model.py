"""The embedding model of a home: its encoder, the cache of its vectors, and the publishers that work with both."""

import threading
from collections.abc import Sequence

from embeddings.cache import VectorCache
from embeddings.errors import EmbeddingError
from embeddings.loading import load_encoder
from embeddings.types import Encoder
from kb.errors import HomeDamaged, HomeFull, HomeReadOnly, ModelUnusable
from kb.index.backend import SegmentBackend
from kb.index.build import Publisher, vector_fingerprint
from kb.index.rebuilt import RebuiltSegments
from kb.index.snapshot import Snapshot
from kb.index.truncation import all_warnings, with_warnings
from kb.ingest.report import FileReport
from kb.settings import Settings
from kb.store.disk_faults import may_write, read_only, told_of_home
from kb.store.store import Store

VECTORS_FILE = "vectors.sqlite3"


class HomeModel:
    """The model that the settings name, loaded when it is first needed, beside the cache of the home.

    Raises HomeDamaged where the cache cannot be read.
    """

    def __init__(
        self, settings: Settings, store: Store, segments: SegmentBackend, encoder: Encoder | None = None
    ) -> None:
        self._settings = settings
        self._store = store
        self._segments = segments
        self._loading = threading.Lock()
        self._loaded = encoder
        self._refusal: HomeFull | HomeReadOnly | None = None
        self.cache = self._open_cache()
        if isinstance(segments, RebuiltSegments):
            segments.use(lambda *given: self.publisher_anew().restore(*given), self.fingerprint)

    def forget(self, texts: Sequence[str]) -> None:
        """Remove the vectors of texts from the cache. Raises HomeDamaged, HomeFull, HomeReadOnly."""
        if self._refusal is not None:
            # The file could not be opened, and vectors of these texts may lie in it.
            raise self._refusal
        try:
            self.cache.forget(texts)
        except EmbeddingError as error:
            raise self._damaged_cache(error) from error

    def close(self) -> None:
        """Release the cache's file."""
        self.cache.close()

    @property
    def loaded(self) -> bool:
        """True once the model is in memory."""
        return self._loaded is not None

    def encoder(self) -> Encoder:
        """Return the encoder, loaded once. Raises ModelUnusable."""
        if self._loaded is None:
            with self._loading:
                if self._loaded is None:
                    self._loaded = self._load()
        return self._loaded

    @property
    def name(self) -> str:
        """What the settings call the model."""
        return self._settings.embedding_model

    def fingerprint(self) -> str:
        """Return what the vectors of a generation of this model are marked with. Raises ModelUnusable."""
        return vector_fingerprint(self.encoder(), context=self._settings.embed_context)

    def require_match(self, snapshot: Snapshot) -> None:
        """Raise ModelMismatch unless the published vectors are those of this model, ModelUnusable without one."""
        snapshot.require_model(self.fingerprint(), self.name)

    def publisher(self, current: Snapshot) -> Publisher:
        """Return a publisher that adds to what is published. Raises ModelMismatch, ModelUnusable."""
        self.require_match(current)
        return self.publisher_anew()

    def publisher_anew(self) -> Publisher:
        """Return a publisher for this model's vectors, whatever is published. Raises ModelUnusable."""
        settings = self._settings
        return Publisher(
            self._store,
            self._segments,
            self.encoder(),
            self.cache,
            context=settings.embed_context,
            model=settings.embedding_model,
            keep=settings.keep_generations,
        )

    def warned(self, reports: Sequence[FileReport]) -> tuple[FileReport, ...]:
        """Return the reports with warnings of what the model does not read to the end. Raises ModelUnusable."""
        return with_warnings(reports, self.encoder(), self._store, context=self._settings.embed_context)

    def warnings(self) -> tuple[str, ...]:
        """Return warnings of all that the store holds and the model does not read to the end. Raises ModelUnusable."""
        return all_warnings(self.encoder(), self._store, context=self._settings.embed_context)

    def _load(self) -> Encoder:
        return load_model(self._settings)

    def _open_cache(self) -> VectorCache:
        home, file = self._settings.home, self._settings.home / VECTORS_FILE
        if not may_write(home) or (file.exists() and not may_write(file)):
            # Nothing is encoded for a home that may only be read: its file is left alone.
            self._refusal = read_only(home)
            return VectorCache(None)
        try:
            with told_of_home(home):
                return VectorCache(file)
        except HomeFull as error:
            self._refusal = error
            return VectorCache(None)
        except EmbeddingError as error:
            raise self._damaged_cache(error) from error

    def _damaged_cache(self, error: EmbeddingError) -> HomeDamaged:
        file = self._settings.home / VECTORS_FILE
        return HomeDamaged(
            f"向量缓存 {file} 已损坏（{error}）；请运行 kb doctor --repair：删去它，缺的向量会重新计算", file=str(file)
        )


def load_model(settings: Settings) -> Encoder:
    """Return the encoder that the settings name. Raises ModelUnusable."""
    name = settings.embedding_model
    try:
        return load_encoder(name, settings.query_prompt, dim=settings.embedding_dim, threads=settings.threads)
    except EmbeddingError as error:
        raise ModelUnusable(
            f"向量模型“{name}”不能用：{error}；请检查 KB_EMBEDDING_MODEL，或改回随程序附带的模型", model=name
        ) from error
