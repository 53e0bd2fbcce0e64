"""Training pairs from the corpora: what somebody asks or says, and the passage it should lead to.

Only what the corpora mark for training is read, and nothing of documents that are kept for measuring.
"""

import argparse
import json
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from eval.corpora import (
    Article,
    read_asked,
    read_dev_questions,
    read_given,
    read_json_lines,
    read_laws,
    read_plain_words,
    read_policy,
)
from eval.keep_out import KeepOut

EVERYDAY = Path(__file__).with_name("everyday") / "sentences.jsonl"
"""Sentences made up in the register of policies and reports, each asked about by two speakers."""
_SIBLINGS = 3
_SIBLING_REACH = 8
_CLAUSES_PER_TERM = 12
_FRAGMENT = re.compile(r"[^，。；：、！？\n（）]{4,40}")
_KEYWORD_PARTS = 2
# Too little to be searched for by pieces of it.
_SHORTEST_TEXT = 20
_TRAINING_FILES = r"(train|more)\d"


@dataclass(frozen=True, slots=True)
class Pair:
    """A text that asks, the passage it should lead to, and passages near it that are wrong."""

    query: str
    positive: str
    negatives: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Material:
    """What pairs are made of, the kept-out already left out."""

    articles: Sequence[Article]
    siblings: dict[str, list[Article]]
    keep_out: KeepOut
    rng: random.Random


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `python -m eval pairs`."""
    parser.add_argument("--corpora", type=Path, required=True, metavar="DIR", help="the folder of the corpora")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the pair files are written")
    parser.add_argument("--seed", type=int, default=7, metavar="N", help="seed of every random choice (7)")


def run(arguments: argparse.Namespace) -> int:
    """Write the pair files and passages.jsonl; return 0. Raises DatasetError where the corpora cannot be read."""
    counts = write_pairs(arguments.corpora, arguments.out, arguments.seed)
    for source, count in counts.items():
        sys.stdout.write(f"{source}\t{count}\n")
    return 0


def write_pairs(corpora: Path, out: Path, seed: int) -> dict[str, int]:
    """Write one JSON Lines file a source and one with all passages; return how many lines each has."""
    material = gather(corpora, seed)
    makers: dict[str, Callable[[], Iterable[Pair]]] = {
        "asked": lambda: asked_pairs(corpora, material),
        "sentences": lambda: sentence_pairs(material.keep_out),
        "given": lambda: given_pairs(corpora, material.keep_out),
        "words": lambda: word_pairs(read_plain_words(corpora)),
        "substituted": lambda: substituted_pairs(read_plain_words(corpora), material),
        "fragments": lambda: fragment_pairs(material),
        "keywords": lambda: keyword_pairs(material),
    }
    out.mkdir(parents=True, exist_ok=True)
    counts = {name: _write(out / f"{name}.jsonl", map(asdict, make())) for name, make in makers.items()}
    passages = dict.fromkeys(article.passage for article in material.articles)
    counts["passages"] = _write(out / "passages.jsonl", ({"text": passage} for passage in passages))
    return counts


def gather(corpora: Path, seed: int) -> Material:
    """Read the corpora and leave out what is kept for measuring, and texts that stand there twice."""
    every = read_laws(corpora) + read_policy(corpora)
    keep_out = KeepOut.read(corpora, every, read_dev_questions(corpora))
    seen: set[tuple[str, str]] = set()
    articles: list[Article] = []
    siblings: dict[str, list[Article]] = defaultdict(list)
    for article in every:
        key = (article.title, article.text)
        if key not in seen and not keep_out.article(article):
            seen.add(key)
            articles.append(article)
            siblings[article.document].append(article)
    return Material(articles, siblings, keep_out, random.Random(seed))


def asked_pairs(corpora: Path, material: Material) -> Iterator[Pair]:
    """Yield the questions written for single clauses, with neighbours of the clause as wrong passages."""
    by_label = {(article.document, article.label): article for article in material.articles}
    for asked in read_asked(corpora, _TRAINING_FILES, by_label):
        if not material.keep_out.article(asked.article) and not material.keep_out.question(asked.question):
            yield Pair(asked.question, asked.article.passage, _neighbours(asked.article, material), asked.style)


def sentence_pairs(keep_out: KeepOut, path: Path = EVERYDAY) -> Iterator[Pair]:
    """Yield the questions written for single sentences of policies and of reports, each with a sentence beside it.

    The sentence beside it stands in the same document and answers something else.
    """
    for row in read_json_lines(path):
        title, clause, near = (str(row[name]) for name in ("title", "clause", "near"))
        questions = row["questions"]
        for question in map(str, questions if isinstance(questions, list) else ()):
            if not keep_out.question(question) and not keep_out.text(clause):
                yield Pair(question, f"{title}\n{clause}", (f"{title}\n{near}",), "sentences")


def given_pairs(corpora: Path, keep_out: KeepOut) -> Iterator[Pair]:
    """Yield the published pairs, each once."""
    seen: set[tuple[str, str]] = set()
    for pair in read_given(corpora):
        key = (pair.query, pair.positive)
        kept = keep_out.title(pair.title) or keep_out.text(pair.positive) or keep_out.names_title(pair.query)
        if key not in seen and not kept and not keep_out.question(pair.query):
            seen.add(key)
            title = re.sub(r"(第[一二三四五六七八九十百千零〇]+条)(之[一二三四五六七八九十])?$", "", pair.title)
            yield Pair(pair.query, f"{title}\n{pair.positive}".strip(), (), pair.source)


def word_pairs(plain_words: dict[str, tuple[str, ...]]) -> Iterator[Pair]:
    """Yield every everyday expression with its official term."""
    for term, expressions in plain_words.items():
        for expression in expressions:
            yield Pair(expression, term, (), "words")


def substituted_pairs(plain_words: dict[str, tuple[str, ...]], material: Material) -> Iterator[Pair]:
    """Yield pieces of clauses in which an official term was replaced by an everyday expression for it."""
    for term, articles in _clauses_with(plain_words, material).items():
        for article in articles:
            pieces = [piece for piece in _FRAGMENT.findall(article.text) if term in piece]
            if pieces:
                said = material.rng.choice(plain_words[term])
                query = material.rng.choice(pieces).replace(term, said)
                yield Pair(query, article.passage, _neighbours(article, material), "substituted")


def fragment_pairs(material: Material) -> Iterator[Pair]:
    """Yield a piece of every clause with the rest of the clause."""
    for article in material.articles:
        pieces = _FRAGMENT.findall(article.text)
        if len(pieces) > 1:
            piece = material.rng.choice(pieces)
            rest = article.passage.replace(piece, "", 1)
            yield Pair(piece, rest, (), "fragments")


def keyword_pairs(material: Material) -> Iterator[Pair]:
    """Yield a clerk's search line for every clause: the document's name in short and pieces of the clause."""
    for article in material.articles:
        pieces = _FRAGMENT.findall(article.text)
        if len(article.text) < _SHORTEST_TEXT or not pieces:
            continue
        chosen = material.rng.sample(pieces, min(_KEYWORD_PARTS, len(pieces)))
        name = material.rng.choice((article.title, article.region, ""))
        yield Pair(" ".join((name, *chosen)).strip(), article.passage, _neighbours(article, material), "keywords")


def _clauses_with(plain_words: dict[str, tuple[str, ...]], material: Material) -> dict[str, list[Article]]:
    """Find up to a dozen clauses for each term, drawn from the corpus in random order."""
    # Alternatives are tried in order: the longest term wins where several begin at one place.
    pattern = re.compile("|".join(map(re.escape, sorted(plain_words, key=len, reverse=True))))
    found: dict[str, list[Article]] = defaultdict(list)
    for article in material.rng.sample(material.articles, len(material.articles)):
        for term in sorted(set(pattern.findall(article.text))):
            if len(found[term]) < _CLAUSES_PER_TERM:
                found[term].append(article)
    return found


def _neighbours(article: Article, material: Material) -> tuple[str, ...]:
    """Choose clauses of the same document within a few places: alike in title and topic, wrong in content."""
    family = material.siblings.get(article.document, [])
    here = next((place for place, other in enumerate(family) if other.label == article.label), None)
    if here is None:
        return ()
    near = family[max(here - _SIBLING_REACH, 0) : here] + family[here + 1 : here + 1 + _SIBLING_REACH]
    return tuple(other.passage for other in material.rng.sample(near, min(_SIBLINGS, len(near))))


def _write(path: Path, records: Iterable[dict[str, object]]) -> int:
    lines = Counter[str]()
    with path.open("w", encoding="utf-8") as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            lines["written"] += 1
    return lines["written"]
