from pathlib import Path

import pytest

from kb.errors import HomeDamaged
from kb.index.seams import SeamTable
from kb.types import Span

# Two passages with a heading between them, and a line break inside a word of the second.
TEXT = "贷款贴息。\n第二章 申请\n申请人应当提\n交材料。"
PASSAGES = (Span(0, 5), Span(13, 24))


def _table(text: str = TEXT) -> SeamTable:
    return SeamTable.build([(7, text, PASSAGES)])


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("。第", {(7, 6, 1)}),
        ("第二", {(7, 7, 1)}),
        ("章申请申", {(7, 10, 1), (7, 11, 2), (7, 13, 3)}),
        ("提交", {(7, 20, 1)}),
        ("应当提交材料", {(7, 20, 3)}),
        ("不提交", set()),
        ("提交款", set()),
        ("应当", set()),
        ("材料", set()),
    ],
)
def test_a_phrase_is_met_where_no_passage_has_its_words_side_by_side(key: str, expected: set[object]) -> None:
    assert _table().places(key) == expected


def test_a_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    _table().save(tmp_path / "seams")
    found = SeamTable.open(tmp_path / "seams")
    assert found is not None
    assert len(found) == len(_table())
    assert found.places("提交") == {(7, 20, 1)}
    assert SeamTable.open(tmp_path / "none") is None


def test_a_damaged_table_is_named(tmp_path: Path) -> None:
    _table().save(tmp_path / "seams")
    (tmp_path / "seams" / "pairs.npy").write_bytes(b"x")
    with pytest.raises(HomeDamaged, match="接缝表"):
        SeamTable.open(tmp_path / "seams")


def test_versions_without_text_have_no_seams() -> None:
    assert SeamTable.build([]).places("提交") == set()


def test_what_is_kept_of_a_table_is_the_seams_of_those_versions() -> None:
    other = "助学金。\n附则 申请\n提\n交"
    both = SeamTable.build([(7, TEXT, PASSAGES), (9, other, (Span(0, 4), Span(11, 14)))])
    assert both.places("提交") == {(7, 20, 1), (9, 13, 1)}
    assert both.kept([7]).places("提交") == {(7, 20, 1)}
    assert both.kept([7]).pairs.tolist() == _table().pairs.tolist()
