"""Word files made of published texts: their labels left to automatic numbering, written again by LibreOffice.

RTF is made of the text as it stands: LibreOffice 7.4 writes the Chinese characters of automatic labels to RTF as ?.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eval.benchmarks.docx_maker import make_docx, paragraph
from eval.benchmarks.numbered_docx import numbered_docx
from kb.ingest.readers.office import convert, find_office

_FOLDER = "policy/nfra"
_EVERY = 4
_MARKS = re.compile(r"(?m)^#+ |^- (?=[（(])|\*\*")
_FILTERS = {
    ".docx": "docx:MS Word 2007 XML",
    ".doc": "doc:MS Word 97",
    ".odt": "odt:writer8",
    ".rtf": "rtf:Rich Text Format",
}


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file with the text that it was made of."""

    format: str
    name: str
    data: bytes
    twin: str


def word_files(corpora: Path, *, only: str = "") -> Iterator[MadeFile]:
    """Give the files of every fourth published rule whose name holds `only`; without LibreOffice, DOCX alone."""
    for path in sorted((corpora / _FOLDER).glob("*.md"))[::_EVERY]:
        if only not in path.name:
            continue
        text = _MARKS.sub("", path.read_text(encoding="utf-8"))
        numbered, _ = numbered_docx(text)
        yield MadeFile("docx, numbered", f"{path.stem}.docx", numbered, text)
        if find_office() is None:
            continue
        typed = make_docx("".join(paragraph(line) for line in text.splitlines()))
        for suffix, filters in _FILTERS.items():
            made = convert(typed if suffix == ".rtf" else numbered, ".docx", filters, path.name)
            # What the converter could not write is no loss of the reader's.
            if made is not None:
                labels = "typed" if suffix == ".rtf" else "numbered"
                name = f"{path.stem}{suffix}"
                yield MadeFile(f"{suffix[1:]} by LibreOffice, {labels}", name, made, text)
