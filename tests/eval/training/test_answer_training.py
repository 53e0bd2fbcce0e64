"""Learning to choose sentences from questions to clauses."""

import numpy as np
import pytest

from eval.datasets import DatasetError
from eval.training.answers import FEATURES, is_right, learn
from eval.training.choice import Example, best_right, fit


def made_up(questions: int) -> list[Example]:
    """Give questions whose right clause has one sentence with much of the first feature, and one with none."""
    chance = np.random.default_rng(1)
    examples = []
    for number in range(questions):
        values = chance.normal(0, 0.3, (6, len(FEATURES)))
        values[0, 0] += 3.0
        right = np.array([True, True, False, False, False, False])
        examples.append(Example(f"law {number}", values, right))
    return examples


def test_one_telling_sentence_carries_its_clause() -> None:
    examples = made_up(80)
    weights = fit(examples)
    assert int(np.argmax(np.abs(weights))) == 0
    assert weights[0] > 0
    assert best_right(examples, weights) == 1.0


def test_learning_twice_gives_the_same_record() -> None:
    examples = made_up(80)
    record = learn(examples)
    assert record == learn(examples)
    assert record["questions"] == 80
    assert list(record["weights"]) == list(FEATURES)  # type: ignore[call-overload]


def test_too_few_questions_are_refused() -> None:
    with pytest.raises(DatasetError, match="1 questions are too few"):
        learn(made_up(1))


@pytest.mark.parametrize(
    ("unit", "passage", "right"),
    [
        ("第三条 企业应当按时缴纳保险费。", "第三条 企业应当按时缴纳保险费。", True),
        ("**第三条**　企业应当按时\n缴纳保险费。", "…", True),
        ("企业应当按时缴纳养老保险费。", "企业应当按时缴纳养老保险费。", False),
        ("逾期加收。", "企业应当按时缴纳保险费。逾期加收。", True),
        ("逾期加收。", "另一条的话。逾期加收。", False),
        ("第三条", "第三条 企业应当按时缴纳保险费。", False),
    ],
)
def test_a_unit_is_right_where_it_stands_in_the_clause(unit: str, passage: str, right: bool) -> None:
    assert is_right(unit, passage, "企业应当按时缴纳保险费。逾期加收。") is right
