"""Learn which sentences answer a question: `python -m eval.answer_training --home DIR --corpora DIR --out FILE`.

From questions that somebody wrote for one clause of a law. Only what the corpora mark for training is read, nothing
of documents that are kept for measuring. Which sentence of the clause answers is not known: the likelihood sums over
all of them (multiple-instance learning, Dietterich et al. 1997), so that the best one may carry the clause.
"""

import argparse
import hashlib
import json
import random
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.loading import BUNDLED_MODEL, load_encoder
from embeddings.training.__main__ import train
from embeddings.training.recipe import Recipe
from embeddings.types import Encoder
from eval.corpora import AskedClause, read_asked, read_dev_questions, read_json_lines, read_laws
from eval.datasets import DatasetError
from eval.keep_out import KeepOut
from kb.answer.features import Figures, Rarity, unit_features
from kb.answer.question import kinds_of
from kb.answer.units import units_of
from kb.index.snapshot import SnapshotKeeper
from kb.knowledge_base import KnowledgeBase
from kb.retrieve.catalog import Catalog
from kb.retrieve.expand import bundled_plain_words
from kb.retrieve.retriever import Retriever
from kb.retrieve.view import Shelf, View
from kb.settings import Settings
from kb.store.store import Store
from kb.text.keys import compare_key
from kb.types import Query

_TRAINING_FILES = r"(train|more)\d"
# One law in so many gives the questions; an encoder for learning must not have seen them.
_FOLDS = 5
_DISTRACTORS = 130
_SEED = 7
_DEPTH = 10
_DAY = date(2026, 1, 1)
# One law in so many is kept for measuring the weights.
_MEASURED = 4
_L2 = 0.02
_STEPS = 60
_SHORTEST_STEP = 1e-3
_LABEL = re.compile(r"[#*]*第[一二三四五六七八九十百千零〇两]+条(之[一二三四五六七八九十]+)?[#*]*")
# A shorter sentence is right only inside the clause itself: it may stand anywhere.
TELLING_CHARS = 10
# What the learned scorer looks at.
FEATURES = (
    "words_own",
    "words_within",
    "words_around",
    "words_title",
    "meaning_own",
    "meaning_full",
    "meaning_rest",
    "match_own",
    "match_within",
    "match_full",
    "match_rest",
    "hit",
    "document",
    "dense",
    "keyword",
    "sign",
    "sign_missing",
    "item",
    "item_of_list",
)


@dataclass(frozen=True, slots=True)
class Example:
    """One question's units: their features, and which of them stand in the clause it was written for."""

    law: str
    values: Figures
    right: npt.NDArray[np.bool_]


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn the weights and write them with their provenance; return 0, or 2 where the corpora cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m eval.answer_training", description="Learn to choose sentences.")
    parser.add_argument("--home", type=Path, required=True, metavar="DIR", help="a new folder for the laws' base")
    parser.add_argument("--corpora", type=Path, required=True, metavar="DIR", help="the folder of the corpora")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="where the weights are written")
    parser.add_argument("--pairs", type=Path, metavar="DIR", help="train an encoder that never saw the questions first")
    parser.add_argument("--model", default=BUNDLED_MODEL, help="or: use this one (the bundled one saw them)")
    options = parser.parse_args(arguments)
    try:
        asked = held_out_questions(options.corpora)
        model = held_out_model(options.home, options.pairs, asked) if options.pairs else options.model
        encoder = load_encoder(str(model))
        examples = list(read_examples(options.home, options.corpora, asked, encoder))
        saw = str(model) == BUNDLED_MODEL
        record = learn(examples) | {"encoder": encoder.fingerprint, "encoder_saw_the_questions": saw}
    except (DatasetError, OSError) as error:
        sys.stderr.write(f"eval.answer_training: {error}\n")
        return 2
    options.out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(record["held_out_laws"]) + "\n")
    return 0


def held_out_questions(corpora: Path) -> list[AskedClause]:
    """Return the training questions of one fold of the laws, those like a question for measuring left out."""
    articles = read_laws(corpora)
    asked = read_asked(corpora, _TRAINING_FILES, {})
    keep_out = KeepOut.read(corpora, articles, read_dev_questions(corpora))
    latest = {article.document for article in articles if article.latest}
    return [
        item
        for item in asked
        if item.article.document in latest
        and draw(item.article.document) % _FOLDS == 0
        and not keep_out.article(item.article)
        and not keep_out.question(item.question)
    ]


def held_out_model(home: Path, pairs: Path, asked: Sequence[AskedClause]) -> Path:
    """Train an encoder like the bundled one, the questions left out; return its folder."""
    folder, without = home / "encoder", home / "pairs"
    if not folder.exists():
        shutil.copytree(pairs, without, dirs_exist_ok=True)
        questions = {item.question for item in asked}
        rows = read_json_lines(pairs / "asked.jsonl")
        kept = (json.dumps(row, ensure_ascii=False) for row in rows if row["query"] not in questions)
        (without / "asked.jsonl").write_text("\n".join(kept) + "\n", encoding="utf-8")
        train(without, folder, Recipe())
    return folder


