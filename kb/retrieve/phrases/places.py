"""Every place where a wording stands, and the nearest wordings where it stands nowhere."""

import re
import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from datetime import date
from typing import NamedTuple

from kb.errors import InvalidQuestion, NotFound
from kb.index.build import seams_of
from kb.index.seams import SeamTable
from kb.index.segments import Segment
from kb.retrieve.phrases.differences import differences_of
from kb.retrieve.phrases.nearest import nearest_wordings
from kb.retrieve.phrases.types import Difference, DifferenceOp, PhrasePlace, PhraseResult
from kb.retrieve.standing.clauses import ended_spans, standing_in
from kb.retrieve.validity import SEARCHED_BY_DEFAULT
from kb.retrieve.view import Shelf, View
from kb.store.audience import Audience
from kb.store.store import Store
from kb.text.folding import DROPPED, Folded, fold, goes_on
from kb.text.notations import spellings
from kb.text.tokens import bigrams
from kb.types import Clause, Span

LONGEST_PHRASE = 500
SHORTEST_PHRASE = 2
# So much of a text is looked at beside a wording, for the numbers that may go on there.
_BESIDE = 32
# What folding drops, or may drop: white space, the commas of 1,000.
_DROPS = re.compile(f"[{DROPPED},，]")
# For whoever turns the pages; a word that stands everywhere would take too much memory.
_PHRASES_REMEMBERED, _MOST_REMEMBERED = 16, 5_000


class Occurrence(NamedTuple):
    """Where a wording stands: a version, and a span of its text."""

    version_row: int
    start: int
    end: int

    @property
    def span(self) -> Span:
        """The span of the version's text."""
        return Span(self.start, self.end)


_Spot = tuple[Occurrence, tuple[Difference, ...] | None]
"""Where a wording stands, with the differences; None where it is the very wording."""


