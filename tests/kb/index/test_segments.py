from pathlib import Path

import numpy as np
import pytest

from kb.errors import HomeDamaged
from kb.index.checksums import write_checksums
from kb.index.keyword import KeywordEntry
from kb.index.segments import Segment, SegmentContent, read_rows
from tests.fakes import HashEncoder

BODIES = ("贷款贴息", "房租补助", "古树保护")
VECTORS = HashEncoder(16).encode_passages(BODIES)
CONTENT = SegmentContent(
    [4, 5, 6],
    [11, 12, 13],
    VECTORS,
    [KeywordEntry(row, "题", "", body) for row, body in zip((4, 4, 6), BODIES, strict=True)],
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "segments" / "s000001"
    Segment.build(folder, CONTENT, dim=16, threads=1)
    return folder


def test_a_segment_is_read_as_it_was_built(folder: Path) -> None:
    segment = Segment.open(folder, threads=1)
    assert (segment.name, len(segment)) == ("s000001", 3)
    assert segment.passage_rows.tolist() == [11, 12, 13]
    assert segment.version_rows.tolist() == [4, 4, 6]
    assert segment.rows.covered == {4, 5, 6}
    (((name, score),),) = segment.vectors.search(VECTORS[1:2], 1)
    assert name == "12"
    assert score == pytest.approx(1.0, abs=1e-3)
    assert [hit.position for hit in segment.keywords.search([("古树", 1.0)], 5)] == [2]


def test_a_segment_of_versions_without_passages_is_one_too(tmp_path: Path) -> None:
    folder = tmp_path / "s000001"
    Segment.build(folder, SegmentContent([9], [], np.zeros((0, 16), dtype=np.float32), []), dim=16, threads=1)
    segment = Segment.open(folder, threads=1)
    assert (len(segment), segment.rows.covered) == (0, frozenset({9}))
    assert segment.vectors.search(VECTORS[:1], 5, allowed=np.zeros(0, dtype=np.bool_)) == [[]]


def test_a_build_that_fails_leaves_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(folder: Path, entries: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("kb.index.shards.TantivyIndex.build", fail)
    with pytest.raises(OSError, match="no space left"):
        Segment.build(tmp_path / "s000001", CONTENT, dim=16, threads=1)
    assert list(tmp_path.iterdir()) == []


def _files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("kind", ["vectors/vectors.faiss", "vectors/ids.json", "vectors/manifest.json", "rows.json"])
@pytest.mark.parametrize("damage", ["cut", "missing"])
def test_a_damaged_part_names_the_remedy(folder: Path, kind: str, damage: str) -> None:
    path = folder / kind
    if damage == "cut":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    else:
        path.unlink()
    with pytest.raises(HomeDamaged, match=r"s000001.*请运行 kb reindex 重建") as caught:
        Segment.open(folder, threads=1)
    assert caught.value.detail == {"folder": str(folder)}


def test_every_file_of_the_keyword_index_may_be_cut_or_missing(folder: Path) -> None:
    keywords = folder / "keywords"
    for name in _files(keywords):
        if name.startswith(".") or name == "meta.json":
            continue
        whole = (keywords / name).read_bytes()
        for damaged in (whole[: len(whole) // 2], b""):
            (keywords / name).write_bytes(damaged)
            with pytest.raises(HomeDamaged, match="请运行 kb reindex 重建"):
                Segment.open(folder, threads=1)
        (keywords / name).write_bytes(whole)
    assert len(Segment.open(folder, threads=1)) == 3


def test_a_folder_that_is_gone_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(HomeDamaged, match=r"s000009.*请运行 kb reindex 重建"):
        Segment.open(tmp_path / "s000009", threads=1)


def test_parts_that_disagree_are_damage(folder: Path) -> None:
    text = (folder / "rows.json").read_text(encoding="utf-8")
    (folder / "rows.json").write_text(text.replace("[11, 12, 13]", "[11, 12]"), encoding="utf-8")
    write_checksums(folder)
    with pytest.raises(HomeDamaged, match=r"数目不一致：\[2, 3\]"):
        Segment.open(folder, threads=1)


def test_rows_of_another_shape_are_damage(folder: Path) -> None:
    (folder / "rows.json").write_text("[]", encoding="utf-8")
    with pytest.raises(HomeDamaged, match="行号表无法读取"):
        read_rows(folder)
