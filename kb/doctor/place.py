"""The folder of a home: may it be written, how much room is there, what lies in it besides; and the settings."""

import errno
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from kb.bundles.drafts import leftovers
from kb.bundles.manifest import OWN_FILES, ROWS, SEGMENTS, VECTORS
from kb.doctor.findings import Finding, Mending, Severity
from kb.evaluations import EVALUATIONS
from kb.index.merged_words import MERGED
from kb.settings import Settings
from kb.store.disk_faults import may_write

_LITTLE_ROOM = 100_000_000
_LOCK = "write.lock"
_SQLITE_ENDINGS = ("", "-wal", "-shm", "-journal")
_EXPECTED = {
    SEGMENTS,
    MERGED,
    EVALUATIONS,
    _LOCK,
    *OWN_FILES,
    *(f"{name}{ending}" for name in (ROWS, VECTORS) for ending in _SQLITE_ENDINGS),
}
# Read by the tests of the program, set where it is developed.
_NOT_OURS = frozenset({"KB_CORPUS_DIR"})


def check_place(home: Path) -> Iterator[Finding]:
    """Yield what is wrong with the folder and the disk that it lies on."""
    yield from _unwritable(home)
    free = shutil.disk_usage(home).free
    size = sum(_size(path) for path in home.rglob("*"))
    if free < _LITTLE_ROOM:
        yield Finding(
            "disk_full",
            str(home),
            f"磁盘只剩 {_megabytes(free)}，导入和重建随时可能因写满而中止",
            "请腾出空间，或用 kb backup 备份后换一个磁盘（kb import 备份 --into 新目录）",
        )
    elif free < size:
        yield Finding(
            "disk_low",
            str(home),
            f"磁盘剩 {_megabytes(free)}，知识库有 {_megabytes(size)}：重建索引或备份时可能不够",
            "重建或备份之前请先腾出空间",
            Severity.NOTE,
        )


def check_leftovers(home: Path) -> Iterator[Finding]:
    """Yield what lies in the folder or beside it and is of no use to anybody."""
    for path in sorted(home.iterdir()):
        if path.name not in _EXPECTED:
            yield Finding(
                "unknown_file",
                path.name,
                f"知识库目录里有不属于它的“{path.name}”，不影响使用",
                "不是您自己放的就可以移走",
                Severity.NOTE,
            )
    for path in leftovers(home.absolute()):
        yield Finding(
            "draft_left",
            str(path),
            "一次导入中途被终止，留下了没有完成的临时目录，不影响使用",
            "下一次向同一目录 kb import 时会自动清除；也可运行 kb doctor --repair",
            Severity.NOTE,
            Mending.LEFTOVERS,
        )


def check_settings(settings: Settings, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Yield what the environment sets that no setting is called."""
    known = {f"KB_{name.upper()}" for name in type(settings).model_fields} | _NOT_OURS
    for name in _unknown(environ, known):
        yield Finding(
            "unknown_setting",
            name,
            f"环境变量 {name} 不是本程序的设置，没有起作用",
            "请检查拼写；kb settings 列出各项设置",
            Severity.NOTE,
        )


def _unknown(environ: Mapping[str, str], known: Iterable[str]) -> list[str]:
    return sorted(name for name in environ if name.upper().startswith("KB_") and name.upper() not in set(known))


def _unwritable(home: Path) -> Iterator[Finding]:
    try:
        with tempfile.TemporaryFile(dir=home):
            pass
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return
        why = "所在的磁盘以只读方式挂载" if error.errno == errno.EROFS else "当前用户没有写权限"
        yield Finding(
            "read_only",
            str(home),
            f"知识库目录写不进去：{why}（{error.strerror}）；检索和提问不受影响，导入、撤回等改动做不了",
            "请用拥有该目录的用户运行，或改目录的权限、把磁盘重新挂载为可写；"
            "只能只读又要改动的，把整个目录复制到可写的地方再用 --home 指定",
        )
        return
    for path in [home / SEGMENTS, *(home / name for name in (ROWS, VECTORS, _LOCK))]:
        if path.exists() and not may_write(path):
            yield Finding(
                "read_only",
                path.name,
                f"“{path.name}”写不进去：当前用户没有写权限",
                "请用拥有该目录的用户运行，或改它的权限",
            )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.0f} MB"
