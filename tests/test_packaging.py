"""The commands and pins that a fresh clone starts from."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.dependencies import brought, requirements

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def _pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))


def test_every_constraint_is_one_exact_version_without_a_local_suffix() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert [pin for pin in pins if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][0-9a-z.]*", pin)] == []
    names = [canonicalize_name(pin.split("==")[0]) for pin in pins]
    assert names == sorted(set(names))


def test_every_requirement_is_pinned_to_a_version_that_it_allows() -> None:
    pins = {canonicalize_name(name): version for name, version in _pins().items()}
    wrong = [
        str(requirement)
        for requirement in requirements()
        if not requirement.specifier.contains(pins.get(canonicalize_name(requirement.name), "0"))
    ]
    assert wrong == []


def test_everything_that_the_requirements_bring_is_pinned() -> None:
    pins = {canonicalize_name(name) for name in _pins()}
    assert sorted(set(brought(requirements())) - pins) == []


def test_the_runtime_takes_nothing_that_only_tests_checks_or_training_need() -> None:
    runtime = {canonicalize_name(Requirement(text).name) for text in PROJECT["dependencies"]}
    others = {canonicalize_name(Requirement(text).name) for text in chain.from_iterable(EXTRAS.values())}
    assert runtime & others == set()


def test_the_makefile_has_the_targets_that_do_something_and_no_others() -> None:
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert phony is not None
    assert targets == set(phony[1].split())
    known = {"install", "run", "test", "check", "audit", "wheel", "load"} | {
        "eval",
        "bench",
        "bench-peers",
        "soak",
        "offline-bundle",
        "clean",
    }
    assert targets == known


def test_an_index_for_torch_is_used_only_where_one_is_named() -> None:
    def commands(*variables: str) -> str:
        # -W: as if the pins had just changed, so that the commands show in an installed tree too.
        call = ["make", "-n", "-W", "constraints.txt", "install", *variables]
        # What an outer make was told must not reach this one.
        quiet = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "TORCH"))}
        return subprocess.run(call, cwd=ROOT, env=quiet, capture_output=True, text=True, check=True).stdout

    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    assert "--extra-index-url" not in commands()
    assert "--extra-index-url https://index.example/cpu" in commands("TORCH_INDEX=https://index.example/cpu")
    assert re.search(r"pip install .*-c constraints\.txt .*-e \.$", commands(), re.MULTILINE)


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
def test_a_skip_fails_the_session_where_ci_is_true_and_is_named(tmp_path: Path, ci: str, code: int) -> None:
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    (tmp_path / "test_one.py").write_text(
        "import pytest\ndef test_good(): assert True\ndef test_absent(): pytest.skip('no browser')\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "CI": ci, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert ("skipped under CI=true" in done.stdout) is bool(ci)
    assert ("test_one.py::test_absent\n" in done.stdout) is bool(ci)
    assert "1 passed, 1 skipped" in done.stdout.splitlines()[-1]
