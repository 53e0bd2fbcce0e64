"""What each audience sees of the published state: its own catalog, from which what is hidden is missing."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from kb.index.shown_words import ShownWords
from kb.index.snapshot import Snapshot, SnapshotKeeper
from kb.retrieve.catalog import Catalog
from kb.retrieve.view import Shelf, View
from kb.store.audience import EVERYTHING, Audience, audience
from kb.store.rows import VersionRow

# Sets of groups that keys bear: a handful. Each catalog takes a few kilobytes a document.
_MOST_AUDIENCES = 64


class Views:
    """Gives views for whoever reads now; safe to share between threads.

    Whatever asks for documents asks a view. A hidden document is in none of its parts: not in the catalog, which says
    what may be found and what other texts say of it, and not among the snapshot's versions.
    """

    def __init__(self, keeper: SnapshotKeeper, shelf: Shelf) -> None:
        """Take what gives the published state, and the texts that are kept of it."""
        self._keeper = keeper
        self._shelf = shelf
        self._lock = threading.Lock()
        self._held: tuple[Snapshot, dict[Audience, View]] | None = None

    @property
    def is_open(self) -> bool:
        """True once a published state is in memory."""
        return self._held is not None

    def __call__(self, as_of: date | None) -> View:
        """Return what the present audience sees on a day, today where none is given. Raises HomeDamaged."""
        seen = audience()
        snapshot = self._keeper.current()
        held = self._held
        if held is None or held[0] is not snapshot:
            held = self._exchanged(snapshot)
        view = held[1].get(seen)
        if view is None:
            view = self._made(held, seen)
        return replace(view, day=as_of or date.today())

    def is_common(self, words: str) -> bool:
        """Tell whether the documents that the present audience sees use these words all the time."""
        return self(None).snapshot.is_common(words)

    def _exchanged(self, snapshot: Snapshot) -> tuple[Snapshot, dict[Audience, View]]:
        with self._lock:
            held = self._held
            if held is None or held[0] is not snapshot:
                held = (snapshot, {EVERYTHING: View(snapshot, Catalog(snapshot.versions), date.min)})
                self._shelf.show(self._whose)
                self._held = held
            return held

    def _whose(self) -> Mapping[int, str]:
        """Return whose the documents are that bear a title which another one bears that is seen as well."""
        held = self._held
        if held is None:
            return {}
        view = held[1].get(audience()) or self._made(held, audience())
        return view.catalog.whose

    def _made(self, held: tuple[Snapshot, dict[Audience, View]], seen: Audience) -> View:
        snapshot, views = held
        rows = [row for row in snapshot.versions if seen.sees(row.groups)]
        whole = views[EVERYTHING]
        # Where nothing is hidden there is nothing to make anew.
        view = whole if len(rows) == len(snapshot.versions) else _of(snapshot, rows, seen)
        with self._lock:
            if len(views) >= _MOST_AUDIENCES:
                views.clear()
                views[EVERYTHING] = whole
            return views.setdefault(seen, view)


def _of(snapshot: Snapshot, rows: Sequence[VersionRow], seen: Audience) -> View:
    shown = np.array(sorted(row.version_row for row in rows), dtype=np.int64)
    words = ShownWords(snapshot.keywords, snapshot.version_rows, shown)
    return View(replace(snapshot, versions=rows, keywords=words), Catalog(rows), date.min, seen)
