"""PDF as a browser prints it, and the published rules against their texts."""

import html
import io
import re
from collections.abc import Iterator

import pypdfium2
import pytest
from playwright.sync_api import Browser

from eval.benchmarks import formats
from kb.clauses.parse import parse_clauses
from kb.ingest.readers.pdf.radicals import without_radicals
from kb.ingest.readers.pdf.reader import read_pdf
from kb.ingest.source import parse_source
from kb.raw import RawDocument
from tests.api.browsers import chromium
from tests.corpus import ROOT, corpus_dir

_SHEET = "body{font:12pt/1.8 'Noto Serif CJK SC'} h1{font-size:18pt;text-align:center} p{margin:0;text-align:justify}"
_COLUMNS = "div{column-count:%d;column-gap:8mm}"
_INDENTED = "p{text-indent:2em}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def measure() -> list[str]:
    """Give the paragraphs of the measure of the seeds that is set out in the most clauses."""
    documents = [
        document
        for path in sorted((ROOT / "seeds").glob("*.txt"))
        for document in parse_source(path.read_bytes(), path.name).documents
    ]
    longest = max(documents, key=lambda one: len(re.findall(r"（[一二三四五六]）", one.text)))
    return [line.strip() for line in longest.text.split("\n") if line.strip()]


def _printed(browser: Browser, body: str, sheet: str) -> bytes:
    page = browser.new_page()
    page.set_content(f"<meta charset='utf-8'><title>办法</title><style>{_SHEET}{sheet}</style>{body}")
    data = page.pdf(
        format="A4",
        margin={"top": "25mm", "right": "25mm", "bottom": "25mm", "left": "25mm"},
        display_header_footer=True,
        header_template="<span style='font-size:9px;margin:auto' class=title></span>",
        footer_template="<span style='font-size:9px;margin:auto'>第 <b class=pageNumber></b> 页</span>",
    )
    page.close()
    return data


def _body(paragraphs: list[str]) -> str:
    inner = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs[1:])
    return f"<h1>{html.escape(paragraphs[0])}</h1><div>{inner}</div>"


def _lines(raw: RawDocument) -> list[str]:
    return ["".join(line.split()) for line in raw.text.split("\n")]


@pytest.mark.browser
@pytest.mark.parametrize("sheet", [_INDENTED, "", _COLUMNS % 2 + _INDENTED, _COLUMNS % 2 + "body{font-size:9pt}"])
def test_a_printed_measure_is_read_back_paragraph_by_paragraph(
    browser: Browser, measure: list[str], sheet: str
) -> None:
    raw = read_pdf(_printed(browser, _body(measure), sheet), "办法.pdf")
    assert _lines(raw) == ["".join(line.split()) for line in measure]
    addresses = [clause.address for clause in parse_clauses(raw.text).clauses]
    assert addresses == [clause.address for clause in parse_clauses("\n".join(measure)).clauses]
    assert len(raw.pages) >= 2


@pytest.mark.browser
def test_every_printed_line_stands_in_its_box(browser: Browser, measure: list[str]) -> None:
    table = (
        "<table border=1><tr><th>事项<th>标准</tr><tr><td rowspan=2>贴息<td>百分之五十</tr><tr><td>二年</tr></table>"
    )
    data = _printed(browser, _body(measure) + table, _COLUMNS % 2 + _INDENTED)
    raw = read_pdf(data, "办法.pdf")
    assert raw.text[raw.text.index("\n|") :] == (
        "\n| 事项 | 标准 |\n| --- | --- |\n| 贴息 | 百分之五十 |\n| 贴息 | 二年 |"
    )
    assert [run.start for run in raw.placed] == sorted(run.start for run in raw.placed)
    covered = sum(run.length for run in raw.placed)
    assert covered == len(re.sub(r"\n|\| --- \| --- \|| ?\| ?", "", raw.text))
    with pypdfium2.PdfDocument(io.BytesIO(data)) as document:
        for run in raw.placed:
            box = run.box
            assert box is not None
            page = document[run.page - 1]
            text = page.get_textpage()
            height = page.get_height()
            inside = text.get_text_bounded(box.left, height - box.bottom, box.right, height - box.top)
            text.close()
            page.close()
            assert "".join(without_radicals(inside).split()) == "".join(
                raw.text[run.start : run.start + run.length].split()
            )


# Every kind among the published rules: large and small pages, tables over two pages, formulas, set in and not.
_SAMPLE = (
    "商业银行资本管理办法",
    "储蓄管理条例",
    "个人贷款管理办法",
    "防范和处置非法集资条例",
    "金融机构产品适当性管理办法",
)


@pytest.mark.parametrize("name", _SAMPLE)
def test_the_published_rules_are_recovered(name: str) -> None:
    folder = corpus_dir()
    twin = (folder / "policy" / "nfra" / f"{name}.md").read_text(encoding="utf-8")
    figures = formats.measure_file("pdf", folder / "pdf" / f"{name}.pdf", twin)
    assert figures.problem == ""
    assert figures.character_f1 >= 0.995
    assert figures.order_f1 >= 0.99


def test_addresses_are_those_of_the_text() -> None:
    report = formats.measure(corpus_dir(), only="公司管理办法")
    # In print two paragraphs of one of them are one.
    assert {one.file: round(one.address_f1, 3) for one in report.files if one.address_f1 < 1} == {
        "消费金融公司管理办法.pdf": 0.997
    }
    assert len(report.files) == 5
    assert min(one.character_f1 for one in report.files) >= 0.999
