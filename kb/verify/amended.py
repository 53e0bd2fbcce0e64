"""A version's words as its amendments leave them on a day, and which of what a text says they have replaced."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.clauses.citation import clause_part, quoted_title
from kb.retrieve.phrases.differences import Wording, compared
from kb.retrieve.phrases.places import Occurrence
from kb.retrieve.standing.amendments import AmendmentMet
from kb.retrieve.standing.clauses import AmendedClause, amended_clauses
from kb.retrieve.standing.named import Held, first_day_of
from kb.retrieve.standing.standings import standing_of
from kb.retrieve.validity import SEARCHED_BY_DEFAULT
from kb.retrieve.view import Shelf, View
from kb.store.rows import VersionRow
from kb.text.folding import Folded, fold
from kb.types import Clause, Span
from kb.verify.editions import Editions
from kb.verify.rewording import Rewording, rewording_in

_LONGEST_SHOWN = 60
# New words are looked for up to here where no other statement follows.
_LONGEST_STATEMENT = 6_000


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a version's text that amendments changed, with the words in its place, where they are known."""

    span: Span
    text: str | None
    by: AmendedClause
    sources: tuple[Occurrence, ...] = ()
    """Where the amending texts have the words in its place."""


class AmendedTexts:
    """The texts of a view as amended on its day; for one thread."""

    def __init__(self, shelf: Shelf, view: View) -> None:
        self._shelf = shelf
        self._view = view
        self._regions: dict[int, tuple[Region, ...]] = {}
        self.editions = Editions(view)

    def replaced(self, row: VersionRow, span: Span) -> str | None:
        """Return why the words of a span do not apply any more though their text does; None where they do."""
        if later := self.editions.later(row):
            since = f"，{day.isoformat()} 起" if (day := first_day_of(later.metadata)) else ""
            metadata, newer = (self._shelf.version(one.version_row).metadata for one in (row, later))
            number = f"（{newer.doc_number.value}）" if newer.doc_number else ""
            return (
                f"{quoted_title(metadata)}在 {self._view.day.isoformat()} 已被{quoted_title(newer)}{number}取代{since}"
            )
        for region in self.regions(row):
            if overlap := _overlap(region.span, span):
                words = overlap.of(self._text(row))
                if region.text is None or not stands_in(words, region.text):
                    return self._told(row, region, words)
        return self._replaced_in_amending(row, span)

    def regions(self, row: VersionRow) -> tuple[Region, ...]:
        """Return the parts of a version that amendments changed by the day, in text order."""
        if row.version_row not in self._view.catalog.amendments:
            return ()
        if row.version_row not in self._regions:
            self._regions[row.version_row] = tuple(self._read(row))
        return self._regions[row.version_row]

    def within(self, row: VersionRow, clause: Clause) -> tuple[Region, ...]:
        """Return the changed parts that a clause is in, or has in it."""
        return tuple(one for one in self.regions(row) if _overlap(one.span, clause.span))

    def came_into(self, version_row: int, span: Span) -> Iterator[tuple[VersionRow, Region]]:
        """Yield the versions with the changed parts whose words an amending text has at a span."""
        by = self._view.catalog[version_row]
        rows = {row.version_row: row for met in self._view.catalog.amendments.made_by(by) for row in met.rows}
        for row in rows.values():
            for region in self.regions(row):
                if any(one.version_row == version_row and one.span.contains(span) for one in region.sources):
                    yield row, region

    def wording(self, row: VersionRow, clause: Clause) -> str:
        """Return the words of a clause as they are on the day; what is not known of them is left out."""
        inside = next((one for one in self.regions(row) if one.span.contains(clause.span)), None)
        if inside is not None:
            return inside.text or ""
        return _joined(self._text(row), clause.span, self.regions(row))

    def _text(self, row: VersionRow) -> str:
        return self._shelf.version(row.version_row).text

    def _read(self, row: VersionRow) -> list[Region]:
        text = self._text(row)
        regions: list[Region] = []
        for one in amended_clauses(row, self._view, self._shelf):
            regions = _changed(regions, one, self._rewording(one), text, self._source(one))
        return sorted(regions, key=lambda region: region.span.start)

    def _source(self, one: AmendedClause) -> tuple[int, str]:
        by = one.amendment.by
        return by.version_row, self._text(by)

    def _rewording(self, one: AmendedClause) -> Rewording:
        # Of several clauses that get new words at once it is not told which gets which.
        found = self._statement(one.amendment.by, one.amendment.evidence.span)
        return Rewording() if found.whole and len(one.amendment.addresses) > 1 else found

    def _statement(self, by: VersionRow, label: Span | None) -> Rewording:
        if label is None:
            return Rewording()
        starts = [
            met.amendment.evidence.span.start
            for met in self._view.catalog.amendments.made_by(by)
            if met.amendment.evidence.span
        ]
        text = self._text(by)
        limit = min(len(text), label.end + _LONGEST_STATEMENT)
        return rewording_in(text, label, min((one for one in starts if one >= label.end), default=limit))

    def _told(self, row: VersionRow, region: Region, words: str) -> str:
        metadata, one, day = self._shelf.version(row.version_row).metadata, region.by, self._view.day.isoformat()
        told = f"{quoted_title(metadata)}{clause_part(one.clause)}在 {day} 已不是这样写的：{one.told}"
        if one.ends:
            return told
        return f"{told}，" + (f"现为“{_nearest(words, region.text)}”" if region.text else "改后的文字请看该文件")

    def _replaced_in_amending(self, row: VersionRow, span: Span) -> str | None:
        """Return why words that a text gives another do not stand there on the day: others came after them."""
        for met in self._view.catalog.amendments.made_by(row):
            said = self._statement(row, met.amendment.evidence.span)
            given = [one for one in (said.whole, said.added) if one and _overlap(one, span)]
            for quoted in (*given, *(one for one in said.gone if one.contains(span))):
                overlap = _overlap(quoted, span)
                if overlap and (why := self._why_not(met, overlap.of(self._text(row)), is_old=quoted in said.gone)):
                    return why
        return None

    def _why_not(self, met: AmendmentMet, words: str, *, is_old: bool) -> str | None:
        named, day, catalog = met.amendment.evidence.value, self._view.day, self._view.catalog
        if met.held is not Held.HELD:
            return f"这是{named}被改掉的文字" if is_old else None
        rows = [catalog.current(one, day) for one in dict.fromkeys(row.document_id for row in met.rows)]
        rows = [self.editions.later(row) or row for row in rows]
        for row in rows:
            if catalog.validity(row, day) not in SEARCHED_BY_DEFAULT:
                continue
            # The last word on a clause counts, though of what stood there before not all is known.
            if not is_old and any(region.by.amendment == met.amendment for region in self.regions(row)):
                return None
            if stands_in(words, self.wording(row, _whole(self._text(row)))):
                return None
        row = rows[0]
        title = quoted_title(self._shelf.version(row.version_row).metadata)
        standing = standing_of(row, self._view, self._shelf)
        if standing.validity not in SEARCHED_BY_DEFAULT:
            since = f"：{standing.reason}" if standing.reason else ""
            return f"它改的{title}在 {day.isoformat()} {standing.label}{since}"
        whole = self.wording(row, _whole(self._text(row)))
        return f"{title}在 {day.isoformat()} 已不是这样写的，现为“{_nearest(words, whole)}”"


