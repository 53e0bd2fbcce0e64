"""What readers recover of a file, against its text."""

import json
from pathlib import Path

import pytest

from eval.__main__ import main
from eval.benchmarks.formats import FormatSource, markdown_lines, measure, plain


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    (tmp_path / "pdf").mkdir()
    (tmp_path / "policy" / "nfra").mkdir(parents=True)
    (tmp_path / "pdf" / "办法.txt").write_text("第一条 甲乙丙丁。\n第二条 戊己庚辛。", encoding="utf-8")
    (tmp_path / "pdf" / "无.txt").write_text("没有对照的文件", encoding="utf-8")
    (tmp_path / "policy" / "nfra" / "办法.md").write_text("## 第一条 甲乙丙丁。\n第二条 戊己", encoding="utf-8")
    return tmp_path


_SOURCE = FormatSource("text", "pdf", ".txt", lambda path: Path("policy/nfra", f"{path.stem}.md"))


def test_marks_and_widths_do_not_count() -> None:
    assert plain("# **标题**\n| 甲 | 乙\\|丙 |\n| --- | :-- |\n（一） A,") == plain("标题甲乙丙(一)A，")


def test_files_with_twins_are_measured(corpora: Path) -> None:
    report = measure(corpora, [_SOURCE])
    (figures,) = report.files
    assert (figures.file, figures.characters, figures.clauses, figures.address_f1) == ("办法.txt", 16, 2, 1.0)
    assert figures.character_f1 == pytest.approx(2 * 13 / 29)
    assert markdown_lines(report, each=False)[2].startswith("| text | 1 | 0 | 0 | 0.8966 | 0.8966 |")


def test_a_file_that_cannot_be_read_is_told(corpora: Path) -> None:
    (corpora / "pdf" / "办法.pdf").write_bytes(b"%PDF-1.7 cut off")
    report = measure(corpora)
    assert report.totals[0].unread == 1
    assert "不完整" in markdown_lines(report, each=True)[-1]


def test_the_command_keeps_its_gate(corpora: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (corpora / "pdf" / "办法.pdf").write_bytes(b"%PDF-1.7 cut off")
    assert main(["formats", "--corpora", str(corpora), "--json", "--fail-under", "0.99"]) == 1
    assert json.loads(capsys.readouterr().out)["files"][0]["character_f1"] == 0.0
    assert main(["formats", "--corpora", str(corpora / "pdf")]) == 2
    assert "no file with a twin" in capsys.readouterr().err
