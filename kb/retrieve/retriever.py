"""A question to hits: by key where it names a clause, else dense and keyword search fused."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from embeddings.types import Encoder
from kb.errors import InvalidQuestion, NotFound
from kb.index.build import vector_fingerprint
from kb.index.segments import Rows
from kb.index.truncation import question_warnings
from kb.retrieve.aliases import TitleAliases
from kb.retrieve.catalog import Beside
from kb.retrieve.clock import Clock
from kb.retrieve.expand import PlainWords
from kb.retrieve.fusion import Candidate, score_fusion
from kb.retrieve.naming.lookup import ClauseLookup
from kb.retrieve.naming.mentions import spoken_of_in
from kb.retrieve.paired import PairedRanking
from kb.retrieve.phrases.places import PhraseFinder
from kb.retrieve.phrases.quoted import QuotedWordings
from kb.retrieve.query import PreparedQuestion, prepare
from kb.retrieve.rank import bundled_rank_weights, ranked
from kb.retrieve.search import MeaningSearch, Ranking, Searches, WordSearch
from kb.retrieve.standing.clauses import ended_spans, told_of
from kb.retrieve.standing.left_out import left_out, named_among, stronger
from kb.retrieve.understand import Understanding, understand
from kb.retrieve.validity import SEARCHED_BY_DEFAULT
from kb.retrieve.view import Shelf, View
from kb.retrieve.weights import WordWeights, fusion_weight
from kb.settings import Settings
from kb.store.rows import PassageRow
from kb.text.keys import compare_key
from kb.types import Clause, Hit, LeftOut, Query, RetrievedBy, SearchResult, Span, Validity, WhateverForce

# How much being in a document that the question speaks of counts beside a passage's own score.
_SPOKEN_OF = 0.3
# Of how many passages, best by words, those out of force are looked for; how near to the best that was searched one
# must be by words to have them searched too; and how many hits are then looked at.
_COMPARED, _AS_NEAR, _FOUND_AT_MOST = 50, 0.5, 10
# Among the hits there is none out of force where there is none among so many candidates.
_LOOKED_AT = 3 * _FOUND_AT_MOST
_NOTHING = np.empty(0, dtype=np.int64)
MOST_PASSAGES = 100
"""The most passages that one question may ask for."""


Wanted = Callable[[Validity, PassageRow, View], bool]
"""Whether a passage is wanted, by whether it applies."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the searches found for a question."""

    understood: Understanding
    spoken_of: dict[int, float]
    candidates: list[Candidate]
    best: dict[str, float]  # ranking name to its best score
    searches: Searches
    warnings: tuple[str, ...] = ()


