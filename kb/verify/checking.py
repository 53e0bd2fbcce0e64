"""One claim against the clauses of a view: where it stands, as it is cited or elsewhere, and what differs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kb.clauses.citation import clause_part, quoted_title
from kb.clauses.references.asked import ClauseReference
from kb.errors import NotFound
from kb.retrieve.naming.meaning import Meanings
from kb.retrieve.phrases.differences import Wording, compared, differences_of
from kb.retrieve.phrases.nearest import nearest_wordings
from kb.retrieve.phrases.places import LONGEST_PHRASE, Occurrence, PhraseFinder, holder
from kb.retrieve.phrases.types import Difference, DifferenceOp, PhrasePlace
from kb.retrieve.standing.clauses import standing_in
from kb.retrieve.validity import SEARCHED_BY_DEFAULT
from kb.retrieve.view import Shelf, View
from kb.store.rows import VersionRow
from kb.store.store import Store
from kb.text.notations import spellings
from kb.types import Clause, Span
from kb.verify.differing import changes_of, cut_off
from kb.verify.types import Cited, Fault, FaultKind, Verdict

# A wording of which more differs is another one.
_FARTHEST = 0.4
# A clause longer than this is a part of a document: the nearest wording is looked for by words.
_LONGEST_CLAUSE = 4_000
_MOST_PLACES = 200


@dataclass(frozen=True, slots=True)
class Target:
    """What a sentence cites: the clauses of these documents that the reference leads to; of any where none is named."""

    cited: Cited
    reference: ClauseReference
    rows: tuple[VersionRow, ...] = ()
    fault: Fault | None = None
    is_bare: bool = False
    clause: Clause | None = None
    """The very clause, where it was found by its printed citation."""


@dataclass(frozen=True, slots=True)
class Found:
    """What became of one claim."""

    verdict: Verdict
    claim: str
    place: PhrasePlace | None = None
    faults: tuple[Fault, ...] = ()


class Checking:
    """Checks claims on one view."""

    def __init__(self, store: Store, shelf: Shelf, finder: PhraseFinder, meanings: Meanings, view: View) -> None:
        self._store = store
        self._shelf = shelf
        self._finder = finder
        self._meanings = meanings
        self._view = view

    def check(self, readings: Sequence[str], targets: Sequence[Target]) -> Found:
        """Return where a claim stands, in the first of its readings that does; the last reading is the likeliest."""
        claim = readings[-1]
        elsewhere: list[tuple[str, Occurrence]] = []
        for spelled in (False, True):
            for reading in readings:
                places = self._standing(reading, spelled=spelled)
                if fitting := [one for one in places if self._fits(one, targets)]:
                    return self._told(reading, self._place(fitting[0], reading), targets, is_cited=True)
                elsewhere += [(reading, one) for one in places]
        beside = next((one for one in elsewhere if self._is_of(one[1], targets)), None)
        near = None if beside or len(claim) > LONGEST_PHRASE else self._near(claim, targets)
        if near is not None:
            return self._told(claim, near, targets, is_cited=True)
        if beside or elsewhere:
            reading, place = beside or elsewhere[0]
            return self._told(reading, self._place(place, reading), targets, is_cited=False)
        return self._told(claim, self._nearest(claim), targets, is_cited=False)

    def _standing(self, reading: str, *, spelled: bool) -> list[Occurrence]:
        """Return where a wording stands, or the same with its figures in other notations; what applies first."""
        texts = spellings(reading) if spelled else (reading,)
        found = dict.fromkeys(place for text in texts for place in self._finder.occurrences(text, self._view))
        return sorted(list(found)[:_MOST_PLACES], key=lambda one: not self._applies(one))

    def _applies(self, place: Occurrence) -> bool:
        row = self._view.catalog[place.version_row]
        return self._view.catalog.validity(row, self._view.day) in SEARCHED_BY_DEFAULT

    def _fits(self, place: Occurrence, targets: Sequence[Target]) -> bool:
        if not targets:
            return True
        row = self._view.catalog[place.version_row]
        return any(
            clause.span.start <= place.start < clause.span.end
            for target in targets
            if target.is_bare or row.document_id in {one.document_id for one in target.rows}
            for clause in self._clauses(target, row)
        )

    def _is_of(self, place: Occurrence, targets: Sequence[Target]) -> bool:
        """Tell whether a place is in a document that is cited, or in any where the citation names none."""
        row = self._view.catalog[place.version_row]
        return any(target.is_bare or row.document_id in {one.document_id for one in target.rows} for target in targets)

    def _clauses(self, target: Target, row: VersionRow) -> Iterator[Clause]:
        """Yield the clauses that a target's reference leads to in a version; all of it where it names no clause."""
        if target.clause is not None:
            yield target.clause
            return
        if not target.reference.address:
            text = self._shelf.version(row.version_row).text
            whole = Span(0, len(text))
            yield Clause("", "document", None, None, whole, whole, 0, None)
            return
        address = "" if target.reference.until else target.reference.address
        for position in self._meanings.locate(target.reference, row):
            yield self._shelf.clause(row.version_row, position, address)

    def _near(self, claim: str, targets: Sequence[Target]) -> PhrasePlace | None:
        """Return the wording of a cited clause that is nearest to a claim; None where none is near."""
        wanted = Wording.of(claim)
        best: tuple[int, Occurrence, tuple[Difference, ...]] | None = None
        for target in targets:
            for row in target.rows:
                text = self._shelf.version(row.version_row).text
                for clause in self._clauses(target, row):
                    if len(clause.span) > _LONGEST_CLAUSE:
                        continue
                    near = compared(wanted, clause.span.of(text))
                    if near is None or near.distance > _FARTHEST * len(wanted):
                        continue
                    if best is None or near.distance < best[0]:
                        start, end = (clause.span.start + offset for offset in (near.span.start, near.span.end))
                        best = near.distance, Occurrence(row.version_row, start, end), near.differences
        if best is not None:
            return self._place(best[1], claim, best[2])
        return next(self._wordings(claim, targets), None)

    def _nearest(self, claim: str) -> PhrasePlace | None:
        return next(self._wordings(claim, ()), None) if len(claim) <= LONGEST_PHRASE else None

    def _wordings(self, claim: str, targets: Sequence[Target]) -> Iterator[PhrasePlace]:
        """Yield the nearest wordings of the base that fit the citations, nearest first; what applies before others."""
        met = [
            (Occurrence(one.version_row, one.span.start, one.span.end), one)
            for one in nearest_wordings(claim, self._view, self._store, self._shelf.texts_again)
        ]
        for place, near in sorted(met, key=lambda pair: (not self._applies(pair[0]), pair[1].distance)):
            if self._fits(place, targets) and (found := self._place(place, claim, near.differences)):
                yield found

    def _place(
        self, spot: Occurrence, claim: str, differences: tuple[Difference, ...] | None = None
    ) -> PhrasePlace | None:
        """Return a place with its clause and how that stands; None where it was purged meanwhile."""
        row = self._view.catalog[spot.version_row]
        try:
            version = self._shelf.version(spot.version_row)
        except NotFound:
            return None
        clauses = self._store.clauses_at(spot.version_row, spot.start)
        if not clauses:
            return None
        clause, quote = holder(clauses, spot.span), spot.span.of(version.text)
        standing = standing_in(row, clause, self._view, self._shelf)
        told = differences or differences_of(claim, quote)
        return PhrasePlace(clause, version, standing.validity, spot.span, quote, told, standing)

    def _told(self, claim: str, place: PhrasePlace | None, targets: Sequence[Target], *, is_cited: bool) -> Found:
        """Return a claim with all that is wrong with it."""
        faults = [target.fault for target in targets if target.fault and not (is_cited and target.is_bare)]
        if place is None:
            if not faults:
                faults = [Fault(FaultKind.NOT_FOUND, "已导入的文件里没有这样的原文，也没有相近的")]
            return Found(Verdict.UNSUPPORTED, claim, None, tuple(faults))
        if targets and not is_cited and not faults:
            faults.append(_elsewhere(place, targets))
        changes = list(changes_of(claim, place.quote, place.differences))
        omitted = None if changes else cut_off(claim, place.version.text, place.span)
        changes += [omitted] if omitted else []
        # What is wrong with a wording is told of the one that is cited; of another only where none is.
        if is_cited or not targets:
            faults += changes
        standing = place.standing
        if standing is not None and standing.validity not in SEARCHED_BY_DEFAULT:
            named = f"{quoted_title(place.version.metadata)}{clause_part(place.clause)}"
            faults.append(Fault(FaultKind.NOT_IN_FORCE, f"{named}在 {self._view.day.isoformat()} {standing.told}"))
        if faults:
            return Found(Verdict.UNSUPPORTED, claim, place, tuple(faults))
        return Found(_verdict(place), claim, place)


