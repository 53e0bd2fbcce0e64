"""A home's changes to the dictionary of plain words, as rows."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.store.rows import WordRow
from kb.store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "kb.sqlite3")
    yield store
    store.close()


def _change(store: Store, kept: list[WordRow], dropped: list[WordRow]) -> None:
    with store.writing() as writer:
        writer.change_words(kept, dropped)


def test_changes_are_kept_in_order_and_each_change_is_told(store: Store) -> None:
    assert (store.word_rows(), store.words_revision(), store.changes()) == ([], 0, 0)
    interest, guarantee = WordRow("贷款贴息", "补利息", removed=False), WordRow("担保", "作保", removed=True)
    _change(store, [interest, guarantee], [])
    assert (store.word_rows(), store.words_revision(), store.changes()) == ([guarantee, interest], 1, 1)
    _change(store, [], [guarantee])
    assert (store.word_rows(), store.words_revision(), store.changes()) == ([interest], 2, 2)


def test_words_that_read_alike_are_the_same_row(store: Store) -> None:
    _change(store, [WordRow("贷款ＬＰＲ", "利息", removed=False)], [])
    _change(store, [WordRow("貸款lpr", "利息", removed=True)], [])
    assert store.word_rows() == [WordRow("貸款lpr", "利息", removed=True)]
    _change(store, [], [WordRow("贷款LPR", "利息", removed=False)])
    assert store.word_rows() == []


def test_other_changes_leave_the_revision_of_the_words(store: Store) -> None:
    with store.writing():
        pass
    assert (store.words_revision(), store.changes()) == (0, 1)


def test_a_change_that_fails_leaves_nothing(store: Store) -> None:
    with pytest.raises(ValueError, match="broken off"), store.writing() as writer:
        writer.change_words([WordRow("贷款贴息", "补利息", removed=False)], [])
        raise ValueError("broken off")
    assert (store.word_rows(), store.words_revision()) == ([], 0)
