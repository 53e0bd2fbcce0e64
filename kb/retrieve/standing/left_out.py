"""Documents that would answer a question and that are not searched because they do not apply on the day."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from kb.errors import NotFound
from kb.index.segments import Rows
from kb.retrieve.naming.mentions import spoken_of_in
from kb.retrieve.standing.asked_words import AskedWords, shown
from kb.retrieve.standing.clauses import standing_in
from kb.retrieve.standing.standings import standing_of
from kb.retrieve.validity import SEARCHED_BY_DEFAULT, day_of
from kb.retrieve.view import Shelf, View
from kb.store.rows import VersionRow
from kb.types import Hit, LeftOut, Standing, Validity

# This surely is a document named by most of a name before a reader is told of it ...
_SURE = 0.4
# ... or this surely by its place alone, where nothing found speaks of that place.
_BY_PLACE = 0.33
# ... and surer than any that is searched.
_SURER = 0.1
# A passage is found as well as the best one with this share of its score, and with this share of what is asked about.
_AS_NEAR, _LEAST_COVERED = 0.5, 0.4
_MOST = 3


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


def stronger(question: str, both: Sequence[Hit], view: View) -> dict[int, Hit]:
    """Return the best hits out of force that come near the best of all, by row, best first.

    Near by rank, and with a share of what a prepared question asks about: anything less is chance.
    """
    found: dict[int, Hit] = {}
    least = _AS_NEAR * max((hit.score for hit in both), default=0.0)
    words = AskedWords.of(question, view.snapshot)
    for hit in both:
        row = view.catalog.find(hit.version.document_id, hit.version.version)
        if row is None or row.version_row in found or hit.validity in SEARCHED_BY_DEFAULT or hit.score < least:
            continue
        if words.share_in(shown(hit)) >= _LEAST_COVERED:
            found[row.version_row] = hit
    return found


def left_out(named: Sequence[int], found: Mapping[int, Hit], shelf: Shelf, view: View) -> tuple[LeftOut, ...]:
    """Return what is told of version rows that are not searched: those named, then those that would be found first.

    `found` has the best hit of each that would be found, in that order.
    """
    rows = [*dict.fromkeys((*named, *found))][:_MOST]
    return tuple(_left_out([(row, row in named) for row in rows], found, shelf, view))


def notice(one: LeftOut) -> str:
    """Return what is said of a document that a question names and that does not apply on the day."""
    return f"《{one.version.metadata.title}》{one.reason}，不在检索之内；要看它，请选择包含失效文件或换一个日期"


def _left_out(
    rows: Sequence[tuple[int, bool]], found: Mapping[int, Hit], shelf: Shelf, view: View
) -> Iterator[LeftOut]:
    for version_row, named in rows:
        row = view.catalog[version_row]
        hit = found.get(version_row)
        of_clause = hit is not None and view.catalog.validity(row, view.day) in SEARCHED_BY_DEFAULT
        if hit is not None and of_clause:
            yield _clause_left_out(row, hit, view, shelf)
            continue
        reason, by, standing = why_not(row, view, shelf)
        # What the store no longer holds was purged after the snapshot was opened.
        with suppress(NotFound):
            newer = shelf.version(by.version_row) if by else None
            one = LeftOut(shelf.version(version_row), standing.validity, reason, newer, named=named, standing=standing)
            yield replace(one, clause=hit.clause, span=hit.passage.span) if hit else one


def _clause_left_out(row: VersionRow, hit: Hit, view: View, shelf: Shelf) -> LeftOut:
    """Return a clause that is out of force while the rest of its text is not."""
    standing = standing_in(row, hit.clause, view, shelf)
    told = standing.reason or standing.label
    return LeftOut(
        hit.version,
        hit.validity,
        told,
        named=False,
        standing=standing,
        clause=hit.clause,
        span=hit.passage.span,
    )


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
