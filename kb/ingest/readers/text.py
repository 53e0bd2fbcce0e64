"""Plain text and Markdown: the characters as they stand."""

from kb.ingest.readers.decoding import decode
from kb.raw import RawDocument


def read_text(data: bytes, name: str) -> RawDocument:
    """Return the characters of a plain text file. Raises UnreadableSource or EmptySource."""
    text, encoding = decode(data, name)
    return RawDocument(text=text, encoding=encoding, format="text")


def read_markdown(data: bytes, name: str) -> RawDocument:
    """Return the characters of a Markdown file, marks included. Raises UnreadableSource or EmptySource."""
    text, encoding = decode(data, name)
    return RawDocument(text=text, encoding=encoding, format="markdown")
