"""The dictionary in files: `term TAB expression|expression`, or two columns of CSV; a term behind “-” is taken out."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from kb.errors import UnreadableSource
from kb.ingest.readers.decoding import decode
from kb.retrieve.expand import Word
from kb.retrieve.words.entries import WordEntry, WordFault, WordState
from kb.retrieve.words.rules import fault_of, tidy

_HEADINGS = frozenset({"术语", "标准术语", "规范术语", "官方术语", "term"})
_REMOVAL = "-"
# What a workbook of Excel begins with: it is a ZIP archive, or in the old format an OLE file.
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class WordFile:
    """The entries of a file to add and to remove, and every line or entry that is none."""

    added: tuple[Word, ...]
    removed: tuple[Word, ...]
    faults: tuple[WordFault, ...]


def read_words(data: bytes, name: str) -> WordFile:
    """Return what a file adds to the dictionary and takes out of it; a bad line keeps no other from being read.

    Raises UnreadableSource on a workbook or on bytes that are no text, EmptySource on a file without text.
    """
    if data.startswith(_WORKBOOKS):
        raise UnreadableSource(f"“{name}”是 Excel 工作簿：请在 Excel 里另存为“CSV（逗号分隔）”再导入", name=name)
    text, _ = decode(data, name)
    delimiter = "\t" if "\t" in text else ","
    added: list[Word] = []
    removed: list[Word] = []
    faults: list[WordFault] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = _cells(line, delimiter)
        if isinstance(cells, str):
            faults.append(WordFault(number, line, cells))
        elif not (number == 1 and tidy(cells[0]).lower() in _HEADINGS):
            removes, words = _words(*cells)
            for word in words:
                if reason := fault_of(*word):
                    faults.append(WordFault(number, line, reason))
                else:
                    (removed if removes else added).append(word)
    return WordFile(tuple(added), tuple(removed), tuple(faults))


def tsv(entries: Iterable[WordEntry]) -> str:
    """Return entries as a file that read_words reads: a line for what a term gains, another for what it loses."""
    return "".join(f"{term}\t{expressions}\n" for term, expressions in _rows(entries))


def comma_separated(entries: Iterable[WordEntry]) -> str:
    """Return entries as two columns of CSV that read_words reads."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(_rows(entries))
    return written.getvalue()


def _rows(entries: Iterable[WordEntry]) -> Iterator[tuple[str, str]]:
    ordered = sorted(entries, key=lambda entry: (entry.term, entry.state is WordState.REMOVED, entry.expression))
    for (term, removed), group in groupby(ordered, key=lambda entry: (entry.term, entry.state is WordState.REMOVED)):
        yield (_REMOVAL if removed else "") + term, "|".join(entry.expression for entry in group)


def _cells(line: str, delimiter: str) -> tuple[str, str] | str:
    """Return the two cells of a line, or what is wrong with it."""
    if delimiter == "\t":
        cells = line.split("\t")
    else:
        # Line by line, so that a quotation mark that is never closed spoils its own line only.
        try:
            (cells,) = csv.reader([line], strict=True)
        except csv.Error:
            return "引号不成对"
    while len(cells) > _COLUMNS and not cells[-1].strip():
        cells.pop()
    if len(cells) != _COLUMNS:
        between = "制表符（Tab）" if delimiter == "\t" else "英文逗号"
        return f"应是“术语”和“说法”两列，用{between}隔开，这一行有 {len(cells)} 列"
    return cells[0], cells[1]


def _words(term: str, expressions: str) -> tuple[bool, list[Word]]:
    term = tidy(term)
    removes = term.startswith(_REMOVAL)
    term = tidy(term.removeprefix(_REMOVAL))
    said = [tidy(expression) for expression in expressions.split("|")]
    # An empty place between two bars says nothing; where nothing else is said, that is the fault to name.
    return removes, [(term, expression) for expression in said if expression] or [(term, "")]
