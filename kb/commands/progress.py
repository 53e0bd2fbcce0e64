"""How far an ingest or a reindex is, as people watch it."""

import math
import time
from contextlib import suppress
from typing import TextIO

from kb.ingest.report import FileReport
from kb.printing_reports import STATUS

# Seconds between two states of the encoding, where they are written over each other and where each is a line.
_TERMINAL_EVERY, _EVERY = 0.2, 10.0
# Over what a longer line left; not every terminal knows the code that clears one.
_BLANK = " " * 12


class Progress:
    """Lines on stderr while files are taken in; the rate and the time left while they are encoded."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._first: tuple[float, int] | None = None
        self._last = 0.0

    def file(self, report: FileReport) -> None:
        """Write one line for a file."""
        detail = f"，{report.reason}" if report.reason else ""
        if report.documents:
            clauses = sum(document.clauses for document in report.documents)
            detail = f"，{len(report.documents)} 篇，{clauses} 条"
        self._write(f"{STATUS[report.status]} {report.name}{detail}\n")

    def encoding(self, done: int, total: int) -> None:
        """Tell how far the encoding is: one line, written over in a terminal, now and then anew in a file."""
        now = time.monotonic()
        in_terminal = self._stream.isatty()
        is_due = self._first is None or now - self._last >= (_TERMINAL_EVERY if in_terminal else _EVERY)
        if not is_due and done < total:
            return
        since, before = self._first = self._first or (now, done)
        self._last = now
        parts = [f"计算向量 {done}/{total}"]
        if before:
            parts.append(f"{before} 条取自缓存")
        rate = (done - before) / (now - since) if now > since else 0.0
        if rate:
            parts.append(f"每秒 {rate:.0f} 条" if rate >= 1 else f"每条 {1 / rate:.0f} 秒")
            if done < total:
                parts.append(f"还需 {_duration((total - done) / rate)}")
        line = "，".join(parts)
        if in_terminal:
            self._write(f"\r{line}{_BLANK}" + ("\n" if done >= total else ""))
        else:
            self._write(f"{line}\n")

    def _write(self, text: str) -> None:
        """Write where somebody still reads: an ingest is finished and published whether it is watched or not."""
        with suppress(BrokenPipeError):
            self._stream.write(text)
            self._stream.flush()


def _duration(seconds: float) -> str:
    """Return a time as people say it, to the second below 2 minutes."""
    if seconds < 120:
        return f"{math.ceil(seconds)} 秒"
    minutes = math.ceil(seconds / 60)
    return f"{minutes} 分钟" if minutes < 120 else f"{minutes // 60} 小时 {minutes % 60} 分钟"
