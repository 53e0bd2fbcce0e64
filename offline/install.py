"""Install on a machine without a network: check the files, make an environment, take everything from `wheels`."""

import argparse
import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
CHECKSUMS = "SHA256SUMS"
PYTHON = "@PYTHON@"
PACKAGE = "policy-knowledge-base[mcp]"


def main() -> int:
    """Install into a folder; 0 where it is done, 2 where something is not as it should be."""
    parser = argparse.ArgumentParser(description="核对文件，建立独立的运行环境，只从本目录的 wheels 安装。")
    parser.add_argument("folder", nargs="?", type=Path, default=HERE / "kb-env", help="装到哪里（默认本目录下 kb-env）")
    parser.add_argument("--package", default=PACKAGE, help=argparse.SUPPRESS)
    options = parser.parse_args()
    have = f"{sys.version_info.major}.{sys.version_info.minor}"
    if PYTHON[0] != "@" and have != PYTHON:
        return _refuse(f"这个安装包用于 Python {PYTHON}，当前是 {have}；请安装 Python {PYTHON}，或换用相应的安装包")
    if wrong := damaged(HERE):
        return _refuse(f"文件不完整或已改动：{wrong[0]}（共 {len(wrong)} 个）；请重新拷贝安装包")
    python = make_environment(options.folder)
    pip = next(iter(sorted((HERE / "wheels").glob("pip-*.whl"))), None)
    if pip is None:
        return _refuse("wheels 目录里没有 pip；请重新制作安装包")
    command = [sys.executable, str(pip / "pip"), "--python", str(python), "install", "--no-index", "--no-cache-dir"]
    command += ["--disable-pip-version-check", "--find-links", str(HERE / "wheels"), options.package]
    if subprocess.run(command, env={**_quiet(), "PIP_NO_INDEX": "1"}, check=False).returncode:
        return _refuse("安装没有成功，原因见上；请核对安装包的系统和 Python 版本是否与本机相同")
    program = python.parent / ("kb.exe" if os.name == "nt" else "kb")
    print(f"已装好。接下来：\n  {program} ingest {HERE / 'seeds'}\n  {program} serve\n  {program} doctor")
    return 0


def damaged(place: Path) -> list[str]:
    """Return the files that are missing or not as they were packed."""
    lines = (place / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    stated = [line.split("  ", 1) for line in lines if line]
    return [name for expected, name in stated if _sha256(place / name) != expected]


def make_environment(folder: Path) -> Path:
    """Make an environment without pip in a folder; return its Python. One that is there is used again."""
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.create(folder, with_pip=False)
    return python


def _sha256(path: Path) -> str:
    if not path.is_file():
        return ""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _quiet() -> dict[str, str]:
    """Return the environment without what would lead pip elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(("PIP_", "PYTHON"))}
    return {**kept, "PIP_CONFIG_FILE": os.devnull}


def _refuse(why: str) -> int:
    print(f"错误：{why}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
