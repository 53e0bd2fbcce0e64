"""Build one archive that installs the program on a machine without a network: wheels, model, seeds, scripts, checksums.

    python offline/build.py [--platform win_amd64] [--python 3.11] [--out dist]

The model lies in the project's own wheel. The archive is a ZIP that Windows and Linux open by themselves.
"""

import argparse
import hashlib
import platform
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = ("install.py", "install.sh", "install.bat", "安装说明.txt")
CHECKSUMS = "SHA256SUMS"
# Published without a wheel for every system and pure Python: a wheel of it that is built here fits everywhere.
_ANYWHERE = "-none-any.whl"


def main() -> int:
    """Build the archive; print where it lies and how large it is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--platform", default="", help="as wheels name it, e.g. win_amd64, manylinux_2_28_x86_64")
    parser.add_argument("--python", default=f"{sys.version_info.major}.{sys.version_info.minor}")
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--index", default="", help="an extra package index, for the CPU build of torch")
    options = parser.parse_args()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name = f"policy-kb-{project['version']}-{options.platform or current_platform()}-py{options.python}"
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / name
        (place / "wheels").mkdir(parents=True)
        collect(place / "wheels", requirements(project), options.platform, options.python, options.index)
        shutil.copytree(ROOT / "seeds", place / "seeds")
        shutil.copy(ROOT / "constraints.txt", place)
        shutil.copy(ROOT / "LICENSE", place)
        add_scripts(place, options.python)
        write_checksums(place)
        archive = pack(place, options.out)
    sys.stdout.write(f"{archive}  {archive.stat().st_size / 1_000_000:.1f} MB\n")
    return 0


def requirements(project: Mapping[str, Any]) -> list[str]:
    """Return what a machine without a network needs: the dependencies, and the tools for agents, an extra."""
    return [*project["dependencies"], *project["optional-dependencies"]["mcp"]]


def current_platform() -> str:
    """Return the name of this machine's platform, short."""
    return sysconfig.get_platform().replace("-", "_").replace(".", "_") or platform.machine()


def collect(wheels: Path, dependencies: list[str], target: str, python: str, index: str) -> None:
    """Gather the wheels of the project, of all that it needs, and of pip itself. Raises CalledProcessError."""
    pinned = ["-c", str(ROOT / "constraints.txt"), *(["--extra-index-url", index] if index else [])]
    # A build folder of before could hold files that are gone.
    shutil.rmtree(ROOT / "build", ignore_errors=True)
    _pip("wheel", "--no-deps", "--wheel-dir", str(wheels), str(ROOT))
    if not target:
        _pip("wheel", *pinned, "--wheel-dir", str(wheels), *dependencies, "pip")
        return
    with tempfile.TemporaryDirectory() as folder:
        # What is published as source alone is built here; of that, what fits everywhere is taken along.
        built = Path(folder)
        _pip("wheel", *pinned, "--no-deps", "--wheel-dir", str(built), *_source_only(dependencies))
        found = ["--find-links", str(built)]
        systems = ["--platform", target, "--python-version", python, "--implementation", "cp", "--only-binary", ":all:"]
        _pip("download", *pinned, *found, *systems, "--dest", str(wheels), *dependencies, "pip")


def _source_only(dependencies: list[str]) -> list[str]:
    """Return the requirements of which no wheel is published."""
    return [one for one in dependencies if one.startswith("ir-measures")] or ["pip"]


def add_scripts(place: Path, python: str) -> None:
    """Copy the scripts for the other machine; Windows wants its line ends, and each is told which Python it needs."""
    for name in SCRIPTS:
        text = (ROOT / "offline" / name).read_text(encoding="utf-8").replace("@PYTHON@", python)
        ends = "\r\n" if name.endswith((".bat", ".txt")) else "\n"
        mark = "\ufeff" if name.endswith(".txt") else ""
        (place / name).write_bytes((mark + text.replace("\n", ends)).encode("utf-8"))
    (place / "install.sh").chmod(0o755)


def write_checksums(place: Path) -> None:
    """Write down the SHA-256 of every file, as `sha256sum -c` reads it."""
    files = sorted(path for path in place.rglob("*") if path.is_file())
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(place).as_posix()}" for path in files]
    (place / CHECKSUMS).write_text("\n".join(lines) + "\n", encoding="utf-8")


def pack(place: Path, out: Path) -> Path:
    """Put a folder into a ZIP beside nothing else; wheels are compressed already."""
    out.mkdir(parents=True, exist_ok=True)
    target = out / f"{place.name}.zip"
    draft = target.with_suffix(".tmp")
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(path for path in place.rglob("*") if path.is_file()):
            archive.write(path, path.relative_to(place.parent).as_posix())
    draft.replace(target)
    return target


def _pip(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments], check=True)


if __name__ == "__main__":
    sys.exit(main())
