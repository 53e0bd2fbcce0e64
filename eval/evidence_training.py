"""Learn which of the sentences alike answers: `python -m eval.evidence_training --corpora DIR --out FILE`.

From the practice questions, whose evidence somebody marked: how much being like the question counts beside what kind of
sentence a unit is (kb/answer/traits.py). Measured on questions about documents left out.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from embeddings.loading import BUNDLED_MODEL, load_encoder
from embeddings.types import Encoder
from eval.answer_training import Example, best_right, draw, fit
from eval.answerability import PRACTICE, PRACTICE_DAY, practice_files
from eval.datasets import DatasetError, Question, read_questions
from eval.inside import inside_of
from eval.matching import rests_on
from kb.errors import KnowledgeBaseError
from kb.types import Query

_FOLDS = 6
_DEPTH = 10


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn the weights and write them with how they do on documents left out; return 0, or 2 on unusable input."""
    parser = argparse.ArgumentParser(prog="python -m eval.evidence_training", description="Learn to tell evidence.")
    parser.add_argument("--corpora", type=Path, required=True, metavar="DIR", help="the folder of the corpora")
    parser.add_argument("--practice", type=Path, default=PRACTICE, metavar="DIR", help="questions and documents")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="where the weights are written")
    options = parser.parse_args(arguments)
    try:
        questions = read_questions(options.practice / "questions.jsonl")
        read = read_examples(questions, practice_files(questions, options), load_encoder(BUNDLED_MODEL))
        names, examples = zip(*read, strict=True)
        record = learned(names[0], examples)
    except (DatasetError, KnowledgeBaseError, OSError) as error:
        sys.stderr.write(f"eval.evidence_training: {error}\n")
        return 2
    options.out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(record["documents_left_out"]) + "\n")
    return 0


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
            if result.by_reference or result.left_out or not right.any() or right.all():
                continue
            seen = inside.scoring(result, units).evidence
            if seen is not None:
                yield seen.names, Example(question.source, seen.values, right)


def learned(names: Sequence[str], examples: Sequence[Example]) -> dict[str, object]:
    """Return the weights learned from all examples, and how often the best unit is right on documents left out."""
    weights = fit(examples)
    likeness = np.eye(len(names))[list(names).index("likeness")]
    return {
        "learned_by": "python -m eval.evidence_training",
        "questions": len(examples),
        "documents_left_out": {
            "best_right": round(left_out_right(examples), 3),
            "by_likeness_alone": round(best_right(examples, likeness), 3),
        },
        "weights": dict(zip(names, (round(float(weight), 4) for weight in weights), strict=True)),
    }


def left_out_right(examples: Sequence[Example]) -> float:
    """Return how often the best unit is right by weights that other documents' questions gave."""
    fold = np.array([draw(example.law) % _FOLDS for example in examples])
    right = 0.0
    for held in np.unique(fold):
        others = [example for example, one in zip(examples, fold, strict=True) if one != held]
        measured = [example for example, one in zip(examples, fold, strict=True) if one == held]
        if not others:
            raise DatasetError(f"questions about {len(set(fold))} documents are too few to leave some out")
        right += best_right(measured, fit(others)) * len(measured)
    return right / len(examples)


if __name__ == "__main__":
    sys.exit(main())
