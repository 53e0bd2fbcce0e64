from collections.abc import Sequence
from pathlib import Path

import pytest

from kb.errors import HomeDamaged
from kb.index.keyword import KeywordEntry, TantivyIndex
from tests.contracts.keyword_index import BODIES, BuildIndex, KeywordIndexContract


def _index(folder: Path, entries: Sequence[KeywordEntry]) -> TantivyIndex:
    return TantivyIndex.build(folder / "keywords", entries)


class TestTantivyIndex(KeywordIndexContract):
    @pytest.fixture
    def build_index(self, tmp_path: Path) -> BuildIndex:
        return lambda entries: _index(tmp_path, entries)


def test_an_index_counts_its_passages(tmp_path: Path) -> None:
    assert len(_index(tmp_path, [])) == 0


def test_an_index_is_read_as_it_was_written(tmp_path: Path) -> None:
    written = _index(tmp_path, [KeywordEntry(7, "甲", "乙", body) for body in BODIES])
    read = TantivyIndex.open(tmp_path / "keywords")
    terms = [("贷款", 1.0), ("企业", 0.5)]
    assert len(read) == len(written) == 8
    assert read.search(terms, 10) == written.search(terms, 10)


def test_a_folder_without_an_index_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(HomeDamaged, match="请运行 kb reindex 重建"):
        TantivyIndex.open(tmp_path)


def test_a_broken_index_names_the_remedy(tmp_path: Path) -> None:
    _index(tmp_path, [KeywordEntry(1, "", "", "贷款")])
    (tmp_path / "keywords" / "meta.json").write_text("{", encoding="utf-8")
    with pytest.raises(HomeDamaged, match="请运行 kb reindex 重建"):
        TantivyIndex.open(tmp_path / "keywords")
