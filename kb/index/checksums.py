"""The checksums of a segment's files: what was written is what is read, or it is told which file is not."""

import json
from collections.abc import Collection
from pathlib import Path

from embeddings.files import sha256_of

CHECKSUMS = "checksums.json"


def write_checksums(folder: Path) -> None:
    """Write down the checksum of every file of a segment; the list appears whole or not at all."""
    found = {name: sha256_of(folder / name) for name in _names(folder)}
    draft = folder / f"{CHECKSUMS}.tmp"
    draft.write_text(json.dumps(found, indent=1), encoding="utf-8")
    draft.replace(folder / CHECKSUMS)


def has_checksums(folder: Path) -> bool:
    """Tell whether the checksums were written down: segments of earlier versions of the program have none."""
    return (folder / CHECKSUMS).is_file()


def differing(folder: Path, *, but: Collection[str] = ()) -> list[str]:
    """Return the files of a segment that are missing, or not as they were written; none where nothing is known.

    Those of `but`, which somebody else compares, are not looked at.
    """
    if not has_checksums(folder):
        return []
    try:
        stated = json.loads((folder / CHECKSUMS).read_text(encoding="utf-8"))
        return [name for name, expected in stated.items() if name not in but and _sha256(folder / name) != expected]
    except (ValueError, AttributeError):
        return [CHECKSUMS]


def _sha256(file: Path) -> str:
    try:
        return sha256_of(file)
    except OSError:
        return ""


def _names(folder: Path) -> list[str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    names = sorted(path.relative_to(folder).as_posix() for path in files)
    # Locks of a library are no content, and a list cannot hold its own checksum.
    return [name for name in names if not name.endswith(".lock") and not name.startswith(CHECKSUMS)]
