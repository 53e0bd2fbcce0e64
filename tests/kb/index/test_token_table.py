"""The tokens of passages beside a segment: what is stored is what is read, in whatever order it is asked for."""

from pathlib import Path

import numpy as np
import pytest

from embeddings.types import TokenEncoder
from kb.errors import HomeDamaged
from kb.index.token_table import TokenTable, taken
from tests.fakes import LetterEncoder

ENCODER = LetterEncoder({"a": (3, 0), "b": (0, 4), "c": (1, 1)})
OWN = ["ab", "？", "bb"]
ABOVE = ["c", "c", ""]


def _table() -> TokenTable:
    assert isinstance(ENCODER, TokenEncoder)
    return TokenTable.build(ENCODER, OWN, ABOVE)


def test_each_passage_has_its_own_tokens_those_above_it_and_the_lengths_of_their_sums() -> None:
    found = taken([(np.array([0, 1, 2]), _table(), np.array([2, 0, 1]))], 3)
    assert found.ids.tolist() == [1, 1, 0, 1, 2, 2]
    assert found.counts.tolist() == [2, 2, 0, 0, 1, 1]
    both = float(np.hypot(4, 5))
    expected = [[8, 0, 8], [5, 2**0.5, both], [0, 2**0.5, 2**0.5]]
    assert found.lengths.tolist() == [pytest.approx(row) for row in expected]


def test_a_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    table = _table()
    table.save(tmp_path / "tokens")
    read = TokenTable.open(tmp_path / "tokens")
    assert read is not None
    assert (len(read), str(read.ids.dtype), read.ids.tolist()) == (3, "uint16", table.ids.tolist())
    assert (read.ends.tolist(), read.lengths.tolist()) == (table.ends.tolist(), table.lengths.tolist())


def test_a_segment_without_a_table_has_none_and_a_damaged_one_is_named(tmp_path: Path) -> None:
    assert TokenTable.open(tmp_path / "tokens") is None
    _table().save(tmp_path / "tokens")
    (tmp_path / "tokens" / "ends.npy").write_bytes(b"broken")
    with pytest.raises(HomeDamaged, match="kb reindex"):
        TokenTable.open(tmp_path / "tokens")


def test_passages_of_several_tables_stand_in_the_order_asked_for() -> None:
    table = _table()
    other = TokenTable.build(ENCODER, ["cc"], ["b"])
    found = taken(
        [
            (np.array([0, 3]), table, np.array([0, 1])),
            (np.array([2]), other, np.array([0])),
            (np.array([1]), table, np.array([2])),
        ],
        4,
    )
    assert found.ids.tolist() == [0, 1, 1, 1, 2, 2, 2, 1, 2]
    assert found.counts.tolist() == [2, 2, 2, 0, 1, 0, 1, 1]
    assert found.lengths.tolist() == [
        *(table.lengths[row].tolist() for row in (0, 2)),
        other.lengths[0].tolist(),
        table.lengths[1].tolist(),
    ]


def test_a_table_of_nothing_is_empty() -> None:
    table = TokenTable.build(ENCODER, [], [])
    assert (len(table), table.lengths.shape) == (0, (0, 3))


def test_what_is_kept_of_a_table_is_the_table_of_what_is_kept() -> None:
    kept = _table().kept(np.array([True, False, True]))
    alone = TokenTable.build(ENCODER, [OWN[0], OWN[2]], [ABOVE[0], ABOVE[2]])
    for name in ("ids", "ends", "lengths"):
        assert getattr(kept, name).tolist() == getattr(alone, name).tolist()
    assert len(_table().kept(np.zeros(3, dtype=np.bool_))) == 0
