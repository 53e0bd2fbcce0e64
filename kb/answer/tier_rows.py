"""Rows of a table, items and stretches of sentences, with the figures or grades that say for whom each holds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from kb.clauses.tables import cells_of
from kb.rules.matching.grade import grades_in
from kb.text.intervals import Interval, intervals_in
from kb.text.quantities import TIMES, in_base_unit
from kb.text.set_rows import cells_set
from kb.text.written_numbers import half_width
from kb.types import Span

# So many lines before and behind a text may hold the tiers beside it.
_LINES, _LONGEST_LINE, _LONGEST_CELL, _LONGEST_GRADE = 14, 1200, 24, 8
_SENTENCE = re.compile(r"[^。;!?]+[。;!?]?")
_PIECE = re.compile(r"(?:\([^()]*\)|,(?=\d{3}(?!\d))|[^,:])+[,:]?")
_PART_OF_PIECE = re.compile(r"[^、]+、?")
_OPENS = re.compile(r"^\s*(?:#+ |第[〇零一二三四五六七八九十百\d]+[条章节]|[一二三四五六七八九十]+、|附件)")
_ITEM = re.compile(r"^\s*(?:\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、)]|[①-⑳])")
_INTRODUCES = re.compile(r":\s*$")
_RULE = re.compile(r"^[\s|:-]+$")
# What is granted is no tier: 处1万元以上5万元以下罚款, 补助3万元至5万元.
_GRANTED_BEFORE = re.compile(
    r"(?:给予|予以|补助|补贴|奖励|奖补|奖|补|资助|贴息|处以?|罚款|额度|授信|金额|标准|期限|时限|为|按照?|最[高多长]|上限|发放|承担|支付|收取"
    r"|加收|提供|可达|放宽|提高|延长|控制)[到至为在]?(?:人民币)?(?:不得?超过|不[高低少大]于|最[高多])?$"
)
_GRANTED_AFTER = re.compile(r"^的?(?:罚款|罚金|奖励|奖补|补助|补贴|资助|贴息|奖金|一次性|授信|信用额度|有期徒刑)")
_OF_IT = re.compile(r"^(?:\([^()]*\))?(?:的|者|时(?!间)|部分)")
_LIMIT = re.compile(r"(?:不得?超过|不[高多大]于|至多|最[高多长])$")
_GRANTED_COLUMN = re.compile(
    r"额度|限额|上限|[补奖]助?[贴励]?(?:标准|金额)|补[助贴]|奖励|贴息|利率|费率|比例|收费|期限|时限"
)
# Where a sentence ends behind it, it is what is demanded.
_LAST = re.compile(r"^(?:\([^()]*\))?[。;!?]?\s*$")
_NO_GRADE = re.compile(r"[A-Za-z](?:股|轮|座|区|栋|楼|证|照|站|图|类签)|[1-9]A")
_SCALE = re.compile(r"(?:第?[一二三四五六七]|[甲乙丙丁])[等档类](?!似|别|型)")
_TIMES = frozenset(in_base_unit((Decimal(1),), unit)[1] for unit in TIMES)
# Words of an interval so near tell what it is of.
_NEAR, _BEHIND = 10, 6


@dataclass(frozen=True, slots=True)
class Bound:
    """An interval that says for what a row holds, with the words around it, and its column of a table."""

    interval: Interval
    about: str
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, or a stretch of a sentence, with what says for whom it holds."""

    span: Span
    bounds: tuple[Bound, ...] = ()
    grades: frozenset[str] = frozenset()
    opens: bool = False
    """Whether an article or a chapter begins with it: what stands before is of another."""
    lead: str = ""
    """The line that introduces the list of which it is an item."""


def grades_named(words: str) -> frozenset[str]:
    """Return the grades that words name: letters as whole tokens (AA is no A), 甲级, 一等, 二档."""
    said = _NO_GRADE.sub(" ", half_width(words))
    return grades_in(said) | {found.removeprefix("第") for found in _SCALE.findall(said)}


class RowReader:
    """Reads the rows of texts; each line once."""

    def __init__(self) -> None:
        self._lines: dict[tuple[str, str], list[Row]] = {}

    def around(self, text: str, span: Span) -> list[Row]:
        """Return the rows of a stretch of a text and of the lines beside it, in order."""
        rows: list[Row] = []
        header = lead = ""
        for start, line in _lines_around(text, span):
            if not line.strip() or _RULE.match(half_width(line)):
                continue
            held = self._lines.get((header, line))
            if held is None:
                held = self._lines[header, line] = list(_rows_in(line, header))
            plain = half_width(line)
            opens = _OPENS.match(plain) is not None
            lead = lead if _ITEM.match(plain) else plain if _INTRODUCES.search(plain) else ""
            rows += [
                replace(
                    row, span=Span(row.span.start + start, row.span.end + start), opens=opens and not place, lead=lead
                )
                for place, row in enumerate(held)
            ]
            if not _cells(line):
                header = ""
            elif not any(row.bounds or row.grades for row in held):
                header = line
        return rows


