"""Merged words: what was many shards answers as they did, score for score, and goes with what was purged."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from kb.index.keyword import KeywordEntry, TantivyIndex
from kb.index.merged_words import forget_merged_but, merge_words, words_of
from kb.index.segments import Segment, SegmentContent
from kb.index.shards import joined

ENTRIES = [
    KeywordEntry(number // 3, f"第{number // 3}号办法", "贷款" if number % 2 else "补助", body)
    for number, body in enumerate(
        f"{'贷款贴息' * (number % 4)}每平方米{number}元的房租补助，{'古树' * (number % 5)}标准" for number in range(60)
    )
]
TERMS = [("贷款", 1.0), ("贴息", 0.5), ("房租", 1.0), ("古树", 0.7), ("标准", 0.2)]


@pytest.fixture(autouse=True)
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.index.shards.SHARD_PASSAGES", 4)


def _segment(folder: Path, start: int, end: int) -> str:
    name = f"s{start:06d}"
    entries = ENTRIES[start:end]
    versions = sorted({entry.version_row for entry in entries})
    vectors = np.tile(np.array([[1.0, 0.0]], dtype=np.float32), (len(entries), 1))
    content = SegmentContent(versions, list(range(start, end)), vectors, entries)
    Segment.build(folder / name, content, dim=2, threads=1)
    return name


def _segments(folder: Path, *ends: int) -> list[str]:
    return [_segment(folder, start, end) for start, end in zip((0, *ends), ends, strict=False)]


def _open(home: Path, names: Sequence[str]) -> tuple[list[str], TantivyIndex]:
    folders, places = words_of(home / "merged", home / "segments", names)
    return [folder.relative_to(home).as_posix() for folder in folders], joined(folders, places)


def test_merged_shards_answer_as_one_index_does(tmp_path: Path) -> None:
    # Shards of 6 passages, and one of 3 in the middle: a merge puts the large ones first.
    names = _segments(tmp_path / "segments", 24, 27, 60)
    merge_words(tmp_path / "merged", tmp_path / "segments", names)
    folders, many = _open(tmp_path, names)
    assert folders == ["merged/s000000.000-11"]
    one = TantivyIndex.build(tmp_path / "one", ENTRIES)
    assert many.search(TERMS, 60) == one.search(TERMS, 60)
    assert many.search(TERMS, 60, version_rows=[2, 7, 8, 19]) == one.search(TERMS, 60, version_rows=[2, 7, 8, 19])
    assert many.phrase("每平方米25元", 5)[0].position == 25
    assert sorted(many.holding("房租补助")) == list(range(60))


def test_few_shards_stay_by_themselves(tmp_path: Path) -> None:
    names = _segments(tmp_path / "segments", 21, 42)
    merge_words(tmp_path / "merged", tmp_path / "segments", names[:1])
    assert not (tmp_path / "merged").exists()
    assert len(_open(tmp_path, names[:1])[0]) == 4


def test_new_shards_stand_beside_merged_ones_until_they_are_many(tmp_path: Path) -> None:
    first = _segments(tmp_path / "segments", 48)
    merge_words(tmp_path / "merged", tmp_path / "segments", first)
    names = [*first, _segment(tmp_path / "segments", 48, 60)]
    merge_words(tmp_path / "merged", tmp_path / "segments", names)
    folders, many = _open(tmp_path, names)
    assert folders == ["merged/s000000.000-8", "segments/s000048/keywords/000", "segments/s000048/keywords/001"]
    assert many.phrase("每平方米55元", 5)[0].position == 55


def test_many_shards_are_merged_in_even_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.index.shards.SHARD_PASSAGES", 3)
    monkeypatch.setattr("kb.index.merged_words._MOST", 12)
    names = _segments(tmp_path / "segments", 60)
    merge_words(tmp_path / "merged", tmp_path / "segments", names)
    folders, many = _open(tmp_path, names)
    assert folders == ["merged/s000000.000-10", "merged/s000000.010-10"]
    assert [many.phrase(f"每平方米{number}元", 5)[0].position for number in (0, 29, 30, 59)] == [0, 29, 30, 59]


def test_merged_words_go_with_a_segment_that_is_published_no_more(tmp_path: Path) -> None:
    names = _segments(tmp_path / "segments", 48, 60)
    merge_words(tmp_path / "merged", tmp_path / "segments", names[:1])
    forget_merged_but(tmp_path / "merged", tmp_path / "segments", names)
    assert [one.name for one in (tmp_path / "merged").iterdir()] == ["s000000.000-8"]
    forget_merged_but(tmp_path / "merged", tmp_path / "segments", names[1:])
    assert list((tmp_path / "merged").iterdir()) == []


@pytest.mark.parametrize("damage", ["meta.json", "shards.json"])
def test_merged_words_that_cannot_be_read_are_left_out(tmp_path: Path, damage: str) -> None:
    names = _segments(tmp_path / "segments", 48)
    merge_words(tmp_path / "merged", tmp_path / "segments", names)
    (tmp_path / "merged" / "s000000.000-8" / damage).unlink()
    folders, many = _open(tmp_path, names)
    assert (len(folders), len(many)) == (8, 48)
