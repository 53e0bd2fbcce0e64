"""Which reader reads which file: by the end of its name."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from types import MappingProxyType

from kb.ingest.readers.text import read_markdown, read_text
from kb.ingest.readers.types import Reader

READERS: Mapping[str, Reader] = MappingProxyType({".txt": read_text, ".md": read_markdown, ".markdown": read_markdown})
"""Reader by lower-case suffix."""


def reader_for(name: str) -> Reader | None:
    """Return the reader for a file of this name; None where there is none."""
    return READERS.get(PurePosixPath(name.replace("\\", "/")).suffix.lower())
