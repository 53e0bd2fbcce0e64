import json
from pathlib import Path

import pytest

from eval.collection import Dataset, GoldClause
from eval.datasets import DatasetError, GoldEvidence, Question
from eval.readers.beir import CorpusDocument, corpus_documents
from eval.readers.detect import read_dataset, recognise, scan
from eval.readers.written import read_written, write_dataset
from eval.validation.validate import findings
from tests.corpus import corpus_dir


def lines(path: Path, *records: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "\n".join(record if isinstance(record, str) else json.dumps(record) for record in records)
    path.write_text(text + "\n", encoding="utf-8")
    return path


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    folder = tmp_path / "set"
    lines(
        folder / "corpus.jsonl",
        {"_id": "d1", "title": "甲法第一条", "text": "甲文。", "law": "甲法", "article": "第一条"},
        {"_id": "d2", "title": "乙文", "text": "乙文。"},
        {"_id": "d3", "title": "", "text": "没人问的。"},
    )
    lines(folder / "queries.jsonl", {"_id": "q1", "text": "甲？", "answer": "甲。"}, {"_id": 2, "text": "乙？"})
    lines(folder / "qrels" / "dev.tsv", "query-id\tcorpus-id\tscore", "q1\td1\t2", "q1\td2\t0", "2\td2\t1")
    lines(folder / "qrels" / "train.tsv", "query-id\tcorpus-id\tscore", "2\td1\t1")
    return folder


def asked(query_id: str, text: str, reference: str = "") -> Question:
    return Question(query_id, "unstated", "unstated", text, True, reference, (), ())


def test_a_beir_folder_gives_its_dev_split_where_there_is_no_test(beir: Path) -> None:
    assert read_dataset(beir) == Dataset(
        "set-dev",
        beir,
        (asked("q1", "甲？", "甲。"), asked("2", "乙？")),
        {"q1": {"d1": 2, "d2": 0}, "2": {"d2": 1}},
        {"d1": GoldClause("d1", "甲法", "第一条", "甲文。"), "d2": GoldClause("d2", "乙文", "", "乙文。")},
    )


def test_a_query_without_a_relevant_document_is_left_out_and_warned_of(beir: Path) -> None:
    lines(beir / "qrels" / "dev.tsv", "q1\td1\t0", "2\td2\t1")
    assert [question.query_id for question in read_dataset(beir).questions] == ["2"]
    assert [str(one) for one in findings(scan(beir), None, None)] == [
        f"{beir / 'queries.jsonl'}: warning: query 'q1' has no relevant document (all its grades are 0) and is left out"
    ]


def test_a_split_is_chosen_after_a_colon(beir: Path) -> None:
    dataset = read_dataset(Path(f"{beir}:train"))
    assert (dataset.name, dataset.judgments) == ("set-train", {"2": {"d1": 1}})
    with pytest.raises(DatasetError, match=r"has no split 'tset'; it has dev, train; choose one as .*set:NAME"):
        read_dataset(Path(f"{beir}:tset"))


def test_the_corpus_may_lie_elsewhere(beir: Path, tmp_path: Path) -> None:
    (beir / "corpus.jsonl").rename(tmp_path / "corpus.jsonl")
    with pytest.raises(DatasetError, match=r"there is no corpus; put it there, or name the folder .* --corpus"):
        read_dataset(beir)
    assert set(read_dataset(beir, corpus=tmp_path).gold) == {"d1", "d2"}
    assert next(corpus_documents(tmp_path)) == CorpusDocument("d1", "甲法第一条", "甲文。", "甲法", "第一条")


def test_every_fault_of_a_beir_folder_is_named(beir: Path) -> None:
    lines(beir / "qrels" / "dev.tsv", "q1\td1\t1", "q9\td1\t1", "q1\td9\t1", "q1\td1\t1", "q1\td2\t0.5", "q1 d2 1")
    lines(beir / "queries.jsonl", {"_id": "q1", "text": "甲？"}, {"_id": "q1", "text": "乙？"}, {"_id": "q2"})
    reading = scan(beir)
    assert [f"{fault.path.name}:{fault.line}: {fault.text}" for fault in reading.faults] == [
        "dev.tsv:5: the grade must be an integer, got '0.5'",
        "dev.tsv:6: must be query, document, grade, separated by tabs, got 'q1 d2 1'",
        "queries.jsonl:2: id 'q1' stands twice; each must be its own",
        "queries.jsonl:3: field 'text' is missing or empty",
        "dev.tsv:2: query 'q9' is not in queries.jsonl",
        "dev.tsv:3: document 'd9' is not in the corpus",
        "dev.tsv:4: q1 d1 is judged twice",
    ]


@pytest.fixture
def lay(tmp_path: Path) -> Path:
    clause = {"id": "c1", "title": "甲法", "clause": "第一条", "text": "甲文。"}
    lines(tmp_path / "x.clauses.jsonl", clause)
    question = {"clause_id": "c1", "style": "lay", "question": "甲呢？"}
    lines(tmp_path / "x.questions.jsonl", question, {**question, "question": "甲吗？"}, {**question, "style": "term"})
    return tmp_path / "x"


@pytest.mark.parametrize("suffix", ["", ".clauses.jsonl", ".questions.jsonl"])
def test_questions_for_clauses_are_named_by_either_file_or_their_stem(lay: Path, suffix: str) -> None:
    dataset = read_dataset(lay.with_name(lay.name + suffix))
    assert [(q.query_id, q.type, q.text) for q in dataset.questions] == [
        ("c1-lay", "lay", "甲呢？"),
        ("c1-lay-2", "lay", "甲吗？"),
        ("c1-term", "term", "甲呢？"),
    ]
    assert dataset.name == "x"
    assert dataset.judgments == {"c1-lay": {"c1": 1}, "c1-lay-2": {"c1": 1}, "c1-term": {"c1": 1}}
    assert dataset.gold == {"c1": GoldClause("c1", "甲法", "第一条", "甲文。")}


def test_a_question_for_a_clause_that_is_not_there_is_a_fault(lay: Path) -> None:
    lines(lay.with_name("x.questions.jsonl"), {"clause_id": "c2", "question": "？"})
    with pytest.raises(DatasetError, match=r"x\.questions\.jsonl:1: clause 'c2' is not in x\.clauses\.jsonl"):
        read_dataset(lay)
    lay.with_name("x.clauses.jsonl").unlink()
    with pytest.raises(DatasetError, match=r"x\.clauses\.jsonl: is missing; clauses and questions stand in two files"):
        read_dataset(lay)


def test_a_data_set_is_read_back_as_it_was_written(tmp_path: Path, beir: Path) -> None:
    question = Question(
        "a",
        "sme",
        "amount",
        "问\u2028？",
        True,
        "答\n",
        ("要点",),
        (GoldEvidence("", "引文"),),
        "a.txt",
        ("d@1#第五条",),
    )
    dataset = read_dataset(beir)
    whole = Dataset(
        "两套", Path("x/y"), (question, *dataset.questions), {**dataset.judgments, "cut": {"d1": 1}}, dataset.gold
    )
    path = tmp_path / "dataset.jsonl"
    write_dataset(whole, path)
    assert read_written(path) == whole
    assert read_dataset(tmp_path) == whole
    assert recognise(path).format == "dataset"


def test_what_is_no_written_data_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r":1: must hold the fields 'dataset' and 'path'"):
        read_written(lines(tmp_path / "a.jsonl", {"id": "q"}))
    header = {"dataset": "a", "path": "a"}
    path = lines(tmp_path / "b.jsonl", header, {"gold": {"gold_id": "g"}}, {"id": "q", "judgments": {"g": "1"}})
    assert [fault.line for fault in scan(path).faults] == [2, 3]


