"""Learn the order of the best passages.

`python -m eval.training.rank --home DIR --corpora DIR --pairs DIR --out FILE`: from questions that somebody wrote for
one clause of a law, asked of all laws, and laypeople's questions asked of STARD's articles, by an encoder that has not
seen these questions.
"""

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from embeddings.loading import load_encoder
from embeddings.types import Encoder
from eval.corpora.base_files import DocumentFile, law_files, read_files, texts_of_corpus
from eval.corpora.inside import look_inside
from eval.datasets import DatasetError
from eval.progress import progress
from eval.readers.beir import corpus_documents
from eval.training import command
from eval.training.choice import Example, fit
from eval.training.folds import fold
from eval.training.laws import TELLING_CHARS, held_out_model, held_out_questions, held_out_stories, unlabelled
from kb.answer.scoring.features import Figures
from kb.knowledge_base import KnowledgeBase
from kb.retrieve.clock import Clock
from kb.retrieve.query import prepare
from kb.retrieve.rank import RANKED, features_of
from kb.settings import Settings
from kb.types import Query

_DAY = date(2026, 1, 1)
_FOLDS = 5
_CHARS = 2000


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the texts of which each answers it, and what it is put into a fold by."""

    question: str
    wanted: tuple[str, ...]
    group: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what is read and built besides the corpora."""
    parser.add_argument("--home", type=Path, required=True, metavar="DIR", help="folder for encoder and laws' base")
    parser.add_argument("--pairs", type=Path, required=True, metavar="DIR", help="what the encoder is trained on")


def learn_from(options: argparse.Namespace) -> command.Record:
    """Return what is learned from the corpora. Raises DatasetError where they are too few."""
    corpora, home = options.corpora, options.home
    clauses = [
        Asked(item.question, (item.article.text,), item.article.document) for item in held_out_questions(corpora)
    ]
    stories = [Asked(item.question, item.articles, item.question) for item in held_out_stories(corpora)]
    questions = {item.question for item in (*clauses, *stories)}
    encoder = load_encoder(str(held_out_model(home, options.pairs, questions)))
    build_base(home / "laws", read_files(law_files(corpora / "laws")), encoder)
    build_base(home / "stard", texts_of_corpus(corpus_documents(corpora / "bench" / "stard")), encoder)
    names, of_clauses = read_examples(home / "laws", clauses, encoder)
    _, of_stories = read_examples(home / "stard", stories, encoder)
    return learn(names, {"clauses": of_clauses, "stories": of_stories}) | {"encoder": encoder.fingerprint}


def build_base(home: Path, files: Iterable[DocumentFile], encoder: Encoder) -> None:
    """Take in the files; what is taken in already stays."""
    knowledge = KnowledgeBase.open(Settings(home=home), encoder=encoder)
    try:
        knowledge.ingest_files([(file.name, file.data) for file in files])
    finally:
        knowledge.close()


def read_examples(home: Path, asked: Sequence[Asked], encoder: Encoder) -> tuple[tuple[str, ...], list[Example]]:
    """Ask the base, and return the names of the features and what can be learned from: a right passage was found."""
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
            found_texts = [texts[one.passage_row].passage.text for one in best]
            right = [any(is_right(text, wanted) for wanted in item.wanted) for text in found_texts]
            if any(right) and not all(right):
                names = seen[0]
                examples.append(Example(item.group, seen[1], np.array(right, dtype=bool)))
    bar.close()
    return names, examples


def is_right(passage: str, clause: str) -> bool:
    """Tell whether a passage says what the clause says; their labels count for nothing."""
    own, wanted = unlabelled(passage), unlabelled(clause)
    return len(own) >= TELLING_CHARS and (own in wanted or wanted in own)


def learn(names: Sequence[str], by_source: Mapping[str, Sequence[Example]]) -> dict[str, object]:
    """Return the weights learned from all examples, and how weights from other laws order those of each fifth."""
    examples = [example for source in by_source.values() for example in source]
    if len({example.group for example in examples}) < _FOLDS:
        raise DatasetError(f"{len(examples)} questions are too few to learn from and to measure by")
    folds = [_fold(example) for example in examples]
    weighing = {
        left_out: fit([example for example, own in zip(examples, folds, strict=True) if own != left_out])
        for left_out in range(_FOLDS)
    }
    learned = fit(examples)
    return {
        "from": "questions of lay/train*, lay/more* to clauses of laws, and of STARD's training split to articles",
        "questions": {source: len(held) for source, held in by_source.items()},
        "held_out_laws": {source: _held_out(held, weighing) for source, held in by_source.items()},
        "weights": dict(zip(names, (round(float(weight), 4) for weight in learned), strict=True)),
    }


def _held_out(examples: Sequence[Example], weighing: Mapping[int, Figures]) -> dict[str, float]:
    first = [example.right[np.argmax(example.values @ weighing[_fold(example)])] for example in examples]
    before = [example.right[0] for example in examples]
    return {"first_right": round(float(np.mean(first)), 3), "before": round(float(np.mean(before)), 3)}


def _fold(example: Example) -> int:
    return fold(f"rank {example.group}", _FOLDS)


LESSON = command.Lesson("eval.training.rank", "Learn to rank passages.", "held_out_laws", learn_from, add_arguments)

if __name__ == "__main__":
    sys.exit(command.run(LESSON))
