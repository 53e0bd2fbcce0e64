"""Which reader reads which file: by the end of its name.

A reader's libraries are loaded when a file of its kind is met: most processes only ever answer questions.
"""

from collections.abc import Mapping
from pathlib import PurePosixPath
from types import MappingProxyType

from kb.ingest.readers.text import read_markdown, read_text
from kb.ingest.readers.types import Reader
from kb.raw import RawDocument

PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp")
"""The suffixes of images, which are scans where they are documents."""


def reader_for(name: str) -> Reader | None:
    """Return the reader for a file of this name; None where there is none."""
    return READERS.get(PurePosixPath(name.replace("\\", "/")).suffix.lower())


def _html(data: bytes, name: str) -> RawDocument:
    from kb.ingest.readers.html.reader import read_html

    return read_html(data, name)


def _workbook(data: bytes, name: str) -> RawDocument:
    from kb.ingest.readers.spreadsheet.reader import read_workbook

    return read_workbook(data, name)


def _old_workbook(data: bytes, name: str) -> RawDocument:
    from kb.ingest.readers.spreadsheet.reader import read_old_workbook

    return read_old_workbook(data, name)


def _delimited(data: bytes, name: str) -> RawDocument:
    from kb.ingest.readers.spreadsheet.delimited import read_delimited

    return read_delimited(data, name)


def _ofd(data: bytes, name: str) -> RawDocument:
    from kb.ingest.readers.ofd.reader import read_ofd

    return read_ofd(data, name)


def _pdf(data: bytes, name: str) -> RawDocument:
    from kb.ingest.readers.pdf.reader import read_pdf

    return read_pdf(data, name)


def _word(data: bytes, name: str) -> RawDocument:
    from kb.ingest.readers.converted import read_word

    return read_word(data, name)


def _image(data: bytes, name: str) -> RawDocument:
    from kb.ingest.readers.scan.reader import read_image

    return read_image(data, name)


READERS: Mapping[str, Reader] = MappingProxyType(
    {
        ".txt": read_text,
        ".md": read_markdown,
        ".markdown": read_markdown,
        **dict.fromkeys((".html", ".htm", ".shtml", ".xhtml"), _html),
        **dict.fromkeys((".xlsx", ".xlsm"), _workbook),
        **dict.fromkeys((".xls", ".et", ".ods"), _old_workbook),
        **dict.fromkeys((".csv", ".tsv"), _delimited),
        ".ofd": _ofd,
        ".pdf": _pdf,
        **dict.fromkeys((".docx", ".docm", ".doc", ".wps", ".rtf", ".odt"), _word),
        **dict.fromkeys(PICTURES, _image),
    }
)
"""Reader by lower-case suffix."""
