"""Documents that would answer a question and that are not searched because they do not apply on the day."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

import numpy as np

from kb.errors import NotFound
from kb.index.segments import Rows
from kb.retrieve.naming.mentions import spoken_of_in
from kb.retrieve.standing.succession import Edition
from kb.retrieve.validity import day_of
from kb.retrieve.view import Shelf, View
from kb.store.rows import VersionRow
from kb.types import Hit, LeftOut, Query, Validity

# This surely is a document named by most of a name before a reader is told of it ...
_SURE = 0.4
# ... or this surely by its place alone, where nothing found speaks of that place.
_BY_PLACE = 0.33
# ... and surer than any that is searched.
_SURER = 0.1
_MOST = 3


def not_searched(query: Query, view: View) -> Rows:
    """Return the version rows that a query would find on the day, were what is not in force searched too."""
    if query.include_not_in_force:
        return np.empty(0, dtype=np.int64)
    every = view.catalog.searched(replace(query, include_not_in_force=True), view.day)
    return np.setdiff1d(every, view.catalog.searched(query, view.day))


def named_among(
    question: str, others: Rows, spoken_of: Mapping[int, float], hits: Sequence[Hit], view: View
) -> list[int]:
    """Return those of the version rows not searched that a prepared question names, surest first.

    Empty where a searched document is named as surely, or is of the place by which alone the other is named.
    `spoken_of` holds how surely each searched version is named.
    """
    if not len(others):
        return []
    named = spoken_of_in(question, view.catalog.names, others)
    held = "\n".join(f"{hit.version.metadata.title}\n{hit.passage.text}" for hit in hits)
    met = any(stem in held for stem in view.catalog.names.stems_in(question))
    least = max(_SURE if met else _BY_PLACE, max(spoken_of.values(), default=0.0) + _SURER)
    sure = sorted((row for row, share in named.items() if share >= least), key=lambda row: -named[row])
    return sure[:_MOST]


def left_out(named: Sequence[int], found: Callable[[], Sequence[int]], shelf: Shelf, view: View) -> tuple[LeftOut, ...]:
    """Return what is told of version rows that are not searched: those named, else those that would be found first."""
    rows = [(row, True) for row in named] or [(row, False) for row in found()[:_MOST]]
    return tuple(_left_out(rows, shelf, view))


def notice(one: LeftOut) -> str:
    """Return what is said of a document that a question names and that does not apply on the day."""
    return f"《{one.version.metadata.title}》{one.reason}，不在检索之内；要看它，请选择包含失效文件或换一个日期"


def _left_out(rows: Sequence[tuple[int, bool]], shelf: Shelf, view: View) -> Iterator[LeftOut]:
    for version_row, named in rows:
        row = view.catalog[version_row]
        reason, by = why_not(row, view)
        # What the store no longer holds was purged after the snapshot was opened.
        with suppress(NotFound):
            newer = shelf.version(by.version_row) if by else None
            yield LeftOut(shelf.version(version_row), view.catalog.validity(row, view.day), reason, newer, named=named)


def why_not(row: VersionRow, view: View) -> tuple[str, VersionRow | None]:
    """Return why a version does not apply on the view's day, and the version that takes its place."""
    validity, metadata = view.catalog.validity(row, view.day), row.metadata
    repeal, edition = view.catalog.repeal(row), view.catalog.edition(row)
    by = repeal.by if repeal else edition.replaced_by if edition.is_replaced_on(view.day) else None
    if row.by_hand is not None and row.by_hand.on(view.day) is not None:
        since = f"自{row.by_hand.from_day}起" if row.by_hand.from_day else ""
        return f"{since}{_STATES[validity]}（{row.by_hand.by}更正）", by if validity is Validity.REPEALED else None
    if validity is Validity.EXPIRED and metadata.effective_to:
        return f"有效期到{metadata.effective_to.value}为止", by
    if validity is Validity.NOT_YET:
        return _not_yet(row, view), None
    if repeal:
        return f"已被《{repeal.by.metadata.title}》废止", by
    return _replaced(edition) if by else "已经废止", by


_STATES = {
    Validity.NOT_YET: "尚未施行",
    Validity.EXPIRED: "已过有效期",
    Validity.REPEALED: "已废止",
    Validity.IN_FORCE: "现行有效",
    Validity.UNKNOWN: "效力未写明",
}


def _not_yet(row: VersionRow, view: View) -> str:
    begins, bound = day_of(row.metadata.effective_from), day_of(row.metadata.not_before)
    if begins is not None and view.day < begins:
        return f"自{begins}起才施行"
    return f"这个文本是{bound}才通过或修订的" if bound else "尚未施行"


def _replaced(edition: Edition) -> str:
    return f"自{edition.replaced_from}起由第{edition.replaced_by.version}版代替" if edition.replaced_by else "已经废止"
