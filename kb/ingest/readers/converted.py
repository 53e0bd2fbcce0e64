"""Word files of every kind by what they hold, not by what they are called; the older ones through LibreOffice."""

from dataclasses import replace
from pathlib import PurePosixPath

from kb.errors import UnreadableSource
from kb.ingest.readers.docx.reader import OLE_MAGIC, read_docx
from kb.ingest.readers.html.reader import read_html
from kb.ingest.readers.office import convert
from kb.ingest.readers.text import read_text
from kb.raw import RawDocument

_TO_DOCX = "docx:MS Word 2007 XML"
_ZIP = b"PK"
_RTF = b"{\\rtf"
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"
_WORD_STREAM = "WordDocument".encode("utf-16-le")
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
# [MS-DOC] 2.5.1: the file information block opens the stream of Word, which the first sector after the head mostly is.
_FIB_AT = 512
_FIB_MAGIC = b"\xec\xa5"
_FIB_WORD_97 = 0xC1
_FIB_FLAGS = 0x0A
_FIB_ENCRYPTED = 0x0100
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_HEAD = 2000
_DOCX_ALIKE = (".docm", ".dotx", ".dotm")
_CONVERTED = (".xml",)
_IMPORT_FILTERS = {".rtf": "Rich Text Format", ".odt": "writer8", ".xml": "MS Word 2003 XML"}


def read_word(data: bytes, name: str) -> RawDocument:
    """Return what a file of a word processor prints: .docx, .doc, .wps, .rtf, .odt, whatever its name ends in.

    Raises UnreadableSource on files that are encrypted, damaged or need LibreOffice where there is none, ReaderStopped
    where the conversion takes too long, EmptySource on files without a character.
    """
    stated = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    actual = _actual_suffix(data, stated)
    if actual == ".docx":
        raw = read_docx(data, name)
    elif actual == ".html":
        raw = read_html(data, name)
    elif actual == ".txt":
        raw = _plain(data, name, stated)
    else:
        raw = read_converted(data, name, actual)
    if stated == actual or (actual == ".docx" and stated in _DOCX_ALIKE) or actual in _CONVERTED:
        return raw
    said = f"扩展名是 {stated}，内容其实是 {actual.lstrip('.').upper()} 格式：已按内容读入"
    return replace(raw, warnings=(said, *raw.warnings))


def read_converted(data: bytes, name: str, suffix: str) -> RawDocument:
    """Return what a file prints that LibreOffice can convert to DOCX; `suffix` is the format that it really has.

    Raises as `read_word` does.
    """
    if _is_encrypted(data):
        raise _encrypted(name)
    # Files of WPS are those of Word; by its name LibreOffice would take it for another program's.
    taken_for = ".doc" if suffix == ".wps" else suffix
    made = convert(data, taken_for, _TO_DOCX, name, read_as=_import_filter(data, suffix)) if _is_whole(data) else None
    if made is None:
        raise UnreadableSource(
            f"LibreOffice 读不了“{name}”：文件可能设有密码、已损坏，或内容不是 {suffix.lstrip('.')} 格式；"
            "请用 Word 或 WPS 打开（有密码的先去掉密码），另存为 DOCX 后再导入",
            name=name,
        )
    return replace(read_docx(made, name), format=suffix.lstrip("."))


def _actual_suffix(data: bytes, stated: str) -> str:
    """Return the suffix that fits the bytes."""
    if not data.strip():
        return ".txt"
    if data.startswith(_ZIP):
        return ".odt" if _OPEN_DOCUMENT in data[:200] else ".docx"
    if data.startswith(OLE_MAGIC):
        # An encrypted DOCX is packed like an old file, and its own reader says so.
        old = stated if stated in (".doc", ".wps") else ".doc"
        return ".docx" if _ENCRYPTED_PACKAGE in data else old
    head = _without_mark(data)[:_HEAD].lstrip().lower()
    if head.startswith(_RTF):
        return ".rtf"
    if head.startswith(b"<?xml") and (b"wordml" in head or b"word.document" in head or b"xmlpackage" in head):
        return ".xml"
    if b"<html" in head or head.startswith(b"<!doctype html"):
        return ".html"
    # What is left is no file of Word; LibreOffice would take any bytes for a text and garble them.
    return ".docx" if stated in (".docx", *_DOCX_ALIKE) else ".txt"


def _plain(data: bytes, name: str, stated: str) -> RawDocument:
    try:
        return read_text(data, name)
    except UnreadableSource as error:
        raise UnreadableSource(
            f"“{name}”不是完好的 {stated.lstrip('.').upper()} 文件：请用 Word 或 WPS 打开确认，另存为 DOCX 后再导入",
            name=name,
        ) from error


def _without_mark(data: bytes) -> bytes:
    return next((data[len(mark) :] for mark in _BYTE_ORDER_MARKS if data.startswith(mark)), data)


def _is_whole(data: bytes) -> bool:
    """Tell whether a file of the old kind has the stream that Word writes its text to."""
    return not data.startswith(OLE_MAGIC) or _WORD_STREAM in data


def _import_filter(data: bytes, suffix: str) -> str | None:
    if suffix in _IMPORT_FILTERS:
        return _IMPORT_FILTERS[suffix]
    version = int.from_bytes(data[_FIB_AT + 2 : _FIB_AT + 4], "little")
    has_version = data[_FIB_AT : _FIB_AT + 2] == _FIB_MAGIC
    return "MS Word 95" if has_version and version < _FIB_WORD_97 else "MS Word 97"


def _is_encrypted(data: bytes) -> bool:
    if not data.startswith(OLE_MAGIC) or data[_FIB_AT : _FIB_AT + 2] != _FIB_MAGIC:
        return False
    flags = int.from_bytes(data[_FIB_AT + _FIB_FLAGS : _FIB_AT + _FIB_FLAGS + 2], "little")
    return bool(flags & _FIB_ENCRYPTED)


def _encrypted(name: str) -> UnreadableSource:
    return UnreadableSource(f"“{name}”设有打开密码：请用 Word 或 WPS 打开并去掉密码，另存后再导入", name=name)
