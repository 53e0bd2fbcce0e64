"""Folders in which something is made that is put in place by one rename; what a killed program left is cleared away."""

import re
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

LOCK = "draft.lock"
# A draft without its lock may have been made a moment ago.
_YOUNG_SECONDS = 60.0


@contextmanager
def draft_beside(place: Path) -> Iterator[Path]:
    """Give a new folder beside a place, gone at the end; those that killed programs left for the place go first."""
    for left in leftovers(place):
        shutil.rmtree(left, ignore_errors=True)
    draft = place.parent / f".{place.name}.{uuid.uuid4().hex}.tmp"
    draft.mkdir(parents=True)
    lock = FileLock(draft / LOCK)
    try:
        with lock:
            yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def leftovers(place: Path) -> list[Path]:
    """Return the drafts for a place in which nobody is at work any more."""
    pattern = re.compile(rf"\.{re.escape(place.name)}\.[0-9a-f]{{32}}\.tmp")
    if not place.parent.is_dir():
        return []
    found = sorted(path for path in place.parent.iterdir() if pattern.fullmatch(path.name) and path.is_dir())
    return [path for path in found if _is_left(path)]


def _is_left(draft: Path) -> bool:
    lock = draft / LOCK
    try:
        if not lock.is_file():
            return time.time() - draft.stat().st_mtime > _YOUNG_SECONDS
        with FileLock(lock, timeout=0):
            return True
    except (Timeout, OSError):
        return False
