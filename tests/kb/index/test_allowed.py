"""The mask of what may be found, for few versions and for many."""

import numpy as np
import pytest

from kb.index.allowed import Allowed

VERSIONS = np.array([4, 4, 7, 2, 2, 2, 9], dtype=np.int64)


@pytest.mark.parametrize("few", [0, 200])
def test_a_mask_marks_the_passages_of_its_versions(monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr("kb.index.allowed._FEW", few)
    allowed = Allowed(VERSIONS)
    assert allowed.of(np.array([2, 4])).tolist() == [True, True, False, True, True, True, False]
    assert allowed.of(np.array([8, 9])).tolist() == [False] * 6 + [True]
    assert allowed.of(np.array([], dtype=np.int64)).tolist() == [False] * 7
    assert allowed.of(np.array([2, 4])).tolist() == [True, True, False, True, True, True, False]


def test_a_version_in_two_places_is_found_in_both() -> None:
    allowed = Allowed(np.array([4, 2, 4], dtype=np.int64))
    assert allowed.of(np.array([4])).tolist() == [True, False, True]


def test_an_empty_snapshot_allows_nothing() -> None:
    assert Allowed(np.zeros(0, dtype=np.int64)).of(np.array([1])).tolist() == []


def test_masks_beyond_those_held_are_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.index.allowed._FEW", 0)
    monkeypatch.setattr("kb.index.allowed._HELD", 1)
    allowed = Allowed(VERSIONS)
    first = allowed.of(np.array([7]))
    assert allowed.of(np.array([7])) is first
    allowed.of(np.array([9]))
    assert allowed.of(np.array([7])).tolist() == first.tolist()
