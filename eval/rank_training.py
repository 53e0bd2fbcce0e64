"""Learn the order of the best passages: `python -m eval.rank_training --home DIR --corpora DIR --pairs DIR --out FILE`.

From questions that somebody wrote for one clause of a law, asked of all laws, by an encoder that has not seen these
questions. Only what the corpora mark for training is read, nothing of documents that are kept for measuring.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from embeddings.loading import load_encoder
from embeddings.types import Encoder
from eval.answer_training import TELLING_CHARS, Example, draw, fit, held_out_model, held_out_questions, unlabelled
from eval.base_files import law_files
from eval.corpora import AskedClause
from eval.datasets import DatasetError
from eval.inside import look_inside
from eval.progress import progress
from kb.knowledge_base import KnowledgeBase
from kb.retrieve.clock import Clock
from kb.retrieve.query import prepare
from kb.retrieve.rank import RANKED, features_of
from kb.settings import Settings
from kb.types import Query

_DAY = date(2026, 1, 1)
_FOLDS = 5
_CHARS = 2000


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn the weights and write them with their provenance; return 0, or 2 where the corpora cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m eval.rank_training", description="Learn to rank passages.")
    parser.add_argument("--home", type=Path, required=True, metavar="DIR", help="folder for encoder and laws' base")
    parser.add_argument("--corpora", type=Path, required=True, metavar="DIR", help="the folder of the corpora")
    parser.add_argument("--pairs", type=Path, required=True, metavar="DIR", help="what the encoder is trained on")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="where the weights are written")
    options = parser.parse_args(arguments)
    try:
        asked = held_out_questions(options.corpora)
        encoder = load_encoder(str(held_out_model(options.home, options.pairs, asked)))
        build_base(options.home / "laws", options.corpora, encoder)
        names, examples = read_examples(options.home / "laws", asked, encoder)
        record = learn(names, examples) | {"encoder": encoder.fingerprint}
    except (DatasetError, OSError) as error:
        sys.stderr.write(f"eval.rank_training: {error}\n")
        return 2
    options.out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(record["held_out_laws"]) + "\n")
    return 0


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
    if len({example.law for example in examples}) < _FOLDS:
        raise DatasetError(f"{len(examples)} questions are too few to learn from and to measure by")
    first: list[bool] = []
    before: list[bool] = []
    for fold in range(_FOLDS):
        held = [example for example in examples if _fold(example.law) == fold]
        weights = fit([example for example in examples if _fold(example.law) != fold])
        first += [bool(example.right[np.argmax(example.values @ weights)]) for example in held]
        before += [bool(example.right[0]) for example in held]
    learned = fit(examples)
    return {
        "learned_by": "python -m eval.rank_training",
        "from": "questions of lay/train*, lay/more* to clauses of laws",
        "questions": len(examples),
        "laws": len({example.law for example in examples}),
        "held_out_laws": {"first_right": round(float(np.mean(first)), 3), "before": round(float(np.mean(before)), 3)},
        "weights": dict(zip(names, (round(float(weight), 4) for weight in learned), strict=True)),
    }


def _fold(law: str) -> int:
    return draw(f"rank {law}") % _FOLDS


if __name__ == "__main__":
    sys.exit(main())
