"""Files under paths, in a fixed order, with what is to be said of those that are not taken in."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

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


def find_files(paths: Sequence[Path]) -> Iterator[FoundFile]:
    """Give the files of the paths, folders walked in name order, hidden files left out.

    A file is named by its path below the folder that was given. An unsupported file that was named itself is left to
    the reader to refuse; one met in a folder is reported as skipped. A path that does not exist is a failure.
    """
    for path in paths:
        if path.is_dir():
            for file in _walk(path):
                name = _printable(file.relative_to(path).as_posix())
                if file.name.partition(".")[0] in _ABOUT_THE_FOLDER:
                    yield FoundFile(name, report=FileReport(name, IngestStatus.SKIPPED, reason="文件夹的说明文件"))
                elif is_supported(name):
                    yield _read(file, name)
                else:
                    reason = f"不支持的格式“{file.suffix or '（无扩展名）'}”"
                    yield FoundFile(name, report=FileReport(name, IngestStatus.SKIPPED, reason=reason))
        else:
            yield _read(path, _printable(path.name))


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


def _read(file: Path, name: str) -> FoundFile:
    try:
        return FoundFile(name, file.read_bytes())
    except OSError as error:
        reason = f"读不到文件 {_printable(str(file))}：{error.strerror}；请检查路径和权限"
        return FoundFile(name, report=FileReport(name, IngestStatus.FAILED, reason=reason))
