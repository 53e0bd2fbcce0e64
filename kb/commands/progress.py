"""How far an ingest or a reindex is, as people watch it."""

import math
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TextIO

from kb.ingest.report import FileReport
from kb.printing.reports import STATUS

# Seconds between two states of the encoding, where they are written over each other and where each is a line.
_TERMINAL_EVERY, _EVERY = 0.2, 10.0
# Over what a longer line left; not every terminal knows the code that clears one.
_BLANK = " " * 12
_MEGABYTE = 1_000_000


class Progress:
    """Lines on stderr while files are taken in; the rate and the time left while they are encoded."""

    def __init__(self, stream: TextIO, *, files: int | None = None) -> None:
        """Take where to write, and how many files there are where that is known."""
        self._stream = stream
        self._files = files
        self._met = 0
        self._reading = _Pace()
        self._encoding = _Pace()

    def file(self, report: FileReport) -> None:
        """Write one line for a file."""
        detail = f"，{report.reason}" if report.reason else ""
        if report.documents:
            clauses = sum(document.clauses for document in report.documents)
            detail = f"，{len(report.documents)} 篇，{clauses} 条"
        self._write(f"{STATUS[report.status]} {report.name}{detail}\n")
        if self._files:
            self._met += 1
            # Members of archives are files, too: there may be more than were counted.
            pace = self._reading.at(self._met, max(self._files, self._met), _EVERY)
            if pace is not None and not pace.is_first and self._met < self._files:
                self._write(f"已读 {self._met}/{self._files} 个文件{_rate(pace, '个')}\n")

    def encoding(self, done: int, total: int) -> None:
        """Tell how far the encoding is: one line, written over in a terminal, now and then anew in a file."""
        in_terminal = self._stream.isatty()
        pace = self._encoding.at(done, total, _TERMINAL_EVERY if in_terminal else _EVERY)
        if pace is None:
            return
        cached = f"，{pace.before} 条取自缓存" if pace.before else ""
        self._tell(f"计算向量 {done}/{total}{cached}{_rate(pace, '条')}", is_last=done >= total)

    def bytes_of(self, doing: str) -> Callable[[int, int], None]:
        """Return what tells how far something is in megabytes; what is done within a moment is not told of."""
        return self._counting(doing, "MB", _MEGABYTE)

    def rows_of(self, doing: str) -> Callable[[int, int], None]:
        """Return what tells how far something is in rows; what is done within a moment is not told of."""
        return self._counting(doing, "行", 1)

    def _counting(self, doing: str, unit: str, scale: int) -> Callable[[int, int], None]:
        pace_of, told = _Pace(), False

        def tell(done: int, total: int) -> None:
            nonlocal told
            every = _TERMINAL_EVERY if self._stream.isatty() else _EVERY
            pace = pace_of.at(done / scale, total / scale, every)
            if pace is None or (not told and (pace.is_first or done >= total)):
                return
            told = True
            self._tell(f"{doing} {pace.done:.0f}/{pace.total:.0f} {unit}{_rate(pace, unit)}", is_last=done >= total)

        return tell

    def _tell(self, line: str, *, is_last: bool) -> None:
        if self._stream.isatty():
            self._write(f"\r{line}{_BLANK}" + ("\n" if is_last else ""))
        else:
            self._write(f"{line}\n")

    def _write(self, text: str) -> None:
        """Write where somebody still reads: an ingest is finished and published whether it is watched or not."""
        with suppress(BrokenPipeError):
            self._stream.write(text)
            self._stream.flush()


@dataclass(frozen=True, slots=True)
class _State:
    """How far something is, what was done before it was watched, and how many a second since."""

    done: float
    total: float
    before: float
    rate: float
    is_first: bool


class _Pace:
    """Measures how fast something goes, and says when it is time to tell of it."""

    def __init__(self) -> None:
        self._first: tuple[float, float] | None = None
        self._last = 0.0

    def at(self, done: float, total: float, every: float) -> _State | None:
        """Return how far it is; None where it was told of less than `every` seconds ago and is not at its end."""
        now = time.monotonic()
        is_first = self._first is None
        if not is_first and now - self._last < every and done < total:
            return None
        since, before = self._first = self._first or (now, done)
        self._last = now
        rate = (done - before) / (now - since) if now > since else 0.0
        return _State(done, total, before, rate, is_first)


def _rate(state: _State, unit: str) -> str:
    if not state.rate:
        return ""
    each = f"每秒 {state.rate:.0f} {unit}" if state.rate >= 1 else f"每{unit} {1 / state.rate:.0f} 秒"
    left = f"，还需 {_duration((state.total - state.done) / state.rate)}" if state.done < state.total else ""
    return f"，{each}{left}"


def _duration(seconds: float) -> str:
    """Return a time as people say it, to the second below 2 minutes."""
    if seconds < 120:
        return f"{math.ceil(seconds)} 秒"
    minutes = math.ceil(seconds / 60)
    return f"{minutes} 分钟" if minutes < 120 else f"{minutes // 60} 小时 {minutes % 60} 分钟"