def test_what_a_path_could_be_is_said(tmp_path: Path, beir: Path) -> None:
    with pytest.raises(DatasetError, match=r"its records have query, positive; it could be questions: our question"):
        recognise(lines(tmp_path / "a.jsonl", {"query": "？", "positive": "。"}))
    with pytest.raises(DatasetError, match=r"is JSON without 'profiles'; it could be"):
        recognise(lines(tmp_path / "a.json", "[]"))
    with pytest.raises(DatasetError, match=r"is no data set; it could be"):
        recognise(tmp_path)
    with pytest.raises(DatasetError, match=r"queries\.jsonl: is part of a BEIR folder; name the folder"):
        recognise(beir / "queries.jsonl")
    with pytest.raises(DatasetError, match="there is no such file or folder"):
        recognise(tmp_path / "absent")
    with pytest.raises(DatasetError, match="holds no question"):
        recognise(lines(tmp_path / "empty.jsonl", ""))


def test_a_format_that_is_named_must_be_known_and_have_its_mapping(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", {"id": "q"})
    with pytest.raises(DatasetError, match=r"unknown format 'xml'; known are questions, sheet, beir, lay"):
        read_dataset(path, "xml")
    with pytest.raises(DatasetError, match=r"format 'mapped' needs a mapping file"):
        read_dataset(path, "mapped")
    with pytest.raises(DatasetError, match=r"format 'sheet' takes no mapping file"):
        read_dataset(path, "sheet", path)


def test_all_faults_of_our_own_format_are_told(tmp_path: Path) -> None:
    good = {
        "id": "a",
        "persona": "sme",
        "type": "who",
        "question": "谁？",
        "answerable": True,
        "clause_ids": ["d@1#1."],
    }
    path = lines(
        tmp_path / "q.jsonl",
        good,
        "{",
        {**good, "question": "", "answerable": 1, "key_facts": "x"},
        good,
        {**good, "id": "b", "clause_ids": []},
    )
    with pytest.raises(DatasetError) as caught:
        read_dataset(path)
    assert "and 3 more" in str(caught.value)
    reading = scan(path)
    assert [question.clause_ids for question in reading.questions] == [("d@1#1.",), ("d@1#1.",), ()]
    assert [(fault.line, fault.text) for fault in reading.faults[1:]] == [
        (3, "field 'question' must be a text that is not empty, got ''"),
        (3, "field 'answerable' must be true or false, got 1"),
        (3, "field 'key_facts' must be a list, got 'x'"),
    ]


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "questions", "judged"),
    [("seeds_eval/questions.jsonl", 230, 0), ("lay/dev", 418, 209), ("bench/stard", 308, 415)],
)
def test_the_corpora_are_read(name: str, questions: int, judged: int) -> None:
    dataset = read_dataset(corpus_dir() / name)
    assert (len(dataset.questions), len(dataset.gold)) == (questions, judged)
