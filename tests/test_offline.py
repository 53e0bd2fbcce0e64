"""The archive for machines without a network: packed with checksums, installed from itself alone, refused when torn."""

import hashlib
import importlib.util
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


def _module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"offline_{name}", ROOT / "offline" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _wheel(folder: Path, name: str, files: dict[str, str], entry: str = "") -> None:
    """Write a wheel of pure Python."""
    info = f"{name}-1.0.dist-info"
    files = {
        **files,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
        + ("Requires-Dist: tinyneed\n" if entry else ""),
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        **({f"{info}/entry_points.txt": f"[console_scripts]\nkb = {entry}\n"} if entry else {}),
    }
    record = "".join(f"{path},,\n" for path in files) + f"{info}/RECORD,,\n"
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as archive:
        for path, text in {**files, f"{info}/RECORD": record}.items():
            archive.writestr(path, text)


def _pip_wheel(folder: Path) -> None:
    """Pack the pip of this environment as the wheel that it came in."""
    spec = importlib.util.find_spec("pip")
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    with zipfile.ZipFile(folder / "pip-1.0-py3-none-any.whl", "w") as archive:
        for path in sorted(package.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                archive.write(path, Path("pip") / path.relative_to(package))


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    build = _module("build")
    place = tmp_path / "made" / "policy-kb-test"
    (place / "wheels").mkdir(parents=True)
    (place / "seeds").mkdir()
    (place / "seeds" / "一.txt").write_text("第一条 试。", encoding="utf-8")
    program = "import tinyneed\ndef main():\n    print('kb', tinyneed.NAME)\n"
    _wheel(place / "wheels", "tinykb", {"tinykb.py": program}, entry="tinykb:main")
    _wheel(place / "wheels", "tinyneed", {"tinyneed.py": "NAME = '装好'\n"})
    _pip_wheel(place / "wheels")
    build.add_scripts(place, PYTHON)
    build.write_checksums(place)
    packed: Path = build.pack(place, tmp_path / "dist")
    return packed


def _unpacked(archive: Path, folder: Path) -> Path:
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
    return folder / archive.stem


def _install(place: Path, target: Path) -> subprocess.CompletedProcess[str]:
    command = ["sh", str(place / "install.sh"), str(target), "--package", "tinykb"]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    # An index that would be asked fails the test: there is none at that address.
    env = {**os.environ, "PATH": path, "PIP_INDEX_URL": "http://127.0.0.1:9/", "PYTHONUTF8": "1"}
    return subprocess.run(command, env=env, capture_output=True, text=True, encoding="utf-8", check=False)


def test_what_is_packed_installs_from_itself_alone(archive: Path, tmp_path: Path) -> None:
    place = _unpacked(archive, tmp_path / "另一台机器")
    names = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}
    assert {"install.py", "install.sh", "install.bat", "安装说明.txt", "SHA256SUMS", "seeds/一.txt"} <= names
    lines = (place / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    assert {line.split("  ")[1] for line in lines} == names - {"SHA256SUMS"}
    assert hashlib.sha256((place / "install.py").read_bytes()).hexdigest() in {line.split("  ")[0] for line in lines}
    done = _install(place, tmp_path / "环境")
    assert done.returncode == 0, done.stdout + done.stderr
    program = tmp_path / "环境" / "bin" / "kb"
    assert f"{program} serve" in done.stdout
    told = subprocess.run([program], capture_output=True, text=True, encoding="utf-8", check=True)
    assert told.stdout == "kb 装好\n"


def test_a_torn_archive_is_refused_before_anything_is_installed(archive: Path, tmp_path: Path) -> None:
    place = _unpacked(archive, tmp_path / "there")
    (place / "wheels" / "tinyneed-1.0-py3-none-any.whl").write_bytes(b"torn")
    done = _install(place, tmp_path / "env")
    assert (done.returncode, done.stderr) == (
        2,
        "错误：文件不完整或已改动：wheels/tinyneed-1.0-py3-none-any.whl（共 1 个）；请重新拷贝安装包\n",
    )
    assert not (tmp_path / "env").exists()


def test_the_scripts_for_windows_have_its_line_ends_and_name_the_python(archive: Path, tmp_path: Path) -> None:
    place = _unpacked(archive, tmp_path / "there")
    batch = (place / "install.bat").read_bytes()
    assert batch.count(b"\r\n") == batch.count(b"\n") > 10
    assert f"py -{PYTHON} install.py %*".encode() in batch
    guide = (place / "安装说明.txt").read_bytes()
    assert guide.startswith(b"\xef\xbb\xbf")
    assert f"Python {PYTHON}（64 位）" in guide.decode("utf-8")
