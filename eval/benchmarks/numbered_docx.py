"""A text as the DOCX that an author would have made of it: its labels taken out and left to automatic numbering."""

import re
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from eval.benchmarks.docx_maker import cell, level, make_docx, numbering, paragraph, table
from kb.clauses.apart import read_lines
from kb.clauses.lines import Role
from kb.ingest.readers.docx.numerals import write_number

_NUMERAL = re.compile(r"[〇零一二三四五六七八九十百千]+|\d+|[①-⑳]|[a-zA-Z]|[Ⅰ-Ⅻ]")
_STYLES = ("chineseCountingThousand", "decimal", "decimalEnclosedCircle", "lowerLetter", "upperLetter")
_RULE = re.compile(r"\|(?:\s*:?-+:?\s*\|)+")


@dataclass(slots=True)
class _Lists:
    """The lists of a document: one for each kind of division, a level below the last of them for each kind of item."""

    levels: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    lists: dict[int, tuple[int, str]] = field(default_factory=dict)
    counts: dict[tuple[int, int], int] = field(default_factory=dict)
    current: dict[tuple[int, int], int] = field(default_factory=dict)

    def place(self, style: str, label: str, number: int) -> tuple[int, int]:
        """Return the list and the level at which the next paragraph gets the number."""
        named = (style, label)
        family = next((key for key, levels in self.levels.items() if named in levels), None)
        if family is None:
            family = len(self.levels) if label[0] == "第" or not self.levels else len(self.levels) - 1
            self.levels.setdefault(family, []).append(named)
        at = self.levels[family].index(named)
        for below in [held for held in self.counts if held[0] == family and held[1] > at]:
            del self.counts[below]
            self.current.pop(below, None)
        if self.counts.get((family, at), 0) + 1 != number:
            start = f'<w:startOverride w:val="{number}"/>'
            self.current[family, at] = self._list(family, f'<w:lvlOverride w:ilvl="{at}">{start}</w:lvlOverride>')
        self.counts[family, at] = number
        # A level that is skipped counts as begun.
        for above in range(at):
            self.counts.setdefault((family, above), 1)
        return self.current.setdefault((family, at), self._list(family, "")), at

    def _list(self, family: int, overrides: str) -> int:
        if not overrides:
            plain = next((key for key, held in self.lists.items() if held == (family, "")), None)
            if plain is not None:
                return plain
        self.lists[len(self.lists) + 1] = (family, overrides)
        return len(self.lists)

    def xml(self) -> str:
        """Return the inside of numbering.xml."""
        families = {
            family: "".join(
                level(at, style, escape(label, {'"': "&quot;"}).replace("%1", f"%{at + 1}"))
                for at, (style, label) in enumerate(levels)
            )
            for family, levels in self.levels.items()
        }
        return numbering(families, self.lists)


def numbered_docx(text: str) -> tuple[bytes, int]:
    """Return the DOCX and how many of its paragraphs are numbered by it."""
    lists, body, counted = _Lists(), [], 0
    rows: list[str] = []
    for line in read_lines(text):
        if line.role is Role.ROW:
            if not _RULE.fullmatch(line.body):
                rows.append("".join(cell(one.strip()) for one in line.body.strip("|").split("|")))
            continue
        if rows:
            body.append(table(*rows))
            rows = []
        found = None
        if line.role is Role.MARK and line.mark is not None and len(line.mark.number) == 1 and not line.mark.level:
            found = _numeral(line.mark.label, line.mark.number[0])
        if found is None or line.mark is None:
            body.append(paragraph(line.body.lstrip("# ")))
            continue
        style, label = found
        # What stands between the label and its paragraph belongs to the label here.
        at = line.body.index(line.mark.label) + len(line.mark.label)
        gap = len(line.body[at:]) - len(line.body[at:].lstrip())
        label += line.body[at : at + gap]
        body.append(paragraph(line.body[at + gap :], number=lists.place(style, label, line.mark.number[0])))
        counted += 1
    if rows:
        body.append(table(*rows))
    return make_docx("".join(body), {"numbering": lists.xml()}), counted


def _numeral(label: str, number: int) -> tuple[str, str] | None:
    """Return the style that writes the label's numeral, and the label with %1 in its place."""
    found = _NUMERAL.search(label)
    for style in _STYLES:
        if found is not None and write_number(number, style) == found[0]:
            return style, label[: found.start()] + "%1" + label[found.end() :]
    return None
