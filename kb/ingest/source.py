"""A file to its documents: read, told apart (a newspaper page or one document), re-joined, described."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from kb.errors import UnsupportedSource
from kb.ingest.compose import compose, whole
from kb.ingest.condition import require_text
from kb.ingest.lines import Line, read_lines
from kb.ingest.metadata.statements import describe
from kb.ingest.newspaper.articles import is_article, is_page, split_page
from kb.ingest.readers.table import READERS, reader_for
from kb.ingest.readers.types import Reader
from kb.ingest.wrapping import find_wrapping, paragraphs
from kb.raw import ParsedDocument, ParsedSource, RawDocument

Read = Callable[[Reader, bytes, str], RawDocument]
"""A way to have a reader read a file: in this process, or in one of its own."""


def is_supported(name: str) -> bool:
    """Tell whether there is a reader for a file of this name."""
    return reader_for(name) is not None


def read_here(reader: Reader, data: bytes, name: str) -> RawDocument:
    """Read a file in this process."""
    return reader(data, name)


def parse_source(data: bytes, name: str, *, read: Read = read_here) -> ParsedSource:
    """Return the documents that the file holds, in file order.

    Raises UnsupportedSource on a format without a reader, UnreadableSource on bytes that are no text, EmptySource on
    a file without text, GarbledSource on characters that are none, and what `read` raises.
    """
    reader = reader_for(name)
    if reader is None:
        raise UnsupportedSource(
            f"不支持“{name}”的文件格式：请另存为 Word、PDF、Excel、网页、OFD、图片或纯文本（如 .docx、.pdf）再导入",
            name=name,
            supported=list(READERS),
        )
    raw = read(reader, data, name)
    raw = replace(raw, warnings=(*raw.warnings, *require_text(raw, name)))
    lines = read_lines(raw.text)
    if is_page(lines) or is_article(lines):
        return split_page(raw, lines, name)
    return ParsedSource(raw, (_single(raw, lines, name),), (), raw.warnings)


def _single(raw: RawDocument, lines: Sequence[Line], name: str) -> ParsedDocument:
    wrapping = None if raw.is_reflowed else find_wrapping(lines)
    if wrapping is None:
        text, source_map = whole(raw.text)
    else:
        groups = paragraphs(lines, wrapping)
        text, source_map = compose(raw.text, [[(line.start, line.end) for line in group] for group in groups])
    return ParsedDocument(text, source_map, describe(text, name))
