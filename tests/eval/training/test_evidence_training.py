"""What speaks for a unit as evidence, learned."""

import json
from pathlib import Path

import numpy as np
import pytest

from eval.datasets import DatasetError
from eval.training.choice import Example
from eval.training.evidence import learned, left_out_right

NAMES = ("likeness", "figure")


def examples(documents: int) -> list[Example]:
    """Give questions whose right unit has a figure and is less like the question than the other."""
    values = np.array([[0.0, 0.0], [-0.1, 1.0]])
    return [Example(f"{place}.txt", values, np.array([False, True])) for place in range(documents)]


def test_a_trait_of_right_units_is_learned_and_measured_on_documents_left_out() -> None:
    record = learned(NAMES, examples(12))
    assert record["questions"] == 12
    assert record["documents_left_out"] == {"best_right": 1.0, "by_likeness_alone": 0.0}
    weights = record["weights"]
    assert isinstance(weights, dict)
    assert weights["figure"] > 0.0 > weights["likeness"]


def test_questions_about_one_document_cannot_be_left_out() -> None:
    with pytest.raises(DatasetError, match="1 documents are too few"):
        left_out_right(examples(1))


def test_the_shipped_weights_say_what_they_were_learned_from() -> None:
    record = json.loads(Path("kb/answer/data/evidence_weights.json").read_text(encoding="utf-8"))
    measured = record["documents_left_out"]
    assert measured["best_right"] - measured["by_likeness_alone"] > 0.05
