"""Learn when not to answer: `python -m eval.answerability --corpora DIR --out FILE`.

From the practice questions (eval/practice): documents written for the purpose and public policies, asked by several
writers; a third of the questions ask for something that a document of the same topic does not state. The development
questions over the sample documents are not read.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.loading import BUNDLED_MODEL, load_encoder
from embeddings.types import Encoder
from eval.datasets import DatasetError, Question, read_questions
from eval.inside import inside_of
from eval.matching import rests_on
from kb.answer.answerability import Judge, signs
from kb.answer.answerer import Answerer
from kb.answer.features import Figures
from kb.errors import KnowledgeBaseError
from kb.types import AnswerStatus, Query

PRACTICE = Path(__file__).with_name("practice")
# All documents of the practice base apply on this day.
PRACTICE_DAY = date(2025, 6, 1)
_FOLDS = 6
_L2 = 0.1
_STEPS = 40
# A threshold may turn away at most this share of the answerable questions: on other texts it will be some more.
MOST_FALSE_REFUSALS = 0.05
_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """The signs of practice questions, whether each is unanswerable, and the document that each asks about."""

    names: tuple[str, ...]
    values: Figures
    unanswerable: npt.NDArray[np.bool_]
    documents: tuple[str, ...]
    right: npt.NDArray[np.bool_]
    """Whether the best sentence found rests on the evidence."""
    ruled_out: npt.NDArray[np.bool_]
    """Whether the rules (a place, a year, a measure that nothing has) turn the question away before the judge."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """Weights of signs, and what is added to their sum."""

    weights: Figures
    bias: float

    def likely(self, values: Figures) -> Figures:
        """Return how likely each row is unanswerable."""
        odds: Figures = 1 / (1 + np.exp(-(values @ self.weights + self.bias)))
        return odds


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn the weights and write them with how they do on documents left out; return 0, or 2 on unusable input."""
    parser = argparse.ArgumentParser(prog="python -m eval.answerability", description="Learn when not to answer.")
    parser.add_argument("--corpora", type=Path, required=True, metavar="DIR", help="the folder of the corpora")
    parser.add_argument("--practice", type=Path, default=PRACTICE, metavar="DIR", help="questions and documents")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="where the weights are written")
    options = parser.parse_args(arguments)
    try:
        encoder = load_encoder(BUNDLED_MODEL)
        questions = read_questions(options.practice / "questions.jsonl")
        record = learned(read_judged(questions, practice_files(questions, options), encoder))
    except (DatasetError, KnowledgeBaseError, OSError) as error:
        sys.stderr.write(f"eval.answerability: {error}\n")
        return 2
    options.out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(record["documents_left_out"]) + "\n")
    return 0


def practice_files(questions: Sequence[Question], options: argparse.Namespace) -> list[Path]:
    """Return the files that the questions are about, and those beside them. Raises DatasetError on a missing one."""
    files = {path.name: path for path in sorted((options.practice / "documents").glob("*.txt"))}
    public = {path.name: path for path in sorted((options.corpora / "policy").rglob("*.md"))}
    for name in sorted({question.source for question in questions} - files.keys()):
        if name not in public:
            raise DatasetError(f"{name}: is neither a practice document nor in {options.corpora / 'policy'}")
        files[name] = public[name]
    return list(files.values())


def read_judged(questions: Sequence[Question], files: Sequence[Path], encoder: Encoder) -> Judged:
    """Build a base of the files, ask it every question, and return the signs that the judge reads."""
    rows, unanswerable, documents, right, ruled_out = [], [], [], [], []
    names: tuple[str, ...] = ()
    with inside_of(files, encoder, PRACTICE_DAY) as inside:
        answerer = Answerer(inside.shelf, lambda: encoder, inside.settings, Judge({}, {}, threshold=2.0))
        for question in questions:
            query = Query(question.text, top_k=_DEPTH)
            result, units = inside.retrieve(query)
            if not units or result.by_reference or result.left_out:
                continue
            scoring = inside.scoring(result, units)
            found = signs(result.readings[0], scoring, result.spoken_of)
            names = tuple(found)
            rows.append(list(found.values()))
            unanswerable.append(not question.answerable)
            documents.append(question.source)
            right.append(question.answerable and rests_on(scoring.units[0].unit.text, question.quotes))
            answer = answerer.answer(query, result, inside.view)
            ruled_out.append(answer.status is AnswerStatus.ABSTAINED)
    return Judged(
        names,
        np.array(rows, dtype=np.float64),
        np.array(unanswerable, dtype=bool),
        tuple(documents),
        np.array(right, dtype=bool),
        np.array(ruled_out, dtype=bool),
    )