class PhraseFinder:
    """Finds wordings in the texts of a view. Safe to share between threads."""

    def __init__(self, store: Store, shelf: Shelf) -> None:
        self._store = store
        self._shelf = shelf
        self._seams: dict[str, SeamTable] = {}
        self._building = threading.Lock()
        self._found: dict[tuple[int, Audience, str], tuple[Occurrence, ...]] = {}

    def occurrences(self, text: str, view: View) -> tuple[Occurrence, ...]:
        """Return every place of all versions that are not withdrawn where a wording stands, by version and span.

        It does not stand where it is cut out of a longer number or Latin word: 5万元 is not in 25万元.
        """
        key = fold(text)
        memory = (view.snapshot.changes, view.audience, key)
        found = self._found.get(memory)
        if found is None:
            found = tuple(sorted(self._inside_passages(key, view) | self._over_seams(key, view)))
            if len(self._found) >= _PHRASES_REMEMBERED:
                self._found.clear()
            if len(found) <= _MOST_REMEMBERED:
                self._found[memory] = found
        return found

    def find(self, text: str, view: View, *, limit: int, offset: int) -> PhraseResult:
        """Return the places of a wording, else of the nearest ones: what applies on the day first.

        Beside the wording's own places stand those of the same figures in other notations. Raises InvalidQuestion.
        """
        self._check(text)
        exact = self.occurrences(text, view)
        if exact:
            page = slice(offset, offset + limit)
            spots: list[_Spot] = [(place, None) for place in self._by_standing(exact, view)]
            others = self._respelled(text.strip(), view, frozenset(exact))
            return PhraseResult(
                text,
                len(spots),
                True,
                self._places(spots[page], text, view),
                len(others),
                self._places(self._compared(others[page], text.strip()), text, view),
            )
        near = self._near(text, view)
        return PhraseResult(text, len(near), False, self._places(near[offset : offset + limit], text, view))

    def _near(self, text: str, view: View) -> list[_Spot]:
        """Return where the same figures stand in another notation, else where the nearest wordings stand."""
        wanted = text.strip()
        if again := self._respelled(wanted, view):
            return self._compared(again, wanted)
        return [
            (place, one.differences)
            for one in nearest_wordings(wanted, view, self._store, self._shelf.texts_again)
            for place in self._by_standing(self.occurrences(one.quote, view), view)
            or [Occurrence(one.version_row, one.span.start, one.span.end)]
        ]

    def _respelled(self, wanted: str, view: View, known: Set[Occurrence] = frozenset()) -> list[Occurrence]:
        """Return where the same figures stand in another notation."""
        found = {place for other in spellings(wanted) for place in self.occurrences(other, view)}
        return self._by_standing(sorted(found - known), view)

    def _compared(self, places: Sequence[Occurrence], wanted: str) -> list[_Spot]:
        """Return the places with how they differ from a wording."""
        texts = dict(self._shelf.texts(sorted({place.version_row for place in places})))
        quotes = [(place, place.span.of(texts[place.version_row])) for place in places if place.version_row in texts]
        told = {quote: differences_of(wanted, quote) for quote in dict.fromkeys(quote for _, quote in quotes)}
        return [(place, told[quote]) for place, quote in quotes]

    def _by_standing(self, places: Sequence[Occurrence], view: View) -> list[Occurrence]:
        """Return the places with those of texts, and of clauses, that apply on the day first."""
        rows = {place.version_row: view.catalog[place.version_row] for place in places}
        aside = {row: view.catalog.validity(one, view.day) not in SEARCHED_BY_DEFAULT for row, one in rows.items()}
        ended = {
            row: ended_spans(rows[row], view, self._shelf) for row in rows.keys() & set(view.catalog.amendments.amended)
        }

        def stands_last(place: Occurrence) -> bool:
            return aside[place.version_row] or any(
                span.contains(place.span) for span in ended.get(place.version_row, ())
            )

        # The places come by version and span, and stay so among those alike.
        return sorted(places, key=stands_last)

    def _check(self, text: str) -> None:
        if len(text) > LONGEST_PHRASE:
            raise InvalidQuestion(
                f"要查的原文有 {len(text)} 个字，超过上限 {LONGEST_PHRASE} 个字；请只查其中一句",
                length=len(text),
                limit=LONGEST_PHRASE,
            )
        if sum(map(str.isalnum, fold(text))) < SHORTEST_PHRASE or not bigrams(text):
            raise InvalidQuestion(
                f"“{text}”太短，查不了原文；请至少写 {SHORTEST_PHRASE} 个字", text=text, least=SHORTEST_PHRASE
            )

    def _inside_passages(self, key: str, view: View) -> set[Occurrence]:
        found: set[Occurrence] = set()
        edges: dict[int, list[int]] = defaultdict(list)
        plain = re.compile(f"(?={re.escape(key)})")
        rows = view.snapshot.passage_rows[view.snapshot.keywords.holding(key)].tolist()
        for version_row, start, text in self._store.passage_texts(rows):
            if not _is_shown(version_row, view):
                continue
            for span, at_edge in _spans_in(text, key, plain):
                if at_edge:
                    edges[version_row].append(start + span.start)
                else:
                    found.add(Occurrence(version_row, start + span.start, start + span.end))
        # What a number goes on with may stand in the next passage.
        for version_row, text in self._shelf.texts_again(list(edges)):
            found.update(_over(version_row, text, ((offset, 0) for offset in edges[version_row]), key))
        return found

    def _over_seams(self, key: str, view: View) -> set[Occurrence]:
        found: set[Occurrence] = set()
        for segment in view.snapshot.segments:
            seams: dict[int, list[tuple[int, int]]] = defaultdict(list)
            for version_row, offset, place in self._seams_of(segment).places(key):
                if _is_shown(version_row, view):
                    seams[version_row].append((offset, place))
            for version_row, text in self._shelf.texts_again(list(seams)):
                found.update(_over(version_row, text, seams[version_row], key))
        return found

    def _seams_of(self, segment: Segment) -> SeamTable:
        if segment.seams is not None:
            return segment.seams
        with self._building:
            if segment.name not in self._seams:
                self._seams[segment.name] = seams_of(self._store, sorted(segment.rows.covered))
            return self._seams[segment.name]

    def _places(self, spots: Sequence[_Spot], text: str, view: View) -> tuple[PhrasePlace, ...]:
        return tuple(place for spot, differences in spots for place in self._place(spot, differences, text, view))

    def _place(
        self, spot: Occurrence, differences: tuple[Difference, ...] | None, text: str, view: View
    ) -> Iterator[PhrasePlace]:
        try:
            version = self._shelf.version(spot.version_row)
        except NotFound:
            version = None
        clauses = self._store.clauses_at(spot.version_row, spot.start)
        if version is None or not clauses:
            # Purged after the snapshot was opened.
            return
        quote = spot.span.of(version.text)
        clause = holder(clauses, spot.span)
        standing = standing_in(view.catalog[spot.version_row], clause, view, self._shelf)
        told = differences or (Difference(DifferenceOp.EQUAL, quote, text),)
        yield PhrasePlace(clause, version, standing.validity, spot.span, quote, told, standing)


