"""Wordings that a question quotes: the passages where they stand come first; what stands nowhere is said."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kb.clauses.label import clause_name
from kb.index.segments import Rows
from kb.retrieve.catalog import names_of
from kb.retrieve.fusion import Candidate
from kb.retrieve.kept import KeptByAudience
from kb.retrieve.phrases.places import LONGEST_PHRASE, Occurrence, PhraseFinder
from kb.retrieve.phrases.types import DifferenceOp, PhrasePlace
from kb.retrieve.view import Shelf, View
from kb.store.rows import VersionRow
from kb.text.folding import fold
from kb.text.keys import title_key
from kb.text.quotations import quotations

_NO_WORDS = re.compile(r"[^0-9a-z\u3400-\u9fff]")
# What is shorter is a name or a word that stands out (“稳企贷”), not a wording that somebody remembers.
_SHORTEST_WORDING = 6
_MOST_WORDINGS = 3
# Passages put first, of the many in which a common wording may stand.
_MOST_FIRST = 100
# A wording of which no more than this share differs is taken for the one that is meant.
_VERY_NEAR = 0.25


@dataclass(frozen=True, slots=True)
class Quoted:
    """The passages in which quoted wordings stand, and what to tell of those that stand nowhere that is searched."""

    passage_rows: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()

    def first(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return the candidates with these passages before all others, in the order that they have there."""
        if not self.passage_rows:
            return list(candidates)
        holding = set(self.passage_rows)
        found = [one for one in candidates if one.passage_row in holding]
        met = {one.passage_row for one in found}
        best = max((one.score for one in candidates), default=1.0)
        raised = [replace(one, score=best) for one in found]
        raised += [Candidate(row, best, {"phrase": (1, 1.0)}) for row in self.passage_rows if row not in met]
        return raised + [one for one in candidates if one.passage_row not in holding]


def wordings_in(question: str) -> list[str]:
    """Return the wordings that a question quotes, names and single words left out."""
    long = (one for one in quotations(question) if len(_NO_WORDS.sub("", fold(one))) >= _SHORTEST_WORDING)
    return [one for one in dict.fromkeys(long) if len(one) <= LONGEST_PHRASE][:_MOST_WORDINGS]


class QuotedWordings:
    """Looks the wordings up that questions quote."""

    def __init__(self, finder: PhraseFinder, shelf: Shelf) -> None:
        self._finder = finder
        self._shelf = shelf
        self._titles = KeptByAudience(_all_titles)

    def read(self, question: str, rows: Rows, view: View) -> Quoted:
        """Return where the wordings that a question quotes stand in the version rows that are searched."""
        passages: dict[int, None] = {}
        warnings = []
        for wording in wordings_in(question):
            # What is a title, or part of one, calls a document and quotes nothing.
            if title_key(wording) in self._titles.of(view):
                continue
            allowed = set(rows.tolist())
            places = [place for place in self._finder.occurrences(wording, view) if place.version_row in allowed]
            if not places:
                near, told = self._instead(wording, view)
                places = [place for place in near if place.version_row in allowed]
                warnings.append(told)
            for place in places[:_MOST_FIRST]:
                passages.update(dict.fromkeys(self._passages_at(place)))
        return Quoted(tuple(passages), tuple(warnings))

    def _passages_at(self, place: Occurrence) -> Iterator[int]:
        for row in self._shelf.passages_of(place.version_row):
            span = row.passage.span
            if span.start < place.span.end and place.span.start < span.end:
                yield row.passage_row

    def _instead(self, wording: str, view: View) -> tuple[list[Occurrence], str]:
        """Return where a wording very near to one stands that stands nowhere, and what to tell of it."""
        found = self._finder.find(wording, view, limit=_MOST_FIRST, offset=0)
        if found.exact:
            return [], f"“{wording}”只见于{_named(found.places)}，它不在这次检索之内"
        if not found.places:
            return [], f"已导入的文件里没有“{wording}”这样的原文，也没有相近的"
        told = f"已导入的文件里没有一字不差的“{wording}”；最接近的是{_named(found.places)}：“{found.places[0].quote}”"
        rows = {row.key: row.version_row for row in _rows_of(found.places, view)}
        near = [place for place in found.places if _changed(place) <= _VERY_NEAR * len(wording)]
        return [Occurrence(rows[place.version.key], place.span.start, place.span.end) for place in near], told


def _all_titles(view: View) -> str:
    catalog = view.catalog
    rows = (row for document_id in catalog.documents for row in catalog.versions(document_id))
    return "\n".join(title_key(name) for row in rows for name in names_of(row.metadata))


def _changed(place: PhrasePlace) -> int:
    """Return how many characters differ."""
    return sum(max(len(one.text), len(one.wanted)) for one in place.differences if one.op is not DifferenceOp.EQUAL)


def _rows_of(places: Sequence[PhrasePlace], view: View) -> Iterator[VersionRow]:
    for place in places:
        row = view.catalog.find(place.version.document_id, place.version.version)
        if row is not None:
            yield row


def _named(places: Sequence[PhrasePlace]) -> str:
    return clause_name(places[0].version, places[0].clause)
