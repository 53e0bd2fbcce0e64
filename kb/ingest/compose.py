"""Put ranges of a file together into a version's text, keeping the way back exact."""

import re
from collections.abc import Iterable, Sequence

from kb.types import SourceMap, SourceRun

Piece = tuple[int, int]
"""A half-open range of the decoded file."""

_HAN = r"\u3400-\u9fff\uf900-\ufaff"
_MARK = r"，。、；：！？（）《》〈〉“”‘’【】〔〕…—"
# Extraction leaves a blank where the type changes from Chinese to Latin; Chinese print has none there, except after
# the mark of a news item (“…讯 5月”).
_STRAY = re.compile(
    rf"(?<=[{_HAN}{_MARK}])(?<![讯电])[ \t\u00a0\u3000]+(?=[0-9A-Za-z])"
    rf"|(?<=[0-9A-Za-z%％℃])[ \t\u00a0\u3000]+(?=[{_HAN}{_MARK}])"
)
_LATIN_END = re.compile(r"[A-Za-z,;]$")
_LATIN_START = re.compile(r"^[A-Za-z]")
_NUMBER = re.compile(r"^[0-9A-Za-z.]+\s")


class Composer:
    """Collect pieces of a file into one text with its SourceMap."""

    def __init__(self, raw: str) -> None:
        self._raw = raw
        self._parts: list[str] = []
        self._runs: list[SourceRun] = []
        self._length = 0

    def add(self, start: int, end: int) -> None:
        """Append the file's characters of the range."""
        if start >= end:
            return
        if self._runs:
            last = self._runs[-1]
            if last.start + last.length == self._length and last.source_start + last.length == start:
                self._runs[-1] = SourceRun(last.start, last.source_start, last.length + end - start)
                self._push(self._raw[start:end])
                return
        self._runs.append(SourceRun(self._length, start, end - start))
        self._push(self._raw[start:end])

    def add_break(self, characters: str) -> None:
        """Append characters that stand in no file."""
        self._push(characters)

    def finish(self) -> tuple[str, SourceMap]:
        """Return the text and the way back to the file."""
        return "".join(self._parts), SourceMap(tuple(self._runs))

    def _push(self, characters: str) -> None:
        self._parts.append(characters)
        self._length += len(characters)


def compose(raw: str, groups: Sequence[Sequence[Piece]]) -> tuple[str, SourceMap]:
    """Return one paragraph a group, its pieces joined and stray blanks left out, and the way back to the file."""
    composer = Composer(raw)
    for position, group in enumerate(groups):
        if position:
            composer.add_break("\n")
        _add_paragraph(composer, raw, group)
    return composer.finish()


def _add_paragraph(composer: Composer, raw: str, group: Sequence[Piece]) -> None:
    before = ""
    for position, (start, end) in enumerate(group):
        text = raw[start:end]
        if before and _LATIN_END.search(before) and _LATIN_START.match(text):
            composer.add_break(" ")
        # A number that stands before its heading (“1 总则”) keeps its blank.
        number = _NUMBER.match(text) if position == 0 else None
        done = number.end() if number else 0
        composer.add(start, start + done)
        for stray in _STRAY.finditer(text, done):
            composer.add(start + done, start + stray.start())
            done = stray.end()
        composer.add(start + done, end)
        before = text


def left_over(raw: str, used: Iterable[Piece]) -> tuple[Piece, ...]:
    """Return the ranges of the file that no piece holds, where they hold a letter, a figure or a Chinese character.

    Marks around bylines and bold print say nothing by themselves.
    """
    found: list[Piece] = []
    done = 0
    for start, end in [*sorted(used), (len(raw), len(raw))]:
        if start > done:
            text = raw[done:start]
            kept = re.search(r"\w.*", text, re.DOTALL)
            if kept:
                found.append((done + kept.start(), done + len(text.rstrip())))
        done = max(done, end)
    return tuple(found)


def whole(raw: str) -> tuple[str, SourceMap]:
    """Return the file's text as it stands, with line ends made one character, and the way back to the file."""
    if "\r" not in raw:
        return raw, SourceMap((SourceRun(0, 0, len(raw)),))
    composer = Composer(raw)
    start = 0
    for match in re.finditer(r"\r\n?", raw):
        composer.add(start, match.start())
        if match[0] == "\r\n":
            start = match.end() - 1
        else:
            composer.add_break("\n")
            start = match.end()
    composer.add(start, len(raw))
    return composer.finish()
