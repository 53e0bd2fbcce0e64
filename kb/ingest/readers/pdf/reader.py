"""PDF: characters to lines, columns, paragraphs and tables, each with its place on its page; scans recognised."""

from collections.abc import Sequence

from kb.errors import EmptySource, UnreadableSource
from kb.ingest.readers.pdf.composing import compose
from kb.ingest.readers.pdf.pages import PdfPage, pages_of
from kb.ingest.readers.positioned.assembly import PositionedPage, assembled
from kb.ingest.readers.scan.numbering import renumbered
from kb.ingest.readers.scan.scanned import ScannedPages
from kb.raw import RawDocument

# A font without a table of its characters gives next to nothing that can be read.
_UNKNOWN_SHARE = 0.3
_LISTED = 8


def read_pdf(data: bytes, name: str) -> RawDocument:
    """Return the text of a PDF with the place of every printed line.

    Raises UnreadableSource on what is damaged, cut off, asks for a password or has no readable fonts, EmptySource on
    scans that cannot be recognised, SourceTooLarge.
    """
    scanned = ScannedPages()
    found: list[PdfPage] = []
    pages: list[PositionedPage] = []
    for number, page in enumerate(pages_of(data, name), start=1):
        recognised = scanned.read(page.scan, number, page.page.source) if page.scan else None
        found.append(page)
        pages.append(recognised or page.page)
    _refuse_unreadable(found, pages, scanned, name)
    items = assembled(pages)
    changes: list[str] = []
    if any(page.source.confidence is not None for page in pages):
        items, changes = renumbered(items)
    text, placed = compose(items)
    return RawDocument(
        text=text,
        encoding="utf-8",
        format="pdf",
        warnings=(*_warnings(found, pages), *scanned.warnings(), *changes),
        pages=tuple(page.source for page in pages),
        placed=placed,
        is_reflowed=True,
    )


def _refuse_unreadable(
    found: Sequence[PdfPage], pages: Sequence[PositionedPage], scanned: ScannedPages, name: str
) -> None:
    characters = sum(page.source.characters for page in pages)
    unknown = sum(page.unknown for page in found)
    if unknown > _UNKNOWN_SHARE * (characters + unknown):
        raise UnreadableSource(
            f"“{name}”里 {unknown} 个字的字体没有字符编码，读出的会是乱码：请从原始文档重新导出 PDF，"
            "或把各页另存为图片再导入（会识别图片里的文字）",
            name=name,
            reason="fonts",
        )
    if characters:
        return
    if all(page.is_damaged for page in found):
        raise UnreadableSource(
            f"“{name}”的 {len(pages)} 页都已损坏：请重新获取该文件后再导入", name=name, reason="damaged"
        )
    why = scanned.failed or (
        "请换用清晰的扫描件" if any(page.scan for page in found) else "页面是空白的，请确认文件内容"
    )
    raise EmptySource(
        f"“{name}”共 {len(pages)} 页，没有文字层（多为扫描件）：{why}", name=name, pages=len(pages), reason="scan"
    )


def _warnings(found: Sequence[PdfPage], pages: Sequence[PositionedPage]) -> list[str]:
    damaged = [number for number, page in enumerate(found, start=1) if page.is_damaged]
    silent = [
        number
        for number, (page, read) in enumerate(zip(found, pages, strict=True), start=1)
        if read.source.characters == 0 and not page.is_damaged and not page.scan
    ]
    unknown, slanted = sum(page.unknown for page in found), sum(page.slanted for page in found)
    told = []
    if damaged:
        told.append(f"第 {_listed(damaged)} 页已损坏，没有读出；请重新获取该文件")
    if silent:
        told.append(f"第 {_listed(silent)} 页没有文字（共 {len(found)} 页）")
    if unknown:
        told.append(f"{unknown} 个字符的字体没有字符编码，没有读出；请对照原件")
    if slanted:
        told.append(f"{slanted} 个斜排的字符（多为水印或印章）没有收入")
    return told


def _listed(numbers: Sequence[int]) -> str:
    shown = "、".join(map(str, numbers[:_LISTED]))
    return shown if len(numbers) <= _LISTED else f"{shown} 等 {len(numbers)}"