def read_examples(home: Path, corpora: Path, asked: Sequence[AskedClause], encoder: Encoder) -> Iterator[Example]:
    """Build the base of the questions' laws and some others, ask it, and yield what can be learned from."""
    settings = Settings(home=home / "base")
    with_base = KnowledgeBase.open(settings, encoder=encoder)
    with_base.ingest([corpora / "laws" / name for name in law_files(corpora, asked)])
    with_base.close()
    store = Store(settings.home / "kb.sqlite3")
    shelf = Shelf(store)
    snapshot = SnapshotKeeper(store, settings.home / "segments", threads=settings.threads).current()
    view = View(snapshot, Catalog(snapshot.versions), _DAY)
    retriever = Retriever(shelf, lambda: encoder, bundled_plain_words, settings)
    rarity = Rarity(snapshot.frequency, snapshot.passages)
    for item in asked:
        result = retriever.search(Query(item.question, top_k=_DEPTH, include_not_in_force=True), view)
        units = units_of(result.hits, shelf, view)
        right = np.array([is_right(unit.text, unit.hit.passage.text, item.article.text) for unit in units], dtype=bool)
        if result.by_reference or not right.any() or right.all():
            continue
        kinds = kinds_of(result.readings[0])
        features = unit_features(result.readings, result.terms, units, kinds, encoder, rarity)
        yield Example(item.article.document, np.stack([features.column(name) for name in FEATURES], axis=1), right)
    store.close()


def law_files(corpora: Path, asked: Sequence[AskedClause]) -> list[str]:
    """Return the paths of the questions' laws and of as many others as distract, in a fixed order."""
    wanted = sorted({item.article.document for item in asked})
    rows = read_json_lines(corpora / "laws" / "meta.jsonl")
    others = sorted({str(row["path"]) for row in rows if row["latest_in_corpus"]}.difference(wanted))
    return wanted + random.Random(_SEED).sample(others, min(_DISTRACTORS, len(others)))


def is_right(unit: str, passage: str, clause: str) -> bool:
    """Tell whether a unit of a passage stands in the clause; its label counts for nothing."""
    own, around, wanted = map(unlabelled, (unit, passage, clause))
    if not own or own not in wanted:
        return False
    return len(own) >= TELLING_CHARS or around in wanted or wanted in around


def learn(examples: Sequence[Example]) -> dict[str, object]:
    """Return the weights learned from all examples, and how weights from some laws do on the others."""
    measured = [example for example in examples if draw("measured " + example.law) % _MEASURED == 0]
    others = [example for example in examples if draw("measured " + example.law) % _MEASURED]
    if not measured or not others:
        raise DatasetError(f"{len(examples)} questions are too few to learn from and to measure by")
    weights = fit(examples)
    return {
        "learned_by": "python -m eval.answer_training",
        "from": "questions of lay/train*, lay/more* to clauses of laws",
        "questions": len(examples),
        "laws": len({example.law for example in examples}),
        "held_out_laws": {"questions": len(measured), "best_right": round(best_right(measured, fit(others)), 3)},
        "weights": dict(zip(FEATURES, (round(float(weight), 4) for weight in weights), strict=True)),
    }


def best_right(examples: Sequence[Example], weights: Figures) -> float:
    """Return in how many of the examples the unit with the highest score is right."""
    return float(np.mean([example.right[np.argmax(example.values @ weights)] for example in examples]))


def fit(examples: Sequence[Example]) -> Figures:
    """Return the weights that make it likely to choose some right unit of each example.

    Each step minimises a quadratic that bounds the objective's curvature by that of the normaliser.
    """
    rows = np.concatenate([example.values for example in examples])
    scale = rows.std(axis=0) + 1e-6
    scaled = rows / scale
    right = np.concatenate([example.right for example in examples])
    sizes = [len(example.right) for example in examples]
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    owner = np.repeat(np.arange(len(examples)), sizes)
    weights = np.zeros(rows.shape[1])

    def cost(tried: Figures) -> float:
        scores = scaled @ tried
        missed = _log_sum(scores, starts, owner) - _log_sum(np.where(right, scores, -np.inf), starts, owner)
        return float(missed.mean() + _L2 * tried @ tried)

    for _ in range(_STEPS):
        scores = scaled @ weights
        every = _likely(scores, starts, owner)
        chosen = _likely(np.where(right, scores, -np.inf), starts, owner)
        gradient = scaled.T @ (every - chosen) / len(examples) + 2 * _L2 * weights
        means = np.add.reduceat(scaled * every[:, None], starts, axis=0)
        curvature = (scaled.T @ (scaled * every[:, None]) - means.T @ means) / len(examples)
        step = np.linalg.solve(curvature + 2 * _L2 * np.eye(len(weights)), gradient)
        # Where the scores tell everything apart already, the quadratic is too flat to be believed: go less far.
        reach = 1.0
        while reach > _SHORTEST_STEP and cost(weights - reach * step) > cost(weights):
            reach /= 2
        weights = weights - reach * step
    fitted: Figures = weights / scale
    return fitted


def _log_sum(scores: Figures, starts: npt.NDArray[np.int64], owner: npt.NDArray[np.int64]) -> Figures:
    """Return the logarithm of the sum of the exponentials of the scores of each example."""
    most = np.maximum.reduceat(scores, starts)
    sums: Figures = most + np.log(np.add.reduceat(np.exp(scores - most[owner]), starts))
    return sums


def _likely(scores: Figures, starts: npt.NDArray[np.int64], owner: npt.NDArray[np.int64]) -> Figures:
    """Return the softmax of the scores within each example."""
    odds = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
    likely: Figures = odds / np.add.reduceat(odds, starts)[owner]
    return likely


def unlabelled(text: str) -> str:
    """Return a text as texts are compared, without the number of the article that it begins with."""
    return _LABEL.sub("", compare_key(text), count=1)


def draw(name: str) -> int:
    """Return a number that a name always gets, to part names by."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16)


if __name__ == "__main__":
    sys.exit(main())
