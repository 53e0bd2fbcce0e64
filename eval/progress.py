"""How far a run is: a bar on a terminal, a line every tenth of the way elsewhere."""

import sys
import time
from collections.abc import Callable
from typing import Protocol, TextIO

from tqdm import tqdm

_STEPS = 10


class Progress(Protocol):
    """What is told of each question that is done."""

    def done(self, errors: int) -> None:
        """Count one question; so many have failed by now."""

    def close(self) -> None:
        """Say nothing more."""


class Bar:
    """A bar with rate and time left."""

    def __init__(self, total: int, stream: TextIO) -> None:
        self._bar = tqdm(total=total, file=stream, unit="question", dynamic_ncols=True)

    def done(self, errors: int) -> None:
        """Move on by one question."""
        if errors:
            self._bar.set_postfix(errors=errors, refresh=False)
        self._bar.update()

    def close(self) -> None:
        """Leave the bar as it stands."""
        self._bar.close()


class Lines:
    """A line every tenth of the way, for logs."""

    def __init__(self, total: int, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._total = total
        self._stream = stream
        self._clock = clock
        self._started = clock()
        self._count = 0

    def done(self, errors: int) -> None:
        """Count one question; print a line where a tenth is full."""
        self._count += 1
        if self._count * _STEPS // self._total == (self._count - 1) * _STEPS // self._total:
            return
        seconds = self._clock() - self._started
        rate = self._count / seconds if seconds > 0 else 0.0
        left = (self._total - self._count) / rate if rate else 0.0
        print(
            f"eval: {self._count} of {self._total} questions, {rate:.1f} a second, {_duration(left)} left,"
            f" errors {errors}",
            file=self._stream,
            flush=True,
        )

    def close(self) -> None:
        """Do nothing."""


class Silence:
    """No word."""

    def done(self, errors: int) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


def progress(total: int, stream: TextIO | None = None) -> Progress:
    """Return what fits the stream, standard error by default."""
    stream = stream or sys.stderr
    if not total:
        return Silence()
    return Bar(total, stream) if stream.isatty() else Lines(total, stream)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
