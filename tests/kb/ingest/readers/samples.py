"""A small file of each format for the suite that every reader passes: who adds a reader adds its maker here."""

import io
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from PIL import Image, ImageDraw, ImageFont

from eval.benchmarks.docx_maker import make_docx, paragraph
from eval.benchmarks.ofd_maker import typeset
from kb.ingest.readers.office import convert, find_office
from tests.kb.ingest.readers.pdf_maker import locked_pdf

TITLE = "清河市小微企业贷款贴息办法"
PARAGRAPHS = (
    TITLE,
    "第一条　为了缓解小微企业融资困难，制定本办法。",
    "第二条　贴息标准为贷款利息的百分之五十，单户每年最高1000万元。",
    "第三条　本办法自2022年6月26日起施行，有效期三年。",
)
WORDS = (TITLE, "第一条", "制定本办法", "第二条", "单户每年最高1000万元", "第三条", "有效期三年")


@dataclass(frozen=True, slots=True)
class Sample:
    """A file of one format: what is to be found in it in this order, and the same without words and with a password.

    `damages`: how many damaged copies are tried of each kind. `may_miss`: the share of the words that may be missed,
    for recognition alone.
    """

    data: bytes
    words: Sequence[str] = WORDS
    blank: bytes | None = None
    locked: bytes | None = None
    damages: int = 40
    may_miss: float = 0.0


def text_sample() -> Sample:
    """Return a plain text."""
    return Sample("\n".join(PARAGRAPHS).encode(), blank=b" \n\n\t\n")


def csv_sample() -> Sample:
    """Return a table as comma-separated values."""
    rows = ["事项,标准,期限", "贷款贴息,百分之五十,三年", "租金补助,每平方米十五元,二十四个月"]
    return Sample(
        "\r\n".join(rows).encode(),
        ("事项", "标准", "期限", "贷款贴息", "百分之五十", "租金补助", "二十四个月"),
        blank=b",,\r\n,,\r\n",
    )


def html_sample() -> Sample:
    """Return a page with a heading, paragraphs and a menu."""
    body = "".join(f"<p>{line}</p>" for line in PARAGRAPHS[1:])
    return Sample(
        _html(f"<div class='menu'><a href='/'>首页</a></div><h1>{TITLE}</h1><div id='content'>{body}</div>"),
        blank=_html(""),
    )


def _html(body: str) -> bytes:
    return f"<!doctype html><html><head><meta charset='utf-8'><title></title></head><body>{body}</body></html>".encode()


def docx_sample() -> Sample:
    """Return a Word file."""
    return Sample(
        make_docx("".join(paragraph(line) for line in PARAGRAPHS)), blank=make_docx(paragraph("")), locked=_ole()
    )


def ofd_sample() -> Sample:
    """Return an OFD file, made by hand from the standard."""
    return Sample(typeset(PARAGRAPHS), blank=typeset([]))


def xlsx_sample() -> Sample:
    """Return a table of one sheet."""
    book = openpyxl.Workbook()
    for row in (
        ("事项", "标准", "期限"),
        ("贷款贴息", "百分之五十", "三年"),
        ("租金补助", "每平方米十五元", "二十四个月"),
    ):
        book["Sheet"].append(row)
    words = ("事项", "标准", "期限", "贷款贴息", "百分之五十", "三年", "租金补助", "二十四个月")
    return Sample(_saved(book.save), words, blank=_saved(openpyxl.Workbook().save), locked=_ole())


def _saved(save: Callable[[io.BytesIO], None]) -> bytes:
    written = io.BytesIO()
    save(written)
    return written.getvalue()


def _ole() -> bytes:
    """Return how an Office file with a password begins: a compound file that holds the encrypted package."""
    name = "EncryptedPackage".encode("utf-16-le")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + name + bytes(512)


def pdf_sample() -> Sample:
    """Return a page with a text layer."""
    return Sample(make_pdf([PARAGRAPHS]), blank=make_pdf([[]]), locked=locked_pdf("1234"))


