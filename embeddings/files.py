"""Files on disk: digests, and folders that appear whole or not at all."""

import hashlib
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def sha256_of(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file's bytes. Raises OSError where it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """Yield a temporary sibling that becomes `folder` when the block ends well and vanishes when it does not.

    Raises FileExistsError where the folder is already there.
    """
    if folder.exists():
        raise FileExistsError(f"{folder} is already there; save into a new folder")
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = folder.parent / f".{folder.name}.{uuid.uuid4().hex}.tmp"
    draft.mkdir()
    try:
        yield draft
        # Whoever names the folder afterwards must find all of it on the disk, its subfolders' entries included.
        sync_tree(draft)
        draft.rename(folder)
        sync(folder.parent)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def sync_tree(folder: Path) -> None:
    """Make the system write a folder and all that lies in it to the disk."""
    for path in sorted(folder.rglob("*"), reverse=True):
        sync(path)
    sync(folder)


def sync(path: Path) -> None:
    """Make the system write a file, or a folder's own entries, to the disk."""
    # Windows opens no folders and has nothing to sync there.
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
