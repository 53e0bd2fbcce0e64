"""Models side by side: how well each finds the right passage alone, what it weighs and how long it takes.

Retrieval measures by ir-measures; figures per question first, their mean second, with the intervals and the paired
randomisation test of eval.measures.estimates.
"""

import hashlib
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ir_measures
from ir_measures import RR, Qrel, R, ScoredDoc, nDCG
from tqdm import tqdm

from embeddings.cache import VectorCache, encode_passages_cached
from embeddings.faiss_index import FaissIndex
from embeddings.files import whole_folder
from embeddings.loading import BUNDLED_MODEL, bundled_folder, load_encoder
from embeddings.types import EmbeddingMatrix, Encoder
from eval.benchmarks.sets import BenchSet, Passages
from eval.datasets import DatasetError
from eval.measures.estimates import PairedDifference, estimates, paired_test
from eval.scored import Estimate, Scored
from kb.index.keyword import TantivyIndex
from kb.text.tokens import bigrams

_MEASURES = {str(measure): measure for measure in (R @ 1, R @ 5, R @ 10, R @ 100, nDCG @ 10, RR @ 10)}
MEASURES = tuple(_MEASURES)
"""R@1, R@5, R@10, R@100, nDCG@10, RR@10."""
KEYWORDS = "keywords alone"

_DEPTH = 100
# Fetched beyond that, because passages of one unit count once.
_FETCHED = 300
_TIMED = 200
_SEED = 1
_KEYWORD_INDEX = "keywords"


@dataclass(frozen=True, slots=True)
class Model:
    """An encoder and what it costs."""

    name: str
    encoder: Encoder
    megabytes: float
    question_ms: float
    """Mean time of one question alone."""
    clause_ms: float
    """Mean time of a clause, many at a time."""


@dataclass(frozen=True, slots=True)
class Row:
    """One model (or the keyword side) on one set."""

    model: str
    estimates: Mapping[str, Estimate]
    against_first: Mapping[str, PairedDifference]
    """By measure; empty for the first model itself."""


@dataclass(frozen=True, slots=True)
class SetTable:
    """One set with a row for each model."""

    name: str
    questions: int
    left_out: int
    passages: int
    rows: tuple[Row, ...]


def open_model(
    name: str, label: str, questions: Sequence[str], clauses: Sequence[str], dim: int | None = None
) -> Model:
    """Load a model (with its first dimensions only, where `dim` says so) and time it on questions and clauses.

    Raises EmbeddingError where it cannot be loaded, DatasetError where it is no folder and not the shipped one.
    """
    megabytes = _megabytes(name)
    encoder = load_encoder(name, dim=dim)
    drawn = random.Random(_SEED)
    some = drawn.sample(questions, min(_TIMED, len(questions)))
    many = drawn.sample(clauses, min(_TIMED, len(clauses)))
    encoder.encode_queries(some[:1])
    started = time.perf_counter()
    for question in some:
        encoder.encode_queries([question])
    asked = time.perf_counter()
    encoder.encode_passages(many)
    encoded = time.perf_counter()
    return Model(
        label,
        encoder,
        megabytes,
        1000 * (asked - started) / len(some),
        1000 * (encoded - asked) / len(many),
    )


def tables(
    sets: Sequence[BenchSet], models: Sequence[Model], cache: Path, *, keywords: bool = True, samples: int = 1000
) -> Iterator[SetTable]:
    """Yield a table for each set; passage vectors and keyword indexes are kept in the cache folder."""
    with VectorCache(cache / "vectors.sqlite3") as vectors:
        for one in sets:
            scored = {model.name: figures(one, dense_ranking(one, model.encoder, vectors)) for model in models}
            if keywords:
                scored[KEYWORDS] = figures(one, keyword_ranking(one, cache / _KEYWORD_INDEX))
            first = next(iter(scored))
            rows = tuple(_row(name, scored[name], scored[first], name == first, samples) for name in scored)
            yield SetTable(one.name, len(one.questions), one.left_out, len(one.passages.texts), rows)


