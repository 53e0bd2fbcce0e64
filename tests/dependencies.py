"""What the project brings along: that it is pinned, permitted and expected. Without a network.

    python -m tests.dependencies                          what is installed here: pins, licences
    python -m tests.dependencies --advisories PIP-AUDIT   the pins against the known vulnerabilities

The first ends with 1 where something is wrong; the second with 1 where a pin is vulnerable, and with 2 where no
advisory service could be asked, which is not the same as nothing found.
"""

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions
from itertools import chain
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = "policy-knowledge-base"
# Every environment has these, whether or not something needs them.
TOOLS = frozenset({"pip", "setuptools", "wheel", PROJECT})
PERMITTED = re.compile(
    r"apache|mit\b|mit-cmu|mit-0|\bbsd\b|bsd-[23]|0bsd|isc|psf|python software foundation|zlib|cc0|bsl-1\.0|cnri"
    r"|unlicense|historical permission|mpl-2\.0|mpl 2\.0",
    re.IGNORECASE,
)
FORBIDDEN = re.compile(r"\b(?:a|l)?gpl", re.IGNORECASE)
# What asks for more than a notice, each with why it may be used all the same.
NOTED = {
    "psycopg": "LGPL-3.0-only: a library of its own beside the program, not changed; only with the PostgreSQL extra",
    "psycopg-binary": "as psycopg",
}
# What says nothing of its licence in its metadata; from its files.
KNOWN = {"axe-playwright-python": "MIT"}


def pins(root: Path = ROOT) -> dict[str, str]:
    """Return the pinned version of each name."""
    lines = (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {canonicalize_name(name): version for name, version in pairs}


def requirements(root: Path = ROOT) -> list[Requirement]:
    """Return what the project and its extras ask for by name."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras: dict[str, list[str]] = project["optional-dependencies"]
    return [Requirement(text) for text in [*project["dependencies"], *chain.from_iterable(extras.values())]]


def brought(roots: Iterable[Requirement]) -> Iterator[str]:
    """Give the names of all that the requirements bring with them, as far as it is installed here."""
    seen: set[tuple[str, frozenset[str]]] = set()
    open_ones = list(roots)
    while open_ones:
        requirement = open_ones.pop()
        key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if key in seen:
            continue
        seen.add(key)
        try:
            needs = distribution(requirement.name).requires or []
        except PackageNotFoundError:
            continue
        yield key[0]
        for need in map(Requirement, needs):
            extras = requirement.extras or {""}
            if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in extras):
                open_ones.append(need)


def licence(found: Distribution) -> str:
    """Return what a distribution says of its licence: the expression, else the classifiers, else the first line."""
    about = found.metadata
    classes = [one.split(" :: ")[-1] for one in about.get_all("Classifier") or [] if one.startswith("License ::")]
    given = [*(about.get_all("License-Expression") or []), "; ".join(classes), *(about.get_all("License") or [])]
    said = next((one.strip() for one in given if one.strip()), "")
    return said.partition("\n")[0] or KNOWN.get(canonicalize_name(about["Name"]), "")


def is_permitted(said: str) -> bool:
    """Tell whether a licence lets the program be passed on: of alternatives one is enough, of demands each counts."""
    return any(
        all(PERMITTED.search(each) and not FORBIDDEN.search(each) for each in re.split(r"\bAND\b|;", one))
        for one in re.split(r"\bOR\b", said.replace("(", " ").replace(")", " "))
    )


def faults(pinned: dict[str, str], installed: Iterable[Distribution], expected: Iterable[str]) -> Iterator[str]:
    """Give what is wrong with what is installed, by name."""
    wanted = set(expected)
    for found in sorted(installed, key=lambda one: canonicalize_name(one.metadata["Name"])):
        name = canonicalize_name(found.metadata["Name"])
        if name in TOOLS:
            continue
        if name not in wanted:
            yield f"{name}: nothing asks for it"
            continue
        if name not in pinned:
            yield f"{name}: not pinned in constraints.txt"
        elif found.version.partition("+")[0] != pinned[name]:
            yield f"{name}: {found.version} is installed, {pinned[name]} is pinned"
        if name not in NOTED and not is_permitted(said := licence(found)):
            yield f"{name}: licence {said!r} is not among those permitted"


def check() -> int:
    """Print what is wrong with this environment; what nobody asks for counts where CI=true, elsewhere it is told."""
    found = list(faults(pins(), distributions(), brought(requirements())))
    is_ci = os.environ.get("CI") == "true"
    wrong = [line for line in found if is_ci or not line.endswith("nothing asks for it")]
    for line in found:
        sys.stdout.write(f"{line if line in wrong else f'note: {line}'}\n")
    sys.stdout.write(f"{len(pins())} pins, {len(wrong)} faults\n")
    return 1 if wrong else 0


def advisories(command: Iterable[str]) -> int:
    """Ask pip-audit, called by `command`, for the known vulnerabilities of the pins; print them."""
    call = [*command, "-r", str(ROOT / "constraints.txt"), "--no-deps", "--disable-pip", "-f", "json"]
    done = subprocess.run([*call, "--progress-spinner", "off"], capture_output=True, text=True, check=False)
    try:
        told = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return _not_checked((done.stderr.strip().splitlines() or ["no answer"])[-1])
    unknown = [one["name"] for one in told if "skip_reason" in one]
    if len(unknown) == len(told):
        # Without its service pip-audit finds every name unknown, and then "no known vulnerabilities".
        return _not_checked(told[0]["skip_reason"] if told else "no pins")
    vulnerable = [(one, fault) for one in told for fault in one.get("vulns", ())]
    for one, fault in vulnerable:
        better = ", ".join(fault["fix_versions"]) or "no fixed version yet"
        sys.stdout.write(f"{one['name']} {one['version']}: {fault['id']}; fixed in {better}\n")
    sys.stdout.write(f"{len(told)} pins asked about, {len(vulnerable)} advisories, {len(unknown)} unknown\n")
    return 1 if vulnerable else 0


def _not_checked(why: str) -> int:
    sys.stdout.write(f"NOT CHECKED: no advisory service could be asked ({why})\n")
    return 2


if __name__ == "__main__":
    sys.exit(advisories(sys.argv[2:]) if sys.argv[1:2] == ["--advisories"] else check())
