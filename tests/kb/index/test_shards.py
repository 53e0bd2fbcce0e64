"""Keyword shards: laid together they answer as one index of all passages does, score for score."""

from pathlib import Path

import pytest

from kb.errors import HomeDamaged
from kb.index.keyword import KeywordEntry, TantivyIndex
from kb.index.shards import build_shards, joined, shard_size, shards_of

ENTRIES = [
    KeywordEntry(number // 3, f"第{number // 3}号办法", "贷款" if number % 2 else "补助", body)
    for number, body in enumerate(
        f"{'贷款贴息' * (number % 4)}每平方米{number}元的房租补助，{'古树' * (number % 5)}标准" for number in range(30)
    )
]
TERMS = [("贷款", 1.0), ("贴息", 0.5), ("房租", 1.0), ("古树", 0.7), ("标准", 0.2)]


@pytest.fixture(autouse=True)
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.index.shards.SHARD_PASSAGES", 4)


def test_shards_of_several_folders_answer_as_one_index_does(tmp_path: Path) -> None:
    one = TantivyIndex.build(tmp_path / "one", ENTRIES)
    for name, start, end in (("a", 0, 15), ("b", 15, 18), ("c", 18, 30)):
        build_shards(tmp_path / name, [ENTRIES[start:end]])
    folders = [shard for name in "abc" for shard in shards_of(tmp_path / name)]
    assert [shard_size(folder) for folder in folders] == [6, 6, 3, 3, 6, 6]
    many = joined(folders)
    assert len(many) == 30
    assert many.search(TERMS, 30) == one.search(TERMS, 30)
    assert many.search(TERMS, 30, version_rows=[2, 7]) == one.search(TERMS, 30, version_rows=[2, 7])
    assert sorted(many.holding("房租补助")) == sorted(one.holding("房租补助")) == list(range(30))
    assert many.phrase("每平方米17元", 5)[0].position == 17
    assert [many.frequency(token) for token in ("古树", "17", "没有")] == [24, 1, 0]
    assert many.title_frequency("号办") == 30
    assert [many.is_in_title(9, token) for token in ("9", "8")] == [True, False]


def test_a_common_index_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    build_shards(tmp_path / "words", [ENTRIES])
    found = joined(shards_of(tmp_path / "words"))
    assert list((tmp_path / "temporary").iterdir()) == []
    assert found.search([("17", 1.0)], 3)[0].position == 17


def test_where_there_are_no_links_files_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("no links here")

    build_shards(tmp_path / "words", [ENTRIES])
    monkeypatch.setattr("os.symlink", refuse)
    monkeypatch.setattr("os.link", refuse)
    assert len(joined(shards_of(tmp_path / "words"))) == 30


def test_a_shard_that_loses_nothing_stays_and_the_others_are_written_anew(tmp_path: Path) -> None:
    build_shards(tmp_path / "old", [ENTRIES])
    first, *_, last = shards_of(tmp_path / "old")
    build_shards(tmp_path / "new", [first, ENTRIES[9:12], last])
    shards = shards_of(tmp_path / "new")
    assert [shard_size(shard) for shard in shards] == [6, 3, 6]
    expected = TantivyIndex.build(tmp_path / "one", [*ENTRIES[:6], *ENTRIES[9:12], *ENTRIES[24:]])
    assert joined(shards).search(TERMS, 30) == expected.search(TERMS, 30)
    parts = [path for path in first.iterdir() if path.suffix == ".pos"]
    assert [(shards[0] / path.name).stat().st_ino for path in parts] == [path.stat().st_ino for path in parts]


def test_few_passages_are_one_shard_in_the_folder_itself(tmp_path: Path) -> None:
    build_shards(tmp_path / "few", [ENTRIES[:3]])
    build_shards(tmp_path / "none", [()])
    assert shards_of(tmp_path / "few") == [tmp_path / "few"]
    assert [len(joined(shards_of(tmp_path / name))) for name in ("few", "none")] == [3, 0]
    assert len(joined([])) == 0


@pytest.mark.parametrize("damage", ["[]", "{", '{"segments": 3, "opstamp": 1}', None])
def test_a_damaged_shard_names_the_remedy(tmp_path: Path, damage: str | None) -> None:
    build_shards(tmp_path / "words", [ENTRIES])
    folders = shards_of(tmp_path / "words")
    (folders[1] / "meta.json").unlink()
    if damage is not None:
        (folders[1] / "meta.json").write_text(damage, encoding="utf-8")
    with pytest.raises(HomeDamaged, match=r"001.*请运行 kb reindex 重建"):
        joined(folders)
