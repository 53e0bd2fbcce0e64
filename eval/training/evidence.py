"""Learn which of the sentences alike answers: `python -m eval.training.evidence --corpora DIR --out FILE`.

From the practice questions, whose evidence somebody marked: how much being like the question counts beside what kind of
sentence a unit is (kb/answer/scoring/traits.py). Measured on questions about documents left out.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from embeddings.loading import BUNDLED_MODEL, load_encoder
from embeddings.types import Encoder
from eval.corpora.inside import inside_of
from eval.corpora.practice import PRACTICE_DAY, add_arguments, practice_files
from eval.datasets import DatasetError, Question, read_questions
from eval.judging.matching import rests_on
from eval.training import command
from eval.training.choice import Example, best_right, fit
from eval.training.folds import fold
from kb.types import Query

_FOLDS = 6
_DEPTH = 10


def learn_from(options: argparse.Namespace) -> command.Record:
    """Return what is learned from the practice questions. Raises DatasetError where they are too few."""
    questions = read_questions(options.practice / "questions.jsonl")
    files = practice_files(questions, options.practice, options.corpora)
    read = list(read_examples(questions, files, load_encoder(BUNDLED_MODEL)))
    if not read:
        raise DatasetError(f"{options.practice}: no question has a right and a wrong sentence among those found")
    return learned(read[0][0], [example for _, example in read])


def read_examples(
    questions: Sequence[Question], files: Sequence[Path], encoder: Encoder
) -> Iterator[tuple[tuple[str, ...], Example]]:
    """Build a base of the files, ask it the answerable questions, and yield what speaks for each unit, with names."""
    with inside_of(files, encoder, PRACTICE_DAY) as inside:
        for question in questions:
            if not question.answerable:
                continue
            result, units = inside.retrieve(Query(question.text, top_k=_DEPTH))
            right = np.array([rests_on(unit.text, question.quotes) for unit in units], dtype=bool)
            if result.by_reference or any(one.named for one in result.left_out) or not right.any() or right.all():
                continue
            seen = inside.scoring(result, units).evidence
            if seen is not None:
                yield seen.names, Example(question.source, seen.values, right)


def learned(names: Sequence[str], examples: Sequence[Example]) -> dict[str, object]:
    """Return the weights learned from all examples, and how often the best unit is right on documents left out."""
    weights = fit(examples)
    likeness = np.eye(len(names))[list(names).index("likeness")]
    return {
        "questions": len(examples),
        "documents_left_out": {
            "best_right": round(left_out_right(examples), 3),
            "by_likeness_alone": round(best_right(examples, likeness), 3),
        },
        "weights": dict(zip(names, (round(float(weight), 4) for weight in weights), strict=True)),
    }


def left_out_right(examples: Sequence[Example]) -> float:
    """Return how often the best unit is right by weights that other documents' questions gave."""
    folds = [fold(example.group, _FOLDS) for example in examples]
    right = 0.0
    for held in sorted(set(folds)):
        others = [example for example, one in zip(examples, folds, strict=True) if one != held]
        measured = [example for example, one in zip(examples, folds, strict=True) if one == held]
        if not others:
            raise DatasetError(f"questions about {len(set(folds))} documents are too few to leave some out")
        right += best_right(measured, fit(others)) * len(measured)
    return right / len(examples)


LESSON = command.Lesson(
    "eval.training.evidence", "Learn to tell evidence.", "documents_left_out", learn_from, add_arguments
)

if __name__ == "__main__":
    sys.exit(command.run(LESSON))