def learned(judged: Judged) -> dict[str, object]:
    """Return the weights learned from all questions, the threshold, and how they do on documents left out."""
    unstated, right = left_out_likelihoods(judged, judged.unanswerable), left_out_likelihoods(judged, judged.right)
    threshold = best_threshold(unstated, judged)
    return {
        "learned_by": "python -m eval.answerability",
        "questions": len(judged.documents),
        "unanswerable": int(judged.unanswerable.sum()),
        "documents_left_out": {
            "auc": round(area(unstated, judged.unanswerable), 3),
            **refusals(judged.ruled_out | (unstated >= threshold), judged.unanswerable),
            "by_rules_alone": refusals(judged.ruled_out, judged.unanswerable),
            "right_auc": round(area(right, judged.right), 3),
        },
        "unstated": {**_named(judged, fit(judged.values, judged.unanswerable)), "threshold": round(threshold, 4)},
        "right": _named(judged, fit(judged.values, judged.right)),
    }


def _named(judged: Judged, weighing: Weighing) -> dict[str, float]:
    weights = zip(judged.names, (round(float(weight), 4) for weight in weighing.weights), strict=True)
    return {**dict(weights), "bias": round(weighing.bias, 4)}


def left_out_likelihoods(judged: Judged, wanted: npt.NDArray[np.bool_]) -> Figures:
    """Return for each question what a weighing says that learned from questions about other documents."""
    fold = np.array([int(hashlib.sha256(name.encode()).hexdigest(), 16) % _FOLDS for name in judged.documents])
    likely = np.zeros(len(fold))
    for held in range(_FOLDS):
        others = fold != held
        if others.all() or not others.any():
            continue
        weighing = fit(judged.values[others], wanted[others])
        likely[~others] = weighing.likely(judged.values[~others])
    return likely


def fit(values: Figures, wanted: npt.NDArray[np.bool_]) -> Weighing:
    """Return the weights of a ridge logistic regression, by Newton's method on standardised signs."""
    mean, scale = values.mean(axis=0), values.std(axis=0) + 1e-9
    rows = np.column_stack([(values - mean) / scale, np.ones(len(values))])
    ridge = np.eye(rows.shape[1]) * _L2 * len(rows)
    ridge[-1, -1] = 0.0
    weights = np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-(rows @ weights)))
        gradient = rows.T @ (likely - wanted) + ridge @ weights
        curvature = (rows * (likely * (1 - likely))[:, None]).T @ rows + ridge
        weights -= np.linalg.solve(curvature, gradient)
    unscaled = weights[:-1] / scale
    return Weighing(unscaled, float(weights[-1] - unscaled @ mean))


def best_threshold(likely: Figures, judged: Judged) -> float:
    """Return the threshold with the best F1 among those with few enough false refusals, the rules' included."""
    best, found = 0.0, 1.0
    for threshold in np.unique(likely):
        refused = judged.ruled_out | (likely >= threshold)
        if refused[~judged.unanswerable].mean() > MOST_FALSE_REFUSALS:
            continue
        f1 = refusals(refused, judged.unanswerable)["f1"]
        if f1 > best:
            best, found = f1, float(threshold)
    return found


def refusals(refused: npt.NDArray[np.bool_], unanswerable: npt.NDArray[np.bool_]) -> dict[str, float]:
    """Return precision, recall and F1 of refusing, and the share of answerable questions refused."""
    right = int((refused & unanswerable).sum())
    precision, recall = right / max(int(refused.sum()), 1), right / max(int(unanswerable.sum()), 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    false = float(refused[~unanswerable].mean()) if (~unanswerable).any() else 0.0
    return {
        name: round(value, 3)
        for name, value in (("precision", precision), ("recall", recall), ("f1", f1), ("false_refusals", false))
    }


def area(likely: Figures, unanswerable: npt.NDArray[np.bool_]) -> float:
    """Return how often an unanswerable question gets more than an answerable one (the area under the ROC curve)."""
    above = likely[unanswerable][:, None] - likely[~unanswerable][None, :]
    return float(((above > 0) + 0.5 * (above == 0)).mean())


if __name__ == "__main__":
    sys.exit(main())
