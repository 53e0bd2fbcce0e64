"""What is documented is what there is."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.app import create_app
from eval.__main__ import main as eval_main
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from tests.generated_docs import (
    GUIDES,
    READMES,
    ROOT,
    marked_part,
    seeds_answer,
    setting_rows,
    settings_table,
    with_outputs,
    with_part,
)

DOCUMENTS = [*READMES, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
VARIABLE = re.compile(r"\bKB_[A-Z_]+\b")
# Where the corpora of the tests lie; no setting of the program.
# Not of the server: where the tests find texts, and the key that a client bears.
TEST_VARIABLES = {"KB_CORPUS_DIR", "KB_API_KEY"}
MAKE = re.compile(r"`make (?:\w+=\S+ )*([a-z-]+)|^make ([a-z-]+)", re.MULTILINE)
KB_COMMAND = re.compile(r"(?:\.venv/bin/|Scripts\\|`)kb (?:--\S+ )*([a-z]+)")
ROUTE = re.compile(r"^\| `(GET|POST|DELETE|PATCH) (/[^`?]*)` \|", re.MULTILINE)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _table_rows(text: str) -> Iterator[tuple[str, str]]:
    for row in re.finditer(r"^\| `(KB_\w+)` \| (?:`([^`]*)`)? \|", text, re.MULTILINE):
        yield row[1], row[2] or ""


def test_the_readme_lists_every_setting_with_its_default_and_meaning() -> None:
    assert marked_part(_text(READMES[0]), "settings") == settings_table()


def test_the_chinese_readme_lists_the_same_settings_and_defaults() -> None:
    expected = [(name, default) for name, default, _ in setting_rows()]
    assert list(_table_rows(marked_part(_text(READMES[1]), "settings"))) == expected


def test_the_readmes_quote_what_the_program_answers_on_the_sample_documents() -> None:
    answer = seeds_answer()
    assert [marked_part(_text(path), "answer") for path in READMES] == [answer, answer]


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.name)
def test_a_guide_shows_what_its_commands_print(path: Path) -> None:
    text = _text(path)
    assert text.count("```console") >= 5
    assert with_outputs(text) == text


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_inside_the_project_leads_somewhere(path: Path) -> None:
    broken = [target for target in LINK.findall(_text(path)) if not (path.parent / target).exists()]
    assert broken == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_variable_and_make_target_that_is_named_exists(path: Path) -> None:
    text = _text(path)
    known = {name for name, _, _ in setting_rows()} | TEST_VARIABLES
    targets = set(re.findall(r"^([a-z-]+):", _text(ROOT / "Makefile"), re.MULTILINE))
    assert set(VARIABLE.findall(text)) - known == set()
    assert {first or second for first, second in MAKE.findall(text)} - targets == set()


def test_every_command_that_is_named_exists() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kb", "--help"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True
    )
    named = {command for path in DOCUMENTS for command in KB_COMMAND.findall(_text(path))}
    assert {command for command in named if not re.search(rf"\b{command}\b", done.stdout)} == set()


def test_the_http_page_lists_every_route_and_no_other(tmp_path: Path) -> None:
    knowledge = KnowledgeBase.open(Settings(home=tmp_path))
    try:
        paths = create_app(knowledge).openapi()["paths"]
    finally:
        knowledge.close()
    there = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert set(ROUTE.findall(_text(ROOT / "docs" / "http-api.md"))) == there


EVAL_COMMANDS = (
    "ablate",
    "bench",
    "bench-models",
    "bench-peers",
    "compare",
    "eligibility",
    "latency",
    "pages",
    "pairs",
    "phrases",
    "report",
    "run",
    "scale-home",
    "validate",
)


@pytest.mark.parametrize("command", EVAL_COMMANDS)
def test_the_pages_name_the_options_that_a_measuring_command_has(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    usages = [
        found
        for path in DOCUMENTS
        for found in re.findall(rf"^python -m eval {command}\b(?!-)(.*(?:\n {{10,}}.*)*)$", _text(path), re.MULTILINE)
    ]
    assert usages, f"no page shows how to call {command}"
    with pytest.raises(SystemExit, match="0"):
        eval_main([command, "--help"])
    options = set(re.findall(r"(--[a-z-]+)", capsys.readouterr().out))
    named = {option for usage in usages for option in re.findall(r"(--[a-z-]+)", usage.split("#")[0])}
    assert named <= options


def test_a_marked_part_is_replaced_and_nothing_else() -> None:
    text = "a\n<!-- x:begin -->\nold\nlines\n<!-- x:end -->\nb\n"
    assert marked_part(text, "x") == "old\nlines"
    assert with_part(text, "x", r"new \1") == "a\n<!-- x:begin -->\nnew \\1\n<!-- x:end -->\nb\n"
    assert marked_part("<!-- x:begin -->\n<!-- x:end -->", "x") == ""
    with pytest.raises(LookupError, match="no part 'y': put <!-- y:begin -->"):
        with_part(text, "y", "")
