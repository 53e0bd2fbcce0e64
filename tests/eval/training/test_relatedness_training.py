import json
from argparse import Namespace
from pathlib import Path

import pytest

from eval.corpora.practice import PRACTICE
from eval.datasets import DatasetError
from eval.training.relatedness import Example, learn_from, learned, read_elsewhere


def _examples() -> list[Example]:
    near = [Example((0.6 + number / 100, 1.0), False, f"d{number}", number % 2 == 0) for number in range(30)]
    far = [Example((0.1 + number / 100, 1.0), True, f"q{number}", number % 2 == 0) for number in range(30)]
    # Nearer than some that are answered.
    return [*near, *far, Example((0.7, 1.0), True, "q30", False)]


def test_hardly_a_question_that_is_answered_is_turned_away() -> None:
    record = learned(("near", "same"), _examples())
    weights, left_out = record["weights"], record["left_out"]
    assert isinstance(weights, dict)
    assert isinstance(left_out, dict)
    assert list(weights) == ["near", "same", "bias", "threshold"]
    assert weights["near"] < 0
    assert (record["questions"], record["about_other_things"]) == (30, 31)
    assert (left_out["told_apart"], left_out["told_apart_by_few_documents"]) == (0.938, 1.0)


def test_questions_about_other_things_are_everyday_ones_about_laws_and_about_anything(tmp_path: Path) -> None:
    (tmp_path / "lay").mkdir()
    lines = [{"question": f"问{number}", "style": "lay" if number % 2 else "term"} for number in range(4)]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (tmp_path / "lay" / "train1.questions.jsonl").write_text(text, encoding="utf-8")
    found = read_elsewhere(PRACTICE, tmp_path)
    assert found[-2:] == ["问1", "问3"]
    assert len(found) == len(set(found)) == 151


def test_without_everyday_questions_about_laws_it_is_said_which_are_missing(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="holds no everyday questions"):
        learn_from(Namespace(practice=PRACTICE, corpora=tmp_path))


def test_the_shipped_weights_say_what_they_were_learned_from() -> None:
    path = PRACTICE.parents[1] / "kb" / "answer" / "data" / "relatedness_weights.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    assert record["learned_by"] == "python -m eval.training.relatedness"
    assert record["left_out"]["told_apart_by_few_documents"] > 0.6
