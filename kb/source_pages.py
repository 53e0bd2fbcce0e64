"""The pages of the files that documents came in: where a quotation stands on them, and how they look."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from kb.errors import NotFound
from kb.ingest.condition import lowest_confidence, text_share
from kb.ingest.readers.isolation import IsolatedReaders
from kb.ingest.readers.rendering import renderer_for
from kb.layout import Layout
from kb.raw import SourcePage
from kb.store.rows import VersionRow
from kb.store.store import Store
from kb.types import Answer, Citation, Hit, SearchResult, SourceFile

_LAYOUTS_HELD = 256
_PICTURES_HELD_BYTES = 16_000_000
DRAWN_WIDTHS = (400, 800, 1200, 1600)
"""The widths in pixels that a page is drawn in; one asked for gets the next wider."""


@dataclass(frozen=True, slots=True)
class PageTexts:
    """The pages of the file of one version, in order; none for formats without pages."""

    document_id: str
    version: int
    source: str
    format: str
    pages: tuple[SourcePage, ...]

    @property
    def characters(self) -> int:
        """The characters of all pages."""
        return sum(page.characters for page in self.pages)

    @property
    def text_share(self) -> float | None:
        """The share of the pages that have text; None without pages."""
        return text_share(self.pages)

    @property
    def lowest_confidence(self) -> float | None:
        """The lowest confidence of a page that was recognised; None where none was."""
        return lowest_confidence(self.pages)


class SourcePages:
    """Finds quotations on the pages of their files, and draws those pages. Safe to share between threads."""

    def __init__(self, store: Store, readers: IsolatedReaders, row: Callable[[str, int | None], VersionRow]) -> None:
        """Take the store, what draws pages, and the version that is meant by a document's id and a number."""
        self._store = store
        self._readers = readers
        self._row = row
        self._layout = lru_cache(maxsize=_LAYOUTS_HELD)(store.layout)
        self._drawn: OrderedDict[tuple[str, int, int, int], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def forget(self) -> None:
        """Drop what is kept, after a purge."""
        self._layout.cache_clear()
        with self._lock:
            self._drawn.clear()

    def searched(self, found: SearchResult) -> SearchResult:
        """Return a result whose hits tell their pages."""
        return replace(found, hits=self._hits(found.hits))

    def answered(self, found: Answer) -> Answer:
        """Return an answer whose citations and hits tell their pages and boxes."""
        return replace(found, citations=tuple(self._cited(one) for one in found.citations), hits=self._hits(found.hits))

    def of(self, document_id: str, *, version: int | None = None) -> PageTexts:
        """Return the pages of the file that a version came in. Raises NotFound."""
        row = self._row(document_id, version)
        layout = self._layout(row.document_id, row.version)
        return PageTexts(
            row.document_id,
            row.version,
            row.source_name,
            layout.format if layout else "text",
            layout.pages if layout else (),
        )

    def picture(self, document_id: str, page: int, *, version: int | None = None, width: int = 800) -> bytes:
        """Return a page as a PNG of about the width. Raises NotFound, or SourceError where it cannot be drawn."""
        row = self._row(document_id, version)
        points = self._required(row, page).width
        drawn_width = next((each for each in DRAWN_WIDTHS if each >= width), DRAWN_WIDTHS[-1])
        key = (row.document_id, row.version, page, drawn_width)
        with self._lock:
            held = self._drawn.get(key)
            if held is not None:
                self._drawn.move_to_end(key)
                return held
        file: SourceFile = self._store.source_file(row.version_row)
        renderer = renderer_for(file.name)
        picture = self._readers.render(renderer, file.data, file.name, file.name, page, drawn_width, points)
        self._keep(key, picture)
        return picture

    def _required(self, row: VersionRow, page: int) -> SourcePage:
        layout = self._layout(row.document_id, row.version)
        if layout is None or not layout.pages:
            raise NotFound(
                f"“{row.source_name}”的格式没有页面，不能显示为图像；请查看文字，或下载原件", source=row.source_name
            )
        if not 1 <= page <= len(layout.pages):
            raise NotFound(
                f"“{row.source_name}”没有第 {page} 页，共 {len(layout.pages)} 页", source=row.source_name, page=page
            )
        return layout.pages[page - 1]

    def _keep(self, key: tuple[str, int, int, int], picture: bytes) -> None:
        with self._lock:
            self._drawn[key] = picture
            held = sum(map(len, self._drawn.values()))
            while held > _PICTURES_HELD_BYTES and len(self._drawn) > 1:
                held -= len(self._drawn.popitem(last=False)[1])

    def _cited(self, citation: Citation) -> Citation:
        layout = self._layout_of(citation)
        if layout is None:
            return citation
        ranges = citation.version.source_map.ranges(citation.span)
        return replace(citation, page=layout.page(ranges), boxes=layout.boxes(ranges))

    def _hits(self, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
        return tuple(self._paged(hit) for hit in hits)

    def _paged(self, hit: Hit) -> Hit:
        layout = self._layout_of(hit)
        if layout is None:
            return hit
        return replace(hit, page=layout.page(hit.version.source_map.ranges(hit.passage.span)))

    def _layout_of(self, found: Citation | Hit) -> Layout | None:
        layout = self._layout(found.version.document_id, found.version.version)
        return layout if layout and layout.placed else None
