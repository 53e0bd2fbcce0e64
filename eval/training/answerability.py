"""Learn when not to answer: `python -m eval.training.answerability --corpora DIR --out FILE`.

From the practice questions, a third of which cannot be answered. Measured on questions about documents left out.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.loading import BUNDLED_MODEL, load_encoder
from embeddings.types import Encoder
from eval.corpora.inside import inside_of
from eval.corpora.practice import PRACTICE_DAY, add_arguments, practice_files
from eval.datasets import Question, read_questions
from eval.judging.matching import rests_on
from eval.training import command
from eval.training.folds import fold
from kb.answer.answerer import Answerer
from kb.answer.same_file import texts_beside
from kb.answer.scoring.answerability import Judge, signs
from kb.answer.scoring.features import Figures
from kb.types import AnswerStatus, Query

_FOLDS = 6
_L2 = 0.1
_STEPS = 40
# A threshold may turn away at most this share of the answerable questions: on other texts it will be some more.
MOST_FALSE_REFUSALS = 0.06
_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """The signs of practice questions, whether each is unanswerable, and the document that each asks about."""

    names: tuple[str, ...]
    values: Figures
    unanswerable: npt.NDArray[np.bool_]
    documents: tuple[str, ...]
    right: npt.NDArray[np.bool_]
    """Whether a citation of the answer rests on the evidence."""
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


def learn_from(options: argparse.Namespace) -> command.Record:
    """Return what is learned from the practice questions. Raises DatasetError where a document is missing."""
    questions = read_questions(options.practice / "questions.jsonl")
    files = practice_files(questions, options.practice, options.corpora)
    return learned(read_judged(questions, files, load_encoder(BUNDLED_MODEL)))


def read_judged(questions: Sequence[Question], files: Sequence[Path], encoder: Encoder) -> Judged:
    """Build a base of the files, ask it every question, and return the signs that the judge reads."""
    rows, unanswerable, documents, right, ruled_out = [], [], [], [], []
    names: tuple[str, ...] = ()
    with inside_of(files, encoder, PRACTICE_DAY) as inside:
        answerer = Answerer(inside.shelf, lambda: encoder, inside.settings, Judge({}, {}, threshold=2.0))
        for question in questions:
            query = Query(question.text, top_k=_DEPTH)
            result, units = inside.retrieve(query)
            if not units or result.by_reference or any(one.named for one in result.left_out):
                continue
            scoring = inside.scoring(result, units)
            beside = partial(texts_beside, [scoring.units[0].unit.hit.version], inside.shelf, inside.view)
            found = signs(result.readings[0], scoring, result.spoken_of, beside, PRACTICE_DAY)
            names = tuple(found)
            rows.append(list(found.values()))
            unanswerable.append(not question.answerable)
            documents.append(question.source)
            answer = answerer.answer(query, result, inside.view)
            right.append(question.answerable and any(rests_on(one.quote, question.quotes) for one in answer.citations))
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
    """Return the weights learned from all questions, the threshold, and how they do on documents left out.

    How likely an answer is right is learned from the questions that get one: of those turned away nobody asks it.
    """
    unstated = left_out_likelihoods(judged.values, judged.unanswerable, judged.documents)
    threshold = best_threshold(unstated, judged)
    answered = ~(judged.ruled_out | (unstated >= threshold))
    right = left_out_likelihoods(judged.values, judged.right, judged.documents, among=answered)[answered]
    return {
        "questions": len(judged.documents),
        "unanswerable": int(judged.unanswerable.sum()),
        "documents_left_out": {
            "auc": round(area(unstated, judged.unanswerable), 3),
            **refusals(judged.ruled_out | (unstated >= threshold), judged.unanswerable),
            "by_rules_alone": refusals(judged.ruled_out, judged.unanswerable),
            "right": {
                "answered": int(answered.sum()),
                "right": round(float(judged.right[answered].mean()), 3),
                "auc": round(area(right, judged.right[answered]), 3),
                "brier": round(float(((right - judged.right[answered]) ** 2).mean()), 3),
            },
        },
        "unstated": {**_named(judged, fit(judged.values, judged.unanswerable)), "threshold": round(threshold, 4)},
        "right": _named(judged, fit(judged.values[answered], judged.right[answered])),
    }


def _named(judged: Judged, weighing: Weighing) -> dict[str, float]:
    weights = zip(judged.names, (round(float(weight), 4) for weight in weighing.weights), strict=True)
    return {**dict(weights), "bias": round(weighing.bias, 4)}


def left_out_likelihoods(
    values: Figures,
    wanted: npt.NDArray[np.bool_],
    groups: Sequence[str],
    *,
    among: npt.NDArray[np.bool_] | None = None,
) -> Figures:
    """Return for each row what a weighing says that learned from the rows of other groups, of those `among` has."""
    folds = np.array([fold(group, _FOLDS) for group in groups])
    likely = np.zeros(len(folds))
    for held in range(_FOLDS):
        left_out = folds == held
        others = ~left_out if among is None else ~left_out & among
        if not left_out.any() or not others.any():
            continue
        likely[left_out] = fit(values[others], wanted[others]).likely(values[left_out])
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


LESSON = command.Lesson(
    "eval.training.answerability", "Learn when not to answer.", "documents_left_out", learn_from, add_arguments
)

if __name__ == "__main__":
    sys.exit(command.run(LESSON))
