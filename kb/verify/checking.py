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
from kb.verify.amended import AmendedTexts, Region
from kb.verify.differing import changes_of, cut_off
from kb.verify.listed import halves, is_item, says_of_each
from kb.verify.types import Cited, Fault, FaultKind, Verdict

# A wording of which more differs is another one.
_FARTHEST = 0.4
# A clause longer than this is a part of a document: the nearest wording is looked for by words.
_LONGEST_CLAUSE = 4_000
_MOST_PLACES = 200
_MOST_ITEMS = 20


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


@dataclass(frozen=True, slots=True)
class Met:
    """A wording that a claim is compared with: where its clause is, and the text in which it stands."""

    place: PhrasePlace
    text: str
    span: Span
    is_amended: bool = False
    """True where the text is not the clause's own but as amendments leave it on the day."""

    @property
    def quote(self) -> str:
        """The wording."""
        return self.span.of(self.text)

    @property
    def distance(self) -> int:
        """How many characters differ."""
        differing = (one for one in self.place.differences if one.op is not DifferenceOp.EQUAL)
        return sum(max(len(one.text), len(one.wanted)) for one in differing)


class Checking:
    """Checks claims on one view."""

    def __init__(self, store: Store, shelf: Shelf, finder: PhraseFinder, meanings: Meanings, view: View) -> None:
        self._store = store
        self._shelf = shelf
        self._finder = finder
        self._meanings = meanings
        self._view = view
        self._amended = AmendedTexts(shelf, view)

    def check(self, readings: Sequence[str], targets: Sequence[Target]) -> Found:
        """Return where a claim stands, in the first of its readings that does; the last reading is the likeliest."""
        claim = readings[-1]
        elsewhere: list[tuple[str, Occurrence]] = []
        outdated: list[tuple[str, Occurrence]] = []
        for spelled in (False, True):
            for reading in readings:
                places = self._standing(reading, spelled=spelled)
                fitting = [one for one in places if self._fits(one, targets)]
                if fitting and self._applies(fitting[0]):
                    return self._told(reading, self._place(fitting[0], reading), targets, is_cited=True)
                outdated += [(reading, one) for one in fitting[:1]]
                elsewhere += [(reading, one) for one in places]
        for reading in readings:
            if (listed := self._listed(reading, targets)) is not None:
                return self._told(reading, listed, targets, is_cited=True)
            amended = self._as_amended(reading, targets, [one for _, one in (*outdated, *elsewhere)])
            if amended is not None and not amended.distance:
                return self._told(reading, amended, targets, is_cited=True)
        if outdated:
            reading, place = outdated[0]
            return self._told(reading, self._place(place, reading), targets, is_cited=True)
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
        if self._view.catalog.validity(row, self._view.day) not in SEARCHED_BY_DEFAULT:
            return False
        return self._amended.replaced(row, place.span) is None

    def _fits(self, place: Occurrence, targets: Sequence[Target]) -> bool:
        if not targets or any(self._amends(place, target) for target in targets):
            return True
        row = self._view.catalog[place.version_row]
        return any(
            clause.span.start <= place.start < clause.span.end
            for target in targets
            if target.is_bare or row.document_id in {one.document_id for one in self._rows(target)}
            for clause in self._clauses(target, row)
        )

    def _amends(self, place: Occurrence, target: Target) -> bool:
        """Tell whether a place is where an amending text has the words that came into a cited clause."""
        return any(
            place.version_row == one.version_row and one.span.contains(place.span)
            for row in self._rows(target)
            for region in self._regions(target, row)
            for one in region.sources
        )

    def _regions(self, target: Target, row: VersionRow) -> Sequence[Region]:
        """Return the parts of a cited clause that amendments changed."""
        if not self._amended.regions(row):
            return ()
        return [one for clause in self._clauses(target, row) for one in self._amended.within(row, clause)]

    def _listed(self, claim: str, targets: Sequence[Target]) -> Met | None:
        """Return the item of a list of which a claim says what the list's lead-in says of each."""
        for head, tail in halves(claim):
            for place in self._standing(head, spelled=False)[:_MOST_ITEMS]:
                if not self._fits(place, targets) or not self._applies(place):
                    continue
                if not any(self._is_led(one, tail) for one in self._lists(place, head)):
                    continue
                equal = (Difference(DifferenceOp.EQUAL, claim, claim),)
                if met := self._place(place, claim, equal):
                    return replace(met, text=claim, span=Span(0, len(claim)))
        return None

    def _lists(self, place: Occurrence, head: str) -> Iterator[tuple[VersionRow, Clause]]:
        """Yield the clauses of whose lists the words at a place are an item, those that got it by an amendment too."""
        row, text = self._view.catalog[place.version_row], self._shelf.version(place.version_row).text
        clauses = self._store.clauses_at(place.version_row, place.start)
        item = holder(clauses, place.span) if clauses else None
        if item and item.parent is not None and is_item(head, item.own.of(text), item.label):
            yield row, clauses[item.parent]
        for amended, region in self._amended.came_into(place.version_row, place.span):
            clause, tree = region.by.clause, self._shelf.tree(amended.version_row)
            # What was added is an item of the clause itself, and stands on a line of its own.
            last = (region.text or "").strip().rpartition("\n")[2]
            if any(is_item(head, words, one) for words in (region.text or "", last) for one in (clause.label, None)):
                yield amended, clause
                if clause.parent is not None:
                    yield amended, tree.clauses[clause.parent]

    def _is_led(self, above: tuple[VersionRow, Clause], tail: str) -> bool:
        row, clause = above
        lead = Occurrence(row.version_row, clause.own.start, clause.own.end)
        lead_in = clause.own.of(self._shelf.version(row.version_row).text)
        return says_of_each(lead_in, tail) and self._applies(lead)

    def _as_amended(self, claim: str, targets: Sequence[Target], places: Sequence[Occurrence]) -> Met | None:
        """Return what a claim is nearest to in clauses as amendments leave them; None where nothing is near."""
        if len(claim) > LONGEST_PHRASE or not self._view.catalog.amendments.amended:
            return None
        clauses: dict[tuple[int, Span], tuple[VersionRow, Clause]] = {}
        for target in targets:
            for row in self._rows(target):
                for region in self._regions(target, row):
                    clauses[row.version_row, region.by.clause.span] = row, region.by.clause
                for clause in self._clauses(target, row):
                    if self._amended.within(row, clause) and len(clause.span) <= _LONGEST_CLAUSE:
                        clauses[row.version_row, clause.span] = row, clause
        if not targets or any(target.is_bare and not target.rows for target in targets):
            near = nearest_wordings(claim, self._view, self._store, self._shelf.texts_again)
            spots = [*places, *(Occurrence(one.version_row, one.span.start, one.span.end) for one in near)]
            for spot in spots:
                row = self._view.catalog[spot.version_row]
                for region in self._amended.regions(row):
                    if region.span.start < spot.end and spot.start < region.span.end:
                        clauses[row.version_row, region.by.clause.span] = row, region.by.clause
        wanted = Wording.of(claim)
        met = [self._near_amended(claim, wanted, row, clause) for row, clause in clauses.values()]
        return min((one for one in met if one), key=lambda one: one.distance, default=None)

    def _near_amended(self, claim: str, wanted: Wording, row: VersionRow, clause: Clause) -> Met | None:
        """Return what a claim is nearest to in a clause as amended; its place is that of the clause's own words."""
        words = self._amended.wording(row, clause)
        near = compared(wanted, words)
        if near is None or near.distance > _FARTHEST * len(wanted):
            return None
        text = self._shelf.version(row.version_row).text
        own = compared(wanted, clause.span.of(text))
        span = own.span if own and own.span.start < own.span.end else Span(0, len(clause.span))
        spot = Occurrence(row.version_row, clause.span.start + span.start, clause.span.start + span.end)
        met = self._place(spot, claim, near.differences)
        return replace(met, text=words, span=near.span, is_amended=True) if met else None

    def _is_of(self, place: Occurrence, targets: Sequence[Target]) -> bool:
        """Tell whether a place is in a document that is cited, or in any where the citation names none."""
        row = self._view.catalog[place.version_row]
        return any(
            target.is_bare or row.document_id in {one.document_id for one in self._rows(target)} for target in targets
        )

    def _rows(self, target: Target) -> Sequence[VersionRow]:
        """Return the versions that a target leads to; by a title alone, their revised editions as well."""
        reference = target.reference
        if target.clause is not None or reference.document or reference.number:
            return target.rows
        later = (self._amended.editions.later(row) for row in target.rows)
        return tuple(dict.fromkeys([*target.rows, *(row for row in later if row)]))

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

    def _near(self, claim: str, targets: Sequence[Target]) -> Met | None:
        """Return the wording of a cited clause that is nearest to a claim; None where none is near."""
        wanted = Wording.of(claim)
        best: tuple[int, Occurrence, tuple[Difference, ...]] | None = None
        for target in targets:
            for row in self._rows(target):
                text = self._shelf.version(row.version_row).text
                for clause in self._clauses(target, row):
                    if len(clause.span) > _LONGEST_CLAUSE or self._amended.within(row, clause):
                        continue
                    near = compared(wanted, clause.span.of(text))
                    if near is None or near.distance > _FARTHEST * len(wanted):
                        continue
                    if best is None or near.distance < best[0]:
                        start, end = (clause.span.start + offset for offset in (near.span.start, near.span.end))
                        best = near.distance, Occurrence(row.version_row, start, end), near.differences
        if best is not None:
            return self._place(best[1], claim, best[2])
        if targets and (amended := self._as_amended(claim, targets, ())):
            return amended
        return next(self._wordings(claim, targets), None)

    def _nearest(self, claim: str) -> Met | None:
        if len(claim) > LONGEST_PHRASE:
            return None
        nearest, amended = next(self._wordings(claim, ()), None), self._as_amended(claim, (), ())
        if amended is not None and (nearest is None or amended.distance < nearest.distance):
            return amended
        return nearest

    def _wordings(self, claim: str, targets: Sequence[Target]) -> Iterator[Met]:
        """Yield the nearest wordings of the base that fit the citations, nearest first; what applies before others."""
        # The same wording may stand in several texts, and in the one that was met first it may apply no more.
        met = [
            (place, one)
            for one in nearest_wordings(claim, self._view, self._store, self._shelf.texts_again)
            for place in self._standing(one.quote, spelled=False)
            or [Occurrence(one.version_row, one.span.start, one.span.end)]
        ]
        for place, near in sorted(met, key=lambda pair: (not self._applies(pair[0]), pair[1].distance)):
            if self._fits(place, targets) and (found := self._place(place, claim, near.differences)):
                yield found

    def _place(self, spot: Occurrence, claim: str, differences: tuple[Difference, ...] | None = None) -> Met | None:
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
        place = PhrasePlace(clause, version, standing.validity, spot.span, quote, told, standing)
        return Met(place, version.text, spot.span)

    def _told(self, claim: str, met: Met | None, targets: Sequence[Target], *, is_cited: bool) -> Found:
        """Return a claim with all that is wrong with it."""
        place = met.place if met else None
        faults = [target.fault for target in targets if target.fault and not (is_cited and target.is_bare)]
        if met is None or place is None:
            if not faults:
                faults = [Fault(FaultKind.NOT_FOUND, "已导入的文件里没有这样的原文，也没有相近的")]
            return Found(Verdict.UNSUPPORTED, claim, None, tuple(faults))
        if targets and not is_cited and not faults:
            faults.append(_elsewhere(place, targets))
        changes = list(changes_of(claim, met.quote, place.differences))
        omitted = None if changes else cut_off(claim, met.text, met.span)
        changes += [omitted] if omitted else []
        # What is wrong with a wording is told of the one that is cited; of another only where none is.
        if is_cited or not targets:
            faults += changes
        if why := self._ended(met):
            faults.append(Fault(FaultKind.NOT_IN_FORCE, why))
        if faults:
            return Found(Verdict.UNSUPPORTED, claim, place, tuple(faults))
        return Found(_verdict(place), claim, place)

    def _ended(self, met: Met) -> str | None:
        """Return why a wording does not apply on the day; None where it does."""
        place, standing, day = met.place, met.place.standing, self._view.day.isoformat()
        if standing is not None and standing.validity not in SEARCHED_BY_DEFAULT:
            since = f"：{standing.reason}" if standing.reason else ""
            return f"{quoted_title(place.version.metadata)}{clause_part(place.clause)}在 {day} {standing.label}{since}"
        row = self._view.catalog.find(place.version.document_id, place.version.version)
        return self._amended.replaced(row, place.span) if row and not met.is_amended else None


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
