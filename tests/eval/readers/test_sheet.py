import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from eval.datasets import DatasetError, GoldEvidence, Question
from eval.readers.detect import read_dataset, scan
from eval.readers.written import write_dataset
from eval.validation.validate import findings

HEADER = ["编号", "问 题（必填）", "依据", "参考答案", "类型", "角色", "可回答", "文件", "条款", "要点"]


def _xlsx(path: Path, *rows: Sequence[object], sheet: str = "问题") -> Path:
    workbook = openpyxl.Workbook()
    page = workbook.active
    page.title = sheet
    for row in rows:
        page.append(row)
    workbook.create_sheet("说明").append(["问题", "答案", "依据"])
    workbook["说明"].append(["第二页的问题？", "有", "第二页的依据。"])
    workbook.save(path)
    return path


def test_a_workbook_is_read_with_its_header_below_a_title(tmp_path: Path) -> None:
    path = _xlsx(
        tmp_path / "问题.xlsx",
        ["贷款问答测试"],
        [],
        HEADER,
        [
            1,
            "能贷多少？",
            "最高300万元。\n期限1年。",
            "300万元",
            "额度",
            "企业",
            None,
            "办法.txt",
            "第五条",
            "300万元；1年",
        ],
        [None, "要担保吗？", None, "材料未提及", None, None, None, None, None, None],
        [None] * 10,
        [7.0, "怎么申请？", "《示例办法》第六条：“向银行申请。”", "向银行申请", "别的", None, True, None, None, None],
    )
    dataset = read_dataset(path)
    assert (dataset.name, dataset.path, dataset.judgments, dataset.gold) == ("问题", path, {}, {})
    assert dataset.questions == (
        Question(
            "1",
            "sme",
            "amount",
            "能贷多少？",
            True,
            "300万元",
            ("300万元", "1年"),
            (GoldEvidence("办法.txt", "最高300万元。"), GoldEvidence("办法.txt", "期限1年。")),
            "办法.txt",
            ("《办法》第五条",),
        ),
        Question("r5", "unstated", "unanswerable", "要担保吗？", False, "材料未提及", (), ()),
        Question(
            "7",
            "unstated",
            "别的",
            "怎么申请？",
            True,
            "向银行申请",
            (),
            (GoldEvidence("", "向银行申请。"),),
            "",
            ("《示例办法》第六条",),
        ),
    )


def test_another_sheet_is_read_by_name(tmp_path: Path) -> None:
    path = _xlsx(tmp_path / "a.xlsx", ["无关"])
    assert [question.text for question in read_dataset(path, sheet="说明").questions] == ["第二页的问题？"]
    with pytest.raises(DatasetError, match=r"has no sheet '别的'; its sheets are 问题, 说明"):
        read_dataset(path, sheet="别的")


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-8", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_is_read_as_programs_write_it(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "q.csv"
    rows = [["提问", "标准答案", "原文"], ["企业能贷多少？", "300万元", '"最高300万元，\n期限一年。"']]
    path.write_bytes("\r\n".join(delimiter.join(row) for row in rows).encode(encoding))
    assert read_dataset(path).questions == (
        Question(
            "r2", "unstated", "unstated", "企业能贷多少？", True, "300万元", (),
            (GoldEvidence("", "最高300万元，"), GoldEvidence("", "期限一年。")),
        ),
    )  # fmt: skip


