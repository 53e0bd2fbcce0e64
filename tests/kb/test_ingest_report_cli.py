"""What `kb ingest` tells of each file."""

import json
from pathlib import Path

import pytest

from kb.cli import main
from kb.ingest.report import DocumentReport, FileReport, IngestReport, IngestStatus, ReadReport
from kb.printing.reports import ingest_report
from kb.types import DocumentKind
from tests.kb.homes import LOANS, RENT


def _document(**changes: object) -> DocumentReport:
    values: dict[str, object] = {
        "document_id": "d000001",
        "version": 2,
        "title": "清河市贷款贴息办法",
        "kind": DocumentKind.POLICY,
        "clauses": 6,
        "passages": 6,
    }
    return DocumentReport(**{**values, **changes})  # type: ignore[arg-type]  # values by name


SCANNED = FileReport(
    "贴息.pdf",
    IngestStatus.UPDATED,
    (
        _document(
            gaps=("第三条之后是第五条",),
            doc_number="清政发〔2022〕6号",
            published="2022-05-20",
            effective_from="2022-06-26",
        ),
    ),
    warnings=("第 2 页没有文字",),
    read=ReadReport("pdf", 900, 2, 4, 0.75, 0.618),
    seconds=1.26,
)
PLAIN = FileReport("租金.txt", IngestStatus.ADDED, (_document(version=1),), read=ReadReport("text", 120), seconds=0.01)
BROKEN = FileReport("坏.docx", IngestStatus.FAILED, reason="“坏.docx”不是 Word 文件：请重新获取")
SAME = FileReport("又.txt", IngestStatus.DUPLICATE, reason="与已导入的“租金.txt”内容完全相同")


def _printed(capsys: pytest.CaptureFixture[str], *files: FileReport) -> list[str]:
    ingest_report(IngestReport(files, 3, 1.5), as_json=False)
    printed = capsys.readouterr()
    assert printed.out == ""
    return printed.err.splitlines()


def test_a_block_for_each_file_then_the_counts(capsys: pytest.CaptureFixture[str]) -> None:
    assert _printed(capsys, SCANNED, PLAIN, BROKEN, SAME) == [
        "  更新 贴息.pdf：PDF，4 页（3 页有文字），识别把握最低 62%，2 个表格，1.3 秒",
        "    d000001@2 《清河市贷款贴息办法》清政发〔2022〕6号，发布 2022-05-20，施行 2022-06-26，6 条",
        "      编号 第三条之后是第五条",
        "    注意 第 2 页没有文字",
        "  新增 租金.txt：纯文本，0.0 秒",
        "    d000001@1 《清河市贷款贴息办法》6 条",
        "  失败 坏.docx：“坏.docx”不是 Word 文件：请重新获取",
        "  重复 又.txt：与已导入的“租金.txt”内容完全相同",
        "共 4 个文件：新增 1，更新 1，重复 1，失败 1；用时 1.5 秒，第 3 代",
    ]


def test_the_last_line_tells_of_memory_where_it_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    ingest_report(IngestReport((PLAIN,), 3, 1.5), as_json=False, memory=588_400_000)
    last = capsys.readouterr().err.splitlines()[-1]
    assert last == "共 1 个文件：新增 1；用时 1.5 秒，内存最多 588 MB，第 3 代"


def test_of_many_files_only_those_worth_a_look_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    lines = _printed(capsys, *[PLAIN] * 30, BROKEN)
    assert lines == [
        "  失败 坏.docx：“坏.docx”不是 Word 文件：请重新获取",
        "  其余 30 个文件没有要留意的；逐个查看请加 --json",
        "共 31 个文件：新增 30，失败 1；用时 1.5 秒，第 3 代",
    ]


def test_as_json_the_report_has_every_figure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.txt").write_text(LOANS, encoding="utf-8")
    (folder / "b.txt").write_text(RENT + "| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |\n", encoding="utf-8")
    assert main(["--home", str(tmp_path / "home"), "--json", "ingest", str(folder)]) == 0
    first, second = json.loads(capsys.readouterr().out)["files"]
    assert 0 < first.pop("seconds") < 60
    assert first == {
        "name": "a.txt",
        "status": "added",
        "reason": None,
        "warnings": [],
        "read": {
            "format": "text",
            "characters": len(LOANS),
            "tables": 0,
            "pages": 0,
            "text_share": None,
            "lowest_confidence": None,
        },
        "documents": [
            {
                "document_id": "d000001",
                "version": 1,
                "title": "清河市小微企业贷款贴息办法",
                "kind": "policy",
                "doc_number": None,
                "published": None,
                "effective_from": "2022-06-26",
                "clauses": 6,
                "passages": first["documents"][0]["passages"],
                "gaps": [],
                "groups": [],
            }
        ],
    }
    assert second["read"]["tables"] == 1
