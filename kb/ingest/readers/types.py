"""What a reader is: a file's bytes in, its characters out."""

from typing import Protocol

from kb.raw import RawDocument


class Reader(Protocol):
    """Decode the bytes of one file format."""

    def __call__(self, data: bytes, name: str, /) -> RawDocument:
        """Return the file's characters. Raises UnreadableSource or EmptySource, naming the file and the remedy."""
