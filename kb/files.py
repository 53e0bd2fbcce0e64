"""Files under paths, in a fixed order, with what is to be said of those that are not taken in."""

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kb.ingest.readers.archive import archive_members, is_archive
from kb.ingest.refusals import changed, too_large
from kb.ingest.report import FileReport, IngestStatus
from kb.ingest.source import is_supported

# Files that by custom describe the folder they lie in.
_ABOUT_THE_FOLDER = frozenset({"README", "SOURCES", "LICENSE", "CHANGELOG"})


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file with its bytes, or with a report where it is not to be taken in."""

    name: str
    data: bytes = b""
    report: FileReport | None = None


def find_files(paths: Sequence[Path], *, max_bytes: int | None = None) -> Iterator[FoundFile]:
    """Give the files of the paths, folders walked in name order, hidden files left out.

    A file of more than `max_bytes` is a failure and is not read, and so is one that changes meanwhile. A file is named
    by its path below the folder that was given. An unsupported file that was named itself is left to the reader to
    refuse; one met in a folder is reported as skipped. A path that does not exist is a failure.
    """
    for path in paths:
        if path.is_dir():
            for file in _walk(path):
                name = _printable(file.relative_to(path).as_posix())
                skipped = _skipped(name)
                if skipped is None:
                    yield from opened_archive(_read(file, name, max_bytes), max_bytes=max_bytes)
                else:
                    yield skipped
        else:
            yield from opened_archive(_read(path, _printable(path.name), max_bytes), max_bytes=max_bytes)


def count_files(paths: Sequence[Path]) -> int:
    """Return how many files there are to be met below the paths; an archive counts as one, and none is read."""
    return sum(sum(1 for _ in _walk(path)) if path.is_dir() else 1 for path in paths)


def opened_archive(file: FoundFile, *, max_bytes: int | None = None) -> Iterator[FoundFile]:
    """Give the files of an archive as those of a folder; a file that is none is given as it is."""
    if file.report is not None or not is_archive(file.name):
        yield file
        return
    for member in archive_members(file.data, file.name, max_bytes=max_bytes):
        if member.refused is not None:
            yield _failed(member.name, member.refused)
        else:
            yield _skipped(member.name) or FoundFile(member.name, member.data)


def _skipped(name: str) -> FoundFile | None:
    """Return the report on a file in a folder that is not to be read, None where it is."""
    bare = PurePosixPath(name)
    if bare.name.partition(".")[0] in _ABOUT_THE_FOLDER:
        reason = "文件夹的说明文件"
    elif is_supported(name) or is_archive(name):
        return None
    else:
        reason = f"不支持的格式“{bare.suffix or '（无扩展名）'}”"
    return FoundFile(name, report=FileReport(name, IngestStatus.SKIPPED, reason=reason))


def _walk(folder: Path) -> Iterable[Path]:
    return (
        file
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(folder).parts)
    )


def _printable(name: str) -> str:
    """Return a file's name as text: one unpacked from an old archive may be bytes of GB18030, no UTF-8."""
    raw = os.fsencode(name)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def _read(file: Path, name: str, max_bytes: int | None) -> FoundFile:
    try:
        before = file.stat()
        if not stat.S_ISREG(before.st_mode):
            return _failed(name, f"“{name}”不是普通文件，没有读取；请给出文件或文件夹的路径")
        if max_bytes is not None and before.st_size > max_bytes:
            return _failed(name, too_large(name, before.st_size, max_bytes).message)
        with file.open("rb") as opened:
            # One byte more than there was: a file that grows all the while is not read to its end.
            data = opened.read(before.st_size + 1)
        after = file.stat()
    except OSError as error:
        return _failed(name, f"读不到文件 {_printable(str(file))}：{error.strerror}；请检查路径和权限")
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != before.st_size:
        return _failed(name, changed(name).message)
    return FoundFile(name, data)


def _failed(name: str, reason: str) -> FoundFile:
    return FoundFile(name, report=FileReport(name, IngestStatus.FAILED, reason=reason))
