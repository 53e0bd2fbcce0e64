"""The rules against what people read in the labelled documents. The figures stand in docs/validity.md."""

import hashlib
from datetime import date
from pathlib import Path

import pytest

from tests.corpus import corpus_dir
from tests.validity import AFTERWARDS, LABELS, Score, labels, measure

DOCS = Path(__file__).resolve().parents[3] / "docs" / "validity.md"
VALIDITIES = {"in_force", "not_yet", "expired", "repealed", "unknown"}


@pytest.fixture(scope="module")
def before() -> dict[str, Score]:
    return measure(labels(LABELS), corpus_dir())


@pytest.fixture(scope="module")
def afterwards() -> dict[str, Score]:
    return measure(labels(AFTERWARDS), corpus_dir())


@pytest.mark.parametrize("file", [LABELS, AFTERWARDS])
def test_the_labels_are_of_the_texts_that_are_here(file: Path) -> None:
    folder = corpus_dir()
    for label in labels(file):
        text = (folder / label["path"]).read_text(encoding="utf-8")
        assert hashlib.sha256(text.encode()).hexdigest() == label["sha256"]
        quotes = [label["effective_from"]["quote"], label["effective_to"]["quote"]]
        quotes += [one["quote"] for one in label["repeals"]]
        assert all(quote in text for quote in quotes if quote)
        assert all(date.fromisoformat(one["day"]) and one["validity"] in VALIDITIES for one in label["validity"])


def test_no_document_is_labelled_twice() -> None:
    paths = [label["path"] for file in (LABELS, AFTERWARDS) for label in labels(file)]
    assert (len(paths), len(set(paths))) == (65, 65)


@pytest.mark.parametrize("name", ["effective_from", "effective_to", "repeals", "repeals: number", "validity on a day"])
def test_nothing_of_the_labels_seen_is_wrong_or_missed(before: dict[str, Score], name: str) -> None:
    assert (before[name].wrong, before[name].missed) == ([], [])


def test_nothing_is_made_up_in_the_documents_labelled_afterwards(afterwards: dict[str, Score]) -> None:
    found = {name: (score.precision, round(score.recall, 3)) for name, score in afterwards.items()}
    assert found["effective_from"] == (1.0, 0.917)
    assert found["effective_to"] == (1.0, 1.0)
    assert found["repeals"] == (1.0, 1.0)
    assert found["repeals: number"] == (1.0, 1.0)
    assert round(found["validity on a day"][0], 3) == 0.933


def test_the_documented_figures_are_these(before: dict[str, Score], afterwards: dict[str, Score]) -> None:
    text = DOCS.read_text(encoding="utf-8")
    for name, score in before.items():
        later = afterwards[name]
        row = f"| {name} | {score.precision:.3f} | {score.recall:.3f} | {later.precision:.3f} | {later.recall:.3f} |"
        assert row in text