def test_a_source_that_is_no_file_name_is_the_title_of_the_clauses(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text("问题,依据,条款,来源\n能贷多少？,最高300万元。,第五条,《示例办法》\n", encoding="utf-8")
    question = read_dataset(path).questions[0]
    assert question.evidence == (GoldEvidence("", "最高300万元。"),)
    assert (question.source, question.clause_ids) == ("《示例办法》", ("《示例办法》第五条",))


def test_every_fault_of_a_sheet_is_named_with_its_row(tmp_path: Path) -> None:
    path = _xlsx(
        tmp_path / "q.xlsx",
        HEADER,
        ["a", None, "有依据", "有", None, None, None, None, None, None],
        ["a", "问一？", None, None, None, None, None, None, None, None],
        ["b", "问二？", None, "300万元", None, None, None, None, None, None],
        ["b", "问三？", "依据。", "300万元", None, None, "也许", None, None, None],
        ["c", "问四？", "依据。", "300万元", None, None, None, None, None, None],
        ["c", "问五？", "依据。", "300万元", None, None, None, None, None, None],
    )
    assert [(fault.line, fault.text) for fault in scan(path).faults] == [
        (2, "the question is empty; fill in 问题 or clear the row"),
        (3, "has neither 依据 nor 答案; write 材料未提及 as 答案 where the documents do not say"),
        (5, "可回答 must be 是 or 否, got '也许'"),
    ]
    # b has an answer and no 依据: that is enough.
    with pytest.raises(DatasetError) as caught:
        read_dataset(path)
    assert str(caught.value).splitlines()[0] == f"{path}:2: the question is empty; fill in 问题 or clear the row"
    assert str(caught.value).splitlines()[-1] == f"… and 1 more; `python -m eval validate {path}` names them all"


def test_a_sheet_without_our_columns_says_which_are_known(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text("甲,乙\n1,2\n", encoding="utf-8")
    with pytest.raises(DatasetError, match=r"none of the first 10 rows names the columns .*the first holds 甲、乙"):
        read_dataset(path)


def test_what_is_no_workbook_is_said(tmp_path: Path) -> None:
    path = tmp_path / "q.xlsx"
    path.write_text("问题,答案", encoding="utf-8")
    with pytest.raises(DatasetError, match=r"q\.xlsx: cannot be read as a workbook: .*; save it as \.xlsx anew"):
        read_dataset(path)
    old = tmp_path / "q.xls"
    old.touch()
    with pytest.raises(DatasetError, match=r"old workbooks \(\.xls\) cannot be read; save it as \.xlsx"):
        read_dataset(old)


def test_the_faults_of_a_sheet_come_in_the_order_of_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text("编号,问题,依据\na,问一？,据。\na,问二？,据。\nb,,据。\n", encoding="utf-8")
    with pytest.raises(DatasetError) as caught:
        read_dataset(path)
    assert [line.split(": ")[0] for line in str(caught.value).splitlines()] == [f"{path}:3", f"{path}:4"]


def test_an_answer_without_evidence_is_judged_by_refusal_alone_and_said_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "q.csv"
    path.write_text("问题,答案\n能贷多少？,最高300万元\n要担保吗？,材料未提及\n", encoding="utf-8")
    assert read_dataset(path).questions == (
        Question("r2", "unstated", "unstated", "能贷多少？", True, "最高300万元", (), ()),
        Question("r3", "unstated", "unanswerable", "要担保吗？", False, "材料未提及", (), ()),
    )
    note = "1 question has an answer but no evidence: judged by key facts, where given, and by whether they are refused"
    assert capsys.readouterr().err == f"eval: {path}: {note}\n"
    assert [str(one) for one in findings(scan(path), None, None) if "evidence" in str(one)] == [
        f"{path}:2: warning: {note}"
    ]
    written = tmp_path / "dataset.jsonl"
    write_dataset(read_dataset(path), written)
    assert read_dataset(written).questions == read_dataset(path).questions


def test_the_first_sheet_that_names_the_columns_is_read_and_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _xlsx(tmp_path / "a.xlsx", ["填写说明"], ["请在第二页填写"], sheet="封面")
    assert [question.text for question in read_dataset(path).questions] == ["第二页的问题？"]
    assert capsys.readouterr().err == f"eval: {path}: sheet '说明' is read, the first that names the columns\n"


def test_the_header_may_stand_in_the_tenth_row(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text("说明\n" * 9 + "问题,依据\n能贷多少？,最高300万元。\n", encoding="utf-8")
    assert [question.query_id for question in read_dataset(path).questions] == ["r11"]


def test_numbers_and_dates_are_read_as_they_are_shown(tmp_path: Path) -> None:
    path = _xlsx(
        tmp_path / "q.xlsx",
        ["问题", "依据", "要点"],
        ["补多少？", "按50%补助。", 0.5],
        ["何时施行？", "自2022年6月26日起施行。", datetime(2022, 6, 26)],
    )
    workbook = openpyxl.load_workbook(path)
    workbook["问题"]["C2"].number_format = "0%"
    workbook["问题"]["C3"].number_format = "yyyy-mm-dd"
    workbook.save(path)
    assert [question.key_facts for question in read_dataset(path).questions] == [("50%",), ("2022年6月26日",)]


def test_evidence_merged_over_rows_is_that_of_each(tmp_path: Path) -> None:
    path = _xlsx(
        tmp_path / "q.xlsx",
        ["贷款问答", None, None],
        ["问题", "依据", "要点"],
        ["能贷多少？", "最高300万元，期限1年。", "300万元"],
        ["能贷多久？", None, "1年"],
        ["能续贷吗？", "可续贷一次。", None],
    )
    _merge(path, "A1:C1", "B3:B4")
    assert [(question.text, question.quotes) for question in read_dataset(path).questions] == [
        ("能贷多少？", ("最高300万元，期限1年。",)),
        ("能贷多久？", ("最高300万元，期限1年。",)),
        ("能续贷吗？", ("可续贷一次。",)),
    ]


def test_a_question_merged_over_rows_is_one_with_all_that_stands_beside_it(tmp_path: Path) -> None:
    path = _xlsx(
        tmp_path / "q.xlsx",
        ["编号", "问题", "依据", "要点"],
        ["a", "谁能贷多少？", "小微企业可以申请。", "小微企业"],
        [None, None, "最高300万元。", "300万元"],
        ["b", "能续贷吗？", "可续贷一次。", None],
    )
    _merge(path, "A2:A3", "B2:B3")
    first, second = read_dataset(path).questions
    assert (first.query_id, first.quotes, first.key_facts) == (
        "a",
        ("小微企业可以申请。", "最高300万元。"),
        ("小微企业", "300万元"),
    )
    assert (second.query_id, second.quotes) == ("b", ("可续贷一次。",))


def _merge(path: Path, *ranges: str) -> None:
    workbook = openpyxl.load_workbook(path)
    for one in ranges:
        workbook["问题"].merge_cells(one)
    workbook.save(path)


def test_a_mapping_reads_a_sheet_with_other_columns(tmp_path: Path) -> None:
    path, mapping = tmp_path / "q.csv", tmp_path / "m.json"
    path.write_text("Q,A\n企业能贷多少？,不知道\n", encoding="utf-8")
    mapping.write_text(
        json.dumps({"fields": {"question": "Q", "answer": "A"}, "constants": {"answerable": False}}), encoding="utf-8"
    )
    assert read_dataset(path, mapping=mapping).questions == (
        Question("r2", "unstated", "unanswerable", "企业能贷多少？", False, "不知道", (), ()),
    )
