"""`python -m eval formats`: what readers of file formats recover, against the same documents as text.

Characters: F1 of the multisets of characters, white space and Markdown marks left out, compared after NFKC (a font
prints a full-width bracket where the text has a plain one). Order: the same of all strings of 5 characters, which a
line out of its place lowers. Addresses: F1 of the lists of clause addresses that kb.clauses.parse finds in both.
"""

import re
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from eval.benchmarks.made_word import MadeFile
from kb.clauses.parse import parse_clauses
from kb.errors import SourceError
from kb.ingest.readers.table import reader_for

_GRAM = 5
_RULE = re.compile(r"^\s*\|[\s|:-]+\|\s*$", re.MULTILINE)
_MARKS = re.compile(r"(?m)^#{1,6} |\*\*|\\(?=[|*_#])|\||\s")


@dataclass(frozen=True, slots=True)
class FormatSource:
    """Files of one format with what each says: the folder and the suffix of the files, and the way to a file's twin."""

    format: str
    folder: str
    suffix: str
    twin: Callable[[Path], Path]
    """From the file's path, below the corpora, to that of its text."""


SOURCES: tuple[FormatSource, ...] = (
    FormatSource("pdf", "pdf", ".pdf", lambda path: Path("policy/nfra", f"{path.stem}.md")),
)
"""What is measured. Whoever adds a reader with published twins adds a line."""


@dataclass(frozen=True, slots=True)
class FileFigures:
    """What was recovered of one file; `problem` says why nothing was."""

    format: str
    file: str
    pages: int
    characters: int
    character_f1: float
    order_f1: float
    clauses: int
    address_f1: float
    seconds: float
    problem: str = ""


@dataclass(frozen=True, slots=True)
class FormatTotal:
    """All files of one format together; the F1 are means."""

    format: str
    files: int
    unread: int
    pages: int
    character_f1: float
    worst_character_f1: float
    order_f1: float
    address_f1: float
    same_addresses: int
    seconds: float


@dataclass(frozen=True, slots=True)
class FormatReport:
    """The figures of each file and of each format."""

    files: tuple[FileFigures, ...]
    totals: tuple[FormatTotal, ...]


def measure(corpora: Path, sources: Sequence[FormatSource] = SOURCES, *, only: str = "") -> FormatReport:
    """Return the figures of every file with a twin whose name holds `only`; sources that are absent give none."""
    return _report([figures for source in sources for figures in _measured(corpora, source, only)])


def _report(files: Sequence[FileFigures]) -> FormatReport:
    formats = dict.fromkeys(figures.format for figures in files)
    return FormatReport(tuple(files), tuple(_total([one for one in files if one.format == name]) for name in formats))


def _measured(corpora: Path, source: FormatSource, only: str) -> Iterator[FileFigures]:
    for path in sorted((corpora / source.folder).glob(f"*{source.suffix}")):
        twin = corpora / source.twin(path.relative_to(corpora))
        if only in path.name and twin.is_file():
            yield measure_file(source.format, path, twin.read_text(encoding="utf-8"))


def measure_made(files: Iterable[MadeFile]) -> FormatReport:
    """Return the figures of files that were made of their texts."""
    return _report([measure_bytes(one.format, one.name, one.data, one.twin) for one in files])


def measure_file(format_name: str, path: Path, twin: str) -> FileFigures:
    """Return what the reader of the file's suffix recovers of its text."""
    return measure_bytes(format_name, path.name, path.read_bytes(), twin)


def measure_bytes(format_name: str, name: str, data: bytes, twin: str) -> FileFigures:
    """Return what the reader of the name's suffix recovers of the text."""
    reader = reader_for(name)
    started = time.perf_counter()
    try:
        if reader is None:
            raise LookupError(f"no reader for {name}")
        raw = reader(data, name)
    except (SourceError, LookupError) as error:
        return FileFigures(format_name, name, 0, 0, 0.0, 0.0, 0, 0.0, time.perf_counter() - started, str(error))
    seconds = time.perf_counter() - started
    found, wanted = plain(raw.text), plain(twin)
    addresses, twin_addresses = addresses_of(raw.text), addresses_of(twin)
    return FileFigures(
        format_name,
        name,
        len(raw.pages),
        len(found),
        multiset_f1(Counter(found), Counter(wanted)),
        multiset_f1(_grams(found), _grams(wanted)),
        len(addresses),
        multiset_f1(Counter(addresses), Counter(twin_addresses)),
        seconds,
    )


def plain(text: str) -> str:
    """Return the characters that count: without white space and Markdown marks, in one width."""
    return unicodedata.normalize("NFKC", _MARKS.sub("", _RULE.sub("", text)))


def addresses_of(text: str) -> list[str]:
    """Return the addresses of the text's clauses, in order."""
    return [clause.address for clause in parse_clauses(text).clauses]


def multiset_f1(one: Counter[str], other: Counter[str]) -> float:
    """Return the F1 of two multisets; 1 where both are empty."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def _grams(text: str) -> Counter[str]:
    return Counter(text[at : at + _GRAM] for at in range(max(len(text) - _GRAM + 1, 1)))


def _total(files: Sequence[FileFigures]) -> FormatTotal:
    return FormatTotal(
        files[0].format,
        len(files),
        sum(bool(one.problem) for one in files),
        sum(one.pages for one in files),
        fmean(one.character_f1 for one in files),
        min(one.character_f1 for one in files),
        fmean(one.order_f1 for one in files),
        fmean(one.address_f1 for one in files),
        sum(one.address_f1 == 1.0 for one in files),
        sum(one.seconds for one in files),
    )


def markdown_lines(report: FormatReport, *, each: bool) -> list[str]:
    """Return the figures as tables in Markdown: the formats, and each file where that is wanted."""
    lines = [
        "| format | files | unread | pages | characters F1 | worst | order F1 | addresses F1 | same addresses | s |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {one.format} | {one.files} | {one.unread} | {one.pages} | {one.character_f1:.4f} |"
        f" {one.worst_character_f1:.4f} | {one.order_f1:.4f} | {one.address_f1:.4f} | {one.same_addresses} |"
        f" {one.seconds:.1f} |"
        for one in report.totals
    ]
    if each:
        lines += [
            "",
            "| file | pages | characters | characters F1 | order F1 | clauses | addresses F1 | s |",
            "|---|---|---|---|---|---|---|---|",
        ]
        lines += [_file_line(one) for one in report.files]
    return lines


def _file_line(one: FileFigures) -> str:
    if one.problem:
        return f"| {one.file} | unread: {one.problem} | | | | | | {one.seconds:.1f} |"
    return (
        f"| {one.file} | {one.pages} | {one.characters} | {one.character_f1:.4f} | {one.order_f1:.4f} |"
        f" {one.clauses} | {one.address_f1:.4f} | {one.seconds:.1f} |"
    )