def _lines_around(text: str, span: Span) -> Iterator[tuple[int, str]]:
    """Yield the lines of a stretch of a text, and some before and behind it, with where each begins."""
    start, end = span.start, span.end
    for _ in range(_LINES + 1):
        start = text.rfind("\n", 0, max(start - 1, 0)) + 1
    for _ in range(_LINES + 1):
        found = text.find("\n", end)
        end = len(text) if found < 0 else found + 1
    for line in text[start:end].splitlines(keepends=True):
        if len(line) <= _LONGEST_LINE:
            yield start, line
        start += len(line)


def _cells(line: str) -> list[str]:
    """Return the cells of a line of a table, be it drawn, or set with tabs or wide spaces; empty for no row."""
    return cells_of(line) if line.lstrip().startswith("|") else cells_set(line)


def _rows_in(line: str, header: str) -> Iterator[Row]:
    if cells := [half_width(cell) for cell in _cells(line)]:
        names = _cells(header)
        names = names if len(names) == len(cells) else [""] * len(cells)
        bounds = [
            bound for at, cell in enumerate(cells) for bound in _cell_bounds(cell, names[at], at) if len(cells) > 1
        ]
        grades = [grades_named(cell) for cell in cells if len(cell) <= _LONGEST_GRADE]
        yield Row(Span(0, len(line)), tuple(bounds), next((one for one in grades if one), frozenset()))
        return
    plain = half_width(line)
    for sentence in _SENTENCE.finditer(plain):
        yield from _rows_of_sentence(plain, Span(*sentence.span()))


def _cell_bounds(cell: str, name: str, column: int) -> Iterator[Bound]:
    """Yield the one interval of a cell; a number alone says for what the row holds in the first column only."""
    found = intervals_in(cell) if len(cell) <= _LONGEST_CELL else ()
    if len(found) != 1 or _GRANTED_COLUMN.search(name) or (found[0].figure and column > 0):
        return
    one = found[0]
    before, after = cell[: one.start], cell[one.end :]
    if not (_LIMIT.search(before) or _GRANTED_BEFORE.search(before)) or _OF_IT.match(after):
        yield Bound(one, name + before + after, column)


def _rows_of_sentence(line: str, sentence: Span) -> Iterator[Row]:
    """Yield the stretches of a sentence, of which each begins where a measure is divided anew."""
    rows = [Row(Span(sentence.start, sentence.start))]
    for piece in _pieces(line, sentence):
        words = piece.of(line)
        bounds, grades = _conditions(words), grades_named(words)
        last = rows[-1]
        units = {bound.interval.unit for bound in last.bounds}
        if (grades and last.grades) or any(bound.interval.unit in units for bound in bounds):
            last = Row(Span(piece.start, piece.start))
            rows.append(last)
        rows[-1] = Row(Span(last.span.start, piece.end), (*last.bounds, *bounds), last.grades | grades)
    yield from rows


def _pieces(line: str, sentence: Span) -> Iterator[Span]:
    for match in _PIECE.finditer(line, sentence.start, sentence.end):
        units = [bound.interval.unit for bound in _conditions(match.group())]
        if len(units) == len(set(units)):
            yield Span(*match.span())
            continue
        # 80分以上的10万元、60分至79分的5万元
        for part in _PART_OF_PIECE.finditer(line, *match.span()):
            yield Span(*part.span())


def _conditions(piece: str) -> list[Bound]:
    """Return the intervals of a stretch between commas that say when something holds, not what holds."""
    found = []
    for one in intervals_in(piece):
        before, after = piece[: one.start], piece[one.end :]
        signs = (_LIMIT.search(before), _GRANTED_BEFORE.search(before), _LAST.match(after))
        # 5日内 is how soon something is done.
        soon = one.low is None and one.unit in _TIMES
        needs_mark = one.figure or soon or any(signs)
        if _GRANTED_AFTER.match(after) or (needs_mark and not _OF_IT.match(after)):
            continue
        found.append(Bound(one, before[-_NEAR:] + after[:_BEHIND]))
    return found
