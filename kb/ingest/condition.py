"""How a file's text came out of it: whether it is text at all, and what is to be counted in it."""

import re
from collections.abc import Sequence

from kb.errors import EmptySource, GarbledSource
from kb.ingest.report import ReadReport
from kb.raw import RawDocument, SourcePage

# Put in by decoders for what they cannot read, of private use, or a control character: no text has many of them.
_NO_TEXT = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f\x7f-\x9f\uffff\U000f0000-\U0010fffd]")
# What some tools write for a glyph of which they know no character.
_UNMAPPED = re.compile(r"\(cid:\d+\)")
_HAN_RUN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
_SPACE = re.compile(r"\s+")
_TABLE = re.compile(r"^\|(?: *:?-{3,}:? *\|)+ *$", re.MULTILINE)
_GARBLED_SHARE, _DOUBTFUL_SHARE = 0.1, 0.01
# In prose some six Chinese characters stand together; torn apart, or one here and there among rubbish, one does.
_FEWEST_HAN, _SHORTEST_RUN = 100, 1.3


def require_text(raw: RawDocument, name: str) -> tuple[str, ...]:
    """Return warnings of characters that are no text. Raises EmptySource, GarbledSource."""
    characters = len(_SPACE.sub("", raw.text))
    if not characters:
        raise EmptySource(
            f"“{name}”里没有文字；如果是扫描件或图片，请安装 tesseract（含 chi_sim 语言包）后重新导入，"
            "或先用文字识别软件转换",
            name=name,
        )
    unread = len(_NO_TEXT.findall(raw.text)) + sum(map(len, _UNMAPPED.findall(raw.text)))
    share = round(unread / characters, 3)
    if share > _GARBLED_SHARE:
        raise GarbledSource(
            f"“{name}”读出的文字有 {share:.0%} 是乱码（字体没有带字符对照表，或编码有误）；"
            "请用原软件另存为 PDF 或 .docx，或打印后扫描识别，再导入",
            name=name,
            share=share,
        )
    runs = _HAN_RUN.findall(raw.text)
    han = sum(map(len, runs))
    if han >= _FEWEST_HAN and han / len(runs) < _SHORTEST_RUN:
        raise GarbledSource(
            f"“{name}”读出的汉字彼此分开（平均每 {han / len(runs):.1f} 个字就断开），无法成句；"
            "请用原软件另存为 .docx，或打印后扫描识别，再导入",
            name=name,
            run=round(han / len(runs), 2),
        )
    if share > _DOUBTFUL_SHARE:
        return (f"有 {unread} 个字符没有读出（{share:.1%}），请对照原件核对",)
    return ()


def count_tables(text: str) -> int:
    """Return how many tables stand in a text."""
    return len(_TABLE.findall(text))


def read_report(raw: RawDocument) -> ReadReport:
    """Return how a file was read."""
    return ReadReport(
        raw.format,
        len(raw.text),
        count_tables(raw.text),
        len(raw.pages),
        text_share(raw.pages),
        lowest_confidence(raw.pages),
    )


def text_share(pages: Sequence[SourcePage]) -> float | None:
    """Return the share of pages that have text; None where there are no pages."""
    return sum(page.characters > 0 for page in pages) / len(pages) if pages else None


def lowest_confidence(pages: Sequence[SourcePage]) -> float | None:
    """Return the lowest confidence of the pages that were recognised in an image; None where none was."""
    return min((page.confidence for page in pages if page.confidence is not None), default=None)
