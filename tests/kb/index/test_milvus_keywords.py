from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from kb.index.engine.segments import MilvusSegments
from kb.index.keyword import KeywordEntry, KeywordIndex
from kb.index.segments import SegmentContent
from tests.contracts.keyword_index import ENTRIES, BuildIndex, KeywordIndexContract
from tests.contracts.vector_index import unit_rows
from tests.milvus import MilvusServer

DIM = 8


@pytest.fixture(scope="module")
def segments(milvus_server: MilvusServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusSegments]:
    url = f"milvus+{milvus_server.address}?collection=words"
    held = MilvusSegments(tmp_path_factory.mktemp("words"), url, owner=lambda: "one")
    yield held
    held.close()


NAMES = (f"s{number:06d}" for number in count(1))


def _built(segments: MilvusSegments, entries: Sequence[KeywordEntry]) -> str:
    name = next(NAMES)
    rows = list(range(len(entries)))
    versions = sorted({entry.version_row for entry in entries})
    segments.build(name, SegmentContent(versions, rows, unit_rows(len(entries), DIM), entries), dim=DIM)
    return name


class TestMilvusKeywords(KeywordIndexContract):
    @pytest.fixture
    def build_index(self, segments: MilvusSegments, tmp_path: Path) -> BuildIndex:
        def build(entries: Sequence[KeywordEntry]) -> KeywordIndex:
            # What others wrote is no part of the mean lengths.
            segments.folder = tmp_path
            return segments.open(_built(segments, entries)).keywords

        return build


def test_segments_laid_together_are_searched_as_one(segments: MilvusSegments, tmp_path: Path) -> None:
    segments.folder = tmp_path
    whole = segments.open(_built(segments, ENTRIES))
    parts = [segments.open(_built(segments, some)) for some in (ENTRIES[:3], ENTRIES[3:4], ENTRIES[4:])]
    joined = segments.joined(parts)
    terms = [("贷款", 1.0), ("额度", 0.5)]
    found, expected = joined.search(terms, 9), whole.keywords.search(terms, 9)
    assert [hit.position for hit in found] == [hit.position for hit in expected]
    # The mean length of a text was that of the passages there were when a segment was written.
    np.testing.assert_allclose([hit.score for hit in found], [hit.score for hit in expected], rtol=0.2)
    assert sorted(joined.holding("额度为")) == [4, 6, 7]
    assert joined.frequency("贷款") == 5
    assert [hit.position for hit in joined.search(terms, 9, version_rows=[2])] == [3]
