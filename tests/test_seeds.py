import hashlib
import re
from pathlib import Path

import pytest

from tests.corpus import corpus_dir

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
ROW = re.compile(r"^\| `(?P<name>[^`]+)` \|.*\| (?P<size>\d+) \| `(?P<sha256>[0-9a-f]{64})` \|$", re.MULTILINE)


def _recorded() -> dict[str, tuple[int, str]]:
    table = (SEEDS / "SOURCES.md").read_text(encoding="utf-8")
    return {row["name"]: (int(row["size"]), row["sha256"]) for row in ROW.finditer(table)}


def _there(folder: Path) -> dict[str, tuple[int, str]]:
    contents = {path.name: path.read_bytes() for path in folder.glob("*.txt")}
    return {name: (len(content), hashlib.sha256(content).hexdigest()) for name, content in contents.items()}


def test_sources_records_size_and_hash_of_every_sample_document() -> None:
    assert len(_recorded()) == 5
    assert _recorded() == _there(SEEDS)


def test_nothing_else_stands_beside_the_sample_documents() -> None:
    assert {path.name for path in SEEDS.iterdir()} == {*_recorded(), "SOURCES.md"}


def test_sources_says_that_the_texts_are_not_covered_by_the_licence() -> None:
    assert "not covered by this project's licence" in (SEEDS / "SOURCES.md").read_text(encoding="utf-8")


@pytest.mark.corpus
def test_the_sample_documents_are_verbatim() -> None:
    assert _there(SEEDS) == _there(corpus_dir() / "seeds")
