"""Learn the order of the best passages.

`python -m eval.training.rank --home DIR --corpora DIR --pairs DIR --out FILE`: from questions that somebody wrote for
one clause of a law, asked of all laws, by an encoder that has not seen these questions.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from embeddings.loading import load_encoder
from embeddings.types import Encoder
from eval.corpora.base_files import law_files
from eval.corpora.inside import look_inside
from eval.corpora.reading import AskedClause
from eval.datasets import DatasetError
from eval.progress import progress
from eval.training import command
from eval.training.choice import Example, fit
from eval.training.folds import fold
from eval.training.laws import TELLING_CHARS, held_out_model, held_out_questions, unlabelled
from kb.knowledge_base import KnowledgeBase
from kb.retrieve.clock import Clock
from kb.retrieve.query import prepare
from kb.retrieve.rank import RANKED, features_of
from kb.settings import Settings
from kb.types import Query

_DAY = date(2026, 1, 1)
_FOLDS = 5
_CHARS = 2000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what is read and built besides the corpora."""
    parser.add_argument("--home", type=Path, required=True, metavar="DIR", help="folder for encoder and laws' base")
    parser.add_argument("--pairs", type=Path, required=True, metavar="DIR", help="what the encoder is trained on")


def learn_from(options: argparse.Namespace) -> command.Record:
    """Return what is learned from the corpora. Raises DatasetError where they are too few."""
    asked = held_out_questions(options.corpora)
    encoder = load_encoder(str(held_out_model(options.home, options.pairs, asked)))
    build_base(options.home / "laws", options.corpora, encoder)
    names, examples = read_examples(options.home / "laws", asked, encoder)
    return learn(names, examples) | {"encoder": encoder.fingerprint}


def build_base(home: Path, corpora: Path, encoder: Encoder) -> None:
    """Take in the latest versions of all laws; what is taken in already stays."""
    knowledge = KnowledgeBase.open(Settings(home=home), encoder=encoder)
    try:
        knowledge.ingest(law_files(corpora / "laws"))
    finally:
        knowledge.close()


def read_examples(home: Path, asked: Sequence[AskedClause], encoder: Encoder) -> tuple[tuple[str, ...], list[Example]]:
    """Ask the base, and return the names of the features and what can be learned from: the right passage was found."""
    names: tuple[str, ...] = ()
    examples: list[Example] = []
    settings = Settings(home=home)
    bar = progress(len(asked), sys.stderr)
    with look_inside(settings, encoder, _DAY) as inside:
        rows = inside.view.catalog.searched(Query("？", include_not_in_force=True), inside.view.day)
        for item in asked:
            bar.done(0)
            found = inside.retriever.candidates(prepare(item.question, _CHARS), rows, inside.view, Clock())
            best = found.candidates[:RANKED]
            seen = features_of(best, found.understood.readings, found.spoken_of, encoder, inside.view.snapshot)
            if seen is None:
                continue
            texts = inside.shelf.passages([one.passage_row for one in best])
            right = [is_right(texts[one.passage_row].passage.text, item.article.text) for one in best]
            if any(right) and not all(right):
                names = seen[0]
                examples.append(Example(item.article.document, seen[1], np.array(right, dtype=bool)))
    bar.close()
    return names, examples


def is_right(passage: str, clause: str) -> bool:
    """Tell whether a passage says what the clause says; their labels count for nothing."""
    own, wanted = unlabelled(passage), unlabelled(clause)
    return len(own) >= TELLING_CHARS and (own in wanted or wanted in own)


def learn(names: Sequence[str], examples: Sequence[Example]) -> dict[str, object]:
    """Return the weights learned from all examples, and how weights from other laws order those of each fifth."""
    if len({example.group for example in examples}) < _FOLDS:
        raise DatasetError(f"{len(examples)} questions are too few to learn from and to measure by")
    first: list[bool] = []
    before: list[bool] = []
    folds = [fold(f"rank {example.group}", _FOLDS) for example in examples]
    for left_out in range(_FOLDS):
        held = [example for example, own in zip(examples, folds, strict=True) if own == left_out]
        weights = fit([example for example, own in zip(examples, folds, strict=True) if own != left_out])
        first += [bool(example.right[np.argmax(example.values @ weights)]) for example in held]
        before += [bool(example.right[0]) for example in held]
    learned = fit(examples)
    return {
        "from": "questions of lay/train*, lay/more* to clauses of laws",
        "questions": len(examples),
        "laws": len({example.group for example in examples}),
        "held_out_laws": {"first_right": round(float(np.mean(first)), 3), "before": round(float(np.mean(before)), 3)},
        "weights": dict(zip(names, (round(float(weight), 4) for weight in learned), strict=True)),
    }


LESSON = command.Lesson("eval.training.rank", "Learn to rank passages.", "held_out_laws", learn_from, add_arguments)

if __name__ == "__main__":
    sys.exit(command.run(LESSON))