def dense_ranking(one: BenchSet, encoder: Encoder, cache: VectorCache) -> dict[str, list[str]]:
    """Return the units of each question by meaning alone, best first."""
    rows = _passage_vectors(one.passages, encoder, cache)
    index = FaissIndex(encoder.dim, threads=2)
    index.add([str(place) for place in range(len(rows))], rows)
    found = index.search(encoder.encode_queries(list(one.questions.values())), _FETCHED)
    return {
        query_id: _units([int(name) for name, _ in ranking], one.passages)
        for query_id, ranking in zip(one.questions, found, strict=True)
    }


def keyword_ranking(one: BenchSet, folder: Path) -> dict[str, list[str]]:
    """Return the units of each question by its words alone (BM25 over character bigrams), best first.

    The question's own words only: nothing is put in for everyday expressions.
    """
    index = _keyword_index(one.passages, folder)
    return {
        query_id: _units([hit.position for hit in index.search(_terms(question), _FETCHED)], one.passages)
        for query_id, question in one.questions.items()
    }


def figures(one: BenchSet, rankings: Mapping[str, Sequence[str]]) -> list[Scored]:
    """Return the measures of each question; a question without results has 0 in all."""
    judged = [Qrel(query_id, unit, 1) for query_id in one.questions for unit in sorted(one.relevant[query_id])]
    # By rank, not by similarity: what is equal would be ordered by name.
    run = [
        ScoredDoc(query_id, unit, 1 / rank)
        for query_id, units in rankings.items()
        for rank, unit in enumerate(units, start=1)
    ]
    found = {query_id: dict.fromkeys(MEASURES, 0.0) for query_id in one.questions}
    for metric in ir_measures.iter_calc(list(_MEASURES.values()), judged, run) if run else ():
        found[metric.query_id][str(metric.measure)] = float(metric.value)
    return [
        Scored(query_id, question, "", one.name, True, False, False, None, 0.0, found[query_id])
        for query_id, question in one.questions.items()
    ]


def _row(name: str, scored: Sequence[Scored], first: Sequence[Scored], is_first: bool, samples: int) -> Row:
    found = estimates(scored, samples=samples)
    tests = {} if is_first else {measure: paired_test(first, scored, measure) for measure in MEASURES}
    return Row(name, {measure: found[measure] for measure in MEASURES}, tests)


def _passage_vectors(passages: Passages, encoder: Encoder, cache: VectorCache) -> EmbeddingMatrix:
    # Silent where nobody watches: disable=None asks whether standard error is a terminal.
    with tqdm(total=len(passages.texts), unit="passage", disable=None) as bar:

        def progress(done: int, _: int) -> None:
            bar.update(done - bar.n)

        return encode_passages_cached(encoder, passages.texts, cache, progress)


def _keyword_index(passages: Passages, folder: Path) -> TantivyIndex:
    digest = hashlib.sha256()
    for entry in passages.entries:
        digest.update("\0".join((entry.title, entry.heading, entry.body, "")).encode())
    place = folder / digest.hexdigest()[:16]
    if not place.exists():
        with whole_folder(place) as draft:
            TantivyIndex.build(draft / "index", passages.entries)
    return TantivyIndex.open(place / "index")


def _terms(question: str) -> list[tuple[str, float]]:
    return [(term, 1.0) for term in dict.fromkeys(bigrams(question))]


def _units(places: Sequence[int], passages: Passages) -> list[str]:
    return list(dict.fromkeys(passages.units[place] for place in places))[:_DEPTH]


def _megabytes(name: str) -> float:
    folder = bundled_folder() if name == BUNDLED_MODEL else Path(name)
    if not folder.is_dir():
        raise DatasetError(f"{name}: is neither a folder nor the shipped model ({BUNDLED_MODEL})")
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