def make_pdf(pages: Sequence[Sequence[str]], *, size: int = 16) -> bytes:
    """Return a PDF file whose pages hold the lines, in a font that every reader of Chinese has by name."""
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (len(pages), b" ".join(b"%d 0 R" % (6 + 2 * at) for at in range(len(pages)))),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 5 0 R /DW 1000"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0"
        b" /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    ]
    for at, lines in enumerate(pages):
        shown = b"".join(
            b"BT /F1 %d Tf 1 0 0 1 72 %d Tm <%s> Tj ET\n"
            % (size, 760 - 26 * number, line.encode("utf-16-be").hex().encode())
            for number, line in enumerate(lines)
        )
        packed = zlib.compress(shown)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 720 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (7 + 2 * at)
        )
        objects.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed))
    written, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return written + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (count, table, count, len(written))
    )


def _picture_sample(kind: str) -> Callable[[], Sample]:
    return lambda: Sample(_picture(PARAGRAPHS, kind), blank=_picture([], kind), damages=2, may_miss=0.2)


def _picture(lines: Sequence[str], kind: str) -> bytes:
    font = _font()
    page = Image.new("L", (2000, 1000), 255)
    pen = ImageDraw.Draw(page)
    for at, line in enumerate(lines):
        pen.text((150, 150 + 100 * at), line, font=font, fill=0)
    return _saved(lambda written: page.save(written, format=kind, dpi=(300, 300)))


@cache
def _font() -> ImageFont.FreeTypeFont:
    for folder in ("/usr/share/fonts", "/usr/local/share/fonts"):
        for file in sorted(Path(folder).rglob("*CJK*egular*")):
            return ImageFont.truetype(str(file), 50)
    pytest.skip("no Chinese font to draw a page with (apt install fonts-noto-cjk)")


def _converted(sample: Sample, suffix: str, filters: str) -> Sample:
    """Return a file in an older format, made by LibreOffice."""
    if find_office() is None:
        pytest.skip("no LibreOffice: files of older formats are not read (apt install libreoffice-writer-nogui)")
    assert sample.blank is not None
    data, blank = (convert(made, suffix, filters, f"样本{suffix}") for made in (sample.data, sample.blank))
    assert data is not None
    return Sample(data, sample.words, blank=blank, damages=1)


def doc_sample() -> Sample:
    """Return a Word file of before 2007."""
    return _converted(docx_sample(), ".docx", "doc:MS Word 97")


def xls_sample() -> Sample:
    """Return an Excel file of before 2007."""
    return _converted(xlsx_sample(), ".xlsx", "xls:MS Excel 97")


MAKERS: Mapping[str, Callable[[], Sample]] = {
    ".txt": text_sample,
    ".md": text_sample,
    ".csv": csv_sample,
    ".html": html_sample,
    ".docx": docx_sample,
    ".doc": doc_sample,
    ".ofd": ofd_sample,
    ".pdf": pdf_sample,
    ".xlsx": xlsx_sample,
    ".xls": xls_sample,
    ".png": _picture_sample("PNG"),
    ".tif": _picture_sample("TIFF"),
}
"""The sample of each suffix that stands for its format."""

LOCKED = (".docx", ".xlsx", ".pdf")
"""The suffixes with a sample that has a password."""

SAME_AS: Mapping[str, str] = {
    ".markdown": ".md",
    ".htm": ".html",
    ".shtml": ".html",
    ".xhtml": ".html",
    ".tsv": ".csv",
    ".docm": ".docx",
    ".wps": ".doc",
    ".rtf": ".doc",
    ".odt": ".doc",
    ".xlsm": ".xlsx",
    ".et": ".xls",
    ".ods": ".xls",
    ".jpg": ".png",
    ".jpeg": ".png",
    ".tiff": ".tif",
    ".bmp": ".png",
}
"""Suffixes that the reader of a suffix that is tried reads too."""
