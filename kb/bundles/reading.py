"""Bundles read: nothing of one is believed before all of it is found as it was written."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from kb.bundles.manifest import MANIFEST, ROWS, Manifest, Member, is_allowed, manifest_from_json, repeated
from kb.errors import BundleDamaged, NotFound

TRAILER = 64
"""A bundle ends with the hexadecimal SHA-256 of all that stands before; to ZIP it is the archive's comment."""
_BLOCK = 1 << 20
Progress = Callable[[int, int], None]
"""Called with (bytes done, bytes in all)."""
_MOST_MEMBERS, _MOST_MANIFEST = 20_000, 16_000_000
_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class Bundle:
    """An open bundle whose bytes are those that were written."""

    name: str
    manifest: Manifest
    archive: ZipFile

    def check(self) -> None:
        """Compare every member with its checksum. Raises BundleDamaged."""
        for member in self.manifest.members:
            self._copy(member, None)

    def unpack(self, folder: Path, progress: Progress | None = None) -> None:
        """Write every member into a folder, checked while it is written. Raises BundleDamaged, OSError."""
        done, total = 0, sum(member.size for member in self.manifest.members)
        for member in self.manifest.members:
            target = folder.joinpath(*member.name.split("/"))
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as file:
                self._copy(member, file)
                file.flush()
                os.fsync(file.fileno())
            done += member.size
            if progress is not None:
                progress(done, total)

    def _copy(self, member: Member, target: BinaryIO | None) -> None:
        digest, size = hashlib.sha256(), 0
        try:
            with self.archive.open(member.name) as source:
                while block := source.read(_BLOCK):
                    size += len(block)
                    digest.update(block)
                    if target is not None:
                        target.write(block)
        except (BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
            raise damaged(self.name, f"“{member.name}”读不出来：{error}") from error
        if (size, digest.hexdigest()) != (member.size, member.sha256):
            raise damaged(self.name, f"“{member.name}”与清单里的校验值不符")


@contextmanager
def opened(file: Path) -> Iterator[Bundle]:
    """Give the bundle of a file. Raises NotFound, BundleDamaged, BundleTooNew."""
    try:
        raw = file.open("rb")
    except FileNotFoundError as error:
        raise NotFound(f"没有文件 {file}；请检查路径", file=str(file)) from error
    except IsADirectoryError as error:
        raise BundleDamaged(f"{file} 是文件夹，不是打包文件；文件夹用 kb ingest 导入", file=str(file)) from error
    with raw:
        _require_whole(raw, file.name)
        try:
            archive = ZipFile(raw)
        except (BadZipFile, NotImplementedError, ValueError) as error:
            raise damaged(file.name, f"打不开：{error}") from error
        with archive:
            yield _read(archive, file.name, file.stat().st_size)


def damaged(name: str, what: str) -> BundleDamaged:
    """Return the error for a file that is not as it was written."""
    return BundleDamaged(f"“{name}”不完整或已损坏（{what}）；什么也没有导入，请重新取得这个文件", file=name)


def digest_before(file: BinaryIO, end: int) -> str:
    """Return the SHA-256 of the first `end` bytes of a file."""
    digest, left = hashlib.sha256(), end
    file.seek(0)
    while left and (block := file.read(min(_BLOCK, left))):
        digest.update(block)
        left -= len(block)
    return digest.hexdigest()


def _require_whole(file: BinaryIO, name: str) -> None:
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if file.read(2) != b"PK" or size <= TRAILER:
        raise BundleDamaged(f"“{name}”不是知识库的打包文件；打包文件由 kb export 或 kb backup 写出", file=name)
    found = digest_before(file, size - TRAILER)
    file.seek(size - TRAILER)
    if file.read(TRAILER) != found.encode():
        raise damaged(name, "全文校验值不符")
    file.seek(0)


def _read(archive: ZipFile, name: str, size: int) -> Bundle:
    infos = archive.infolist()
    _require_harmless(infos, name, size)
    try:
        data = archive.read(MANIFEST)
    except (KeyError, BadZipFile, EOFError, RuntimeError, ValueError) as error:
        raise damaged(name, f"没有清单：{error}") from error
    manifest = manifest_from_json(data, name)
    listed = {member.name for member in manifest.members}
    held = {info.filename for info in infos} - {MANIFEST}
    if listed != held or ROWS not in listed:
        odd = sorted(listed ^ held) or [ROWS]
        raise damaged(name, f"清单与内容不一致：“{odd[0]}”")
    return Bundle(name, manifest, archive)


def _require_harmless(infos: list[ZipInfo], name: str, size: int) -> None:
    """Refuse what a bundle never has: other names, compression, more bytes in its members than the file itself has."""
    if len(infos) > _MOST_MEMBERS:
        raise damaged(name, f"含 {len(infos)} 个文件，最多 {_MOST_MEMBERS} 个")
    for info in infos:
        if not is_allowed(info.filename) or info.orig_filename != info.filename:
            raise damaged(name, f"文件名“{info.filename}”不该出现")
        if info.compress_type != ZIP_STORED or info.flag_bits & _ENCRYPTED or info.file_size != info.compress_size:
            raise damaged(name, f"“{info.filename}”是压缩或加密的")
        if info.filename == MANIFEST and info.file_size > _MOST_MANIFEST:
            raise damaged(name, f"清单有 {info.file_size} 字节")
    if twice := repeated(info.filename for info in infos):
        raise damaged(name, f"“{twice[0]}”出现两次")
    # Members that share their bytes would be more when unpacked than they are here.
    if sum(info.file_size for info in infos) > size:
        raise damaged(name, "内容比文件本身还大")
