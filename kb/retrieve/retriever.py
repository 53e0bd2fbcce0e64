"""A question to hits: by key where it names a clause, else dense and keyword search fused."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from embeddings.types import EmbeddingMatrix, Encoder
from kb.errors import InvalidQuestion, NotFound
from kb.index.build import vector_fingerprint
from kb.index.segments import Rows
from kb.index.truncation import question_warnings
from kb.retrieve.aliases import TitleAliases
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
from kb.retrieve.search import Ranking, dense_ranking, keyword_first, keyword_ranking
from kb.retrieve.standing.left_out import left_out, named_among, not_searched
from kb.retrieve.standing.standings import standings_of
from kb.retrieve.understand import Understanding, understand
from kb.retrieve.view import Shelf, View
from kb.retrieve.weights import WordWeights, fusion_weight
from kb.settings import Settings
from kb.store.rows import PassageRow
from kb.text.keys import compare_key
from kb.types import Clause, Hit, LeftOut, Query, RetrievedBy, SearchResult, Span

# How much being in a document that the question speaks of counts beside a passage's own score.
_SPOKEN_OF = 0.3
# Of how many passages, best by words, those of what is not in force are compared with what was searched; how near
# to its best they must be; and with which share of the question's words.
_COMPARED, _AS_NEAR, _LEAST_COVERED = 50, 0.9, 0.5
MOST_PASSAGES = 100
"""The most passages that one question may ask for."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the searches found for a question."""

    understood: Understanding
    spoken_of: dict[int, float]
    candidates: list[Candidate]
    vectors: EmbeddingMatrix
    best: dict[str, float]  # ranking name to its best score
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
                standings=standings_of([hit.version for hit in ranked_hits], view, self._shelf),
            )
        if named.only:
            # What another document says under that number is not what is asked for.
            rows = np.array([named.only.version_row], dtype=np.int64)
        found = self.candidates(question, rows, view, clock)
        candidates = found.candidates
        if self._settings.ranking:
            encoder, weights = self._encoder(), bundled_rank_weights()
            readings = found.understood.readings
            candidates = ranked(candidates, readings, found.spoken_of, encoder, view.snapshot, weights)
        candidates = self._paired.ordered(question.text, candidates, view)
        quoted = self._quoted.read(query.question, rows, view)
        hits = self._fold(quoted.first(candidates), query.top_k, view)
        clock.lap("rank")
        return SearchResult(
            _ranked(hits, query.top_k),
            found.understood.expansions,
            (*named.notes, *quoted.warnings, *found.warnings),
            timings_ms=clock.laps,
            readings=found.understood.readings,
            terms=found.understood.terms,
            spoken_of=found.spoken_of,
            left_out=() if named.problems else self._left_out(question, query, found, hits, view),
            absent=named.problems,
            links=named.links,
            standings=standings_of([hit.version for hit in hits], view, self._shelf),
        )

    def _left_out(
        self, question: PreparedQuestion, query: Query, found: Found, hits: Sequence[Hit], view: View
    ) -> tuple[LeftOut, ...]:
        others = not_searched(query, view)
        named = named_among(question.text, others, found.spoken_of, hits, view)
        return left_out(named, lambda: self._stronger(question, found, others, view), self._shelf, view)

    def _stronger(self, question: PreparedQuestion, found: Found, others: Rows, view: View) -> list[int]:
        """Return those of the version rows that hold a passage nearer to the question than any that was searched.

        Nearer by words and by meaning, and with half of the question's words at least: anything less is chance.
        """
        if not len(others):
            return []
        by_words = keyword_first(view.snapshot, found.understood.terms, others, _COMPARED)
        near = [row for row, score in by_words if score >= _AS_NEAR * found.best["keyword"]]
        # Most questions end here, without a second search by meaning.
        dense = dict(dense_ranking(view.snapshot, found.vectors, others, _COMPARED)) if near else {}
        nearer = [row for row in near if dense.get(row, 0.0) >= _AS_NEAR * found.best["dense"]]
        rows = self._shelf.passages(nearer)
        covering = [
            rows[row].version_row
            for row in nearer
            if row in rows and self._words_in(question, rows[row], view) >= _LEAST_COVERED
        ]
        return list(dict.fromkeys(covering))

    def _words_in(self, question: PreparedQuestion, row: PassageRow, view: View) -> float:
        """Return the share of the question's words, by rarity, that a passage has, its document's title included."""
        terms = WordWeights([(term, 1.0) for term in question.terms], view.snapshot.frequency, view.snapshot.passages)
        passage = row.passage
        return terms.coverage(f"{view.catalog[row.version_row].metadata.title}\n{passage.lead_in}\n{passage.text}")

    def candidates(self, question: PreparedQuestion, rows: Rows, view: View, clock: Clock) -> Found:
        """Return what both searches find among the versions, fused, before it is ranked. Raises ModelMismatch."""
        encoder = self._encoder()
        fingerprint = vector_fingerprint(encoder, context=self._settings.embed_context)
        view.snapshot.require_model(fingerprint, self._settings.embedding_model)
        understood = understand(question, view.snapshot, self._words())
        clock.lap("understand")
        vectors = encoder.encode_queries(understood.readings)
        clock.lap("encode")
        depth = self._settings.depth
        dense = dense_ranking(view.snapshot, vectors, rows, depth)
        clock.lap("dense")
        keyword = self._keyword(understood, rows, view)
        clock.lap("keyword")
        weight = fusion_weight(self._settings.fusion, self._covered(question, keyword, view))
        spoken_of = spoken_of_in(question.text, view.catalog.names, rows) if self._settings.prefer_named else {}
        named_rows = np.array(sorted(spoken_of), dtype=np.int64)
        besides = (
            {
                "dense": dense_ranking(view.snapshot, vectors, named_rows, depth),
                "keyword": self._keyword(understood, named_rows, view),
            }
            if spoken_of
            else {}
        )
        weights = {"dense": weight, "keyword": 1.0 - weight}
        candidates = score_fusion({"dense": dense, "keyword": keyword}, weights, depth=depth, besides=besides)
        preferred = _preferring(spoken_of, candidates, view) if spoken_of else candidates
        best = {name: ranking[0][1] if ranking else 0.0 for name, ranking in (("dense", dense), ("keyword", keyword))}
        warnings = question_warnings(encoder, understood.readings)
        return Found(understood, spoken_of, preferred, vectors, best, warnings)

    def _keyword(self, understood: Understanding, rows: Rows, view: View) -> Ranking:
        """Return what the words find, titles that were corrected since they were indexed included."""
        depth = self._settings.depth
        found = keyword_ranking(view.snapshot, understood.terms, rows, depth)
        return self._aliases.ranking(found, view.snapshot, understood.terms, rows, depth)

    def _covered(self, question: PreparedQuestion, keyword: Ranking, view: View) -> float:
        """Return the share of the question's words, by rarity, that the best keyword hit has."""
        row = self._shelf.passages([keyword[0][0]]).get(keyword[0][0]) if keyword else None
        if row is None:
            return 0.0
        terms = [(term, 1.0) for term in question.terms]
        return WordWeights(terms, view.snapshot.frequency, view.snapshot.passages).coverage(row.passage.text)

    def _fold(self, candidates: Sequence[Candidate], top_k: int, view: View) -> list[Hit]:
        """Return top_k hits; a text that also stands elsewhere is one hit, with the other places beside it."""
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
                key = compare_key(row.passage.text)
                # What the store no longer holds was purged after the snapshot was opened.
                with suppress(NotFound):
                    if key in hits:
                        also[key].append(self._clause_id(row))
                    elif len(hits) < top_k:
                        retrieved = {name: RetrievedBy(rank, score) for name, (rank, score) in candidate.ranks.items()}
                        hits[key] = self._hit(row, candidate.score, retrieved, view)
                        also[key] = []
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
        clause = self._shelf.tree(row.version_row).clauses[row.clause_position]
        validity = view.catalog.validity(view.catalog[row.version_row], view.day)
        return Hit(row.passage, score, 0, clause, self._shelf.version(row.version_row), validity, retrieved)

    def _clause_id(self, row: PassageRow) -> str:
        clause = self._shelf.tree(row.version_row).clauses[row.clause_position]
        return f"{row.passage.document_id}@{row.passage.version}#{clause.address}"


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
