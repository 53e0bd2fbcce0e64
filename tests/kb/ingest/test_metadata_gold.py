"""Metadata of official documents against a gold set labelled by hand: precision and recall of every field.

The gold (tests/data/metadata_gold.json) says what each text states of itself; null or empty where it does not say.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kb.ingest.source import parse_source
from kb.types import Evidence, Metadata
from tests.corpus import corpus_dir

GOLD: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "data" / "metadata_gold.json").read_text(encoding="utf-8")
)
FIELDS = (
    "title",
    "kind",
    "doc_number",
    "issuers",
    "region",
    "published",
    "effective_from",
    "effective_to",
    "repeals",
    "basis",
)


@cache
def found_in(path: str) -> Metadata:
    file = corpus_dir() / "policy" / path
    return parse_source(file.read_bytes(), file.name).documents[0].metadata


def values(metadata: Metadata, field: str) -> set[str]:
    value = getattr(metadata, field)
    if isinstance(value, tuple):
        return {one.value for one in value}
    if isinstance(value, Evidence):
        return {value.value}
    return {re.sub(r"\s", "", str(value))} if value else set()


def wanted(row: dict[str, Any], field: str) -> set[str]:
    value = row[field]
    return set(value) if isinstance(value, list) else {value} if value else set()


@pytest.mark.corpus
@pytest.mark.parametrize("field", FIELDS)
def test_precision_and_recall_of_a_field(field: str) -> None:
    right = sum(len(values(found_in(row["path"]), field) & wanted(row, field)) for row in GOLD)
    found = sum(len(values(found_in(row["path"]), field)) for row in GOLD)
    gold = sum(len(wanted(row, field)) for row in GOLD)
    assert (right / found, right / gold) == (1.0, 1.0)


@pytest.mark.corpus
@pytest.mark.parametrize("row", GOLD, ids=[row["path"] for row in GOLD])
def test_spans_state_their_values(row: dict[str, Any]) -> None:
    file = corpus_dir() / "policy" / row["path"]
    document = parse_source(file.read_bytes(), file.name).documents[0]
    metadata = document.metadata
    stated = [*metadata.repeals, *metadata.basis, *metadata.issuers, metadata.doc_number]
    for evidence in filter(None, stated):
        if evidence.span is not None:
            words = re.sub(r"\W", "", evidence.span.of(document.text))
            assert re.sub(r"\W", "", evidence.value) in words or words in re.sub(r"\W", "", evidence.value)
