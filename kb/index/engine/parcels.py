"""Files of a segment as rows of text: what every process needs beside the server's answers lies on the server too."""

import base64
import hashlib
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

from kb.errors import HomeDamaged

# In base64 so many bytes fill a field of 65,535 characters.
_PIECE = 49_000
PIECE_CHARS = 65_535
_DAY = (1980, 1, 1, 0, 0, 0)


def packed(folder: Path) -> bytes:
    """Return the files of a folder as one archive: the same files give the same bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    return held.getvalue()


def pieces(data: bytes) -> list[str]:
    """Return bytes as pieces of text."""
    return [base64.b64encode(data[start : start + _PIECE]).decode() for start in range(0, len(data), _PIECE)]


def unpacked(parts: Sequence[str], digest: str, folder: Path) -> None:
    """Write the files of an archive into a folder that is there.

    Raises HomeDamaged where the pieces are not those of the digest.
    """
    data = b"".join(map(base64.b64decode, parts))
    if digest_of(data) != digest:
        raise HomeDamaged(
            f"索引服务器上索引段 {folder.name} 的附表不全或已损坏；请运行 kb reindex 重建", folder=str(folder)
        )
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            target = folder / entry.filename
            if not target.resolve().is_relative_to(folder.resolve()):
                raise HomeDamaged(f"索引段的附表里有不该有的路径 {entry.filename}", folder=str(folder))
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(entry))


def digest_of(data: bytes) -> str:
    """Return the hexadecimal SHA-256 of bytes."""
    return hashlib.sha256(data).hexdigest()
