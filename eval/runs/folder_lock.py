"""One run at a time in a folder: two that go on with it at once would ask everything twice and mix their lines."""

import fcntl
import os
from pathlib import Path

from eval.datasets import DatasetError


class FolderLock:
    """A lock on a folder itself, so that no file is left behind; it ends with the process at the latest."""

    def __init__(self, path: Path) -> None:
        """Take the lock. Raises DatasetError where another run holds it."""
        self._handle: int | None = os.open(path, os.O_RDONLY)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self.release()
            raise DatasetError(
                f"{path}: another run is going on in this folder; wait for its end, or name another folder"
            ) from error

    def release(self) -> None:
        """Let others in."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
