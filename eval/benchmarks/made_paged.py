"""OFD files and scans made of published texts: those hand-built from the standard, these drawn and specked."""

import re
from collections.abc import Iterator
from pathlib import Path

from eval.benchmarks.made_word import MadeFile
from eval.benchmarks.ofd_maker import typeset
from eval.benchmarks.scan_maker import FONT, pages_of, scanned, written
from kb.ingest.readers.scan.engine import find_tesseract

_FOLDER = "policy"
_FOLDERS = ("nfra", "gov.cn-2019")
_EVERY = 20
_LONGEST = 1500
_MARKS = re.compile(r"(?m)^#+ |^- (?=[（(])|\*\*")


def paged_files(corpora: Path, *, only: str = "") -> Iterator[MadeFile]:
    """Give OFD files and scans of every twentieth published text whose name holds `only`, of its first 1500 characters.

    A scan is given twice: as it is drawn at 200 dpi, and turned by 0.7 degrees with noise. Without Tesseract or the
    font there are no scans. Texts are cut between paragraphs; tables and addresses on the net are left out.
    """
    paths = [path for folder in _FOLDERS for path in sorted((corpora / _FOLDER / folder).glob("*.md"))[::_EVERY]]
    for path in paths:
        if only not in path.name:
            continue
        paragraphs = _paragraphs(path.read_text(encoding="utf-8"))
        text = "\n".join(paragraphs)
        yield MadeFile("ofd, hand-built", f"{path.stem}.ofd", typeset(paragraphs), text)
        if find_tesseract() is None or not FONT.exists():
            continue
        pages = list(pages_of(paragraphs))
        turned = [scanned(page, seed=seed) for seed, page in enumerate(pages)]
        for kind, images in (("scan, clean", pages), ("scan, 0.7° and noise", turned)):
            yield MadeFile(kind, f"{path.stem}.tif", written(images[0], "TIFF", images[1:]), text)


def _paragraphs(text: str) -> list[str]:
    kept: list[str] = []
    length = 0
    for line in _MARKS.sub("", text).splitlines():
        paragraph = line.strip()
        if not re.search(r"\w", paragraph) or paragraph.startswith("|") or "http" in paragraph:
            continue
        if length > _LONGEST:
            break
        kept.append(paragraph)
        length += len(paragraph)
    return kept
