"""A DOCX file (ECMA-376 WordprocessingML) to the lines that it prints."""

import posixpath
import re
from collections.abc import Mapping

from kb.errors import EmptySource, UnreadableSource
from kb.ingest.readers.docx.blocks import BlockReader
from kb.ingest.readers.docx.counting import Counter
from kb.ingest.readers.docx.inline import InlineReader
from kb.ingest.readers.docx.markup import RELATIONSHIP, Element, W, parse_part
from kb.ingest.readers.docx.notes import Notes
from kb.ingest.readers.docx.numbering import read_lists
from kb.ingest.readers.docx.styles import Styles
from kb.ingest.readers.docx.tally import Tally
from kb.ingest.readers.packed import Package
from kb.ingest.readers.pdf.radicals import without_radicals
from kb.raw import RawDocument

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""What files of the older Office programs begin with, and encrypted ones of the newer."""
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MAIN = "word/document.xml"
_PARTS = ("styles", "numbering", "footnotes", "endnotes", "comments", "settings")
_MANY_BLANKS = re.compile(r"\n{3,}")


def read_docx(data: bytes, name: str) -> RawDocument:
    """Return what a DOCX file prints, without headers, footers and page numbers.

    Raises UnreadableSource on files that are encrypted, damaged or no DOCX, SourceTooLarge on those that unpack to too
    much, EmptySource on those without a character.
    """
    if data.startswith(OLE_MAGIC):
        raise _ole(data, name)
    package = Package(data, name)
    main = _main_part(package, name)
    parts = _related(package, name, main)
    document = parse_part(package.read(main), name, main)
    body = document.find(W + "body")
    if body is None:
        raise _no_word_file(name)
    tally = Tally()
    styles = Styles(parts["styles"])
    counter = Counter(read_lists(parts["numbering"]), styles)
    # The last section's wish comes first, then those of the sections before it, then the document's.
    holders = [*reversed(list(document.iter(W + "sectPr"))), *(one for one in (parts["settings"],) if one is not None)]
    notes = Notes({"footnote": parts["footnotes"], "endnote": parts["endnotes"]}, holders, tally)
    blocks = BlockReader(name, InlineReader(styles, notes, tally), counter, tally)
    try:
        lines = [*blocks.lines(body), "", *_note_lines(notes, blocks)]
    except RecursionError:
        raise UnreadableSource(
            f"“{name}”里的表格、文本框或公式一层套一层，层数超出常理，没有读取：请用 Word 或 WPS 整理后另存再导入",
            name=name,
        ) from None
    if parts["comments"] is not None:
        tally.comments = sum(1 for _ in parts["comments"].iterfind(W + "comment"))
    tally.unknown_styles = counter.unknown_styles
    text = without_radicals(_MANY_BLANKS.sub("\n\n", "\n".join(lines)).strip("\n"))
    if not text.strip():
        raise _empty(name, tally)
    return RawDocument(text=text, encoding="utf-8", format="docx", warnings=tally.warnings(), is_reflowed=True)


def _note_lines(notes: Notes, blocks: BlockReader) -> list[str]:
    lines: list[str] = []
    for note in notes.met():
        own = [line for line in blocks.lines(note.body) if line]
        lines += [f"注{note.mark}：{own[0]}", *own[1:]] if own else []
    return lines


def _main_part(package: Package, name: str) -> str:
    if package.has("_rels/.rels"):
        root = parse_part(package.read("_rels/.rels"), name, "_rels/.rels")
        for relationship in root.iter(RELATIONSHIP):
            target = str(relationship.get("Target", "")).lstrip("/")
            if relationship.get("Type", "").endswith("/officeDocument") and package.has(target):
                return target
    if package.has(_MAIN):
        return _MAIN
    raise _no_word_file(name)


def _related(package: Package, name: str, main: str) -> Mapping[str, Element | None]:
    """Return the parts beside the main one that it refers to, by the end of their relationship's type."""
    folder, file = posixpath.split(main)
    relations = posixpath.join(folder, "_rels", f"{file}.rels")
    found: dict[str, Element | None] = dict.fromkeys(_PARTS)
    if not package.has(relations):
        return found
    for relationship in parse_part(package.read(relations), name, relations).iter(RELATIONSHIP):
        kind = relationship.get("Type", "").rsplit("/", 1)[-1]
        target = posixpath.normpath(posixpath.join("/" + folder, relationship.get("Target", ""))).lstrip("/")
        if kind in found and found[kind] is None and package.has(target):
            found[kind] = parse_part(package.read(target), name, target)
    return found


def _ole(data: bytes, name: str) -> UnreadableSource:
    if _ENCRYPTED in data:
        return UnreadableSource(
            f"“{name}”设有打开密码：请用 Word 或 WPS 打开，在“文件 → 信息 → 保护文档”里去掉密码，另存后再导入",
            name=name,
        )
    return UnreadableSource(
        f"“{name}”其实是旧版 Word 文件（.doc），只是扩展名写成了 .docx：请把扩展名改为 .doc，或另存为 DOCX 后再导入",
        name=name,
    )


def _no_word_file(name: str) -> UnreadableSource:
    return UnreadableSource(
        f"“{name}”里没有 Word 正文：它可能是别的格式改了扩展名，请用原来的程序打开并另存为 DOCX 后再导入", name=name
    )


def _empty(name: str, tally: Tally) -> EmptySource:
    if tally.pictures:
        return EmptySource(
            f"“{name}”里只有 {tally.pictures} 张图片，没有文字（多半是扫描件）："
            "请另存为 PDF 后导入（安装了 tesseract 和 tesseract-ocr-chi-sim 即可识别），或导入有文字的版本",
            name=name,
        )
    return EmptySource(f"“{name}”里没有文字：请确认文件内容后重新导入", name=name)
