"""Numbered lines of files as they lie on disk, and whether a look-up by their numbers leads to those very lines.

The lines are found by their own regular expressions: nothing of the clause parser is asked which lines are clauses.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kb.clauses.steps import parse_address
from kb.errors import ClauseReferenceError
from kb.ingest.readers.text import read_markdown
from kb.store.rows import VersionRow
from kb.types import Clause, Span
from tests.kb.retrieve.notations import Shelves

KINDS = ("article", "decimal", "heading")
_CN = "[零〇一二三四五六七八九十百千]+"
_BEFORE = r"^[ \t\u3000\ufeff#*>]*"
_MEASURES = r"(?:[万亿元升吨米倍个年月日%％]|总吨|公[里斤顷]|[条款项节](?:规定|所|的|或|和|第|[、，。至]))"
_SHAPES = {
    "article": re.compile(rf"{_BEFORE}(第(?:{_CN}|\d+)条(?:之{_CN})?)(?=[ \u3000\t*【（(]|$)"),
    "decimal": re.compile(
        rf"{_BEFORE}(\d{{1,2}}(?:[.．]\d{{1,2}}){{1,3}})(?=[ \u3000\t]+(?!{_MEASURES})[\u4e00-\u9fff《“])"
    ),
    "heading": re.compile(rf"{_BEFORE}({_CN}、)(?=.)"),
}
# Dots to a page number: a table of contents.
_LEADERS = re.compile(r"(?:[.．·…]\s?){4,}\d*\s*$")


@dataclass(frozen=True, slots=True)
class NumberedLine:
    """A line of a file that begins with a number: how it is numbered, the number, where it starts in the file."""

    kind: str
    number: str
    start: int
    text: str


@dataclass(slots=True)
class Found:
    """How many lines were looked up by their number, how many were met, and every miss by its kind, with examples."""

    asked: Counter[str] = field(default_factory=Counter)
    met: Counter[str] = field(default_factory=Counter)
    missed: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def share(self) -> float:
        return self.met.total() / self.asked.total()


def numbered_lines(text: str) -> Iterator[NumberedLine]:
    """Yield the numbered lines of a file's text, those of a table of contents left out."""
    lines = list(_lines(text))
    again = Counter(_bare(line) for _, line in lines)
    for start, line in lines:
        if _LEADERS.search(line):
            continue
        for kind, shape in _SHAPES.items():
            match = shape.match(line)
            # A heading that a table of contents lists stands twice, word for word.
            if match and not (again[_bare(line)] > 1 and len(line) < 60):
                yield NumberedLine(kind, match[1], start + match.start(1), line.strip()[:40])


def look_up(shelves: Shelves, rows: Sequence[VersionRow], files: Mapping[str, Path]) -> Found:
    """Look every numbered line of the files up by title and number.

    A number that stands once in a file must lead to its line and no other; where it stands several times (annexes,
    lists in several chapters), a clause of that number must begin on the line and its own address must lead there.
    """
    found = Found()
    for row in rows:
        file = _File(shelves, row, files[row.source_name])
        lines = list(numbered_lines(file.text))
        times = Counter(line.number for line in lines)
        for line in lines:
            own = file.clause_at(line.start)
            wanted = parse_address(line.number).steps[-1].number
            bears = own is not None and parse_address(own.address).steps[-1].number == wanted
            found.asked[line.kind] += 1
            if times[line.number] > 1 and not bears:
                missed = "no clause of that number begins there"
            else:
                address = own.address if own is not None and times[line.number] > 1 else line.number
                missed = file.miss(f"《{row.metadata.title}》{address}", line.start)
            found.met[line.kind] += not missed
            if missed:
                found.missed[line.kind, missed].append(f"{row.metadata.title}: {line.text}")
    return found


class _File:
    """One file as it lies on disk, and the version that was read from it."""

    def __init__(self, shelves: Shelves, row: VersionRow, file: Path) -> None:
        self._shelves = shelves
        self._row = row
        self.text = read_markdown(file.read_bytes(), file.name).text
        self._version = shelves.shelf.version(row.version_row)
        self._at = {self._start(clause): clause for clause in reversed(shelves.shelf.tree(row.version_row).clauses)}

    def clause_at(self, start: int) -> Clause | None:
        """Return the clause that begins on the line of an offset."""
        return self._at.get(self._line(start))

    def miss(self, reference: str, start: int) -> str:
        """Return in what way a reference does not lead to the line of an offset; empty where it does."""
        try:
            clauses = self._shelves.lookup.clauses(reference, self._shelves.view)
        except ClauseReferenceError as error:
            return re.sub(r"“[^”]*”|《[^》]*》|第[^，。]{1,12}[条款项]|\d+", "…", error.message)[:24]
        lines = {self._start(one.clause) for one in clauses if one.version.key == self._row.key}
        if lines == {self._line(start)} and len(clauses) == 1:
            return ""
        return "several clauses" if self._line(start) in lines else "another line"

    def _start(self, clause: Clause) -> int:
        """Return where in the file the line starts on which a clause's visible text begins."""
        text = clause.own.of(self._version.text)
        first = clause.own.start + len(text) - len(text.lstrip())
        ranges = self._version.source_map.ranges(Span(first, first + 1))
        return self._line(ranges[0][0]) if ranges else -1

    def _line(self, offset: int) -> int:
        return self.text.rfind("\n", 0, offset) + 1


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1


def _bare(line: str) -> str:
    return re.sub(r"[\s#*>-]", "", line)