class Phrases:
    """Wordings searched on a day: what the knowledge base offers of this."""

    def __init__(self, finder: PhraseFinder, view: Callable[[date | None], View]) -> None:
        self._finder = finder
        self._view = view

    def find(self, text: str, *, as_of: date | None = None, limit: int = 50, offset: int = 0) -> PhraseResult:
        """Return the places where a wording stands; where it stands nowhere, those of the nearest wordings.

        Withdrawn documents are left out; whatever else a document's validity is, it is said. Raises InvalidQuestion.
        """
        return self._finder.find(text, self._view(as_of), limit=limit, offset=offset)


def holder(clauses: Mapping[int, Clause], span: Span) -> Clause:
    """Return the smallest clause that holds a span; where none does, the one in which it begins.

    `clauses` are those whose subtree holds the span's first character, by position.
    """
    first = next(one for one in clauses.values() if one.own.start <= span.start < one.own.end)
    held: Clause | None = first
    while held is not None and not held.span.contains(span):
        held = None if held.parent is None else clauses[held.parent]
    return held or first


def _is_shown(version_row: int, view: View) -> bool:
    return version_row in view.catalog and not view.catalog[version_row].withdrawn


def _spans_in(text: str, key: str, plain: re.Pattern[str]) -> Iterator[tuple[Span, bool]]:
    """Yield where a key stands in a passage, and whether the passage ends where the number or word may go on."""
    folded = Folded(text)
    places = folded.find_all(key)
    unfolded = [match.start() for match in plain.finditer(text)] if places else []
    for number, place in enumerate(places):
        end = place + len(key)
        if folded.whole(place, end) == (place, end):
            # Where every place is found without folding too, none has to be led back.
            same = len(unfolded) == len(places)
            span = Span(unfolded[number], unfolded[number] + len(key)) if same else folded.span(place, end)
            yield span, (place == 0 and goes_on(key[0])) or (end == len(folded.key) and goes_on(key[-1]))


def _over(version_row: int, text: str, seams: Iterable[tuple[int, int]], key: str) -> Iterator[Occurrence]:
    for offset, place in seams:
        span = _span_over(text, offset, place, key)
        if span is not None:
            yield Occurrence(version_row, span.start, span.end)


def _span_over(text: str, offset: int, place: int, key: str) -> Span | None:
    """Return where a key stands with its character at a place standing at an offset; None where it does not."""
    reach = len(key) + _BESIDE
    while True:
        base = max(0, offset - reach)
        window = Folded(text[base : offset + reach])
        if key not in window.key and len(_DROPS.findall(window.text)) < _BESIDE // 2:
            # So few characters are dropped that all of the key would be in sight.
            return None
        for begin in window.find_all(key):
            end = begin + len(key)
            if base + window.starts[begin + place] == offset and window.whole(begin, end) == (begin, end):
                return _moved(window.span(begin, end), base)
        before = bisect_left(window.starts, offset - base)
        if (not base or before >= place) and (
            offset + reach >= len(text) or len(window.key) - before >= len(key) - place
        ):
            return None
        # White space took up the room.
        reach *= 4


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
