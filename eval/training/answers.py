"""Learn which sentences answer a question: `python -m eval.training.answers --home DIR --corpora DIR --out FILE`.

From questions that somebody wrote for one clause of a law. Which sentence of the clause answers is not known.
"""

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from embeddings.loading import BUNDLED_MODEL, load_encoder
from embeddings.types import Encoder
from eval.corpora.inside import look_inside
from eval.corpora.reading import AskedClause, read_json_lines
from eval.datasets import DatasetError
from eval.training import command
from eval.training.choice import Example, best_right, fit
from eval.training.folds import fold
from eval.training.laws import TELLING_CHARS, held_out_model, held_out_questions, unlabelled
from kb.answer.question import kinds_of
from kb.answer.scoring.features import unit_features
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.types import Query

_DISTRACTORS = 130
_SEED = 7
_DEPTH = 10
_DAY = date(2026, 1, 1)
# One law in so many is kept for measuring the weights.
_MEASURED = 4
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


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what is read and built besides the corpora."""
    parser.add_argument("--home", type=Path, required=True, metavar="DIR", help="a new folder for the laws' base")
    parser.add_argument("--pairs", type=Path, metavar="DIR", help="train an encoder that never saw the questions first")
    parser.add_argument("--model", default=BUNDLED_MODEL, help="or: use this one (the bundled one saw them)")


def learn_from(options: argparse.Namespace) -> command.Record:
    """Return what is learned from the corpora. Raises DatasetError where they are too few."""
    asked = held_out_questions(options.corpora)
    model = (
        held_out_model(options.home, options.pairs, {item.question for item in asked})
        if options.pairs
        else options.model
    )
    encoder = load_encoder(str(model))
    examples = list(read_examples(options.home, options.corpora, asked, encoder))
    saw = str(model) == BUNDLED_MODEL
    return learn(examples) | {"encoder": encoder.fingerprint, "encoder_saw_the_questions": saw}


def read_examples(home: Path, corpora: Path, asked: Sequence[AskedClause], encoder: Encoder) -> Iterator[Example]:
    """Build the base of the questions' laws and some others, ask it, and yield what can be learned from."""
    settings = Settings(home=home / "base")
    base = KnowledgeBase.open(settings, encoder=encoder)
    base.ingest([corpora / "laws" / name for name in law_files(corpora, asked)])
    base.close()
    with look_inside(settings, encoder, _DAY) as inside:
        for item in asked:
            result, units = inside.retrieve(Query(item.question, top_k=_DEPTH, include_not_in_force=True))
            flags = [is_right(unit.text, unit.hit.passage.text, item.article.text) for unit in units]
            if result.by_reference or not any(flags) or all(flags):
                continue
            kinds = kinds_of(result.readings[0])
            features = unit_features(result.readings, result.terms, units, kinds, encoder, inside.rarity)
            values = np.stack([features.column(name) for name in FEATURES], axis=1)
            yield Example(item.article.document, values, np.array(flags, dtype=bool))


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
    measured = [example for example in examples if fold("measured " + example.group, _MEASURED) == 0]
    others = [example for example in examples if fold("measured " + example.group, _MEASURED)]
    if not measured or not others:
        raise DatasetError(f"{len(examples)} questions are too few to learn from and to measure by")
    weights = fit(examples)
    return {
        "from": "questions of lay/train*, lay/more* to clauses of laws",
        "questions": len(examples),
        "laws": len({example.group for example in examples}),
        "held_out_laws": {"questions": len(measured), "best_right": round(best_right(measured, fit(others)), 3)},
        "weights": dict(zip(FEATURES, (round(float(weight), 4) for weight in weights), strict=True)),
    }


LESSON = command.Lesson(
    "eval.training.answers", "Learn to choose sentences.", "held_out_laws", learn_from, add_arguments
)

if __name__ == "__main__":
    sys.exit(command.run(LESSON))
