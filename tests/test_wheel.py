"""The wheel: what is in it, what it says of itself, and that it works where there is no checkout."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
import urllib.request
import venv
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest

from api.server import listen
from tests.kb.homes import RENT

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("api", "embeddings", "eval", "kb")
_SKIPPED = shutil.ignore_patterns("__pycache__")
_MOST_BYTES = 25_000_000
QUESTION = "场地租金补助期限多长"
ANSWER = "不超过二十四个月[1]\n第三条 补助期限不超过二十四个月，由人力资源部门按季度拨付。[1]"
# Every command in one process, which ends if anything comes from elsewhere than the installed folder.
PROGRAM = """
import json, sys
from kb.cli import main
for arguments in json.loads(sys.argv[2]):
    if main(arguments):
        sys.exit(f"failed: {arguments}")
import api.server
ours = {"api", "embeddings", "eval", "kb"}
loaded = [module for name, module in sys.modules.items() if name.partition(".")[0] in ours]
elsewhere = [str(module.__file__) for module in loaded if not str(module.__file__).startswith(sys.argv[1])]
sys.exit(f"from elsewhere: {elsewhere}" if elsewhere else 0)
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a copy of what the wheel is built from: a build folder of the checkout could hold files of before."""
    place = tmp_path_factory.mktemp("source")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, place / package, ignore=_SKIPPED)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, place)
    return place


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--no-build-isolation", "--no-deps", "--no-index", "-q"]
    subprocess.run([*command, "--disable-pip-version-check", "-w", str(out), str(source)], check=True)
    (made,) = out.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        return Parser().parsestr(archive.read(name).decode("utf-8"))


def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(source: Path, wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = {name: archive.getinfo(name).file_size for name in archive.namelist() if ".dist-info/" not in name}
    tree = {
        path.relative_to(source).as_posix(): path.stat().st_size
        for package in PACKAGES
        for path in (source / package).rglob("*")
        if path.is_file()
    }
    assert packed == tree


def test_the_wheel_is_of_a_size_that_is_easily_carried(wheel: Path) -> None:
    assert re.fullmatch(r"policy_knowledge_base-[0-9.]+-py3-none-any\.whl", wheel.name)
    assert wheel.stat().st_size < _MOST_BYTES


def test_the_wheel_says_what_it_is(wheel: Path, metadata: Message) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert metadata["Name"] == "policy-knowledge-base"
    assert metadata["Version"] == project["version"]
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata.get_all("License-File") == ["LICENSE"]
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert str(metadata.get_payload()).strip() == (ROOT / "README.md").read_text(encoding="utf-8").strip()
    assert metadata.get_all("Classifier") == project["classifiers"]
    assert set(metadata.get_all("Provides-Extra", [])) == set(project["optional-dependencies"])
    with zipfile.ZipFile(wheel) as archive:
        (entry,) = [name for name in archive.namelist() if name.endswith(".dist-info/entry_points.txt")]
        assert archive.read(entry).decode() == "[console_scripts]\nkb = kb.start:main\n"


def _files(folder: Path) -> Path:
    files = folder / "文件"
    files.mkdir()
    (files / "租金.txt").write_text(RENT, encoding="utf-8")
    return files


def _away(**settings: str) -> dict[str, str]:
    """Give the environment of somebody who never saw the checkout."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("KB_", "PYTHON"))} | settings


def test_an_installed_wheel_reads_and_answers_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    target, elsewhere = tmp_path / "installed", tmp_path / "elsewhere"
    elsewhere.mkdir()
    command = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--no-compile", "-q"]
    subprocess.run([*command, "--disable-pip-version-check", "--target", str(target), str(wheel)], check=True)
    commands = [["ingest", str(_files(tmp_path))], ["--json", "ask", QUESTION]]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(target), json.dumps(commands)],
        cwd=elsewhere,
        env=_away(PYTHONPATH=str(target), PYTHONDONTWRITEBYTECODE="1", PYTHONUTF8="1"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["answer"] == ANSWER
    # The home is where the program was called, as the settings say.
    assert [path.name for path in elsewhere.iterdir()] == [".kb"]


@pytest.mark.soak
def test_a_wheel_in_an_environment_of_its_own_serves(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "environment"
    venv.create(place, with_pip=False, symlinks=True)
    python = place / "bin" / "python"
    libraries = Path(pytest.__file__).parents[1]
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", "-q"]
    subprocess.run([*command, "--disable-pip-version-check", str(wheel)], check=True)
    # The libraries are those of this environment; behind its own, and without the checkout's own link to itself.
    (site,) = place.glob("lib/*/site-packages")
    (site / "libraries.pth").write_text(f"{libraries}\n", encoding="utf-8")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    def kb(*arguments: str) -> str:
        call = [str(place / "bin" / "kb"), *arguments]
        return subprocess.run(call, cwd=elsewhere, env=_away(), capture_output=True, text=True, check=True).stdout

    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert kb("--version") == f"kb {version}\n"
    where = subprocess.run(
        [python, "-c", "import kb; print(kb.__file__)"], cwd=elsewhere, env=_away(), capture_output=True
    )
    assert Path(where.stdout.decode().strip()).is_relative_to(place)
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
    call = [str(place / "bin" / "kb"), "serve", "--port", str(port)]
    with subprocess.Popen(call, cwd=elsewhere, env=_away(), stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        said = [server.stderr.readline(), server.stderr.readline()]
        assert said[-1] == "知识库还是空的：在网页的“管理”里上传文件，或运行 kb ingest 文件夹。\n"
        address = f"http://127.0.0.1:{port}"
        assert b"<!doctype html>" in urllib.request.urlopen(f"{address}/").read()
        assert json.load(urllib.request.urlopen(f"{address}/v1/documents"))["documents"] == []
        kb("ingest", str(_files(tmp_path)))
        request = urllib.request.Request(
            f"{address}/v1/ask",
            json.dumps({"question": QUESTION}).encode(),
            {"Content-Type": "application/json"},
        )
        assert json.load(urllib.request.urlopen(request))["answer"] == ANSWER
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=30) == 0