class Retriever:
    """Answers queries on the view it is given."""

    def __init__(
        self,
        shelf: Shelf,
        encoder: Callable[[], Encoder],
        words: Callable[[], PlainWords],
        finder: PhraseFinder,
        settings: Settings,
    ) -> None:
        self._shelf = shelf
        self._aliases = TitleAliases(shelf)
        self._encoder = encoder
        self._words = words
        self._settings = settings
        self.lookup = ClauseLookup(shelf)
        self._paired = PairedRanking(shelf, settings)
        self._quoted = QuotedWordings(finder, shelf)

    def search(self, query: Query, view: View) -> SearchResult:
        """Return the hits of a query, best first, none with a score of 0. Raises InvalidQuestion, ModelMismatch."""
        if not 1 <= query.top_k <= MOST_PASSAGES:
            raise InvalidQuestion(
                f"top_k 是 {query.top_k}；请取 1 到 {MOST_PASSAGES} 之间的整数", top_k=query.top_k, limit=MOST_PASSAGES
            )
        clock = Clock()
        question = prepare(query.question, self._settings.question_chars)
        rows = view.catalog.searched(query, view.day)
        named = self.lookup.read(query.question, view, query)
        clock.lap("reference")
        if named.found:
            hits = [hit for row, clause in named.found for hit in self._hits_in(row.version_row, clause, view)]
            ranked_hits = _ranked(hits, query.top_k)
            return SearchResult(
                ranked_hits,
                timings_ms=clock.laps,
                readings=(question.text,),
                terms=tuple((term, 1.0) for term in question.terms),
                by_reference=True,
                warnings=named.notes,
                absent=named.problems,
                links=named.links,
                standings=told_of(ranked_hits, view, self._shelf),
            )
        if named.only:
            # What another document says under that number is not what is asked for.
            rows = np.array([named.only.version_row], dtype=np.int64)
        found = self.candidates(question, rows, view, clock, query.without)
        candidates = self._paired.ordered(question.text, self._ordered(found, view), view)
        quoted = self._quoted.read(query.question, rows, view)
        wanted = _any if query.include_not_in_force or named.only else _no_ended_clause
        hits = self._fold(quoted.first(candidates), query.top_k, view, wanted)
        clock.lap("rank")
        beside = view.catalog.beside(query, view.day)
        others = _NOTHING if query.include_not_in_force else beside.others
        whole = named.only or named.problems or query.include_not_in_force
        both = None if whole else self._whatever_force(question, found, beside, view)
        return SearchResult(
            _ranked(hits, query.top_k),
            found.understood.expansions,
            (*named.notes, *quoted.warnings, *found.warnings),
            timings_ms=clock.laps,
            readings=found.understood.readings,
            terms=found.understood.terms,
            spoken_of=found.spoken_of,
            left_out=() if named.problems else self._left_out(question, found, hits, others, both, view),
            whatever_force=both,
            absent=named.problems,
            links=named.links,
            standings=told_of(hits, view, self._shelf),
        )

    def _left_out(
        self,
        question: PreparedQuestion,
        found: Found,
        hits: Sequence[Hit],
        others: Rows,
        both: WhateverForce | None,
        view: View,
    ) -> tuple[LeftOut, ...]:
        named = named_among(question.text, others, found.spoken_of, hits, view)
        return left_out(named, stronger(question.text, both.hits, view) if both else {}, self._shelf, view)

    def _whatever_force(
        self, question: PreparedQuestion, found: Found, beside: Beside, view: View
    ) -> WhateverForce | None:
        """Return what is found where what does not apply on the day is searched too; None where that is far off.

        Far off by words: most questions end there, without a second search.
        """
        near = found.searches.words.first(beside.out, _COMPARED) if len(beside.out) else []
        if not near or near[0][1] < _AS_NEAR * found.best["keyword"]:
            return None
        both = self._found(question, found.understood, found.searches, beside.every, view, Clock())
        candidates = self._ordered(both, view)[: self._settings.depth]
        versions = view.snapshot.version_rows_of([candidate.passage_row for candidate in candidates])
        wanted = set(beside.out.tolist())
        if not any(versions[candidate.passage_row] in wanted for candidate in candidates[:_LOOKED_AT]):
            return None
        # A text that stands in both is told of twice: it is not folded under the one that does not apply.
        hits = self._fold(candidates, _FOUND_AT_MOST, view, _applies)
        least = hits[-1].score if len(hits) == _FOUND_AT_MOST else 0.0
        further = [one for one in candidates if versions[one.passage_row] in wanted and one.score >= least]
        hits += self._fold(further, _FOUND_AT_MOST, view, _applies_not)
        return WhateverForce(_ranked(sorted(hits, key=lambda hit: -hit.score), _FOUND_AT_MOST), both.spoken_of)

    def _ordered(self, found: Found, view: View) -> list[Candidate]:
        """Return the candidates in the better order, where that is wanted."""
        if not self._settings.ranking:
            return found.candidates
        readings, weights = found.understood.readings, bundled_rank_weights()
        seen = found.searches.seen
        return ranked(found.candidates, readings, found.spoken_of, self._encoder(), view.snapshot, weights, seen)

    def candidates(
        self, question: PreparedQuestion, rows: Rows, view: View, clock: Clock, without: Sequence[str] = ()
    ) -> Found:
        """Return what both searches find among the versions, fused, before it is ranked. Raises ModelMismatch."""
        encoder = self._encoder()
        fingerprint = vector_fingerprint(encoder, context=self._settings.embed_context)
        view.snapshot.require_model(fingerprint, self._settings.embedding_model)
        understood = understand(question, view.snapshot, self._words(), without)
        clock.lap("understand")
        vectors = encoder.encode_queries(understood.readings)
        clock.lap("encode")
        searches = Searches(MeaningSearch(view.snapshot, vectors), WordSearch(view.snapshot, understood.terms))
        return self._found(question, understood, searches, rows, view, clock)

    def _found(
        self,
        question: PreparedQuestion,
        understood: Understanding,
        searches: Searches,
        rows: Rows,
        view: View,
        clock: Clock,
    ) -> Found:
        depth, meaning, words = self._settings.depth, searches.meaning, searches.words
        dense = meaning.ranking(rows, depth)
        clock.lap("dense")
        keyword = self._keyword(words, understood, rows, view)
        clock.lap("keyword")
        weight = fusion_weight(self._settings.fusion, self._covered(question, keyword, view))
        spoken_of = spoken_of_in(question.text, view.catalog.names, rows) if self._settings.prefer_named else {}
        named_rows = np.array(sorted(spoken_of), dtype=np.int64)
        besides = (
            {
                "dense": meaning.ranking(named_rows, depth),
                "keyword": self._keyword(words, understood, named_rows, view),
            }
            if spoken_of
            else {}
        )
        weights = {"dense": weight, "keyword": 1.0 - weight}
        candidates = score_fusion({"dense": dense, "keyword": keyword}, weights, depth=depth, besides=besides)
        preferred = _preferring(spoken_of, candidates, view) if spoken_of else candidates
        best = {name: ranking[0][1] if ranking else 0.0 for name, ranking in (("dense", dense), ("keyword", keyword))}
        warnings = question_warnings(self._encoder(), understood.readings)
        return Found(understood, spoken_of, preferred, best, searches, warnings)

    def _keyword(self, words: WordSearch, understood: Understanding, rows: Rows, view: View) -> Ranking:
        """Return what the words find, titles that were corrected since they were indexed included."""
        depth = self._settings.depth
        found = words.ranking(rows, depth)
        return self._aliases.ranking(found, view.snapshot, understood.terms, rows, depth)

    def _covered(self, question: PreparedQuestion, keyword: Ranking, view: View) -> float:
        """Return the share of the question's words, by rarity, that the best keyword hit has."""
        row = self._shelf.passages([keyword[0][0]]).get(keyword[0][0]) if keyword else None
        if row is None:
            return 0.0
        terms = [(term, 1.0) for term in question.terms]
        return WordWeights(terms, view.snapshot.frequency, view.snapshot.passages).coverage(row.passage.text)

    def _fold(self, candidates: Sequence[Candidate], top_k: int, view: View, wanted: Wanted) -> list[Hit]:
        """Return top_k wanted hits; a text that also stands elsewhere is one hit, with the other places beside it."""
        hits: dict[str, Hit] = {}
        also: dict[str, list[str]] = {}
        step = 3 * top_k
        for start in range(0, len(candidates), step):
            batch = candidates[start : start + step]
            rows = self._shelf.passages([candidate.passage_row for candidate in batch])
            for candidate in batch:
                row = rows.get(candidate.passage_row)
                if row is None or row.version_row not in view.catalog:
                    continue
                # Asked before the hit is made, which reads the document.
                if not wanted(self._validity(row, view), row, view):
                    continue
                key = compare_key(row.passage.text)
                # What the store no longer holds was purged after the snapshot was opened.
                with suppress(NotFound):
                    if key in hits:
                        also[key].append(self._clause_id(row))
                    elif len(hits) < top_k:
                        retrieved = {name: RetrievedBy(rank, score) for name, (rank, score) in candidate.ranks.items()}
                        hits[key], also[key] = self._hit(row, candidate.score, retrieved, view), []
            if len(hits) >= top_k:
                break
        return [replace(hit, also_in=tuple(also[key])) for key, hit in hits.items()]

    def _hits_in(self, version_row: int, clause: Clause, view: View) -> Iterable[Hit]:
        """Give what stands in a clause, cut out of the passages that it lies in."""
        text = self._shelf.version(version_row).text
        for row in self._shelf.passages_of(version_row):
            start, end = max(clause.span.start, row.passage.span.start), min(clause.span.end, row.passage.span.end)
            cut = text[start:end]
            if not cut.strip():
                continue
            span = Span(start + len(cut) - len(cut.lstrip()), start + len(cut.rstrip()))
            passage = replace(row.passage, span=span, text=span.of(text))
            hit = self._hit(replace(row, passage=passage), 1.0, {"reference": RetrievedBy(1, 1.0)}, view)
            yield replace(hit, clause=clause)

    def _hit(self, row: PassageRow, score: float, retrieved: dict[str, RetrievedBy], view: View) -> Hit:
        clause = self._shelf.clause_at(row.version_row, row.clause_position)
        validity = self._validity(row, view)
        return Hit(row.passage, score, 0, clause, self._shelf.version(row.version_row), validity, retrieved)

    def _validity(self, row: PassageRow, view: View) -> Validity:
        """Return whether a passage applies on the day: of a text that does, a clause may have ended."""
        version = view.catalog[row.version_row]
        validity = view.catalog.validity(version, view.day)
        if validity in SEARCHED_BY_DEFAULT and row.version_row in view.catalog.amendments:
            spans = ended_spans(version, view, self._shelf)
            return Validity.REPEALED if any(span.contains(row.passage.span) for span in spans) else validity
        return validity

    def _clause_id(self, row: PassageRow) -> str:
        clause = self._shelf.clause_at(row.version_row, row.clause_position)
        return f"{row.passage.document_id}@{row.passage.version}#{clause.address}"


