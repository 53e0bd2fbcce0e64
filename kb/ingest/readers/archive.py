"""ZIP files as folders: their members with names decoded, or with the reason why one is not taken out.

Nothing is unpacked to a disk. What a hostile archive can do is bounded by the limits of its package.
"""

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from zipfile import ZipInfo

from kb.errors import SourceError
from kb.ingest.readers.packed import Allowance, Package, PackageLimits

SUFFIX = ".zip"
_NESTING = 1
_UTF8_NAME = 0x800
_UNICODE_PATH = 0x7075
_MOST_MEMBERS = 2000
_MOST_BYTES = 512_000_000
_RATIO = 200
_ENCRYPTED = 0x1
# What Finder, Explorer and office programs leave behind in folders.
_LEFTOVERS = ("~$", ".")
_LEFTOVER_FOLDERS = frozenset({"__MACOSX"})


@dataclass(frozen=True, slots=True)
class ArchiveMember:
    """A file of an archive, by the archive's name and its own; `refused` says why it was not taken out."""

    name: str
    data: bytes = b""
    refused: str | None = None


def is_archive(name: str) -> bool:
    """Tell whether a file of this name is an archive."""
    return PurePosixPath(name.replace("\\", "/")).suffix.lower() == SUFFIX


def archive_members(data: bytes, name: str, *, max_bytes: int | None = None) -> Iterator[ArchiveMember]:
    """Give the files of an archive in the order of their names, archives in it opened one level deep.

    A file is named `archive.zip/folder/file.docx`. Names out of the archive, encrypted and damaged members and those
    larger than `max_bytes` are refused one by one; an archive that cannot be opened is one refusal.
    """
    limits = PackageLimits(_MOST_MEMBERS, max_bytes or _MOST_BYTES, _MOST_BYTES, _RATIO)
    yield from _members(data, name, limits, Allowance(limits.total_bytes), 0)


def _members(
    data: bytes, name: str, limits: PackageLimits, allowance: Allowance, depth: int
) -> Iterator[ArchiveMember]:
    try:
        package = Package(data, name, limits, allowance)
    except SourceError as error:
        yield ArchiveMember(name, refused=error.message)
        return
    named = sorted((decoded_name(info), info) for info in package.members if not info.is_dir())
    kept = [(inner, info) for inner, info in named if not _is_leftover(inner)]
    if not kept:
        yield ArchiveMember(name, refused=f"“{name}”里没有文件；请检查压缩包")
        return
    seen: set[str] = set()
    for inner, info in kept:
        whole = f"{name}/{_printable(inner)}"
        refused = _refusal(inner, info, whole) or (f"“{whole}”在压缩包里重名，只取第一个" if inner in seen else None)
        seen.add(inner)
        if refused is None and is_archive(inner) and depth >= _NESTING:
            refused = f"“{whole}”是压缩包里的压缩包里的压缩包，没有打开；请解压后再导入"
        if refused is not None:
            yield ArchiveMember(whole, refused=refused)
            continue
        try:
            taken = package.read_member(info)
        except SourceError as error:
            yield ArchiveMember(whole, refused=error.message)
            continue
        if is_archive(inner):
            yield from _members(taken, whole, limits, allowance, depth + 1)
        else:
            yield ArchiveMember(whole, taken)


def decoded_name(info: ZipInfo) -> str:
    """Return a member's name: as UTF-8 where the archive says so or where it is that, else as GB18030.

    Programs of Chinese Windows write names in GBK without saying so; `zipfile` then reads them as CP437.
    """
    extra = _unicode_path(info.extra)
    if extra is not None:
        return extra
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def _unicode_path(extra: bytes) -> str | None:
    """Return the name that Info-ZIP writes beside the old one, None where there is none."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = int.from_bytes(extra[at : at + 2], "little"), int.from_bytes(extra[at + 2 : at + 4], "little")
        if kind == _UNICODE_PATH and length > 5:
            try:
                return extra[at + 9 : at + 4 + length].decode("utf-8")
            except UnicodeDecodeError:
                return None
        at += 4 + length
    return None


def _is_leftover(name: str) -> bool:
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return bool(parts) and (parts[-1].startswith(_LEFTOVERS) or bool(_LEFTOVER_FOLDERS & set(parts)))


def _refusal(name: str, info: ZipInfo, whole: str) -> str | None:
    plain = name.replace("\\", "/")
    if plain.startswith("/") or plain[1:2] == ":" or ".." in plain.split("/"):
        return f"“{_printable(name)}”的路径指向压缩包之外，没有取出；请检查压缩包的来源"
    if stat.S_ISLNK(info.external_attr >> 16):
        return f"“{whole}”是符号链接，没有取出；请把它指向的文件放进压缩包"
    if info.flag_bits & _ENCRYPTED:
        return f"“{whole}”加了密码，没有取出；请去掉密码重新压缩，或解压后再导入"
    return None


def _printable(name: str) -> str:
    return "".join(character if character.isprintable() else "_" for character in name.replace("\\", "/"))
