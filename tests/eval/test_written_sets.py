import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from eval.collection import Dataset, GoldClause
from eval.datasets import DatasetError, GoldEvidence, Question
from eval.readers.written import read_written, write_dataset

PLAIN = Question("q1", "sme", "amount", "多少？", True, "300万元", ("300万元",), (GoldEvidence("a.txt", "甲句。"),))


@pytest.mark.parametrize(
    ("question", "judgments"),
    [
        (PLAIN, {}),
        (replace(PLAIN, doubt="'甲句。' is found in no document"), {}),
        (replace(PLAIN, evidence=(), clause_ids=("《没有的办法》第三条", "d1@1#一")), {}),
        (replace(PLAIN, evidence=(), key_facts=(), reference=""), {}),
        (replace(PLAIN, evidence=(), key_facts=()), {"q1": {}}),
        (replace(PLAIN, evidence=(), key_facts=()), {"q1": {"c1": 0}}),
        (replace(PLAIN, answerable=False), {}),
        (replace(PLAIN, query_id="问题 1", text="换行\n\u2028吗？"), {"other": {"c1": 2}}),
    ],
    ids=["quoted", "doubtful", "named", "bare", "judged-empty", "judged-zero", "contradicted", "odd"],
)
def test_every_set_that_can_be_judged_reads_back_the_same(
    tmp_path: Path, question: Question, judgments: Mapping[str, Mapping[str, int]]
) -> None:
    gold = {"c1": GoldClause("c1", "", "", "甲")}
    dataset = Dataset("问题", Path("somewhere/问题.xlsx"), (question,), judgments, gold)
    write_dataset(dataset, tmp_path / "dataset.jsonl")
    assert read_written(tmp_path / "dataset.jsonl") == dataset


def test_a_broken_line_is_named_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "dataset.jsonl"
    write_dataset(Dataset("d", Path("d"), (PLAIN,)), path)
    path.write_text(path.read_text(encoding="utf-8") + '{"question": 3}\n', encoding="utf-8")
    with pytest.raises(DatasetError, match=r"dataset\.jsonl:3: field 'id' is missing(.|\n)*`run --out DIR --resume`"):
        read_written(path)
    path.write_text(json.dumps({"dataset": "d", "path": "d"}) + "\n", encoding="utf-8")
    with pytest.raises(DatasetError, match=r"dataset\.jsonl: holds no question"):
        read_written(path)
