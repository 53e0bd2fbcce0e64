import json
from pathlib import Path

import pytest

from eval.datasets import DatasetError, GoldEvidence, Question
from eval.readers.detect import read_dataset, scan

RECORD = {
    "qid": 7,
    "q": {"text": "能贷多少？"},
    "ok": "Y",
    "refs": [{"text": "最高300万元。", "doc": "a.txt"}, {"text": "期限一年。", "doc": "b.txt"}],
    "facts": "300万元|一年",
}
MAPPING = """
records = "data.items"
[fields]
id = "qid"
question = "q.text"
answerable = "ok"
evidence = "refs[*].text"
source = "refs[*].doc"
key_facts = "facts"
[constants]
persona = "staff"
type = "amount"
[true_values]
answerable = ["Y"]
[split]
key_facts = "|"
"""
QUESTION = Question(
    "7",
    "staff",
    "amount",
    "能贷多少？",
    True,
    "",
    ("300万元", "一年"),
    (GoldEvidence("a.txt", "最高300万元。"), GoldEvidence("b.txt", "期限一年。")),
)


def _files(folder: Path, content: object, mapping: str = MAPPING) -> tuple[Path, Path]:
    path, map_path = folder / "q.json", folder / "m.toml"
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    map_path.write_text(mapping, encoding="utf-8")
    return path, map_path


def test_json_is_read_as_the_mapping_says(tmp_path: Path) -> None:
    path, mapping = _files(tmp_path, {"data": {"items": [RECORD]}})
    assert read_dataset(path, mapping=mapping).questions == (QUESTION,)


def test_json_lines_need_no_records(tmp_path: Path) -> None:
    _, mapping = _files(tmp_path, [])
    path = tmp_path / "q.jsonl"
    path.write_text("\n" + json.dumps({**RECORD, "ok": "N", "refs": [], "facts": None}) + "\n", encoding="utf-8")
    question = read_dataset(path, mapping=mapping).questions[0]
    assert (question.answerable, question.evidence, question.key_facts) == (False, (), ())


def test_an_answer_that_says_nothing_is_unanswerable_where_no_field_says_so(tmp_path: Path) -> None:
    path, mapping = _files(tmp_path, [{"q": "甲？", "a": "材料未提及"}], '[fields]\nquestion = "q"\nanswer = "a"\n')
    assert read_dataset(path, mapping=mapping).questions == (
        Question("r1", "unstated", "unanswerable", "甲？", False, "材料未提及", (), ()),
    )


@pytest.mark.parametrize(
    ("record", "fault"),
    [
        ({**RECORD, "q": {}}, "field 'question' must be a text that is not empty, got ''"),
        (
            {**RECORD, "refs": [{"text": "甲", "doc": "a"}, {"text": "乙", "doc": "b"}, {"text": "丙"}]},
            "has 3 pieces of evidence and 2 sources; one for each, or one",
        ),
        ({**RECORD, "facts": [1]}, "key_facts must be texts, but 'facts' leads to 1"),
        ({**RECORD, "qid": True}, "field 'id' must be a text that is not empty, got True"),
    ],
)
def test_a_record_that_does_not_fit_is_named(tmp_path: Path, record: object, fault: str) -> None:
    path, mapping = _files(tmp_path, {"data": {"items": [RECORD, record]}})
    assert [(one.line, one.text) for one in scan(path, mapping=mapping).faults] == [(2, fault)]


@pytest.mark.parametrize(
    ("mapping", "fault"),
    [
        ("[fields]\nquestion = ", "cannot be read as a mapping file"),
        ("[feilds]\n", "unknown section 'feilds'; known are records, fields, constants, true_values, split"),
        ('[fields]\nask = "q"\n', r"\[fields\] has 'ask'; known are id, persona"),
        ('[fields]\nid = "q"\n', r"\[fields\] must say where 'question' is"),
        ('[fields]\nquestion = "q..t"\n', r"\[fields\] question: 'q\.\.t' is no path; write names with dots"),
        ("[fields]\nquestion = 1\n", r"\[fields\] question must be a dotted path, got 1"),
        ('[fields]\nquestion = "q"\n[constants]\nquestion = "？"\n', r"question stands in \[fields\] and in"),
        ('[fields]\nquestion = "q"\n[split]\nevidence = ""\n', r"\[split\] evidence must be a text that is not empty"),
        ('records = "x"\n[fields]\nquestion = "q"\n', "is no list of records at 'x'; name the list as 'records'"),
    ],
)
def test_a_fault_of_the_mapping_file_is_named(tmp_path: Path, mapping: str, fault: str) -> None:
    path, map_path = _files(tmp_path, {"data": []}, mapping)
    with pytest.raises(DatasetError, match=fault):
        read_dataset(path, mapping=map_path)
