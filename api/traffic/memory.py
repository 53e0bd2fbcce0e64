"""The memory that this process holds, and what it gives back of it."""

import ctypes
import os
import sys
import threading
from pathlib import Path

_STATM = Path("/proc/self/statm")
# Of malloc.h: how many heaps threads may have of their own.
_ARENA_MAX = -8
_ARENAS = 2
_TRIM_SECONDS = 20.0


def resident_bytes() -> float:
    """Return the bytes in memory; 0 where the system does not tell without a library."""
    try:
        pages = int(_STATM.read_text().split()[1])
    except OSError:
        return 0.0
    return float(pages * os.sysconf("SC_PAGE_SIZE"))


class Thrift:
    """Gives memory that is free back to the system, now and then; only with the GNU library, which keeps it.

    Every exchange of indexes frees what many small pieces lie in; with a heap a thread, under load, a process grew by
    several megabytes a change that it never used again.
    """

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._library = _gnu_library()
        self._thread = threading.Thread(target=self._run, name="thrift", daemon=True)

    def start(self) -> None:
        """Begin, before other threads do."""
        if self._library is not None:
            self._library.mallopt(_ARENA_MAX, _ARENAS)
            self._thread.start()

    def stop(self) -> None:
        """End."""
        self._stopped.set()

    def _run(self) -> None:
        while self._library is not None and not self._stopped.wait(_TRIM_SECONDS):
            self._library.malloc_trim(0)


def _gnu_library() -> ctypes.CDLL | None:
    if sys.platform != "linux":
        return None
    try:
        library = ctypes.CDLL("libc.so.6")
    except OSError:
        return None
    return library if hasattr(library, "malloc_trim") and hasattr(library, "mallopt") else None