def _any(validity: Validity, row: PassageRow, view: View) -> bool:
    return True


def _applies(validity: Validity, row: PassageRow, view: View) -> bool:
    return validity in SEARCHED_BY_DEFAULT


def _applies_not(validity: Validity, row: PassageRow, view: View) -> bool:
    return validity not in SEARCHED_BY_DEFAULT


def _no_ended_clause(validity: Validity, row: PassageRow, view: View) -> bool:
    """Tell whether a passage applies as far as its whole text does."""
    return validity == view.catalog.validity(view.catalog[row.version_row], view.day)


def _preferring(spoken_of: Mapping[int, float], candidates: Sequence[Candidate], view: View) -> list[Candidate]:
    """Return the candidates with those of the documents that the question speaks of raised."""
    versions = view.snapshot.version_rows_of([candidate.passage_row for candidate in candidates])
    raised = [
        replace(one, score=(one.score + _SPOKEN_OF * spoken_of.get(versions[one.passage_row], 0.0)) / (1 + _SPOKEN_OF))
        for one in candidates
    ]
    return sorted(raised, key=lambda candidate: (-candidate.score, candidate.passage_row))


def _ranked(hits: Iterable[Hit], top_k: int) -> tuple[Hit, ...]:
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(islice(hits, top_k), start=1))
