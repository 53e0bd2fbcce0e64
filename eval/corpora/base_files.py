"""The files that a base is built from: laws put together from the articles of a corpus, or as a folder holds them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from eval.datasets import DatasetError, RecordFaults, record_from, text_lines
from eval.readers.beir import CorpusDocument

_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_NAME_CHARS = 80


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """A file by its name, with its bytes."""

    name: str
    data: bytes


def texts_of_corpus(documents: Iterable[CorpusDocument]) -> Iterator[DocumentFile]:
    """Yield one file a law with its articles in the order of the corpus, and one a document that is no article.

    An article begins a line with its number, as laws are printed, so that it is taken in as one clause.
    """
    laws: dict[str, list[str]] = {}
    taken: set[str] = set()
    for document in documents:
        if document.law and document.article:
            laws.setdefault(document.law, []).append(_article(document))
        else:
            title = _line(document.title) or document.document_id
            yield _file(title, [document.text.strip()], taken)
    for law, articles in laws.items():
        yield _file(_line(law), articles, taken)


def law_files(folder: Path) -> list[Path]:
    """Return the latest version of each law that a folder's meta.jsonl lists. Raises DatasetError."""
    meta = folder / "meta.jsonl"
    files: list[Path] = []
    for line, text in text_lines(meta):
        try:
            record = record_from(text)
        except RecordFaults as error:
            raise DatasetError(f"{meta}:{line}: {error}") from error
        path = record.get("path")
        if not isinstance(path, str) or not (folder / path).is_file():
            raise DatasetError(f"{meta}:{line}: field 'path' must name a file below {folder}, got {path!r}")
        if record.get("latest_in_corpus", True) is True:
            files.append(folder / path)
    return files


def read_files(paths: Iterable[Path]) -> Iterator[DocumentFile]:
    """Yield files with their bytes. Raises DatasetError where one cannot be read."""
    for path in paths:
        try:
            yield DocumentFile(path.name, path.read_bytes())
        except OSError as error:
            raise DatasetError(f"{path}: cannot be read: {error}") from error


def _article(document: CorpusDocument) -> str:
    lines = [line.strip() for line in document.text.strip().splitlines() if line.strip()]
    return "\n\n".join([f"{document.article}　{lines[0] if lines else ''}", *lines[1:]])


def _file(title: str, parts: list[str], taken: set[str]) -> DocumentFile:
    """Return a file that is called by its title: what reads it takes the title from its name as well."""
    stem = _UNSAFE.sub("_", title)[:_NAME_CHARS].strip()
    name, number = stem, 1
    while name in taken:
        number += 1
        name = f"{stem} ({number})"
    taken.add(name)
    return DocumentFile(f"{name}.md", ("\n\n".join([f"# {title}", *parts]) + "\n").encode())


def _line(text: str) -> str:
    return " ".join(text.split())
