import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from eval.corpora.practice import PRACTICE
from eval.datasets import read_questions
from eval.training.answerability import (
    Judged,
    area,
    best_threshold,
    fit,
    learned,
    left_out_likelihoods,
    refusals,
)

YES, NO = True, False


def _judged(n: int = 60) -> Judged:
    rng = np.random.default_rng(3)
    unanswerable = rng.random(n) < 0.4
    values = np.column_stack([unanswerable + rng.normal(0, 0.3, n), rng.normal(0, 1, n)])
    documents = tuple(f"d{number % 12}" for number in range(n))
    return Judged(("telling", "noise"), values, unanswerable, documents, ~unanswerable, np.zeros(n, dtype=bool))


def test_refusals_are_counted_against_what_is_unanswerable() -> None:
    refused, unanswerable = np.array([YES, YES, NO, NO, YES]), np.array([YES, NO, YES, NO, YES])
    found = refusals(refused, unanswerable)
    assert found == {"precision": 0.667, "recall": 0.667, "f1": 0.667, "false_refusals": 0.5}


def test_the_area_is_the_share_of_pairs_in_order_ties_half() -> None:
    likely, unanswerable = np.array([0.9, 0.5, 0.5, 0.1]), np.array([YES, YES, NO, NO])
    assert area(likely, unanswerable) == (1 + 1 + 0.5 + 1) / 4


def test_the_telling_sign_gets_the_weight() -> None:
    judged = _judged()
    judge = fit(judged.values, judged.unanswerable)
    assert judge.weights[0] > 10 * abs(judge.weights[1])
    assert area(judge.likely(judged.values), judged.unanswerable) > 0.95


def test_a_question_is_judged_by_what_others_documents_taught() -> None:
    judged = _judged()
    likely = left_out_likelihoods(judged.values, judged.unanswerable, judged.documents)
    assert area(likely, judged.unanswerable) > 0.9
    alone = left_out_likelihoods(judged.values, judged.unanswerable, ("one",) * 60)
    assert alone.tolist() == [0.0] * 60


def test_what_a_weighing_learns_from_can_be_narrowed() -> None:
    judged = _judged()
    among = np.arange(60) % 5 == 0
    turned = np.where(among, judged.unanswerable, ~judged.unanswerable)
    misled = left_out_likelihoods(judged.values, turned, judged.documents)
    narrowed = left_out_likelihoods(judged.values, turned, judged.documents, among=among)
    assert area(misled, judged.unanswerable) < 0.1
    assert area(narrowed, judged.unanswerable) > 0.9


def test_the_threshold_keeps_false_refusals_few_the_rules_included() -> None:
    judged = _judged()
    likely = fit(judged.values, judged.unanswerable).likely(judged.values)
    refused = likely >= best_threshold(likely, judged)
    assert refusals(refused, judged.unanswerable)["false_refusals"] <= 0.06
    strict = replace(judged, ruled_out=~judged.unanswerable)
    assert best_threshold(likely, strict) == 1.0


def test_what_is_learned_says_how_it_does_on_documents_left_out() -> None:
    record = learned(_judged())
    unstated, right = record["unstated"], record["right"]
    assert isinstance(unstated, dict)
    assert isinstance(right, dict)
    assert list(unstated) == ["telling", "noise", "bias", "threshold"]
    assert list(right) == ["telling", "noise", "bias"]
    assert right["telling"] < 0 < unstated["telling"]
    left_out = record["documents_left_out"]
    assert isinstance(left_out, dict)
    assert left_out["auc"] > 0.9
    assert left_out["right"] == {"answered": 40, "right": 0.875, "auc": 0.709, "brier": 0.105}


def test_the_practice_questions_are_usable_and_their_documents_are_there() -> None:
    questions = read_questions(PRACTICE / "questions.jsonl")
    assert len(questions) == 2800
    assert sum(not question.answerable for question in questions) == 988
    documents = {path.name: path.read_text(encoding="utf-8") for path in (PRACTICE / "documents").glob("*.txt")}
    assert len(documents) == 121
    bare = {name: "".join(text.split()) for name, text in documents.items()}
    quoted = [piece for question in questions for piece in question.evidence if piece.source in bare]
    assert [piece.quote for piece in quoted if "".join(piece.quote.split()) not in bare[piece.source]] == []
    assert {question.source for question in questions if question.source.endswith(".txt")} <= documents.keys()


def test_the_shipped_weights_say_what_they_were_learned_from() -> None:
    path = Path("kb/answer/data/answerability_weights.json")
    record = json.loads((PRACTICE.parents[1] / path).read_text(encoding="utf-8"))
    assert record["questions"] == pytest.approx(2800, abs=50)
