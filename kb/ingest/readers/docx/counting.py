"""The labels of numbered paragraphs, counted in the order in which the paragraphs stand."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from kb.ingest.readers.docx.numbering import PADDED, Level, List
from kb.ingest.readers.docx.numerals import is_known, write_number
from kb.ingest.readers.docx.styles import ListPlace, Styles
from kb.ingest.readers.docx.symbols import plain_symbols

_PLACEHOLDER = re.compile(r"%([1-9])")
_DECIMAL = ("decimal", "decimalZero")
# After these a label needs no blank: they take a whole character's room themselves.
_WIDE_END = "、．。）】〕》：，；"


@dataclass(slots=True)
class _Family:
    values: dict[int, int] = field(default_factory=dict)
    started: set[tuple[int, int]] = field(default_factory=set)


class Counter:
    """Counts the paragraphs of all lists of a document."""

    def __init__(self, lists: Mapping[int, List], styles: Styles) -> None:
        self._lists = lists
        self._styles = styles
        self._families: dict[str, _Family] = {}
        self.unknown_styles: set[str] = set()

    def label(self, own: ListPlace, style_id: str | None) -> str:
        """Count a paragraph and return its label with the blank after it; empty where it has none."""
        inherited, holder = self._styles.place(style_id)
        list_id = own.list_id if own.list_id is not None else inherited.list_id
        numbered = self._lists.get(list_id) if list_id else None
        if numbered is None or list_id is None:
            return ""
        at = own.level
        if at is None and own.list_id is None and holder is not None:
            at = numbered.level_of_style(style_id or holder)
            at = numbered.level_of_style(holder) if at is None else at
        if at is None:
            at = inherited.level or 0
        level = numbered.levels.get(at)
        if level is None:
            return ""
        self._count(list_id, numbered, at, level)
        return "" if level.hidden else _with_gap(self._write(numbered, at, level), level.gap)

    def _count(self, list_id: int, numbered: List, at: int, level: Level) -> None:
        family = self._families.setdefault(numbered.family, _Family())
        start = numbered.starts.get(at, level.start)
        if at in numbered.starts and (list_id, at) not in family.started:
            family.values.pop(at, None)
        family.started.add((list_id, at))
        family.values[at] = family.values[at] + 1 if at in family.values else start
        # A level that was skipped counts as begun: 1.1 before any 1 is followed by 2.
        for above, upper in numbered.levels.items():
            if above < at:
                family.values.setdefault(above, numbered.starts.get(above, upper.start))
        for below in [held for held in family.values if held > at]:
            restart = numbered.levels[below].restart if below in numbered.levels else None
            if restart is None or at < restart:
                del family.values[below]

    def _write(self, numbered: List, at: int, level: Level) -> str:
        if level.style == "bullet":
            return plain_symbols(level.text, level.font) or "•"
        values = self._families[numbered.family].values

        def number(found: re.Match[str]) -> str:
            which = int(found[1]) - 1
            shown = numbered.levels.get(which)
            if shown is None or which > at:
                return ""
            style = "decimal" if level.legal and shown.style not in _DECIMAL else shown.style
            return self._number(values.get(which, shown.start), style)

        return _PLACEHOLDER.sub(number, level.text)

    def _number(self, number: int, style: str) -> str:
        if style.startswith(PADDED):
            return str(number).zfill(int(style.removeprefix(PADDED)))
        if not is_known(style):
            self.unknown_styles.add(style)
        return write_number(number, style)


def _with_gap(label: str, gap: str) -> str:
    if not label or gap == "nothing" or label[-1].isspace() or label[-1] in _WIDE_END:
        return label
    return label + " "
