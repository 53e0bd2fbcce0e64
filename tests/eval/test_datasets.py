import json
from pathlib import Path

import pytest

from eval.datasets import DatasetError, GoldEvidence, Question, default_questions, read_questions

RECORD = {
    "id": "q1",
    "persona": "sme",
    "type": "amount",
    "question": "能贷多少？",
    "answerable": True,
    "answer": "300万元。",
    "key_facts": ["300万元"],
    "evidence": [{"source": "a.txt", "quote": "最高不超过300万元。"}],
    "notes": "read by nobody",
}


def _file(folder: Path, *lines: object) -> Path:
    path = folder / "questions.jsonl"
    text = "\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_question_is_read_with_all_that_it_is_judged_by(tmp_path: Path) -> None:
    assert read_questions(_file(tmp_path, RECORD, "")) == (
        Question(
            query_id="q1",
            persona="sme",
            type="amount",
            text="能贷多少？",
            answerable=True,
            reference="300万元。",
            key_facts=("300万元",),
            evidence=(GoldEvidence("a.txt", "最高不超过300万元。"),),
        ),
    )


def test_questions_keep_the_order_of_the_file(tmp_path: Path) -> None:
    path = _file(tmp_path, {**RECORD, "id": "q2"}, {**RECORD, "id": "q10"}, {**RECORD, "id": "q1"})
    assert [question.query_id for question in read_questions(path)] == ["q2", "q10", "q1"]


def test_a_line_separator_inside_a_text_ends_no_line(tmp_path: Path) -> None:
    path = _file(tmp_path, {**RECORD, "question": "能贷\u2028多少？"})
    assert read_questions(path)[0].text == "能贷\u2028多少？"


def test_an_unanswerable_question_needs_no_evidence(tmp_path: Path) -> None:
    record = {"id": "q1", "persona": "sme", "type": "unanswerable", "question": "？", "answerable": False}
    question = read_questions(_file(tmp_path, record))[0]
    assert (question.evidence, question.key_facts, question.reference) == ((), (), "")


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{", "is no JSON"),
        ("[]", "is no JSON object but list"),
        ({**RECORD, "id": "q0"}, "id 'q0' stands twice"),
        ({**RECORD, "question": " "}, "field 'question' must be a text that is not empty, got ' '"),
        ({**RECORD, "type": 3}, "field 'type' must be a text that is not empty, got 3"),
        ({**RECORD, "answerable": "yes"}, "field 'answerable' must be true or false, got 'yes'"),
        ({**RECORD, "key_facts": "300万元"}, "field 'key_facts' must be a list, got '300万元'"),
        ({**RECORD, "key_facts": [300]}, "field 'key_facts' must hold texts that are not empty, got 300"),
        ({**RECORD, "evidence": ["最高"]}, "evidence must be objects with 'source' and 'quote', got '最高'"),
        ({**RECORD, "evidence": [{"source": "a.txt"}]}, "field 'quote' is missing"),
        ({**RECORD, "evidence": [], "doubt": ""}, "question 'q1' is answerable but has no evidence"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, line: object, fault: str) -> None:
    path = _file(tmp_path, {**RECORD, "id": "q0"}, "", line)
    with pytest.raises(DatasetError) as caught:
        read_questions(path)
    assert str(caught.value).startswith(f"{path}:3: {fault}")


def test_a_missing_field_is_named(tmp_path: Path) -> None:
    record = {name: value for name, value in RECORD.items() if name != "persona"}
    with pytest.raises(DatasetError, match=r":1: field 'persona' is missing"):
        read_questions(_file(tmp_path, record))


def test_a_file_without_questions_and_a_missing_file_are_faults(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="holds no question"):
        read_questions(_file(tmp_path, "", ""))
    with pytest.raises(DatasetError, match=r"absent\.jsonl: cannot be read as UTF-8 text"):
        read_questions(tmp_path / "absent.jsonl")


def test_the_development_questions_lie_among_the_corpora(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_CORPUS_DIR", str(tmp_path))
    assert default_questions() is None
    path = tmp_path / "seeds_eval" / "questions.jsonl"
    path.parent.mkdir()
    path.touch()
    assert default_questions() == path
