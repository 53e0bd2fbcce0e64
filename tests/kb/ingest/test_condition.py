"""Whether what a reader read is text."""

import pytest

from kb.errors import EmptySource, GarbledSource
from kb.ingest.condition import count_tables, read_report, require_text
from kb.ingest.report import ReadReport
from kb.raw import RawDocument, SourcePage

SENTENCE = "第一条　为了缓解小微企业融资困难，根据有关规定，制定本办法。\n"


def _raw(text: str) -> RawDocument:
    return RawDocument(text, "pdf", "pdf")


def test_text_is_text() -> None:
    assert require_text(_raw(SENTENCE * 10), "a.pdf") == ()


@pytest.mark.parametrize("text", ["", " \n\t\u3000\n"])
def test_nothing_to_read_is_a_failure_that_tells_of_recognition(text: str) -> None:
    with pytest.raises(EmptySource) as refused:
        require_text(_raw(text), "扫描.pdf")
    assert refused.value.message == (
        "“扫描.pdf”里没有文字；如果是扫描件或图片，请安装 tesseract（含 chi_sim 语言包）后重新导入，"
        "或先用文字识别软件转换"
    )


@pytest.mark.parametrize("rubbish", ["\ufffd" * 30, "\ue123" * 30, "\x01" * 30, "(cid:12)" * 5, "\U000f0001" * 30])
def test_characters_that_are_no_text_are_a_failure(rubbish: str) -> None:
    with pytest.raises(GarbledSource) as refused:
        require_text(_raw(SENTENCE * 4 + rubbish), "乱.pdf")
    share = refused.value.detail["share"]
    assert isinstance(share, float)
    assert 0.1 < share < 0.4
    assert refused.value.message == (
        f"“乱.pdf”读出的文字有 {share:.0%} 是乱码（字体没有带字符对照表，或编码有误）；"
        "请用原软件另存为 PDF 或 .docx，或打印后扫描识别，再导入"
    )


def test_a_few_of_them_are_a_warning_and_a_stray_one_is_nothing() -> None:
    assert require_text(_raw(SENTENCE * 10 + "\uf0b7" * 10), "a.docx") == (
        "有 10 个字符没有读出（3.3%），请对照原件核对",
    )
    assert require_text(_raw(SENTENCE * 10 + "\uf0b7"), "a.docx") == ()


def test_characters_torn_apart_are_a_failure() -> None:
    with pytest.raises(GarbledSource) as refused:
        require_text(_raw(" ".join(SENTENCE * 6)), "散.pdf")
    assert refused.value.message == (
        "“散.pdf”读出的汉字彼此分开（平均每 1.0 个字就断开），无法成句；"
        "请用原软件另存为 .docx，或打印后扫描识别，再导入"
    )


def test_a_table_of_single_characters_beside_prose_is_text() -> None:
    assert require_text(_raw(SENTENCE * 6 + "| 是 | 否 |\n" * 30), "表.docx") == ()


def test_a_text_of_another_language_is_text() -> None:
    assert require_text(_raw("These Measures come into force on 1 January 2024. " * 20), "en.pdf") == ()


def test_tables_are_counted_by_their_second_line() -> None:
    text = "表1\n| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |\n\n| 丙 |\n| :---: |\n| 3 |\n\n---\n"
    assert count_tables(text) == 2


def test_the_report_on_a_file_tells_its_pages() -> None:
    pages = (SourcePage(595, 842, 20), SourcePage(595, 842, 0, 0.0), SourcePage(595, 842, 9, 0.82), SourcePage(1, 1, 1))
    assert read_report(RawDocument("甲乙", "pdf", "pdf", pages=pages)) == ReadReport("pdf", 2, 0, 4, 0.75, 0.0)
    assert read_report(RawDocument("甲乙", "utf-8", "text")) == ReadReport("text", 2, 0, 0, None, None)