def as_worst(found: Sequence[Found]) -> Found:
    """Return what is worst of the quoted pieces of one sentence."""
    order = (Verdict.UNSUPPORTED, Verdict.NEAR, Verdict.SAME_FIGURES, Verdict.VERBATIM)
    worst = min(found, key=lambda one: order.index(one.verdict))
    return replace(worst, faults=tuple(dict.fromkeys(fault for one in found for fault in one.faults)))


def _verdict(place: PhrasePlace) -> Verdict:
    if any(one.op is not DifferenceOp.EQUAL for one in place.differences):
        return Verdict.NEAR
    # A figure in another notation is an equal piece of its own.
    return Verdict.SAME_FIGURES if len(place.differences) > 1 else Verdict.VERBATIM


def _elsewhere(place: PhrasePlace, targets: Sequence[Target]) -> Fault:
    cited = "、".join(target.cited.text for target in targets)
    there = f"{quoted_title(place.version.metadata)}{clause_part(place.clause)}"
    if all(one.op is DifferenceOp.EQUAL for one in place.differences):
        return Fault(FaultKind.STANDS_ELSEWHERE, f"所引的“{cited}”里没有这句话，它在{there}")
    return Fault(FaultKind.NOT_FOUND, f"所引的“{cited}”里没有这样的话；最接近的原文在{there}")
