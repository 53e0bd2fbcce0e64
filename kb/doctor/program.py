"""The files that ship with the program: damaged weights would rank and judge wrongly without a word."""

import base64
import hashlib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, PackagePath, distribution
from pathlib import Path

import kb
from kb.doctor.findings import Finding
from kb.errors import ProgramDamaged
from kb.retrieve.linear import read_record

_NAME = "policy-knowledge-base"
_REMEDY = "请重新安装程序（安装包见文档“离线安装”）；知识库目录不用动"


def check_program() -> Iterator[Finding]:
    """Yield the files of the program that are not as they were shipped: its weights, and whatever was installed."""
    told: set[str] = set()
    for path in sorted(Path(kb.__file__).parent.rglob("data/*_weights.json")):
        try:
            read_record(path)
        except ProgramDamaged as error:
            told.add(path.name)
            yield Finding("program_damaged", path.name, error.message.partition("；")[0], _REMEDY)
    for name in _changed():
        if Path(name).name not in told:
            yield Finding("program_damaged", name, f"程序的文件 {name} 与安装时的校验值不符", _REMEDY)


def _changed() -> list[str]:
    """Return the installed files that are not those of the installation's record; a checkout has no such record."""
    try:
        installed: Distribution = distribution(_NAME)
    except PackageNotFoundError:
        return []
    return sorted(str(path) for path in installed.files or () if path.hash and not _is_whole(path))


def _is_whole(path: PackagePath) -> bool:
    assert path.hash is not None
    try:
        digest = hashlib.new(path.hash.mode, path.read_binary()).digest()
    except (OSError, ValueError):
        return False
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == path.hash.value
