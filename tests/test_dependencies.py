"""What is brought along: pinned, permitted, expected; and an audit that says when it could not ask."""

import json
import sys
from importlib.metadata import Distribution, distributions
from pathlib import Path

import pytest

from tests import dependencies
from tests.dependencies import advisories, brought, faults, is_permitted, licence, pins, requirements


class Installed(Distribution):
    """A distribution that says what it is told to."""

    def __init__(self, text: str) -> None:
        self._text = f"Metadata-Version: 2.4\n{text}\n"

    def read_text(self, filename: str) -> str | None:
        return self._text if filename == "METADATA" else None

    def locate_file(self, path: object) -> Path:
        return Path(str(path))


@pytest.mark.parametrize(
    ("said", "permitted"),
    [
        ("MIT", True),
        ("Apache-2.0 AND Apache-2.0 WITH LLVM-exception AND BSD-3-Clause", True),
        ("Apache Software License", True),
        ("MPL-2.0 AND (Apache-2.0 OR MIT)", True),
        ("GPL-3.0-only OR MIT", True),
        ("GPL-3.0-only", False),
        ("MIT AND LGPL-2.1-or-later", False),
        ("MIT License; GNU General Public License v3 (GPLv3)", False),
        ("GNU Lesser General Public License v3 (LGPLv3)", False),
        ("Proprietary", False),
        ("", False),
    ],
)
def test_a_licence_is_permitted_where_each_part_of_an_alternative_is(said: str, permitted: bool) -> None:
    assert is_permitted(said) is permitted


def test_the_expression_counts_before_the_classifiers_and_these_before_the_words() -> None:
    classes = "Classifier: License :: OSI Approved :: MIT License"
    assert licence(Installed(f"Name: a\nLicense-Expression: ISC\n{classes}")) == "ISC"
    assert licence(Installed(f"Name: a\n{classes}\nLicense: own words")) == "MIT License"
    assert licence(Installed("Name: a\nLicense: BSD-3-Clause")) == "BSD-3-Clause"
    assert licence(Installed("Name: a")) == ""
    assert licence(Installed("Name: axe-playwright-python")) == "MIT"


def test_each_fault_is_named() -> None:
    installed = [
        Installed("Name: pip\nVersion: 1"),
        Installed("Name: Good_One\nVersion: 1.0+cpu\nLicense-Expression: MIT"),
        Installed("Name: loose\nVersion: 1.0\nLicense-Expression: MIT"),
        Installed("Name: moved\nVersion: 2.0\nLicense-Expression: MIT"),
        Installed("Name: strict\nVersion: 1.0\nLicense-Expression: AGPL-3.0-only"),
        Installed("Name: psycopg\nVersion: 1.0\nLicense-Expression: LGPL-3.0-only"),
        Installed("Name: stray\nVersion: 1.0\nLicense-Expression: MIT"),
    ]
    pinned = {"good-one": "1.0", "moved": "1.9", "strict": "1.0", "psycopg": "1.0"}
    assert list(faults(pinned, installed, [*pinned, "loose"])) == [
        "loose: not pinned in constraints.txt",
        "moved: 2.0 is installed, 1.9 is pinned",
        "stray: nothing asks for it",
        "strict: licence 'AGPL-3.0-only' is not among those permitted",
    ]


def test_what_is_installed_here_is_pinned_and_permitted() -> None:
    found = faults(pins(), distributions(), brought(requirements()))
    # Somebody's own environment may hold more; `make check` counts that where CI=true.
    assert [line for line in found if not line.endswith("nothing asks for it")] == []


@pytest.mark.parametrize(
    ("told", "code", "line"),
    [
        ("no network", 2, "NOT CHECKED: no advisory service could be asked (no network)"),
        (
            {"dependencies": [{"name": "a", "skip_reason": "not found"}]},
            2,
            "NOT CHECKED: no advisory service could be asked (not found)",
        ),
        (
            {"dependencies": [{"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "not found"}]},
            0,
            "2 pins asked about, 0 advisories, 1 unknown",
        ),
        (
            {"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "X-1", "fix_versions": ["2"]}]}]},
            1,
            "a 1: X-1; fixed in 2\n1 pins asked about, 1 advisories, 0 unknown",
        ),
    ],
)
def test_the_audit_tells_nothing_found_from_nobody_asked(
    told: object, code: int, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = told if isinstance(told, str) else json.dumps(told)
    stream = "stderr" if isinstance(told, str) else "stdout"
    program = f"import sys; sys.{stream}.write({words!r})"
    assert advisories((sys.executable, "-c", program)) == code
    assert capsys.readouterr().out == f"{line}\n"


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
def test_what_nobody_asks_for_is_a_fault_where_ci_is_true(
    ci: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(dependencies, "distributions", lambda: [Installed("Name: stray\nVersion: 1.0")])
    assert dependencies.check() == code
    first = "stray: nothing asks for it" if ci else "note: stray: nothing asks for it"
    assert capsys.readouterr().out.splitlines()[0] == first
