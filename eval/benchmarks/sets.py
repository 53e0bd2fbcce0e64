"""What models are measured on: the development questions that name passages, each set over its own passages."""

import hashlib
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.corpora.reading import passage_text, read_asked, read_json_lines, read_laws, read_qrels
from eval.datasets import SEEDS, DatasetError, read_questions
from eval.judging.matching import normalise, sentences
from kb.clauses.split import embedding_text
from kb.index.keyword import KeywordEntry
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.store.store import Store

LAY_STYLES = {"lay": "lay dev, everyday", "term": "lay dev, clerk"}


@dataclass(frozen=True, slots=True)
class Passages:
    """What is searched: text i is what is embedded, entry i what keyword search reads.

    Passages of one unit say the same (the same text in several regulations): they count once, at the best rank.
    """

    texts: tuple[str, ...]
    entries: tuple[KeywordEntry, ...]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BenchSet:
    """Questions over passages; every one of them has at least one relevant unit."""

    name: str
    passages: Passages
    questions: Mapping[str, str]
    relevant: Mapping[str, frozenset[str]]
    left_out: int = 0
    """Questions of the file that name no passage."""


def lay_sets(corpora: Path) -> list[BenchSet]:
    """Return lay/dev by style, over the articles of the latest versions of all laws. Raises DatasetError."""
    articles = read_laws(corpora)
    asked = read_asked(corpora, "dev", {(article.document, article.label): article for article in articles})
    latest = [article for article in articles if article.latest]
    passages = Passages(
        tuple(article.passage for article in latest),
        tuple(KeywordEntry(0, article.title, " ".join(article.headings), article.text) for article in latest),
        tuple(_unit(article.text) for article in latest),
    )
    known = set(passages.units)
    sets = []
    for style, name in LAY_STYLES.items():
        own = [item for item in asked if item.style == style]
        judged = {f"{style}-{place}": item for place, item in enumerate(own) if _unit(item.article.text) in known}
        questions = {query_id: item.question for query_id, item in judged.items()}
        relevant = {query_id: frozenset({_unit(item.article.text)}) for query_id, item in judged.items()}
        sets.append(BenchSet(name, passages, questions, relevant, len(own) - len(judged)))
    return sets


def stard_sets(corpora: Path) -> list[BenchSet]:
    """Return STARD's development questions over its articles. Raises DatasetError."""
    folder = corpora / "bench" / "stard"
    rows = {str(row["_id"]): row for row in read_json_lines(folder / "corpus.jsonl")}
    asked = {str(row["_id"]): str(row["text"]) for row in read_json_lines(folder / "queries.jsonl")}
    passages = Passages(
        tuple(passage_text(row["law"], (), row["text"]) for row in rows.values()),
        tuple(KeywordEntry(0, row["law"], "", row["text"]) for row in rows.values()),
        tuple(_unit(row["text"]) for row in rows.values()),
    )
    relevant: dict[str, frozenset[str]] = {}
    for query_id, article in read_qrels(folder / "qrels" / "dev.tsv"):
        relevant[query_id] = relevant.get(query_id, frozenset()) | {_unit(rows[article]["text"])}
    return [BenchSet("STARD dev", passages, {query_id: asked[query_id] for query_id in relevant}, relevant)]


def seeds_sets(corpora: Path, seeds: Path = SEEDS) -> list[BenchSet]:
    """Return the questions over the sample pages, over the passages that a home cuts the pages into.

    A passage is relevant that holds a sentence of the evidence. Raises DatasetError.
    """
    passages = _passages_of(seeds)
    compared = [normalise(entry.body) for entry in passages.entries]
    asked = [question for question in read_questions(corpora / "seeds_eval" / "questions.jsonl") if question.answerable]
    relevant = {}
    for question in asked:
        wanted = [sentence for quote in question.quotes for sentence in sentences(quote)]
        held = (unit for unit, text in zip(passages.units, compared, strict=True) if any(one in text for one in wanted))
        relevant[question.query_id] = frozenset(held)
    judged = {question.query_id: question.text for question in asked if relevant[question.query_id]}
    found = {query_id: relevant[query_id] for query_id in judged}
    return [BenchSet("seeds dev", passages, judged, found, len(asked) - len(judged))]


SETS: Mapping[str, Callable[[Path], list[BenchSet]]] = {"lay": lay_sets, "stard": stard_sets, "seeds": seeds_sets}
"""The readers of the sets by the name that `--sets` takes."""

_NEEDED: Mapping[str, Sequence[str]] = {
    "lay": ("laws/meta.jsonl", "lay/dev.questions.jsonl"),
    "stard": ("bench/stard/corpus.jsonl", "bench/stard/qrels/dev.tsv"),
    "seeds": ("seeds_eval/questions.jsonl",),
}


def absent(name: str, corpora: Path) -> str | None:
    """Return the first file that a set needs and that is not there, or None."""
    return next((str(corpora / needed) for needed in _NEEDED[name] if not (corpora / needed).is_file()), None)


def _passages_of(folder: Path) -> Passages:
    texts, entries = [], []
    with tempfile.TemporaryDirectory(prefix="kb-bench-") as temporary:
        home = Path(temporary) / "home"
        knowledge = KnowledgeBase.open(Settings(home=home))
        try:
            # The texts only: what is said about them (SOURCES.md) is no document.
            knowledge.ingest(sorted(folder.glob("*.txt")))
        finally:
            knowledge.close()
        store = Store(home / "kb.sqlite3")
        try:
            for version in store.version_rows():
                tree = store.clause_tree(version.version_row)
                for row in store.passages_of([version.version_row]):
                    clause = tree.clauses[row.clause_position]
                    texts.append(embedding_text(version.metadata.title, row.passage, clause))
                    heading = "\n".join((*clause.heading_path, clause.title or "", row.passage.lead_in))
                    entries.append(KeywordEntry(0, version.metadata.title, heading, row.passage.text))
        finally:
            store.close()
    if not texts:
        raise DatasetError(f"{folder}: holds no .txt file to search in")
    return Passages(tuple(texts), tuple(entries), tuple(_unit(entry.body) for entry in entries))


def _unit(text: str) -> str:
    return hashlib.sha256("".join(text.split()).encode()).hexdigest()[:16]
