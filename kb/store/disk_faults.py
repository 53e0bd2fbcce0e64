"""What the disk refuses, told as an error of the home: a full disk, a folder that may only be read, a damaged file.

SQLite, tantivy and FAISS each have their own words for it; callers are to see one, with the path and what to do.
"""

import errno
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from kb.errors import HomeDamaged, HomeError, HomeFull, HomeLocked, HomeReadOnly

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_READ_ONLY = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
# The libraries of the indexes give the system's words (FAISS) or its number (tantivy) inside of a message.
_TOLD_FULL = re.compile(
    rf"{re.escape(os.strerror(errno.ENOSPC))}|{re.escape(os.strerror(errno.EDQUOT))}|{re.escape(os.strerror(errno.EFBIG))}"
    rf"|os error (?:{'|'.join(str(number) for number in sorted(_FULL))})\b|write error in"
)
_TOLD_READ_ONLY = re.compile(rf"{re.escape(os.strerror(errno.EROFS))}|os error {errno.EROFS}\b")
# An extended code of SQLite has its primary code in the lowest byte.
_PRIMARY = 0xFF


def may_write(path: Path) -> bool:
    """Tell whether the user as whom this program runs may write a file or into a folder."""
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def home_error(error: BaseException, home: Path) -> HomeError | None:
    """Return what an error of the disk is to a home; None where it is none of the disk's."""
    original = error.orig if isinstance(error, sa.exc.DBAPIError) else error
    if isinstance(original, sqlite3.Error):
        return _of_sqlite(original, home)
    if isinstance(original, OSError):
        # A file elsewhere that may not be read is no fault of the home.
        is_ours = original.filename is None or Path(os.fsdecode(original.filename)).is_relative_to(home)
        if original.errno in _FULL:
            return full(home, original.strerror or str(original))
        return read_only(home) if original.errno in _READ_ONLY and is_ours and not may_write(home) else None
    if isinstance(original, RuntimeError | ValueError):
        if _TOLD_FULL.search(str(original)):
            return full(home, str(original))
        return read_only(home) if _TOLD_READ_ONLY.search(str(original)) else None
    return None


@contextmanager
def told_of_home(home: Path) -> Iterator[None]:
    """Turn what the disk refuses inside the block into an error of the home. Raises HomeFull, HomeReadOnly, ..."""
    try:
        yield
    except (OSError, RuntimeError, ValueError, sqlite3.Error, sa.exc.DBAPIError) as error:
        told = home_error(error, home)
        if told is None:
            raise
        raise told from error


def full(home: Path, reason: str) -> HomeFull:
    """Return the error of a home whose disk takes no more."""
    return HomeFull(
        f"写不进知识库 {home}：磁盘已满或超出配额（{reason}）；这一步没有做，已发布的内容照常可查。"
        "请腾出空间，或用 kb backup 备份到另一个磁盘再 kb import，然后重新运行，会接着做",
        home=str(home),
    )


def read_only(home: Path) -> HomeReadOnly:
    """Return the error of a home that may only be read."""
    return HomeReadOnly(
        f"知识库 {home} 只能读，不能改动：当前用户没有写权限，或所在磁盘以只读方式挂载；检索和提问不受影响。"
        "要改动，请用拥有该目录的用户运行，或改目录的权限、把磁盘重新挂载为可写",
        home=str(home),
    )


def _of_sqlite(error: sqlite3.Error, home: Path) -> HomeError | None:
    code = getattr(error, "sqlite_errorcode", None) or 0
    primary = code & _PRIMARY
    # Beyond a quota or a limit of the file's size SQLite says that writing failed, not that the disk is full.
    if primary == sqlite3.SQLITE_FULL or code in (sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE):
        return full(home, str(error))
    if primary in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN) and not may_write(home):
        return read_only(home)
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return HomeLocked(f"另一个程序一直占用着知识库 {home}（{error}）；请等它结束后再试", home=str(home))
    if primary in (
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
    ):
        return HomeDamaged(
            f"知识库 {home} 的数据库读写出错（{error}）；请运行 kb doctor 查看，"
            "必要时从备份恢复：kb import 备份 --into 新目录",
            home=str(home),
        )
    return None
