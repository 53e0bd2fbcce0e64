"""Documents that would answer a question and that are not searched because they do not apply on the day."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

import numpy as np

from kb.errors import NotFound
from kb.index.segments import Rows
from kb.retrieve.naming.mentions import spoken_of_in
from kb.retrieve.standing.standings import standing_of
from kb.retrieve.validity import day_of
from kb.retrieve.view import Shelf, View
from kb.store.rows import VersionRow
from kb.types import Hit, LeftOut, Query, Standing, Validity

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
        reason, by, standing = why_not(row, view, shelf)
        # What the store no longer holds was purged after the snapshot was opened.
        with suppress(NotFound):
            newer = shelf.version(by.version_row) if by else None
            yield LeftOut(shelf.version(version_row), standing.validity, reason, newer, named=named, standing=standing)


def why_not(row: VersionRow, view: View, shelf: Shelf) -> tuple[str, VersionRow | None, Standing]:
    """Return why a version does not apply on the view's day, the version that takes its place, and how it stands."""
    standing, day = standing_of(row, view, shelf), view.day
    validity, by = standing.validity, standing.by
    newer = view.catalog.find(by.document_id, by.version) if by and validity is Validity.REPEALED else None
    if row.by_hand is not None and row.by_hand.on(day) is not None:
        since = f"自{row.by_hand.from_day}起" if row.by_hand.from_day else ""
        repeal = view.catalog.repeal(row) if validity is Validity.REPEALED else None
        return f"{since}{standing.label}（{row.by_hand.by}更正）", repeal.by if repeal else None, standing
    term = view.catalog.term(row, day)
    if validity is Validity.EXPIRED and term.ends:
        told = f"有效期到{term.ends.isoformat()}为止"
        return (f"{told}（{standing.reason}）" if term.by else told), None, standing
    if validity is Validity.NOT_YET:
        return _not_yet(row, view), None, standing
    if by is None:
        return "已经废止", None, standing
    since = f"（{by.from_day.isoformat()} 起）" if by.from_day else ""
    if by.document_id == row.document_id:
        return f"已被新版本取代：第{by.version}版{since}", newer, standing
    return f"已被{by.named}废止{since}", newer, standing


def _not_yet(row: VersionRow, view: View) -> str:
    begins, bound = day_of(row.metadata.effective_from), day_of(row.metadata.not_before)
    if begins is not None and view.day < begins:
        return f"自{begins}起才施行"
    return f"这个文本是{bound}才通过或修订的" if bound else "尚未施行"
