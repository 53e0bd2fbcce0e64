"""What is worked out of a published state once and kept: for each audience its own."""

from collections.abc import Callable
from typing import Generic, TypeVar

from kb.retrieve.catalog import Catalog
from kb.retrieve.view import View
from kb.store.audience import Audience

T = TypeVar("T")
# As many as there may be catalogs.
_MOST_AUDIENCES = 64


class KeptByAudience(Generic[T]):
    """Keeps what `make` returns of a view until anything changes; safe to share between threads.

    Nothing of an audience is ever given to another, and nothing of an earlier state is kept.
    """

    def __init__(self, make: Callable[[View], T]) -> None:
        self._make = make
        self._changes = -1
        self._held: dict[Audience, tuple[Catalog, T]] = {}

    def of(self, view: View) -> T:
        """Return what is kept of a view, made where there is nothing yet."""
        if self._changes != view.snapshot.changes:
            self._held = {}
            self._changes = view.snapshot.changes
        kept = self._held
        held = kept.get(view.audience)
        if held is None or held[0] is not view.catalog:
            held = (view.catalog, self._make(view))
            if len(kept) >= _MOST_AUDIENCES:
                kept.clear()
            kept[view.audience] = held
        return held[1]
