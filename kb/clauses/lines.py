"""The lines of a text with the mark that each begins with, where number and surroundings confirm it."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from kb.clauses.fences import is_fence
from kb.clauses.marks import ATTACHMENTS, HEADING, OUTLINE, Mark, find_mark


class Role(StrEnum):
    """What a line is in its text."""

    TITLE = "title"
    CONTENTS = "contents"
    CLOSING = "closing"
    ANNEX = "annex"
    ATTACHED = "attached"
    MARK = "mark"
    ROW = "row"
    CONTINUED = "continued"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, with the blank lines after it; the first also holds the blank lines before it."""

    start: int
    end: int
    body: str
    role: Role
    mark: Mark | None = None
    rest: str = ""
    """What the line says after the mark."""
    detached: bool = True
    """Whether a blank line stands before it."""


_NON_BLANK_LINE = re.compile(r"[^\n]*[^\s][^\n]*")
_TERMINAL = frozenset("。；;：:！!？?”’」』）)》〉…")
_UNFINISHED = re.compile(r"[，,、（(《“‘]$")
_CLOSING_PUNCTUATION = frozenset("，。；：、！？”’）》」』")
_POINTS_ON = re.compile(r"(?<![；;。])(?:[第款条项和或至及与照]|依据|根据|按照)$")
_CONNECTED = frozenset("，,、和或及与照据按至到依")
_SHORT = 12


def cut_lines(text: str) -> list[Line]:
    """Return the lines of a text but for blank ones and marks of blocks; joined by their offsets they are all of it."""
    spans = [found.span() for found in _NON_BLANK_LINE.finditer(text) if not is_fence(found[0])]
    lines = []
    for position, (start, end) in enumerate(spans):
        following = spans[position + 1][0] if position + 1 < len(spans) else len(text)
        before = spans[position - 1][1] if position else start
        body = text[start:end]
        mark = find_mark(body)
        lines.append(
            Line(
                start=start if position else 0,
                end=following,
                body=body.strip(),
                role=Role.MARK if mark else Role.ROW if body.lstrip().startswith("|") else Role.TEXT,
                mark=mark,
                rest=body[mark.rest :].strip() if mark else "",
                detached=start - before > 1,
            )
        )
    return lines


def accept_marks(lines: list[Line]) -> list[Line]:
    """Keep the marks that number and surroundings confirm; the other lines are running text."""
    judge = _Judge({line.mark.number for line in lines if line.mark and line.mark.style == OUTLINE})
    accepted: list[Line] = []
    for line in lines:
        before = accepted[-1] if accepted else None
        if line.role is Role.CONTENTS:
            accepted.append(line)
            continue
        if line.mark is not None and judge.accepts(line, before):
            accepted.append(line)
            continue
        role: Role = line.role if line.role is Role.ROW else Role.TEXT
        if role is Role.TEXT and before is not None and not line.detached and before.role is not Role.ROW:
            goes_on = _UNFINISHED.search(before.body) or line.body[0] in _CLOSING_PUNCTUATION
            role = Role.CONTINUED if goes_on else role
        accepted.append(replace(line, mark=None, role=role))
    return accepted


class _Judge:
    """Decides mark by mark, with the numbers accepted so far as evidence."""

    def __init__(self, outline: set[tuple[int, ...]]) -> None:
        self._outline = outline
        self._last: dict[str, tuple[int, ...]] = {}
        self._seen_outline: set[tuple[int, ...]] = set()

    def accepts(self, line: Line, before: Line | None) -> bool:
        mark = line.mark
        assert mark is not None
        accepted = self._judge(mark, line, before)
        if accepted:
            self._last[mark.style] = mark.number
            if mark.style == OUTLINE:
                self._seen_outline.add(mark.number)
        return accepted

    def _judge(self, mark: Mark, line: Line, before: Line | None) -> bool:
        if mark.style == HEADING or mark.level:
            return True
        runs_on = before is not None and not line.detached and _runs_on(before)
        adjacent = before.body if before is not None and not line.detached else ""
        if mark.style == OUTLINE:
            if len(mark.number) > 2 and self._goes_on(mark.number):
                runs_on = adjacent[-1:] in _CONNECTED or _POINTS_ON.search(adjacent) is not None
            return not runs_on and self._outline_expected(mark.number)
        if mark.style == "条":
            if adjacent and adjacent[-1] in _CONNECTED:
                return False
        elif _POINTS_ON.search(adjacent):
            return False
        if mark.certain:
            return not runs_on or self._expected(mark) or mark.style in ATTACHMENTS
        return not runs_on and self._expected(mark)

    def _expected(self, mark: Mark) -> bool:
        last = self._last.get(mark.style)
        if mark.number == (1,) or not mark.number:
            return True
        if last is None:
            return mark.certain
        return follows(last, mark.number)

    def _outline_expected(self, number: tuple[int, ...]) -> bool:
        if len(number) == 1:
            return (*number, 1) in self._outline and (number == (1,) or (number[0] - 1,) in self._seen_outline)
        # The number of a chapter and of a section may head 2.1.1 instead of a printed 2.1.
        unprinted = len(number) == 2 or number[:-1] not in self._outline
        opens = number[-1] == 1 and (number[:-1] in self._seen_outline or unprinted)
        return opens or self._goes_on(number)

    def _goes_on(self, number: tuple[int, ...]) -> bool:
        return (*number[:-1], number[-1] - 1) in self._seen_outline


def _runs_on(line: Line) -> bool:
    """Tell whether the line stops in mid-sentence."""
    if line.role in (Role.MARK, Role.ROW) and len(line.body) < 2 * _SHORT:
        return False
    return line.body[-1] not in _TERMINAL and len(line.body) >= _SHORT and line.start > 0


def follows(last: tuple[int, ...], number: tuple[int, ...]) -> bool:
    """Tell whether a number comes next: 八 -> 九, 十二 -> 十二之一 -> 十二之二 -> 十三."""
    return number in ((last[0] + 1,), (*last, 1), (*last[:-1], last[-1] + 1))