def stands_in(words: str, text: str) -> bool:
    """Tell whether words stand in a text, and are not cut out of a longer number there."""
    key, folded = fold(words).strip("。；;，,：:"), Folded(text)
    return (
        any(folded.whole(place, place + len(key)) == (place, place + len(key)) for place in folded.find_all(key))
        if key
        else True
    )


def _changed(
    regions: list[Region], one: AmendedClause, said: Rewording, text: str, source: tuple[int, str]
) -> list[Region]:
    """Return the changed parts after one more amendment."""
    span, (by, theirs) = one.clause.span, source
    around = next((region for region in regions if region.span.contains(span) and region.span != span), None)
    at = around.span if around else span
    rest = [region for region in regions if not at.contains(region.span)]
    covered = [region for region in regions if at.contains(region.span)]
    known = around is None or around.text is not None
    before = _joined(text, at, covered)
    known = known and all(region.text is not None for region in covered)
    sources = tuple(found for region in covered for found in region.sources)
    if one.ends:
        # What part of words that came in its place is gone cannot be told.
        return [*rest, Region(at, None if around else "", one)]
    if said.whole:
        words = None if around else _labelled(one.clause, said.whole.of(theirs))
        return [
            *rest,
            Region(at, words, one, (*(sources if around else ()), Occurrence(by, said.whole.start, said.whole.end))),
        ]
    if said.added:
        words = f"{before}\n{said.added.of(theirs)}" if known else None
        return [*rest, Region(at, words, one, (*sources, Occurrence(by, said.added.start, said.added.end)))]
    words = _with(before, said.swaps) if known and said.swaps else None
    return [*rest, Region(at, words, one, sources)]


def _labelled(clause: Clause, words: str) -> str:
    """Return new words of a clause behind its label, which amending texts leave out as they like."""
    label = clause.label or ""
    return words if not label or fold(words).startswith(fold(label)) else f"{label}　{words}"


def _with(words: str, swaps: Sequence[tuple[str, str]]) -> str | None:
    """Return words with others in the place of some; None where they are not there."""
    for old, new in swaps:
        if new and new in words and (old in new or old not in words):
            # The text came with the new words already.
            continue
        if old not in words:
            return None
        words = words.replace(old, new)
    return words


def _joined(text: str, span: Span, regions: Sequence[Region]) -> str:
    pieces, place = [], span.start
    for region in sorted(regions, key=lambda one: one.span.start):
        if span.contains(region.span):
            pieces += [text[place : region.span.start], region.text or "", "\n"]
            place = region.span.end
    return "".join((*pieces, text[place : span.end]))


def _overlap(one: Span, other: Span) -> Span | None:
    start, end = max(one.start, other.start), min(one.end, other.end)
    return Span(start, end) if start < end else None


def _whole(text: str) -> Clause:
    span = Span(0, len(text))
    return Clause("", "document", None, None, span, span, 0, None)


def _nearest(words: str, text: str) -> str:
    found = compared(Wording.of(words), text)
    near = " ".join((found.span.of(text) if found else text).split())
    return near if len(near) <= _LONGEST_SHOWN else near[:_LONGEST_SHOWN] + "…"
